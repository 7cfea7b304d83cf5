"""Asking a person on a terminal why released records changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from caucasus_data.errors import ReleaseError
from caucasus_data.history import change as kinds
from caucasus_data.history.change import Change
from caucasus_data.history.reasons import Reason

Ask = Callable[[str], str]


def asked_reasons(changes: Sequence[Change], codes: Sequence[str], ask: Ask = input) -> tuple[Reason, ...]:
    """A reason for each change; the cells of a removed row are one question.

    Args:
        changes: The changes that need a reason.
        codes: The reasons that there are.
        ask: Shows a question and gives the answer.

    Raises:
        ReleaseError: Nobody answers any more.
    """
    subjects = {_subject(change): change for change in reversed(changes)}
    try:
        return tuple(_asked(change, codes, ask) for change in reversed(subjects.values()))
    except EOFError as error:
        raise ReleaseError("the reasons are not complete; nothing was written") from error


def _subject(change: Change) -> tuple[str, ...]:
    field = "" if change.kind == kinds.REMOVED else change.field
    return change.kind, change.table, change.record_id, field


def _asked(change: Change, codes: Sequence[str], ask: Ask) -> Reason:
    kind, table, record_id, field = _subject(change)
    what = f"{table} {record_id}" + (f" {field}: {change.before!r} -> {change.after!r}" if field else "")
    reason = ""
    while reason not in codes:
        reason = ask(f"{kind} {what}\n  why? ({', '.join(codes)}): ").strip()
    after = ask("  which record took its place? (id; empty: none): ").strip() if kind == kinds.REMOVED else ""
    note = ask("  in words (may be empty): ").strip()
    own_id = change.before if kind == kinds.RENAMED else record_id
    # What is said of a rename is in the line that declared it; here only its reason was missing.
    return Reason(table, own_id, field, "" if kind == kinds.RENAMED else kind, after, reason, note)

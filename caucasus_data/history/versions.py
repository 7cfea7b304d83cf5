"""Versions of the dataset: their order, and the step from one to the next."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import IntEnum

from caucasus_data.errors import ReleaseError

_VERSION = re.compile(r"(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)")


class Bump(IntEnum):
    """How far a change moves the version."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    def __str__(self) -> str:
        return self.name.lower()


def version_key(version: str) -> tuple[int, int, int]:
    """The parts of a version, by which versions are ordered.

    Raises:
        ReleaseError: The text is not three numbers.
    """
    if not is_version(version):
        raise ReleaseError(f'"{version}" is not a version; write three numbers, such as 0.2.0')
    major, minor, patch = map(int, version.split("."))
    return major, minor, patch


def is_version(text: str) -> bool:
    """True for three numbers separated by points."""
    return _VERSION.fullmatch(text) is not None


def bumped(version: str, bump: Bump) -> str:
    """The least version that a change may have.

    >>> bumped("0.1.4", Bump.MINOR)
    '0.2.0'
    """
    major, minor, patch = version_key(version)
    if bump is Bump.MAJOR:
        return f"{major + 1}.0.0"
    if bump is Bump.MINOR:
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}" if bump is Bump.PATCH else version


def in_order(versions: Iterable[str]) -> tuple[str, ...]:
    """Versions without repetition, the oldest first."""
    return tuple(sorted(set(versions), key=version_key))

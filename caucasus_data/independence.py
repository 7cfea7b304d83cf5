"""What makes two sources independent of each other."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)  # far fewer publishers than sources
def origin(publisher: str, group: str | None) -> str:
    """The name by which a source's independence is counted; sources of one origin repeat each other.

    A group is a slug and a publisher's name is not, so that only their letters and digits are compared.

    Args:
        publisher: Who published it.
        group: Its `independence_group`; empty where the publisher stands for itself.
    """
    return "".join(character for character in (group or publisher).casefold() if character.isalnum())

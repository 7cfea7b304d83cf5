"""A large table's next block, read while this one is judged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

Item = TypeVar("Item")


def ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The same items, each of them made one step ahead in a thread of its own.

    Tokenizing leaves Python alone, so that a second core can do it; one item more is in memory.
    """
    from concurrent.futures import ThreadPoolExecutor  # a small table is not worth a thread

    with ThreadPoolExecutor(max_workers=1) as pool:
        upcoming = pool.submit(next, items, None)
        while (item := upcoming.result()) is not None:
            upcoming = pool.submit(next, items, None)
            yield item

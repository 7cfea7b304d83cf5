"""A large table's next blocks, made while this one is judged."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")

_MOST_WORKERS = 2
"""Each has a block and its cells in memory; beside them works the thread that cuts the file and asks for more."""


def ahead(make: Callable[[Item], Made], items: Iterable[Item]) -> Iterator[Made]:
    """What is made of each item, in their order, as by `map`; threads make it of the next items meanwhile.

    Tokenizing and the kernels of Arrow and numpy leave Python alone, so that all cores have work.
    """
    from concurrent.futures import Future, ThreadPoolExecutor  # a small table is not worth a thread

    workers = min(os.cpu_count() or 1, _MOST_WORKERS)
    upcoming: deque[Future[Made]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for item in items:
            upcoming.append(pool.submit(make, item))
            if len(upcoming) == workers:
                yield upcoming.popleft().result()
        while upcoming:
            yield upcoming.popleft().result()

"""A disk that fails at a step: the process is killed there, the disk is full from there on, or cannot be written."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

_CHANGES = ("mkdir", "chmod", "rename", "replace", "fsync", "unlink", "rmdir")
_TAKES_ROOM = ("mkdir", "open", "write")
_ALL = ("open", "write", *_CHANGES)


class KilledError(BaseException):
    """Stands for the end of the process: whatever runs after it finds that nothing can be changed any more."""


class Disk:
    """Counts the steps that change the disk, and lets them fail from one of them on.

    Attributes:
        steps: What has been done or tried, in order.
    """

    def __init__(self, fails_from: int, error: BaseException, kinds: tuple[str, ...] = _ALL) -> None:
        self.steps: list[str] = []
        self._from, self._error, self._kinds = fails_from, error, kinds

    @classmethod
    def killed(cls, step: int) -> Disk:
        return cls(step, KilledError())

    @classmethod
    def full(cls, step: int) -> Disk:
        return cls(step, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), _TAKES_ROOM)

    @classmethod
    def read_only(cls) -> Disk:
        return cls(0, OSError(errno.EROFS, os.strerror(errno.EROFS)))

    def step(self, kind: str) -> None:
        self.steps.append(kind)
        if len(self.steps) > self._from and kind in self._kinds:
            raise self._error

    def under(self, patch: pytest.MonkeyPatch) -> None:
        """Put the disk under the process, for as long as the patch lasts."""
        for name in _CHANGES:
            patch.setattr(os, name, self._counted(name, getattr(os, name)))
        patch.setattr(Path, "open", self._opening(Path.open))

    def _counted(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if not (name == "mkdir" and os.path.isdir(args[0])):  # noqa: PTH112  (what stands takes no room)
                self.step(name)
            return real(*args, **kwargs)

        return call

    def _opening(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Path, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
            if not set(mode) & set("wxa"):
                return real(path, mode, *args, **kwargs)
            self.step("open")
            stream = real(path, mode, *args, **kwargs)
            return _Halfway(stream, self) if "b" in mode else stream

        return call


class _Halfway:
    """A file of which half is written when the disk fails."""

    def __init__(self, stream: Any, disk: Disk) -> None:
        self._stream, self._disk = stream, disk

    def write(self, data: bytes) -> int:
        try:
            self._disk.step("write")
        except BaseException:
            self._stream.write(data[: len(data) // 2])
            raise
        return int(self._stream.write(data))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __enter__(self) -> _Halfway:  # noqa: PYI034  (Self came with Python 3.11)
        return self

    def __exit__(self, *_error: object) -> None:
        self._stream.close()

"""Files, patterns and folders: read in parts, whatever their size."""

from __future__ import annotations

import os
import re
from pathlib import Path

from conspectus import _session
from conspectus._sources import _formats
from conspectus._sources._engines import scanned
from conspectus._sources._reading import Reading, read
from conspectus.errors import InputError, SourceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from conspectus._native import Summary

NOT_FOUND = "frame: this text is no file, no folder and no pattern that files match; pass a table, or the path of one"
WILDCARDS = re.compile(r"[*?\[]")
#: As pyarrow names a column whose values are not all of the type that its first rows had.
WRONG_TYPE = re.compile(r"In CSV column #(\d+): (?:Row #\d+: )?CSV conversion error")


class Opened:
    """Files of one kind, as one table."""

    def __init__(self, files: list[str], base: str | None) -> None:
        self.files = files
        self.base = base
        #: Columns of text files whose values turned out to be of several types.
        self.as_text: list[str] = []

    def read(self, progress: bool | None) -> Summary:
        what = "the file" if len(self.files) == 1 else f"one of {len(self.files)} files"
        kind = _formats.kind_of(self.files)
        while True:
            failures: list[Exception] = []
            try:
                return read(Reading(self._parts(kind, failures), None, what), progress)
            except SourceError:
                if not (failures and self._relax(kind, failures[0])):
                    raise

    def _parts(self, kind: str, failures: list[Exception]) -> Iterator[Any]:
        try:
            yield from scanned(_formats.dataset(self.files, kind, self.base, self.as_text))
        except Exception as error:
            failures.append(error)
            raise

    def _relax(self, kind: str, failure: Exception) -> bool:
        """Whether it is worth another try, with a column as text that is not what its first rows were."""
        if kind != "csv" or (found := WRONG_TYPE.search(str(failure))) is None:
            return False
        names = _formats.header(self.files[0])
        number = int(found.group(1))
        if number >= len(names) or names[number] in self.as_text:
            return False
        self.as_text.append(names[number])
        _session.warn(
            f"frame: the column {names[number]!r} holds values of several types; they were summarised as text"
        )
        return True


def opened(frame: Any) -> Opened | None:
    """None for what is no path."""
    if not isinstance(frame, (str, os.PathLike)):
        return None
    text = os.fspath(frame)
    if not isinstance(text, str):
        raise InputError("frame: a path must be text")
    path = Path(text).expanduser()
    if _is(path.is_dir):
        return Opened(_formats.in_folder(path), str(path))
    if _is(path.is_file):
        return Opened([str(path)], None)
    files = _matching(path) if WILDCARDS.search(text) else []
    if not files:
        raise InputError(NOT_FOUND)
    return Opened(files, None)


def _is(question: Callable[[], bool]) -> bool:
    """No, for what is longer than a path may be, or lies where nobody may look."""
    try:
        return question()
    except (OSError, ValueError):
        return False


def origin(frame: Any) -> Any:
    """The path itself, or the files that a pattern or a folder stands for. None for what is no path."""
    if not isinstance(frame, (str, os.PathLike)):
        return None
    found = opened(frame)
    return frame if found is None or found.files == [str(Path(os.fspath(frame)).expanduser())] else found.files


def _matching(path: Path) -> list[str]:
    fixed = next(place for place, part in enumerate(path.parts) if WILDCARDS.search(part))
    folder = Path(*path.parts[:fixed])
    try:
        return sorted(str(file) for file in folder.glob(str(Path(*path.parts[fixed:]))) if file.is_file())
    except (OSError, ValueError):
        return []

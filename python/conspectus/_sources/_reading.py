"""One pass over what arrives in streams: with progress, an end at Ctrl-C, and errors that quote no cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from conspectus import _frames, _session
from conspectus._sources._progress import Progress
from conspectus.errors import ConspectusError, OutOfMemoryError, SourceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from conspectus._native import Summary

#: Rows that are read at a time from what is not in memory.
BATCH = 64 * 1024


class Reading:
    """A table on its way in: parts with `__arrow_c_stream__`, all of the same columns."""

    __slots__ = ("parts", "rows", "what")

    def __init__(self, parts: Iterable[Any], rows: int | None, what: str) -> None:
        self.parts = parts
        #: As far as known before.
        self.rows = rows
        #: What hands it over, in error messages.
        self.what = what


def read(reading: Reading, progress: bool | None) -> Summary:
    """Reads every part. Whatever ends it early leaves nothing behind."""
    summariser = _session.native().summariser()
    with source_errors(reading.what), Progress(reading.rows, progress) as watch:
        for part in reading.parts:
            summariser.add(_frames.capsule(part), watch)
    return summariser.finish()


def batches(reader: Any, empty: Callable[[], Any]) -> Iterator[Any]:
    """The batches of a pyarrow reader, read here and not behind the Arrow interface, so that its exceptions arrive."""
    some = False
    for batch in reader:
        some = True
        yield batch
    if not some:
        yield empty()


@contextmanager
def source_errors(what: str) -> Iterator[None]:
    """Errors of the library that holds the table. Its own words may quote a cell, so they are not passed on."""
    try:
        yield
    except ConspectusError:
        raise
    except MemoryError:
        raise OutOfMemoryError(_frames.OUT_OF_MEMORY) from None
    except Exception as error:
        raise SourceError(
            f"frame: {what} could not hand over its rows ({type(error).__name__}); "
            "does reading it without conspectus work?"
        ) from None

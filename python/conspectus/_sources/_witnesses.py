"""What can tell that a frame has not changed: it holds the frame's memory, and knows it again."""

from __future__ import annotations

from conspectus import _frames
from conspectus._frames import is_a
from conspectus._native import Footprint
from conspectus._sources._blocks import Blocks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol

    class _Witness(Protocol):
        def still_holds(self, frame: Any) -> bool:
            """Whether this is the frame it was, unchanged."""


def of(frame: Any) -> _Witness | None:
    """None where nothing can be shown."""
    try:
        if is_a(frame, "pandas", "DataFrame") or is_a(frame, "pandas", "Series"):
            return Blocks.of(frame)
        return _Arrow.of(frame)
    except Exception:  # what cannot be watched is read anew
        return None


class _Arrow:
    """A frame of polars or pyarrow by its buffers."""

    __slots__ = ("_footprint", "_names")

    def __init__(self, footprint: Footprint, names: object) -> None:
        self._footprint = footprint
        self._names = names

    @classmethod
    def of(cls, frame: Any) -> _Arrow | None:
        found = _footprint(frame)
        return None if found is None else cls(*found)

    def still_holds(self, frame: Any) -> bool:
        try:
            found = _footprint(frame)
        except Exception:
            return False
        return found is not None and found[1] == self._names and self._footprint.is_same(found[0])


def _footprint(frame: Any) -> tuple[Footprint, object] | None:
    """The place of its buffers, and what is not in them."""
    if is_a(frame, "polars", "DataFrame"):
        physical, schema = _physical(frame), list(frame.schema.items())
        place = Footprint.of(physical.__arrow_c_stream__(), False)
    elif is_a(frame, "polars", "Series"):
        physical, schema = _physical(frame.to_frame("values")), [(frame.name, frame.dtype)]
        place = Footprint.of(physical.__arrow_c_stream__(), False)
    elif is_a(frame, "pyarrow", "Table") or is_a(frame, "pyarrow", "RecordBatch"):
        place, schema = Footprint.of(frame.__arrow_c_stream__(), True), frame.schema.names
    elif is_a(frame, "pyarrow", "ChunkedArray") or is_a(frame, "pyarrow", "Array"):
        place, schema = Footprint.of(_frames.capsule(_frames.table(frame)), True), []
    else:
        return None
    return None if place is None else (place, schema)


def _physical(frame: Any) -> Any:
    """Categories are handed over as new arrays each time; their codes lie still."""
    coded = [name for name, dtype in frame.schema.items() if type(dtype).__name__ in ("Categorical", "Enum")]
    if not coded:
        return frame
    return frame.with_columns([frame[name].to_physical() for name in coded])

"""A pandas frame by the blocks of memory it consists of.

From version 3 on, pandas copies a block that another frame holds before it writes to it. So a shallow copy is held
here, and a frame that still has the held blocks is unchanged. Memory that something outside of pandas refers to as well
is not trusted: whoever holds it may write to it.
"""

from __future__ import annotations

import sys

from conspectus._frames import is_a
from conspectus._native import Footprint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

#: Values of each column that are looked at nevertheless: pandas has doors (`Series.array`) past its own copying.
LOOKED_AT = 256


class Blocks:
    """Holds a frame's blocks and knows them again."""

    __slots__ = ("_held", "_place")

    def __init__(self, held: Any, place: object) -> None:
        self._held = held
        self._place = place

    @classmethod
    def of(cls, frame: Any) -> Blocks | None:
        """None before pandas 3, and for what others may change."""
        pandas = sys.modules["pandas"]
        if int(pandas.__version__.split(".")[0]) < 3:
            return None
        held = frame.copy(deep=False)
        place = _place(frame)
        return None if place is None else cls(held, place)

    def still_holds(self, frame: Any) -> bool:
        try:
            if not self._held.index.is_(frame.index):
                return False
            place = _place(frame)
            return place is not None and _is_same(place, self._place)
        except Exception:
            return False


def _place(frame: Any) -> list[object] | None:
    """Names, and for each block its columns, its address and some of its values. None where others hold memory too."""
    names = list(frame.columns) if frame.ndim == 2 else [frame.name]
    place: list[object] = [tuple(map(repr, (*names, *frame.index.names)))]
    for block in frame._mgr.blocks:
        place.append(tuple(block.mgr_locs.as_array))
        if any(_is_shared(block, number) for number in range(len(_numpy_parts(block.values)))):
            return None
        for array in _arrays(block.values):
            if array is None:
                return None
            if isinstance(array, Footprint):
                place.append(array)
                continue
            described = array.__array_interface__
            place.append((described["data"][0], array.shape, array.strides, described["typestr"]))
            place.append(_some(array))
        place.append(block.values.dtype)
    return place


def _is_same(place: list[Any], known: Any) -> bool:
    pairs = zip(place, known, strict=False)
    return len(place) == len(known) and all(
        mine.is_same(theirs) if isinstance(mine, Footprint) and isinstance(theirs, Footprint) else mine == theirs
        for mine, theirs in pairs
    )


def _arrays(values: Any) -> Iterator[Any]:
    """The arrays of NumPy that a block consists of, or its Arrow buffers; None for anything else."""
    if is_a(values, "numpy", "ndarray"):
        yield None if values.dtype.hasobject else values
    elif (chunks := getattr(values, "_pa_array", None)) is not None:
        # What pandas keeps as Arrow comes from Arrow's own pool.
        yield Footprint.of(chunks.__arrow_c_stream__(), True)
    elif (array := getattr(values, "_ndarray", None)) is not None:
        yield None if array.dtype.hasobject else array
    elif hasattr(values, "_data") and hasattr(values, "_mask"):
        yield None if values._data.dtype.hasobject else values._data
        yield values._mask
    else:
        yield None


def _is_shared(block: Any, number: int) -> bool:
    """Whether more refers to the memory than the blocks that pandas knows of."""
    return not _is_numpys(block, number) or _unexplained(block, number) > _unexplained(_Alone(), 0)


def _is_numpys(block: Any, number: int) -> bool:
    """Whether NumPy itself owns the memory, and not something that it was lent by."""
    owner = _numpy_parts(block.values)[number]
    while owner.base is not None:
        owner = owner.base
        if not is_a(owner, "numpy", "ndarray"):
            return False
    return True


def _unexplained(block: Any, number: int) -> int:
    """References to the memory's owner that no block explains; the few of this function itself are always there."""
    owner = _numpy_parts(block.values)[number]
    owner = owner if owner.base is None else owner.base
    holders, known = set(), 0
    values: Any
    part: Any
    for reference in block.refs.referenced_blocks:
        if (other := reference()) is None:
            continue
        values = other.values
        if values is owner:
            known += 1
            continue
        # Blocks may share an array that holds the owner once.
        for part in _numpy_parts(values):
            if part is owner:
                holders.add(id(values))
            elif part.base is owner:
                holders.add(id(part))
    # What the loops leave behind would count.
    values = part = None
    return sys.getrefcount(owner) - known - len(holders)


class _Alone:
    """A block whose memory nothing else refers to."""

    def __init__(self) -> None:
        import weakref

        self.values = sys.modules["numpy"].zeros(1)
        self.refs = self
        self.referenced_blocks = [weakref.ref(self)]


def _numpy_parts(values: Any) -> list[Any]:
    if is_a(values, "numpy", "ndarray"):
        return [values]
    if (array := getattr(values, "_ndarray", None)) is not None:
        return [array]
    return [part for name in ("_data", "_mask") if (part := getattr(values, name, None)) is not None]


def _some(array: Any) -> bytes:
    """Values of each column, from its first to its last."""
    numpy = sys.modules["numpy"]
    rows = array.shape[-1]
    at = numpy.unique(numpy.linspace(0, max(rows - 1, 0), min(LOOKED_AT, rows)).astype(numpy.intp))
    return bytes(array.take(at, axis=-1).tobytes())

"""Anything that holds a table, as an Arrow C stream. Nothing is imported that the caller has not imported already."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

from conspectus._session import warn
from conspectus.errors import ConspectusError, InputError, OutOfMemoryError, SourceError

NOT_A_TABLE = (
    "frame: a table is needed (polars, pandas, pyarrow, DuckDB, NumPy, a dict of columns, "
    "or anything with __arrow_c_stream__), not {}"
)
OUT_OF_MEMORY = (
    "frame: there is not enough memory for it; free some, or pass the file or the query that it comes from, "
    "which is read in parts"
)
CANNOT_BE_READ = "frame: {} could not hand over its table; convert it to a polars, pandas or pyarrow table first"


def stream(frame: Any) -> object:
    """The frame's Arrow stream, without a copy where its library can do that."""
    return capsule(table(frame))


def table(frame: Any) -> Any:
    """The frame as something that hands over Arrow."""
    try:
        found = _table(frame)
    except MemoryError:
        raise OutOfMemoryError(OUT_OF_MEMORY) from None
    if not any(hasattr(found, protocol) for protocol in ("__arrow_c_stream__", "__arrow_c_array__")):
        raise InputError(NOT_A_TABLE.format(type(frame).__name__))
    return found


def capsule(part: Any) -> object:
    """The Arrow stream of what hands over Arrow."""
    try:
        if hasattr(part, "__arrow_c_stream__"):
            return part.__arrow_c_stream__()
        return pyarrow().table(pyarrow().record_batch(part)).__arrow_c_stream__()
    except (ConspectusError, MemoryError):
        raise
    except Exception:
        # The library's own message may quote a cell, so it is not chained.
        raise SourceError(CANNOT_BE_READ.format(type(part).__name__)) from None


def rows(frame: Any) -> int | None:
    """How many there are, if that is known at once."""
    try:
        return len(frame) if not isinstance(frame, Mapping) else None
    except Exception:
        return None


def unique_names(names: Iterable[Any]) -> list[str]:
    """Text, each once: a second `x` becomes `x (2)`, the levels of a column index are joined."""
    taken: set[str] = set()
    unique = []
    for name in names:
        text = " / ".join(map(str, name)) if isinstance(name, tuple) else str(name)
        candidate, number = text, 2
        while candidate in taken:
            candidate, number = f"{text} ({number})", number + 1
        taken.add(candidate)
        unique.append(candidate)
    return unique


def _table(frame: Any) -> Any:
    if is_a(frame, "pandas", "DataFrame"):
        return _from_pandas(frame)
    if is_a(frame, "pandas", "Series"):
        return _from_pandas(frame.to_frame("values" if frame.name is None else frame.name))
    if is_a(frame, "polars", "LazyFrame"):
        return _collected(frame)
    if is_a(frame, "polars", "Series"):
        return frame.to_frame(frame.name or "values")
    if is_a(frame, "pyarrow", "Table") or is_a(frame, "pyarrow", "RecordBatch"):
        names = frame.schema.names
        return frame if len(set(names)) == len(names) else frame.rename_columns(unique_names(names))
    if is_a(frame, "pyarrow", "ChunkedArray") or is_a(frame, "pyarrow", "Array"):
        return pyarrow().table({"values": frame})
    if is_a(frame, "numpy", "ndarray"):
        return _from_numpy(frame)
    if isinstance(frame, Mapping):
        return _from_mapping(frame)
    return frame


def is_a(frame: Any, library: str, kind: str) -> bool:
    """Whether it is an instance of `library.kind`; a library that is not loaded has none."""
    cls = getattr(sys.modules.get(library), kind, None)
    return isinstance(cls, type) and isinstance(frame, cls)


def pyarrow() -> Any:
    try:
        return import_module("pyarrow")
    except ImportError:
        raise InputError("frame: reading this kind of table needs pyarrow; pip install pyarrow") from None


def _from_mapping(columns: Mapping[Any, Any]) -> Any:
    pa = pyarrow()
    names, arrays = unique_names(columns), []
    for name, values in zip(names, columns.values(), strict=True):
        try:
            if isinstance(values, (str, bytes)):
                raise TypeError
            arrays.append(pa.table({name: values}).column(0))
        except MemoryError:
            raise
        except Exception:
            raise InputError(
                f"frame: the column {name!r} of a dict must be a list or an array of values of one type"
            ) from None
    if len(set(map(len, arrays))) > 1:
        raise InputError("frame: the columns of a dict must be of one length")
    return pa.table(arrays, names=names)


def _collected(query: Any) -> Any:
    """The table a lazy query makes. Its library's own message may quote a cell, so it is not even a context of ours."""
    try:
        return query.collect()
    except (ConspectusError, MemoryError):
        raise
    except Exception:
        pass
    raise SourceError("frame: the lazy query failed; collect() it first to see why")


def _from_numpy(array: Any) -> Any:
    if array.dtype.names:
        return _from_mapping({name: array[name] for name in array.dtype.names})
    if array.ndim == 1:
        return _from_mapping({"values": array})
    if array.ndim == 2:
        return _from_mapping({f"column_{number}": array[:, number] for number in range(array.shape[1])})
    raise InputError(f"frame: an array of one or two dimensions is needed, this one has {array.ndim}")


def _from_pandas(frame: Any) -> Any:
    """The frame with its index as columns where the index says something, and with names that Arrow can hold."""
    pa = pyarrow()
    levels = _index_columns(frame.index)
    names = unique_names([*(name for name, _ in levels), *frame.columns])
    if not levels and list(frame.columns) == names:
        try:
            return pa.Table.from_pandas(frame, preserve_index=False)
        except Exception:
            pass
    columns = [*(values for _, values in levels), *(frame.iloc[:, number] for number in range(frame.shape[1]))]
    arrays = [_array(name, values) for name, values in zip(names, columns, strict=True)]
    if not arrays:
        return pa.Table.from_pandas(frame, preserve_index=False)
    return pa.table(arrays, names=names)


def _index_columns(index: Any) -> list[tuple[str, Any]]:
    """None for row numbers: a default index, or what filtering left of one."""
    if index.nlevels > 1:
        named = [f"level_{number}" if name is None else name for number, name in enumerate(index.names)]
        return [(name, index.get_level_values(number)) for number, name in enumerate(named)]
    if index.name is None and (index.dtype.kind in "iu" or len(index) == 0):
        return []
    return [("index" if index.name is None else index.name, index)]


def _array(name: str, values: Any) -> Any:
    """One column; values that Arrow has no common type for become text."""
    pa = pyarrow()
    for convert in (lambda: pa.array(values, from_pandas=True), lambda: pa.array(values.to_numpy(), from_pandas=True)):
        try:
            return convert()
        except MemoryError:
            raise
        except Exception:
            continue
    try:
        texts = _as_text(values)
    except MemoryError:
        raise
    except Exception:
        # The column's own message may quote a cell, so it is not chained.
        raise SourceError(
            f"frame: the column {name!r} cannot be converted to Arrow ({type(values.array).__name__}); "
            "convert it first, for example with .astype(str), or leave it out"
        ) from None
    warn(f"frame: the column {name!r} holds values of several types; they were summarised as text")
    return texts


def _as_text(values: Any) -> Any:
    pa = pyarrow()
    gaps = values.isna()
    return pa.array([None if gap else _text(value) for value, gap in zip(values, gaps, strict=True)], pa.string())


def _text(value: Any) -> str:
    try:
        return str(value)
    except Exception:
        return type(value).__name__

"""Results of databases: ADBC hands over Arrow; rows of SQLAlchemy and DB-API become Arrow some at a time."""

from __future__ import annotations

from conspectus._frames import pyarrow, unique_names
from conspectus._sources._reading import BATCH, Reading, batches
from conspectus.errors import InputError, SourceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any


def reading(frame: Any) -> Reading | None:
    """None for what is no result of a database."""
    if hasattr(frame, "__arrow_c_stream__") or hasattr(frame, "__arrow_c_array__"):
        return None
    what = f"the result of {type(frame).__module__.split('.')[0]}"
    if callable(getattr(frame, "fetchmany", None)):
        if callable(fetch := getattr(frame, "fetch_record_batch", None)):
            return Reading(_arrow(fetch), None, what)
        names = _names(frame)
        return Reading(_rows(names, frame.fetchmany), None, what)
    return None


def _arrow(fetch: Any) -> Iterator[Any]:
    reader = fetch()
    schema = reader.schema
    yield from batches(reader, lambda: pyarrow().Table.from_batches([], schema))


def _names(result: Any) -> list[str]:
    """Of a SQLAlchemy result by its keys, of a DB-API cursor by its description."""
    keys = getattr(result, "keys", None)
    names = list(keys()) if callable(keys) else [column[0] for column in getattr(result, "description", None) or ()]
    if not names:
        raise InputError("frame: this cursor has no rows to read; execute a query with it first")
    return unique_names(names)


def _rows(names: Sequence[str], fetch: Any) -> Iterator[Any]:
    """Tables of some rows; the first says which types the columns have."""
    pa = pyarrow()
    schema = None
    while rows := fetch(BATCH):
        columns = zip(*rows, strict=True)
        if schema is None:
            arrays = [_typed(values) for values in columns]
            schema = pa.schema([(name, array.type) for name, array in zip(names, arrays, strict=True)])
        else:
            arrays = [_of_type(field, values) for field, values in zip(schema, columns, strict=True)]
        yield pa.table(arrays, schema=schema)
    if schema is None:
        yield pa.table([pa.array([], pa.null())] * len(names), names=list(names))


def _typed(values: Sequence[Any]) -> Any:
    pa = pyarrow()
    try:
        array = pa.array(values)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        return pa.array([None if value is None else _text(value) for value in values], pa.string())
    # Later rows may have more digits than the first.
    if pa.types.is_decimal(array.type):
        return array.cast(pa.decimal128(38, max(array.type.scale, 0)))
    return array


def _of_type(field: Any, values: Sequence[Any]) -> Any:
    pa = pyarrow()
    if pa.types.is_string(field.type):
        values = [None if value is None else _text(value) for value in values]
    try:
        return pa.array(values, field.type)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        raise SourceError(
            f"frame: the column {field.name!r} held {field.type} in its first rows and something else later; "
            "cast it to one type in the query"
        ) from None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value)

"""Error text: inputs that must fail, each full of canaries; does a message, a traceback, a warning or a log quote one?

The adversary reads everything that a failed call leaves behind: the exception, its causes and contexts with their
tracebacks as they would be printed or sent to an error tracker, warnings, log records, and both output streams.
"""

from __future__ import annotations

import random
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

from wire.canaries import word

Call = Callable[[], object]


class Raising:
    """A table whose stream fails with a cell in the message."""

    def __init__(self, cell: str) -> None:
        self._cell = cell

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        raise ValueError(f"could not convert {self._cell!r} to float") from KeyError(self._cell)


class BadText:
    """An object whose own text cannot be had."""

    def __init__(self, cell: str) -> None:
        self._cell = cell

    def __str__(self) -> str:
        raise RuntimeError(self._cell)

    __repr__ = __str__


def batches(cell: str) -> pa.RecordBatchReader:
    """A stream that breaks after its first batch."""
    schema = pa.schema({"name": pa.string()})

    def rows() -> Iterator[pa.RecordBatch]:
        yield pa.record_batch([pa.array([cell] * 200)], schema=schema)
        raise ValueError(f"bad row: {cell}")

    return pa.RecordBatchReader.from_batches(schema, rows())


def broken_text(cell: str) -> pa.Table:
    """Bytes that are no UTF-8, under the type of text."""
    raw = pa.array([cell.encode() + b"\xff\xfe"] * 200, pa.binary())
    return pa.table({"name": pa.Array.from_buffers(pa.string(), len(raw), raw.buffers())})


def broken_offsets(cell: str) -> pa.Table:
    """Offsets that run backwards, so that the contract of Arrow is broken."""
    offsets = pa.py_buffer(np.array([0, 9, 4, 90_000, 5], dtype=np.int32).tobytes())
    return pa.table({"name": pa.Array.from_buffers(pa.string(), 4, [None, offsets, pa.py_buffer(cell.encode())])})


def calls(cs: Any, dice: random.Random) -> Iterator[tuple[str, str, Call]]:
    """What is tried, the canary in it, and the call."""

    def each(name: str, make: Callable[[str], Call]) -> tuple[str, str, Call]:
        cell = word(dice)
        return name, cell, make(cell)

    yield each("a stream that raises", lambda cell: lambda: cs.profile(Raising(cell)))
    yield each("a stream that breaks", lambda cell: lambda: cs.profile(batches(cell)))
    yield each("bytes that are no text", lambda cell: lambda: cs.profile(broken_text(cell)))
    yield each("offsets that run backwards", lambda cell: lambda: cs.profile(broken_offsets(cell)))
    yield each("columns of unlike lengths", lambda cell: lambda: cs.profile({"a": [cell], "b": [cell, cell]}))
    yield each("a list of several types", lambda cell: lambda: cs.profile({"a": [cell, 1, [cell]]}))
    yield each(
        "objects in pandas", lambda cell: lambda: cs.profile(pd.DataFrame({"a": [cell, {cell: 1}, BadText(cell)] * 99}))
    )
    yield each(
        "objects in polars",
        lambda cell: lambda: cs.profile(pl.DataFrame({"a": [BadText(cell)] * 99}, schema={"a": pl.Object})),
    )
    yield each(
        "a query that fails",
        lambda cell: lambda: cs.profile(pl.DataFrame({"a": [cell]}).lazy().select(pl.col("a").cast(pl.Int64))),
    )
    yield each("text for a table", lambda cell: lambda: cs.profile(cell))
    yield each("a dict for a table", lambda cell: lambda: cs.profile({"a": cell}))
    yield each("a broken frame recorded", lambda cell: lambda: cs.dataset(broken_text(cell), "broken"))
    yield each("vector graphics", lambda cell: lambda: cs.figure(f"<svg><text>{cell}</text></svg>".encode(), "drawing"))
    yield each("a broken picture", lambda cell: lambda: cs.figure(b"\x89PNG\r\n\x1a\n" + cell.encode(), "picture"))
    yield each("no estimator", lambda cell: lambda: cs.model({cell: cell}, "model", metrics={"auc": cell}))
    yield each(
        "a parameter that raises", lambda cell: lambda: cs.model("tree", "model", parameters={"a": BadText(cell)})
    )


def remains(error: BaseException | None) -> str:
    """All that Python would print of an exception, and that an error tracker would send."""
    parts: list[str] = []
    seen: set[int] = set()
    queue = [error]
    while queue:
        current = queue.pop()
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        parts += [*traceback.format_exception_only(current), repr(current), *getattr(current, "__notes__", [])]
        queue += [current.__cause__, None if current.__suppress_context__ else current.__context__]
    return "\n".join(parts)

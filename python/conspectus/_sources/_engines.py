"""Engines and readers that hand over batch by batch what they have not computed yet."""

from __future__ import annotations

import sys

from conspectus._frames import is_a
from conspectus._sources._reading import BATCH, Reading, batches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


def reading(frame: Any) -> Reading | None:
    """None for what is none of these."""
    if is_a(frame, "polars", "LazyFrame"):
        return Reading(_lazy(frame), None, "polars")
    if is_a(frame, "pyarrow", "RecordBatchReader"):
        return Reading(_reader(frame), None, "the record batch reader")
    if is_a(frame, "pyarrow.dataset", "Dataset") or is_a(frame, "pyarrow.dataset", "Scanner"):
        return Reading(scanned(frame), None, "the pyarrow dataset")
    if is_a(frame, "duckdb", "DuckDBPyRelation"):
        return Reading(_relation(frame), None, "DuckDB")
    # Tables of Delta Lake and the like.
    if callable(to_dataset := getattr(frame, "to_pyarrow_dataset", None)) and not hasattr(frame, "__arrow_c_stream__"):
        return Reading(scanned(to_dataset()), None, type(frame).__name__)
    return None


def scanned(dataset: Any) -> Iterator[Any]:
    """The batches of a pyarrow dataset, few of them in memory at a time."""
    scanner = dataset
    if hasattr(dataset, "scanner"):
        scanner = dataset.scanner(batch_size=BATCH, batch_readahead=4, fragment_readahead=1, cache_metadata=False)
    reader = scanner.to_reader()
    yield from _reader(reader)


def _reader(reader: Any) -> Iterator[Any]:
    schema = reader.schema
    return batches(reader, lambda: sys.modules["pyarrow"].Table.from_batches([], schema))


def _relation(relation: Any) -> Iterator[Any]:
    for name in ("to_arrow_reader", "fetch_record_batch"):
        if callable(reader := getattr(relation, name, None)):
            return _reader(reader(BATCH))
    return iter([relation])


def _lazy(frame: Any) -> Iterator[Any]:
    """By polars' own streaming engine, where this version has it."""
    if not hasattr(frame, "collect_batches"):
        yield frame.collect()
        return
    some = False
    for part in frame.collect_batches(chunk_size=BATCH, maintain_order=False, lazy=True, engine="streaming"):
        some = True
        yield part
    if not some:
        yield frame.head(0).collect()

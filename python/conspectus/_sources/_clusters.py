"""Tables that live in a cluster: each partition is summarised where it is, and the summaries are merged here."""

from __future__ import annotations

from conspectus import _frames, _session
from conspectus._native import Summary
from conspectus._sources import _worker
from conspectus.errors import ConspectusError, SourceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

NOT_INSTALLED = (
    "frame: the workers of {} have no conspectus; install there the version that is here, "
    "for the summary is made where the rows are"
)
JOB_FAILED = (
    "frame: the job of {} that summarises the table failed ({}); its own log says why. "
    "Does counting the table's rows work, and can each of its columns be converted to Arrow?"
)
#: So many parts are merged on a worker before they travel.
FAN_IN = 16


def summary(frame: Any) -> Summary | None:
    """None for what lives in no cluster."""
    origins = {f"{cls.__module__}.{cls.__name__}" for cls in type(frame).__mro__}
    if any(name.startswith("pyspark.pandas.") and name.endswith(".DataFrame") for name in origins):
        frame = frame.to_spark()
        origins = {"pyspark.sql.DataFrame"}
    if any(name.startswith("pyspark.sql.") and name.endswith(".DataFrame") for name in origins):
        return _merged("Spark", _spark, frame)
    if any(name.startswith("dask") and name.rsplit(".", 1)[-1] in ("DataFrame", "Series") for name in origins):
        return _merged("Dask", _dask, frame)
    if any(name.startswith("ray.data.") and name.endswith(".Dataset") for name in origins):
        return _merged("Ray", _ray, frame)
    return None


def _merged(cluster: str, summarise: Any, frame: Any) -> Summary:
    key = _session.native().summary_key()
    try:
        parts, empty = summarise(frame, key)
        merged = Summary.merged(parts, key)
        if merged is not None:
            return merged
        return _session.native().summarise(_frames.stream(empty()))
    except ConspectusError:
        raise
    except Exception as error:
        # What a worker says may quote a cell, so it is looked at and not passed on.
        if "No module named 'conspectus" in str(error):
            raise SourceError(NOT_INSTALLED.format(cluster)) from None
        raise SourceError(JOB_FAILED.format(cluster, type(error).__name__)) from None


def _spark(frame: Any, key: Any) -> tuple[Iterable[bytes], Any]:
    schema = _arrow_schema(frame.schema)

    # The key travels inside the function: it is in no plan that is shown, and in no log.
    def work(batches: Any) -> Any:
        from conspectus._sources import _worker

        return _worker.part_of_batches(batches, schema, key)

    rows = frame.mapInArrow(work, "part binary").collect()
    return (bytes(row[0]) for row in rows), schema.empty_table


def _arrow_schema(schema: Any) -> Any:
    """The types that Spark's own `toArrow` gives: its workers see times in the session's zone instead."""
    from pyspark.sql.pandas.types import to_arrow_schema

    try:
        return to_arrow_schema(schema, timezone="UTC")
    except TypeError:  # before Spark 4
        return to_arrow_schema(schema)


def _dask(frame: Any, key: Any) -> tuple[Iterable[bytes], Any]:
    from dask.base import compute
    from dask.delayed import delayed

    summarise, merge = delayed(_worker.part_of_frame, pure=False), delayed(_worker.merged, pure=False)
    parts = [summarise(partition, key) for partition in frame.to_delayed()]
    while len(parts) > FAN_IN:
        parts = [merge(parts[first : first + FAN_IN], key) for first in range(0, len(parts), FAN_IN)]
    return compute(*parts), lambda: frame._meta


def _ray(frame: Any, key: Any) -> tuple[Iterable[bytes], Any]:
    def work(block: Any) -> Any:
        from conspectus._sources import _worker

        return _worker.table_of_part(_worker.part_of_frame(block, key))

    parts = frame.map_batches(work, batch_format="pyarrow", batch_size=None, zero_copy_batch=True)
    return (bytes(row["part"]) for row in parts.iter_rows()), lambda: frame.limit(0).to_pandas()

"""Somebody who publishes what everybody computes: the attacks must win here, else their silence would prove nothing."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

from attacks.publishers import Published


class Naive:
    """Extremes, mean, and the most and the least frequent values of every column."""

    name = "naive"

    def publish(self, table: pa.Table) -> Published:
        columns = [self._column(name, table[name]) for name in table.column_names]
        text = json.dumps({"rows": table.num_rows, "columns": columns}, default=str)
        return Published(text.encode(), json.loads(text))

    def holds(self, published: Published, column: str, value: Any) -> bool:
        del published, column, value
        return False

    @staticmethod
    def _column(name: str, values: pa.ChunkedArray) -> dict[str, Any]:
        counted = sorted(values.value_counts().to_pylist(), key=lambda each: each["counts"])
        some = [*counted[:10], *counted[-10:]]
        ordered = sorted(value for value in values.to_pylist() if value is not None)
        extremes = {"min": ordered[0], "max": ordered[-1], "nulls": values.null_count}
        return {"name": name, "values": [[each["values"], each["counts"]] for each in some], **extremes}

"""Canary: values planted in a table, looked for in what was published.

Twenty in each of seven columns, the smallest and the largest among them, in every disguise that `wire.traces` knows: as
text, as bytes in memory, as hexadecimal, base64 or percent-encoded, compressed, or hashed without a key. `wire.leak`
plants them in all other places too, and searches the wire and the server; this is the part that peers can take part in.
"""

from __future__ import annotations

import random
from typing import Any

import pyarrow as pa

from attacks.publishers import Publisher
from attacks.score import Score
from wire.canaries import SCALARS, mixed
from wire.traces import Search, Value

COLUMNS = ("int64", "float64", "heavy_tail", "string", "large_string", "timestamp", "free_text")


def attack(publisher: Publisher, sizes: tuple[int, ...], seed: int) -> Score:
    score = Score(0, 0)
    for rows in sizes:
        table, planted = planted_table(rows, seed + rows)
        found = Search(planted).found(publisher.publish(table).content)
        score += Score(len(planted), len(found))
    return score


def planted_table(rows: int, seed: int) -> tuple[pa.Table, list[Value]]:
    dice = random.Random(seed)
    columns: dict[str, Any] = {}
    planted: list[Value] = []
    for name, kind, ordinary, canary in SCALARS:
        if name in COLUMNS:
            values, canaries = mixed(rows, dice, ordinary, canary)
            # A cast to nanoseconds and back is what pandas needs of everybody.
            columns[name] = pa.array(values, kind)
            planted += canaries
    return pa.table(columns), planted

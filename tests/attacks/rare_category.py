"""Rare category: a diagnosis that 1 to 10 patients have. What is it called, and how many have it?

Two ways to win: the *label* stands somewhere in what was published, in any of the disguises of `wire.traces`; or the
*size* is one of the published whole numbers, or the difference of two of them, or what two leave of a third. Chance of
the second is what the same numbers win against the sizes in other tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from attacks.extreme import scored
from attacks.publishers import Published, Publisher, numbers_in
from attacks.score import Score
from wire.traces import Search

COMMON = ("asthma", "influenza", "fracture", "migraine", "anaemia")


def patients(dice: np.random.Generator) -> tuple[pa.Table, str, int]:
    """A table, its rare label, and how many rows have it."""
    rows, few = int(dice.choice([150, 600, 3_000])), int(dice.integers(1, 11))
    rare = f"Kanari {dice.bytes(5).hex()}"
    labels = np.array([*COMMON, rare], dtype=object)
    kinds = dice.choice(int(dice.integers(2, 6)), rows)
    kinds[dice.choice(rows, few, replace=False)] = len(COMMON)
    nulls = dice.random(rows) < dice.choice([0.0, 0.02])
    nulls[kinds == len(COMMON)] = False
    wards = pa.array(dice.integers(1, 9, rows))
    return pa.table({"diagnosis": pa.array(labels[kinds], pa.string(), mask=nulls), "ward": wards}), rare, few


def attack(publisher: Publisher, rounds: int, seed: int) -> dict[str, Score]:
    dice = np.random.default_rng(seed)
    labels, sizes, few = 0, [], []
    for _ in range(rounds):
        table, rare, size = patients(dice)
        published = publisher.publish(table)
        labels += bool(Search([rare]).found(published.content))
        sizes.append(small_numbers(published, table.num_rows))
        few.append(size)
    return {"label": Score(rounds, labels), "size": scored(sizes, few)}


def small_numbers(published: Published, rows: int) -> list[int]:
    """Numbers said about the column, shares of the rows, what all sizes leave of the rows, and differences of sizes."""
    said = [number for part in parts_about("diagnosis", published.readable) for number in numbers_in(part)]
    said += [number * rows for number in said if 0 < number < 1]
    sizes = list(_sizes(published.readable))
    said += [rows - sum(sizes), *(one - other for one in [rows, *sizes] for other in sizes)]
    return [round(number) for number in said if abs(number - round(number)) < 1e-6 and 1 <= number <= 10]


def _sizes(profile: Any) -> Iterator[int]:
    """Exact numbers of rows that Conspectus published of the column."""
    for column in profile.get("columns", []) if isinstance(profile, dict) else []:
        if isinstance(column, dict) and column.get("name") == "diagnosis" and (groups := column.get("categories")):
            counts = [column.get("nulls"), groups["other"], *(item["rows"] for item in groups["items"])]
            yield from (count for count in counts if isinstance(count, int))


def parts_about(column: str, part: Any) -> Iterator[Any]:
    """What stands under the column's name, or beside it."""
    if isinstance(part, dict):
        if column in part.values():
            yield part
        for name, each in part.items():
            yield from [each] if name == column else parts_about(column, each)
    elif isinstance(part, list):
        for each in part:
            yield from parts_about(column, each)

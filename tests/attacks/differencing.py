"""Differencing: two versions of a table differ in one row; what does their difference tell of it?

The adversary sees both versions' figures and knows that a row was added, removed or changed between them. One
published figure that differs wins, for the row is all that differs. One time in two the other version bears another
name, as if it were another dataset of the same machine. Guessing never wins.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from attacks.score import Score

#: What says nothing about rows: a keyed digest, the announcement that figures are repeated, and why.
SILENT = {"fingerprint", "repeats_previous", "withheld"}


def tables(dice: np.random.Generator) -> pa.Table:
    """A random table: numbers, text, truth values, moments, lists and structs, with gaps of any size."""
    rows = int(dice.choice([100, 137, 250, 600, 1_500]))
    number = dice.choice(["normal", "lognormal", "few"])
    drawn = {
        "normal": lambda: dice.normal(0, 10 ** dice.uniform(-3, 6), rows),
        "lognormal": lambda: dice.lognormal(dice.uniform(0, 8), dice.uniform(0.2, 2), rows),
        "few": lambda: dice.integers(-3, 4, rows) * dice.choice([0.5, 1.0, 250.0]),
    }[number]()
    words = [f"label {n}" for n in range(int(dice.integers(1, 40)))]
    columns = {
        "measure": pa.array(drawn, mask=_gaps(rows, dice)),
        "visits": pa.array(dice.poisson(10 ** dice.uniform(-2, 2), rows), mask=_gaps(rows, dice)),
        "branch": pa.array(dice.choice(words, rows).astype(object), pa.string(), mask=_gaps(rows, dice)),
        "flag": pa.array(dice.random(rows) < dice.choice([0.005, 0.02, 0.3, 0.99]), mask=_gaps(rows, dice)),
        "at": pa.array(dice.integers(1_500_000_000, 1_700_000_000, rows), pa.timestamp("s"), mask=_gaps(rows, dice)),
        "items": pa.array([list(range(length)) for length in dice.integers(0, 4, rows)], pa.list_(pa.int64())),
    }
    columns["pair"] = pa.StructArray.from_arrays([columns["measure"], columns["flag"]], names=["inner", "flag"])
    # Columns of its own: tables are compared with all others that have the same, which would take its time.
    mark = "".join(dice.choice(list("aeiou"), 6))
    return pa.table({f"{name}_{mark}": values for name, values in columns.items()})


def _gaps(rows: int, dice: np.random.Generator) -> np.ndarray:
    gaps: np.ndarray = dice.random(rows) < dice.choice([0.0, 0.01, 0.06, 0.5])
    return gaps


def neighbour(table: pa.Table, dice: np.random.Generator) -> pa.Table:
    """One row more, one less, or one changed; the new row is another table's or an extreme one."""
    rows = table.num_rows
    place = int(dice.integers(rows))
    rest = pa.concat_tables([table.slice(0, place), table.slice(place + 1)])
    other = _strange(table, place) if dice.random() < 0.3 else table.slice(int(dice.integers(rows)), 1)
    change = dice.choice(["add", "remove", "change"])
    if change == "remove":
        return rest
    return pa.concat_tables([table if change == "add" else rest, other])


def _strange(table: pa.Table, place: int) -> pa.Table:
    """A row as no other: a salary beyond all others, a label that occurs once."""
    row = table.slice(place, 1).to_pylist()[0]
    strange = {"measure": 1e9, "visits": 4_000_000, "branch": "the only one of its kind", "items": list(range(40))}
    row |= {name: strange[kind] for name in row if (kind := name.partition("_")[0]) in strange}
    return pa.Table.from_pylist([row], schema=table.schema)


Publish = Callable[[pa.Table, str], Any]


def attack(record: Publish, look: Publish, pairs: int, each: int, seed: int) -> Score:
    """`record` publishes a version under a name, `look` shows what the next would be; `each` neighbours a table."""
    dice = np.random.default_rng(seed)
    won = 0
    for number in range(pairs // each):
        table, name = tables(dice), f"pairs {seed} {number}"
        before = figures(record(table, name))
        for _ in range(each):
            place = name if dice.random() < 0.5 else f"{name} elsewhere"
            won += figures(look(neighbour(table, dice), place)) != before
    return Score(pairs // each * each, won)


def figures(profile: dict[str, Any]) -> dict[str, Any]:
    """Everything that was published but for what is silent about rows."""
    return {name: part for name, part in profile.items() if name not in SILENT}

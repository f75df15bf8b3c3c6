"""The tables that the benchmark profiles, the same on every machine."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

SEED = 20_261_122


def mixed(rows: int) -> pl.DataFrame:
    """8 floats with 2 % nulls, 4 integers, 4 texts of rising cardinality, 2 booleans, 2 timestamps."""
    random = np.random.default_rng(SEED)
    columns: dict[str, pl.Series] = {}
    draws = {
        "normal": lambda: random.normal(50, 12, rows),
        "lognormal": lambda: random.lognormal(3, 1, rows),
        "uniform": lambda: random.uniform(0, 1, rows),
        "heavy": lambda: random.standard_cauchy(rows) * 100,
    }
    for name, draw in draws.items():
        for twin in "ab":
            values = pl.Series(draw())
            missing = pl.Series(random.random(rows) < 0.02)
            columns[f"{name}_{twin}"] = pl.select(pl.when(~missing).then(values)).to_series()
    columns["id"] = pl.Series(random.permutation(rows) + 10_000_000)
    columns["small"] = pl.Series(random.integers(0, 100, rows))
    columns["zipf"] = pl.Series(random.zipf(1.5, rows).clip(max=10**9))
    columns["seconds"] = pl.Series(random.integers(1_600_000_000, 1_700_000_000, rows))
    for distinct in (5, 50, 5_000, 500_000):
        labels = pl.Series([f"{random.bytes(4).hex()}-{number}" for number in range(distinct)])
        columns[f"text_{distinct}"] = labels.gather(random.integers(0, distinct, rows))
    columns["flag_even"] = pl.Series(random.random(rows) < 0.5)
    columns["flag_rare"] = pl.Series(random.random(rows) < 0.01)
    start = 1_420_070_400_000_000  # 2015
    for name, span in (("created", 10**14), ("updated", 3 * 10**14)):
        columns[name] = pl.Series(start + random.integers(0, span, rows)).cast(pl.Datetime("us"))
    return pl.DataFrame(columns)


def wide(rows: int) -> pl.DataFrame:
    """1,000 floats: normal around means and with deviations of their own."""
    random = np.random.default_rng(SEED)
    return pl.DataFrame({f"x{at}": random.normal(at - 500, 1 + at % 17, rows) for at in range(1_000)})


def tall(rows: int) -> pl.DataFrame:
    """3 floats, 1 integer, 1 text of 20 values, 1 boolean."""
    random = np.random.default_rng(SEED)
    labels = pl.Series([f"{random.bytes(4).hex()}-{number}" for number in range(20)])
    return pl.DataFrame(
        {
            "normal": random.normal(50, 12, rows),
            "lognormal": random.lognormal(3, 1, rows),
            "uniform": random.uniform(0, 1, rows),
            "amount": random.integers(0, 1_000_000, rows),
            "label": labels.gather(pl.Series(random.integers(0, 20, rows, dtype=np.uint32))),
            "flag": random.random(rows) < 0.3,
        }
    )


@dataclass(frozen=True)
class Shape:
    make: Callable[[int], pl.DataFrame]
    rows: int
    # Of `--quick`, which only shows that everything runs.
    few: int


SHAPES = {
    "mixed": Shape(mixed, 1_000_000, 20_000),
    "wide": Shape(wide, 50_000, 2_000),
    "tall": Shape(tall, 20_000_000, 200_000),
}

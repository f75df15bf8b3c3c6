"""The table that the benchmark profiles: 1,000,000 x 20 mixed columns, the same on every machine."""

import numpy as np
import polars as pl

ROWS = 1_000_000
SEED = 20_261_122


def mixed(rows: int = ROWS) -> pl.DataFrame:
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

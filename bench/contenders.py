"""Who takes part in every round. Each takes the table in the form it likes best; converting it is not timed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl
import tuned
from polars import selectors

OURS = "conspectus"
FLOOR = "floor: null_count + sum"

Run = Callable[[], Any]


@dataclass(frozen=True)
class Contender:
    prepare: Callable[[pl.DataFrame], Run]
    # Not on these shapes, and why.
    skipped: dict[str, str]
    # Slower ones take part in fewer rounds.
    rounds: int = 5


def profile(frame: pl.DataFrame) -> Run:
    import conspectus

    # Another frame over the same memory: nothing is known of it from the round before.
    return lambda: conspectus.profile(frame.clone())


def profile_again(frame: pl.DataFrame) -> Run:
    """Of a frame that did not change since the last profile."""
    import conspectus

    conspectus.profile(frame)
    return lambda: conspectus.profile(frame)


def polars_describe(frame: pl.DataFrame) -> Run:
    return lambda: (frame.describe(), frame.select(pl.all().n_unique()))


def polars_tuned(frame: pl.DataFrame) -> Run:
    return lambda: tuned.describe(frame)


def pandas_describe(frame: pl.DataFrame) -> Run:
    import pandas as pd

    table = pd.DataFrame({name: frame[name].to_numpy(allow_copy=True) for name in frame.columns})
    return lambda: (table.describe(include="all"), table.nunique())


def duckdb_summarize(frame: pl.DataFrame) -> Run:
    import duckdb

    connection = duckdb.connect()
    connection.register("frame", frame.to_arrow())
    return lambda: connection.sql("SUMMARIZE frame").fetchall()


def floor(frame: pl.DataFrame) -> Run:
    sums = (selectors.numeric() | selectors.boolean()).sum()
    return lambda: frame.select(pl.all().null_count().name.prefix("nulls_"), sums)


CONTENDERS = {
    OURS: Contender(profile, {}),
    FLOOR: Contender(floor, {}),
    "polars describe + n_unique": Contender(polars_describe, {"wide": "quadratic in columns"}),
    "polars by hand, same figures": Contender(polars_tuned, {}),
    "DuckDB SUMMARIZE": Contender(duckdb_summarize, {}, rounds=3),
    "pandas describe + nunique": Contender(pandas_describe, {}, rounds=3),
}

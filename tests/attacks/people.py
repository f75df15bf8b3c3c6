"""A population whose spread the adversary knows exactly, and tables drawn from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

BRANCHES = ("north", "south", "east", "west", "centre", "islands")
SHARES = (0.3, 0.25, 0.2, 0.12, 0.08, 0.05)
KNOWN = 400_000


@dataclass
class People:
    """Columns of equal length; a person is one place in all of them."""

    columns: dict[str, np.ndarray]

    @classmethod
    def draw(cls, count: int, dice: np.random.Generator) -> People:
        return cls(
            {
                "salary": dice.lognormal(10.5, 0.5, count).round(2),
                "age": np.clip(dice.normal(46, 14, count), 18, 97).astype(np.int64),
                "visits": dice.poisson(3.0, count),
                "branch": dice.choice(len(BRANCHES), count, p=SHARES),
                "smoker": dice.random(count) < 0.22,
                "since": dice.integers(9_000, 20_000, count),
            }
        )

    def __len__(self) -> int:
        return len(self.columns["salary"])

    def person(self, place: int) -> dict[str, Any]:
        return {name: values[place] for name, values in self.columns.items()}

    def with_person(self, place: int, person: dict[str, Any]) -> People:
        """The same with another person in one place."""
        copies = {name: values.copy() for name, values in self.columns.items()}
        for name, value in person.items():
            copies[name][place] = value
        return People(copies)

    def table(self) -> pa.Table:
        columns: dict[str, Any] = dict(self.columns)
        columns["branch"] = pa.array(np.array(BRANCHES)[columns["branch"]])
        columns["since"] = pa.array(columns["since"].astype("datetime64[D]"))
        return pa.table(columns)

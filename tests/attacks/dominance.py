"""Dominance: one customer makes half of the total, or two make two thirds. How much is it?

The adversary knows that there is such a customer and reads or works out amounts as for extremes, and takes every number
for a mean or a deviation that the one amount makes. What is read must agree in six digits, what is worked out in two.
Chance is what the same guesses win against the giants of other tables.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from attacks.extreme import digits, read, scored, worked_out
from attacks.publishers import Published, Publisher
from attacks.score import Score


def customers(dice: np.random.Generator) -> tuple[pa.Table, float]:
    """A table of turnovers and its largest."""
    rows = int(dice.choice([110, 400, 2_000]))
    turnover = dice.gamma(2.0, 500.0, rows).round(2)
    others = float(turnover.sum())
    if dice.random() < 0.5:
        giants = [others * dice.uniform(1.0, 20.0)]
    else:
        both, part = others * dice.uniform(2.0, 20.0), dice.uniform(0.3, 0.7)
        giants = [both * part, both * (1 - part)]
    turnover[dice.choice(rows, len(giants), replace=False)] = np.round(giants, 2)
    return pa.table({"turnover": turnover}), float(turnover.max())


def attack(publisher: Publisher, rounds: int, seed: int) -> dict[str, Score]:
    """By way of guessing."""
    dice = np.random.default_rng(seed)
    read_there, made, truths = [], [], []
    for _ in range(rounds):
        table, largest = customers(dice)
        published = publisher.publish(table)
        read_there.append([digits(guess, 6) for guess in read(published)])
        guesses = [*worked_out(published.readable, "turnover"), *from_means(published, table.num_rows)]
        made.append([digits(guess) for guess in guesses])
        truths.append(largest)
    exact, rough = [digits(largest, 6) for largest in truths], [digits(largest) for largest in truths]
    return {"read": scored(read_there, exact), "worked out": scored(made, rough)}


def from_means(published: Published, rows: int) -> list[float]:
    """Every number could be a mean, whose sum is the giant's, or a deviation, which grows with it."""
    return [guess for number in published.numbers for guess in (number * rows, number * rows**0.5)]

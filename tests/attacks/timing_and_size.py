"""Timing and size: do the length of what is sent, or the time it takes, tell what the rare value is?

The adversary sees only how many bytes pass and how long the call takes. Tables come in pairs that differ in one row: in
it stands an ordinary label or a strange one, and an amount of few or of many digits. The adversary learns on the first
half of the pairs which of two is longer or slower, and says on the second half which is the strange one. Guessing wins
half of the time. (That a value dominates a total is no secret: the figure is withheld, and says so.)
"""

from __future__ import annotations

import time

import numpy as np
import pyarrow as pa

from attacks.publishers import Publisher
from attacks.score import Score

STRANGE = ("x" * 12, "Καναρίνι", "\u202e\u200bkanari", "9" * 9, 'rare <&>"\\ one')


def pair(dice: np.random.Generator) -> tuple[pa.Table, pa.Table]:
    """The same rows, and one of them with a rare value: in the first an ordinary rare one."""
    rows = int(dice.choice([200, 1_000]))
    labels = dice.choice(["one", "two", "three", "four"], rows).astype(object)
    amounts = dice.normal(100, 15, rows).round(1)
    place = int(dice.integers(rows))
    tables = []
    for label, amount in (
        ("five", 71.3),
        (str(dice.choice(STRANGE)), float(dice.choice([71.2503, 71.0, 71.30000001]))),
    ):
        labels[place], amounts[place] = label, amount
        tables.append(pa.table({"label": pa.array(labels, pa.string()), "amount": amounts.copy()}))
    return tables[0], tables[1]


def attack(publisher: Publisher, pairs: int, seed: int) -> dict[str, Score]:
    dice = np.random.default_rng(seed)
    sizes, times = np.empty((pairs, 2)), np.empty((pairs, 2))
    for number in range(pairs):
        tables = pair(dice)
        for which in dice.permutation(2):
            start = time.process_time()
            published = publisher.publish(tables[which])
            times[number, which] = time.process_time() - start
            sizes[number, which] = len(published.content)
    return {"size": told_apart(sizes, dice), "time": told_apart(times, dice)}


def told_apart(measured: np.ndarray, dice: np.random.Generator) -> Score:
    """Learns which sign the difference has, then says it; equal measures are decided by a coin."""
    half = len(measured) // 2
    difference = measured[:, 1] - measured[:, 0]
    sign = np.sign(np.sign(difference[:half]).sum()) or 1.0
    says_second = np.where(
        difference[half:] == 0, dice.random(len(measured) - half) < 0.5, difference[half:] * sign > 0
    )
    return Score(len(says_second), int(says_second.sum()), 0.5)

"""Reconstruction: which tables agree with everything that was published?

After Garfinkel, Abowd and Martindale: the adversary writes every published figure of a column of ages as a constraint
on how many persons have each age, and asks a solver for the fewest and the most persons there can be at an age, up to
an age, or beyond. The adversary wins where the answer is a fact about 1 to 10 persons: where the fewest and the most
lie both between 1 and 10. A few zeros are published as "1 to 10" anyway; of them the exact number wins. Guessing never
wins.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from attacks.score import Score

AGES: np.ndarray = np.arange(0, 121)
FEW = range(1, 11)


@dataclass
class Facts:
    """What is published of one column of whole numbers: sums of persons by age, each between two numbers."""

    rows: int
    _sums: list[np.ndarray] = field(default_factory=list)
    _low: list[float] = field(default_factory=list)
    _high: list[float] = field(default_factory=list)

    @classmethod
    def of(cls, column: dict[str, Any], rows: int) -> Facts:
        facts = cls(rows)
        nulls = _between(column.get("nulls", 0), rows)
        facts.add(np.ones(len(AGES)), rows - nulls[1], rows - nulls[0])
        facts._add_histogram(column, slack=nulls[1] if nulls[0] != nulls[1] else 0)
        for name, chosen in (("zeros", AGES == 0), ("negatives", AGES < 0)):
            if name in column:
                facts.add(chosen, *_between(column[name], rows))
        facts._add_quantiles(column.get("quantiles", []))
        facts._add_moments(column.get("moments"))
        return facts

    def add(self, weights: np.ndarray, low: float, high: float) -> None:
        self._sums.append(np.asarray(weights, dtype=float))
        self._low.append(low)
        self._high.append(high)

    def solution(self, weights: np.ndarray) -> np.ndarray | None:
        """A table that agrees with everything and for which `weights` count the fewest persons."""
        constraint = LinearConstraint(np.array(self._sums), np.array(self._low), np.array(self._high))
        integers, bounds = np.ones(len(AGES)), Bounds(0, self.rows)
        found = milp(weights, constraints=constraint, integrality=integers, bounds=bounds, options={"time_limit": 5.0})
        return None if found.x is None else np.round(found.x)

    def _add_histogram(self, column: dict[str, Any], slack: int) -> None:
        if not (histogram := column.get("histogram")):
            return
        edges = [-np.inf, *histogram["edges"], np.inf]
        fullest = int(np.argmax(histogram["counts"]))
        for place, count in enumerate(histogram["counts"]):
            inside = (edges[place] <= AGES) & (edges[place + 1] > AGES)
            self.add(inside, count - (slack if place == fullest else 0), count)

    def _add_quantiles(self, quantiles: list[dict[str, float]]) -> None:
        """At least a share `q` lies at or below the value, and 1 - q at or above.

        The ends are rounded outward; inside, a value may have been moved past a tenth of the rows.
        """
        for place, quantile in enumerate(quantiles):
            q, value = quantile["q"], quantile["value"]
            first, last = place == 0, place == len(quantiles) - 1
            if not last and not first:
                self.add(value + 0.5 >= AGES, q * self.rows - 0.1 * self.rows, self.rows)
                self.add(value - 0.5 <= AGES, (1 - q) * self.rows - 0.1 * self.rows, self.rows)
            elif last:
                self.add(value >= AGES, q * self.rows - 1, self.rows)
            else:
                self.add(value <= AGES, (1 - q) * self.rows - 1, self.rows)

    def _add_moments(self, moments: dict[str, float] | None) -> None:
        if not moments:
            return
        mean = moments["mean"]
        step = _step(mean)
        self.add(AGES, (mean - step / 2) * self.rows, (mean + step / 2) * self.rows)
        if deviation := moments.get("standard_deviation"):
            step = _step(deviation) / 2
            low, high = (edge**2 * (self.rows - 1) for edge in (deviation - step, deviation + step))
            # Σ (age - mean)² around a mean that is known up to its own rounding.
            blur = self.rows * _step(mean) ** 2 / 4
            self.add((AGES - mean) ** 2, low - blur, high + blur)


def attack(profile: dict[str, Any]) -> Score:
    """Every age, and every fifth 'at most this old' and 'older', of each column."""
    questions = [np.equal(AGES, age) for age in range(100)]
    questions += [np.logical_and(AGES > 0, age >= AGES) for age in range(4, 100, 5)]
    questions += [np.greater(AGES, age) for age in range(4, 100, 5)]
    score = Score(0, 0)
    for column in profile["columns"]:
        fewest, most = reach(Facts.of(column, profile["rows"]), np.array(questions, dtype=float))
        zeros_known = is_fact(fewest[0], most[0]) and fewest[0] == most[0]
        won = zeros_known + sum(is_fact(*ends) for ends in zip(fewest[1:], most[1:], strict=True))
        score += Score(len(questions), int(won))
    return score


def reach(facts: Facts, questions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The fewest and the most persons that each question can count, as far as it takes to see that it is open.

    Each table that is found answers all questions at once, so that few have to be solved for.
    """
    fewest, most = np.full(len(questions), np.inf), np.full(len(questions), -np.inf)
    for question, weights in enumerate(questions):
        for sign in (1.0, -1.0):
            if most[question] < fewest[question] or is_fact(fewest[question], most[question]):
                table = facts.solution(sign * weights)
                assert table is not None, "the truth itself agrees with what was published"
                answers = questions @ table
                fewest, most = np.minimum(fewest, answers), np.maximum(most, answers)
    return fewest, most


def is_fact(fewest: float, most: float) -> bool:
    """Whether it is known that some persons are such, and that they are few."""
    return fewest in FEW and most in FEW


def _between(count: Any, rows: int) -> tuple[int, int]:
    """A published count, exact or as a range."""
    if isinstance(count, dict):
        return count["at_least"], min(rows, count["at_most"])
    return count, count


def _step(published: float) -> float:
    """The widest step of 1, 2 or 5 times a power of ten that the figure may have been rounded to; it is not told."""
    if published == 0:
        return 1.0
    top = math.floor(math.log10(abs(published)))
    steps = [mantissa * 10.0**exponent for exponent in range(top, top - 5, -1) for mantissa in (5, 2, 1)]
    return next(step for step in steps if abs(published / step - round(published / step)) < 1e-6)

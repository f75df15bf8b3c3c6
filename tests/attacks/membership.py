"""Membership: is this person in the table?

The adversary holds the person's whole record and knows exactly how the population is spread. A coin decides whether the
person is among the rows; the adversary sees what was published and says yes or no. A right answer wins, guessing wins
half of the time. Two ways are tried: to *look up* a value of the person among the published numbers or in a published
sketch, and the *likelihood ratio* of all published counts, which is the best that can be made of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from attacks.people import BRANCHES, KNOWN, SHARES, People
from attacks.publishers import Published, Publisher
from attacks.score import Score

DAY = 86_400

Person = dict[str, Any]
Dice = np.random.Generator


def play(
    publisher: Publisher,
    games: int,
    rows: int,
    dice: Dice,
    says_inside: Callable[[Published, Person], bool],
) -> Score:
    """A person is in the table or not, by a coin; the adversary sees what is published and says which."""
    won = 0
    for _ in range(games):
        people, person = People.draw(rows, dice), People.draw(1, dice).person(0)
        inside = bool(dice.integers(2))
        if inside:
            people = people.with_person(int(dice.integers(rows)), person)
        won += says_inside(publisher.publish(people.table()), person) == inside
    return Score(games, won, 0.5)


def look_up(publisher: Publisher, games: int, rows: int, seed: int) -> Score:
    """A salary to the cent is the person's own."""

    def is_told(published: Published, person: Person) -> bool:
        salary = float(person["salary"])
        return salary in published.numbers or publisher.holds(published, "salary", salary)

    return play(publisher, games, rows, np.random.default_rng(seed), is_told)


def likelihood_ratio(publisher: Publisher, games: int, rows: int, seed: int) -> Score:
    """Yes, where the published counts are likelier with the person than without."""
    dice = np.random.default_rng(seed)
    population = People.draw(KNOWN, dice)
    known = {name: np.sort(values.astype(float)) for name, values in population.columns.items()}
    return play(
        publisher,
        games,
        rows,
        dice,
        lambda published, person: evidence(published, person, known) > 0,
    )


def evidence(published: Published, person: Person, known: dict[str, np.ndarray]) -> float:
    """The logarithm of the likelihood ratio: of a cell with `count` of `rows`, where `share` was to be expected, and in
    which the person would be, it is `log(count / (rows * share))`; columns are independent."""
    rows = published.readable["rows"]
    total = 0.0
    for column in published.readable["columns"]:
        name = column["name"]
        value = float(person[name])
        if name == "since":
            value *= DAY
        if histogram := column.get("histogram"):
            total += _of_bin(histogram, value, rows, known[name] * (DAY if name == "since" else 1))
        elif categories := column.get("categories"):
            # Without labels; but the adversary knows which branch is how large.
            place = int(person[name])
            if place < len(categories["items"]) == len(BRANCHES):
                total += math.log(categories["items"][place]["rows"] / rows / SHARES[place])
        elif isinstance(trues := column.get("trues"), int):
            share = float(np.mean(known[name]))
            count, expected = (trues, share) if person[name] else (rows - trues, 1 - share)
            total += math.log(count / rows / expected)
    return total


def _of_bin(histogram: dict[str, Any], value: float, rows: int, population: np.ndarray) -> float:
    edges = [-math.inf, *histogram["edges"], math.inf]
    place = int(np.searchsorted(histogram["edges"], value, side="right"))
    below, up_to = np.searchsorted(population, [edges[place], edges[place + 1]], side="left")
    count, share = histogram["counts"][place], (up_to - below) / len(population)
    return math.log(count / rows / share) if count and share else 0.0

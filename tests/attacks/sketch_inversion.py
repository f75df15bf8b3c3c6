"""Sketch inversion: whose salary, or whose table, is behind a sketch, a hash or a fingerprint?

The adversary has the same program, but not the secret of the ledger that published. *Values*: a list of salaries of
which one in two is in the table; each is held against whatever sketch was published, and the adversary says yes or no.
*Tables*: a drawer of candidate tables, one of which was published; the adversary profiles each on a machine of its own
and looks for the one whose digests and fingerprints come out the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pyarrow as pa

from attacks.publishers import Published, Publisher
from attacks.score import Score

#: Hexadecimal of 64 bits or more, or base64 of as many.
DIGEST = re.compile(rb"(?<![0-9a-zA-Z])(?:[0-9a-f]{16,}|[A-Za-z0-9+/_-]{22,}={0,2})(?![0-9a-zA-Z])")


def values(publisher: Publisher, tables: int, asked: int, seed: int) -> Score:
    """Is this salary in the table?"""
    dice = np.random.default_rng(seed)
    won = 0
    for _ in range(tables):
        salaries = dice.lognormal(10.5, 0.5, 400).round(2)
        published = publisher.publish(pa.table({"salary": salaries}))
        for number in range(asked):
            inside = number % 2 == 0
            salary = float(dice.choice(salaries) if inside else dice.lognormal(10.5, 0.5))
            won += publisher.holds(published, "salary", salary) == inside
    return Score(tables * asked, won, 0.5)


def drawer(tables: int, seed: int) -> list[pa.Table]:
    """Candidates that are known to the last cell: the answers of ten persons to ten questions and their PIN."""
    dice = np.random.default_rng(seed)
    return [pa.table({"pin": dice.integers(0, 10_000, 150), "yes": dice.random(150) < 0.5}) for _ in range(tables)]


def digests(published: Published) -> set[bytes]:
    """Whatever in the bytes could be a hash."""
    return set(DIGEST.findall(published.content))


def tables(published: list[set[bytes]], own: list[set[bytes]], place: Callable[[int], int] = lambda at: at) -> Score:
    """One candidate after the other: its digests as published, and as the adversary's own machine makes them."""
    won = sum(bool(published[at] & own[place(at)]) for at in range(len(published)))
    return Score(len(published), won)

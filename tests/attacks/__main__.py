"""Conspectus and its peers under the same attacks, with the same tables: `make attacks`.

Each cell says how often the attack won. Where guessing wins too, so does what guessing would have won; a cell in
brackets is not more than that. Peers answer slowly, so that everybody gets as few tries as the slowest has time for.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from functools import cache

import numpy as np
import pyarrow as pa

from attacks import canary, differencing, dominance, extreme, membership, rare_category, sketch_inversion
from attacks.publishers import PEERS, VENV, Conspectus, Peer, Publisher
from attacks.score import Score

SEED = 20_261_122


def canaries(publisher: Publisher, tries: int) -> Score:
    del tries
    return canary.attack(publisher, (500, 10_000), SEED)


def member(publisher: Publisher, tries: int) -> Score:
    return membership.look_up(publisher, 2 * tries, 300, SEED)


@cache  # two columns of one attack
def extremes(publisher: Publisher, tries: int) -> dict[str, Score]:
    return extreme.attack(publisher, tries, SEED)


def top_salary(publisher: Publisher, tries: int) -> Score:
    ways = extremes(publisher, tries)
    return best(ways["salary read"], ways["salary worked out"])


def oldest(publisher: Publisher, tries: int) -> Score:
    return extremes(publisher, tries)["date read"]


def giant(publisher: Publisher, tries: int) -> Score:
    return best(*dominance.attack(publisher, tries, SEED).values())


def best(*ways: Score) -> Score:
    """The way that won most beyond guessing."""
    return max(ways, key=lambda score: score.advantage)


def rare_label(publisher: Publisher, tries: int) -> Score:
    return rare_category.attack(publisher, tries, SEED)["label"]


def sketch(publisher: Publisher, tries: int) -> Score:
    return sketch_inversion.values(publisher, 3, 2 * tries, SEED)


def difference(publisher: Publisher, tries: int) -> Score:
    """Ours as the next version of the same dataset, which is how peers are asked too: they have no other way."""
    if isinstance(publisher, Conspectus):
        import conspectus as cs

        return differencing.attack(
            lambda table, name: cs.dataset(table, name).profile.to_dict(),
            lambda table, name: cs.profile(table, name=name).to_dict(),
            pairs=tries,
            each=5,
            seed=SEED,
        )
    return versions(publisher, tries)


def versions(publisher: Publisher, tries: int) -> Score:
    """Two profiles of people that differ in one; the mean of the salaries is enough."""
    dice = np.random.default_rng(SEED)
    won = 0
    for _ in range(tries):
        salaries = dice.lognormal(10.5, 0.5, 300).round(2)
        numbers = [publisher.publish(pa.table({"salary": part})).numbers for part in (salaries, salaries[1:])]
        won += any(_is_difference(a, b, float(salaries[0])) for a in numbers[0] for b in numbers[1])
    return Score(tries, won)


def _is_difference(mean: float, without: float, salary: float) -> bool:
    """300 times one mean less 299 times the other is the salary, to the cent."""
    return abs(300 * mean - 299 * without - salary) < 0.005 and abs(mean) > 1


ATTACKS: dict[str, Callable[[Publisher, int], Score]] = {
    "canaries": canaries,
    "is this person in it": member,
    "top salary": top_salary,
    "oldest": oldest,
    "dominating customer": giant,
    "rare label": rare_label,
    "one row between versions": difference,
    "values tried on a sketch": sketch,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=25)
    parser.add_argument("--only", nargs="*", default=["Conspectus", *PEERS])
    arguments = parser.parse_args()
    if not VENV.is_dir():
        sys.exit("the peers are missing: run scripts/peers.sh")
    print("| " + " | ".join(["", *ATTACKS]) + " |")
    print("|---" * (len(ATTACKS) + 1) + "|")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CONSPECTUS_HOME"], os.environ["CONSPECTUS_PROJECT"] = folder, "Attacks"
        for name in arguments.only:
            publisher: Publisher = Conspectus() if name == "Conspectus" else Peer(name)
            cells = [cell(attack(publisher, arguments.tries)) for attack in ATTACKS.values()]
            print("| " + " | ".join([name, *cells]) + " |", flush=True)
            if isinstance(publisher, Peer):
                publisher.close()


def cell(score: Score) -> str:
    return str(score) if score.beats_chance else f"({score})"


if __name__ == "__main__":
    main()

"""Each attack against Conspectus must not win more than chance; and each must win against who does not defend."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from attacks import (
    canary,
    differencing,
    dominance,
    extreme,
    membership,
    rare_category,
    reconstruction,
    sketch_inversion,
    timing_and_size,
)
from attacks.naive import Naive
from attacks.publishers import Conspectus

SEED = 20_261_122
TESTS = Path(__file__).resolve().parents[1]


def test_no_canary_of_a_table_is_published(conspectus: Conspectus) -> None:
    assert canary.attack(conspectus, (150, 500, 10_000), SEED).won == 0
    assert canary.attack(Naive(), (500,), SEED).won > 20


def test_looking_up_a_salary_does_not_tell_whether_its_owner_is_in_the_table(conspectus: Conspectus) -> None:
    assert not membership.look_up(conspectus, 300, 500, SEED).beats_chance
    assert membership.look_up(Naive(), 300, 12, SEED).beats_chance


def test_one_of_ten_thousand_is_hidden_from_the_likelihood_ratio(conspectus: Conspectus) -> None:
    """One-sided binomial test at the level of `attacks.score`."""
    assert not membership.likelihood_ratio(conspectus, 500, 10_000, SEED).beats_chance


def test_among_fewer_the_likelihood_ratio_wins_no_more_than_sampling_allows(conspectus: Conspectus) -> None:
    """What docs/privacy.md says under 'What these rules do not promise'."""
    score = membership.likelihood_ratio(conspectus, 600, 300, SEED)
    assert score.advantage < 0.3


def test_neither_the_top_salary_nor_the_oldest_can_be_guessed(conspectus: Conspectus) -> None:
    for way, score in extreme.attack(conspectus, 400, SEED).items():
        assert not score.beats_chance, f"{way}: {score}"
    assert all(score.beats_chance for way, score in extreme.attack(Naive(), 40, SEED).items() if "read" in way)


def test_who_dominates_a_total_is_not_told_how_much(conspectus: Conspectus) -> None:
    for way, score in dominance.attack(conspectus, 400, SEED).items():
        assert not score.beats_chance, f"{way}: {score}"
    assert dominance.attack(Naive(), 40, SEED)["read"].beats_chance


def test_a_rare_label_and_the_size_of_its_group_stay(conspectus: Conspectus) -> None:
    for way, score in rare_category.attack(conspectus, 400, SEED).items():
        assert not score.beats_chance, f"{way}: {score}"
    assert all(score.beats_chance for score in rare_category.attack(Naive(), 100, SEED).values())


def test_ten_thousand_pairs_of_versions_tell_nothing_of_the_row_they_differ_by(conspectus: Conspectus) -> None:
    del conspectus
    import conspectus as cs

    def record(table: pa.Table, name: str) -> Any:
        return cs.dataset(table, name).profile.to_dict()

    def look(table: pa.Table, name: str) -> Any:
        return cs.profile(table, name=name).to_dict()

    score = differencing.attack(record, look, pairs=10_000, each=100, seed=SEED)
    assert (score.tried, score.won) == (10_000, 0)


def test_the_figures_of_small_tables_leave_every_single_age_open(conspectus: Conspectus) -> None:
    dice = np.random.default_rng(SEED)
    for _ in range(25):
        rows = int(dice.integers(100, 151))
        ages = np.clip(dice.normal(45, dice.choice([5, 16, 30]), rows), 0, 104).astype(int)
        ages[dice.random(rows) < dice.choice([0.0, 0.04])] = 0
        profile = conspectus.publish(pa.table({"years": ages})).readable
        assert reconstruction.attack(profile).won == 0, json.dumps(profile)


def test_the_solver_finds_the_ages_that_exact_figures_give_away() -> None:
    """The example of Garfinkel, Abowd and Martindale: three persons, their median 30 and their mean 44."""
    facts = reconstruction.Facts(3)
    facts.add(np.ones(len(reconstruction.AGES)), 3, 3)
    facts.add(reconstruction.AGES, 132, 132)
    facts.add(reconstruction.AGES <= 30, 2, 3)
    facts.add(reconstruction.AGES >= 30, 2, 3)
    fewest, most = reconstruction.reach(facts, np.array([reconstruction.AGES == 30, reconstruction.AGES > 101]))
    assert (fewest[0], most[1]) == (1, 0), "one of them is 30, and nobody is older than 101"


def test_a_published_table_holds_nothing_to_try_values_on(conspectus: Conspectus) -> None:
    assert not sketch_inversion.values(conspectus, 10, 40, SEED).beats_chance


def test_another_machine_does_not_find_a_fingerprint_again(conspectus: Conspectus, tmp_path: Path) -> None:
    drawer = sketch_inversion.drawer(40, SEED)
    published = [sketch_inversion.digests(conspectus.publish(table)) for table in drawer]
    assert all(published), "a fingerprint is published"
    again = [sketch_inversion.digests(conspectus.publish(table)) for table in drawer]
    assert sketch_inversion.tables(published, again).won == len(drawer), "the same machine finds it"
    program = "from attacks.test_attacks import on_another_machine; on_another_machine()"
    env = os.environ | {"CONSPECTUS_HOME": str(tmp_path / "other"), "PYTHONPATH": str(TESTS)}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True)
    theirs = [{digest.encode() for digest in each} for each in json.loads(done.stdout)]
    assert sketch_inversion.tables(published, theirs).won == 0


def on_another_machine() -> None:
    """The digests that another ledger makes of the same tables."""
    drawer = sketch_inversion.drawer(40, SEED)
    found = [sketch_inversion.digests(Conspectus().publish(table)) for table in drawer]
    print(json.dumps([[digest.decode() for digest in each] for each in found]))


@pytest.mark.parametrize("what", ["size", "time"])
def test_neither_length_nor_time_tells_a_rare_value(conspectus: Conspectus, what: str) -> None:
    score = timing_and_size.attack(conspectus, 300, SEED)[what]
    assert not score.beats_chance, score

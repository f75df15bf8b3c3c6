"""Personal data is found by its values, and clean data is left alone: the bounds that docs/privacy.md states."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
import personal

LOCALES = ("en_US", "en_GB", "fr_FR")
ROWS = 2_000
SEED = 7


@pytest.fixture(scope="module")
def columns() -> list[personal.Column]:
    return list(personal.personal_columns(LOCALES, ROWS, SEED))


def recall(columns: list[personal.Column], checked: bool) -> float:
    chosen = [column for column in columns if column.kind is not None and column.kind.checked == checked]
    found = personal.restricted(chosen)
    return sum(class_ is not None for class_ in found) / len(found)


def test_numbers_with_check_digits_are_found(columns: list[personal.Column]) -> None:
    assert recall(columns, checked=True) >= 0.99


def test_what_has_no_check_digits_is_found(columns: list[personal.Column]) -> None:
    assert recall(columns, checked=False) >= 0.95


def test_clean_columns_are_left_alone() -> None:
    clean = list(personal.generated_clean(ROWS, SEED))
    wrong = [c.label for c, found in zip(clean, personal.restricted(clean), strict=True) if found is not None]
    assert len(wrong) <= 0.01 * len(clean), wrong

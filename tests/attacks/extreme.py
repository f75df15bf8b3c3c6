"""Extreme: what does the best paid person earn, and when was the oldest one born?

The adversary knows how salaries are spread in the country and sees all that was published of a table. Two ways are
tried: to *read* the value among the published numbers, where six digits must agree; and to *work it out* from range,
mean, deviation and histogram, where two significant digits are enough, which is how far even allowed figures are
rounded. A date is right with its month. Chance is what the same guesses win against the extreme of another table.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from attacks.publishers import Published, Publisher
from attacks.score import Score

#: A guess beyond ten times or below a tenth of the truth would not count for either.
DECOYS = 8
EPOCH = date(1970, 1, 1)


def staff(dice: np.random.Generator) -> tuple[pa.Table, float, date]:
    """A company, the salary of its head, and the birth date of its eldest under a heading that gives nothing away."""
    people = int(dice.choice([120, 300, 1_000]))
    salaries = dice.lognormal(10.5, 0.4, people).round(2)
    place = int(salaries.argmax())
    salaries[place] = np.round(salaries[place] * np.exp(dice.uniform(0.1, 4)), 2)
    days = [date(1960, 1, 1) + timedelta(days=int(day)) for day in dice.integers(0, 15_000, people)]
    days[int(dice.integers(people))] = eldest = date(1960, 1, 1) - timedelta(days=int(dice.integers(30, 12_000)))
    return pa.table({"salary": salaries, "since": pa.array(days, pa.date32())}), float(salaries.max()), eldest


def attack(publisher: Publisher, rounds: int, seed: int) -> dict[str, Score]:
    """By way of guessing."""
    dice = np.random.default_rng(seed)
    guesses, salaries, days = [], [], []
    for _ in range(rounds):
        table, salary, eldest = staff(dice)
        published = publisher.publish(table)
        guesses.append((list(read(published)), list(read_dates(published)), list(worked_out(published.readable))))
        salaries.append(salary)
        days.append(eldest)
    salary_read, day_read, salary_worked_out = zip(*guesses, strict=True)
    return {
        "salary read": scored([[digits(x, 6) for x in each] for each in salary_read], [digits(x, 6) for x in salaries]),
        "date read": scored(list(day_read), [(day.year, day.month) for day in days]),
        "salary worked out": scored(
            [[digits(x) for x in each] for each in salary_worked_out], [digits(x) for x in salaries]
        ),
    }


def scored(guesses: list[list[Any]], truths: list[Any]) -> Score:
    """Against the truth, and against the truths of tables that had nothing to do with the guesses."""
    won = sum(truth in guess for guess, truth in zip(guesses, truths, strict=True))
    shifted = [truths[shift:] + truths[:shift] for shift in range(1, DECOYS + 1)]
    lucky = sum(other in guess for others in shifted for guess, other in zip(guesses, others, strict=True))
    return Score(len(truths), won, lucky / len(truths) / DECOYS)


def read(published: Published) -> Iterator[float]:
    """The extreme is one of the numbers that stand there: the largest that is no count of rows or bytes."""
    yield from published.numbers


def read_dates(published: Published) -> Iterator[tuple[int, int]]:
    """Numbers as seconds, milliseconds, nanoseconds or days of the calendar; texts as they stand."""
    for number in published.numbers:
        for unit in (1, 1e3, 1e6, 1e9, 1 / 86_400):
            seconds = number / unit
            if -1.5e9 < seconds < 1.5e9 and seconds != 0:
                day = EPOCH + timedelta(seconds=seconds)
                yield day.year, day.month
    for text in _texts(published.readable):
        if len(text) >= 10 and text[4] == "-" and text[7] == "-" and (text[:4] + text[5:7]).isdigit():
            yield int(text[:4]), int(text[5:7])


def worked_out(profile: Any, name: str = "salary") -> Iterator[float]:
    """What is left of the total, and of the sum of squares, when the histogram's rows are taken away."""
    columns = profile.get("columns", []) if isinstance(profile, dict) else []
    for column in columns if isinstance(columns, list) else []:
        moments, histogram = column.get("moments"), column.get("histogram")
        if column.get("name") != name or not moments or not histogram:
            continue
        rows, mean = profile["rows"], moments["mean"]
        yield column["quantiles"][-1]["value"]
        ends = [column["quantiles"][0]["value"], *histogram["edges"], column["quantiles"][-1]["value"]]
        middles = np.array([(low + high) / 2 for low, high in pairwise(ends)])
        others = np.array(histogram["counts"], dtype=float)
        others[-1] -= 1
        yield rows * mean - float(others @ middles)
        if deviation := moments.get("standard_deviation"):
            squares = deviation**2 * (rows - 1) - float(others @ (middles - mean) ** 2)
            yield mean + float(np.sqrt(max(0.0, squares)))


def digits(number: float, count: int = 2) -> str:
    return f"{number:.{count - 1}e}"


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        part = [*part, *part.values()]
    if isinstance(part, list):
        for each in part:
            yield from _texts(each)
    elif isinstance(part, str):
        yield part

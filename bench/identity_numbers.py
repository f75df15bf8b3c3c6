"""Valid numbers, tokens and addresses of machines, made up for measuring how well they are found."""

import base64
import json
import random
import string
from collections.abc import Callable
from itertools import pairwise
from typing import Any


def digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choices(string.digits, k=count))


def luhn(number: str) -> str:
    """The number with its check digit."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return number + str(-total % 10)


def birth(rng: random.Random) -> tuple[int, int, int]:
    return rng.randrange(1930, 2005), rng.randrange(1, 13), rng.randrange(1, 29)


def weighted(number: str, weights: list[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False))


def until(rng: random.Random, make: Callable[[random.Random], str | None]) -> str:
    while (number := make(rng)) is None:
        pass
    return number


def card(rng: random.Random) -> str:
    start = rng.choice(["4", "51", "53", "55", "6011"])
    return luhn(start + digits(rng, 15 - len(start)))


def e164(rng: random.Random) -> str:
    country = rng.choice(["1", "44", "49", "33", "34", "39", "31", "55", "91", "48", "46", "81", "86"])
    return f"+{country}{rng.randrange(2, 10)}{digits(rng, 8)}"


def us(rng: random.Random) -> str:
    return (
        f"{rng.choice([*range(1, 666), *range(667, 900)]):03}-{rng.randrange(1, 100):02}-{rng.randrange(1, 10_000):04}"
    )


def itin(rng: random.Random) -> str:
    return f"9{digits(rng, 2)}-{rng.choice([*range(50, 66), *range(70, 89)])}-{digits(rng, 4)}"


def nino(rng: random.Random) -> str:
    first, second = rng.choice("ABCEGHJKLMNOPRSTWXYZ"), rng.choice("ABCEGHJKLMNPRSTWXYZ")
    if first + second in {"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"}:
        return nino(rng)
    return f"{first}{second}{digits(rng, 6)}{rng.choice('ABCD')}"


def nhs(rng: random.Random) -> str:
    def make(rng: random.Random) -> str | None:
        body = rng.choice("4679") + digits(rng, 8)
        check = (11 - weighted(body, list(range(10, 1, -1))) % 11) % 11
        return None if check == 10 else body + str(check)

    return until(rng, make)


def nir(rng: random.Random) -> str:
    year, month, _ = birth(rng)
    body = f"{rng.choice('12')}{year % 100:02}{month:02}{rng.randrange(1, 96):02}{digits(rng, 6)}"
    return f"{body}{97 - int(body) % 97:02}"


def steuer_id(rng: random.Random) -> str:
    def make(rng: random.Random) -> str | None:
        chosen = rng.sample(string.digits, 9)
        chosen.insert(rng.randrange(10), rng.choice(chosen))
        if chosen[0] == "0" or any(a == b == c for (a, b), c in zip(pairwise(chosen), chosen[2:], strict=False)):
            return None
        product = 10
        for digit in chosen:
            total = (int(digit) + product) % 10 or 10
            product = total * 2 % 11
        return "".join(chosen) + str((11 - product) % 10)

    return until(rng, make)


def german_card(rng: random.Random) -> str:
    letters = "CFGHJKLMNPRTVWXYZ"
    body = rng.choice("LMNPRTVWXY") + "".join(rng.choices(letters + string.digits, k=8))
    total = sum(int(sign, 36) * (7, 3, 1)[place % 3] for place, sign in enumerate(body))
    return body + str(total % 10)


def dni(rng: random.Random) -> str:
    number = rng.randrange(10**8)
    return f"{number:08}{'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23]}"


def nie(rng: random.Random) -> str:
    lead, number = rng.randrange(3), rng.randrange(10**7)
    return f"{'XYZ'[lead]}{number:07}{'TRWAGMYFPDXBNJZSQVHLCKE'[(lead * 10**7 + number) % 23]}"


def codice_fiscale(rng: random.Random) -> str:
    odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]
    year, month, day = birth(rng)
    letters = "".join(rng.choices(string.ascii_uppercase, k=6))
    day += rng.choice([0, 40])
    body = f"{letters}{year % 100:02}{'ABCDEHLMPRST'[month - 1]}{day:02}{rng.choice('ABCDEFGHIL')}{digits(rng, 3)}"
    value = [int(sign) if sign.isdigit() else ord(sign) - 65 for sign in body]
    total = sum(odd[v] if place % 2 == 0 else v for place, v in enumerate(value))
    return body + chr(65 + total % 26)


def belgian(rng: random.Random) -> str:
    year, month, day = birth(rng)
    body = f"{year % 100:02}{month:02}{day:02}{rng.randrange(1, 998):03}"
    check = 97 - int(("2" if year >= 2000 else "") + body) % 97
    return f"{body}{check:02}"


def belgian_written(rng: random.Random) -> str:
    n = belgian(rng)
    return f"{n[:2]}.{n[2:4]}.{n[4:6]}-{n[6:9]}.{n[9:]}"


def bsn(rng: random.Random) -> str:
    def make(rng: random.Random) -> str | None:
        body = str(rng.randrange(1, 10)) + digits(rng, 7)
        check = weighted(body, [9, 8, 7, 6, 5, 4, 3, 2]) % 11
        return None if check == 10 else body + str(check)

    return until(rng, make)


def aadhaar(rng: random.Random) -> str:
    body = str(rng.randrange(2, 10)) + digits(rng, 10)
    turned = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]

    def product(a: int, b: int) -> int:
        if a < 5:
            return (a + b) % 5 if b < 5 else 5 + (a + b) % 5
        return 5 + (a - b) % 5 if b < 5 else (a - b) % 5

    def total(number: str) -> int:
        check = 0
        for place, sign in enumerate(reversed(number)):
            digit = int(sign)
            for _ in range(place % 8):
                digit = turned[digit]
            check = product(check, digit)
        return check

    return next(body + check for check in string.digits if total(body + check) == 0)


def aadhaar_written(rng: random.Random) -> str:
    n = aadhaar(rng)
    return f"{n[:4]} {n[4:8]} {n[8:]}"


def pan(rng: random.Random) -> str:
    letters = "".join(rng.choices(string.ascii_uppercase, k=5))
    return f"{letters[:3]}P{letters[4]}{digits(rng, 4)}{rng.choice(string.ascii_uppercase)}"


def cpf(rng: random.Random) -> str:
    body = digits(rng, 9)
    for length in (10, 11):
        body += str(weighted(body, list(range(length, 1, -1))) * 10 % 11 % 10)
    return body


def cpf_written(rng: random.Random) -> str:
    n = cpf(rng)
    return f"{n[:3]}.{n[3:6]}.{n[6:9]}-{n[9:]}"


def cnpj(rng: random.Random) -> str:
    body = digits(rng, 8) + "0001"
    for weights in ([5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2], [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]):
        rest = weighted(body, weights) % 11
        body += str(0 if rest < 2 else 11 - rest)
    return f"{body[:2]}.{body[2:5]}.{body[5:8]}/{body[8:12]}-{body[12:]}"


def pesel(rng: random.Random) -> str:
    year, month, day = birth(rng)
    body = f"{year % 100:02}{month + (20 if year >= 2000 else 0):02}{day:02}{digits(rng, 4)}"
    return body + str(-weighted(body, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)


def personnummer(rng: random.Random) -> str:
    year, month, day = birth(rng)
    number = luhn(f"{year % 100:02}{month:02}{day:02}{digits(rng, 3)}")
    return f"{number[:6]}-{number[6:]}"


def chinese(rng: random.Random) -> str:
    year, month, day = birth(rng)
    body = f"{rng.choice(['110101', '310104', '440301'])}{year}{month:02}{day:02}{digits(rng, 3)}"
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return body + "10X98765432"[weighted(body, weights) % 11]


NATIONAL: dict[str, Callable[[random.Random], Any]] = {
    "US SSN": us,
    "US ITIN": itin,
    "UK NINO": nino,
    "UK NHS": nhs,
    "FR NIR": nir,
    "DE Steuer-ID": steuer_id,
    "DE Personalausweis": german_card,
    "ES DNI": dni,
    "ES NIE": nie,
    "IT codice fiscale": codice_fiscale,
    "BE rijksregister": belgian,
    "BE, written": belgian_written,
    "NL BSN": bsn,
    "NL BSN, integer": lambda rng: int(bsn(rng)),
    "IN Aadhaar": aadhaar,
    "IN Aadhaar, in groups": aadhaar_written,
    "IN PAN": pan,
    "BR CPF": cpf,
    "BR CPF, written": cpf_written,
    "BR CNPJ": cnpj,
    "PL PESEL": pesel,
    "SE personnummer": personnummer,
    "CN": chinese,
}


def token(rng: random.Random, length: int) -> str:
    return "".join(rng.choices(string.ascii_letters + string.digits, k=length))


def api_key(rng: random.Random) -> str:
    capitals = "".join(rng.choices(string.ascii_uppercase + string.digits, k=16))
    return rng.choice(
        [f"AKIA{capitals}", f"ghp_{token(rng, 36)}", f"sk_live_{token(rng, 24)}", f"glpat-{token(rng, 20)}"]
    )


def web_token(rng: random.Random) -> str:
    def part(text: str) -> str:
        return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()

    return f"{part(json.dumps({'alg': 'HS256'}))}.{part(json.dumps({'sub': rng.randrange(10**9)}))}.{token(rng, 43)}"


def user_url(fake: Any, rng: random.Random) -> str:
    return f"{rng.choice(['https', 'postgres', 'ftp'])}://{fake.user_name()}:{token(rng, 8)}@{fake.domain_name()}/x"

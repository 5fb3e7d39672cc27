"""Numbers that carry their own proof: national ids, medical licences and wallets whose check digits hold."""

import hashlib
import re
from collections.abc import Callable, Iterator

from plainspoken.redacted import PrivateSpan

# a pattern is read whole, on one line

SPANISH_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
WALLET_BYTES = 25  # a version, a hash and four bytes of checksum
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
VERHOEFF_TIMES = (
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
)
VERHOEFF_TURN = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)
ITALIAN_ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (
            *(1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21),
            *(2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23),
        ),
        strict=True,
    )
)


def luhn(digits: str) -> bool:
    """Return whether the last digit is the check digit of the others."""
    doubled = (int(digit) * (2 if at % 2 else 1) for at, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0  # noqa: PLR2004


def mod97(account: str) -> bool:
    """Return whether an IBAN's check digits hold."""
    turned = account[4:] + account[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


def _spanish(value: str) -> bool:
    number = int(value[:-1].translate(str.maketrans("XYZ", "012")))
    return SPANISH_LETTERS[number % 23] == value[-1]


def _german_tax(value: str) -> bool:
    digits, product = re.sub(r"\D", "", value), 10
    if len(set(digits[:10])) not in (8, 9):  # one digit comes twice or thrice
        return False
    for digit in digits[:10]:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == int(digits[10])


def _verhoeff(value: str) -> bool:
    check = 0
    for at, digit in enumerate(reversed(re.sub(r"\D", "", value))):
        check = int(VERHOEFF_TIMES[check][int(VERHOEFF_TURN[at % 8][int(digit)])])
    return check == 0


def _brazilian(value: str) -> bool:
    digits = [int(digit) for digit in re.sub(r"\D", "", value)]
    for length in (9, 10):
        total = sum(digit * (length + 1 - at) for at, digit in enumerate(digits[:length]))
        if (total * 10 % 11) % 10 != digits[length]:
            return False
    return len(set(digits)) > 1


def _italian(value: str) -> bool:
    total = sum(
        ITALIAN_ODD[c] if at % 2 == 0 else int(c, 36) - (0 if c.isdigit() else 10) for at, c in enumerate(value[:-1])
    )
    return chr(ord("A") + total % 26) == value[-1]


def _singaporean(value: str) -> bool:
    total = sum(int(digit) * times for digit, times in zip(value[1:8], (2, 7, 6, 5, 4, 3, 2), strict=True))
    total += {"T": 4, "G": 4, "M": 3}.get(value[0], 0)
    letters = "JZIHGFEDCBA" if value[0] in "ST" else "XWUTRQPNMLK" if value[0] in "FG" else "KLJNPQRTUWX"
    return letters[total % 11] == value[-1]


def _swedish(value: str) -> bool:
    return luhn(re.sub(r"\D", "", value)[-10:])


def _medical(value: str) -> bool:
    digits = [int(digit) for digit in value[2:]]
    return (sum(digits[0:6:2]) + 2 * sum(digits[1:6:2])) % 10 == digits[6]


def _bitcoin(value: str) -> bool:
    number = 0
    for letter in value:
        number = number * 58 + BASE58.index(letter)
    if number >= 1 << 8 * WALLET_BYTES:
        return False
    body = number.to_bytes(WALLET_BYTES, "big")
    return hashlib.sha256(hashlib.sha256(body[:21]).digest()).digest()[:4] == body[21:]


PROVEN: tuple[tuple[re.Pattern[str], str, Callable[[str], bool]], ...] = (
    (re.compile(r"(?<![\w.-])(?:[0-9]{8}|[XYZ][0-9]{7})[A-HJ-NP-TV-Z](?![\w-])"), "ID", _spanish),
    (re.compile(r"(?<![\w.,+-])[1-9][0-9] ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}(?![\w-]|[.,][0-9])"), "ID", _german_tax),
    (re.compile(r"(?<![\w.,+-])[2-9][0-9]{3} [0-9]{4} [0-9]{4}(?! ?[0-9]|[\w-])"), "ID", _verhoeff),
    (re.compile(r"(?<![\w.-])[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}(?![\w-])"), "ID", _brazilian),
    (re.compile(r"(?<![\w.-])[A-Z]{6}[0-9]{2}[A-EHLMPRST][0-9]{2}[A-Z][0-9]{3}[A-Z](?![\w-])"), "ID", _italian),
    (re.compile(r"(?<![\w.-])[STFGM][0-9]{7}[A-Z](?![\w-])"), "ID", _singaporean),
    (
        re.compile(r"(?<![\w.-])(?:19|20)?[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])[-+][0-9]{4}(?![\w-])"),
        "ID",
        _swedish,
    ),
    (re.compile(r"(?<![\w.-])[ABCDEFGHJKLMPRSTUX][A-Z9][0-9]{7}(?![\w-])"), "MEDICAL_LICENSE", _medical),
    (re.compile(r"(?<![\w.-])[A-Z]{3}[ABCFGHLJPT][A-Z][0-9]{4}[A-Z](?![\w-])"), "ID", bool),
    (
        re.compile(
            r"(?<![\w.-])(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
            r" ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D](?![\w-])"
        ),
        "ID",
        bool,
    ),
    (re.compile(r"(?<![\w.-])[13][1-9A-HJ-NP-Za-km-z]{25,34}(?![\w-])"), "CRYPTO", _bitcoin),
    (re.compile(r"(?<![\w.-])(?:bc1[02-9ac-hj-np-z]{25,60}|0x[0-9a-fA-F]{40})(?![\w-])"), "CRYPTO", bool),
)
"""Shapes that are told by a check digit, or that nothing else has."""
ANY = re.compile(r"[0-9]{4}|[0-9]{2}[A-Z][0-9]{2}[A-Z]|[0-9]{3}[. ][0-9]{3}|[0-9]{2} [0-9]{2}|[0-9A-Za-z]{26}")
"""A text without it holds none of them: looked for first, because it is ten times faster."""


def proven(text: str) -> Iterator[PrivateSpan]:
    """Yield ids and wallets whose own check digits prove them."""
    if not ANY.search(text):
        return
    for pattern, type_, holds in PROVEN:
        for match in pattern.finditer(text):
            if holds(match.group()):
                yield PrivateSpan(match.start(), match.end(), type_, 0.8)

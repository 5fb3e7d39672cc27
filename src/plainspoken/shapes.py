"""What a placeholder looks like, in a model's reply and in a text that imitates one."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from plainspoken.entities import ENTITIES

PERSON = "PERSON"
LITERAL = "TEXT"
"""Type of a stretch that only looked like a placeholder: it comes back as it was written."""
DATE = "DATE_TIME"
"""Type of a date that tells no single day, where dates are shifted."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names a placeholder, or something shaped like one.

    Attributes:
        start, end: The stretch, brackets included.
        type: Entity type it names, translated back.
        number: As written.
        tail: A possessive or plural ending that stood inside the brackets.
    """

    start: int
    end: int
    type: str
    number: int
    tail: str


BUILTIN_TYPES = frozenset(entity.type for entity in ENTITIES) | {LITERAL}
"""Types that are escaped in documents even where none of them has been issued yet."""

TRANSLATED = {
    "PERSON": "PERSONA PERSONAS PERSONEN PERSONNE PERSONNES PESSOA PEOPLE NAME NOMBRE",
    "EMAIL_ADDRESS": "EMAIL E_MAIL MAIL CORREO CORREO_ELECTRÓNICO CORREO_ELECTRONICO E_MAIL_ADRESSE",
    "PHONE_NUMBER": "PHONE TELEPHONE TELÉFONO TELEFONO NÚMERO_DE_TELÉFONO NUMERO_DE_TELEFONO TELEFON TELEFONNUMMER",
    "STREET_ADDRESS": "ADDRESS STREET DIRECCIÓN DIRECCION DOMICILIO ADRESSE ANSCHRIFT STRASSE STRAßE",
    "ZIP_CODE": "ZIP POSTCODE POSTAL_CODE CÓDIGO_POSTAL CODIGO_POSTAL POSTLEITZAHL PLZ",
    "BIRTH_DATE": "BIRTHDATE DATE_OF_BIRTH BIRTHDAY FECHA_DE_NACIMIENTO GEBURTSDATUM",
    "LOCATION": "PLACE LUGAR UBICACIÓN ORT STANDORT",
    "CREDIT_CARD": "CARD TARJETA TARJETA_DE_CRÉDITO KREDITKARTE",
    "IBAN_CODE": "IBAN",
    "IP_ADDRESS": "IP IP_ADRESSE DIRECCIÓN_IP",
    "SECRET": "SECRETO GEHEIMNIS",
    "HANDLE": "USERNAME USUARIO BENUTZERNAME",
    "ID": "IDENTIFIER IDENTIFICADOR KENNUNG AUSWEIS",
    "ORGANIZATION": "ORGANISATION ORGANIZACIÓN ORG",
    "TEXT": "TEXTO",
}
_ALIASES = {alias: type_ for type_, aliases in TRANSLATED.items() for alias in aliases.split()}

_WORD = r"[^\W\d_]{1,24}(?:(?:\\?_|[ -])[^\W\d_]{1,24}){0,3}"
_NUMBER = r"(?P<{0}>[1-9][0-9]{{0,5}})(?![0-9])"
_OPEN = r"(?:&lt;|&\#60;|\\?<|\\?\[|\{|⟨|‹|＜)[\s*`~]{0,3}"
_CLOSE = r"[\s*`~]{0,3}(?:&gt;|&\#62;|\\?>|\\?\]|\}|⟩|›|＞)"
SHAPE = re.compile(
    rf"{_OPEN}(?P<word>{_WORD})\s?(?:\\?_|[\s-])?\s?{_NUMBER.format('number')}(?P<tail>['’]?s|['’])?{_CLOSE}"
    rf"|(?<![\w])(?P<bare>[^\W\d_]{{1,24}}(?:\\?_[^\W\d_]{{1,24}}){{0,3}})\\?_{_NUMBER.format('bare_number')}(?![\w])"
    rf"|(?<![\w])(?P<loud>PERSONA?S?)[ -]{_NUMBER.format('loud_number')}(?![\w])"
)
"""Everything that is read as a placeholder: in brackets of any kind, bare with underscore, or in capitals."""

LONGEST = 140
"""No mention is longer; a stream holds back at most this much."""


def mentions(text: str, types: frozenset[str], position: int = 0) -> Iterator[Mention]:
    """Yield what names a placeholder of one of ``types`` in ``text``, left to right, from ``position`` on."""
    while match := SHAPE.search(text, position):
        mention = mention_of(match, types)
        if mention is None:
            position = match.start() + 1
            while position < len(text) and text[position].isalnum() and text[position - 1].isalnum():
                position += 1
            continue
        yield mention
        position = mention.end


def forged(text: str, types: frozenset[str]) -> list[tuple[int, int]]:
    """Return the stretches of a source text that could be read as a placeholder, disguised ones included.

    What is written just like ours is one, whatever its type: that type may be issued in a later turn.
    """
    found = _forged(text, types)
    if not (_DISGUISE.search(text) or _forged(_SPACE.sub(" ", _MARK.sub("", text)), types)):
        return found
    hidden = {at for mark in _MARK.finditer(text) for at in range(*mark.span())}
    letters = [(letter, at) for at, raw in enumerate(text) if at not in hidden for letter in _plain(raw)]
    read = re.sub(r"\s", " ", "".join(letter for letter, _ in letters))
    more = [(letters[start][1], letters[end - 1][1] + 1) for start, end in _forged(read, types)]
    return sorted([*found, *(one for one in more if not any(one[0] < end and start < one[1] for start, end in found))])


def _forged(text: str, types: frozenset[str]) -> list[tuple[int, int]]:
    found = [(mention.start, mention.end) for mention in mentions(text, types)]
    ours = [match.span() for match in OURS.finditer(text)]
    return sorted([*found, *(own for own in ours if not any(own[0] < end and start < own[1] for start, end in found))])


OURS = re.compile(r"<[A-Z][A-Z0-9_]*_[0-9]{1,6}>")
"""As we write them; a type of the settings may hold digits: ``<TIER2_ID_1>``."""


_SPACE = re.compile(r"\s+")
_MARK = re.compile(r"\]\([^)\n]*\)|\]\[[^\]\n]*\]|[`*\[\]]|(?<!\w)__|__(?!\w)|(?<=\s)\s+")
"""Marks of formatting and superfluous space: without them other words may stand together than were written so."""
_DISGUISE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\uff01-\uff5e\ufe64\ufe65\ufe4f]")


def _plain(letter: str) -> str:
    """Return a character as a reader takes it: invisible ones vanish, full-width ones become plain."""
    return "" if unicodedata.category(letter) == "Cf" else unicodedata.normalize("NFKC", letter)


def mention_of(match: re.Match[str], types: frozenset[str]) -> Mention | None:
    """Return the mention that ``match`` of ``SHAPE`` is; None if it names none of ``types``."""
    word = match["word"] or match["bare"] or match["loud"]
    number = match["number"] or match["bare_number"] or match["loud_number"]
    type_ = type_named(word, types)
    if match["bare"] and type_ != PERSON and not word.isupper() and "_" not in word:
        return None  # id_1, text_2: how columns are named
    return Mention(match.start(), match.end(), type_, int(number), match["tail"] or "") if type_ else None


def type_named(word: str, types: frozenset[str]) -> str | None:
    """Return the one of ``types`` that ``word`` names: in any case, in the plural, or translated."""
    name = re.sub(r"[\s_-]+", "_", word.replace("\\", "").upper()).strip("_")
    for candidate in (name, name.removesuffix("S"), name.removesuffix("ES")):
        if candidate in types:
            return candidate
        alias = _ALIASES.get(candidate)
        if alias in types:
            return alias
    return None


@cache
def names_of(types: frozenset[str]) -> frozenset[str]:
    """Return every word, in capitals, that names one of ``types``."""
    words = types | {alias for alias, type_ in _ALIASES.items() if type_ in types}
    return frozenset(word + ending + "_" for word in words for ending in ("", "S", "ES"))

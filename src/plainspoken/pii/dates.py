"""Birth dates and ages: private; every other date stays, because people ask about dates."""

# a pattern is read whole, on one line

import re
from collections.abc import Iterator

from plainspoken.pii.lexicon import bare, lexicon
from plainspoken.redacted import PrivateSpan

_MONTH = (
    r"(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni|july?|juli|aug(?:ust)?|sept?(?:ember)?"
    r"|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre"
    r"|noviembre|diciembre)\.?"
)
DATE = (
    rf"(?:[0-9]{{4}}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,2}}|[0-9]{{1,2}}[-/.\s][0-9]{{1,2}}[-/.\s](?:[0-9]{{4}}|[0-9]{{2}})"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th|\.)?(?:\s+(?:of|de))?[\s-]+{_MONTH}(?:(?:\s+de(?:l)?)?[\s,-]+[0-9]{{4}})?"
    rf"|{_MONTH}\s+[0-9]{{1,2}}(?:st|nd|rd|th)?(?:,?\s+[0-9]{{4}})?)"
)
BORN = re.compile(
    r"\b(?:born(?:\s+(?:on|in))?|birth\s?da(?:y|te)s?|date[\s_]?of[\s_]?birth|d\.?o\.?b\.?|birth_?date|geb(?:oren|urtsdatum|\.)(?:\s+am)?"
    r"|nacid[oa](?:\s+el)?|nació(?:\s+el)?|fecha\s+de\s+nacimiento|f\.\s?nac\.?|née?\s+le|date\s+de\s+naissance|nat[oa]\s+il)"
    rf"[\"'`*_]{{0,3}}\s*(?:\||:|=|,|-|is|was|as|am|\(|on|el|le)?\s*[\"'`*|]{{0,3}}\s*(?P<date>{DATE})(?![0-9])",
    re.IGNORECASE,
)
TURNS = re.compile(
    rf"(?P<date>{DATE})\s*(?:\)|,)?\s*(?:is|was|as)\s+(?:her|his|my|their|the)\s+(?:birthday|date of birth|dob)\b",
    re.IGNORECASE,
)
_PEOPLE = (
    r"(?:i|he|she|they|we|mother|father|brother|sister|son|daughter|wife|husband|uncle|aunt|grand\w+|patient|customer|client|user"
    r"|employee|man|woman|boy|girl|person|friend|kid|child|baby|male|female|who|varón|mujer|paciente|niñ[oa]|hombre)"
)
AGE = re.compile(
    rf"\b(?:{_PEOPLE}(?:'s|'m|’m)?(?:\s+(?:just|has|have|is|am|are|was|recently|will|only|be|of))*\s+(?:turn(?:ed|s)?|aged)\s+(?P<a>[1-9][0-9]{{0,2}})\b"
    rf"|\b(?:i\s+am|i'm|i’m|he\s+is|she\s+is|he's|she's|he\s+was|she\s+was|(?:when|since|until|before|after)\s+(?:i|he|she|they)\s+(?:is|was|were|am|turned))\s+(?:only\s+)?(?P<b>[1-9][0-9]?)(?=\s*(?:[.,;!?)]|$|\b(?:and|now|but|years|when)\b))"
    rf"|(?P<c>[1-9][0-9]{{0,2}})[\s-](?:years?|yrs?|months?)[\s-]old\s+{_PEOPLE}|\b(?:aged?|edad|alter)\s*(?::|=|\|)?\s*(?P<d>[1-9][0-9]{{0,2}})\b(?:\s+(?:años|jahre|years))?(?=\s*(?:[.,;)|\n]|$|sexo|male|female|and\b|años|jahre|years))"
    r"|(?<![\w.,-])(?P<g>[1-9][0-9]|1[01][0-9])[\s-](?:years?|yrs?)[\s-]old\b(?=\s*(?:[,.;:!?)\n]|$|(?:and|who|from|with|when|woman|man|male|female|girl|boy|patient|customer|client|person|mother|father)\b))"
    rf"|\bwhen\s+(?:he|she|i|they)\s+(?:was|were)\s+(?P<e>[1-9][0-9]?)\b"
    rf"|{_PEOPLE}\s+(?:de|of|is|am|'m|was|,)\s+(?P<f>[1-9][0-9]{{0,2}})\s+(?:años|years\s+old|years\s+of\s+age|jahre\s+alt))",
    re.IGNORECASE,
)


DIGIT = re.compile(r"[0-9]")
BIRTH_WORDS = (
    "birth",
    "born",
    "dob",
    "d.o.b",
    "d.ob",
    "do.b",
    "geb",
    "naci",
    "f. nac",
    "f.nac",
    "née ",
    "né le",
    "née le",
    "naissance",
    "nato ",
    "nata ",
)
"""A text without any of them tells no birth date: looked for first, because it is a hundred times faster."""

AFTER_NAME = re.compile(r"(?<![\w.])(?P<name>[^\W\d_]{2,}), (?P<age>[1-9][0-9])(?=, [a-z]|\.?$)", re.MULTILINE)


def dates(text: str) -> Iterator[PrivateSpan]:
    """Yield birth dates, where the words around say that it is one, and ages of people."""
    if not DIGIT.search(text):
        return
    lower = text.lower()
    if any(word in lower for word in BIRTH_WORDS):
        for pattern in (BORN, TURNS):
            for match in pattern.finditer(text):
                yield PrivateSpan(match.start("date"), match.end("date"), "BIRTH_DATE", 0.9)
    for match in AGE.finditer(text):
        name = next(name for name in "abcdefg" if match[name])
        yield PrivateSpan(match.start(name), match.end(name), "AGE", 0.6)
    for match in AFTER_NAME.finditer(text):
        if match["name"][0].isupper() and lexicon().is_rare_name(bare(match["name"])):
            yield PrivateSpan(match.start("age"), match.end("age"), "AGE", 0.6)

"""E-mail addresses and phone numbers, however they are written."""

# a pattern is read whole, on one line

import re
from collections.abc import Iterator

from plainspoken.redacted import PrivateSpan

_LOCAL = r"[^\W_](?:[\w.+'-]{0,62}[\w+-])?"
_HOST = r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)*[^\W_](?:[\w-]{0,61}[^\W_])?"
EMAIL = re.compile(rf"(?<![\w.+@/-]){_LOCAL}@{_HOST}(?:\.[^\W\d_]{{2,24}})?(?![\w@])")
_AT = r"(?:\s?[\[({<]\s?(?:at|@|ät|arroba|à)\s?[\])}>]\s?|\s(?:at|AT|arroba)\s|\s@\s)"
_DOT = r"(?:\s?[\[({<]\s?(?:dot|punkt|punto|point|\.)\s?[\])}>]\s?|\s(?:dot|DOT|punkt|punto)\s)"
SPELLED = re.compile(
    rf"(?<![\w.+-])[^\W_][\w+-]{{0,40}}(?:(?:\.|{_DOT})[\w+-]{{1,40}}){{0,4}}(?:{_AT}[\w-]{{1,40}}(?:{_DOT}[\w-]{{1,40}}){{1,4}}(?:\.[a-z]{{2,12}})?"
    rf"|\s?[\[({{<]\s?(?:at|@)\s?[\])}}>]\s?[\w-]{{1,40}}(?:\.[\w-]{{1,40}}){{1,4}}|@[\w-]{{1,40}}(?:{_DOT}[\w-]{{1,40}}){{1,4}})(?!\w)"
)
AT_WORD = re.compile(r"\b(?:at|AT|arroba|ät|à|dot|punkt|punto|point|DOT)\b")
NO_MAIL = re.compile(r"@(?:v?[0-9.]+|sha256|latest|main|master|param|return)$|^git@|@[kK]?[0-9]+$")

PHONE = re.compile(
    r"(?<![\w+/])(?<!\w[.-])(?:"
    r"(?:\+|00)[1-9][0-9]{0,2}[ .\-/]?(?:\(0?[0-9]{1,5}\)[ .\-/]?)?[0-9]{1,5}(?:[ .\-/]?[0-9]{2,5}){1,5}"
    r"|\([0-9]{2,5}\)[ .\-/]?[0-9]{3,5}(?:[ .\-/]?[0-9]{2,5}){1,3}"
    r"|(?:1[ .-])?[2-9][0-9]{2}[.-][0-9]{3}[.-][0-9]{4}"
    r"|[2-9][0-9]{2} [0-9]{3} [0-9]{4}"
    r"|(?!01 (?:02|23) )0[1-9](?: [0-9]{2}){4}"
    r"|0[0-9]{2,5}[ /-][0-9]{3,4}[ -]?[0-9]{2,6}(?:[ -][0-9]{2,5})?"
    r")(?:\s?(?:x|ext\.?|extension)\s?[0-9]{1,6})?(?![\w]|-[0-9]|[.][0-9])",
    re.IGNORECASE,
)
PHONE_WORD = re.compile(
    r"\b(?:phones?|tel|telephone|mobile|cell|cellphone|fax|call|called|calling|ring|dial|text(?:ed)?|sms|whatsapp|reach(?:ed)?"
    r"|hotline|landline|contact|number|handy|telefon|telefono|teléfono|tlf|móvil|movil|durchwahl|extension|ext)\b[^0-9\n]{0,40}$",
    re.IGNORECASE,
)
LOOSE_PHONE = re.compile(r"(?<![\w.+/=#-])\(?[0-9][0-9() ./-]{5,20}[0-9](?![\w-]|[.,][0-9])")
DIGITS_OF_A_PHONE = range(7, 16)
ALSO = re.compile(r"[ ]?(?:[,;/&–-]|\b(?:to|through|until|or|and|oder|und|bis|y|o|a)\b)[ ]?", re.IGNORECASE)
"""Between two numbers of which the second is a phone because the first one is: a range, or a list."""


def emails(text: str) -> Iterator[PrivateSpan]:
    """Yield e-mail addresses: plain, of internal hosts, and with at and dot spelled out."""
    if "@" in text:
        for match in EMAIL.finditer(text):
            local, _, host = match.group().partition("@")
            named_host = "." in host or host in ("localhost", "corp", "intranet") or "." in local
            if named_host and not NO_MAIL.search(match.group()):
                yield PrivateSpan(match.start(), match.end(), "EMAIL_ADDRESS", 1.0)
    for match in SPELLED.finditer(text) if AT_WORD.search(text) else ():
        yield PrivateSpan(match.start(), match.end(), "EMAIL_ADDRESS", 0.9)


def phones(text: str) -> Iterator[PrivateSpan]:
    """Yield phone numbers: in shapes that nothing else has, or after a word that says so."""
    for match in PHONE.finditer(text):
        if _digits(match.group()) in DIGITS_OF_A_PHONE:
            yield PrivateSpan(match.start(), match.end(), "PHONE_NUMBER", 0.8)
    last: re.Match[str] | None = None
    for match in LOOSE_PHONE.finditer(text):
        before = text[max(0, match.start() - 60) : match.start()]
        follows = last and _alike(last, match) and ALSO.fullmatch(text, last.end(), match.start())
        if _digits(match.group()) in DIGITS_OF_A_PHONE and (follows or PHONE_WORD.search(before)):
            yield PrivateSpan(match.start(), match.end(), "PHONE_NUMBER", 0.6)
            last = match


def _alike(one: re.Match[str], other: re.Match[str]) -> bool:
    """Return whether two numbers are written in one shape: "555-0134" and a date are not."""
    return re.sub("[0-9]", "0", one.group()) == re.sub("[0-9]", "0", other.group())


def _digits(found: str) -> int:
    return sum(letter.isdigit() for letter in re.split(r"[xX]|ext", found)[0])

"""IP and MAC addresses."""

import ipaddress
import re
from collections.abc import Iterator

from plainspoken.redacted import PrivateSpan

IPV4 = re.compile(r"(?<![\w.+-])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w+-]|\.[0-9A-Za-z])(?:/[0-9]{1,2}\b)?")
IPV6 = re.compile(r"(?<![\w:.])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?:%\w+)?(?![\w:])")
MAC = re.compile(r"(?<![\w:-])[0-9a-fA-F]{2}(?:([:-])[0-9a-fA-F]{2})(?:\1[0-9a-fA-F]{2}){4}(?![\w:-])")
VERSION_WORD = re.compile(
    r"(?:\bversions?|\bv|\brelease|\bbuild|\bdriver|\bfirmware|[=~><^]=?|\bsection|§)\s*[\"'`]?$", re.IGNORECASE
)
NOBODYS = ("0.0.0.0", "127.0.0.1", "255.255.255.255", "::1", "::")  # noqa: S104  # recognised, not bound to


def network(text: str) -> Iterator[PrivateSpan]:
    """Yield IP addresses that are somebody's, and MAC addresses."""
    for pattern in (IPV4, IPV6):
        for match in pattern.finditer(text):
            value = match.group().split("/")[0].split("%")[0]
            before = text[max(0, match.start() - 16) : match.start()]
            if value not in NOBODYS and _is_address(value) and not VERSION_WORD.search(before):
                yield PrivateSpan(match.start(), match.end(), "IP_ADDRESS", 0.9)
    for match in MAC.finditer(text):
        yield PrivateSpan(match.start(), match.end(), "MAC_ADDRESS", 0.9)


def _is_address(value: str) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    digits = re.sub(r"[^0-9a-fA-F]", "", value)
    return ":" not in value or len(digits) > 4  # noqa: PLR2004  # 10:30:15 is a time, no address

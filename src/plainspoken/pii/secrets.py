"""Keys, tokens, passwords and connection strings: by their prefix, their place, or their randomness."""

# ruff: noqa: E501  # a pattern is read whole, on one line

import math
import re
from collections import Counter
from collections.abc import Iterator

from plainspoken.redacted import PrivateSpan

PREFIXED = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z2-7]{16}"  # AWS
    r"|gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}|gl(?:pat|ptt|dt|rt|cbt|soat|ft|agent|oas)-[\w-]{18,100}"
    r"|xox[abceoprs]-[A-Za-z0-9-]{10,250}|xapp-[0-9]-[A-Za-z0-9-]{10,250}"  # Slack
    r"|(?:sk|rk|pk|whsec)_(?:(?:live|test|prod)_)?[A-Za-z0-9]{16,250}"  # Stripe
    r"|sk-(?:ant-|proj-|svcacct-|or-v1-|lf-)?[\w-]{20,250}|sk[.-][\w-]{32,200}"  # OpenAI, Anthropic …
    r"|AIza[\w-]{30,45}|ya29\.[\w-]{20,250}|GOCSPX-[\w-]{20,40}|[0-9]{6,}-\w{20,40}\.apps\.googleusercontent\.com"
    r"|hf_[A-Za-z0-9]{20,60}|api_org_[A-Za-z0-9]{20,60}|npm_[A-Za-z0-9]{20,60}|pypi-[\w-]{16,250}|r8_[A-Za-z0-9]{20,60}"
    r"|SG\.[\w-]{16,32}\.[\w-]{16,64}|key-[0-9a-f]{32}|(?:SK|AC)[0-9a-f]{32}|[0-9]{8,10}:AA[\w-]{30,40}"
    r"|dapi[0-9a-f]{32}(?:-[0-9])?|do[oprt]_v1_[0-9a-f]{64}|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}|sq0[a-z]{3}-[\w-]{20,60}"
    r"|EAAA[\w-]{40,80}|hv[sbr]\.[\w-]{20,250}|ATATT3[\w=-]{20,250}|ATBB[A-Za-z0-9]{20,40}|lin_(?:api|oauth)_[A-Za-z0-9]{30,60}"
    r"|(?:secret|ntn)_[A-Za-z0-9]{40,60}|gl(?:sa|c)_[\w=-]{20,250}|dp\.(?:pt|st|sa|ct|scim|audit)\.[\w.-]{20,100}"
    r"|[A-Za-z0-9]{14}\.atlasv1\.[\w-]{40,80}|AGE-SECRET-KEY-1[A-Z0-9]{50,60}|figd_[\w-]{30,60}|PMAK-[0-9a-f-]{40,70}"
    r"|rubygems_[0-9a-f]{48}|tfp_\w{40,60}|pul-[0-9a-f]{40}|nvapi-[\w-]{40,80}|gsk_[A-Za-z0-9]{30,60}|xai-[A-Za-z0-9]{40,90}"
    r"|pplx-[A-Za-z0-9]{30,60}|co_[A-Za-z0-9]{36,44}|CFPAT-[\w-]{30,60}|NRAK-[A-Z0-9]{20,40}|(?:sl|ol)\.[\w-]{60,250}"
    r"|A3T[A-Z0-9]-[A-Z0-9-]{20,60}|tk-us-[\w-]{40,60}|phc_[A-Za-z0-9]{30,60}|sntry[su]_[\w=-]{30,250}|dckr_pat_[\w-]{20,60}"
    r"|[MNO][A-Za-z0-9_-]{22,27}\.[\w-]{5,7}\.[\w-]{25,45}"  # Discord
    r"|eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]{8,})?(?:\.[\w-]*\.[\w-]*)?"  # JWT
    r")(?![A-Za-z0-9])"
)
URL_LOGIN = re.compile(
    r"\b[a-zA-Z][a-zA-Z0-9+.-]{1,30}://([^\s/:@\"'<>]{0,80}):([^\s/@\"'<>]{2,200})@[^\s\"'<>`,;)]{1,200}"
)
WEBHOOK = re.compile(
    r"https://(?:hooks\.slack\.com/(?:services|workflows|triggers)/[\w/-]+|discord(?:app)?\.com/api/webhooks/[0-9]+/[\w-]+"
    r"|[\w-]+\.webhook\.office\.com/\S+|api\.telegram\.org/bot[0-9]+:[\w-]+)"
)
_NAME = (
    r"(?:pass(?:word|wd|phrase|code)?|pwd|pw|kennwort|passwort|contrase(?:ñ|n)a|clave|mot de passe|pin(?: ?code)?|secret|token"
    r"|(?:api|access|auth|account|secret|private|shared|encryption|signing|master|license|service|storage|app|client|deploy"
    r"|function|subscription|session|admin|webhook|vault|consumer|refresh|bearer|bot|user|db|ssh|sas|admin)"
    r"[_ .-]?(?:key|token|secret|pass(?:word|wd)?|pwd|credential)s?(?:[_ .-]?(?:id|base))?|credentials?|authorization"
    r"|(?:x-)?api[_-]?key|apikey|accountkey|sharedaccesskey|sig(?:nature)?|auth|bearer|otp|2fa code|recovery code|seed phrase"
    r"|AWS_SECRET_ACCESS_KEY|SECRET_KEY(?:_BASE)?|[A-Z][A-Z0-9]*_(?:KEY|TOKEN|SECRET|PASSWORD|PASS|PWD|DSN))"
)
ASSIGNED = re.compile(
    rf"(?<![A-Za-z0-9])(?P<name>{_NAME})(?![A-Za-z])[\"'`*]{{0,3}}\s{{0,3}}"
    r"(?:=>|:=|==?|:|\bis\b|\bwas\b|\bto\b|\bset to\b|\breset to\b|→|-->?|,|\|)\s{0,3}"
    r"(?:Bearer |Basic |Token |token )?(?P<quote>[\"'`*“]{0,3})(?P<value>[^\s\"'`“”<>|,;]{4,300})",
    re.IGNORECASE,
)
HEADER = re.compile(r"\b(?:Bearer|Basic|Token)\s+(?P<value>[A-Za-z0-9._~+/=-]{12,600})")
SPOKEN = re.compile(
    r"\b(?:password|passphrase|passcode|passwort|kennwort|contraseña|pwd)s?\b(?:\s+(?:for|of|to|on)\s+[\w.@-]+){0,1}"
    r"\s*(?:,|:|=|\bis\b|\bwas\b|\bof\b|\bto\b)?\s*(?P<quote>[\"'`“‘]?)(?P<value>[^\s\"'`“”<>|]{5,80})",
    re.IGNORECASE,
)
PAIR = re.compile(r"(?<=[\w.])@[\w.-]+\.\w+\s*(?:/|:|\|)\s*(?P<value>[^\s\"'`<>|]{6,60})")
RANDOM = re.compile(r"(?<![A-Za-z0-9+/=_.@:#$%-])[A-Za-z0-9+/_-]{24,88}={0,2}(?![A-Za-z0-9+/=_@-]|\.[A-Za-z0-9])")
NOT_RANDOM = re.compile(
    r"[0-9a-f]+|[0-9A-F]+|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|(?:sha|md)[0-9]+[-_].*|(?:iVBOR|/9j/|R0lGO|UklGR|PHN2Z|Qk0|AAAB).*"
)
PLACEHOLDER_VALUE = re.compile(
    r"(?i)(?:[x*.•_-]{3,}|<.*|\$[\w{(].*|\{.*|%.*%|your.*|my[-_]?.*|none|null|true|false|required|optional|string|str|secret|token"
    r"|password|passwd|changeme|example|redacted|hidden|unset|empty|env.*|os\..*|getenv.*|config.*|settings.*|self\..*|args\..*"
    r"|params?\..*|get_.*|load_.*|read_.*|field.*|int|float|bytes|dict|list|any|bool|object|undefined|nil|todo|tbd|n/a|yes|no"
    r"|[a-z_]+\(.*|[\w.]+\[.*|\(.*|\[.*|auto|default|random|disabled|enabled|basic|bearer|and|or|the|not|was|is|are|reset|policy"
    r"|changed|protected|expired|rotated|rotation|invalid|incorrect|correct|wrong|missing|stored|used|needed|via|in|for|with|from)[.,;:!?)]*"
)
MAX_JOINTS = 3  # more slashes or hyphens make a path or a phrase
MIN_BITS = 3.9  # a character; random base64 of 24 letters and more lies above, words joined by hyphens below


def secrets(text: str) -> Iterator[PrivateSpan]:
    """Yield secrets, whole values only."""
    for pattern, score in ((PREFIXED, 1.0), (WEBHOOK, 1.0), (URL_LOGIN, 0.95)):
        for match in pattern.finditer(text):
            yield PrivateSpan(match.start(), match.end(), "SECRET", score)
    yield from _named(text)
    yield from _random(text)


def _named(text: str) -> Iterator[PrivateSpan]:
    """Yield what is assigned to, or said of, a word for a secret."""
    for pattern in (ASSIGNED, HEADER, SPOKEN, PAIR):
        for match in pattern.finditer(text):
            start, value = match.start("value"), match["value"].rstrip(".,;:!?)}]")
            groups = match.groupdict()
            quoted = bool(groups.get("quote"))
            strict = pattern is not HEADER and (
                pattern is not ASSIGNED or " " in match[0][: match.start("value") - match.start()]
            )
            if value and _looks_secret(value, quoted=quoted, strict=strict):
                end = start + len(value)
                yield PrivateSpan(start, end, "SECRET", 0.9)


def _looks_secret(value: str, *, quoted: bool, strict: bool) -> bool:
    """Return whether ``value`` can be a secret: no variable, no word, no dotted name."""
    if PLACEHOLDER_VALUE.fullmatch(value) or ("(" in value and not quoted):
        return False
    kinds = sum(bool(re.search(kind, value)) for kind in (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]"))
    if re.fullmatch(r"[A-Za-z]+(?:[-_. /][A-Za-z]+)*", value):
        return quoted and bool(re.search(r"[a-z][A-Z]", value)) and len(value) >= 8  # noqa: PLR2004  # 'AdminPortal'
    if re.fullmatch(r"v?[0-9]+(?:\.[0-9]+)*%?|[0-9.,e+-]+", value):
        return quoted and len(value) >= 8  # noqa: PLR2004  # a number is one only in quotation marks
    return kinds >= (3 if strict and not quoted else 2)


def _random(text: str) -> Iterator[PrivateSpan]:
    """Yield strings that are too random for words, and neither hash, UUID, path nor picture."""
    for match in RANDOM.finditer(text):
        value = match.group()
        if NOT_RANDOM.fullmatch(value) or text[max(0, match.start() - 8) : match.start()].endswith(("base64,", "\n")):
            continue
        body = value.rstrip("=")
        mixed = all(re.search(kind, body) for kind in (r"[a-z]", r"[A-Z]", r"[0-9]"))
        changes = len(re.findall(r"[a-z][A-Z0-9]|[0-9][A-Za-z]|[A-Z][0-9]", body))
        if (
            mixed
            and bits(body) >= MIN_BITS
            and changes >= len(body) / 5
            and body.count("/") <= MAX_JOINTS
            and body.count("-") <= MAX_JOINTS
        ):
            yield PrivateSpan(match.start(), match.end(), "SECRET", 0.6)


def bits(value: str) -> float:
    """Return the Shannon entropy of the characters of ``value``, in bits each."""
    counts = Counter(value)
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values())

"""What a question asks for: its telling words, the names it insists on, and the kind of thing an answer must hold."""

import re
from dataclasses import dataclass
from functools import lru_cache

from plainspoken.months import WRITTEN
from plainspoken.shapes import OURS
from plainspoken.wording.words import WORD, lexicon, rarity, terms

DATE = re.compile(
    rf"\b(?:1[5-9]|20)\d\d\b|\b{WRITTEN}\.?\s+\d|\b\d{{1,2}}\.?\s+{WRITTEN}\b|"
    rf"\b\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}\b|\b(?:week|w|q|quarter|fy)['’\s-]?\d"
    rf"|\b\d{{1,2}}:\d\d\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b\d+(?:st|nd|rd|th)\s+century\b"
    r"|\b(?:daily|weekly|monthly|quarterly|yearly|annually|nightly|every\s+\w+|morning|noon|"
    r"midnight)\b|\bin\s+(?:january|may|march)\b",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"\d|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|"
    r"forty|fifty|hundred|thousand|million|billion|half|third|quarter|dozen|twice|once|none)\b",
    re.IGNORECASE,
)
NAME = re.compile(
    rf"{OURS.pattern}|"
    r"(?<![.!?:]\s)(?<!^)\b[A-Z][\w'’-]+|\b(?:team|lead|owner|manager|engineer|officer|"
    r"director|head|committee|board|group)\b"
)
REASON = re.compile(
    r"\b(?:because|since|due\s+to|so\s+that|in\s+order|reasons?|therefore|caused?|led\s+to|"
    r"to\s+(?:avoid|ensure|keep|make|reduce|prevent|allow|protect)|as\s+a\s+result|owing|thanks\s+to|"
    r"otherwise|why|wanted|need(?:s|ed)?)\b",
    re.IGNORECASE,
)
MEANS = re.compile(
    r"\b(?:by|using|use|with|through|via|first|then|steps?|run|set|click|create|open|follow|must|"
    r"should|can|when|each|per)\b",
    re.IGNORECASE,
)
PLACE = re.compile(
    r"\b(?:in|at|on|from|to|near|under|inside|within|region|located|based|office|country|city|folder|"
    r"bucket|server|repository|path)\b\s+\S",
    re.IGNORECASE,
)
KINDS = (
    ("count", re.compile((
        r"\bhow\s+(?:many|much|long|old|big|large|high|low|far|fast|accurate|good|likely)\b|"
        r"\bwhat\s+(?:is|was|are|were)\s+the\s+(?:\w+\s+){0,3}(?:number|percentage|share|rate|recall|"
        r"precision|accuracy|score|f1|auc|mae|rmse|mape|wape|error|cost|price|budget|size|amount|"
        r"threshold|latency|total|average|median|value|population|height|length|age)\b|\bpercent"
    ), re.IGNORECASE)),
    ("when", re.compile((
        r"\bwhen\b|\bhow\s+(?:often|frequently)\b|\b(?:what|which)\s+(?:year|date|day|month|week|time|"
        r"quarter)\b|\bsince\s+when\b|\bhow\s+(?:soon|recently)\b|\bdeadline\b"
    ), re.IGNORECASE)),
    ("who", re.compile(r"\bwho(?:m|se)?\b|\bwhich\s+(?:person|team|people)\b", re.IGNORECASE)),
    ("where", re.compile(r"\bwhere\b|\b(?:what|which)\s+(?:country|city|place|region|folder|bucket)\b", re.IGNORECASE)),
    ("why", re.compile((
        r"\bwhy\b|\bwhat\s+(?:is|was|are|were)\s+the\s+reasons?\b|\bwhat\s+cause|\bhow\s+come\b"
    ), re.IGNORECASE)),
    ("how", re.compile(r"\bhow\b", re.IGNORECASE)),
    ("closed", re.compile((
        r"^\W*(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|may|must|am)\b"
    ), re.IGNORECASE)),
)  # fmt: skip
SIGNS = {"count": NUMBER, "when": DATE, "who": NAME, "where": PLACE, "why": REASON, "how": MEANS}
LISTED = re.compile(
    r"\b(?:what|which)\s+(?:are|were)\b|\blist\b|\bname\s+the\b|\b(?:steps|requirements|reasons|ways|"
    r"types|kinds|goals|values|tiers|options|components|features|differences|advantages|benefits|"
    r"rules|criteria|principles|risks|limits|limitations)\b",
    re.IGNORECASE,
)
FUTURE = re.compile(
    r"""\b(?:what|how|who|which|when|where)\b.{0,40}\bwill\b.{0,80}\b(?:next|in\s+(?:the\s+)?(?:future|\d+\s+(?:years?|months?|weeks?)|20[3-9]\d)|tomorrow|by\s+20[3-9]\d|ever)\b
    |\b(?:predict|forecast|guess|estimate|extrapolate|calculate|compute|work\s+out)\b.{0,6}\b(?:what|how|the|whether|if|when|who|our|next|for)\b.{0,60}\b(?:next|will|would|future|20[3-9]\d|tomorrow)\b
    |\bwill\b.{0,60}\b(?:next\s+(?:year|month|week|quarter|summer|winter|spring|autumn)|tomorrow|in\s+20[3-9]\d|in\s+(?:ten|five|\d+)\s+years)\b
    |\bwhat\s+(?:will|would)\s+(?:happen|have\s+happened|be\s+the)\b.{0,80}\b(?:if|next|had)\b
    |\bwould\b.{0,60}\bhave\s+been\b.{0,40}\bif\b|\bif\b.{0,60}\bhad\b.{0,60}\bwould\b""",
    re.IGNORECASE | re.VERBOSE,
)  # fmt: skip
AHEAD = re.compile(
    r"\b(?:will|won't|going\s+to)\b.{0,80}\b(?:20\d\d|next|tomorrow|soon|future|ever|(?:one|some)\s?day)\b",
    re.IGNORECASE,
)
PROPER = re.compile(
    rf"{OURS.pattern}|"
    r"`[^`]+`|\"[^\"]{2,40}\"|\b[A-Z][\w.'’-]*[A-Z0-9][\w.-]*\b|"
    r"\b\w*[a-z]\w*[-_.]?v?\d[\w.-]*\b|\b[A-Z][\w'’]+(?:[ -][A-Z][\w'’]+)*\b"
)
MARK = re.compile(OURS.pattern + r"|(?<![\w.])(?=[\w.-]*\d)\w+(?:[.-]\w+)*")
YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
OPENERS = lexicon(
    "what who when where why which how is are was were do does did can could will would should has "
    "have had the a an in on at for i tell give list name please describe explain if according hi "
    "hello thanks may must am since by to from and"
)


@dataclass(frozen=True, slots=True)
class Sought:
    """What a question asks for.

    Attributes:
        text: The question.
        terms: Stems of its telling words, each once.
        kind: count, when, who, where, why, how, closed (yes or no) or what.
        names: Names, identifiers and versions that an answer's surroundings must hold, lower-case.
        numbers: Numbers that the question itself states.
        marks: Identifiers, versions, placeholders and numbers: an answer about another one is wrong. Years are none.
        listed: Whether it asks for several things.
        rarest: The most telling of its stems; empty without one.
        future: Whether only a prediction or a calculation could answer it.
    """

    text: str
    terms: tuple[str, ...]
    kind: str
    names: tuple[str, ...]
    numbers: tuple[str, ...]
    marks: tuple[str, ...]
    listed: bool
    rarest: str
    future: bool


@lru_cache(maxsize=500)
def sought(question: str) -> Sought:
    """Return what ``question`` asks for."""
    wanted = tuple(dict.fromkeys(terms(question)))
    kind = next((name for name, sign in KINDS if sign.search(question)), "what")
    return Sought(
        text=question,
        terms=wanted,
        kind=kind,
        names=_names(question),
        numbers=tuple(dict.fromkeys(re.findall(r"(?<![\w.])\d+(?:[.,]\d+)*", question))),
        marks=tuple(dict.fromkeys(mark.lower() for mark in MARK.findall(question) if not YEAR.fullmatch(mark))),
        listed=bool(LISTED.search(question)),
        rarest=max(wanted, key=lambda term: (rarity(term), term), default=""),
        future=bool(FUTURE.search(question)),
    )


def looks_ahead(question: str) -> bool:
    """Return whether ``question`` asks about days to come: a document may hold a plan for them, else nobody knows."""
    return bool(AHEAD.search(question))


def holds_kind(kind: str, text: str) -> bool:
    """Return whether ``text`` holds a thing of the kind asked for; True where any text may."""
    sign = SIGNS.get(kind)
    return sign is None or bool(sign.search(text))


def _names(question: str) -> tuple[str, ...]:
    """Return the names in ``question``, lower-case; its first word counts only when it is no common opener."""
    found: list[str] = []
    first = WORD.search(question)
    for match in PROPER.finditer(question):
        name = match.group().strip("`\"'’.")
        parts = name.split()
        if first and match.start() == first.start() and parts and parts[0].lower() in OPENERS:
            name = " ".join(parts[1:])
        name = re.sub(r"['’]s$", "", name)
        if name and name.lower() not in OPENERS:
            found.append(name.lower())
    return tuple(dict.fromkeys(found))

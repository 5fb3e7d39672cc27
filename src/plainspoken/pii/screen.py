"""What the tagger calls a person, looked at twice: methods, models and tools are none."""

# ruff: noqa: E501  # a pattern is read whole, on one line

import re
from collections.abc import Iterator, Sequence

from plainspoken.pii.lexicon import METHOD_WORDS, WORD, Lexicon, bare, is_foreign, lexicon
from plainspoken.redacted import PrivateSpan

LEADING = re.compile(
    r"(?:(?:hi|hello|hey|dear|thanks|thank you|mr|mrs|ms|miss|mx|dr|prof|professor|sir|madam|the|by|from|to|cc|herr|frau|sr|sra|dra|don|doña|de)\b\.?[,:]?\s+|[\W\d_]+)",
    re.IGNORECASE,
)
TRAILING = re.compile(r"(?:['’]s?|[\W\d_]+)$")
CODE = re.compile(r"[\d=/\\<>{}()\[\]|#@$%^*+~:;]|[a-z][A-Z]{2}|--|\.\w")
SHAPE = re.compile(r"[^\W\d_]+(?:[ ._'’-]{1,2}[^\W\d_]+)*\.?")

POSSESSIVE = re.compile(r"['’]s\b")
MODEL_NUMBER = re.compile(r"[\s-]?v?[0-9]")
BLOB = 40
BLOB_BEFORE, BLOB_AFTER = re.compile(r"[A-Za-z0-9+/=]*\Z"), re.compile(r"[A-Za-z0-9+/=]*")
LONGEST_ACRONYM = 5
SHORT = 3  # letters: shorter ones are rather abbreviations
PARTICLE = re.compile(
    r"van|von|bint|nic|de|der|den|del|della|di|da|dos|das|la|el|al|bin|binti|ibn|ap|af|av|zu|ter|ten|abu|y|i"
)
IN_CODE = re.compile(r"^[=.(\[{'\"`$<\\]|[=(\['\"`>{\\]$")
FIRST_HALF = re.compile(r"(?<![\w-])(?P<half>[^\W\d_a-z][^\W\d_]+)-$")
WORD_BEFORE = re.compile(r"(?<![\w-])(?P<word>[^\W\d_a-z][^\W\d_]+) $")
WORD_AFTER = re.compile(r" (?P<word>[^\W\d_a-z][^\W\d_]+)(?![\w-])")
PARTICLE_AFTER = re.compile(
    r"(?: (?:van|von|de|der|den|del|della|di|da|dos|bin|bint|ibn|al|ter|ten|zu|an|Mac|['’]t))+ (?:Mac )?[^\W\d_a-z][^\W\d_]+"
)
PATH_HALF = re.compile(r"_(?P<half>[^\W\d_]{3,})(?![^\W_])")
LONGEST_WORD = 40
NO_COMMA = re.compile(r"[^\s,][^,]*[^\s,]|[^\s,]")
OTHER_HALF = re.compile(r"-(?P<half>[^\W\d_]{2,})(?![\w-])")
INNER_CAPITAL = re.compile(
    r"(?<!^Mc)(?<!^Mac)(?<!^Nic)(?<!^D[ei])(?<!^L[ae])(?<!^O['’])(?<!^D['’])(?<!^Fitz)(?<=[a-z])[A-Z]"
)
SPOKEN_TO = re.compile(r"\b(?:ask|ping|thanks|hi|hey|dear|cc|did|does|has|hello|tell|with|by)[ ,]{1,2}$", re.IGNORECASE)
METHOD_LIST_BEFORE = re.compile(r"(?P<method>[^\W\d_]+)(?:,|,? (?:and|or|nor|vs\.?|than)| ?[/&|])[ ]?$")
METHOD_LIST_AFTER = re.compile(r"(?:,|,? (?:and|or|nor|vs\.?|than)| ?[/&|]) ?(?P<method>[^\W\d_]+)")
"""A name in one list with a method is one: "Levene, Bartlett"."""
DOING_TOO = re.compile(r"^[^.\n]{0,30}\b(?:are|is|was|were|joined|said|asked|wrote|will|agreed|left|want)\b")
DOING = re.compile(
    r"(?:['’]s (?=[a-z])| (?:does|did|says|said|wants|wanted|will|has|can|knows|asked|asks|thinks|wrote|ran|pushed|fixed)\b)"
)
GIVEN = re.compile(r"[A-Z][a-z]{1,6}-[a-z]{1,6}")
"""Korean and Chinese given names: "Ji-woo"."""
ASIDES = frozenset("oncall todo fixme lgtm iirc asap tldr nits caveat disclaimer".split())
"""No English words, and nobody's name, before a colon."""
VOWEL = re.compile(r"[aeiouy]")
OPENING, SAYING = re.compile(r"(?:^|\n|[\]>#]|//|--)[ \t]*$"), re.compile(r":[ ](?=[a-z])")
CERTAIN, LIKELY, DOUBTFUL, UNLIKELY = 0.8, 0.55, 0.5, 0.2
"""Scores; what is below the detector's threshold of 0.5 is dropped."""


def screened(text: str, tags: Sequence[tuple[int, int, str]]) -> Iterator[PrivateSpan]:
    """Yield the tagger's entities as private spans, people without titles and without what only looks like a name."""
    known = lexicon()
    foreign = bool(tags) and is_foreign(text)
    for begin, stop, type_ in _joined(text, tags):
        if type_ != "PERSON":
            yield PrivateSpan(begin, stop, type_, 0.6)
            continue
        for first, last in _parted(text, *_cut(text, begin, stop, known)):
            name = text[first:last]
            if name and not CODE.search(name) and SHAPE.fullmatch(name):
                score = _score(text, first, last, known)
                score = min(score, _foreign_score(name, known)) if foreign else score
                yield PrivateSpan(first, last, "PERSON", score)


def _parted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretch, or what stands before and after each comma in it: "Okeke, Lindqvist"."""
    for match in NO_COMMA.finditer(text, start, end):
        yield match.span()


def _joined(text: str, tags: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Yield the tags with people whose names are joined as in a path made one: "desta_haile"."""
    held: tuple[int, int, str] | None = None
    for start, end, type_ in tags:
        if held and held[2] == type_ == "PERSON" and start == held[1] + 1 and text[held[1]] in "_.-":
            held = (held[0], end, type_)
            continue
        if held:
            yield held
        held = (start, end, type_)
    if held:
        yield held


def _cut(text: str, start: int, end: int, known: Lexicon) -> tuple[int, int]:
    """Return the stretch without the line breaks, titles, possessives, marks and ordinary words around a name."""
    end = start + len(re.split(r"\n|['’]s\b|\s{2,}|[,;:|(]\s(?![A-Z])", text[start:end])[0])
    while lead := LEADING.match(text[start:end]):
        start += lead.end()
    if tail := TRAILING.search(text[start:end]):
        end = start + tail.start()
    words = list(WORD.finditer(text, start, end))
    while len(words) > 1 and _leads(words[0].group(), known):
        words.pop(0)
    if any(word.group()[0].isupper() for word in words):
        proper = [
            at for at, word in enumerate(words) if word.group()[0].isupper() or known.is_rare_name(bare(word.group()))
        ]
        first, last = proper[0], proper[-1]
        while first and PARTICLE.fullmatch(words[first - 1].group()):
            first -= 1
        words = words[first : last + 1]
    else:
        while len(words) > 1 and bare(words[-1].group()) in known.common:
            words.pop()
    return (_joined_start(text, words[0], known), _joined_end(text, words[-1], known)) if words else (start, start)


def _leads(word: str, known: Lexicon) -> bool:
    """Return whether a word at the head of a longer stretch is an ordinary one: "ping desta", "Per Zainab"."""
    ordinary = bare(word) in known.common and not PARTICLE.fullmatch(bare(word))
    return ordinary and (word[0].islower() or not known.is_name(bare(word)))


def _joined_start(text: str, first: re.Match[str], known: Lexicon) -> int:
    """Return the start of a first word with the other half of its hyphen, and with the first name before it."""
    start = first.start()
    if not first.group()[0].isupper():
        return start
    if half := FIRST_HALF.search(text[max(0, start - LONGEST_WORD) : start]):
        start -= len(half["half"]) + 1
    before = WORD_BEFORE.search(text[max(0, start - LONGEST_WORD) : start])
    if before is None or (word := bare(before["word"])) not in known.first or word in known.common:
        return start
    return start - len(before["word"]) - 1  # as it is written: "ß" is two letters in the lists


def _joined_end(text: str, last: re.Match[str], known: Lexicon) -> int:
    """Return the end of a last word with the other half of its hyphen or path, and with the last name after it."""
    end, is_proper = last.end(), last.group()[0].isupper()
    other = OTHER_HALF.match(text, end)
    is_given = (
        other is not None and GIVEN.fullmatch(text, last.start(), other.end()) and not known.is_seen(bare(last[0]))
    )
    if other and (is_given or other["half"][0].isupper() == is_proper):
        end = other.end()
    if is_proper and (whole := PARTICLE_AFTER.match(text, end)):
        return whole.end()
    path = PATH_HALF.match(text, end)
    if path and path["half"][0].isupper() == is_proper and not known.is_seen(bare(path["half"])):
        return path.end()
    after = WORD_AFTER.match(text, end) if is_proper else None
    return after.end() if after and _is_last(bare(after["word"]), known) else end


def _is_last(word: str, known: Lexicon) -> bool:
    """Return whether a word is a last name and nothing else."""
    return word in known.last and not any(
        word in words for words in (known.common, known.methods, known.perhaps, known.ambiguous)
    )


def _foreign_score(name: str, known: Lexicon) -> float:
    """Return how sure a name is in a text of another language than the tagger's: only known names count."""
    words = [word for word in WORD.findall(name) if len(word) > 3 or word[0].isupper()]  # noqa: PLR2004  # particles aside
    good = [word for word in words if word[0].isupper() and known.is_rare_name(bare(word))]
    return 0.8 if words and len(good) >= max(1, len(words) - 1) else 0.3


def _score(text: str, start: int, end: int, known: Lexicon) -> float:
    """Return how sure it is that ``text[start:end]`` names a person."""
    raw = WORD.findall(text[start:end])
    words = [bare(word) for word in raw]
    sure = sum(known.is_rare_name(word) for word in words)
    names = sum(known.is_name(word) for word in words)
    after = text[end : end + 40]
    methods = sum(word in known.methods or word in known.perhaps or word in known.coined for word in words)
    if _is_code(text, start, end, raw, names):
        return UNLIKELY
    if methods == len(words) and (len(words) == 1 or text[start:end].count("-")):
        alone = words[0] in known.methods or len(words) > 1
        listed = METHOD_LIST_BEFORE.search(text[max(0, start - 40) : start]) or METHOD_LIST_AFTER.match(after)
        beside = listed is not None and bare(listed["method"]) in known.methods and not DOING_TOO.search(after)
        return UNLIKELY if alone or beside or METHOD_WORDS.match(after) or MODEL_NUMBER.match(after) else LIKELY
    is_thing = all(known.is_seen(word) or (word in known.methods and not known.is_name(word)) for word in words)
    if is_thing or known.is_firm(raw):
        return UNLIKELY
    if not sure and any(known.is_ordinary(word) for word in words if not PARTICLE.fullmatch(word)):
        strange = any(
            not known.is_ordinary(word) and not known.is_name(word) and word not in known.methods for word in words
        )
        proper = len(words) > 1 and (all(word[0].isupper() for word in raw) or GIVEN.fullmatch(text, start, end))
        return (
            DOUBTFUL
            if proper and (names == len(words) or (strange and (names or "-" in text[start:end])))
            else UNLIKELY
        )
    if len(words) == 1:
        return CERTAIN if sure else DOUBTFUL if names else LIKELY
    is_method = METHOD_WORDS.match(after) and not POSSESSIVE.match(after)
    return UNLIKELY if is_method and not sure else CERTAIN if sure else LIKELY


def _is_code(text: str, start: int, end: int, raw: Sequence[str], names: int) -> bool:
    """Return whether a stretch is rather an identifier, an acronym or a word in lower case than a name."""
    name = text[start:end]
    if (
        _in_blob(text, start, end)
        or text[max(0, start - 1) : start] == "@"
        or any(INNER_CAPITAL.search(word) for word in raw)
    ):
        return True
    if not any(word[0].isupper() for word in raw):
        known = lexicon()
        usual = any(known.is_ordinary(bare(word)) for word in raw if not PARTICLE.fullmatch(word))
        alone = len(raw) == 1 and not (
            SPOKEN_TO.search(text[max(0, start - 12) : start]) or _is_spoken_of(text, start, end, known)
        )
        in_code = IN_CODE.search(text[max(0, start - 1) : end + 1]) and not POSSESSIVE.match(text, end)
        compound = "-" in name and not names  # "netvlad-tf"
        return names < len(raw) and bool(usual or alone or in_code or compound or len(name) <= SHORT)
    if len(raw) == 1:
        shouted = name.isupper() and not names
        short = len(name) < SHORT and not (names and name.istitle())
        return short or (shouted and (len(name) <= LONGEST_ACRONYM or _line(text, start).isupper()))
    return not names and any(word.isupper() and len(word) <= LONGEST_ACRONYM for word in raw) and not name.isupper()


def _is_spoken_of(text: str, start: int, end: int, known: Lexicon) -> bool:
    """Return whether a word in lower case that no list has stands where a person does: "ermal: dont touch"."""
    word = bare(text[start:end])
    strange = not (known.is_seen(word) or word in known.methods or word in known.perhaps or word in ASIDES)
    if len(word) <= SHORT or not VOWEL.search(word) or not strange:
        return False
    after = text[end : end + 40]
    return DOING.match(after) is not None or (SAYING.match(after) and OPENING.search(text[:start][-24:])) is not None


def _line(text: str, at: int) -> str:
    """Return the line that a place is in."""
    return text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0]


def _in_blob(text: str, start: int, end: int) -> bool:
    """Return whether a place lies in a long run of letters and digits, as pictures and keys are written."""
    before, after = BLOB_BEFORE.search(text, max(0, start - BLOB), start), BLOB_AFTER.match(text, end, end + BLOB)
    run = (before.group() if before else "") + text[start:end] + (after.group() if after else "")
    return len(run) > BLOB and any(letter.isdigit() for letter in run)

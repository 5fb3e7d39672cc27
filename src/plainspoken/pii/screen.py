"""What the tagger calls a person, looked at twice: methods, models and tools are none."""

import re
from collections.abc import Iterator, Sequence

from plainspoken.pii.lexicon import METHOD_WORDS, WORD, Lexicon, bare, is_foreign, lexicon
from plainspoken.redacted import PrivateSpan

LEADING = re.compile(
    r"(?:(?:hi|hello|hey|dear|thanks|thank you|mr|mrs|ms|miss|mx|dr|prof|professor|sir|madam|the|by|from|to|cc|herr|frau|sr|sra|dra|don|doña|de)\b\.?[,:]?\s+|[\W\d_]+)",
    re.IGNORECASE,
)
TRAILING = re.compile(r"(?:['’]s?|[\W\d_]+)$")
CODE = re.compile(r"[\d_=/\\<>{}()\[\]|#@$%^*+~:;]|[a-z][A-Z]{2}|--|\.\w")
SHAPE = re.compile(r"[^\W\d_]+(?:[ .'’-]{1,2}[^\W\d_]+)*\.?")


def screened(text: str, tags: Sequence[tuple[int, int, str]]) -> Iterator[PrivateSpan]:
    """Yield the tagger's entities as private spans, people without titles and without what only looks like a name."""
    known = lexicon()
    foreign = bool(tags) and is_foreign(text)
    for start, end, type_ in tags:
        if type_ != "PERSON":
            yield PrivateSpan(start, end, type_, 0.6)
            continue
        start, end = _cut(text, start, end, known)
        name = text[start:end]
        if name and not CODE.search(name) and SHAPE.fullmatch(name):
            score = _score(text, start, end, known)
            yield PrivateSpan(start, end, "PERSON", score if not foreign else min(score, _foreign_score(name, known)))


def _cut(text: str, start: int, end: int, known: Lexicon) -> tuple[int, int]:
    """Return the stretch without the line breaks, titles, possessives, marks and ordinary words around a name."""
    end = start + len(re.split(r"\n|['’]s\b|\s{2,}|[,;:|(]\s(?![A-Z])", text[start:end])[0])
    while lead := LEADING.match(text[start:end]):
        start += lead.end()
    if tail := TRAILING.search(text[start:end]):
        end = start + tail.start()
    words = list(WORD.finditer(text, start, end))
    if any(word.group()[0].isupper() for word in words):
        proper = [word for word in words if word.group()[0].isupper() or known.is_rare_name(bare(word.group()))]
    else:
        proper = [word for word in words if known.is_name(bare(word.group()))] or words
    return (proper[0].start(), proper[-1].end()) if proper else (start, start)


def _foreign_score(name: str, known: Lexicon) -> float:
    """Return how sure a name is in a text of another language than the tagger's: only known names count."""
    words = [word for word in WORD.findall(name) if len(word) > 3 or word[0].isupper()]  # noqa: PLR2004  # particles aside
    good = [word for word in words if word[0].isupper() and known.is_rare_name(bare(word))]
    return 0.8 if words and len(good) >= max(1, len(words) - 1) else 0.3


def _score(text: str, start: int, end: int, known: Lexicon) -> float:
    """Return how sure it is that ``text[start:end]`` names a person."""
    words = [bare(word) for word in WORD.findall(text[start:end])]
    names = sum(known.is_name(word) for word in words)
    methods = [word for word in words if word in known.methods]
    if len(words) == 1:
        word = words[0]
        if word in known.methods or (word in known.perhaps and METHOD_WORDS.match(text[end : end + 40])):
            return 0.1
        if text[start:end].isupper() and not known.is_rare_name(word):
            return 0.3
        return 0.7 if names and word not in known.ambiguous else 0.45 if word in known.ambiguous else 0.52
    if methods and len(methods) >= len(words) - names:
        return 0.2
    if METHOD_WORDS.match(text[end : end + 40]) and not names:
        return 0.3
    return 0.8 if names else 0.55

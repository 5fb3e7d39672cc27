"""Where a full stop ends a sentence, and where it only shortens a word."""

import re

from plainspoken.wording.words import lexicon

LEADING = lexicon("e.g i.e vs cf viz approx ca incl excl dr mr mrs ms prof messrs gen col rev hon")
"""They always lead to what follows, whatever it begins with: e.g. The Hague, Dr. No."""
CLOSING = lexicon("etc p.m a.m inc ltd")
"""They end a sentence before any capital, but for the name of a day."""
LABELS = lexicon("fig figs eq sec ch vol")
"""A single letter after them is a label: Fig. A."""
MEASURES = lexicon("min sec ft")
"""After a number they are units, and end a sentence before any capital."""
NUMBERING = lexicon("no nos")
"""They go on only where a number follows; else they are plain words."""
ABBREVIATIONS = (
    LEADING
    | CLOSING
    | LABELS
    | MEASURES
    | lexicon(
        """al st sr jr co corp dept est ed eds pp u.s u.k u.s.a jan feb mar apr jun jul aug sep sept oct nov dec resp
        max avg ph.d gov mt"""
    )
)
OPENERS = lexicon(
    """a an the this that these those it its he she they we you our their his her there here if when while after before
    although though because since until for in on at from to by with without during under over and but or so yet
    however therefore thus then also all both each every no not as some most many few what which who how why where only
    nobody none nothing neither either such once"""
)
"""Words that begin a sentence but no name."""
NAMED = re.compile(
    r"""\b(?:options?|models?|plans?|variants?|versions?|groups?|class(?:es)?|types?|kinds?|categor(?:y|ies)|grades?|
    levels?|tiers?|phases?|stages?|steps?|teams?|arms?|cohorts?|sites?|regions?|zones?|rooms?|buildings?|scenarios?|cases?
    |candidates?|systems?|questions?|points?|columns?|rows?|tables?|figures?|parts?|sections?|appendi(?:x|ces)|annex|
    samples?|products?|lists?|exhibits?|schedules?|tracks?|batch(?:es)?|runs?|tests?|datasets?|schemes?|methods?|routes?|
    gates?|blocks?|units?|vitamin|hepatitis)\s+(?:[^\W\d_]\s*(?:,|,?\s(?:and|or|to))\s+)*\Z""",
    re.IGNORECASE | re.VERBOSE,
)
"""What a single letter names the kind of: option B, groups A and B."""
DAYS = lexicon("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
SURNAMES = lexicon("He, An,")
LETTER = re.compile(r"[^\W\d_]")
DOTTED = re.compile(r"(?:[a-z]\.)+[a-z]")
MARKS = "(\"'“‘[*_"
FARTHEST = 80  # characters on either side that can matter


def ends_sentence(before: str, following: str) -> bool:
    """Return whether the full stop between ``before`` and ``following`` ends its sentence.

    Args:
        before: What stands before it, at least FARTHEST characters of it.
        following: What stands after it, from the first visible character on; its first word must be whole.
    """
    if not following or following[0].islower():
        return not following
    tail = before[-FARTHEST:].removesuffix("\n")
    word = re.split(r"\s", tail)[-1]
    tail, word = tail.removesuffix(word), word.lstrip(MARKS).lower()
    after = following[:FARTHEST].split(maxsplit=1)[0].lstrip(MARKS)
    opens = after[:1].isupper() and after not in SURNAMES and re.split(r"[^\w]", after.lower())[0] in OPENERS
    if word in NUMBERING:
        return not after[:1].isdigit()
    if word in CLOSING or (word in MEASURES and re.search(r"\d\s?\Z", tail)):
        return after[:1].isupper() and after.strip(".,;") not in DAYS
    if LETTER.fullmatch(word):
        return opens or bool(NAMED.search(tail))
    if word in ABBREVIATIONS or DOTTED.fullmatch(word):
        return opens and word not in LEADING and not (word in LABELS and LETTER.fullmatch(after))
    return True

"""Names of people where a tagger does not see them: by word lists, labels, titles, and the look of a line."""

# ruff: noqa: E501  # a pattern is read whole, on one line

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from plainspoken.pii.lexicon import METHOD_WORDS, WORD, Lexicon, bare, is_foreign, lexicon
from plainspoken.redacted import PrivateSpan

_CAP = r"[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪİĶĻŁĽŃŅŇŐŘŚŞŠŢŤŪŮŰŹŻŽȘȚ][^\W\d_]{0,30}(?:['’][^\W\d_]{1,20})?(?:-[^\W\d_]{1,30}){0,3}"
_PARTICLE = r"(?:de la|de los|de las|van der|van den|von der|de|del|della|di|da|dos|das|van|von|ter|ten|den|der|bin|binti|ibn|al|el|la|le|y|af|av|zu|Mc|Mac|St\.)"
FULL = rf"{_CAP}(?:[ ]{_CAP}|[ ][A-Z]\.?(?=[ ])|[ ]{_PARTICLE}[ ]{_CAP}){{0,4}}"
TITLED = re.compile(
    r"(?<![\w])(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Doctor|Sir|Madam|Herr|Frau|Señor|Señora|Sra?|Srta|Don|Doña|D|Dª|Dña|Dra|Monsieur|Madame|Mme|Mlle|M|Sig|Sig\.ra|Signora?|Dott|Officer|Judge|Senator|Capt|Captain|Lt|Sgt|mr|mrs|ms|dr)"
    rf"(?:\.|ª\.?|(?=[ ]))[ ]?(?:(?:Dr|Prof|Dra)\.?[ ])?(?P<name>{FULL}|[A-Z]\.[ ]?{_CAP})"
)
NEEDS_DOT = re.compile(r"^(?:M|D|Don|Sr|Sra|Sir|Dr|Doctor|Miss)\s")
_ROLES = (
    r"(?:author|authors|owner|product[ _-]owner|data[ _-]owner|model[ _-]owner|maintainer|maintainers|reviewer|reviewers|reviewed[ _-]?by|approved[ _-]?by|approver|approvers|written[ _-]?by|prepared[ _-]?by|created[ _-]?by|updated[ _-]?by|modified[ _-]?by|signed(?:[ _-]?by)?|assignee|assigned[ _-]?to|assigned|reporter|reported[ _-]?by|requested[ _-]?by|requester"
    r"|contact(?:[ _-]?person)?|contacts|manager|line[ _-]manager|lead|tech[ _-]lead|team[ _-]lead|on-?call|dri|attendees|participants|present|presenter|speaker|interviewer|interviewee|interviewed|host|facilitator|note[ _-]?taker|scribe|deciders?|sponsor|stakeholders?|steward|data[ _-]steward|annotators?|labell?er|engineer|data[ _-]scientist|analyst"
    r"|(?:full[ _-]?|first[ _-]?|last[ _-]?|sur|given[ _-]?|family[ _-]?|customer[ _-]?|employee[ _-]?|user[ _-]?|patient[ _-]?|contact[ _-]?|display[ _-]?|legal[ _-]?|maiden[ _-]?)name|name|nombre|apellidos?|nombre y apellidos|médico|remitido por|paciente|vorname|nachname|nom|prénom"
    r"|from|to|cc|bcc|de|para|von|an|customer|client|employee|patient|caller|applicant|candidate|witness|commit(?:ter|ted[ _-]?by)|author[ _-]?name|raised[ _-]?by|submitted[ _-]?by|handled[ _-]?by|filed[ _-]?by|verified[ _-]?by|led[ _-]?by|chair|secretary|treasurer|director|ceo|cto|cfo|vp|head|responsible|accountable|consulted|informed|who|person|people|member|members|responsable|autor|autora|firmado|fdo|dra?|spoke(?: with| to)?|met with|regards|best|thanks|cheers|saludos)"
)
LABELLED = re.compile(
    rf"(?:^|[\n|{{,(\[]|[*_]{{1,2}}|-[ ])[ \t]*[\"'`*_]{{0,3}}(?P<role>{_ROLES})(?:[ ]?\(s\))?[\"'`*_]{{0,3}}[ \t]*(?P<sep>[:=|]|\t|-{{1,2}}[ ])[*_]{{0,2}}[ \t]*[\"'`\[*_]{{0,3}}(?P<names>[^\n|\"`{{}}<>=]{{2,160}})",
    re.IGNORECASE,
)
LIST_ITEM = re.compile(r"[^,;&/\n]+?(?=\s*(?:,|;|&|/| and | und | y | e | et |\(|<|$|\n|[\"'\]])|$)")
LAST_FIRST = re.compile(
    rf"(?<![\w,])(?P<last>(?:(?:{_PARTICLE})[ ])?{_CAP}(?:[ -]{_CAP})?),[ ](?P<first>{_CAP}(?:[ ](?:{_CAP}|[A-Z]\.?))?)(?![\w'’])"
)
INITIALED = re.compile(
    rf"(?<![\w.])(?:[A-Z]\.[ -]?){{1,3}}(?:{_PARTICLE}[ ])?(?P<last>{_CAP})(?![\w])|(?<![\w.])(?P<first>{_CAP})[ ][A-Z]\.(?![\w.])(?=\s+[a-z(]|[,;:)]|$)"
)
GREETED = re.compile(
    rf"(?:\b(?:[Hh]i|[Hh]ello|[Hh]ey|[Dd]ear|[Tt]hanks|[Tt]hank you|[Tt]hx|[Cc]heers|[Rr]egards|[Bb]est|[Ss]incerely|[Ww]elcome|[Aa]sk|[Pp]ing|cc|CC|[Ee]mail|[Cc]all|[Tt]ell|[Mm]eet|[Nn]ame is|named|[Hh]ola|[Qq]uerid[oa]|[Gg]racias|[Hh]allo|[Ll]iebe[r]?|[Bb]onjour|met with|spoke (?:to|with)|talk(?:ed)? (?:to|with)|according to|[Ii]'m|[Ii] am|[Tt]his is|[Aa]ssigned to|[Ss]igned|owned by|led by|written by|reviewed by|approved by|created by|reported by|raised by|filed by|(?:my|her|his|our|the) (?:colleague|manager|boss|lead|wife|husband|brother|sister|friend|customer|client|patient))[ ,]{{1,2}}|[—–-]{{1,2}} ?(?=[A-Z][a-z]+(?: [A-Z][a-z]+)?[ ]*$))(?P<name>{FULL})",
    re.MULTILINE,
)
ACTING = re.compile(
    rf"(?<![\w.'’-])(?P<name>{_CAP}(?:[ ]{_CAP}){{0,2}})(?=(?:['’]s? (?:laptop|desk|team|manager|calendar|notebooks?|scripts?|commits?|fix|patch|slides|draft|report|notes?|idea|suggestion|comment|feedback|email|mail|account|machine|home|phone|birthday|salary|address|request|approval|review|proposal|question|opinion|branch|PR|ticket|plan)\b| (?:said|says|asked|asks|wrote|writes|told|thinks|thought|agreed|approved|signed|called|emailed|mailed|joined|left|mentioned|suggested|complained|reported|reviewed|presented|resigned|lives|replied|answered|noted|argued|proposed|objected|volunteered|promised|confirmed|retires?|owns|leads|manages|handed|forgot|wants|wanted|believes|prefers|noticed|revoked|rewrote|labelled|labeled|annotated|typed|volunteered|to (?:check|ask|send|write|put|add|run|rerun|fix|own|review|update|draft|follow|take|talk|call|prepare|share|present|confirm|decide)|apologi[sz]ed|insists|wonders?|complains?|suggests?|retired|moved to|works (?:on|for|in|at)|lives (?:in|on|at)|(?:and|or) I\b|disagreed|insisted|explained|is on (?:leave|holiday|vacation|call)|will (?:join|present|review|own|lead|write|send|check|ask|talk)|has (?:left|joined|asked|approved|resigned)|from (?:finance|marketing|sales|legal|support|HR|IT|operations|the))\b))"
)
LOWER_CONTEXT = re.compile(
    r"\b(?:ask|asked|hi|hey|hello|dear|thanks|thank you|thx|cc|ping|call|email|tell|told|with|from|by|to|meet|met|and|name is|i'm|i am|is|does|did|for|of)[ ,]{1,2}(?P<name>[^\W\d_]{3,}(?:[ -][^\W\d_]{3,}){0,2})(?=[ ,.?!:]|'s|$)"
)
SPEAKER = re.compile(
    rf"^(?P<stamp>\[[^\]\n]{{1,24}}\][ ]?)?<?(?P<name>{_CAP}(?:[ ]{_CAP})?)>?:[ ](?=[a-z\"“'])", re.MULTILINE
)
ITEM_SPEAKER = re.compile(rf"(?<=[ \t])(?P<name>{_CAP}):[ ](?=[a-z\"“'])")
"""Who speaks to an item of the minutes: ``5 AOB  Beatriz: please no more``."""
LONE = re.compile(r"(?:(?<=[a-z,;] )|(?<= \())[A-ZÀ-Þ][a-zà-ž]{3,14}(?![\w@-])")
COMPANY_DEEDS = re.compile(
    r" (?:signed|joined|left|reported|confirmed|presented|proposed|called|agreed|owns|leads|manages|will|has|is|wants)\b"
)
SHORT = 3  # letters: a shorter word after an initial is rather an abbreviation
POSSESSIVE = re.compile(r"['’]s\b")
LETTERS = re.compile(r"[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)*")
JOINT = re.compile(r"[^\W\d_][_.-][^\W\d_]")
TOKENS = re.compile(r"(?<![\w.-])[\w.-]{5,200}")


def people(text: str) -> Iterator[PrivateSpan]:
    """Yield names of people found without the tagger."""
    known = lexicon()
    yield from _titled(text, known)
    yield from _labelled(text, known)
    yield from _turned(text, known)
    yield from _runs(text, known)
    yield from _addressed(text, known)
    yield from _joined(text, known)
    yield from _lone(text, known)
    for match in SPEAKER.finditer(text):
        word = bare(match["name"].split()[0])
        stamped = match["stamp"] and word not in known.common and word not in known.methods
        if stamped or (known.is_rare_name(word) and word not in known.common):
            yield PrivateSpan(match.start("name"), match.end("name"), "PERSON", 0.6)
    for match in ITEM_SPEAKER.finditer(text):
        word = bare(match["name"])
        if (
            word in known.first
            and known.is_rare_name(word)
            and word not in known.common | known.perhaps | known.methods
        ):
            yield PrivateSpan(match.start("name"), match.end("name"), "PERSON", 0.6)


def _titled(text: str, known: Lexicon) -> Iterator[PrivateSpan]:
    for match in TITLED.finditer(text):
        name = POSSESSIVE.split(match["name"])[0]
        words = name.split()
        if NEEDS_DOT.match(match.group()) and not known.is_name(bare(words[0])):
            continue
        yield PrivateSpan(match.start("name"), match.start("name") + len(name), "PERSON", 0.8)


def _labelled(text: str, known: Lexicon) -> Iterator[PrivateSpan]:
    """Yield the names that stand after a role: ``owner: maria lopez``, ``| reviewer | Lopez, Maria |``."""
    for match in LABELLED.finditer(text):
        offset = match.start("names")
        for item in LIST_ITEM.finditer(match["names"]):
            value = item.group().strip(" *_'`.:[]")
            if not value or not re.fullmatch(
                rf"[^\W\d_][^\W\d_'’.-]*(?:[ ](?:{_PARTICLE}[ ])?[^\W\d_][^\W\d_'’.-]*\.?){{0,4}}", value
            ):
                continue
            start = offset + item.start() + item.group().index(value)
            if _may_name(value, known):
                yield PrivateSpan(start, start + len(value), "PERSON", 0.75)


def _may_name(value: str, known: Lexicon) -> bool:
    """Return whether a whole value reads as a name: enough of its words are names, none is a method."""
    words = [bare(word) for word in WORD.findall(value)]
    names = sum(known.is_name(word) for word in words)
    sure = sum(known.is_rare_name(word) for word in words)
    if not words or (len(words) == 1 and words[0] in known.methods):
        return False
    if known.is_firm(WORD.findall(value)):
        return False
    lower = value == value.lower()
    return (sure >= (1 if len(words) <= 2 else 2) and (not lower or names == len(words))) or (names == len(words) > 1)  # noqa: PLR2004


def _turned(text: str, known: Lexicon) -> Iterator[PrivateSpan]:
    """Yield "Last, First"."""
    for match in LAST_FIRST.finditer(text):
        last, first = bare(WORD.findall(match["last"])[-1]), bare(WORD.findall(match["first"])[0])
        if (
            last in known.last
            and first in known.first
            and last not in known.methods
            and not {last, first} <= known.ambiguous
        ):
            yield PrivateSpan(match.start(), match.end(), "PERSON", 0.8)


def _runs(text: str, known: Lexicon) -> Iterator[PrivateSpan]:
    """Yield neighbouring words that are a first and a last name, in whatever case."""
    words = [(m.start(), m.end(), bare(m.group())) for m in LETTERS.finditer(text)]
    cased = is_foreign(text) and not text.islower()
    at = 0
    while at < len(words) - 1:
        end = _run(text, words, at, known)
        if end and not (cased and text[words[at][0]].islower()):  # our ordinary words are English ones
            yield PrivateSpan(words[at][0], words[end][1], "PERSON", 0.7)
            at = end
        at += 1
    for match in INITIALED.finditer(text):
        last = bare(match["last"] or match["first"])
        unlisted = len(last) > SHORT and not known.is_name(last) and not known.is_seen(last)
        if ((known.is_rare_name(last) or unlisted) if match["last"] else last in known.first) and (
            last not in known.methods | known.perhaps
        ):
            yield PrivateSpan(match.start(), match.end(), "PERSON", 0.6)


def _run(text: str, words: Sequence[tuple[int, int, str]], at: int, known: Lexicon) -> int:
    """Return the index of the last word of the name that starts at ``at``; 0 if none does."""
    start, stop, first = words[at]
    if first not in known.first or text[stop : words[at + 1][0]] != " ":
        return 0
    last = at + 1
    while (
        last < len(words) - 1
        and re.fullmatch(_PARTICLE, words[last][2])
        and text[words[last][1] : words[last + 1][0]] == " "
    ):
        last += 1
    second = words[last][2]
    raw, raw_last = text[start:stop], text[words[last][0] : words[last][1]]
    proper = raw[0].isupper() and raw_last[0].isupper()
    lower = raw.islower() and raw_last.islower()
    if not (proper or lower) or (second not in known.last and not _strange(raw_last, second, first, known)):
        return 0
    doubtful = known.ambiguous | known.methods | known.perhaps
    if (first in doubtful and second in doubtful) or (not proper and (first in doubtful or second in doubtful)):
        return 0
    if first in known.methods or second in known.methods or (not proper and len(first) + len(second) < 8):  # noqa: PLR2004
        return 0
    if last < len(words) - 1 and text[words[last][1] : words[last + 1][0]] in (" ", "-"):
        third = text[words[last + 1][0] : words[last + 1][1]]
        if bare(third) in known.last and bare(third) not in doubtful and third[0].isupper() == proper:
            last += 1
    return last


def _strange(raw: str, word: str, first: str, known: Lexicon) -> bool:
    """Return whether a word after a sure first name is a last name that no list has."""
    plain_word = re.fullmatch(r"[^\W\d_][a-zß-ž'’]{3,14}", raw) is not None
    sure_first = known.is_rare_name(first) and first not in known.common and first not in known.perhaps
    return (
        plain_word
        and sure_first
        and word not in known.common
        and word not in known.methods
        and word not in known.perhaps
    )


def _addressed(text: str, known: Lexicon) -> Iterator[PrivateSpan]:
    """Yield single names that are greeted, asked, thanked, or that say and do what people do."""
    for pattern, score in ((GREETED, 0.6), (ACTING, 0.6)):
        for match in pattern.finditer(text):
            words = match["name"].split()
            after = text[match.end("name") : match.end("name") + 40]
            first = bare(WORD.findall(words[0])[0])
            fits = (
                known.is_name(first) and first not in known.methods and (first not in known.ambiguous or len(words) > 1)
            )
            fits = fits and (known.is_name(first) or _acts_alone(words[0], first, after, known))
            if fits and not METHOD_WORDS.match(after) and (len(words) == 1 or _may_name(match["name"], known)):
                yield PrivateSpan(match.start("name"), match.end("name"), "PERSON", score)
    for match in LOWER_CONTEXT.finditer(text):
        words = [bare(word) for word in match["name"].split()]
        if words[0] in known.first and known.is_rare_name(words[0]) and words[0] not in known.perhaps:
            length = len(match["name"].split()[0])
            if len(words) > 1 and known.is_rare_name(words[1]):
                length = len(" ".join(match["name"].split()[:2]))
            elif len(words[0]) < 4:  # noqa: PLR2004  # "ana", "eli": too short to be sure without a last name
                continue
            yield PrivateSpan(match.start("name"), match.start("name") + length, "PERSON", 0.55)


def _acts_alone(raw: str, word: str, after: str, known: Lexicon) -> bool:
    """Return whether a word that no list has can only be a person here: companies sign and report as well."""
    shaped = re.fullmatch(r"\w[a-zß-ž'’]{3,14}(?:-\w[a-zß-ž]+)?", raw) is not None
    return shaped and word not in known.common and not COMPANY_DEEDS.match(after)


def _joined(text: str, known: Lexicon) -> Iterator[PrivateSpan]:
    """Yield names inside paths and identifiers: ``reviews/maria_lopez.md``, ``lopez-maria-2024``."""
    for token in TOKENS.finditer(text):
        if not JOINT.search(token.group()):
            continue
        parts = [
            (m.start(), m.end(), bare(m.group()))
            for m in WORD.finditer(token.group().replace("_", " ").replace(".", " ").replace("-", " "))
        ]
        for (start, _, one), (_, end, two) in pairwise(parts):
            sure = known.is_rare_name(one) and known.is_rare_name(two)
            if sure and ((one in known.first and two in known.last) or (one in known.last and two in known.first)):
                yield PrivateSpan(token.start() + start, token.start() + end, "PERSON", 0.7)
                break


def _lone(text: str, known: Lexicon) -> Iterator[PrivateSpan]:
    """Yield capitalised first names that are nothing else, in the middle of a sentence."""
    for match in LONE.finditer(text):
        word, after = bare(match.group()), text[match.end() : match.end() + 40]
        known_first = (
            word in known.first and known.is_rare_name(word) and word not in known.common and word not in known.perhaps
        )
        if (
            known_first
            and not METHOD_WORDS.match(after)
            and not re.match(r"[\s-]?v?[0-9]|[-_./(=:][\w]|['’]s (?:law|rule|test|method)", after)
        ):
            yield PrivateSpan(match.start(), match.end(), "PERSON", 0.5)

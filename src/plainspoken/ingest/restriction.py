"""Restricted fields: find every value, and cut passages so that none is shown to whom it is not for."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from plainspoken.access import Rule
from plainspoken.forgotten import BLANK
from plainspoken.ingest.blocks import Block, Extracted, Field, Secret, Stretch, normalised, nothing_is_secret, trimmed
from plainspoken.ingest.lines import lines_of
from plainspoken.ingest.unruled import in_listings
from plainspoken.passages import Hidden

MOST_CLAUSES = 3  # distinct sets of groups in one passage for which every combination gets a passage of its own
DISTINCTIVE = 4  # characters from which a restricted value with a digit is hidden wherever it stands
DISTINCTIVE_WORDS = 8  # the same for one without a digit
LONGEST_VALUE = 200  # characters; longer ones are paragraphs, not values
GLUE = r"[\s_\-*`:\"']"  # what a field's name is compared without
WORD = re.compile(r"\w")
WORDS = re.compile(r"\w+")
STOPS = frozenset(".!?:…|")


@dataclass(frozen=True, slots=True)
class Restrictions:
    """Which fields are for whom.

    Attributes:
        clauses: Field's name as compared → sets of groups; to see its values a group out of each is needed.
    """

    clauses: Mapping[str, frozenset[tuple[str, ...]]]

    @property
    def secret(self) -> Secret:
        """Return whether a name is restricted, whatever its case, spaces, dots or underscores."""
        if not self.clauses:
            return nothing_is_secret
        names = (f"{GLUE}*".join(map(re.escape, name)) for name in self.clauses)
        spelled = re.compile("|".join(names), re.IGNORECASE)  # asked of every cell of a table: quick to deny

        def secret(name: str) -> bool:
            return bool(spelled.search(name) or not name.isascii()) and self.key(name) is not None

        return secret

    def clauses_of(self, name: str) -> frozenset[tuple[str, ...]]:
        """Return who may see the values of ``name``: nobody, if it is not declared."""
        return self.clauses.get(self.key(name) or "", frozenset({()}))

    def key(self, name: str) -> str | None:
        """Return under which name the clauses of ``name`` stand; None if it is not restricted."""
        for candidate in (normalised(name), normalised(re.split(r"[./]", name)[-1])):
            if candidate and candidate in self.clauses:
                return candidate
        return None


def restrictions(declared: Mapping[str, tuple[str, ...]]) -> Restrictions:
    """Return the declaration ready for comparing names; a dotted name means its last part, for all who share it."""
    clauses: dict[str, frozenset[tuple[str, ...]]] = {}
    for name, groups in declared.items():
        key = normalised(re.split(r"[./]", name)[-1])
        clauses[key] = clauses.get(key, frozenset()) | {groups}
    return Restrictions(clauses)


def find_fields(extracted: Extracted, more: Iterable[Field], rules: Restrictions) -> tuple[Field, ...]:
    """Return every restricted value: fields of the format, ``Name: value`` lines, listings, sections of that name."""
    if not rules.clauses:
        return ()
    fields, secret = [*extracted.fields, *more, *_field_lines(extracted.text, rules)], rules.secret
    fields += in_listings(extracted.text, extracted.blocks, secret)
    for block in extracted.blocks:
        fields += [Field(name, block.start, block.end) for name in block.section if secret(name)]
    return tuple(fields)


def find_hidden(text: str, fields: Iterable[Field], rules: Restrictions) -> tuple[Hidden, ...]:
    """Return every restricted stretch: these values, and where one stands once more."""
    places = [(trimmed(text, one.start, one.end), rules.clauses_of(one.name)) for one in fields]
    found = {Hidden(*place, groups) for place, clauses in places for groups in clauses}
    found = {one for one in found if one.end > one.start}
    found |= set(_repeats(text, found))
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.groups)))


def unfound(names: Iterable[str], fields: Iterable[Field], rules: Restrictions) -> list[str]:
    """Return which of the declared names no value was found of."""
    found = {rules.key(one.name) for one in fields}
    return [name for name in names if rules.key(name) not in found]


def is_said(name: str | None, text: str) -> bool:
    """Return whether a text says a field's name, given as compared, at all."""
    return bool(name and re.search(rf"(?<![^\W_]){_spelled(name)}(?![^\W_])", text, re.IGNORECASE))


def _spelled(name: str) -> str:
    """Return a pattern for a name as compared: its letters composed or not, ``ss`` also as ``ß``."""
    letters = (_letter(one) for one in re.findall("ss|.", name, re.DOTALL))
    return r"[\s_\-]*".join(letters)


def _letter(one: str) -> str:
    if one == "ss":
        return r"(?:s[\s_\-]*s|ß)"
    apart = unicodedata.normalize("NFD", one)
    return re.escape(one) if apart == one else f"(?:{one}|{apart})"


def _field_lines(text: str, rules: Restrictions) -> list[Field]:
    """Return what follows ``Name:``, to the end of the line; or the paragraph below, if nothing follows."""
    names = "|".join(_spelled(name) for name in sorted(rules.clauses, key=len, reverse=True))
    name = rf"(?<![^\W_])(?P<name>{names})(?:[ \t]*[(\[][^)\]\r\n]*[)\]])?[*_`\"']*"
    anywhere = rf"{name}[ \t]*[:=]+[*_`]*"
    at_start = rf"^[ \t>*\-+•|]*[*_`\"']*{name}(?:\t|[ ]{{2,}}|[ ]*[—–][ ]*|[ ]-[ ])[*_`]*"
    found = []
    for pattern in (anywhere, at_start):
        for match in re.finditer(pattern, text, re.IGNORECASE | re.MULTILINE):
            end = _line_end(text, match.end())
            if not WORD.search(text[match.end() : end]):
                end = _lines_below(text, end)
            found.append(Field(match.group("name"), match.end(), end))
    return found


def _line_end(text: str, at: int) -> int:
    match = re.compile(r"[\r\n]").search(text, at)
    return match.start() if match else len(text)


def _lines_below(text: str, at: int) -> int:
    """Return where the value below an empty ``Name:`` ends: its first paragraph."""
    end, begun = at, False
    for line in lines_of(text, at):
        if line.blank and begun:
            break
        if not line.blank:
            begun, end = True, line.end
    return end


def _repeats(text: str, found: Iterable[Hidden]) -> list[Hidden]:
    """Return where a distinctive restricted value stands once more, outside its field, however punctuated."""
    wanted: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for raw, groups in {(text[one.start : one.end], one.groups) for one in found}:
        value = raw.strip(" \"'*_`|,;{}[]")
        enough = DISTINCTIVE if any(map(str.isdigit, value)) else DISTINCTIVE_WORDS
        if enough <= len(value) <= LONGEST_VALUE:
            wanted.setdefault(tuple(WORDS.findall(value.casefold())), set()).add(groups)
    sizes: dict[str, set[int]] = {}
    for words in wanted:
        for first in words[:1]:
            sizes.setdefault(first, set()).add(len(words))
    places = [(match.group().casefold(), *match.span()) for match in WORDS.finditer(text)] if sizes else []
    repeats = []
    for at, (first, start, _) in enumerate(places):
        for size in sizes.get(first, ()):
            here = places[at : at + size]
            repeats += [Hidden(start, here[-1][2], groups) for groups in wanted.get(tuple(one[0] for one in here), ())]
    return _outside(repeats, sorted(found, key=lambda one: one.start))


def _outside(repeats: Sequence[Hidden], found: Sequence[Hidden]) -> list[Hidden]:
    """Return the repeats that do not stand within the field they repeat."""
    starts = [one.start for one in found]
    outside = []
    for one in repeats:
        near = found[max(0, bisect_right(starts, one.start) - 2) : bisect_right(starts, one.start)]
        if not any(other.groups == one.groups and other.start <= one.start and one.end <= other.end for other in near):
            outside.append(one)
    return outside


def unsaid(words: str, text: str, hidden: Sequence[Hidden]) -> str:
    """Return ``words`` (a title, heading, note) with restricted values blanked."""
    for value in sorted({text[one.start : one.end].strip() for one in hidden}, key=len, reverse=True):
        if value and value.casefold() in words.casefold():
            pattern = rf"(?<!\w){re.escape(value)}(?!\w)"
            words = re.sub(pattern, lambda match: BLANK * len(match.group()), words, flags=re.IGNORECASE)
    return words


@dataclass(frozen=True, slots=True)
class Slice:
    """A passage to be: where it stands and who may see it.

    Attributes:
        block: Stretch, kind, section and page.
        context: Words beside it.
        rule: Who may see it.
        torn: Whether a value was cut out of its first sentence or row, and of its last.
    """

    block: Block
    context: str
    rule: Rule
    torn: tuple[bool, bool] = (False, False)


def cut(text: str, slices: Sequence[Slice], hidden: Sequence[Hidden]) -> list[Slice]:
    """Return each slice with restricted values twice: whole under a narrower rule, and what is left without them."""
    if not hidden:
        return list(slices)
    done: list[Slice] = []
    starts = [one.start for one in hidden]
    longest = max(one.end - one.start for one in hidden)
    for one in slices:
        near = hidden[bisect_left(starts, one.block.start - longest) : bisect_left(starts, one.block.end)]
        inside = [h for h in near if one.block.start < h.end]
        done += _variants(text, one, inside) if inside else [one]
    return done


def _variants(text: str, whole: Slice, inside: Sequence[Hidden]) -> list[Slice]:
    clauses = sorted({h.groups for h in inside})
    sizes = range(len(clauses) + 1) if len(clauses) <= MOST_CLAUSES else (0, len(clauses))
    openings = [opened for size in sizes for opened in combinations(clauses, size)]
    found = {
        (one.block.start, one.block.end, one.rule.key): one for o in openings for one in _opened(text, whole, inside, o)
    }
    return [found[key] for key in sorted(found)]


def _opened(text: str, whole: Slice, inside: Sequence[Hidden], opened: Sequence[tuple[str, ...]]) -> list[Slice]:
    """Return what is left of ``whole`` for those who are in all the ``opened`` sets of groups, and only for those."""
    rule = whole.rule
    for groups in opened:
        rule = rule.narrowed(frozenset(groups))
    closed = [(h.start, h.end) for h in inside if h.groups not in opened]
    left = _left(text, whole.block, closed)
    held = [(a, b, {h.groups for h in inside if h.start < b and a < h.end}) for a, b in left]
    return [
        Slice(replace(whole.block, start=a, end=b), _beside(text, whole, a), rule, torn=_torn(text, (a, b), closed))
        for a, b, within in held
        if within == set(opened)  # else a smaller opening gives the same words
    ]


def _beside(text: str, whole: Slice, start: int) -> str:
    """Return the words beside a part of ``whole``: its header row too, where the part begins below it."""
    header = whole.block.header
    return whole.context if header is None or start <= header[0] else " ".join(text[slice(*header)].split())


def _torn(text: str, left: Stretch, closed: Sequence[Stretch]) -> tuple[bool, bool]:
    """Return whether a closed stretch stands in the same sentence or row as the first words left, and as the last."""
    before = max((end for _, end in closed if end <= left[0]), default=None)
    after = min((start for start, _ in closed if start >= left[1]), default=None)
    first = before is not None and _runs_on(text, before, left[0])
    return first, after is not None and _runs_on(text, left[1], after)


def _runs_on(text: str, start: int, end: int) -> bool:
    """Return whether a sentence or row goes on over a gap: there is no new line, or a wrapped one."""
    breaks = len(re.findall(r"\r\n|\n|\r", text[start:end]))
    line = text[end : _line_end(text, end)]
    goes_on = line[:1].isalnum() and not line[:1].isupper() and not re.search("[:=|]", line)
    return not breaks or (breaks == 1 and goes_on and text[start - 1 : start] not in STOPS)


def _left(text: str, block: Block, closed: Sequence[Stretch]) -> list[Stretch]:
    """Return the stretches of ``block`` outside ``closed`` that say something."""
    pieces, at = [], block.start
    for start, end in sorted(closed):
        if start > at:
            pieces.append((at, min(start, block.end)))
        at = max(at, end)
    if at < block.end:
        pieces.append((at, block.end))
    stretches = [trimmed(text, a, b) for a, b in pieces]
    return [(a, b) for a, b in stretches if WORD.search(text[a:b])]

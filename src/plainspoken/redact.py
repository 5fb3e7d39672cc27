"""The one gate to any model: render a prompt in which nothing private is left.

``redact`` is the only builder of ``Redacted``. If private fields could not be
evaluated, it raises and nothing is rendered.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from plainspoken.conversations import Question, Turn
from plainspoken.errors import RedactionError
from plainspoken.passages import ScoredPassage
from plainspoken.placeholders import HISTORY, QUESTION, Placeholders, asked_in
from plainspoken.redacted import Edit, PrivateSpan, Redacted, RedactedText
from plainspoken.searched import Find, Piece, Recall, searched
from plainspoken.shapes import BUILTIN_TYPES, DATE, LITERAL, PERSON, forged, mentions
from plainspoken.shifting import Shifted, Shifting
from plainspoken.templates import filled, sections, slots_of

HISTORY_FORM = "Question: {question}\nAnswer: {answer}"
PASSAGE_FORM = "[{n}] {heading}\n{text}"

SAID = re.compile(r"[^\W_](?:.*[^\W_])?", re.DOTALL)
"""From the first letter or digit to the last."""

SHOWN_AT_MOST = 8
"""Passages in a prompt: as many as a small model still holds together."""


def redact(
    template: str,
    question: Question | str,
    passages: Sequence[ScoredPassage],
    *,
    find: Find,
    issued: Placeholders,
    values: Mapping[str, str] | None = None,
) -> tuple[Redacted, Placeholders]:
    """Return the prompt without private fields, and the conversation's placeholders with its own among them.

    Args:
        template: Text of a ``prompts/*.md``: sections ``## system`` and ``## user`` with slots.
        question: What is asked, with its earlier turns; or words without a history.
        passages: What is read, numbered from 1, each with its private spans; the first SHOWN_AT_MOST are in the prompt.
        find: Detects private spans in what has none yet: question, history, headings, values.
        issued: What the conversation has issued so far; its dates are moved in the messages if they are to be.
        values: Text for further slots of the template.

    Raises:
        RedactionError: Private fields were not evaluated; nothing was rendered.
    """
    values = values or {}
    words, history = (question, ()) if isinstance(question, str) else (question.text, question.history)
    pieces = searched(_pieces(words, passages, history, values), find=find, issued=issued)
    order = _order(template, len(passages), len(history), values)
    texts, issued = _replace(pieces, order, issued)
    numbers = range(1, len(passages) + 1)
    words_of = {name: text.text for name, text in texts.items()}
    words_of |= {f"days {n}": scored.days for n, scored in enumerate(passages, 1)}
    shifted, told = _shifted(words_of, pieces, issued) if issued.shift else (None, words_of)
    issued = shifted.shifting.issued if shifted else issued
    slots = _slots(told, passages, len(history), values)
    redacted = Redacted(
        messages=tuple((role, filled(body, slots)) for role, body in sections(template)),
        question=texts[QUESTION],
        passages=tuple(texts[f"passage {n}"] for n in numbers),
        prompt="sha256:" + hashlib.sha256(template.encode()).hexdigest(),
        sent=_sent(texts.values(), shifted),
        titles=tuple(words_of[f"heading {n}"] for n in numbers),
        contexts=tuple(words_of[f"context {n}"] for n in numbers),
        torn=tuple(scored.passage.torn for scored in passages),
        history=_turns(words_of, len(history)),
        types=issued.own,
        shifted=shifted,
    )
    return redacted, issued


def redact_text(
    text: str, spans: Sequence[PrivateSpan], *, issued: Placeholders, source: str
) -> tuple[RedactedText, Placeholders]:
    """Return ``text`` with its private stretches, and whatever is shaped like a placeholder, replaced."""
    types = BUILTIN_TYPES | issued.own | issued.types | {span.type for span in spans}
    edits: list[Edit] = []
    parts: list[str] = []
    done = length = 0
    for span in _escaped(_disjoint(spans, text), text, types):
        issued, placeholder = issued.issue(span.type, text[span.start : span.end], source)
        parts += [text[done : span.start], placeholder]
        length += span.start - done
        edits.append(Edit(span.start, span.end, length, length + len(placeholder)))
        length += len(placeholder)
        done = span.end
    return RedactedText("".join([*parts, text[done:]]), tuple(edits)), issued


def mask(text: str, spans: Sequence[PrivateSpan], *, issued: Placeholders, source: str) -> tuple[str, Placeholders]:
    """Return a text that may hold placeholders of its own with its private stretches replaced too.

    Where one stretches over a placeholder, so is what stands beside that.

    Args:
        text: What a model wrote.
        spans: What is private in it.
        issued: The placeholders of its conversation: these stay as they are.
        source: Where a new value was written.
    """
    own = [(mention.start, mention.end) for mention in mentions(text, issued.types)]
    parts: list[str] = []
    done = 0
    for span in _disjoint(spans, text):
        for start, end in _beside(span, own, text):
            issued, placeholder = issued.issue(span.type, text[start:end], source)
            parts += [text[done:start], placeholder]
            done = end
    return "".join([*parts, text[done:]]), issued


def _beside(span: PrivateSpan, own: Sequence[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a span that no placeholder covers, as far as they hold letters or digits."""
    inside = [(start, end) for start, end in own if span.start < end and start < span.end]
    if not inside:
        yield span.start, span.end
        return
    begins, ends = [span.start, *(end for _, end in inside)], [*(start for start, _ in inside), span.end]
    for begin, end in zip(begins, ends, strict=True):
        if held := SAID.search(text, begin, end):
            yield held.span()


def _pieces(
    question: str, passages: Sequence[ScoredPassage], history: Sequence[Turn], values: Mapping[str, str]
) -> dict[str, Piece]:
    """Return every text that can reach the prompt, by name."""
    pieces = {name: Piece(value, QUESTION) for name, value in values.items()}
    pieces[QUESTION] = Piece(question, asked_in(len(history)), recalls=Recall.TELLING)
    for n, turn in enumerate(history, 1):
        pieces[f"asked {n}"] = Piece(turn.question, asked_in(n - 1), recalls=Recall.EVERYTHING)
        pieces[f"answered {n}"] = Piece(turn.answer, HISTORY, recalls=Recall.EVERYTHING)
    for n, scored in enumerate(passages, 1):
        passage = scored.passage
        if passage.spans is None:
            raise RedactionError(f"passage {passage.id!r} was never searched for private fields; nothing was sent")
        pieces[f"passage {n}"] = Piece(passage.text, passage.id, passage.spans)
        above, within = passage.beside or (None, None)
        pieces[f"heading {n}"] = Piece(scored.heading, passage.id, above)
        pieces[f"context {n}"] = Piece(passage.context, passage.id, within)
    return pieces


def _order(template: str, passages: int, history: int, values: Mapping[str, str]) -> list[str]:
    """Return the names of all pieces in the order in which they appear in the prompt."""
    parts = {
        QUESTION: [QUESTION],
        HISTORY: [f"{part} {n}" for n in range(1, history + 1) for part in ("asked", "answered")],
        "passages": [f"{part} {n}" for n in range(1, passages + 1) for part in ("heading", "context", "passage")],
        **{name: [name] for name in values},
    }
    named = [name for _, body in sections(template) for name in slots_of(body)]
    unknown = sorted(set(named) - parts.keys())
    if unknown:
        raise RedactionError(f"the template asks for {unknown[0]!r}, which was not given; nothing was rendered")
    return [piece for name in dict.fromkeys([*named, *parts]) for piece in parts[name]]


def _replace(
    pieces: Mapping[str, Piece], order: Iterable[str], issued: Placeholders
) -> tuple[dict[str, RedactedText], Placeholders]:
    texts: dict[str, RedactedText] = {}
    for name in order:
        piece = pieces[name]
        texts[name], issued = redact_text(piece.text, piece.spans or (), issued=issued, source=piece.source)
    return texts, issued


def _disjoint(spans: Sequence[PrivateSpan], text: str) -> list[PrivateSpan]:
    """Return the private stretches in order: overlapping ones become one, so that no end of any is left to read."""
    kept: list[PrivateSpan] = []
    for span in sorted((_trimmed(span, text) for span in spans), key=lambda s: (s.start, -s.end)):
        if kept and span.start < kept[-1].end:
            last = kept[-1]
            best = max(last, span, key=lambda s: (s.score > 0, s.end - s.start, s.score))
            kept[-1] = PrivateSpan(last.start, max(last.end, span.end), best.type, max(last.score, span.score))
        else:
            kept.append(span)
    return kept


def _escaped(spans: Sequence[PrivateSpan], text: str, types: frozenset[str]) -> Iterator[PrivateSpan]:
    """Yield the spans, and between them whatever could be read as a placeholder, in order."""
    done = 0
    for span in [*spans, PrivateSpan(len(text), len(text), LITERAL)]:
        for start, end in forged(text[done : span.start], types):
            yield PrivateSpan(done + start, done + end, LITERAL)
        if span.start < span.end:
            yield span
        done = span.end


def _trimmed(span: PrivateSpan, text: str) -> PrivateSpan:
    """Return a person's span without the possessive, so that the grammar around the placeholder stays."""
    ending = re.search(r"['’]s?$", text[span.start : span.end]) if span.type == PERSON else None
    return (
        PrivateSpan(span.start, span.start + ending.start(), span.type, span.score)
        if ending and ending.start()
        else span
    )


def _shifted(
    words_of: Mapping[str, str], pieces: Mapping[str, Piece], issued: Placeholders
) -> tuple[Shifted, dict[str, str]]:
    """Return every text with its dates moved, and the way back."""
    shifting = Shifting(issued)
    places = {name: name.replace("days ", "passage ") for name in words_of}  # its days are told to who sees a passage
    told = {name: shifting.move(words, pieces[places[name]].source) for name, words in words_of.items()}
    numbers = [name.removeprefix("passage ") for name in words_of if name.startswith("passage ")]
    passages = tuple(told[f"passage {n}"] for n in numbers)
    beside = tuple(f"{told[f'heading {n}']}\n{told[f'context {n}']}" for n in numbers)
    return Shifted(told[QUESTION], passages, beside, shifting), told


def _slots(
    told: Mapping[str, str], passages: Sequence[ScoredPassage], history: int, values: Iterable[str]
) -> dict[str, str]:
    """Return what goes into each slot of the template."""
    slots = {name: told[name] for name in (QUESTION, *values)}
    slots["passages"] = "\n\n".join(_shown(n, scored, told) for n, scored in enumerate(passages[:SHOWN_AT_MOST], 1))
    turns = _turns(told, history)
    slots[HISTORY] = "\n".join(filled(HISTORY_FORM, {"question": q, "answer": a}) for q, a in turns)
    return slots


def _turns(told: Mapping[str, str], history: int) -> tuple[tuple[str, str], ...]:
    return tuple((told[f"asked {n}"], told[f"answered {n}"]) for n in range(1, history + 1))


def _shown(n: int, scored: ScoredPassage, told: Mapping[str, str]) -> str:
    lines = [told[f"context {n}"]] if scored.passage.context else []
    lines.append(told[f"passage {n}"])
    heading = told[f"heading {n}"] + told[f"days {n}"]
    return filled(PASSAGE_FORM, {"n": str(n), "heading": heading, "text": "\n".join(lines)})


def _sent(texts: Iterable[RedactedText], shifted: Shifted | None) -> dict[str, int]:
    """Return type → number of distinct placeholders in what is sent."""
    placeholders = {text.text[edit.new_start + 1 : edit.new_end - 1] for text in texts for edit in text.edits}
    types = [placeholder.rpartition("_")[0] for placeholder in sorted(placeholders)]
    types = sorted([*types, *([DATE] * shifted.shifting.hidden if shifted else [])])
    return {type_: types.count(type_) for type_ in dict.fromkeys(types) if type_ != LITERAL}

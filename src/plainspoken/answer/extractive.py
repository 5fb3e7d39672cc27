"""Answers with the passages' own words: the best stretches, in reading order, or an honest abstention."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import zip_longest

from plainspoken.answer.candidates import Candidate, as_told, candidates
from plainspoken.answer.features import Features, View, bag, features, missing, share_marked
from plainspoken.answer.pieces import Ask, Read, marks
from plainspoken.answer.priors import standing
from plainspoken.answer.question import YEAR, Sought, looks_ahead, sought
from plainspoken.answer.unsafe import addresses_reader, commands, inert
from plainspoken.answers import Abstention, Removed, Sentence
from plainspoken.redacted import Redacted
from plainspoken.wording.logistic import trained
from plainspoken.wording.words import terms_of, words

MOST_SENTENCES = 4
LOOKED_AT = 14  # stretches from which an answer is made; the rest is too weak to matter
CHOSEN = 0.05  # probability from which a stretch joins the answer beside the best one
CLOSE = 0.1  # and the share of the best one’s probability that it must reach (docs/decisions/0016)
ANSWERABLE = 0.5  # of .45 to .55 none is better on folders held back (docs/decisions/0016, 0017)
PASSAGES = 24
"""Read, where there are so many: what 15 of 100 questions need lies beyond the eight that a model is shown."""
FEW = 3  # passages of a folder of a page or two
MARK_ABSENT = 0.5  # what is left of the probability of an answer when nothing found has the identifiers asked about
ABOUT = 0.3  # share of the question's weight in an order's own words from which it is what was found, no stray
BY_WORDS = 20  # features of words alone, the first ones
NEVER = 1e-4  # probability that counts as none


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its evidence and the probability that it belongs to the answer."""

    candidate: Candidate
    evidence: Features
    score: float


def extract(asked: Redacted, *, read: Read, code: bool) -> Iterator[Sentence | Removed | Abstention]:
    """Yield the stretches that answer, in reading order; orders to the reader as removed; or one abstention."""
    wanted = sought(asked.question.text)
    if wanted.future:
        yield Abstention(
            "not_predictable", "This asks for a prediction or a calculation, and these documents hold none."
        )
        return
    ranked = rank(asked, wanted, read=read, code=code)
    planted = _planted(ranked)
    yield from (Removed(inert(one.candidate.text), "unsafe") for one in planted if one in ranked[:MOST_SENTENCES])
    safe = [one for one in ranked[:LOOKED_AT] if one not in planted]
    if not safe or answerable(safe, wanted, asked) < ANSWERABLE or _is_of_another_day(safe, wanted, asked):
        yield _declined(wanted, asked, is_planted=bool(planted) and _is_about(ranked[0], planted))
        return
    for one in chosen(safe):
        yield Sentence(one.candidate.text, (one.candidate.n,), one.candidate.quotes)


def _planted(ranked: Sequence[Ranked]) -> list[Ranked]:
    """Return those of the first stretches that give orders to the reader, and what else is ordered beside them."""
    first = ranked[:LOOKED_AT]
    near = {_block(one) for one in first if commands(one.candidate.raw)}
    beside = {_block(one) for one in ranked if _block(one) in near and addresses_reader(one.candidate.raw)}
    return [
        one
        for one in first
        if addresses_reader(one.candidate.raw) or (_block(one) in beside and commands(one.candidate.raw))
    ]


def _block(one: Ranked) -> tuple[int, int]:
    """Return the passage and the paragraph, list or table of a stretch."""
    return one.candidate.n, one.candidate.block


def _declined(wanted: Sought, asked: Redacted, *, is_planted: bool) -> Abstention:
    """Return why nothing is told, and what is missing."""
    if looks_ahead(wanted.text):
        return Abstention("not_predictable", lacking(wanted, asked))
    if is_planted:
        return Abstention("unsafe", "What comes closest gives orders to whoever reads it, and states nothing.")
    return Abstention("no_evidence", lacking(wanted, asked))


def _is_about(best: Ranked, planted: Sequence[Ranked]) -> bool:
    """Return whether the best stretch is an order, and one that speaks of what was asked."""
    return best in planted and best.evidence.own >= ABOUT


def rank(asked: Redacted, wanted: Sought, *, read: Read | None = None, code: bool = False) -> list[Ranked]:
    """Return the candidates, best first: by words, then, where it is given, as the reader read them."""
    found = candidates(asked, code=code)
    views = [View(wanted, _title(asked, n), passage.text) for n, passage in enumerate(asked.passages, 1)]
    evidence = [features(views[one.n - 1], one, _before(found, at)) for at, one in enumerate(found)]
    by_words = trained("plainspoken.answer", "choose_words")
    scored = [
        Ranked(one, seen, by_words.probability(seen.values[:BY_WORDS]))
        for one, seen in zip(found, evidence, strict=True)
    ]
    scored = sorted(_of_standing(scored, wanted, asked), key=_best_first)
    return _as_read(scored, asked, partial(read, wanted.text)) if read and scored else scored


def _best_first(one: Ranked) -> tuple[float, int, int]:
    return -one.score, one.candidate.n, one.candidate.order


def _of_standing(ranked: list[Ranked], wanted: Sought, asked: Redacted) -> list[Ranked]:
    """Return the candidates with what reason leaves of their scores."""
    titles = [_title(asked, n) for n in range(1, len(asked.passages) + 1)]
    left = standing([one.candidate for one in ranked], wanted, titles)
    return [replace(one, score=one.score * value) for one, value in zip(ranked, left, strict=True)]


def _as_read(scored: list[Ranked], asked: Redacted, ask: Ask) -> list[Ranked]:
    """Return what the reader read ranked again by what it makes of it, the rest behind it."""
    texts = [read.text for read in as_told(asked)]
    heads = [title for title, _ in zip_longest(asked.titles, texts, fillvalue="")]
    marked = marks([(one.candidate, one.score) for one in scored], texts=texts, heads=heads, ask=ask)
    model = trained("plainspoken.answer", "choose_read")
    front, rest = [], []
    for one, mark in zip(scored, marked, strict=True):
        if mark is None:
            rest.append(one)
            continue
        mean, peak, piece = mark
        seen = replace(one.evidence, words=log_odds(one.score), read=mean, peak=peak, read_passage=piece)
        front.append(Ranked(one.candidate, seen, model.probability(seen.values[BY_WORDS:])))
    return _with_rest(front, rest)


def _with_rest(front: list[Ranked], rest: list[Ranked]) -> list[Ranked]:
    """Return the front sorted, and behind it the rest as it was, none of it likelier than the last in front."""
    front = sorted(front, key=_best_first)
    last = front[-1].score if front else 1.0
    return front + [replace(one, score=min(one.score, last)) for one in rest]


def log_odds(probability: float) -> float:
    """Return the log-odds of a probability, kept away from certainty."""
    kept = min(max(probability, NEVER), 1 - NEVER)
    return math.log(kept / (1 - kept))


def _title(asked: Redacted, n: int) -> str:
    """Return what stands above and beside passage ``n``: title, section path, header row."""
    return " ".join(part[n - 1] for part in (asked.titles, asked.contexts) if n <= len(part) and part[n - 1])


def _before(found: list[Candidate], at: int) -> str:
    return found[at - 1].text if at and found[at - 1].n == found[at].n else ""


def _everything(asked: Redacted) -> frozenset[str]:
    """Return the stems of all that was found."""
    texts = (*asked.titles, *asked.contexts, *(passage.text for passage in asked.passages))
    return frozenset[str]().union(*(bag(text) for text in texts))


def _is_of_another_day(ranked: Sequence[Ranked], wanted: Sought, asked: Redacted) -> bool:
    """Return whether a year to come is asked about and what would be told names none: it is no plan for that year."""
    years = YEAR.findall(wanted.text) if looks_ahead(wanted.text) else []
    told = " ".join(f"{o.candidate.text} {o.candidate.around} {_title(asked, o.candidate.n)}" for o in chosen(ranked))
    return bool(years) and not any(year in told for year in years)


def answerable(ranked: Sequence[Ranked], wanted: Sought, asked: Redacted) -> float:
    """Return the probability that the passages answer, by words and the reader."""
    model = trained("plainspoken.answer", "answerable")
    return model.probability(whole_evidence(ranked, wanted, asked)) * _marked(wanted, asked)


def _marked(wanted: Sought, asked: Redacted) -> float:
    texts = (*asked.titles, *asked.contexts, *(passage.text for passage in asked.passages))
    return 1.0 if share_marked(wanted, "\n".join(texts)) == 1.0 else MARK_ABSENT


WHOLE = (
    *(
        "best",
        "third",
        "margin",
        "own",
        "near",
        "passage",
        "pairs",
        "rarest_near",
        "kind",
        "kind_near",
        "names",
        "numbers",
    ),
    *("lost", "length", "best_own", "best_near", "best_passage", "best_kind", "best_names", "best_rarest", "best_row"),
    *("best_field", "count", "when", "who", "where", "why", "how", "closed", "listed"),
    *("read", "peak", "read_passage", "read_best", "peak_best", "read_passage_best", "read_passage_second", "read_top"),
    *("found", "few"),
)
"""Names of what ``whole_evidence`` returns, in order."""


def whole_evidence(ranked: Sequence[Ranked], wanted: Sought, asked: Redacted) -> tuple[float, ...]:
    """Return the evidence that something here answers, in the order of WHOLE."""
    best, top = ranked[0], [one.evidence for one in ranked[:3]]
    seen = best.evidence
    kinds = ("count", "when", "who", "where", "why", "how", "closed")
    return (
        best.score,
        ranked[min(2, len(ranked) - 1)].score,
        best.score - sum(one.score for one in ranked) / len(ranked),
        *(
            max(getattr(one, name) for one in top)
            for name in ("own", "near", "passage", "pairs", "rarest_near", "kind")
        ),
        max(one.kind * one.near for one in top),
        max(one.names for one in top),
        max(one.numbers for one in top),
        min(len(missing(wanted, _everything(asked))), 4) / 4,
        min(len(wanted.terms), 10) / 10,
        *(getattr(seen, name) for name in ("own", "near", "passage", "kind", "names", "rarest_near", "row", "field")),
        *(float(wanted.kind == kind) for kind in kinds),
        float(wanted.listed),
        *_as_a_whole(ranked),
        min(len(asked.passages), PASSAGES) / PASSAGES,
        float(len(asked.passages) <= FEW),
    )


def _as_a_whole(ranked: Sequence[Ranked]) -> tuple[float, ...]:
    """Return what the reader says of the best stretch, of the best three and of all."""
    seen, top, all_of = ranked[0].evidence, [one.evidence for one in ranked[:3]], [one.evidence for one in ranked]
    return (
        *(seen.read, seen.peak, seen.read_passage),
        *(max(getattr(one, name) for one in all_of) for name in ("read", "peak", "read_passage")),
        sorted((one.read_passage for one in all_of), reverse=True)[:2][-1],
        sum(one.read for one in top) / len(top),
    )


def chosen(ranked: Sequence[Ranked]) -> list[Ranked]:
    """Return the best stretch and those nearly as good, each once: the best passage first, each in reading order."""
    taken: list[Ranked] = []
    for one in ranked:
        worthy = not taken or (one.score >= CHOSEN and one.score >= CLOSE * taken[0].score)
        if not worthy or len(taken) == MOST_SENTENCES:
            break
        if not any(_overlaps(one.candidate, other.candidate) for other in taken):
            taken.append(one)
    places = {n: at for at, n in enumerate(dict.fromkeys(one.candidate.n for one in taken))}
    return sorted(taken, key=lambda one: (places[one.candidate.n], one.candidate.order))


def _overlaps(one: Candidate, other: Candidate) -> bool:
    """Return whether two stretches say the same or share their own words."""
    if one.text == other.text:
        return True
    a, b = one.quotes[-1], other.quotes[-1]
    return one.n == other.n and a[1] < b[2] and b[1] < a[2]


def lacking(wanted: Sought, asked: Redacted) -> str:
    """Return in one plain sentence what the passages lack."""
    lost = set(missing(wanted, _everything(asked)))
    named = [word.text for word in words(wanted.text) if lost.intersection(terms_of(word.text))]
    if named:
        return f"Nothing found in these documents mentions {_listed(list(dict.fromkeys(named))[:3])}."
    return "The documents that come closest do not state what was asked."


def _listed(names: list[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"

"""Find the passages that answer a query, among those that the caller may see on the day asked about."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from plainspoken.passages import Passage, Scope, ScoredPassage
from plainspoken.store import Match, Store, query_terms, query_weights, term_weights
from plainspoken.validity import FIRST_DAY

POOL = 200  # passages of each leg that are fused
DENSE_WEIGHT = 0.6  # with .5 a little less is found of what eight folders are asked; flat to .7 (docs/decisions/0013)
SPARE = 4  # candidates read from the ledger beside those wanted: a few say what others say
WORDS = 8  # matched words named for one passage
WORD = re.compile(r"\d+(?:[.,]\d+)*|\w+|[-+<>=%$€£]")
ARTICLES = frozenset({"a", "an", "the"})

Vector = NDArray[np.float32]
Embed = Callable[[str], Vector]
Judge = Callable[[str, Sequence[str]], NDArray[np.float32]]
Read = Callable[[Sequence[str]], list[ScoredPassage]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage of the pool.

    Attributes:
        id: Passage id.
        score: Both legs blended, 0 to 1 within this pool.
        legs: Leg → its raw score and rank, from 1.
    """

    id: str
    score: float
    legs: Mapping[str, tuple[float, int]] = field(hash=False)

    @property
    def why(self) -> Mapping[str, float]:
        """Return the same under the names that people read."""
        named = ({leg: score, f"{leg}_rank": float(rank)} for leg, (score, rank) in self.legs.items())
        return {name: value for one in named for name, value in one.items()}


def retrieve(
    query: str, *, scope: Scope, store: Store, embed: Embed, read: Read, limit: int = 8
) -> list[ScoredPassage]:
    """Return the best passages, best first, each with what made it rank.

    Args:
        query: What is asked, in plain words.
        scope: What the caller may see; it goes into every leg, and into how rare a word counts.
        store: The index.
        embed: Turns a query into a unit vector.
        read: Passage ids → those of them that may be read, in the same order, with score 0.
        limit: Most passages returned. Doubles do not count: of passages that say the same, one is returned.
    """
    if not query.strip() or limit < 1:
        return []
    terms = query_terms(query)
    counts = store.counts(scope, sorted(terms))
    if not counts.total:
        return []
    weights = query_weights(counts.total, counts.terms)
    sparse = store.sparse(weights, scope, POOL)
    dense = store.dense(embed(query), scope, POOL)
    found = _distinct(fuse(dense, sparse, weight=DENSE_WEIGHT), read, limit)
    return [_explained(passage, terms, weights) for passage in found]


def rerank(
    query: str,
    found: Sequence[ScoredPassage],
    *,
    judge: Judge,
    limit: int,
) -> list[ScoredPassage]:
    """Return the best of what was found as a cross-encoder judges it, equal judgements in the order found."""
    if not found:
        return []
    scores = [float(score) for score in judge(query, [each.passage.text for each in found])]
    judged = [
        replace(each, score=score, why={**each.why, "rerank": score}) for each, score in zip(found, scores, strict=True)
    ]
    return sorted(judged, key=lambda each: -each.score)[:limit]


def fuse(dense: Sequence[Match], sparse: Sequence[Match], *, weight: float) -> Iterator[Candidate]:
    """Blend two rankings of the same passages; yield the candidates best first, equal scores by id.

    Scores are min-max normalised over the pool first: BM25 and cosine share no scale. A leg that
    does not know a passage gives it 0.

    Args:
        dense: Nearest by meaning.
        sparse: Nearest by words; may be empty.
        weight: Of the dense leg, where both have something to say.
    """
    rankings = {"dense": dense, "sparse": sparse}
    shares = {"dense": weight if sparse else 1.0, "sparse": 1 - weight if dense else 1.0}
    scores: dict[str, float] = {}
    for leg, ranking in rankings.items():
        for match, level in zip(ranking, _levels(ranking), strict=True):
            scores[match.id] = scores.get(match.id, 0.0) + shares[leg] * level
    places = {leg: {match.id: at for at, match in enumerate(ranking)} for leg, ranking in rankings.items()}
    for passage_id, score in sorted(scores.items(), key=lambda each: (-each[1], each[0])):
        at = {leg: places[leg][passage_id] for leg in rankings if passage_id in places[leg]}
        legs = {leg: (rankings[leg][place].score, place + 1) for leg, place in at.items()}
        yield Candidate(passage_id, round(score, 6), legs)


def _levels(ranking: Sequence[Match]) -> list[float]:
    """Return the scores of a ranking stretched over 0 to 1; all 1 where they do not differ."""
    if not ranking:
        return []
    best, worst = ranking[0].score, ranking[-1].score
    return [(match.score - worst) / (best - worst) if best > worst else 1.0 for match in ranking]


def _distinct(pool: Iterable[Candidate], read: Read, limit: int) -> list[ScoredPassage]:
    """Read candidates in order until ``limit`` of them say different things."""
    seen: list[ScoredPassage] = []
    groups: list[list[ScoredPassage]] = []
    rest = iter(pool)
    while part := {candidate.id: candidate for candidate in islice(rest, limit + SPARE)}:
        for passage in read(list(part)):
            candidate = part[passage.passage.id]
            seen.append(replace(passage, score=candidate.score, why=candidate.why))
        groups = _grouped(seen)
        if len(groups) >= limit:
            break
    kept = [_standing_for(group) for group in groups]
    return sorted(kept, key=lambda each: (-each.score, each.passage.id))[:limit]


def _grouped(found: Sequence[ScoredPassage]) -> list[list[ScoredPassage]]:
    """Return the passages in groups that say the same: nothing is lost when only one of each is shown.

    Either one stretch of a document holds the other (an uncut passage and its cut slices), or passages of
    different documents differ in nothing but case, punctuation, white space and articles. A changed number,
    name or "not" is never a double, however long the rest.
    """
    group_of = list(range(len(found)))
    of_document: dict[tuple[str, str], list[int]] = {}
    of_wording: dict[tuple[object, ...], list[int]] = {}
    for here, each in enumerate(found):
        passage = each.passage
        document = passage.document_id, passage.version
        beside = of_document.setdefault(document, [])
        alike = of_wording.setdefault((passage.kind, passage.context, _wording(passage.text)), [])
        same = [n for n in beside if _one_holds_the_other(found[n].passage, passage)]
        same += [n for n in alike if n not in beside]
        joined = {group_of[n] for n in same}
        group_of = [here if group in joined else group for group in group_of]
        beside.append(here)
        alike.append(here)
    groups: dict[int, list[ScoredPassage]] = {}
    for group, each in zip(group_of, found, strict=True):
        groups.setdefault(group, []).append(each)
    return list(groups.values())


def _one_holds_the_other(a: Passage, b: Passage) -> bool:
    return (a.start <= b.start and b.end <= a.end) or (b.start <= a.start and a.end <= b.end)


@lru_cache(maxsize=4_096)
def _wording(text: str) -> tuple[str, ...]:
    return tuple(word for word in WORD.findall(text.casefold()) if word not in ARTICLES)


def _standing_for(group: Sequence[ScoredPassage]) -> ScoredPassage:
    """Return the one passage to show of a group that says the same.

    Of one document the uncut stretch; of several documents the one in force latest; then the best.
    It takes the group's best score, and says how many it stands for.
    """
    if len(group) == 1:
        return group[0]
    shown = min(group, key=_precedence)
    score = max(each.score for each in group)
    return replace(shown, score=score, why={**shown.why, "doubles": float(len(group) - 1)})


def _precedence(each: ScoredPassage) -> tuple[int, int, float, str]:
    first = each.edition.window.first
    length = each.passage.end - each.passage.start
    return (-(first.toordinal() if first else FIRST_DAY), -length, -each.score, each.passage.id)


class Why(Mapping[str, float]):
    """Why a passage ranked: what each leg said, and the words that matched, the heaviest first.

    The words are looked for when somebody asks for them: an answer never does.
    """

    def __init__(self, legs: Mapping[str, float], words: Callable[[], Mapping[str, float]]) -> None:
        self._legs, self._words = legs, words

    @cached_property
    def _whole(self) -> Mapping[str, float]:
        return {**self._legs, **self._words()}

    def __getitem__(self, name: str) -> float:
        return self._whole[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)


def _explained(found: ScoredPassage, terms: Mapping[int, str], weights: Mapping[int, float]) -> ScoredPassage:
    return replace(found, why=Why(found.why, partial(_matched, found, terms, weights)))


def _matched(found: ScoredPassage, terms: Mapping[int, str], weights: Mapping[int, float]) -> Mapping[str, float]:
    """Return the words of the query that the passage holds, the heaviest first."""
    passage = found.passage
    held = _words_of((found.edition.title, *passage.section, passage.context, passage.text))
    shares = {term: round(weight * held[term], 6) for term, weight in weights.items() if term in held}
    words: dict[str, float] = {}
    for term in sorted(shares, key=lambda each: (-shares[each], each)):
        words.setdefault(f"word:{terms[term]}", shares[term])
    return dict(list(words.items())[:WORDS])


@lru_cache(maxsize=1_024)
def _words_of(parts: tuple[str, ...]) -> Mapping[int, float]:
    return term_weights("\n".join(parts))

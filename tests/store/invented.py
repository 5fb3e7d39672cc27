"""Points and scopes made up for the tests of the index."""

import hashlib
from datetime import date

import numpy as np

from plainspoken.passages import Scope
from plainspoken.store import Point

SIZE = 8
TODAY = date(2026, 11, 22)
ALWAYS = (1, 3_652_059)


def identity(name: object) -> str:
    return hashlib.md5(str(name).encode(), usedforsecurity=False).hexdigest()


def direction(seed: int, size: int = SIZE):
    vector = np.random.default_rng(seed).normal(size=size).astype(np.float32)
    return vector / np.linalg.norm(vector)


def point(name, *, seed=1, terms=(), rule="everyone", corpus="docs", edition="e1", days=ALWAYS):  # noqa: PLR0913  # one name for each field of a point
    weights = terms if isinstance(terms, dict) else dict.fromkeys(terms, 1.0)
    return Point(identity(name), direction(seed), weights, rule, corpus, edition, days)


def scope(*rules, as_of=TODAY, corpora=None, without=(), lapsed=False):
    corpora = None if corpora is None else frozenset(corpora)
    return Scope(frozenset(rules or ["everyone"]), as_of, corpora, frozenset(without), lapsed)


def sees(asked: Scope, indexed: Point) -> bool:
    """Say in plain Python what a scope lets through."""
    (first, last), day = indexed.days, asked.as_of.toordinal()
    return (
        indexed.rule in asked.rules
        and first <= last
        and first <= day
        and (asked.lapsed or day <= last)
        and (asked.corpora is None or indexed.corpus in asked.corpora)
        and indexed.edition not in asked.without
    )

"""What rules a claim out, whatever its score: numbers, names, and words that turn it round."""

import re
from collections.abc import Iterator, Sequence

from plainspoken.verify.answering import answers_another
from plainspoken.verify.asserted import denied_by_lead, left_open
from plainspoken.verify.binding import exchanged, misplaced_numbers, misplaced_words
from plainspoken.verify.bounds import misbounded, reworded
from plainspoken.verify.clauses import Pair
from plainspoken.verify.ends import misdirected
from plainspoken.verify.evidence import Evidence
from plainspoken.verify.findings import ALIKE, CONTRADICTED, UNPROVEN, Veto, alike, tokens
from plainspoken.verify.frames import asked, conditional, framed
from plainspoken.verify.naming import displaced, substituted, swapped, unknown_names
from plainspoken.verify.placeholders import misnamed
from plainspoken.verify.roles import reversed_roles, without_turned
from plainspoken.verify.rowwise import misread_rows, told, unanswered
from plainspoken.verify.setting_aside import is_told_aside, set_aside
from plainspoken.verify.siblings import exchanged_values
from plainspoken.verify.stances import stances, without_modals
from plainspoken.verify.turning import (
    causes,
    hearsay,
    is_denied,
    modality,
    negation,
    opposites,
    quantifiers,
    unless,
)
from plainspoken.wording.quantities import Quantity, agrees, quantities, rivals

SHORT_ANSWER = 6  # words; up to here a claim is read together with its question
SPEAKS_OF_IT = 0.5  # share of a clause's weight that its nearest must hold before their turning words are compared
NEARLY_ALL = 0.9  # the same where the number stands elsewhere among what carries the claim


def vetoes(claim: str, evidence: Evidence, near: Sequence[Pair], question: str = "") -> list[Veto]:
    """Return every finding against ``claim``; ``near`` are its clauses with the passages' nearest."""
    if not evidence.carrying:
        return [Veto(UNPROVEN, "no words of the claim in the passage")]
    found = [*_numbers(claim, evidence), *unknown_names(reworded(claim, evidence.text), evidence)]
    found += displaced(claim, evidence)
    found += [*misplaced_numbers(claim, evidence), *misplaced_words(near, evidence), *exchanged(near)]
    found += [*misnamed(near, evidence), *denied_by_lead(claim, evidence, question), *exchanged_values(claim, evidence)]
    found += left_open(claim, evidence, question)
    for one in near:
        if one.share >= SPEAKS_OF_IT:
            found += unless(one.claim, one.sentence)
            found += _negations(one, claim, evidence)
            said, quote = without_modals(reworded(one.claim, one.quote), one.quote)
            found += [
                *stances(one.claim, unanswered(one.quote, evidence)),
                *opposites(without_turned(said, quote), unanswered(quote, evidence)),
                *swapped(one.claim, one.sentence),
                *reversed_roles(one.claim, one.quote),
                *quantifiers(reworded(one.claim, one.quote), one.quote),
                *misbounded(one, evidence),
                *misdirected(one, question),
                *modality(*without_modals(one.claim, one.quote), claim),
                *hearsay(one, claim),
                *framed(one, claim, evidence, question),
                *asked(one, claim, evidence),
                *(() if question else conditional(one, claim, evidence)),
            ]
    found += causes(claim, evidence)
    if question and len(claim.split()) <= SHORT_ANSWER:
        found += [*answers_another(claim, question, evidence), *misread_rows(f"{question} {claim}", evidence)]
    else:
        found += misread_rows(claim, evidence)
    return found


def _negations(one: Pair, claim: str, evidence: Evidence) -> Iterator[Veto]:
    """Yield what is denied or set aside on one side only.

    A claim that denies may rest on an item under what does not assert it, and on what the quote sets aside.
    """
    turned = [stretch for stretch in evidence.carrying if one.sentence in stretch.text]
    denies, denied = is_denied(tokens(one.claim)), is_denied(tokens(one.sentence))
    if denies and any(stretch.denial or stretch.doubt for stretch in turned):
        return
    if not (denies or denied) or not is_told_aside(one.claim, one.sentence):
        near_by = told(one.claim, one.narrow, evidence) if one.narrow_share >= SPEAKS_OF_IT else ""
        if near_by:
            yield from negation(*without_modals(reworded(one.claim, near_by), near_by), one.narrow_share)
        quoted = told(one.claim, one.quote, evidence)
        yield from substituted(*without_modals(reworded(one.claim, one.quote), quoted))
    if not denies:
        yield from set_aside(one.claim, claim, one.sentence)


def _numbers(claim: str, evidence: Evidence) -> Iterator[Veto]:
    """Yield a finding for every quantity that the evidence does not bear out."""
    claimed = quantities(claim)
    first = evidence.carrying[0]
    nearest = quantities(first.text)
    everywhere = quantities(f"{evidence.text}\n{evidence.beside}")
    for one in claimed:
        if any(agrees(one, other) for other in nearest):
            continue
        said = claim[one.start : one.end]
        share = ALIKE if not any(agrees(one, other) for other in everywhere) else NEARLY_ALL
        unused = [other for other in nearest if not any(agrees(mine, other) for mine in claimed)]
        if alike(claim, first, said, share) and any(_comparable(one, other) for other in unused):
            yield Veto(CONTRADICTED, f"number {said!r} differs from the quote")
        elif not any(agrees(one, other) for other in everywhere):
            yield from [] if _as_mark(one, said, evidence) else [Veto(UNPROVEN, f"number {said!r} not in the quote")]


def _comparable(one: Quantity, other: Quantity) -> bool:
    return rivals(one, other) or (
        one.date is None and other.date is None and (not one.unit or not other.unit or one.unit != other.unit)
    )


def _as_mark(one: Quantity, said: str, evidence: Evidence) -> bool:
    """Return whether a bare number stands in the passages as part of an identifier or list mark."""
    bare = not one.unit and one.date is None
    return bare and bool(re.search(rf"(?<![\d.,]){re.escape(said)}(?![\d])", evidence.everything))

"""A case of an evaluation, as a reviewer reads it: plain text and HTML."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from plainspoken.present.page import escaped
from plainspoken.present.plain import inert

if TYPE_CHECKING:
    from plainspoken.ledger import Examined

Pairs = Sequence[tuple[str, str]]
SILENT = {"abstained": "It said that the documents do not answer.", "failed": "It failed."}


def review_text(case: "Examined") -> str:
    """Return a case as text: question, answer, quotes, reference, what was removed, what the measures said."""
    lines = [_asked(case), "", f"Question   {case.question}", f"Answer     {case.answer}"]
    lines += [f"  quotes   {document}: “{words}”" for document, words in case.quotes]
    lines += [f"  removed  {words} ({why})" for words, why in case.removed]
    lines += ["", f"Reference  {case.reference}"]
    lines += [f"  proof    {document}: “{words}”" for document, words in case.proofs]
    lines += [f"  must say {fact}" for fact in case.facts]
    return inert("\n".join([*lines, f"Measures   {case.measured}"]))


def review_html(case: "Examined") -> str:
    """Return the same as HTML."""
    parts = [
        f'<p class="ps-facts">{escaped(_asked(case))}</p><p class="ps-question">{escaped(case.question)}</p>',
        f'<div class="ps-answer"><p class="ps-text">{escaped(SILENT.get(case.status, ""))} {escaped(case.answer)}</p>',
        _listed("Quotes", case.quotes),
        _listed("Removed, and why", case.removed),
        "</div>",
        f"<h4>Reference</h4><p>{escaped(case.reference)}</p>",
        _listed("Proofs", case.proofs),
        f"<p class='ps-facts'>A right answer must say: {escaped('; '.join(case.facts))}</p>" if case.facts else "",
        f'<p class="ps-facts">The measures said: {escaped(case.measured)}</p>',
    ]
    return f'<section class="ps-review">{"".join(parts)}</section>'


def _asked(case: "Examined") -> str:
    kind = case.kind.replace("_", " ").replace(":", ", ")
    who = f"asked by {case.principal or 'anonymous'} as of {case.as_of}"
    return f"{case.set} {case.case_id} · {case.slice.replace('_', ' ')} · {kind} · {who} · {case.subject}"


def _listed(title: str, pairs: Pairs) -> str:
    rows = "".join(f"<li><q>{escaped(b)}</q> <span>{escaped(a)}</span></li>" for a, b in pairs)
    return f'<p class="ps-label">{title}</p><ol class="ps-pairs">{rows}</ol>' if rows else ""

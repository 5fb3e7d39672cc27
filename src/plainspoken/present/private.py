"""What private data there is, as JSON, as text and as HTML: counts, never values."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from plainspoken.present.page import escaped
from plainspoken.present.plain import inert
from plainspoken.redacted import IN_WORDS

MOST_ROWS = 60  # documents on the page, and of the last things sent; --json has everything
MOST_LINES = 20
NOBODY = "no owner"
AS_THEY_ARE = ("examined", "reviews")
"""What is kept as it was shown and said, with whatever private data stands in it."""
UNMASKED = "not masked: privacy was switched off"
IN_ITS_PLACE = "What a model is sent holds placeholders in its place."
SWITCHED_OFF = "Privacy is switched off: a model is sent the text as it stands."


class Held(Protocol):
    """What one document holds."""

    @property
    def corpus(self) -> str: ...  # noqa: D102  # as in the inventory

    @property
    def document(self) -> str: ...  # noqa: D102  # as in the inventory

    @property
    def title(self) -> str: ...  # noqa: D102  # as in the inventory

    @property
    def owner(self) -> str | None: ...  # noqa: D102  # as in the inventory

    @property
    def level(self) -> str: ...  # noqa: D102  # as in the inventory

    @property
    def private(self) -> Mapping[str, int]: ...  # noqa: D102  # as in the inventory

    @property
    def above(self) -> Mapping[str, int]: ...  # noqa: D102  # as in the inventory

    @property
    def older(self) -> int: ...  # noqa: D102  # as in the inventory

    @property
    def is_evaluated(self) -> bool: ...  # noqa: D102  # as in the inventory


class Sent(Protocol):
    """That something was sent to a model."""

    @property
    def at(self) -> datetime: ...  # noqa: D102  # as in the ledger

    @property
    def model(self) -> str: ...  # noqa: D102  # as in the ledger

    @property
    def sent(self) -> Mapping[str, int]: ...  # noqa: D102  # as in the ledger

    @property
    def answer_id(self) -> str: ...  # noqa: D102  # as in the ledger

    @property
    def is_remote(self) -> bool: ...  # noqa: D102  # as in the ledger

    @property
    def is_masked(self) -> bool: ...  # noqa: D102  # as in the ledger


class Inventory(Protocol):
    """What private data there is."""

    @property
    def documents(self) -> Sequence[Held]: ...  # noqa: D102  # as in the inventory

    @property
    def counted(self) -> int: ...  # noqa: D102  # as in the inventory

    @property
    def holding(self) -> int: ...  # noqa: D102  # as in the inventory

    @property
    def older(self) -> int: ...  # noqa: D102  # as in the inventory

    @property
    def trend(self) -> Sequence[tuple[date, Mapping[str, int]]]: ...  # noqa: D102  # as in the inventory

    @property
    def egress(self) -> Sequence[Sent]: ...  # noqa: D102  # as in the inventory

    @property
    def kept(self) -> Mapping[str, int]: ...  # noqa: D102  # as in the inventory

    @property
    def is_masked(self) -> bool: ...  # noqa: D102  # as in the inventory

    @property
    def types(self) -> Mapping[str, int]: ...  # noqa: D102  # as in the inventory

    @property
    def above(self) -> Mapping[str, int]: ...  # noqa: D102  # as in the inventory

    @property
    def owners(self) -> Mapping[str, int]: ...  # noqa: D102  # as in the inventory


def inventory_json(found: Inventory) -> dict[str, object]:
    """Return the object that ``privacy inventory --json`` prints."""
    return {
        "documents": found.counted,
        "types": dict(found.types),
        "above_level": dict(found.above),
        "owners": dict(found.owners),
        "unevaluated": [f"{each.corpus}/{each.document}" for each in found.documents if not each.is_evaluated],
        "holdings": [
            {
                "corpus": each.corpus,
                "document": each.document,
                "owner": each.owner,
                "level": each.level,
                "private": dict(each.private),
                "above_level": dict(each.above),
                "older_versions": each.older,
                "evaluated": each.is_evaluated,
            }
            for each in found.documents
        ],
        "trend": [{"day": day.isoformat(), "types": dict(counts)} for day, counts in found.trend],
        "egress": [
            {
                "at": sent.at.isoformat(),
                "model": sent.model,
                "remote": sent.is_remote,
                "masked": sent.is_masked,
                "types": dict(sent.sent),
                "answer": sent.answer_id,
            }
            for sent in found.egress
        ],
        "kept": dict(found.kept),
    }


def inventory_text(found: Inventory) -> str:
    """Return the same for a terminal."""
    above = {(each.corpus, each.document): each for each in found.documents if each.above}
    lines = [f"{found.holding} of {found.counted} documents hold private data: {_told(found.types)}."]
    lines += [f"Older versions hold private data in {found.older} places."] if found.older else []
    lines.append(f"Above the level of its corpus: {_told(found.above)}.")
    lines += [f"  {e.corpus}/{e.document} ({e.level}): {_told(e.above)}" for e in list(above.values())[:MOST_LINES]]
    if len(above) > MOST_LINES:
        lines.append(f"  … and {len(above) - MOST_LINES} more (--json lists all)")
    owners = [f"{owner or NOBODY}: {count}" for owner, count in list(found.owners.items())[:MOST_LINES]]
    lines.append("By owner: " + ("; ".join(owners) or "none") + ".")
    missing = [f"  {each.corpus}/{each.document}" for each in found.documents if not each.is_evaluated]
    lines += [f"Not evaluated, so sent to no model: {len(missing)}.", *missing[:MOST_LINES]]
    lines += [f"{day.isoformat()}: {_told(counts)}" for day, counts in found.trend]
    remote = sum(sent.is_remote for sent in found.egress)
    lines.append(f"Sent to a model: {len(found.egress)} times, {remote} of them to another machine.")
    lines += [f"  {_when(s.at)} {s.model}: {_sent_as(s, s.sent)}" for s in found.egress[-MOST_LINES:]]
    if found.kept:
        lines.append(f"Kept, redacted: {_counts(found.kept, but=AS_THEY_ARE)}.")
        lines.append(f"Kept as they are, for reviewers: {_counts({n: found.kept.get(n, 0) for n in AS_THEY_ARE})}.")
    return inert("\n".join(lines))


def inventory_html(found: Inventory) -> str:
    """Return the same for the page."""
    hidden = len(found.documents) - MOST_ROWS
    rows = "".join(_row(each) for each in found.documents[:MOST_ROWS])
    more = f'<p class="ps-facts">… and {hidden} more: plainspoken privacy inventory --json</p>' if hidden > 0 else ""
    owners = {owner or NOBODY: count for owner, count in list(found.owners.items())[:MOST_LINES]}
    parts = [
        f'<p class="ps-hint">{found.holding} of {found.counted} documents that you may see hold private data. '
        f"{IN_ITS_PLACE if found.is_masked else SWITCHED_OFF}</p>",
        f"<h4>By type</h4>{_bars(*(_renamed(counts) for counts in (found.types, found.above)))}",
        f"<h4>By owner</h4>{_bars(owners, {})}",
        f"<h4>Over time</h4>{_trend(found.trend)}",
        "<h4>By document</h4>"
        '<table class="ps-table"><thead><tr><th>Document, owner, level</th><th>Holds</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>{more}",
        f"<h4>Sent to a model for you</h4>{_sent(found.egress)}",
    ]
    return f'<section class="ps-why ps-inventory" aria-label="Private data">{"".join(parts)}</section>'


def _row(each: Held) -> str:
    """Return a document's row: two columns, since the page shows it beside the answer, in half of its width."""
    holds = [_counted(type_, count, each.above.get(type_, 0)) for type_, count in each.private.items()]
    holds += [] if each.is_evaluated else ["<b>not evaluated: sent to no model</b>"]
    holds += [f"older versions: {each.older}"] if each.older else []
    place = escaped(f"{each.corpus}/{each.document}")
    return (
        f'<tr><td><b>{escaped(each.title)}</b><br><span class="ps-path">{place}</span><br>'
        f'<span class="ps-facts">{escaped(each.owner or NOBODY)} · {escaped(each.level)}</span></td>'
        f"<td>{'<br>'.join(holds) or 'nothing private'}</td></tr>"
    )


def _counted(type_: str, count: int, above: int) -> str:
    told = f"{escaped(_in_words(type_))}: {count}"
    return f"<b>{told}: above its level</b>" if above else told


def _bars(counts: Mapping[str, int], above: Mapping[str, int]) -> str:
    """Return one bar for each name, the part above its level darker."""
    most = max([1, *counts.values()])  # every bar may be empty: an owner whose documents hold nothing, a quiet day
    rows = []
    for name, count in counts.items():
        over = above.get(name, 0)
        told = f"{count}" + (f", {'all' if over == count else over} above the level of their corpus" if over else "")
        widths = [f"width:{100 * part / most:.1f}%" for part in (over, count - over)]
        rows.append(
            f'<li><span>{escaped(name)}</span><span class="ps-bar"><i class="ps-over" style="{widths[0]}"></i>'
            f'<i style="{widths[1]}"></i></span><span>{told}</span></li>'
        )
    return f'<ol class="ps-bars">{"".join(rows)}</ol>' if rows else '<p class="ps-hint">None.</p>'


def _trend(points: Sequence[tuple[date, Mapping[str, int]]]) -> str:
    return _bars({day.isoformat(): sum(counts.values()) for day, counts in points}, {})


def _sent(egress: Sequence[Sent]) -> str:
    lines = [
        f"<li>{_when(sent.at)} · {escaped(sent.model)}{' · on another machine' if sent.is_remote else ''} · "
        f"{escaped(_sent_as(sent, _renamed(sent.sent)))}</li>"
        for sent in reversed(egress[-MOST_ROWS:])
    ]
    return f"<ol>{''.join(lines)}</ol>" if lines else '<p class="ps-hint">Nothing.</p>'


def _sent_as(sent: Sent, counts: Mapping[str, int]) -> str:
    """Return what is known of the private fields in what was sent, ``counts`` by name."""
    return f"{_told(counts)} as placeholders" if sent.is_masked else UNMASKED


def _in_words(type_: str) -> str:
    """Return what a reader of the page calls a type; one's own keep their name."""
    return IN_WORDS.get(type_, type_)


def _renamed(counts: Mapping[str, int]) -> dict[str, int]:
    return {_in_words(type_): count for type_, count in counts.items()}


def _told(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items()) or "nothing private"


def _counts(counts: Mapping[str, int], *, but: Sequence[str] = ()) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items() if name not in but)


def _when(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")

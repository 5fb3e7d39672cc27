"""What one caller may reach on one day is what it would be if everything forbidden did not exist."""

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from plainspoken.access import EVERYONE, Principal, rule_for
from plainspoken.ledger import Ledger, Reading, reading_of
from plainspoken.validity import Window
from tests.fakes import told

TODAY = date(2026, 11, 22)
ANYBODY = Principal()
HR = Principal("hedda", frozenset({"hr"}))
OPEN, CLOSED = rule_for(EVERYONE), rule_for("hr")


def ledger_of(*documents):
    ledger = Ledger.open("sqlite://")
    for document in documents:
        kept = Reading(document, reading_of(document, level="internal", extraction="1"), "internal")
        staged = ledger.stock.stage([kept], on=TODAY)
        ledger.stock.publish(staged, on=TODAY)
    ledger.stock.mark_indexed(ledger.stock.dirty())
    return ledger


def reached(ledger, caller=ANYBODY, day=TODAY, *, past=False):
    scope = (ledger.superseded_scope if past else ledger.scope)(caller, day)
    everything = [each.passage.id for each in ledger.stock.all_passages(sorted(ledger.stock.indexed()))]
    return sorted({each.edition.path for each in ledger.passages(everything, scope)})


YEAR = {number: Window(date(number, 1, 1)) for number in (2024, 2025, 2026, 2027)}


@pytest.mark.parametrize(
    ("documents", "expected"),
    [
        pytest.param([("new.md", {"supersedes": ("old.md",)}), ("old.md", {})], ["new.md"], id="by-path"),
        pytest.param([("a/new.md", {"supersedes": ("old.md",)}), ("a/old.md", {})], ["a/new.md"], id="beside-the-file"),
        pytest.param([("a/new.md", {"supersedes": ("../old.md",)}), ("old.md", {})], ["a/new.md"], id="above-the-file"),
        pytest.param(
            [("a/new.md", {"supersedes": ("b/old.md",)}), ("b/old.md", {})], ["a/new.md"], id="from-the-folder"
        ),
        pytest.param(
            [("new.md", {"supersedes": ("Old  plan",)}), ("x.md", {"title": "Old Plan"})], ["new.md"], id="by-title"
        ),
        pytest.param(
            [("new.md", {"supersedes": ("b.md", "c.md")}), ("b.md", {}), ("c.md", {})], ["new.md"], id="several-at-once"
        ),
        pytest.param(
            [("3.md", {"supersedes": ("2.md",)}), ("2.md", {"supersedes": ("1.md",)}), ("1.md", {})],
            ["3.md"],
            id="chain",
        ),
        pytest.param(
            [("a.md", {"supersedes": ("b.md",)}), ("b.md", {"supersedes": ("a.md",)})],
            ["a.md", "b.md"],
            id="each-other",
        ),
        pytest.param(
            [("a.md", {"superseded_by": ("b.md",)}), ("b.md", {"superseded_by": ("a.md",)})],
            ["a.md", "b.md"],
            id="told-by-each-other",
        ),
        pytest.param(
            [
                ("a.md", {"supersedes": ("b.md",), "status": "superseded"}),
                ("b.md", {"supersedes": ("c.md",)}),
                ("c.md", {"supersedes": ("a.md",)}),
            ],
            ["a.md", "b.md", "c.md"],
            id="in-a-circle-of-three",
        ),
        pytest.param(
            [("a.md", {"superseded_by": ("b.md", "c.md")}), ("b.md", {"superseded_by": ("a.md",)}), ("c.md", {})],
            ["c.md"],
            id="told-by-each-other-and-by-a-third",
        ),
        pytest.param([("a.md", {"supersedes": ("a.md",)})], ["a.md"], id="itself"),
        pytest.param([("new.md", {"supersedes": ("nothing.md",)}), ("old.md", {})], ["new.md", "old.md"], id="nothing"),
        pytest.param([("old.md", {"superseded_by": ("new.md",)}), ("new.md", {})], ["new.md"], id="told-by-the-old"),
        pytest.param([("old.md", {"superseded_by": ("gone.md",)})], [], id="told-by-the-old-successor-unknown"),
        pytest.param([("old.md", {"status": "Superseded"})], [], id="status-alone"),
        pytest.param(
            [("old.md", {"status": "superseded"}), ("new.md", {"supersedes": ("old.md",), "window": YEAR[2027]})],
            ["old.md"],
            id="successor-begins-later",
        ),
        pytest.param(
            [("old.md", {"superseded_by": ("new.md",)}), ("new.md", {"window": YEAR[2027]})],
            ["old.md"],
            id="named-successor-begins-later",
        ),
        pytest.param(
            [("new.md", {"supersedes": ("old.md",), "window": YEAR[2027]}), ("old.md", {})],
            ["old.md"],
            id="not-yet-in-force",
        ),
        pytest.param(
            [("new.md", {"supersedes": ("old.md",), "rule": CLOSED}), ("old.md", {})],
            ["old.md"],
            id="successor-forbidden",
        ),
        pytest.param(
            [
                ("a/new.md", {"supersedes": ("old.md",)}),
                ("a/old.md", {"rule": CLOSED}),
                ("old.md", {}),
            ],
            ["a/new.md"],
            id="a-forbidden-namesake-hides-nothing",
        ),
        pytest.param(
            [("new.md", {"supersedes": ("old.md",)}), ("old.md", {"corpus": "elsewhere"})],
            ["new.md", "old.md"],
            id="another-corpus",
        ),
        pytest.param(
            [("adr/0012-new.md", {"supersedes": ("ADR 3",)}), ("adr/0003-old.md", {}), ("else/0003-x.md", {})],
            ["adr/0012-new.md", "else/0003-x.md"],
            id="a-numbered-record-beside-it",
        ),
        pytest.param(
            [("plan-2024.md", {"supersedes": ("Plan 2023",)}), ("budget-2023.md", {})],
            ["budget-2023.md", "plan-2024.md"],
            id="another-kind-of-record-of-that-number",
        ),
        pytest.param(
            [("plan-2024.md", {"supersedes": ("PLAN 2023",)}), ("budget-2023.md", {}), ("plan_2023-old.md", {})],
            ["budget-2023.md", "plan-2024.md"],
            id="the-same-kind-of-record",
        ),
        pytest.param(
            [("sleep-7-new.md", {"supersedes": ("#6",)}), ("sleep006-old.md", {})],
            ["sleep-7-new.md"],
            id="a-bare-number",
        ),
        pytest.param(
            [("0007-new.md", {"supersedes": ("6",)}), ("0006-a.md", {}), ("note-6-b.md", {})],
            ["0006-a.md", "0007-new.md", "note-6-b.md"],
            id="a-number-that-two-bear",
        ),
        *(
            pytest.param(
                [("new.md", {"supersedes": ("old.md",), "status": status}), ("old.md", {})],
                ["new.md", "old.md"],
                id=f"by-one-that-is-{status.split()[0].lower()}",
            )
            for status in ("draft", "Proposed (2026-11-02)", "deferred", "Rejected", "withdrawn")
        ),
        pytest.param(
            [("new.md", {"supersedes": ("old.md",), "status": "Accepted"}), ("old.md", {})],
            ["new.md"],
            id="by-one-that-is-accepted",
        ),
        pytest.param(
            [("old.md", {"superseded_by": ("new.md",), "status": "withdrawn"}), ("new.md", {})],
            ["new.md"],
            id="one-that-was-withdrawn-for-another",
        ),
    ],
)
def test_what_is_superseded_is_not_reached(documents, expected):
    ledger = ledger_of(*(told(path, **known) for path, known in documents))

    assert reached(ledger) == expected
    ledger.close()


def test_the_past_is_reached_when_asked_for():
    lapsed, future = Window(None, date(2025, 12, 31)), YEAR[2027]
    documents = [told("new.md", supersedes=("old.md",)), told("old.md"), told("lapsed.md", window=lapsed)]
    ledger = ledger_of(*documents, told("future.md", window=future), told("closed.md", rule=CLOSED))

    assert reached(ledger) == ["new.md"]
    assert reached(ledger, past=True) == ["lapsed.md", "new.md", "old.md"]
    ledger.close()


def test_a_link_holds_from_the_day_on_which_the_newer_document_takes_force():
    documents = [told("new.md", supersedes=("old.md",), window=YEAR[2026]), told("old.md", window=YEAR[2024])]
    ledger = ledger_of(*documents)

    assert [reached(ledger, day=date(year, 6, 1)) for year in (2023, 2025, 2026)] == [[], ["old.md"], ["new.md"]]
    ledger.close()


PATHS = ("a.md", "b.md", "x/a.md", "x/b.md")
TITLES = ("Plan", "plan", "Map")
names = st.lists(st.sampled_from((*PATHS, *TITLES, "../a.md", "gone.md")), max_size=2).map(tuple)
windows = st.sampled_from((Window(), *YEAR.values(), Window(None, date(2025, 6, 1))))
known = st.fixed_dictionaries(
    {
        "title": st.sampled_from(TITLES),
        "rule": st.sampled_from((OPEN, CLOSED, rule_for("hr", "legal"), OPEN.narrowed(frozenset({"hr"})))),
        "window": windows,
        "supersedes": names,
        "superseded_by": names,
        "status": st.sampled_from((None, "accepted", "proposed", "superseded")),
    }
)
histories = st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from(("one", "two")), known), min_size=1, max_size=7)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=histories, day=st.sampled_from((date(2024, 7, 1), date(2025, 7, 1), TODAY, date(2027, 7, 1))))
def test_scope_and_snapshot_are_those_of_a_ledger_without_what_is_forbidden(history, day):
    documents = [told(path, words, **facts) for path, words, facts in history]
    last = {document.id: document.metadata.rule for document in documents}
    whole = ledger_of(*documents)
    for caller in (ANYBODY, HR, Principal("lea", frozenset({"legal"}))):
        visible = ledger_of(*(document for document in documents if last[document.id].allows(caller)))

        assert whole.scope(caller, day) == visible.scope(caller, day)
        assert whole.superseded_scope(caller, day) == visible.superseded_scope(caller, day)
        assert whole.snapshot(caller) == visible.snapshot(caller)
        assert reached(whole, caller, day) == reached(visible, caller, day)
        visible.close()
    whole.close()


def test_reading_stays_fast_on_ten_thousand_passages():
    """Hold the order of growth, not the clock: a warm scope and 400 passages take few statements."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger.open(f"sqlite:///{Path(folder) / 'ledger.sqlite'}")
        lines = "\n".join(f"line {number}" for number in range(50))
        documents = [told(f"{number}.md", lines) for number in range(200)]
        staged = ledger.stock.stage(
            [Reading(each, reading_of(each, level="internal", extraction="1"), "internal") for each in documents],
            on=TODAY,
        )
        ledger.stock.publish(staged, on=TODAY)
        ids = [each.passage.id for each in ledger.stock.all_passages(staged[:8])]
        scope = ledger.scope(ANYBODY, TODAY)
        statements = statements_of(ledger, lambda: ledger.passages(ids, scope))
        warm = statements_of(ledger, lambda: ledger.scope(ANYBODY, TODAY))
        again = statements_of(ledger, lambda: ledger.snapshot(ANYBODY))

        assert len(ids) == 400
        assert (statements, warm, again) == (2, 1, 1)
        ledger.close()


def statements_of(ledger, call):
    """Return how many questions ``call`` puts to the database."""
    asked = []

    def note(_connection, _cursor, statement, *_):
        asked.append(statement)

    event.listen(ledger._database.engine, "before_cursor_execute", note)
    call()
    event.remove(ledger._database.engine, "before_cursor_execute", note)
    return sum(statement.startswith("SELECT") for statement in asked)

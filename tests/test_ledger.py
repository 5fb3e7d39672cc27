"""Documents go in staged, come out published, and are read back for one caller on one day: on SQLite and PostgreSQL."""

import sys
import threading
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import create_engine, inspect, text

from plainspoken.access import Principal, Rule, rule_for
from plainspoken.answers import Abstention, Answer, Citation, Claim, Kept, Passport, Removed
from plainspoken.conversations import Turn
from plainspoken.errors import ContinuedError, LedgerError, LockedError, NotFoundError, SettingsError
from plainspoken.ledger import (
    Conversation,
    Egress,
    Examined,
    Feedback,
    Ledger,
    Reading,
    Run,
    reading_of,
)
from plainspoken.passages import Hidden
from plainspoken.reading import view
from plainspoken.redacted import PrivateSpan
from plainspoken.remembered import Remembered
from plainspoken.validity import Window
from tests.databases import change
from tests.fakes import told

TODAY = date(2026, 11, 22)
LATER = date(2026, 12, 24)
ANYBODY = Principal()
HR = Principal("hedda", frozenset({"hr"}))
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TABLES = "passages, editions, texts, documents, vectors, conversations, answers, feedback, egress, runs, state"


def url_of(kind, request, folder):
    if kind == "sqlite":
        return f"sqlite:///{folder / 'ledger.sqlite'}"
    if kind == "memory":
        return "sqlite://"
    found = request.getfixturevalue("postgresql")
    change(found, f"DROP TABLE IF EXISTS {TABLES} CASCADE")
    return found


@pytest.fixture(params=["sqlite", "memory", "postgresql"])
def url(request, tmp_path):
    return url_of(request.param, request, tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def lasting(request, tmp_path):
    """Return the URL of a database that is found again."""
    return url_of(request.param, request, tmp_path)


@pytest.fixture
def ledger(url):
    opened = Ledger.open(url)
    yield opened
    opened.close()


def reading(document, level="internal"):
    return Reading(document, reading_of(document, level=level, extraction="1"), level, "inputs", "finder")


def publish(ledger, *documents, on=TODAY):
    """Publish documents, and bring the index's record up to date as the librarian does."""
    staged = ledger.stock.stage([reading(document) for document in documents], on=on)
    ledger.stock.publish(staged, on=on)
    stale = ledger.stock.dirty()
    ledger.stock.mark_indexed(stale)
    return staged


def texts(ledger, day=TODAY, caller=ANYBODY, *, past=False):
    """Return what ``caller`` can read on ``day``, of all passages that there are."""
    ids = [each.passage.id for each in ledger.stock.all_passages(sorted(ledger.stock.indexed()))]
    scope = (ledger.superseded_scope if past else ledger.scope)(caller, day)
    return sorted(each.passage.text for each in ledger.passages(ids, scope))


def test_documents_beyond_what_one_statement_may_name_are_read_and_retired(ledger):
    staged = publish(ledger, told("a.md"))
    document_id = ledger.editions()[0].document_id
    many = [*map(str, range(260_000)), document_id, document_id]

    assert ledger.stock.dirty(many) == ()
    assert ledger.stock.retire(many) == staged


def test_the_passages_that_were_read_last_are_remembered():
    remembered = Remembered(2)
    one, two, three = (object() for _ in range(3))
    remembered.add({"1": one, "2": two})
    remembered.known(["1"])
    remembered.add({"3": three})

    assert remembered.known(["1", "2", "3"]) == {"1": one, "3": three}


def test_what_names_a_document_of_that_path_goes_unless_it_means_that_of_another_corpus(ledger):
    publish(ledger, told("a.md", "Bread at six.", corpus="one"), told("a.md", "Soup at noon.", corpus="two"))
    publish(ledger, told("b.md", "Rolls.", corpus="one"))
    for number, quote in enumerate(["Bread at six.", "Soup at noon."]):
        about = {"reference": "x", "kind": "answerable", "answer": quote, "quotes": (("a.md", quote),)}
        ledger.keep_examined([examined(f"q{number}", about)])
    ledger.keep_examined([examined("q2", {"answer": "Rolls", "quotes": (("b.md", "Rolls."),)})])
    gone = [place for place in ledger.eraser.places() if place.corpus == "one"]
    ledger.eraser.drop(conversations=[], answers=[], documents=gone)

    assert [each.case_id for each in ledger.examined("s")] == ["q1"]


def examined(case_id, about):
    case = {"question": "When?", "answer": "", "principal": "", "as_of": TODAY}
    return Examined("s", case_id, "extractive", 0, NOON, **(case | about))


def test_a_ledger_keeps_its_identity_and_an_index_that_was_built_under_none_starts_over(ledger):
    ledger.stock.keep_note("index", "1 some-model")
    drawn = ledger.identity
    before = ledger.indexed()
    ledger.stock.keep_note("index", "1 some-model")

    assert len(drawn) == 8
    assert ledger.identity == drawn
    assert (before.is_unfilled, ledger.indexed().is_unfilled) == (True, False)


def test_a_staged_edition_is_seen_by_nobody_until_it_is_published(ledger):
    publish(ledger, told("a.md", "old"))
    staged = ledger.stock.stage([reading(told("a.md", "new"))], on=LATER)
    before = texts(ledger, LATER)
    without = ledger.scope(ANYBODY, LATER).without
    ledger.stock.publish(staged, on=LATER)

    assert before == ["old"]
    assert without == set(staged)
    assert texts(ledger, LATER) == ["new"]


def test_only_what_is_staged_can_be_published(ledger):
    published = publish(ledger, told("a.md"))

    with pytest.raises(LedgerError, match="nothing was published"):
        ledger.stock.publish(published, on=TODAY)


def test_several_documents_are_published_together_or_not_at_all(ledger):
    staged = ledger.stock.stage([reading(told("a.md", "a"))], on=TODAY)
    with pytest.raises(LedgerError):
        ledger.stock.publish([*staged, "0123456789abcdef"], on=TODAY)

    assert texts(ledger) == []


def day(month, number=1):
    return date(2026, month, number)


@pytest.mark.parametrize(
    ("windows", "expected"),
    [
        pytest.param([(3, None), (6, None)], {2: [], 3: ["0"], 5: ["0"], 6: ["1"]}, id="later-start-takes-over"),
        pytest.param([(3, None), (3, None)], {2: [], 3: ["1"], 12: ["1"]}, id="same-start-corrects"),
        pytest.param([(3, None), (1, None)], {1: ["1"], 3: ["1"]}, id="earlier-start-corrects"),
        pytest.param([(None, None), (6, None)], {1: ["0"], 5: ["0"], 6: ["1"]}, id="dated-follows-undated"),
        pytest.param([(3, None), (None, None)], {3: ["0"], 11: ["0"], 12: ["1"]}, id="undated-starts-when-published"),
        pytest.param([(None, None), (None, None)], {3: ["0"], 11: ["0"], 12: ["1"]}, id="both-undated"),
        pytest.param([(1, 3), (6, None)], {2: ["0"], 4: [], 6: ["1"]}, id="a-gap-stays-a-gap"),
        pytest.param([(1, None), (6, None), (4, None)], {3: ["0"], 4: ["2"], 6: ["2"]}, id="third-corrects-second"),
        pytest.param([(1, None), (6, None), (9, None)], {3: ["0"], 7: ["1"], 9: ["2"]}, id="three-in-a-row"),
    ],
)
def test_an_edition_lasts_until_the_next_takes_over(ledger, windows, expected):
    for number, (first, last) in enumerate(windows):
        window = Window(first and day(first), last and day(last, 28))
        publish(ledger, told("a.md", str(number), window=window), on=TODAY if number == 0 else day(12))

    assert {month: texts(ledger, day(month, 15)) for month in expected} == expected


@pytest.mark.parametrize(
    ("windows", "inferred", "expected"),
    [
        pytest.param([(None, None)], [], [False], id="undated"),
        pytest.param([(3, None), (6, None)], [], [False, False], id="both-declared"),
        pytest.param([(3, None), (None, None)], [], [True, True], id="undated-follows-and-ends-the-one-before"),
        pytest.param([(3, 5), (None, None)], [], [False, True], id="an-end-of-its-own-stands"),
        pytest.param([(None, None), (6, None)], [], [False, False], id="ended-by-a-declared-day"),
        pytest.param([(3, None), (6, None)], [1], [True, True], id="ended-by-an-inferred-day"),
        pytest.param([(3, None), (6, None)], [0], [True, False], id="inferred-itself"),
        pytest.param([(1, None), (3, None), (None, None)], [], [False, True, True], id="three-in-a-row"),
    ],
)
def test_days_that_only_publication_or_inference_tells_are_marked(ledger, windows, inferred, expected):
    for number, (first, last) in enumerate(windows):
        window = Window(first and day(first), last and day(last, 28))
        guessed = frozenset({"valid_from"} if number in inferred else ())
        document = told("a.md", str(number), window=window, inferred=guessed)
        publish(ledger, document, on=TODAY if number == 0 else day(12))

    assert [each.dates_inferred for each in ledger.editions(current_only=False)] == expected


def test_a_new_reading_of_the_metadata_is_a_new_edition_of_the_same_version(ledger):
    publish(ledger, told("a.md", owner="Ada"))
    publish(ledger, told("a.md", owner="Bo"), on=LATER)

    old, new = ledger.editions(current_only=False)
    assert (old.owner, old.current) == ("Ada", False)
    assert (new.owner, new.current) == ("Bo", True)
    assert old.version == new.version
    assert old.window.last == date(2026, 12, 23)


def test_text_that_returns_is_in_force_again_and_its_first_time_is_not_forgotten(ledger):
    for number, words in enumerate(["first", "second", "first"]):
        publish(ledger, told("a.md", words), on=date(2026, 1 + number, 1))

    assert [texts(ledger, date(2026, month, 15)) for month in (1, 2, 3)] == [["first"], ["second"], ["first"]]
    assert len({edition.id for edition in ledger.editions(current_only=False)}) == 3


def test_text_that_returns_again_after_its_first_time_expired_takes_nobodys_place(ledger):
    first, *_ = (publish(ledger, told("a.md", words), on=day(n + 1))[0] for n, words in enumerate(["a", "b", "a"]))
    ledger.stock.drop([first])
    for number, words in enumerate(["c", "a"]):
        publish(ledger, told("a.md", words), on=day(4 + number))

    assert [texts(ledger, day(month, 15)) for month in (2, 3, 4, 5)] == [["b"], ["a"], ["c"], ["a"]]


def test_the_current_rule_governs_older_editions(ledger):
    publish(ledger, told("a.md", "open", window=Window(day(1))))
    publish(ledger, told("a.md", "closed", window=Window(day(6)), rule=rule_for("hr")))

    assert texts(ledger, day(3)) == []
    assert texts(ledger, day(3), HR) == ["open"]


def test_a_rule_that_opens_leaves_restricted_passages_closed(ledger):
    def salaries(rule):
        document = told("a.md", "Pay: 100\nRoom: 7", window=Window(day(1)), rule=rule, restricted={"pay": ("hr",)})
        pay, room = document.passages
        return replace(
            document,
            passages=(replace(pay, rule=rule.narrowed(frozenset({"hr"}))), room),
            hidden=(Hidden(5, 8, ("hr",)),),
        )

    publish(ledger, salaries(rule_for("hr")))
    publish(
        ledger,
        replace(
            salaries(rule_for("everyone")),
            metadata=replace(salaries(rule_for("everyone")).metadata, window=Window(day(6))),
        ),
    )

    assert texts(ledger, day(3)) == texts(ledger, day(7)) == ["Room: 7"]
    assert texts(ledger, day(3), HR) == ["Pay: 100", "Room: 7"]


def test_a_restriction_that_is_new_closes_older_editions_whole(ledger):
    publish(ledger, told("a.md", "Pay: 100", window=Window(day(1))))
    publish(ledger, told("a.md", "Pay: see HR", window=Window(day(6)), restricted={"pay": ("hr",)}))
    version = ledger.editions(current_only=False)[0].version

    assert texts(ledger, day(3)) == []
    assert texts(ledger, day(3), HR) == ["Pay: 100"]
    assert ledger.document(told("a.md").id, version).hidden == (Hidden(0, 8, ("hr",)),)


def test_what_a_new_restriction_may_mean_of_an_older_title_or_owner_is_not_told(ledger):
    old = {"title": "The plan of Mara", "owner": "Mara Vey", "status": "draft", "window": Window(day(1))}
    publish(ledger, told("a.md", "Old.", **old))
    new = {"title": "The plan", "owner": None, "restricted": {"owner": ("hr",), "valid_from": ("hr",)}}
    publish(ledger, told("a.md", "New.", **new), on=day(6))
    version = ledger.editions(current_only=False)[0].version

    for shown in (ledger.editions(current_only=False)[0], ledger.document(told("a.md").id, version).edition):
        assert (shown.title, shown.owner, shown.status, shown.window.first) == ("The plan", None, None, None)
    assert texts(ledger, day(3), HR) == ["Old."]


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        pytest.param({"hr"}, "█" * 9, id="in-one"),
        pytest.param({"board"}, "█" * 9, id="in-the-other"),
        pytest.param({"hr", "board"}, "Sum: 9100", id="in-both"),
    ],
)
def test_two_restrictions_that_are_new_must_both_be_met_to_read_an_older_text(ledger, groups, expected):
    publish(ledger, told("a.md", "Sum: 9100", window=Window(day(1))))
    restricted = {"bonus": ("board",), "salary": ("hr",)}
    publish(ledger, told("a.md", "Sum: see HR", window=Window(day(6)), restricted=restricted))
    version = ledger.editions(current_only=False)[0].version

    assert view(ledger, told("a.md").id, Principal("p", frozenset(groups)), version).text == expected


@pytest.mark.parametrize(
    ("before", "today", "callers", "is_overtaken"),
    [
        pytest.param("everyone", ("hr",), [HR], True, id="closed"),
        pytest.param("hr", ("board",), [], True, id="others"),
        pytest.param("hr", (), [], True, id="nobody"),
        pytest.param("hr", ("hr", "board"), [HR], True, id="more-see-it-once-it-is-ingested"),
        pytest.param("hr", ("everyone",), [HR], True, id="everyone-sees-it-once-it-is-ingested"),
        pytest.param("hr", ("hr",), [HR], False, id="the-same"),
    ],
)
def test_a_corpus_that_is_closed_by_default_today_is_closed_at_once(lasting, before, today, callers, is_overtaken):
    first = Ledger.open(lasting)
    own = told("own.md", "Own.", rule=rule_for("everyone"))
    publish(first, told("a.md", "Words.", rule=rule_for(before), inferred=frozenset({"access"})), own)
    first.close()
    ledger = Ledger.open(lasting, lambda _: today)
    seen = {caller: {each.path for each in ledger.editions(caller)} for caller in (ANYBODY, HR)}
    unindexed = {caller: texts(ledger, caller=caller) for caller in (ANYBODY, HR)}
    ledger.stock.mark_indexed(ledger.stock.dirty())
    found = {caller: texts(ledger, caller=caller) for caller in (ANYBODY, HR)}
    overtaken = ledger.overtaken()
    ledger.close()

    assert [caller for caller in (ANYBODY, HR) if "a.md" in seen[caller]] == callers
    assert [caller for caller in (ANYBODY, HR) if "Words." in found[caller]] == callers
    assert all("Words." not in unindexed[caller] for caller in (ANYBODY, HR) if caller not in callers)
    assert all("Own." in found[caller] for caller in (ANYBODY, HR))
    assert overtaken == (("notes",) if is_overtaken else ())


def test_a_document_without_a_rule_is_seen_by_nobody_even_where_a_passage_names_a_group(ledger):
    document = told("a.md", "Pay: 100", rule=Rule())
    narrowed = replace(document.passages[0], rule=rule_for("hr"))
    publish(ledger, replace(document, passages=(narrowed,)))

    assert texts(ledger, caller=HR) == []


def test_points_that_say_something_else_than_the_ledger_are_left_out_until_they_are_mended(ledger):
    first = publish(ledger, told("a.md", "one", window=Window(day(1))))
    staged = ledger.stock.stage([reading(told("a.md", "two", window=Window(day(6))))], on=TODAY)
    ledger.stock.publish(staged, on=TODAY)
    dirty, while_dirty = ledger.stock.dirty(), texts(ledger, day(3))
    ledger.stock.mark_indexed(dirty)

    assert dirty == first
    assert while_dirty == []
    assert texts(ledger, day(3)) == ["one"]


def test_passages_come_in_the_order_asked_for_and_unknown_ones_are_dropped(ledger):
    publish(ledger, told("a.md", "one\ntwo\nthree"))
    one, two, three = [each.passage.id for each in ledger.stock.all_passages(ledger.stock.indexable())]

    found = ledger.passages([three, "0" * 32, one, two], ledger.scope(ANYBODY, TODAY))
    assert [each.passage.text for each in found] == ["three", "one", "two"]
    assert {each.score for each in found} == {0.0}


def test_a_passage_outside_the_scope_is_not_read_even_if_the_index_offers_it(ledger):
    publish(ledger, told("a.md", "for hr", rule=rule_for("hr")), told("b.md", "for all"))
    ids = [each.passage.id for each in ledger.stock.all_passages(ledger.stock.indexable())]
    seen_before = ledger.passages(ids, ledger.scope(HR, TODAY))

    assert len(seen_before) == 2
    assert [each.passage.text for each in ledger.passages(ids, ledger.scope(ANYBODY, TODAY))] == ["for all"]
    assert ledger.passages(ids, ledger.scope(ANYBODY, TODAY, ["elsewhere"])) == []


def test_text_comes_back_to_the_last_code_point(ledger):
    words = "a\0b\r\n\ufeff naïve 🙂 \x1b"
    document = told("a.md", words, title="T\0")
    passage = replace(document.passages[0], text=words, end=len(words), spans=(PrivateSpan(0, 1, "PERSON", 0.5),))
    publish(ledger, replace(document, passages=(passage,)))

    assert ledger.document(document.id).text == words
    assert ledger.stock.all_passages(ledger.stock.indexable())[0].passage.spans == passage.spans
    assert texts(ledger) == [words]


def test_a_document_is_read_by_version_newest_edition_first(ledger):
    publish(ledger, told("a.md", "one", owner="Ada"))
    publish(ledger, told("a.md", "two"), on=LATER)
    old = told("a.md", "one")

    assert ledger.document(old.id).text == "two"
    assert ledger.document(old.id, old.version).text == "one"
    with pytest.raises(NotFoundError):
        ledger.document(old.id, "sha256:0")


def test_a_retired_document_is_gone_at_once_and_dropped_without_an_orphan(ledger):
    publish(ledger, told("a.md", "one"), told("b.md", "one"))
    publish(ledger, told("a.md", "two"), on=LATER)
    editions = ledger.stock.retire([told("a.md").id])
    seen, known = texts(ledger, LATER), [each.path for each in ledger.stock.known("notes")]
    ledger.stock.drop(editions)

    assert seen == ["one"]
    assert known == ["b.md"]
    assert ledger.stock.unpublished() == ()
    assert counts(ledger) == {"documents": 1, "editions": 1, "texts": 1, "passages": 1}


def counts(ledger):
    with ledger._database.reading() as connection:
        tables = ("documents", "editions", "texts", "passages")
        return {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) for name in tables}  # noqa: S608  # our names


def test_a_snapshot_changes_with_what_the_caller_may_see_and_with_nothing_else(ledger):
    publish(ledger, told("a.md"))
    before, before_hr = ledger.snapshot(ANYBODY), ledger.snapshot(HR)
    publish(ledger, told("b.md", rule=rule_for("hr")))

    assert before.startswith("sha256:")
    assert before == before_hr
    assert ledger.snapshot(ANYBODY) == before
    assert ledger.snapshot(HR) != before
    assert ledger.snapshot(ANYBODY, ["elsewhere"]) != before


def test_what_the_librarian_knows_tells_private_things_once_and_whether_they_were_looked_for(ledger):
    document = told("a.md", "Ada and Bo")
    whole = replace(document.passages[0], spans=(PrivateSpan(0, 3, "PERSON"), PrivateSpan(8, 10, "PERSON")))
    part = replace(whole, id="0" * 32, end=3, text="Ada", spans=(PrivateSpan(0, 3, "PERSON"),))
    unseen = told("b.md")
    publish(
        ledger,
        replace(document, passages=(whole, part)),
        replace(unseen, passages=(replace(unseen.passages[0], spans=None),)),
    )

    first, second = ledger.stock.known("notes")
    assert (first.private, first.evaluated) == ({"PERSON": 2}, True)
    assert (second.private, second.evaluated) == ({}, False)
    assert ledger.stock.unscanned("finder") == (second.edition_id,)


def test_vectors_are_kept_by_model_and_content(ledger):
    ledger.stock.keep_vectors("m", {"a": b"1", "b": b"2"})
    ledger.stock.keep_vectors("m", {"a": b"ignored"})

    assert ledger.stock.vectors("m", ["a", "b", "c"]) == {"a": b"1", "b": b"2"}
    assert ledger.stock.vectors("other", ["a"]) == {}


def test_a_conversation_that_goes_on_in_two_places_keeps_only_the_first(ledger):
    first, second, third, fourth = (Kept(replace(an_answer(), id=f"ans_{n}"), "ana", "", (), NOON) for n in range(4))
    ledger.keep_answer(first, Conversation("c", "ana", b"0", (Turn("q", "a"),)))
    now = ledger.conversation("c")
    ledger.keep_answer(second, replace(now, sealed=b"1"))

    assert (now.revision, now.turns) == (1, (Turn("q", "a"),))
    with pytest.raises(ContinuedError):
        ledger.keep_answer(third, replace(now, sealed=b"2"))
    with pytest.raises(ContinuedError):
        ledger.keep_answer(fourth, Conversation("c", "bo", b"3"))
    assert ledger.answer("ans_2") is ledger.answer("ans_3") is None
    assert ledger.conversation("c").sealed == b"1"
    assert ledger.conversation("other") is None


def an_answer():
    cited = Citation(1, "a.md", "d", "sha256:1", "T", "S", None, "q", 0, 1, None, day(1), None, True)
    return Answer(
        id="ans_1", question="<PERSON_1>?", status="answered", path="llm", text="Yes [1].", audience="sponsor",
        as_of=TODAY, claims=(Claim("Yes", (1,), "supported", 0.9),), citations=(cited,),
        abstention=Abstention("no_evidence", "x", (cited,), "Ada"), removed=(Removed("No", "unproven"),),
        sent={"PERSON": 1}, restored={}, notice="n",
        passport=Passport("sha256:2", "m", "p", "c", "s", 7, ("x",), {"total": 3}, ("llm",)), conversation="c",
    )  # fmt: skip


def test_an_answer_comes_back_as_it_was_kept(ledger):
    kept = Kept(replace(an_answer(), candidates=(an_answer(),)), "ana", "key", (("system", "s\0"), ("user", "u")), NOON)
    ledger.keep_answer(kept)

    assert ledger.answer("ans_1") == kept
    assert ledger.cached("key") == kept
    assert ledger.cached("other") is ledger.answer("other") is None


def test_a_candidate_is_found_by_its_own_id_and_its_feedback_goes_with_the_answer(ledger):
    whole = replace(an_answer(), id="ans_a1", conversation="own")
    other = replace(an_answer(), id="ans_a1_1", text="Or no [1].")
    ledger.keep_answer(Kept(replace(whole, candidates=(other,)), "ana", "key", (), NOON, candidates=1))
    for number, answer_id in enumerate(["ans_a1", "ans_a1_1", "ans_b2"]):
        ledger.keep_feedback(Feedback(f"f{number}", answer_id, "ana", "down", NOON, "", "", ""))

    found = ledger.answer("ans_a1_1")
    assert (found.answer, found.principal) == (replace(other, conversation="own"), "ana")
    assert ledger.answer("ans_a1_2") is ledger.answer("ans_a1_0") is None
    ledger.eraser.drop(conversations=(), answers=["ans_a1"])
    assert [each.answer_id for each in ledger.feedback()] == ["ans_b2"]


def test_the_newest_answer_is_the_cached_one(ledger):
    for number in (2, 3, 1):
        answer = replace(an_answer(), id=f"ans_{number}")
        ledger.keep_answer(Kept(answer, "ana", "key", (), NOON.replace(hour=number)))

    assert ledger.cached("key").answer.id == "ans_3"


def test_feedback_egress_and_runs_are_kept_in_order(ledger):
    feedback = Feedback("f1", "ans_1", "ana", "down", NOON, "wrong", "it\0s", "seven")
    run = Run("r1", "eval", NOON, {"seed": "7"}, {"ndcg@10": 0.5})
    ledger.keep_feedback(feedback)
    ledger.keep_egress(Egress(NOON, "m", {"PERSON": 2}, "ans_1"))
    ledger.keep_run(run)

    assert ledger.feedback() == ledger.feedback("ans_1") == (feedback,)
    assert ledger.feedback("other") == ()
    assert ledger.egress() == (Egress(NOON, "m", {"PERSON": 2}, "ans_1"),)
    assert ledger.runs("eval") == (run,)


def test_what_was_sent_for_ones_own_answers_is_found_for_their_candidates_too(ledger):
    for name in ("ana", "ben"):
        ledger.keep_answer(Kept(replace(an_answer(), id=f"ans_{name}"), name, "", (), NOON))
    sent = [Egress(NOON, "m", {}, answer_id) for answer_id in ("ans_ana", "ans_ben", "", "ans_ana_1", "ans_gone")]
    for each in sent:
        ledger.keep_egress(each)

    assert ledger.egress(Principal("ana")) == (sent[0], sent[3])
    assert ledger.egress() == tuple(sent)


def test_a_postgresql_without_its_driver_is_told_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(SettingsError, match=r"needs the PostgreSQL driver; nothing was opened: .*'\.\[postgres\]'"):
        Ledger.open("postgresql://ada:hunter2@h/x")


def test_a_reader_in_another_process_sees_each_round_at_once(lasting):
    writer, reader = Ledger.open(lasting), Ledger.open(lasting)
    publish(writer, told("a.md", "one"))
    first = texts(reader)
    publish(writer, told("b.md", "two"))

    assert first == ["one"]
    assert texts(reader) == ["one", "two"]
    writer.close()
    reader.close()


def test_readers_see_whole_publications_while_one_writes(ledger):
    seen, failures, over = set(), [], threading.Event()

    def read():
        while not over.is_set():
            try:
                ids = [each.passage.id for each in ledger.stock.all_passages(ledger.stock.indexable())]
                seen.add(tuple(each.passage.text for each in ledger.passages(ids, ledger.scope(ANYBODY, day(11)))))
            except Exception as error:  # noqa: BLE001  # whatever it is, the test shall name it
                failures.append(error)

    publish(ledger, told("a.md", "0", window=Window(day(1))), told("b.md", "0", window=Window(day(1))))
    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(1, 8):
        window = Window(day(1))
        publish(ledger, told("a.md", str(number), window=window), told("b.md", str(number), window=window))
    over.set()
    for reader in readers:
        reader.join()

    assert failures == []
    assert all(len(set(found)) <= 1 for found in seen)


def test_one_ingests_at_a_time(lasting):
    first, second = Ledger.open(lasting), Ledger.open(lasting)
    with first.stock.held(), pytest.raises(LockedError), second.stock.held(0.2):
        pass
    with second.stock.held(0.2):
        pass
    first.close()
    second.close()


def test_a_newer_ledger_is_not_opened(lasting):
    Ledger.open(lasting).close()
    change(lasting, "UPDATE state SET number = number + 1 WHERE name = 'schema'")

    with pytest.raises(LedgerError, match="update plainspoken"):
        Ledger.open(lasting)


def test_a_ledger_of_version_1_is_brought_up_to_date_with_what_it_holds(lasting):
    ledger = Ledger.open(lasting)
    publish(ledger, told("a.md", "one"))
    whole = shape(lasting)
    ledger.close()
    for statement in (
        "DROP INDEX passages_by_place",
        "DROP INDEX answers_by_cache_key",
        "DROP TABLE examined",
        "DROP TABLE reviews",
        "ALTER TABLE passages DROP COLUMN torn",
        "ALTER TABLE passages DROP COLUMN beside",
        "UPDATE state SET number = 1 WHERE name = 'schema'",
    ):
        change(lasting, statement)

    older = shape(lasting)
    ledger = Ledger.open(lasting)
    assert texts(ledger) == ["one"]
    assert older != shape(lasting) == whole
    ledger.close()


def shape(url):
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    seen = inspect(engine)
    found = {
        name: (
            [(column["name"], str(column["type"])) for column in seen.get_columns(name)],
            sorted(index["name"] for index in seen.get_indexes(name)),
        )
        for name in sorted(seen.get_table_names())
    }
    engine.dispose()
    return found


def test_a_file_that_cannot_be_opened_is_a_ledger_error():
    with pytest.raises(LedgerError, match="nothing was"):
        Ledger.open("sqlite:////nowhere/at/all/ledger.sqlite")


@pytest.mark.parametrize(
    ("bad", "shown"),
    [
        pytest.param("nonsense", "nonsense", id="no-url"),
        pytest.param("foo://x", "foo://x", id="no-such-database"),
        pytest.param("mysql+nothing://x/y", "mysql+nothing://x/y", id="no-such-driver"),
        pytest.param("foo://ada:hun@ter2@h/x?password=hunter2", "foo://…@h/x?…", id="with-passwords"),
        pytest.param("postgresql://ada:hunter2@h:port/x", "postgresql://…@h:port/x", id="no-port"),
    ],
)
def test_a_url_that_names_no_database_is_a_wrong_setting_told_without_its_password(bad, shown):
    with pytest.raises(SettingsError) as refused:
        Ledger.open(bad)

    assert str(refused.value).startswith(f"ledger.url = {shown!r} is not allowed; allowed: sqlite:///")
    assert "ter2" not in str(refused.value)


def test_a_file_that_is_no_ledger_is_named_and_left_as_it_is(tmp_path):
    path = tmp_path / "ledger.sqlite"
    path.write_text("these are no tables " * 100)

    with pytest.raises(LedgerError, match=r"ledger\.sqlite"):
        Ledger.open(f"sqlite:///{path}")
    assert path.read_text().startswith("these are no tables")

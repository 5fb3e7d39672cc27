"""Asking real questions of real engines, and what must hold whatever is asked."""

import shutil
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from plainspoken.access import Principal
from plainspoken.archive import Archive
from plainspoken.assistant import Assistant
from plainspoken.conversations import Question, Turn
from plainspoken.errors import NotFoundError, UnavailableError
from plainspoken.ledger import FILLED, INDEX, UNFILLED
from plainspoken.librarian import Corpus, Terms, keep, tend
from plainspoken.settings import load
from plainspoken.wiring import Engines
from tests.conftest import DAY, open_assistant
from tests.fakes import Manners, model_server

RECALL = "What was the recall of the Brook model?"
RETRAINED = {
    "plan": "The Brook model is retrained every Tuesday night.",
    "note": "We retrain the Brook model once a week, in the night to Wednesday, when the shops are shut.",
    "talk": "Retraining of the Brook model takes place weekly and lasts an hour.",
    "mail": "The Brook model is retrained each week on what the shops sent back.",
    "log": "The Brook model was retrained on 3, 10 and 17 November 2026.",
    "rule": "The Brook model may be retrained at most once in seven days.",
}
FINANCE = Principal("ana", frozenset({"finance"}))
HR = Principal("hedda", frozenset({"hr"}))


@pytest.fixture
def retrained(tmp_path):
    """Return a home whose documents all say one thing."""
    (tmp_path / "docs").mkdir()
    for name, text in RETRAINED.items():
        (tmp_path / "docs" / f"{name}.md").write_text(f"# Brook {name}\n\n{text}\n", encoding="utf-8")
    engines = Engines(load(None, {"home": tmp_path / "home"}))
    keep([tmp_path / "docs"], corpus=Corpus("default"), engines=engines, on=DAY)
    engines.close()
    return tmp_path / "home"


def bytes_of(answer):
    """Return what must be equal between two answers to the same question."""
    passport = replace(answer.passport, timings_ms={})
    return replace(answer, id="", path="", conversation="", passport=passport)


def test_every_quote_is_the_documents_own_words(assistant):
    answer = assistant.ask(Question(RECALL, DAY))

    assert answer.status == "answered"
    assert "0.83" in answer.text
    for citation in answer.citations:
        text = assistant.document(citation.document_id, Principal(), citation.version).text
        assert text[citation.start : citation.end] == citation.quote


def test_what_an_answer_was_made_from_are_the_passages_of_its_passport_for_whoever_asked(assistant):
    first = assistant.ask(Question(RECALL, DAY, conversation="conv_given"))
    answer = assistant.ask(Question("And how often is it retrained?", DAY, conversation="conv_given"))
    given = assistant.given(answer.id, Principal())

    assert given
    assert [each.passage.id for each in given] == list(answer.passport.passages) != list(first.passport.passages)
    with pytest.raises(NotFoundError):
        assistant.given(answer.id, FINANCE)


def test_the_text_is_the_claims_with_their_markers_and_nothing_else(assistant):
    answer = assistant.ask(Question(RECALL, DAY))

    bare = answer.text
    for citation in answer.citations:
        bare = bare.replace(f" [{citation.n}]", "").replace(f"[{citation.n}]", "")
    assert bare == " ".join(claim.text for claim in answer.claims)
    assert all(claim.verdict == "supported" and claim.citations for claim in answer.claims)


def test_the_same_question_has_the_same_bytes_and_comes_from_the_cache(assistant):
    first, second = (assistant.ask(Question("How often is Brook retrained?", DAY)) for _ in range(2))

    assert second.path == "cache"
    assert bytes_of(first) == bytes_of(second)


def kept_of(home, answer):
    """Return the conversation of an answer as it is kept, and every form of what is private in it."""
    with closing(Engines(load(None, {"home": home}))) as engines:
        archive = Archive(engines)
        talk = archive.talk(answer.conversation, Principal())
        issued, _ = archive.told(talk)
    return talk, {form.text for entry in issued.entries for form in entry.forms}


@pytest.mark.parametrize("again", ["cached", "replayed"])
def test_what_a_later_turn_told_is_not_handed_on_with_an_earlier_answer(home, again):
    assistant = open_assistant(home)
    owner = Question("Who owns the Brook model and answers questions about it?", DAY, conversation=f"{again}-one")
    first = assistant.ask(owner)
    later = assistant.ask(replace(owner, text="Does Nadia Novak know how often the Brook model is retrained?"))
    if again == "cached":
        other = assistant.ask(replace(owner, conversation=f"{again}-two"))
        follow_up = assistant.ask(
            replace(owner, text="Does Nadia know what the recall of Brook was?", conversation=f"{again}-two")
        )
        shown = assistant.answer(other.id, Principal())
    else:
        _, other = assistant.replay(first.id, Principal())
        follow_up, shown = other, other
    assistant.close()
    (talk, _), (_, told), (turns, seen) = (kept_of(home, each) for each in (first, later, follow_up))

    assert (other.path == "cache") is (again == "cached")
    assert other.text == first.text == shown.text
    assert "Ilse Marchetti" in first.text
    assert "Nadia Novak" in told
    assert not any("Novak" in form for form in seen)
    assert ("Nadia" in seen) is (again == "cached")
    assert turns.turns[0] == talk.turns[0]
    assert talk.turns[0].corpora == ("default",)


@pytest.fixture
def noted(home):
    """Note something of the index, and put back what was noted when the test is over."""
    engines = Engines(load(None, {"home": home}))
    stock = engines.ledger.stock
    before = {name: stock.note(name) for name in (INDEX, FILLED)}
    yield lambda **notes: [stock.keep_note(name, words) for name, words in notes.items()]
    for name, words in before.items():
        stock.keep_note(name, words)
    engines.close()


def test_what_is_answered_while_points_are_out_of_date_is_not_kept_for_later(assistant, noted):
    asked = Question("Since when has the Brook card been in force?", DAY)
    noted(index="")
    paths = [assistant.ask(asked).path for _ in range(2)]

    assert "cache" not in paths


@pytest.mark.parametrize(
    ("notes", "said"),
    [
        pytest.param({"index": "", "filled": UNFILLED}, "cut short", id="emptied and not filled"),
        pytest.param({"index": "1 another"}, "another embedding model", id="another model"),
        pytest.param({"index": "", "filled": "1 another"}, "another embedding model", id="another model, out of date"),
    ],
)
def test_an_index_that_lacks_passages_says_so_and_not_that_there_is_no_evidence(assistant, noted, notes, said):
    noted(**notes)
    with pytest.raises(UnavailableError, match=said):
        assistant.ask(Question("Who owns the index?", DAY))


def test_an_index_that_lost_its_passages_says_so_until_it_is_ingested_again(retrained, tmp_path):
    asked = Question("How often is the Brook model retrained?", DAY)
    shutil.rmtree(retrained / "index")
    engines = Engines(load(None, {"home": retrained}))
    with pytest.raises(UnavailableError, match="holds 0 of 6 passages"):
        Assistant(engines).ask(asked)
    with pytest.raises(UnavailableError, match="holds 0 of 6 passages"):
        engines.count_index()
    keep([tmp_path / "docs"], corpus=Corpus("default"), engines=engines, on=DAY)
    answer = Assistant(engines).ask(asked)
    engines.close()

    assert answer.status == "answered"


def test_a_default_access_that_is_narrower_today_holds_before_the_next_ingest(retrained):
    asked = Question("How often is the Brook model retrained?", DAY)
    settings = load(None, {"home": retrained}, environ={"PLAINSPOKEN_CORPORA__DEFAULT__ACCESS": "hr"})
    engines = Engines(settings)
    assistant = Assistant(engines)
    anybodys = assistant.ask(asked)
    listed = assistant.documents(Principal())
    tend(engines, Terms())
    answers = [assistant.ask(replace(asked, principal=each)) for each in (Principal(), HR)]
    remarks = assistant.remarks()
    engines.close()

    assert (anybodys.status, listed) == ("abstained", ())
    assert [each.status for each in answers] == ["abstained", "answered"]
    assert "corpora.default.access" in remarks[0]


def test_the_empty_name_is_no_corpus_and_not_all_of_them(assistant):
    def found(corpus):
        return assistant.search(RECALL, principal=Principal(), corpus=corpus, as_of=DAY, limit=3)

    assert found(None)
    assert found("default")
    assert not found("")


def test_an_answer_follows_the_calendar(assistant):
    asked = "How often does retraining happen?"

    assert "every week" in assistant.ask(Question(asked, DAY)).text
    assert "once a quarter" in assistant.ask(Question(asked, date(2025, 6, 1))).text


def test_what_is_forbidden_reads_as_if_it_did_not_exist(assistant, documents, tmp_path):
    folder = tmp_path / documents.name
    folder.mkdir()
    for path in documents.iterdir():
        if path.name != "budget.md":
            (folder / path.name).write_bytes(path.read_bytes())
    engines = Engines(load(None, {"home": tmp_path / "home"}))
    keep([folder], corpus=Corpus("default"), engines=engines, on=DAY)
    engines.close()
    without = open_assistant(tmp_path / "home")

    for text in ("How much may the Brook project spend in 2027?", RECALL, "Who owns the Brook model?"):
        assert bytes_of(assistant.ask(Question(text, DAY))) == bytes_of(without.ask(Question(text, DAY)))
    assert "48,200" in assistant.ask(Question("How much may the Brook project spend in 2027?", DAY, FINANCE)).text
    without.close()


PAY = """---
restricted: {salary: [hr]}
---
# Pay

Salary: 81,250

Tove Lund earns 81,250 euros a year. Tove Lund leads the night shift.
The night shift bakes rye bread from ten to four. The morning shift sells it.

| Name | Salary | Shift |
|---|---|---|
| Runa Dahl | 64,300 | morning |
"""


def test_a_statement_of_which_a_part_is_cut_out_is_no_answer(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "pay.md").write_text(PAY, encoding="utf-8")
    engines = Engines(load(None, {"home": tmp_path / "home"}))
    keep([tmp_path / "docs"], corpus=Corpus("default"), engines=engines, on=DAY)
    engines.close()
    opened = open_assistant(tmp_path / "home")
    asked = ("What does Tove Lund earn?", "What is the salary of Runa Dahl?", "Who leads the night shift?")
    told, to_hr = ([opened.ask(Question(text, DAY, caller)).text for text in asked] for caller in (Principal(), HR))
    opened.close()

    assert not any(stump in text for text in told for stump in ("earns", "Runa", "Salary"))
    assert "Tove Lund leads the night shift" in told[2]
    assert "81,250" in to_hr[0]
    assert "64,300" in to_hr[1]


def test_somebody_elses_answer_does_not_exist(assistant):
    answer = assistant.ask(Question(RECALL, DAY, FINANCE))

    assert bytes_of(assistant.answer(answer.id, FINANCE)) == bytes_of(answer)
    with pytest.raises(NotFoundError):
        assistant.answer(answer.id, Principal())


def test_a_model_sees_no_name_and_the_asker_gets_it_back(home):
    with model_server(["<PERSON_1> owns the Brook model [1]."]) as server:
        assistant = open_assistant(home, model="openai/stub", api_base=f"{server.url}")
        answer = assistant.ask(Question("Who owns the Brook model and answers questions?", DAY))
        assistant.close()

    assert answer.path == "llm"
    assert "Ilse Marchetti owns the Brook model" in answer.text
    assert answer.sent["PERSON"] >= 1
    assert answer.restored == {"PERSON": 1}
    assert "Ilse" not in str(server.requests)
    assert "brook.example" not in str(server.requests)


@pytest.mark.parametrize(
    ("pieces", "manners", "said"),
    [
        pytest.param(["The recall was 0.91 [1]."], Manners(), "survived", id="a wrong number"),
        pytest.param(["The recall was 0.83."], Manners(), "survived", id="no marker"),
        pytest.param(["x"], Manners(status=500), "failed", id="an error"),
        pytest.param(["The "], Manners(pause=0.3, endless=True), "llm: timed out after 4.0 s", id="a drip"),
        pytest.param(["x"], Manners(hang=9), "llm: timed out after 4.0 s", id="a hang"),
    ],
)
def test_a_failing_model_falls_to_the_extract_and_the_passport_says_so(home, pieces, manners, said):
    with model_server(pieces, manners) as server:
        assistant = open_assistant(home, model="openai/stub", api_base=server.url, deadline_s=4)
        answer = assistant.ask(Question(RECALL, DAY))
        assistant.close()

    assert (answer.status, answer.path) == ("answered", "extractive")
    assert "0.83" in answer.text
    assert "0.91" not in answer.text
    assert said in answer.passport.ladder[0]
    assert answer.passport.ladder[-1] == "extractive"


def test_all_alternatives_together_have_the_one_deadline(retrained):
    with model_server(["x"], Manners(hang=9)) as server:
        assistant = open_assistant(retrained, model="openai/stub", api_base=server.url, deadline_s=1)
        answer = assistant.ask(Question("How often is the Brook model retrained?", DAY, candidates=2))
        assistant.close()

    assert answer.passport.ladder == ("llm: timed out after 1.0 s", "extractive")
    assert answer.candidates
    for other in answer.candidates:
        assert other.passport.ladder == ("llm: no time was left; nothing was sent", "extractive")
    assert len(server.requests) == 1


def test_what_a_model_was_sent_is_told_even_when_its_reply_came_to_nothing(home):
    with model_server(["Nothing of this is marked."]) as server:
        assistant = open_assistant(home, model="openai/stub", api_base=server.url)
        answer = assistant.ask(Question("Who owns the Brook model?", DAY, FINANCE))
        assistant.close()

    assert answer.path == "extractive"
    assert answer.sent["PERSON"] >= 1
    assert "<PERSON_1>" in str(server.requests)


def test_a_models_decline_is_an_abstention(home):
    with model_server(["The passages do not answer this question."]) as server:
        assistant = open_assistant(home, model="openai/stub", api_base=server.url)
        answer = assistant.ask(Question("What colour is the Brook model?", DAY))
        assistant.close()

    assert (answer.status, answer.path) == ("abstained", "llm")
    assert answer.abstention.reason == "no_evidence"
    assert not answer.claims


def test_a_name_is_restored_as_its_quote_writes_it(assistant):
    answer = assistant.ask(Question("Who handed the returns over in June?", DAY))

    assert "Ilse handed the returns over" in answer.text
    assert "Ilse Marchetti handed" not in answer.text


def test_a_stream_is_the_answer_sentence_by_sentence(assistant):
    *sentences, answer = assistant.stream(Question("Who owns the Brook model and what was its recall?", DAY, FINANCE))

    assert " ".join(sentences) == answer.text


def test_a_named_cross_encoder_has_the_last_word_on_the_order(assistant, monkeypatch):
    plain = assistant.search(RECALL, principal=Principal(), corpus=None, as_of=DAY, limit=3)
    shortest_first = lambda _, texts: [float(-len(text)) for text in texts]  # noqa: E731  # a stand-in of one line
    monkeypatch.setitem(assistant._engines.__dict__, "rerank", shortest_first)

    found = assistant.search(RECALL, principal=Principal(), corpus=None, as_of=DAY, limit=3)

    lengths = [len(each.passage.text) for each in found]
    assert lengths == sorted(lengths)
    assert all("rerank" in each.why for each in found)
    assert not any("rerank" in each.why for each in plain)


def test_what_a_model_makes_up_about_people_is_masked_where_nothing_is_kept_too(home):
    with model_server(["Ring Mara Quill on +44 20 7946 0123."]) as server:
        assistant = open_assistant(home, model="openai/stub", api_base=server.url)
        answer = assistant.read(Question(RECALL, DAY), [("p", "The recall of the Brook model was 0.83.")])
        assistant.close()

    assert [one.why for one in answer.removed] == ["no_citation"]
    assert not any(word in answer.removed[0].text for word in ("Quill", "7946"))


@pytest.mark.parametrize("is_given", [False, True], ids=["kept-here", "handed-in-by-the-caller"])
def test_a_follow_up_is_replayed_with_the_turns_it_was_asked_with(home, is_given):
    owner = Question("Who owns the Brook model and answers questions?", DAY, FINANCE, conversation=f"talk-{is_given}")
    given = (Turn(owner.text, "Ilse Marchetti owns the Brook model [1]."),)
    follow_up = Question("And its recall?", DAY, FINANCE, conversation=owner.conversation)
    with model_server(["The recall was 0.83 on 1,240 test baskets [1]."]) as server:
        assistant = open_assistant(home, model="openai/stub", api_base=server.url)
        if is_given:
            follow_up = replace(follow_up, history=given)
        else:
            assistant.ask(owner)
        asked = assistant.ask(follow_up)
        assistant.ask(replace(follow_up, text="Why?", history=()))
        first = server.requests[-2]["messages"]
        old, new = assistant.replay(asked.id, FINANCE)
        assistant.close()

    assert server.requests[-1]["messages"] == first
    assert "Question: Who owns" in str(first)
    assert "Marchetti" not in str(first)
    assert bytes_of(old) == bytes_of(new)
    assert old.citations == asked.citations


def test_a_replay_offers_as_many_alternatives_as_were_asked_for(retrained):
    assistant = open_assistant(retrained)

    asked = assistant.ask(Question("How often is the Brook model retrained?", DAY, candidates=2))
    old, new = assistant.replay(asked.id, Principal())
    plain = assistant.ask(Question(asked.question, DAY))
    assistant.close()

    assert asked.candidates
    assert [each.text for each in old.candidates] == [each.text for each in asked.candidates]
    assert [bytes_of(each) for each in new.candidates] == [bytes_of(each) for each in old.candidates]
    assert not plain.candidates


def test_a_candidate_is_shown_rated_and_replayed_like_an_answer_of_its_own(retrained):
    assistant = open_assistant(retrained)
    asked = assistant.ask(Question("How often is the Brook model retrained?", DAY, candidates=2))
    other = asked.candidates[0]

    again = assistant.answer(other.id, Principal())
    old, new = assistant.replay(other.id, Principal())
    assistant.feedback(other.id, Principal(), rating="up")
    with pytest.raises(NotFoundError):
        assistant.answer(other.id, FINANCE)
    with pytest.raises(NotFoundError):
        assistant.answer(f"{asked.id}_9", Principal())
    assistant.close()

    assert (again.id, again.text, again.citations) == (other.id, other.text, other.citations)
    assert old == again
    assert bytes_of(new) == bytes_of(old)


def test_what_was_private_in_the_conversation_is_masked_in_feedback_though_nothing_finds_it_there(assistant, home):
    answer = assistant.ask(Question("Does employee no. 47110 own the Brook model?", DAY))
    assistant.feedback(answer.id, Principal(), rating="down", text="No, 47110 does not, says Nadia Novak.")
    with closing(Engines(load(None, {"home": home}))) as engines:
        (feedback,) = engines.ledger.feedback(answer.id)
        found = engines.find(["No, 47110 does not, says Nadia Novak."])

    assert [span.type for span in found[0]] == ["PERSON"]
    assert feedback.text == "No, <ID_1> does not, says <PERSON_2>."


def test_two_questions_at_once_in_one_conversation_keep_their_own_names(assistant, monkeypatch):
    names = ("Kunigunde Ahlers", "Bartholomew Quist")
    first, second = (Question(f"Did {name} see the recall?", DAY, FINANCE, conversation="both") for name in names)
    look, others = assistant.found, []

    def meanwhile(*asked, **more):
        monkeypatch.undo()
        others.append(assistant.ask(second))
        return look(*asked, **more)

    monkeypatch.setattr(assistant, "found", meanwhile)
    answers = (assistant.ask(first), *others)

    for name, answer in zip(names, answers, strict=True):
        assert name in assistant.answer(answer.id, FINANCE).question
    assert answers[0].conversation != answers[1].conversation


class Counted(Engines):
    """Engines that count how often a query is embedded."""

    embedded = 0

    def embed_query(self, text):
        """Return its vector, and count."""
        self.embedded += 1
        return super().embed_query(text)


def test_what_lapsed_is_looked_for_with_the_vector_that_the_question_has_already(documents, tmp_path):
    lapsed = "---\nvalid_to: 2020-01-01\n---\n# Brook\n\nThe Brook model was trained on 812 paper forms.\n"
    (tmp_path / "old.md").write_text(lapsed, encoding="utf-8")
    engines = Counted(load(None, {"home": tmp_path / "home"}))
    keep([documents, tmp_path / "old.md"], corpus=Corpus("default"), engines=engines, on=DAY)

    answer = Assistant(engines).ask(Question("On how many paper forms was the Brook model trained?", DAY))

    assert answer.abstention.reason == "superseded_only"
    assert engines.embedded == 1


def test_an_answer_under_way_while_documents_change_is_not_cached(documents, tmp_path, monkeypatch):
    engines = Engines(load(None, {"home": tmp_path / "home"}))
    keep([documents], corpus=Corpus("default"), engines=engines, on=DAY)
    assistant, scope = Assistant(engines), engines.ledger.scope
    (tmp_path / "news.md").write_text("# News\n\nThe Brook model was praised in the hall.\n", encoding="utf-8")

    def then_changed(*asked):
        monkeypatch.undo()
        reached = scope(*asked)
        keep([tmp_path / "news.md"], corpus=Corpus("default"), engines=engines, on=DAY)
        return reached

    monkeypatch.setattr(engines.ledger, "scope", then_changed)
    under_way, after = (assistant.ask(Question("Where was the Brook model praised?", DAY)) for _ in range(2))
    kept = engines.ledger.answer(under_way.id)
    assistant.close()

    assert after.path != "cache"
    assert not kept.cache_key

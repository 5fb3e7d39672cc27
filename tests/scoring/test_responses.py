"""What was answered before a run stopped is not asked again."""

from plainspoken.scoring.responses import Journal, read_responses, write_responses
from tests.scoring.invented import a_statement, answered, failed


def test_a_run_that_stopped_knows_what_was_answered(tmp_path):
    first, second = answered(), failed()
    path = tmp_path / "report" / "demo.unfinished.jsonl"
    Journal(path).keep("q1", first)
    Journal(path).keep("q2", second)

    assert Journal(path).known == {"q1": first, "q2": second}


def test_what_is_known_is_not_written_twice(tmp_path):
    path = tmp_path / "demo.unfinished.jsonl"
    Journal(path).keep("q1", answered())
    journal = Journal(path)
    journal.keep("q1", answered())

    assert len(path.read_text().splitlines()) == 1


def test_a_line_that_a_kill_cut_is_asked_again(tmp_path):
    path = tmp_path / "demo.unfinished.jsonl"
    Journal(path).keep("q1", answered())
    whole = path.read_text()
    path.write_text(whole + whole[: len(whole) // 2])
    journal = Journal(path)
    journal.keep("q2", failed())

    assert list(Journal(path).known) == ["q1", "q2"]


def test_without_a_place_nothing_is_kept():
    journal = Journal(None)
    journal.keep("q1", answered())

    assert journal.known == {}


def test_a_text_that_holds_another_end_of_line_is_read_back_whole(tmp_path):
    response = answered(a_statement("Recall\u2028was\x850.83."))
    write_responses(tmp_path / "r.jsonl", [("q1", response)])

    assert read_responses(tmp_path / "r.jsonl") == {"q1": response}

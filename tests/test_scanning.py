"""What is remembered of headings, and how many searches for private fields are under way at once."""

import threading
from types import SimpleNamespace

import pytest

from plainspoken import scanning
from plainspoken.errors import RedactionError
from plainspoken.scanning import Scanner
from plainspoken.settings import load

NOBODY = frozenset()


def scanner(find):
    return Scanner(SimpleNamespace(settings=load(None, {}, environ={}), find=find))


def test_the_texts_asked_for_longest_ago_are_searched_again_and_the_others_are_not(monkeypatch):
    monkeypatch.setattr(scanning, "REMEMBERED", 2)
    searched = []
    scan = scanner(lambda texts: searched.extend(texts) or [() for _ in texts]).scan
    for text in ("Plan", "Budget", "Plan", "Rota", "Plan", "Budget"):
        scan([text], own=NOBODY)

    assert searched == ["Plan", "Budget", "Rota", "Budget"]


def test_more_texts_than_are_remembered_are_all_searched(monkeypatch):
    monkeypatch.setattr(scanning, "REMEMBERED", 0)

    assert scanner(lambda texts: [() for _ in texts]).scan(["Plan", "Budget"], own=NOBODY) == [(), ()]


def test_searches_that_do_not_end_leave_a_bounded_number_of_threads_behind(monkeypatch):
    monkeypatch.setattr(scanning, "AT_ONCE", 2)
    go_on, searched = threading.Event(), []

    def find(texts):
        searched.append(texts)
        go_on.wait(60)
        return [() for _ in texts]

    engines = SimpleNamespace(settings=load(None, {"privacy.deadline_s": 0.05}, environ={}), find=find)
    in_time = Scanner(engines).in_time
    for _ in range(5):
        with pytest.raises(RedactionError, match=r"within 0\.05 s; nothing was sent"):
            in_time(["Plan"])
    assert len(searched) == 2
    go_on.set()
    for thread in threading.enumerate():
        if thread.name == "plainspoken-private":
            thread.join(60)
    engines.settings = load(None, {}, environ={})

    assert in_time(["Plan"]) == [()]
    assert len(searched) == 3

"""What the gate remembers of headings, while several questions are under way."""

from types import SimpleNamespace

from plainspoken import gate as gates
from plainspoken.gate import Gate
from plainspoken.settings import load

NOBODY = frozenset()


class Interrupted(dict):
    """Headings that another question drops between the look whether one is known and the look at it."""

    drop = staticmethod(lambda: None)

    def __contains__(self, key):
        known = super().__contains__(key)
        drop, self.drop = self.drop, lambda: None
        drop()
        return known


def test_headings_that_are_dropped_meanwhile_do_not_end_another_question(tmp_path, monkeypatch):
    monkeypatch.setattr(gates, "MOST_HEADINGS", 0)
    settings = load(None, {"home": tmp_path})
    gate = Gate(SimpleNamespace(settings=settings, find=lambda texts: [() for _ in texts]))
    gate._find_anew(["Plan"], asker=NOBODY)
    gate._headings = Interrupted(gate._headings)
    gate._headings.drop = lambda: gate._find_anew(["Budget"], asker=NOBODY)

    assert gate._find_anew(["Plan"], asker=NOBODY) == [()]

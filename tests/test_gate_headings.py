"""What is remembered of headings, while several questions are under way."""

from types import SimpleNamespace

from plainspoken import finding as findings
from plainspoken.finding import Finding
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
    monkeypatch.setattr(findings, "MOST_HEADINGS", 0)
    settings = load(None, {"home": tmp_path})
    finding = Finding(SimpleNamespace(settings=settings, find=lambda texts: [() for _ in texts]))
    finding.anew(["Plan"], asker=NOBODY)
    finding._headings = Interrupted(finding._headings)
    finding._headings.drop = lambda: finding.anew(["Budget"], asker=NOBODY)

    assert finding.anew(["Plan"], asker=NOBODY) == [()]

"""A round that is killed leaves the old documents serving, and the next one ends where an undisturbed one would."""

import itertools
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest

from plainspoken.access import Principal
from plainspoken.ledger import Ledger
from plainspoken.librarian import Corpus, keep, keeping
from plainspoken.passages import Scope
from plainspoken.store import open_store
from tests.fakes import HashedWords, Workshop

TODAY = date(2026, 11, 22)
KILLS = 20
MOST_STEPS = 8  # early: what a killed run has published, the next need not do again
DOCUMENTS = 60
WORDS = ("bread", "soup", "oven", "flour", "demand", "forecast", "basket", "returns", "plan", "owner", "week", "store")
STEPS = ("stage", "publish", "retire", "drop", "mark_indexed", "mark_unindexed", "keep_note", "keep_vectors")


def words(seed, count=60):
    drawn = random.Random(seed)  # noqa: S311  # repeatable, nothing secret
    return " ".join(drawn.choice(WORDS) for _ in range(count))


def fill(folder):
    """Write documents of which some replace others."""
    for number in range(DOCUMENTS):
        path = folder / f"{number % 7}" / f"note-{number:03}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        head = f"---\nsupersedes: note-{number - 7:03}.md\n---\n" if number % 5 == 0 else ""
        sections = "\n\n".join(f"## Part {part}\n\n{words((number, part).__repr__())}." for part in range(4))
        path.write_text(f"{head}# Note {number}\n\nAsk cook{number}@brook.example.\n\n{sections}\n")


def alter(folder):
    """Change, remove, rename and add some of them, and narrow the access of a folder."""
    for number in range(0, DOCUMENTS, 3):
        path = folder / f"{number % 7}" / f"note-{number:03}.md"
        path.write_text(path.read_text().replace("# Note", "# Changed note"))
    for number in range(1, DOCUMENTS, 9):
        (folder / f"{number % 7}" / f"note-{number:03}.md").unlink(missing_ok=True)
    for number in range(2, DOCUMENTS, 11):
        path = folder / f"{number % 7}" / f"note-{number:03}.md"
        if path.exists():
            path.rename(path.with_name(f"renamed-{number:03}.md"))
    (folder / "3" / "_plainspoken.toml").write_text('["*.md"]\naccess = ["hr"]\n')
    (folder / "new.md").write_text("# New\n\nSomething new.\n")


@contextmanager
def shop_in(home):
    home.mkdir(parents=True, exist_ok=True)
    with closing(Ledger.open(f"sqlite:///{home / 'ledger.sqlite'}")) as ledger, closing(open_store(home=home)) as store:
        yield Workshop(ledger, store)


def work(home, folder, last_step=None, *, prune=True):
    """Do one round, in small batches; the process kills itself at its ``last_step``: before or after a write."""
    keeping.DOCUMENTS_AT_ONCE = 8
    with shop_in(Path(home)) as shop:
        if last_step is not None:
            mortal(shop, last_step)
        report = keep([Path(folder)], corpus=Corpus("notes"), engines=shop, on=TODAY, prune=prune)
    assert not report.refused  # else what an undisturbed round comes to is not known


def mortal(shop, last_step):
    steps = itertools.count()

    def step():
        if next(steps) == last_step:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(call):
        def counting(*args, **named):
            step()
            result = call(*args, **named)
            step()
            return result

        return counting

    for owner, names in ((shop.ledger.stock, STEPS), (shop.store, ("upsert", "delete", "flush", "clear"))):
        for name in names:
            setattr(owner, name, counted(getattr(owner, name)))


def everything(home):
    """Return all that ledger and index hold."""
    with shop_in(home) as shop:
        stock = shop.ledger.stock
        editions = shop.ledger.editions(current_only=False)
        passages = list(stock.all_passages([edition.id for edition in editions]))
        keys = frozenset(each.passage.rule.key for each in passages)
        index = shop.store.dense(HashedWords().embed(["anything"])[0], Scope(keys, TODAY, lapsed=True), 100_000)
        texts = [shop.ledger.document(edition.document_id, edition.version) for edition in editions]
        left = (stock.unpublished(), stock.dirty(), stock.indexed_points() - shop.store.size())
        known = list(stock.known("notes"))
        return editions, passages, index, texts, left, known, shop.store.editions(), shop.ledger.snapshot(Principal())


def seen(home):
    """Return what anybody reads now, and whether the index gives more than the ledger lets through."""
    with shop_in(home) as shop:
        scope = shop.ledger.scope(Principal(), TODAY)
        matches = shop.store.dense(HashedWords().embed(["anything"])[0], scope, 100_000)
        found = shop.ledger.passages([match.id for match in matches], scope)
        return {each.edition.path: each.edition.version for each in found}, len(matches) - len(found)


def spawn(home, folder, last_step=None):
    code = f"from tests.test_librarian_kill import work; work({str(home)!r}, {str(folder)!r}, {last_step!r})"
    return subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL, start_new_session=True)


def killed_at_step(home, folder, step):
    """Return whether the process was still at work at that step."""
    return spawn(home, folder, step).wait() == -signal.SIGKILL


def killed_after(home, folder, seconds):
    """Return whether the process was still at work after so long."""
    process = spawn(home, folder)
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    return False


@pytest.mark.slow
def test_twenty_kills_end_where_no_kill_does(tmp_path):
    folder, clean, killed, unpruned = (tmp_path / name for name in ("docs", "clean", "killed", "unpruned"))
    fill(folder)
    for home in (clean, killed, unpruned):
        work(home, folder)
    old, _ = seen(clean)
    alter(folder)
    work(unpruned, folder, prune=False)
    between, _ = seen(unpruned)  # a renamed file is there under both names, and only its old one is superseded
    started = time.monotonic()
    assert spawn(clean, folder).wait() == 0
    whole = time.monotonic() - started
    new, _ = seen(clean)
    moments = random.Random(7)  # noqa: S311  # repeatable, nothing secret
    hits = 0
    for number in range(KILLS):
        if number % 4 == 3:
            hits += killed_after(killed, folder, moments.uniform(0.3, 1) * whole)
        else:
            hits += killed_at_step(killed, folder, moments.randrange(MOST_STEPS))
        now, unread = seen(killed)

        assert unread == 0
        assert all(version in (old.get(path), between.get(path), new.get(path)) for path, version in now.items())
    work(killed, folder)

    assert hits >= 2  # what a killed run has published the next need not do, so later kills come too late
    assert everything(killed) == everything(clean)


@pytest.mark.slow
def test_a_first_round_that_is_killed_again_and_again_ends_like_a_clean_one(tmp_path):
    folder, clean, killed = tmp_path / "docs", tmp_path / "clean", tmp_path / "killed"
    fill(folder)
    work(clean, folder)
    steps = random.Random(11)  # noqa: S311  # repeatable, nothing secret
    hits = sum(killed_at_step(killed, folder, steps.randrange(MOST_STEPS)) for _ in range(KILLS // 2))
    work(killed, folder)

    assert hits > 0
    assert everything(killed) == everything(clean)

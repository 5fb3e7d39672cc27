"""One index, several processes: who holds it, who asks, and what happens when the holder goes."""

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from plainspoken.errors import ClosedError, LockedError, PlainspokenError, UnavailableError
from plainspoken.store import open_store, wire
from plainspoken.store.attached import Attached
from plainspoken.store.holder import take
from tests.store.invented import direction, identity, point, scope

ROOT = Path(__file__).parents[2]


@contextmanager
def visitor(home, command):
    """Run another process on the same home, and end it whatever happens."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    started = subprocess.Popen(
        [sys.executable, "-m", "tests.store.visitor", str(home), command],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment,
    )
    try:
        yield started
    finally:
        started.kill()
        started.wait()
        started.stdout.close()


@contextmanager
def opened(home, wait_s=10.0):
    store = open_store(home=home, wait_s=wait_s)
    try:
        yield store
    finally:
        store.close()


def door(home):
    return json.loads((home / "index" / "door.json").read_text())


def test_another_process_asks_and_adds_while_this_one_holds(home):
    with opened(home) as store:
        store.upsert([point(n, seed=n, terms=[7]) for n in range(10)])
        with visitor(home, "ask") as other:
            told = other.stdout.readline().split()

        assert told == ["holding", "False", "found", "True", "size", "11"]
        assert store.size() == 11
        assert store.counts(scope(), [8]).terms[8] == 1


def test_this_process_takes_over_when_the_holder_is_killed(home):
    with visitor(home, "hold") as holder:
        assert holder.stdout.readline().split() == ["holding", "True"]
        with opened(home) as store:
            assert not store.holds
            assert store.size() == 10

            holder.kill()
            holder.wait()

            assert store.dense(direction(3), scope(), 1)[0].id == identity(3)
            assert store.holds
            store.upsert([point("after", terms=[7])])
            assert store.size() == 11


def test_a_holder_killed_in_the_middle_of_calls_costs_no_call(home):
    with visitor(home, "hold") as holder:
        holder.stdout.readline()
        with opened(home) as store:
            threading.Timer(0.2, holder.kill).start()
            deadline = time.monotonic() + 1.0
            while time.monotonic() < deadline:
                assert len(store.sparse({7: 1.0}, scope(), 20)) == 10
                store.upsert([point(3, seed=3, terms=[7])])

            assert store.holds


def test_one_of_several_attached_takes_over_and_the_others_attach_to_it(home):
    with opened(home) as second_held:
        second_held.upsert([point("one", terms=[7])])
        with opened(home) as one, opened(home) as other:
            second_held.close()

            assert (one.size(), other.size()) == (1, 1)
            assert [one.holds, other.holds].count(True) == 1


def test_a_holder_that_stands_still_is_waited_for_and_then_named(home):
    with visitor(home, "hold") as holder:
        holder.stdout.readline()
        holder.send_signal(signal.SIGSTOP)
        started = time.monotonic()
        with pytest.raises(LockedError, match="another process holds the index"), opened(home, wait_s=0.5):
            pass
        waited = time.monotonic() - started

        assert 0.4 < waited < 5
        holder.send_signal(signal.SIGCONT)


def test_a_short_holder_is_waited_for(tmp_path):
    lock = take(tmp_path / "index")
    threading.Timer(0.4, os.close, [lock]).start()
    with opened(tmp_path, wait_s=5) as store:
        assert store.holds


def test_an_index_that_could_not_be_taken_over_is_taken_over_at_a_later_call(home):
    holder = open_store(home=home)
    with opened(home, wait_s=0.2) as store:
        holder.close()
        lock = take(home / "index")
        with pytest.raises(LockedError):
            store.size()
        os.close(lock)

        assert store.size() == 0
        assert store.holds


def test_threads_that_ask_during_a_takeover_wait_for_it(home):
    holder, sizes = open_store(home=home), []
    with opened(home) as store:
        holder.close()
        lock = take(home / "index")
        threads = [threading.Thread(target=lambda: sizes.append(store.size())) for _ in range(4)]
        for thread in threads:
            thread.start()
            time.sleep(0.1)
        os.close(lock)
        for thread in threads:
            thread.join()

        assert sizes == [0] * 4


def test_only_who_can_read_the_door_file_is_let_in(home):
    with opened(home) as store:
        store.upsert([point("secret", terms=[7])])
        path = home / "index" / "door.json"

        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(Path(door(home)["address"]).stat().st_mode) == 0o600
        for hello in (
            {"token": "0" * 64, "version": wire.VERSION},
            {"token": door(home)["token"], "version": 0},
            {"token": None, "version": wire.VERSION},
            {"token": "é", "version": wire.VERSION},
            {"call": "size"},
        ):
            assert answer_to(home, wire.Message(hello)) is None
        assert store.size() == 1


@pytest.mark.parametrize("noise", [b"GET / HTTP/1.1\r\n\r\n", b"\0" * 8, b"\xff" * 64, b"\0\0\0\2\0\0\0\0[]", b""])
def test_noise_at_the_door_disturbs_nobody(tmp_path, noise):
    with opened(tmp_path) as store:
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(door(tmp_path)["address"])
            line.sendall(noise)
        with opened(tmp_path) as other:
            assert other.size() == store.size() == 0


def answer_to(home, hello):
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(5)
        line.connect(door(home)["address"])
        wire.send(line, hello)
        try:
            return wire.receive(line).head
        except OSError:
            return None


@pytest.mark.parametrize(
    "said",
    [{"call": "drop everything"}, {"call": "dense"}, {"call": "counts", "scope": {}}, {"no": "call"}],
)
def test_a_malformed_call_is_answered_and_the_next_one_too(tmp_path, said):
    with opened(tmp_path) as store:
        attached = Attached(tmp_path / "index", hello_s=2)
        with pytest.raises(PlainspokenError):
            attached._ask(wire.Message(said))

        assert attached.size() == store.size()
        attached.close()


def test_a_closed_index_answers_nothing(tmp_path):
    holder, attached = open_store(home=tmp_path), open_store(home=tmp_path)
    attached.close()
    with pytest.raises(ClosedError):
        attached.size()
    holder.close()
    holder.close()
    with pytest.raises(ClosedError):
        holder.size()


def test_what_was_deleted_is_on_disk_until_the_index_is_compacted(home):
    def holds(words):
        return any(words in file.read_bytes() for file in (home / "index").rglob("*") if file.is_file())

    with opened(home) as store:
        store.upsert([point("kept", edition="kept-edition"), point("gone", edition="gone-edition")])
        store.delete(["gone-edition"])
        store.flush()
        before = holds(b"kept-edition"), holds(b"gone-edition")
        store.compact()
        after = holds(b"kept-edition"), holds(b"gone-edition")
        store.delete(["kept-edition"])
        store.compact()

        assert (before, after, holds(b"kept-edition")) == ((True, True), (True, False), False)


@pytest.mark.parametrize("is_in_place", [True, False])
def test_a_compaction_that_was_killed_leaves_a_whole_index(home, is_in_place):
    with opened(home) as store:
        store.upsert([point("one")])
    shard, aside = home / "index" / "shard", home / "index" / "shard.old"
    if is_in_place:
        shutil.copytree(shard, aside)
    else:
        shard.rename(aside)
    with opened(home) as store:
        assert store.size() == 1
    assert not aside.exists()


def test_what_was_added_is_there_after_closing_and_opening(home):
    with opened(home) as store:
        store.upsert([point(n, terms=[7]) for n in range(5)])
    with opened(home) as store:
        assert store.size() == 5


def test_a_home_with_a_long_name_is_shared_too(tmp_path):
    home = tmp_path / ("long" * 20) / ("name" * 20)
    with opened(home) as store, opened(home) as other:
        store.upsert([point("one", terms=[7])])

        assert other.size() == 1
        assert not other.holds
        address = Path(door(home)["address"])
        assert address.exists()
    assert not address.parent.exists()


def test_an_index_that_cannot_be_read_is_named_and_left(tmp_path):
    broken = tmp_path / "index" / "shard"
    broken.mkdir(parents=True)
    (broken / "something").write_text("else")
    with pytest.raises(UnavailableError, match="cannot be read"), opened(tmp_path):
        pass

    assert (broken / "something").exists()
    shutil.rmtree(broken)
    with opened(tmp_path) as store:
        assert store.size() == 0


@pytest.mark.parametrize("after_s", [0.05, 0.15, 0.3, 0.5])
def test_killed_while_writing_no_acknowledged_point_is_lost_and_no_batch_is_partial(home, after_s):
    with visitor(home, "write") as writer:
        writer.stdout.readline()
        time.sleep(after_s)
        writer.kill()
        acknowledged = 1 + sum(1 for line in writer.stdout if line.endswith("\n"))
    with opened(home) as store:
        size = store.size()

        assert size % 20 == 0
        assert acknowledged * 20 <= size <= (acknowledged + 1) * 20

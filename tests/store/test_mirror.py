"""What is answered from equals what the engine holds, whoever wrote it and however the last process ended."""

from collections import namedtuple
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from plainspoken.errors import UnavailableError, UsageError
from plainspoken.store import open_store
from plainspoken.store.mirror import Mirror
from plainspoken.store.shard import MIRROR
from plainspoken.store.slab import cosines, slab_of
from tests.store.invented import direction, point, scope

MANY = [
    point(n, seed=n, terms={n % 5: 0.5, 7: 1.25}, rule=["everyone", "hr"][n % 2], edition=f"e{n % 3}")
    for n in range(60)
]


@pytest.fixture
def file(home):
    return home / "index" / MIRROR


def filled(home, points=MANY):
    store = open_store(home=home)
    store.upsert(points)
    return store


def _with(made, vector):
    return replace(made, vector=vector)


def everything(store, asked=None):
    asked = asked or scope("everyone", "hr")
    return store.counts(asked, [1, 7, 99]), store.dense(direction(4), asked, 50), store.sparse({7: 2.0}, asked, 50)


def test_the_file_is_there_only_while_nobody_has_written_since(home, file):
    filled(home).close()
    assert file.stat().st_mode & 0o777 == 0o600
    with_file = open_store(home=home)
    told = everything(with_file)
    assert file.exists()
    with_file.delete(["e1"])

    assert not file.exists()
    assert everything(with_file) != told
    with_file.close()
    assert file.exists()


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda file: file.unlink(), id="none-there-as-after-a-kill"),
        pytest.param(lambda file: file.write_bytes(b""), id="empty"),
        pytest.param(lambda file: file.write_bytes(file.read_bytes()[:-100]), id="cut-short"),
        pytest.param(lambda file: file.write_bytes(b"\0" * 4_000), id="zeros"),
        pytest.param(
            lambda file: file.write_bytes(file.read_bytes().replace(b'"form": ', b'"form":9')), id="another-form"
        ),
    ],
)
def test_without_a_sound_file_the_engine_is_read_and_the_answers_are_the_same(home, file, spoil):
    store = filled(home)
    told = everything(store)
    store.close()
    spoil(file)
    again = open_store(home=home)

    assert everything(again) == told
    again.close()
    kept = open_store(home=home)
    assert everything(kept) == told
    kept.close()


def test_what_was_deleted_is_not_in_the_file(home, file):
    store = filled(home, [*MANY, point("gone", terms=[123], rule="secret rule", edition="gone")])
    store.delete(["gone"])
    store.close()

    assert b"secret rule" not in file.read_bytes()
    assert point("gone").id.encode() not in file.read_bytes()


def test_a_write_that_the_engine_refuses_leaves_the_answers_as_they_were(home):
    store = filled(home)
    told = everything(store)
    with pytest.raises(UsageError, match="another size"):
        store.upsert([_with(point("odd"), direction(1, 16))])

    assert everything(store) == told
    store.close()


def test_many_small_writes_end_where_one_large_one_does(home, tmp_path):
    at_once, bit_by_bit = filled(home), open_store(home=tmp_path / "other")
    for start in range(0, len(MANY), 7):
        bit_by_bit.upsert([point(f"passing {start}", edition="passing"), *MANY[start : start + 7]])
        bit_by_bit.upsert(MANY[:start])
    bit_by_bit.delete(["passing"])

    assert everything(bit_by_bit) == everything(at_once)
    at_once.close()
    bit_by_bit.close()


def test_a_score_has_the_same_bits_whatever_stands_beside_its_point():
    size, rows = 384, np.arange(50)
    points = [point(n) for n in range(50)]
    vectors = np.stack([direction(n, size) for n in range(50)])
    whole = slab_of([_with(each, vector) for each, vector in zip(points, vectors, strict=True)], lambda _: 0)
    asked = direction(99, size)
    alone = [
        cosines(slab_of([_with(each, vector)], lambda _: 0), asked, np.arange(1))[0]
        for each, vector in zip(points, vectors, strict=True)
    ]

    assert cosines(whole, asked, rows).tolist() == alone
    assert cosines(whole, asked, rows[::9]).tolist() == alone[::9]  # gathered first


def test_an_empty_mirror_has_nothing_to_keep():
    mirror = Mirror()
    assert mirror.whole() is None
    mirror.add([point("only")])
    mirror.remove(["e1"])

    assert mirror.whole() is None


def test_a_full_disk_is_told_before_the_engine_would_die_of_it(home, monkeypatch):
    full = namedtuple("Usage", "total used free")(1 << 30, (1 << 30) - (1 << 20), 1 << 20)
    with closing(open_store(home=home)) as store:
        store.upsert([point("old")])
        monkeypatch.setattr("shutil.disk_usage", lambda _: full)

        with pytest.raises(UnavailableError, match="has 1 MB left"):
            store.upsert([point("new")])
        assert store.editions() == {"e1"}
        assert store.size() == 1

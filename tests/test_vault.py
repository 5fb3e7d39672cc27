"""The vault opens only what it sealed, for the conversation it was sealed for."""

import base64
import os
import stat
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainspoken.errors import LedgerError, SettingsError
from plainspoken.vault import Vault

KEY = base64.b64encode(bytes(range(32))).decode()
OTHER_KEY = base64.b64encode(bytes(32)).decode()


@pytest.fixture
def key_file(tmp_path):
    return tmp_path / "home" / "vault.key"


def sealed_by(key, key_file, content=b"Ada Lovelace", conversation="c1"):
    return Vault(key, key_file).seal(content, context=conversation)


@given(content=st.binary(max_size=500), conversation=st.text(max_size=20))
def test_what_is_sealed_comes_back_whole(tmp_path_factory, content, conversation):
    vault = Vault(KEY, tmp_path_factory.getbasetemp() / "unused.key")

    assert vault.open(vault.seal(content, context=conversation), context=conversation) == content


def test_sealed_content_cannot_be_read_and_never_looks_the_same_twice(key_file):
    first, second = sealed_by(KEY, key_file), sealed_by(KEY, key_file)

    assert b"Ada" not in first
    assert first != second


@pytest.mark.parametrize(
    ("key", "conversation", "damage"),
    [
        pytest.param(OTHER_KEY, "c1", lambda blob: blob, id="another-key"),
        pytest.param(KEY, "c2", lambda blob: blob, id="another-conversation"),
        pytest.param(KEY, "c1", lambda blob: blob[:-1] + bytes([blob[-1] ^ 1]), id="last-bit-flipped"),
        pytest.param(KEY, "c1", lambda blob: blob[:20], id="cut-short"),
        pytest.param(KEY, "c1", lambda blob: blob[1:], id="without-its-mark"),
        pytest.param(KEY, "c1", lambda _: b"", id="empty"),
        pytest.param(KEY, "c1", lambda _: b"Ada Lovelace", id="plain-text"),
    ],
)
def test_anything_but_the_sealed_blob_is_refused(key_file, key, conversation, damage):
    blob = damage(sealed_by(KEY, key_file))

    with pytest.raises(LedgerError, match="nothing was restored"):
        Vault(key, key_file).open(blob, context=conversation)


def test_every_flipped_byte_is_noticed(key_file):
    blob = sealed_by(KEY, key_file, b"x")

    for place in range(len(blob)):
        changed = blob[:place] + bytes([blob[place] ^ 0x40]) + blob[place + 1 :]
        with pytest.raises(LedgerError):
            Vault(KEY, key_file).open(changed, context="c1")


@pytest.mark.parametrize(
    "key", ["no base64!", base64.b64encode(b"short").decode(), base64.b64encode(bytes(33)).decode()]
)
def test_a_bad_key_is_named_without_being_repeated(key_file, key):
    with pytest.raises(SettingsError, match=r"privacy\.vault_key") as caught:
        sealed_by(key, key_file)

    assert key not in str(caught.value)


def test_a_key_file_is_made_on_first_use_for_its_owner_alone(key_file):
    blob = sealed_by(None, key_file)

    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert Vault(None, key_file).open(blob, context="c1") == b"Ada Lovelace"
    assert os.listdir(key_file.parent) == ["vault.key"]


def test_a_key_file_is_not_made_before_something_is_sealed(key_file):
    Vault(None, key_file)

    assert not key_file.exists()


def test_a_given_key_leaves_no_file(key_file):
    sealed_by(KEY, key_file)

    assert not key_file.exists()


def test_a_damaged_key_file_is_an_error_and_stays_as_it_is(key_file):
    key_file.parent.mkdir()
    key_file.write_text("damaged")

    with pytest.raises(SettingsError):
        sealed_by(None, key_file)
    assert key_file.read_text() == "damaged"


def test_many_vaults_that_meet_an_absent_key_file_agree_on_one_key(key_file):
    blobs = []
    threads = [threading.Thread(target=lambda: blobs.append(sealed_by(None, key_file))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [Vault(None, key_file).open(blob, context="c1") for blob in blobs] == [b"Ada Lovelace"] * 12
    assert os.listdir(key_file.parent) == ["vault.key"]


def test_a_tag_is_the_same_under_one_key_and_tells_nothing_under_another(key_file):
    vault = Vault(KEY, key_file)

    assert vault.tag(b"x") == Vault(KEY, key_file).tag(b"x")
    assert len({vault.tag(b"x"), vault.tag(b"y"), Vault(OTHER_KEY, key_file).tag(b"x")}) == 3

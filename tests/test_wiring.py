"""What is opened, and who else on the machine can read it."""

import os

import pytest

from plainspoken.errors import ClosedError
from plainspoken.settings import load
from plainspoken.wiring import Engines


def modes(folder):
    return {path.name: path.stat().st_mode & 0o777 for path in [folder, *folder.glob("ledger.sqlite*")]}


def test_a_new_home_and_its_ledger_can_be_read_by_their_owner_alone(tmp_path):
    before = os.umask(0)
    try:
        engines = Engines(load(None, {"home": tmp_path / "deep" / "home"}))
        _ = engines.ledger.identity
        found = modes(engines.home)
        engines.close()
    finally:
        os.umask(before)

    assert found.pop("home") == 0o700
    assert found.keys() >= {"ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"}
    assert set(found.values()) == {0o600}


@pytest.mark.parametrize("name", ["ledger", "store"])
def test_what_was_closed_is_not_opened_anew_by_a_late_thread(tmp_path, name):
    engines = Engines(load(None, {"home": tmp_path / "home"}))
    _ = getattr(engines, name)
    engines.close()

    with pytest.raises(ClosedError, match="were closed; nothing was done"):
        getattr(engines, name)


def test_a_home_that_is_there_keeps_the_rights_that_its_owner_gave_it(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home").chmod(0o750)
    engines = Engines(load(None, {"home": tmp_path / "home"}))
    _ = engines.ledger.identity
    engines.close()

    assert modes(tmp_path / "home")["home"] == 0o750

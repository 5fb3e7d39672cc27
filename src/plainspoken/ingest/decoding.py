"""Bytes into text, with a word on what was wrong with them."""

import codecs
import re

from plainspoken.errors import DocumentError

MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd0\xcf\x11\xe0", "an old or encrypted Office file"),
    (b"SQLite format 3", "a database"),
)
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
LEGACY = ("cp1252", "cp1250", "cp1251", "koi8_r", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr")
SAMPLE = 65_536  # bytes that are enough to tell an encoding
MOJIBAKE = re.compile(r"Ã[\x80-\xbf¡-¿€‚ƒ„…†‡ˆ‰Š‹Œ]|â€[™œ\x9d˜“”¦]|Â[ °©®·»«]")
WESTERN, CENTRAL = "cp1252", "cp1250"
NOT_WESTERN = re.compile(r"[ŠšŽž\ufffd]|(?<=[^\W\d_])[³¹¿¾º¼£¥](?=[^\W\d_])|£(?=[^\W\d_]{3})|œ(?=[mprw]|ci)")
"""In text read as cp1252: signs where no Western language has them, but ł, ą, ż, ş of Central Europe stand."""
HUNGARIAN = frozenset("õûÕÛ")  # ő and ű, read as cp1252; no Western language has both and no other such letter
NUL_SHARE = 0.2  # of every second byte, in UTF-16 text of a Latin script


def looks_like(data: bytes) -> str | None:
    """Return what the first bytes say the file is, if they say it."""
    return next((what for magic, what in MAGIC if data.startswith(magic)), None)


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the text, newlines untouched and byte-order mark dropped, and notes on its encoding.

    Raises:
        DocumentError: It is no text.
    """
    what = looks_like(data)
    if what:
        raise DocumentError(f"is {what}, not text")
    text, notes = _decoded(data)
    if "\0" in text:
        raise DocumentError("is binary, not text (it holds NUL characters)")
    if "\ufffd" in text and not notes:
        notes = (f"{text.count(chr(0xFFFD))} broken characters (U+FFFD) stand in the text",)
    wrong = MOJIBAKE.findall(text)
    if len(wrong) > 1:
        notes += (f"looks double-encoded in {len(wrong)} places, e.g. {wrong[0]!r}",)
    return text, notes


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _with_bom(data[len(mark) :], encoding)
    if b"\0" in data[:SAMPLE]:
        return _without_bom(data)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _legacy(data)


def _with_bom(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    text = data.decode(encoding, "replace")
    notes = [] if encoding == "utf-8" else [f"read as {encoding.upper()}"]
    broken = text.count("\ufffd")
    if broken:
        notes.append(f"{broken} broken characters")
    return text, tuple(notes)


def _without_bom(data: bytes) -> tuple[str, tuple[str, ...]]:
    sample = data[:SAMPLE]
    for encoding, nuls in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if nuls.count(0) > NUL_SHARE * max(1, len(nuls)) and sample.count(0) == nuls.count(0):
            return data.decode(encoding, "replace"), (f"no byte-order mark: read as {encoding.upper()}",)
    raise DocumentError("is binary, not text (it holds NUL bytes)")


def _legacy(data: bytes) -> tuple[str, tuple[str, ...]]:
    lenient = data.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    foreign = sum(1 for character in lenient[:SAMPLE] if character > "\x7f" and character != "\ufffd")
    if foreign >= broken:  # most of what is not ASCII is sound UTF-8
        return lenient, (f"{broken} broken characters: not valid UTF-8 there",)
    encoding = _encoding(data[:SAMPLE])
    text = data.decode(encoding, "replace")
    lost = text.count("\ufffd")
    if lost > len(text) // 20:
        raise DocumentError("is in no encoding that can be told")
    return text, (f"not UTF-8: read as {encoding}" + (f", {lost} broken characters" if lost else ""),)


def _encoding(sample: bytes) -> str:
    """Return the likeliest old encoding; charset_normalizer does not tell Western from Central Europe, so we do."""
    from charset_normalizer import from_bytes

    matches = from_bytes(sample, cp_isolation=list(LEGACY))
    best = matches.best()
    if best is None:
        return WESTERN
    latin = [m for m in matches if m.encoding in {WESTERN, CENTRAL}]
    if not any(m.chaos <= best.chaos and m.coherence >= best.coherence for m in latin):
        return best.encoding
    western, central = sample.decode(WESTERN, "replace"), sample.decode(CENTRAL, "replace")
    differing = {one for one, other in zip(western, central, strict=True) if one != other}
    is_hungarian = len(differing) > 1 and differing <= HUNGARIAN
    return CENTRAL if is_hungarian or NOT_WESTERN.search(western) else WESTERN

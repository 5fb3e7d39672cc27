"""Look into a zip-based Office file before any parser unpacks it."""

import io
import re
import zipfile
import zlib

from plainspoken.errors import DocumentError

EXPANDS_TO = 200_000_000  # bytes; a 300-page report with pictures stays under 60 MB
RATIO = 200  # sheets of repeated numbers reach about 60
SMALL = 10_000_000  # bytes under which the ratio does not matter
PARTS = 20_000
MAIN_PART = {".docx": "word/document.xml", ".pptx": "ppt/presentation.xml", ".xlsx": "xl/workbook.xml"}
ENTITIES = re.compile(rb"<\s*!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def check_office(data: bytes, suffix: str) -> None:
    """Refuse what is not the Office file its name says, or would harm whoever unpacks it.

    Raises:
        DocumentError: Broken, lying, encrypted, a zip bomb, or XML with entities of its own.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise DocumentError(f"is encrypted or an old Office file, not a {suffix} that can be read")
    if not data.startswith(b"PK"):
        raise DocumentError(f"is not a {suffix} file: it does not begin like one")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_size(archive, len(data))
            if MAIN_PART[suffix] not in archive.namelist():
                raise DocumentError(f"is a ZIP archive, but not a {suffix} file: {MAIN_PART[suffix]!r} is missing")
            _check_xml(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise DocumentError(f"is a broken or truncated {suffix} file ({error})") from error


def _check_size(archive: zipfile.ZipFile, packed: int) -> None:
    parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    if len(parts) > PARTS:
        raise DocumentError(f"is a zip bomb: {len(parts):,} parts")
    if total > EXPANDS_TO or (total > SMALL and total > RATIO * packed):
        raise DocumentError(f"is a zip bomb: {packed:,} bytes that expand to {total:,}")


def _check_xml(archive: zipfile.ZipFile) -> None:
    for part in archive.infolist():
        if not part.filename.endswith((".xml", ".rels")):
            continue
        head = archive.read(part).replace(b"\0", b"")
        if ENTITIES.search(head):
            raise DocumentError(f"declares XML entities of its own in {part.filename!r}: not parsed")

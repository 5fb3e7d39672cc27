"""Keeps what placeholders stand for sealed: unreadable without the key, and bound to its conversation."""

import base64
import binascii
import hmac
import os
import secrets
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from plainspoken.errors import LedgerError, SettingsError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
"""As NIST SP 800-38D has it for GCM; drawn at random, safe for some 2**32 seals under one key."""
MARK = b"plainspoken-1\0"
"""Opens every sealed blob, so that another format can follow."""
TAG_CONTEXT = b"plainspoken-tag\0"
"""Keeps digests apart from whatever else the key is used for."""


class Vault:
    """Seals and opens bytes with AES-256-GCM; safe to share between threads.

    Args:
        key: The key, base64 of 32 bytes; None to use the file.
        key_file: Where the key lies; made on first use, readable by its owner alone.
    """

    def __init__(self, key: str | bytes | None, key_file: Path) -> None:
        self._given = key
        self._file = key_file
        self._cipher: AESGCM | None = None
        self._key = b""
        self._opening = threading.Lock()

    def seal(self, content: bytes, *, context: str) -> bytes:
        """Return ``content`` so that only ``open`` for the same context gives it back.

        Args:
            content: What to hide.
            context: What it belongs to: the id of a conversation.
        """
        nonce = secrets.token_bytes(NONCE_BYTES)
        return MARK + nonce + self._aes().encrypt(nonce, content, context.encode())

    def open(self, sealed: bytes, *, context: str) -> bytes:
        """Return what was sealed for this context.

        Raises:
            LedgerError: The key is another one, the blob was changed, or it belongs to another context.
        """
        from cryptography.exceptions import InvalidTag

        nonce, body = sealed[len(MARK) : len(MARK) + NONCE_BYTES], sealed[len(MARK) + NONCE_BYTES :]
        refusal = (
            f"the placeholders of {context!r} cannot be opened: "
            "the vault key is another one, or they were changed; nothing was restored"
        )
        if not sealed.startswith(MARK) or len(nonce) < NONCE_BYTES:
            raise LedgerError(refusal)
        try:
            return self._aes().decrypt(nonce, body, context.encode())
        except InvalidTag as error:
            raise LedgerError(refusal) from error

    def tag(self, content: bytes) -> str:
        """Return a keyed digest of ``content``, 64 hex digits: equal for equal content, and telling nothing of it."""
        self._aes()
        return hmac.new(self._key, TAG_CONTEXT + content, "sha256").hexdigest()

    def _aes(self) -> "AESGCM":
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        with self._opening:
            if self._cipher is None:
                given = self._given
                key = _checked(given, "privacy.vault_key") if given else _from_file(self._file)
                self._cipher, self._key = AESGCM(key), key
            return self._cipher


def _checked(key: str | bytes, name: str) -> bytes:
    """Return the raw key.

    Raises:
        SettingsError: It is not base64 of 32 bytes. The message does not repeat it.
    """
    try:
        raw = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SettingsError(f"{name!r} is not base64; nothing was opened") from error
    if len(raw) != KEY_BYTES:
        raise SettingsError(f"{name!r} holds {len(raw)} bytes, {KEY_BYTES} are needed; nothing was opened")
    return raw


def _from_file(path: Path) -> bytes:
    """Return the key in the file, which is made where there is none: whole or not at all, whoever comes first."""
    try:
        if not path.exists():
            _make(path)
        return _checked(path.read_bytes().strip(), str(path))
    except OSError as error:
        raise LedgerError(
            f"the vault key {str(path)!r} cannot be read or made; nothing was opened: check the rights of that file"
        ) from error


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)))
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # fails where another process was faster; then its key is the key
    except FileExistsError:
        pass
    finally:
        draft.unlink()

"""Every setting, in one frozen object that is read once at the door.

Flags come before the environment, the environment before ``plainspoken.toml``,
the file before the defaults. Secrets come from the environment only.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from plainspoken.errors import SettingsError
from plainspoken.redacted import ENTITY_TYPES
from plainspoken.settings.access_file import key_digest, principal_for_key, read_access
from plainspoken.settings.shapes import (
    CORPUS_KINDS,
    KINDS,
    SECTIONS,
    AccessSettings,
    CorpusSettings,
    LedgerSettings,
    Settings,
    StoreSettings,
)
from plainspoken.settings.values import Kind, alias, convert
from plainspoken.telemetry import is_loopback

__all__ = [
    "AccessSettings",
    "CorpusSettings",
    "LedgerSettings",
    "Settings",
    "StoreSettings",
    "is_loopback",
    "key_digest",
    "ledger_url",
    "load",
    "principal_for_key",
    "read_access",
]

PREFIX = "PLAINSPOKEN_"
FILE_NAME = "plainspoken.toml"
NOT_SETTINGS = frozenset({"PLAINSPOKEN_WEIGHTS"})  # read by weights.py before any setting exists


@dataclass(frozen=True, slots=True)
class _Given:
    """One value as found: its key, where it was, and the folder that a relative path starts from."""

    key: str
    value: object
    origin: str
    folder: Path


def load(
    config: Path | None = None,
    flags: Mapping[str, object] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """Read every setting.

    Args:
        config: The settings file; None for ``plainspoken.toml`` in the current folder, if it is there.
        flags: Dotted key → value from the command line; None means "not given".
        environ: The environment; None for this process's own.

    Raises:
        SettingsError: A key is unknown, or a value is not allowed.
    """
    environ = os.environ if environ is None else environ
    given = _from_file(config)
    given += _from_environment(environ, [item.key for item in given])
    given += [_Given(k, v, "flag", Path.cwd()) for k, v in (flags or {}).items() if v is not None]
    found = {item.key: (convert(item.key, item.value, _kind(item), item.folder), item.origin) for item in given}
    values = {key: value for key, (value, _) in found.items() if value is not None}  # what is not set has its default
    settings = _assembled(values | _of_the_client(environ), {key: found[key][1] for key in values})
    _refuse_unsafe(settings)
    _refuse_unknown_types(settings)
    return settings


def _kind(item: _Given) -> Kind:
    section, _, rest = item.key.partition(".")
    if section == "corpora" and rest.rpartition(".")[0]:
        name = rest.rpartition(".")[2]
        if name in CORPUS_KINDS:
            return CORPUS_KINDS[name]
        raise SettingsError(f"{item.origin}: unknown setting {item.key!r}; allowed: {', '.join(CORPUS_KINDS)}")
    if item.key not in KINDS:
        siblings = [key for key in KINDS if key.startswith(f"{section}.")] or ["home", "corpora", *SECTIONS]
        raise SettingsError(f"{item.origin}: unknown setting {item.key!r}; allowed: {', '.join(siblings)}")
    return KINDS[item.key]


def _from_file(config: Path | None) -> list[_Given]:
    path = Path(FILE_NAME) if config is None else config
    if config is None and not path.exists():
        return []
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"the settings file {str(path)!r} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:  # not TOML, not UTF-8, or nested without end
        raise SettingsError(f"the settings file {str(path)!r} is not valid TOML: {error}") from error
    folder = path.absolute().parent
    given = [_Given(key, value, str(path), folder) for key, value in _flat(table)]
    for item in given:
        if KINDS.get(item.key) is Kind.SECRET:
            name = PREFIX + item.key.upper().replace(".", "__")
            raise SettingsError(f"{path}: {item.key} is a secret; set it in the environment as {name}, not in a file")
    return given


def _flat(table: Mapping[str, object]) -> list[tuple[str, object]]:
    """Return (dotted key, value) pairs; a corpus's name may hold dots itself."""
    pairs: list[tuple[str, object]] = []
    for section, content in table.items():
        if not isinstance(content, dict) or not (section in SECTIONS or section == "corpora"):
            pairs.append((section, content))
        elif section == "corpora":
            for name, corpus in content.items():
                inner = corpus if isinstance(corpus, dict) else {"": corpus}
                pairs += [(f"corpora.{name}.{key}", value) for key, value in inner.items()]
        else:
            pairs += [(f"{section}.{key}", value) for key, value in content.items()]
    return pairs


def _from_environment(environ: Mapping[str, str], known: list[str]) -> list[_Given]:
    given = []
    corpora = {key.rpartition(".")[0].removeprefix("corpora.") for key in known if key.startswith("corpora.")}
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in NOT_SETTINGS:
            section, *rest = name.removeprefix(PREFIX).lower().split("__")
            keys = [".".join([section, *rest])]
            if section == "corpora" and len(rest) > 1:
                named = [corpus for corpus in sorted(corpora) if alias(corpus) == "__".join(rest[:-1])]
                keys = [f"corpora.{corpus}.{rest[-1]}" for corpus in named or ["__".join(rest[:-1])]]
            given += [_Given(key, environ[name], f"environment {name}", Path.cwd()) for key in keys]
    return given


def _of_the_client(environ: Mapping[str, str]) -> dict[str, object]:
    """Return what LiteLLM takes from the environment by itself to decide whom it asks."""
    ollama = environ.get("OLLAMA_API_BASE") or environ.get("OLLAMA_HOST") or None
    return {"llm.ollama": ollama, "llm.is_proxied": bool(environ.get("USE_LITELLM_PROXY"))}


def ledger_url(home: Path) -> str:
    """Return the address of the ledger in ``home``, whose name may hold what means something in an address."""
    return "sqlite:///" + str(home / "ledger.sqlite").replace("%", "%25").replace("?", "%3F")


def _assembled(values: Mapping[str, object], origins: Mapping[str, str]) -> Settings:
    home = values.get("home", Path.cwd() / ".plainspoken")
    assert isinstance(home, Path)  # noqa: S101  # convert gives a path for a path; this is for the type checker
    defaults: dict[str, object] = {
        "ledger.url": ledger_url(home),
        "access.file": home / "access.toml",
    }
    merged = defaults | dict(values)
    sections: dict[str, Any] = {}
    for section, shape in SECTIONS.items():
        inner = {f.name: merged[f"{section}.{f.name}"] for f in fields(shape) if f"{section}.{f.name}" in merged}
        sections[section] = shape(**inner)
    corpora: dict[str, dict[str, Any]] = {}
    for key, value in merged.items():
        if key.startswith("corpora."):
            corpus, _, name = key.removeprefix("corpora.").rpartition(".")
            corpora.setdefault(corpus, {})[name] = value
    named = {corpus: CorpusSettings(**inner) for corpus, inner in sorted(corpora.items())}
    return Settings(home=home, corpora=MappingProxyType(named), origins=MappingProxyType(dict(origins)), **sections)


def _refuse_unsafe(settings: Settings) -> None:
    try:
        is_taken = settings.home.exists() and not settings.home.is_dir()
    except OSError as error:
        raise SettingsError(f"home = {str(settings.home)!r} is not allowed: {error.strerror}") from error
    if is_taken:
        raise SettingsError(f"home = {str(settings.home)!r} is not allowed: it is no folder")
    if settings.where("access.file") != "default" and not settings.access.file.is_file():
        raise SettingsError(f"access.file = {str(settings.access.file)!r} is not allowed: there is no such file")
    if not settings.privacy.enabled and settings.llm.remote and not settings.privacy.i_accept_raw_text:
        raise SettingsError(
            "privacy.enabled = false is not allowed with a remote model: private fields would leave this machine; "
            "set privacy.i_accept_raw_text = true as well if you mean it"
        )


def _refuse_unknown_types(settings: Settings) -> None:
    """Refuse a type that nothing finds, and a list of none: what was meant would stay in the text."""
    if settings.privacy.entities == ():
        raise SettingsError(
            "privacy.entities is empty, and nothing would be looked for; name types, or leave it out to look for all"
        )
    own = {type_ for type_, _ in settings.privacy.patterns}
    for named in settings.privacy.entities or ():
        if named not in ENTITY_TYPES | own:
            allowed = ", ".join(sorted(ENTITY_TYPES | own))
            raise SettingsError(f"privacy.entities names {named!r}, which nothing finds; allowed: {allowed}")

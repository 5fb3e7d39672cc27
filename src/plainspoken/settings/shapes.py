"""The shape of the settings: every key, its kind and its default."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, get_type_hints
from urllib.parse import urlsplit

from plainspoken.settings.values import Kind, alias, hidden
from plainspoken.telemetry import is_loopback

OLLAMA = frozenset({"ollama", "ollama_chat"})
OLLAMA_HERE = "http://localhost:11434"  # where LiteLLM looks when nothing is named
OWN_SERVERS = OLLAMA | {"openai", "hosted_vllm", "lm_studio", "llamafile", "docker_model_runner"}
"""Providers that call ``llm.api_base`` and nothing else, by LiteLLM's source; others have clients of their own, which
may pass it over (``sagemaker``, ``bedrock``, ``vertex_ai``)."""
FOUND = ("ollama", "is_proxied")
"""What of the language model is found in the environment of its client, and counts where it is there."""
PASSED_ON = re.compile(r"[:-]cloud\Z")  # an Ollama server sends what such a model is asked on to its maker's machines


@dataclass(frozen=True, slots=True)
class LedgerSettings:
    """Where the truth is kept."""

    url: Annotated[str, Kind.DATABASE_URL] = ""


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """Where the index is kept; no url is the embedded engine in ``home``."""

    url: Annotated[str | None, Kind.HTTP_URL] = None
    api_key: Annotated[str | None, Kind.SECRET] = None


@dataclass(frozen=True, slots=True)
class EmbeddingSettings:
    """Which encoder, None being the packaged MiniLM; and a cross-encoder that ranks what was found again, if any."""

    model: Annotated[str | None, Kind.TEXT] = None
    reranker: Annotated[str | None, Kind.TEXT] = None


def provider_of(model: str) -> str:
    """Return the provider that a model's name begins with; the whole name where it names none."""
    return model.partition("/")[0]


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """Which language model, if any, and how long it may take.

    Attributes:
        ollama: Where LiteLLM finds Ollama, as its own variables name it; None for this machine.
        is_proxied: Whether LiteLLM's own variable has it ask its proxy instead.

    These two are no settings of ours; they are read with them, once, since they decide what leaves this machine.
    """

    model: Annotated[str | None, Kind.TEXT] = None
    fallback_model: Annotated[str | None, Kind.TEXT] = None
    api_base: Annotated[str | None, Kind.HTTP_URL] = None
    api_key: Annotated[str | None, Kind.SECRET] = None
    deadline_s: Annotated[float, Kind.SECONDS] = 20.0
    seed: Annotated[int, Kind.COUNT] = 7
    temperature: Annotated[float, Kind.TEMPERATURE] = 0.0
    judge_model: Annotated[str | None, Kind.TEXT] = None
    judge_runs: Annotated[int, Kind.RUNS] = 3
    ollama: str | None = None
    is_proxied: bool = False

    def is_reached_by(self, model: str) -> bool:
        """Return whether ``api_base`` and ``api_key`` are for ``model``: if it has the main model's provider."""
        main = next((name for name in (self.model, self.fallback_model, self.judge_model) if name), model)
        return provider_of(model) == provider_of(main)

    def is_remote(self, model: str) -> bool:
        """Return whether what ``model`` is sent may leave this machine."""
        if provider_of(model) not in OWN_SERVERS or PASSED_ON.search(model):
            return True
        address = self.address_of(model)
        return address is None or not is_loopback(urlsplit(address).hostname or "")

    def address_of(self, model: str) -> str | None:
        """Return the server that ``model`` is asked at; None for its provider's own.

        Ollama's is named too, so that what an environment says later moves nothing.
        """
        named = self.api_base if self.is_reached_by(model) else None
        if not named and provider_of(model) in OLLAMA and not self.is_proxied:
            named = self.ollama or OLLAMA_HERE
        return f"http://{named}" if named and "//" not in named else named

    @property
    def remote(self) -> bool:
        """Return whether any configured model is remote."""
        return any(self.is_remote(name) for name in (self.model, self.fallback_model, self.judge_model) if name)


@dataclass(frozen=True, slots=True)
class PrivacySettings:
    """What is private, and how it is found."""

    enabled: Annotated[bool, Kind.SWITCH] = True
    entities: Annotated[tuple[str, ...] | None, Kind.NAMES] = None
    threshold: Annotated[float | None, Kind.SHARE] = None
    allow: Annotated[tuple[str, ...], Kind.NAMES] = ()
    deny: Annotated[tuple[str, ...], Kind.NAMES] = ()
    patterns: Annotated[tuple[tuple[str, str], ...], Kind.PATTERNS] = ()
    deadline_s: Annotated[float, Kind.SECONDS] = 30.0
    shift_dates: Annotated[bool, Kind.SWITCH] = False
    vault_key: Annotated[str | None, Kind.SECRET] = None
    i_accept_raw_text: Annotated[bool, Kind.SWITCH] = False

    @property
    def own_types(self) -> frozenset[str]:
        """Return the entity types of one's own patterns."""
        return frozenset(type_ for type_, _ in self.patterns)


@dataclass(frozen=True, slots=True)
class RetentionSettings:
    """How many days each kind of record is kept; None for until it is forgotten."""

    conversations_days: Annotated[int | None, Kind.DAYS] = 365
    feedback_days: Annotated[int | None, Kind.DAYS] = None
    egress_days: Annotated[int | None, Kind.DAYS] = None
    runs_days: Annotated[int | None, Kind.DAYS] = None
    versions_days: Annotated[int | None, Kind.DAYS] = None


@dataclass(frozen=True, slots=True)
class CorpusSettings:
    """What holds for the documents of one corpus that do not say otherwise."""

    access: Annotated[tuple[str, ...], Kind.NAMES] = ("everyone",)
    level: Annotated[str, Kind.LEVEL] = "internal"


@dataclass(frozen=True, slots=True)
class AccessSettings:
    """Where it is written who may see what."""

    file: Annotated[Path, Kind.PATH] = Path("access.toml")


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Whom the server serves; ``allow_anonymous`` None means: on loopback only."""

    allow_anonymous: Annotated[bool | None, Kind.SWITCH] = None
    hosts: Annotated[tuple[str, ...], Kind.NAMES] = ()
    examples: Annotated[tuple[str, ...], Kind.NAMES] = ()


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """The tokens of the Slack app."""

    bot_token: Annotated[str | None, Kind.SECRET] = None
    app_token: Annotated[str | None, Kind.SECRET] = None
    signing_secret: Annotated[str | None, Kind.SECRET] = None

    @property
    def lacks(self) -> str:
        """Return what is not set of a Slack that was begun to be set up; empty where nothing was, or all is there."""
        if not self.bot_token:
            begun = self.app_token or self.signing_secret
            return "slack.bot_token is not set (PLAINSPOKEN_SLACK__BOT_TOKEN)" if begun else ""
        if self.app_token or self.signing_secret:
            return ""
        return (
            "slack.signing_secret is not set (PLAINSPOKEN_SLACK__SIGNING_SECRET), nor is slack.app_token, which "
            "`plainspoken slack` takes instead (PLAINSPOKEN_SLACK__APP_TOKEN)"
        )


SECTIONS: Mapping[str, type] = MappingProxyType(
    {
        "ledger": LedgerSettings,
        "store": StoreSettings,
        "embedding": EmbeddingSettings,
        "llm": LlmSettings,
        "privacy": PrivacySettings,
        "retention": RetentionSettings,
        "access": AccessSettings,
        "server": ServerSettings,
        "slack": SlackSettings,
    }
)


def _kinds(shape: type) -> dict[str, Kind]:
    hints = get_type_hints(shape, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items() if hasattr(hint, "__metadata__")}


KINDS: Mapping[str, Kind] = MappingProxyType(
    {"home": Kind.PATH}
    | {f"{section}.{name}": kind for section, shape in SECTIONS.items() for name, kind in _kinds(shape).items()}
)
"""Every fixed key and the kind of its value; ``corpora.NAME.*`` come besides."""
CORPUS_KINDS: Mapping[str, Kind] = MappingProxyType(_kinds(CorpusSettings))


UNSET: Mapping[str, str] = MappingProxyType(
    {
        "store.url": "none: the embedded engine in home",
        "embedding.model": "none: the packaged MiniLM",
        "embedding.reranker": "none: what was found is ranked once",
        "llm.model": "none: extractive answers",
        "privacy.entities": "none: all that are known",
        "privacy.threshold": "none: the detector's own",
        **{
            f"retention.{kind}_days": "none: until it is forgotten"
            for kind in ("feedback", "egress", "runs", "versions")
        },
        "privacy.vault_key": "not set: the file vault.key in home",
        "server.allow_anonymous": "none: on loopback only",
    }
)
"""What the absence of a value means, for ``doctor``."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting in force, and where each came from (``origins``)."""

    home: Path
    ledger: LedgerSettings
    store: StoreSettings
    embedding: EmbeddingSettings
    llm: LlmSettings
    privacy: PrivacySettings
    retention: RetentionSettings
    access: AccessSettings
    server: ServerSettings
    slack: SlackSettings
    corpora: Mapping[str, CorpusSettings] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)

    def where(self, key: str) -> str:
        """Return where the value of ``key`` came from."""
        return self.origins.get(key, "default")

    def corpus(self, name: str) -> CorpusSettings:
        """Return what holds for the corpus of that name; the defaults when nothing was set."""
        by_alias = {alias(known): corpus for known, corpus in self.corpora.items()}
        return self.corpora.get(name) or by_alias.get(alias(name)) or CorpusSettings()

    @property
    def fingerprint(self) -> str:
        """Return ``sha256:…`` over the settings that shape an answer, for its passport."""
        llm = {name: value for name, value in asdict(self.llm).items() if value or name not in FOUND}
        llm |= {"api_key": None}
        privacy = asdict(self.privacy) | {"vault_key": None}
        shape = {"embedding": asdict(self.embedding), "llm": llm, "privacy": privacy}
        return "sha256:" + hashlib.sha256(json.dumps(shape, sort_keys=True).encode()).hexdigest()

    def shown(self) -> list[tuple[str, str, str]]:
        """Return (key, value, origin) of every setting; a secret only as ``set`` or ``not set``."""
        rows = [("home", str(self.home), self.where("home"))]
        for key, kind in KINDS.items():
            section, _, name = key.partition(".")
            if name:
                value = getattr(getattr(self, section), name)
                shown = UNSET[key] if value is None and key in UNSET else hidden(value, kind)
                rows.append((key, shown, self.where(key)))
        for corpus, values in sorted(self.corpora.items()):
            for name, kind in CORPUS_KINDS.items():
                key = f"corpora.{corpus}.{name}"
                rows.append((key, hidden(getattr(values, name), kind), self.where(key)))
        return rows

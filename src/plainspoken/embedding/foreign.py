"""Any other encoder or cross-encoder, through sentence-transformers (extra ``models``)."""

import hashlib
import importlib.util
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from plainspoken.embedding.tokens import sane
from plainspoken.errors import SettingsError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH_ON_ACCELERATOR = 32
LAYOUTS = ("sentence_*_config.json", "0_*/sentence_*_config.json")
"""Where sentence-transformers keeps what it cuts a text to: today, and up to its version 1."""
WEIGHT_KINDS = (".safetensors", ".bin", ".json", ".txt", ".model")


class ForeignEmbedder:
    """A sentence-transformers model behind our protocol."""

    def __init__(self, model: "SentenceTransformer", *, name: str) -> None:
        import sentence_transformers

        self.name = name
        self.size = int(model.get_embedding_dimension() or 0)
        self.max_tokens = int(model.max_seq_length or 0)
        self.backend = f"sentence-transformers {sentence_transformers.__version__} on {model.device.type}"
        self._model = model
        # Torch's sums depend on the batch's shape: alone, a text's vector is its own.
        self._batch = 1 if model.device.type == "cpu" else BATCH_ON_ACCELERATOR

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of length one per text."""
        return self._rows(self._model.encode, texts)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Return a query's vector, after the model's own prompt for queries where it has one."""
        vector: NDArray[np.float32] = self._rows(self._model.encode_query, [text])[0]
        return vector

    def _rows(self, encode: Callable[..., Any], texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.empty((0, self.size), dtype=np.float32)
        vectors = encode(
            [sane(text) for text in texts],
            batch_size=self._batch,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)


def open_foreign(model: str) -> ForeignEmbedder:
    """Open a sentence-transformers model; its name carries a hash of all its files."""
    need_extra(model)
    folder = model_folder(model)
    from sentence_transformers import SentenceTransformer

    loaded = _loaded(model, lambda: SentenceTransformer(str(folder)))
    return ForeignEmbedder(loaded, name=f"{folder_name(model)}@{folder_digest(folder)[:12]}")


def open_cross_encoder(model: str) -> Callable[[str, Sequence[str]], NDArray[np.float32]]:
    """Open a cross-encoder as a function of a query and texts."""
    need_extra(model)
    folder = model_folder(model)
    from sentence_transformers import CrossEncoder

    encoder = _loaded(model, lambda: CrossEncoder(str(folder)))

    def rerank(query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.empty(0, dtype=np.float32)
        pairs = [(sane(query), sane(text)) for text in texts]
        return np.asarray(encoder.predict(pairs, show_progress_bar=False), dtype=np.float32)

    return rerank


def foreign_counter(model: str) -> Callable[[str], int]:
    """Return a token counter from the model's own ``tokenizer.json``, without loading the model."""
    path = model_folder(model) / "tokenizer.json"
    if not path.is_file():
        raise SettingsError(f"the model {model!r} has no tokenizer.json: its tokens cannot be counted")
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return lambda text: len(tokenizer.encode(sane(text)).ids)


def foreign_window(model: str) -> int:
    """Return how many tokens the model reads of a text, as its own files say, without loading the model.

    sentence-transformers cuts a text to ``max_seq_length`` where that is set, else to what tokenizer and weights
    have room for. ``sys.maxsize`` where there is no limit.
    """
    folder = model_folder(model)
    named = [_number(model, path, "max_seq_length") for layout in LAYOUTS for path in sorted(folder.glob(layout))]
    room = (
        _number(model, folder / "tokenizer_config.json", "model_max_length"),
        _number(model, folder / "config.json", "max_position_embeddings"),
    )
    return next(filter(None, named), 0) or min(filter(None, room), default=sys.maxsize)


def _number(model: str, path: Path, name: str) -> int:
    """Return the count of that name in one of the model's files; 0 where it is not there, or is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return 0
    except (OSError, ValueError) as error:
        raise SettingsError(f"the model {model!r} has a {path.name} that cannot be read: nothing was read") from error
    value = content.get(name) if isinstance(content, dict) else None
    return int(value) if isinstance(value, int | float) and value > 0 else 0


def need_extra(model: str) -> None:
    """Say which extra to install where sentence-transformers is absent."""
    if importlib.util.find_spec("sentence_transformers") is None:
        raise SettingsError(
            f"the model {model!r} needs the extra 'models', which is not installed: nothing was loaded; "
            "run `.venv/bin/python -m pip install -e '.[models]'` in the clone"
        )


def model_folder(model: str) -> Path:
    """Return the folder of a model given by folder or by hub name.

    A name is looked up in the hub's local cache. Nothing is downloaded unless the user said so with
    ``HF_HUB_OFFLINE=0``.
    """
    if Path(model).is_dir():
        return Path(model)
    need_extra(model)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model if "/" in model else f"sentence-transformers/{model}"))
    except (HFValidationError, HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise SettingsError(
            f"the model {model!r} is neither a folder nor in the hub's local cache, and nothing is downloaded unasked: "
            "nothing was loaded; set HF_HUB_OFFLINE=0 once to let it be downloaded"
        ) from error


def folder_name(model: str) -> str:
    """Return what people call the model: the last part of its folder or hub name."""
    return Path(model).resolve().name if Path(model).is_dir() else model.rsplit("/", maxsplit=1)[-1]


def folder_digest(folder: Path) -> str:
    """Return one SHA-256 over the files that make a model what it is, by relative path."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in WEIGHT_KINDS:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            whole.update(f"{digest}  {path.relative_to(folder).as_posix()}\n".encode())
    return whole.hexdigest()


def _loaded(model: str, load: Callable[[], Any]) -> Any:
    """Return what ``load`` gives, or say in our words that the folder holds no such model."""
    from transformers.utils import logging  # type: ignore[import-not-found]  # comes with the extra 'models'

    logging.disable_progress_bar()  # a door shows progress; a library does not
    try:
        return load()
    except (OSError, ValueError, KeyError, ImportError) as error:
        raise SettingsError(f"the model {model!r} could not be loaded: {type(error).__name__}") from error

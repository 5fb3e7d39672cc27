"""The packaged MiniLM on OpenVINO or onnxruntime.

A text's vector is the same, bit for bit, whatever else is embedded with it: on OpenVINO because a text
is padded to a length that depends on its own tokens only and a row's result does not depend on the rows
beside it (measured, and held by a test); on onnxruntime, where it does, because each text runs alone.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from plainspoken.embedding.tokens import MAX_CHARACTERS, MAX_TOKENS, packaged_tokenizer, sane

if TYPE_CHECKING:
    from tokenizers import Tokenizer

NAME = "all-MiniLM-L6-v2@53aa51172d14"  # the model and the start of its weights' SHA-256
SIZE = 384
WEIGHTS, GRAPH = "model.safetensors", "encoder.onnx"
TEXTS_AT_ONCE = 4096  # tokenised together; bounds memory, changes no vector

Run = Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Backend:
    """What computes the graph, and the shapes it likes.

    Attributes:
        name: Library, version and precision.
        run: (ids, mask) → vectors. Called by one thread at a time.
        step: Lengths are padded to a multiple of this, which bounds the shapes to compile for.
        room: Padded tokens that run together; one text runs in any case.
    """

    name: str
    run: Run
    step: int
    room: int


class PackagedEmbedder:
    """The packaged MiniLM: 384 numbers, 256 tokens, mean pooling, length one."""

    name = NAME
    size = SIZE
    max_tokens = MAX_TOKENS

    def __init__(self, tokenizer: "Tokenizer", compute: Backend) -> None:
        self.backend = compute.name
        self._tokenizer = tokenizer
        self._compute = compute
        self._one_at_a_time = threading.Lock()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of length one per text; what lies beyond 256 tokens is not read."""
        vectors = np.empty((len(texts), SIZE), dtype=np.float32)
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            self._fill(vectors[start : start + TEXTS_AT_ONCE], texts[start : start + TEXTS_AT_ONCE])
        return vectors

    def _fill(self, vectors: NDArray[np.float32], texts: Sequence[str]) -> None:
        """Write each text's vector into its row."""
        read = self._tokenizer.encode_batch_fast([sane(text[:MAX_CHARACTERS]) for text in texts])
        tokens = [one.ids for one in read]
        for rows, length in batches([len(ids) for ids in tokens], step=self._compute.step, room=self._compute.room):
            ids = np.zeros((len(rows), length), dtype=np.int64)
            mask = np.zeros((len(rows), length), dtype=np.int64)
            for place, row in enumerate(rows):
                ids[place, : len(tokens[row])] = tokens[row]
                mask[place, : len(tokens[row])] = 1
            with self._one_at_a_time:
                vectors[rows] = self._compute.run(ids, mask)


def batches(lengths: Sequence[int], *, step: int, room: int) -> Iterator[tuple[list[int], int]]:
    """Yield (rows, padded length): rows of one padded length together, longest first."""
    alike: dict[int, list[int]] = {}
    for row, length in enumerate(lengths):
        alike.setdefault(-(-length // step) * step, []).append(row)
    for padded, rows in sorted(alike.items(), reverse=True):
        count = max(1, room // padded)
        for start in range(0, len(rows), count):
            yield rows[start : start + count], padded


def open_packaged(checked: Callable[[str], Path]) -> PackagedEmbedder:
    """Open the packaged model on the fastest backend that this processor has.

    The weights are hashed while the libraries load, and given to neither before the hash has matched.
    """
    with ThreadPoolExecutor(max_workers=1) as aside:
        verdicts = [aside.submit(checked, name) for name in (WEIGHTS, GRAPH)]
        bf16 = has_bf16()
        tokenizer = packaged_tokenizer()
        graph = [verdict.result() for verdict in verdicts][-1]
    tokenizer.enable_truncation(MAX_TOKENS)
    return PackagedEmbedder(tokenizer, openvino(graph) if bf16 else onnxruntime(graph))


def has_bf16() -> bool:
    """Return whether OpenVINO is here and computes bf16 natively on this processor."""
    try:
        import openvino as ov
    except ImportError:  # no wheel for this platform: onnxruntime computes
        return False
    return "BF16" in ov.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


def openvino(graph: Path, *, precision: str = "bf16") -> Backend:
    """Compile the graph with OpenVINO."""
    import openvino as ov

    compiled = ov.Core().compile_model(
        str(graph), "CPU", {"INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "LATENCY"}
    )
    request = compiled.create_infer_request()

    def run(ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        request.infer([ids, mask], share_inputs=True)
        return np.array(request.get_output_tensor(0).data, dtype=np.float32)

    version = ov.get_version().split("-")[0]
    return Backend(name=f"openvino {version} {precision}", run=run, step=16, room=1024)


def onnxruntime(graph: Path) -> Backend:
    """Compile the graph with onnxruntime, in f32."""
    import onnxruntime as ort

    session = ort.InferenceSession(str(graph), providers=["CPUExecutionProvider"])

    def run(ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        vectors: NDArray[np.float32] = session.run(None, {"ids": ids, "mask": mask})[0]
        return vectors

    return Backend(name=f"onnxruntime {ort.__version__} f32", run=run, step=1, room=0)

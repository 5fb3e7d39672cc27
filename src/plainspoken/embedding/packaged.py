"""The packaged MiniLM on OpenVINO or onnxruntime.

A text's vector is the same, bit for bit, whatever else is embedded with it, and however many cores there are:
each text runs alone, on one thread, padded to a length that depends on its own tokens only. As many texts as there
are cores run side by side, which is faster here than several threads on one batch and does not suffer when the
cores are shared.

Where there is no bf16, most matrices are multiplied in whole numbers of eight bits (tools/whole_numbers.py): 1.26 times
as fast as single precision on AVX2, and no vector moves by more than .003 of cosine.

A query is read by upper layers of its own, which have learnt where lay words lead (training/query/MODEL_CARD.md);
what it is compared with stays the original model's.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property, partial
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from plainspoken.embedding.tokens import MAX_CHARACTERS, MAX_TOKENS, packaged_tokenizer, sane

if TYPE_CHECKING:
    from tokenizers import Tokenizer

NAME = "all-MiniLM-L6-v2@53aa51172d14"  # the model and the start of its weights' SHA-256
SIZE = 384
WEIGHTS, GRAPH = "model.safetensors", "encoder.onnx"
WHOLE_WEIGHTS, WHOLE_GRAPH = "encoder.safetensors", "encoder_whole.onnx"
QUERY_WEIGHTS, QUERY_GRAPH = "query.safetensors", "query.onnx"
TEXTS_AT_ONCE = 4096  # tokenised together; bounds memory, changes no vector
LANES_MOST = 16  # texts side by side; each lane holds memory of its own
STEP = 16  # OpenVINO compiles for each length it meets: these are 16 instead of 256

Numbers = NDArray[np.int64]
Run = Callable[[Numbers, Numbers], tuple[NDArray[np.float32], ...]]


@dataclass(frozen=True, slots=True)
class Backend:
    """What computes the graph.

    Attributes:
        name: Library, version and precision.
        run: (ids, mask) of one text → what the graph gives for it. Any number of threads may call it.
        step: Lengths are padded to a multiple of this.
    """

    name: str
    run: Run
    step: int


class PackagedEmbedder:
    """The packaged MiniLM: 384 numbers, 256 tokens, mean pooling, length one."""

    name = NAME
    size = SIZE
    max_tokens = MAX_TOKENS

    def __init__(self, tokenizer: "Tokenizer", compute: Callable[[], Backend], query: Callable[[], Backend]) -> None:
        self._tokenizer = tokenizer
        self._open_compute = compute
        self._open_query = query

    @property
    def backend(self) -> str:
        """Return library, version and precision."""
        return self._compute.name

    @cached_property
    def _lanes(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(max_workers=lanes(), thread_name_prefix="embed")

    @cached_property
    def _compute(self) -> Backend:
        return self._open_compute()  # a question embeds no passage

    @cached_property
    def _query(self) -> Backend:
        return self._open_query()  # an ingest asks nothing

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Return the vector of length one that a query is compared by; what lies beyond 256 tokens is not read."""
        tokens = self._tokenizer.encode(sane(text[:MAX_CHARACTERS])).ids
        return self._query.run(*padded(tokens, self._query.step))[0]

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of length one per text; what lies beyond 256 tokens is not read."""
        vectors = np.empty((len(texts), SIZE), dtype=np.float32)
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            self._fill(vectors[start : start + TEXTS_AT_ONCE], texts[start : start + TEXTS_AT_ONCE])
        return vectors

    def _fill(self, vectors: NDArray[np.float32], texts: Sequence[str]) -> None:
        """Write each text's vector into its row, longest text first."""
        read = self._tokenizer.encode_batch_fast([sane(text[:MAX_CHARACTERS]) for text in texts])
        tokens = [one.ids for one in read]
        if len(tokens) == 1:
            vectors[0] = self._vector(self._compute, tokens[0])
            return
        longest_first = sorted(range(len(tokens)), key=lambda row: -len(tokens[row]))
        computed = self._lanes.map(partial(self._vector, self._compute), (tokens[row] for row in longest_first))
        for row, vector in zip(longest_first, computed, strict=True):
            vectors[row] = vector

    @staticmethod
    def _vector(compute: Backend, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Return the vector of one text."""
        return compute.run(*padded(tokens, compute.step))[0]


def padded(tokens: Sequence[int], step: int) -> tuple[Numbers, Numbers]:
    """Return the ids and the mask of one text, as long as the next multiple of ``step``."""
    length = -(-len(tokens) // step) * step
    ids, mask = np.zeros((1, length), dtype=np.int64), np.zeros((1, length), dtype=np.int64)
    ids[0, : len(tokens)] = tokens
    mask[0, : len(tokens)] = 1
    return ids, mask


def lanes() -> int:
    """Return how many texts run side by side: one for each core that this process may use."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, LANES_MOST)


def open_packaged(checked: Callable[[str], Path]) -> PackagedEmbedder:
    """Open the packaged model on the fastest backend that this processor has.

    The weights are hashed while the libraries load, and given to neither before the hash has matched.
    """
    with ThreadPoolExecutor(max_workers=1) as aside:
        weights = aside.submit(checked, WEIGHTS)
        files = _files()  # imports the library meanwhile
        weights.result()
        for name in files:
            checked(name)
    tokenizer = packaged_tokenizer(checked)
    tokenizer.enable_truncation(MAX_TOKENS)
    return PackagedEmbedder(tokenizer, partial(_passage_backend, checked), partial(_query_backend, checked))


def _files() -> tuple[str, ...]:
    """Return what lies beside the weights for this processor; the graph is the last."""
    return (GRAPH,) if has_bf16() else (WHOLE_WEIGHTS, WHOLE_GRAPH)


def _passage_backend(checked: Callable[[str], Path]) -> Backend:
    """Compile what reads passages, once its files' SHA-256 have matched: it may be days after the start."""
    graph = [checked(name) for name in (WEIGHTS, *_files())][-1]
    return openvino(graph) if has_bf16() else onnxruntime(graph, precision="int8")


def _query_backend(checked: Callable[[str], Path]) -> Backend:
    """Compile what reads queries, once its files' SHA-256 have matched."""
    graph = [checked(name) for name in (WEIGHTS, QUERY_WEIGHTS, QUERY_GRAPH)][-1]
    return openvino(graph, streams=1) if has_bf16() else onnxruntime(graph)


def backend_for(graph: Path) -> Backend:
    """Compile a graph for the fastest library on this processor."""
    return openvino(graph) if has_bf16() else onnxruntime(graph)


@cache
def has_bf16() -> bool:
    """Return whether OpenVINO is here and computes bf16 natively on this processor."""
    try:
        import openvino as ov
    except ImportError:  # no wheel for this platform: onnxruntime computes
        return False
    return "BF16" in ov.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


def openvino(graph: Path, *, precision: str = "bf16", streams: int | None = None) -> Backend:
    """Compile the graph with OpenVINO.

    Args:
        graph: The model.
        precision: What is computed in.
        streams: Texts read at once. As many as there are lanes, of one thread each, is the fastest for many texts; one
            of all threads, with the same bits, answers a lone question in two thirds of the time.
    """
    import openvino as ov

    # Fills a table inside OpenVINO. Two threads that came to it first, together, would wait for each other forever:
    # one for the table with Python's lock in its hand, the other the other way round.
    ov.Type.i64.to_dtype()
    count = lanes()
    options = {
        "INFERENCE_PRECISION_HINT": precision,
        "NUM_STREAMS": streams or count,
        "INFERENCE_NUM_THREADS": count,
    }
    compiled = ov.Core().compile_model(str(graph), "CPU", options)
    free: SimpleQueue[ov.InferRequest] = SimpleQueue()
    for _ in range(count):
        free.put(compiled.create_infer_request())

    many = range(len(compiled.outputs))

    def run(ids: Numbers, mask: Numbers) -> tuple[NDArray[np.float32], ...]:
        request = free.get()
        try:
            request.infer([ids, mask], share_inputs=True)
            return tuple(np.array(request.get_output_tensor(at).data[0], dtype=np.float32) for at in many)
        finally:
            free.put(request)

    return Backend(name=f"openvino {ov.get_version().split('-')[0]} {precision}", run=run, step=STEP)


def onnxruntime(graph: Path, *, precision: str = "f32") -> Backend:
    """Compile the graph, which computes in ``precision``, with onnxruntime: on one thread for each call."""
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])

    def run(ids: Numbers, mask: Numbers) -> tuple[NDArray[np.float32], ...]:
        return tuple(output[0] for output in session.run(None, {"ids": ids, "mask": mask}))

    return Backend(name=f"onnxruntime {ort.__version__} {precision}", run=run, step=1)

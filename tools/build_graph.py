"""Write the graphs of encoders and reader: MiniLM as ONNX whose weights lie in safetensors files beside it.

A safetensors file is a header and then raw little-endian tensors, which is what ONNX calls external
data. So a graph names stretches of such files and holds no weights itself: nothing is converted,
the original file is loaded, and its one SHA-256 vouches for every number.

    python tools/build_graph.py path/to/model.safetensors FOLDER [encoder=anew] [reader=TRAINED] [query=TRAINED]

FOLDER is src/plainspoken/weights_data. Token ids and mask go in. The encoders give one vector a text: mean pooling and
L2 normalisation are inside. The query encoder has upper layers of its own, as training/query/train.py writes them; with
them ``query.safetensors`` is made anew: their matrices in whole numbers of eight bits, turned back when the graph is
compiled, the rest in half precision. The reader gives a number for each token and one for the text. Its upper layers
are what training/reader/neural.py writes.

Encoder and reader each come in two graphs. One multiplies five of the six matrices of each layer in whole numbers of
eight bits (``encoder_whole.onnx``, ``reader.onnx``; 1.3 times as fast as single precision on AVX2), the other is for a
processor that has bf16 and is faster so (``encoder.onnx``, which needs nothing but the original file, and
``reader_float.onnx``, which turns the whole numbers back). What is rounded lies in ``encoder.safetensors`` and
``reader.safetensors``; tools/whole_numbers.py says how. The bytes are the same at every run with the same ``onnx`` and
``onnxruntime``; their SHA-256 is pinned in ``plainspoken.weights``.
"""

import hashlib
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from minilm import LAYERS, WIDTH, Graph, encode, pool  # beside this file
from onnx import GraphProto, ModelProto, TensorProto, checker, helper
from safetensors.numpy import load_file, save_file
from whole_numbers import SCALE, SHARE, reaches, shares, whole

OPSET = 20  # the first with Gelu as one operator
IR_VERSION = 10
STORED = 127  # steps of a whole number of eight bits that is only stored as such
ROUNDED = (
    *(f"attention.self.{name}" for name in ("query", "key", "value")),
    *("attention.output.dense", "intermediate.dense"),
)
"""Matrices in whole numbers. Not the last of a layer: a few large values among what it is given would cost the small
ones their digits (Dettmers et al. 2022, arXiv:2208.07339; here .01 of AUROC for a sixth of the time)."""


def encoder(*weights: Path) -> ModelProto:
    """Return the embedding model: (ids, mask) int64 → (texts, 384) float32 of length one."""
    graph = Graph(*weights, whole_numbers=len(weights) > 1)
    pool(graph, *encode(graph))
    return finished(graph, "all-MiniLM-L6-v2", {"vectors": ["texts", WIDTH]})


def query_encoder(trained: Path, weights: Path) -> ModelProto:
    """Return the model for queries: as ``encoder``, with upper layers of its own."""
    graph = Graph(trained, weights)
    pool(graph, *encode(graph))
    return finished(graph, "plainspoken-query-encoder", {"vectors": ["texts", WIDTH]})


def reader(trained: Path, weights: Path, *, whole_numbers: bool) -> ModelProto:
    """Return the reading model: (ids, mask) int64 → log-odds of each token (texts, tokens) and of each text (texts)."""
    graph = Graph(trained, weights, whole_numbers=whole_numbers)
    data, _ = encode(graph)
    last = graph.constant("axis.2", [2], np.int64)
    graph.add("Squeeze", graph.dense(data, "token", "token.wide"), last, name="tokens")
    first = graph.add("Gather", data, graph.constant("first", 0, np.int64), name="first.state", axis=1)
    graph.add(
        "Squeeze", graph.dense(first, "passage", "passage.wide"), graph.constant("axis.1", [1], np.int64), name="texts"
    )
    return finished(graph, "plainspoken-reader", {"tokens": ["texts", "tokens"], "texts": ["texts"]})


def finished(graph: Graph, name: str, outputs: dict[str, list[str | int]]) -> ModelProto:
    """Return the whole model."""
    inputs = [helper.make_tensor_value_info(one, TensorProto.INT64, ["texts", "tokens"]) for one in ("ids", "mask")]
    named = [helper.make_tensor_value_info(one, TensorProto.FLOAT, shape) for one, shape in outputs.items()]
    whole: GraphProto = helper.make_graph(graph.nodes, name, inputs, named, graph.initializers)
    return helper.make_model(
        whole, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION, producer_name="plainspoken"
    )


def write(model: ModelProto, weights: Path, target: Path) -> None:
    """Check and write a graph, and print its SHA-256."""
    content = model.SerializeToString(deterministic=True)
    with TemporaryDirectory() as room:
        for file in (weights, *(target.with_name(f"{name}.safetensors") for name in OWN)):
            if file.exists():
                shutil.copyfile(file, Path(room, file.name))
        beside = Path(room, "checked.onnx")
        beside.write_bytes(content)
        checker.check_model(str(beside), full_check=True)
    target.write_bytes(content)
    print(f"{target}: {len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()}")


def store_encoder(_trained: Path, weights: Path, target: Path) -> None:
    """Write the encoder's matrices in whole numbers, and the shares by which what they are given is made alike."""
    graph = Graph(weights)
    pool(graph, *encode(graph))
    save_file(_rounded(graph, load_file(weights), weights), str(target))


def store_reader(trained: Path, weights: Path, target: Path) -> None:
    """Write the reader's own tensors: ROUNDED of all layers in whole numbers, the rest in half precision."""
    upper, lower = load_file(trained), load_file(weights)
    kept = {name: value.astype(np.float16) for name, value in upper.items()}
    graph = Graph(trained, weights)
    encode(graph)
    save_file(kept | _rounded(graph, lower | upper, trained, weights), str(target))


def _rounded(graph: Graph, tensors: dict[str, np.ndarray], *weights: Path) -> dict[str, np.ndarray]:
    """Return ROUNDED of all layers in whole numbers, with their scales and shares."""
    names = [f"encoder.layer.{n}.{matrix}.weight" for n in range(LAYERS) for matrix in ROUNDED]
    given = {name: graph.given[name] for name in names}
    reach = reaches(finished(graph, "calibration", {}), sorted(set(given.values())), weights)
    matrices = {name: np.asarray(tensors[name], np.float32) for name in names}
    share = shares(matrices, given, reach)
    kept = {f"{data}{SHARE}": (1 / value).astype(np.float32) for data, value in share.items()}
    for name, matrix in matrices.items():
        kept[name], kept[f"{name}{SCALE}"] = whole(matrix * share[given[name]])
    return kept


def store_query(trained: Path, _weights: Path, target: Path) -> None:
    """Write the query encoder's own tensors: its matrices in whole numbers, the rest in half precision."""
    kept = {}
    for name, value in load_file(trained).items():
        if name.endswith(tuple(f"{matrix}.weight" for matrix in (*ROUNDED, "output.dense"))):
            kept[name], kept[f"{name}{SCALE}"] = whole(np.asarray(value, np.float32), STORED)
        else:
            kept[name] = value.astype(np.float16)
    save_file(kept, str(target))


OWN = {"encoder": store_encoder, "reader": store_reader, "query": store_query}


def main(weights: Path, folder: Path, *trained: str) -> None:
    """Write all graphs, and before them the tensors of our own for which trained ones are given."""
    for name, file in (one.split("=", maxsplit=1) for one in trained):
        own = folder / f"{name}.safetensors"
        OWN[name](Path(file), weights, own)
        print(f"{own}: sha256 {hashlib.sha256(own.read_bytes()).hexdigest()}")
    read, asked, own = (folder / f"{name}.safetensors" for name in ("reader", "query", "encoder"))
    write(encoder(weights), weights, folder / "encoder.onnx")
    write(encoder(own, weights), weights, folder / "encoder_whole.onnx")
    write(query_encoder(asked, weights), weights, folder / "query.onnx")
    write(reader(read, weights, whole_numbers=True), weights, folder / "reader.onnx")
    write(reader(read, weights, whole_numbers=False), weights, folder / "reader_float.onnx")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]), *sys.argv[3:])

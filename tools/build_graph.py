"""Write the graphs of encoders and reader: MiniLM as ONNX whose weights lie in safetensors files beside it.

A safetensors file is a header and then raw little-endian tensors, which is what ONNX calls external
data. So a graph names stretches of such files and holds no weights itself: nothing is converted,
the original file is loaded, and its one SHA-256 vouches for every number.

    python tools/build_graph.py path/to/model.safetensors src/plainspoken/weights_data [reader=TRAINED] [query=TRAINED]

Token ids and mask go in. The encoders give one vector a text: mean pooling and L2 normalisation are inside. The query
encoder has upper layers of its own, as training/query/train.py writes them; with them ``query.safetensors`` is made
anew: their matrices in whole numbers of eight bits, turned back when the graph is compiled, the rest in half
precision. The reader gives a number for each token and one for the text. Its upper layers are what
training/reader/neural.py writes; with them ``reader.safetensors`` is made anew: five of the six matrices of each layer
in whole numbers of eight bits, one scale for each column, the rest in half precision. Two graphs read that file:
``reader.onnx`` multiplies whole numbers, ``reader_float.onnx`` turns them back first, for a processor that has bf16
and is faster so. The bytes are the same at every run with the same ``onnx``; their SHA-256 is pinned in
``plainspoken.weights``.
"""

import hashlib
import json
import shutil
import struct
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, checker, helper, numpy_helper
from safetensors.numpy import load_file, save_file

LAYERS = 6
HEADS = 12
WIDTH = 384
HEAD_WIDTH = WIDTH // HEADS
NORM_EPSILON = 1e-12  # layer_norm_eps of the model's config.json
FAR = float(np.finfo(np.float32).min)  # what a padded position scores before the softmax
OPSET = 20  # the first with Gelu as one operator
IR_VERSION = 10


TYPES = {"F32": TensorProto.FLOAT, "F16": TensorProto.FLOAT16, "I8": TensorProto.INT8}
STEPS = 127  # of a whole number of eight bits, in either direction
SCALE = ".scale"
ROUNDED = (
    *(f"attention.self.{name}" for name in ("query", "key", "value")),
    *("attention.output.dense", "intermediate.dense"),
)
"""Matrices in whole numbers. Not the last of a layer: a few large values among what it is given would cost the small
ones their digits (Dettmers et al. 2022, arXiv:2208.07339; here .01 of AUROC for a sixth of the time)."""


class Stretches:
    """Where each tensor of a safetensors file lies."""

    def __init__(self, file: Path) -> None:
        with file.open("rb") as opened:
            (length,) = struct.unpack("<Q", opened.read(8))
            self.header = json.loads(opened.read(length))
        self.name = file.name
        self.start = 8 + length


class Graph:
    """Nodes and initializers of one graph in the making.

    Args:
        weights: Files of tensors; where two hold one name, the first one counts.
        whole_numbers: Whether matrices of whole numbers are multiplied as such.
    """

    def __init__(self, *weights: Path, whole_numbers: bool = False) -> None:
        self.files = [Stretches(file) for file in weights]
        self.whole_numbers = whole_numbers
        self.nodes: list[NodeProto] = []
        self.initializers: list[TensorProto] = []

    def weight(self, name: str) -> str:
        """Return ``name`` as an initializer that points into its file; half precision is cast to single."""
        file = next(one for one in self.files if name in one.header)
        entry = file.header[name]
        start, end = entry["data_offsets"]
        tensor = TensorProto(name=name, data_type=TYPES[entry["dtype"]], dims=entry["shape"])
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in (("location", file.name), ("offset", file.start + start), ("length", end - start)):
            tensor.external_data.add(key=key, value=str(value))
        self.initializers.append(tensor)
        if entry["dtype"] in ("F32", "I8"):
            return name
        return self.add("Cast", name, name=f"{name}.single", to=TensorProto.FLOAT)

    def constant(self, name: str, value: object, dtype: type = np.float32) -> str:
        """Return ``name`` as an initializer held in the graph itself."""
        if all(one.name != name for one in self.initializers):
            self.initializers.append(numpy_helper.from_array(np.asarray(value, dtype=dtype), name))
        return name

    def add(self, operator: str, *inputs: str, name: str, **attributes: object) -> str:
        """Append a node and return the name of its one output."""
        self.nodes.append(helper.make_node(operator, list(inputs), [name], name=name, **attributes))
        return name

    def holds(self, name: str) -> bool:
        """Return whether one of the files has a tensor of this name."""
        return any(name in file.header for file in self.files)

    def dense(self, data: str, prefix: str, name: str) -> str:
        """Append ``data @ weight.T + bias``; what is constant is folded when the graph is compiled."""
        if not self.holds(f"{prefix}.weight{SCALE}"):
            turned = self.add("Transpose", self.weight(f"{prefix}.weight"), name=f"{name}.turned", perm=[1, 0])
            product = self.add("MatMul", data, turned, name=f"{name}.product")
        elif self.whole_numbers:
            product = self._whole_product(data, prefix, name)
        else:
            single = self.add("Cast", self.weight(f"{prefix}.weight"), name=f"{name}.single", to=TensorProto.FLOAT)
            known = self.add("Mul", single, self.weight(f"{prefix}.weight{SCALE}"), name=f"{name}.known")
            product = self.add("MatMul", data, known, name=f"{name}.product")
        return self.add("Add", product, self.weight(f"{prefix}.bias"), name=name)

    def _whole_product(self, data: str, prefix: str, name: str) -> str:
        """Append the product with a matrix of whole numbers, ``data`` being rounded to such as it comes."""
        rounded = [f"{data}.{part}" for part in ("rounded", "step", "zero")]
        if all(node.output[0] != rounded[0] for node in self.nodes):
            self.nodes.append(helper.make_node("DynamicQuantizeLinear", [data], rounded, name=rounded[0]))
        whole, step, zero = rounded
        counted = self.add("MatMulInteger", whole, self.weight(f"{prefix}.weight"), zero, name=f"{name}.counted")
        single = self.add("Cast", counted, name=f"{name}.single", to=TensorProto.FLOAT)
        steps = self.add("Mul", step, self.weight(f"{prefix}.weight{SCALE}"), name=f"{name}.steps")
        return self.add("Mul", single, steps, name=f"{name}.product")

    def norm(self, data: str, prefix: str, name: str) -> str:
        """Append a layer normalisation over the last axis."""
        scale, shift = self.weight(f"{prefix}.weight"), self.weight(f"{prefix}.bias")
        return self.add("LayerNormalization", data, scale, shift, name=name, axis=-1, epsilon=NORM_EPSILON)

    def heads(self, data: str, name: str, perm: list[int]) -> str:
        """Split the last axis into heads and order the axes by ``perm``."""
        shape = self.constant("heads.shape", [0, 0, HEADS, HEAD_WIDTH], np.int64)
        return self.add("Transpose", self.add("Reshape", data, shape, name=f"{name}.split"), name=name, perm=perm)


def embed(graph: Graph) -> str:
    """Append the sum of word, position and (only ever zero) segment embeddings."""
    words = graph.add("Gather", graph.weight("embeddings.word_embeddings.weight"), "ids", name="words")
    shape = graph.add("Shape", "ids", name="ids.shape")
    length = graph.add("Gather", shape, graph.constant("one", 1, np.int64), name="length")
    zero, step = graph.constant("zero", 0, np.int64), graph.constant("step", 1, np.int64)
    places = graph.add("Range", zero, length, step, name="places")
    where = graph.add("Gather", graph.weight("embeddings.position_embeddings.weight"), places, name="where")
    segment = graph.add("Gather", graph.weight("embeddings.token_type_embeddings.weight"), zero, name="segment")
    summed = graph.add("Add", graph.add("Add", words, segment, name="words.segment"), where, name="summed")
    return graph.norm(summed, "embeddings.LayerNorm", "embedded")


def attention(graph: Graph, data: str, far: str, layer: str) -> str:
    """Append one self-attention block with its residual and normalisation."""
    prefix = f"encoder.{layer}.attention"
    query = graph.heads(graph.dense(data, f"{prefix}.self.query", f"{layer}.query"), f"{layer}.q", [0, 2, 1, 3])
    key = graph.heads(graph.dense(data, f"{prefix}.self.key", f"{layer}.key"), f"{layer}.k", [0, 2, 3, 1])
    value = graph.heads(graph.dense(data, f"{prefix}.self.value", f"{layer}.value"), f"{layer}.v", [0, 2, 1, 3])
    raw = graph.add("MatMul", query, key, name=f"{layer}.raw")
    scaled = graph.add("Mul", raw, graph.constant("scale", HEAD_WIDTH**-0.5), name=f"{layer}.scaled")
    masked = graph.add("Add", scaled, far, name=f"{layer}.masked")
    weights = graph.add("Softmax", masked, name=f"{layer}.weights", axis=-1)
    mixed = graph.add("MatMul", weights, value, name=f"{layer}.mixed")
    turned = graph.add("Transpose", mixed, name=f"{layer}.turned", perm=[0, 2, 1, 3])
    shape = graph.constant("width.shape", [0, 0, WIDTH], np.int64)
    joined = graph.add("Reshape", turned, shape, name=f"{layer}.joined")
    out = graph.dense(joined, f"{prefix}.output.dense", f"{layer}.attended")
    residual = graph.add("Add", out, data, name=f"{layer}.attended.residual")
    return graph.norm(residual, f"{prefix}.output.LayerNorm", f"{layer}.attention")


def feed_forward(graph: Graph, data: str, layer: str) -> str:
    """Append one feed-forward block with its residual and normalisation."""
    prefix = f"encoder.{layer}"
    wide = graph.dense(data, f"{prefix}.intermediate.dense", f"{layer}.wide")
    active = graph.add("Gelu", wide, name=f"{layer}.active", approximate="none")
    narrow = graph.dense(active, f"{prefix}.output.dense", f"{layer}.narrow")
    residual = graph.add("Add", narrow, data, name=f"{layer}.narrow.residual")
    return graph.norm(residual, f"{prefix}.output.LayerNorm", f"{layer}.out")


def pool(graph: Graph, data: str, mask: str) -> str:
    """Append the mean over the unmasked positions, scaled to length one."""
    axis = graph.constant("axis.1", [1], np.int64)
    column = graph.add("Unsqueeze", mask, graph.constant("axis.2", [2], np.int64), name="mask.column")
    kept = graph.add("Mul", data, column, name="kept")
    total = graph.add("ReduceSum", kept, axis, name="total", keepdims=0)
    mean = graph.add("Div", total, graph.add("ReduceSum", mask, axis, name="count", keepdims=1), name="mean")
    length = graph.add("ReduceL2", mean, axis, name="mean.length", keepdims=1)
    return graph.add("Div", mean, length, name="vectors")


def encode(graph: Graph) -> tuple[str, str]:
    """Append the six layers, and return their output and the mask as numbers."""
    mask = graph.add("Cast", "mask", name="mask.float", to=TensorProto.FLOAT)
    axes = graph.constant("axis.12", [1, 2], np.int64)
    padded = graph.add("Sub", graph.constant("unit", 1.0), mask, name="padded")
    far = graph.add(
        "Mul", graph.add("Unsqueeze", padded, axes, name="padded.wide"), graph.constant("far", FAR), name="far.mask"
    )
    data = embed(graph)
    for number in range(LAYERS):
        layer = f"layer.{number}"
        data = feed_forward(graph, attention(graph, data, far, layer), layer)
    return data, mask


def encoder(weights: Path) -> ModelProto:
    """Return the embedding model: (ids, mask) int64 → (texts, 384) float32 of length one."""
    graph = Graph(weights)
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


def whole(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return the turned matrix in whole numbers, and for each of its columns what one of them is worth."""
    steps = np.maximum(np.abs(matrix).max(axis=1), np.finfo(np.float32).tiny) / STEPS
    return np.rint(matrix / steps[:, None]).astype(np.int8).T.copy(), steps.astype(np.float32)


def store_reader(trained: Path, weights: Path, target: Path) -> None:
    """Write the reader's own tensors: ROUNDED of all layers in whole numbers, the rest in half precision."""
    upper, lower = load_file(trained), load_file(weights)
    kept = {name: value.astype(np.float16) for name, value in upper.items()}
    for name in (f"encoder.layer.{n}.{matrix}.weight" for n in range(LAYERS) for matrix in ROUNDED):
        kept[name], kept[f"{name}{SCALE}"] = whole(np.asarray(upper.get(name, lower.get(name)), np.float32))
    save_file(kept, str(target))


def store_query(trained: Path, _weights: Path, target: Path) -> None:
    """Write the query encoder's own tensors: its matrices in whole numbers, the rest in half precision."""
    kept = {}
    for name, value in load_file(trained).items():
        if name.endswith(tuple(f"{matrix}.weight" for matrix in (*ROUNDED, "output.dense"))):
            turned, kept[f"{name}{SCALE}"] = whole(np.asarray(value, np.float32))
            kept[name] = turned
        else:
            kept[name] = value.astype(np.float16)
    save_file(kept, str(target))


OWN = {"reader": store_reader, "query": store_query}


def main(weights: Path, folder: Path, *trained: str) -> None:
    """Write all graphs, and before them the tensors of our own for which trained ones are given."""
    for name, file in (one.split("=", maxsplit=1) for one in trained):
        own = folder / f"{name}.safetensors"
        OWN[name](Path(file), weights, own)
        print(f"{own}: sha256 {hashlib.sha256(own.read_bytes()).hexdigest()}")
    read, asked = folder / "reader.safetensors", folder / "query.safetensors"
    write(encoder(weights), weights, folder / "encoder.onnx")
    write(query_encoder(asked, weights), weights, folder / "query.onnx")
    write(reader(read, weights, whole_numbers=True), weights, folder / "reader.onnx")
    write(reader(read, weights, whole_numbers=False), weights, folder / "reader_float.onnx")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]), *sys.argv[3:])

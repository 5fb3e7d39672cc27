"""MiniLM as an ONNX graph that names stretches of safetensors files."""

import json
import struct
from pathlib import Path

import numpy as np
from onnx import NodeProto, TensorProto, helper, numpy_helper
from whole_numbers import SCALE, SHARE, Given  # beside this file

LAYERS = 6
HEADS = 12
WIDTH = 384
HEAD_WIDTH = WIDTH // HEADS
NORM_EPSILON = 1e-12  # layer_norm_eps of the model's config.json
FAR = float(np.finfo(np.float32).min)  # what a padded position scores before the softmax
TYPES = {"F32": TensorProto.FLOAT, "F16": TensorProto.FLOAT16, "I8": TensorProto.INT8}


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

    Attributes:
        given: Name of a matrix → name of what it is multiplied with.
    """

    def __init__(self, *weights: Path, whole_numbers: bool = False) -> None:
        self.files = [Stretches(file) for file in weights]
        self.whole_numbers = whole_numbers
        self.nodes: list[NodeProto] = []
        self.initializers: list[TensorProto] = []
        self.given: Given = {}

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
        self.given[f"{prefix}.weight"] = data
        data = self._shared(data)
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

    def _shared(self, data: str) -> str:
        """Append ``data`` with its channels made alike, where they were when its matrices were rounded."""
        if not self.holds(f"{data}{SHARE}"):
            return data
        name = f"{data}.alike"
        made = any(node.output[0] == name for node in self.nodes)
        return name if made else self.add("Mul", data, self.weight(f"{data}{SHARE}"), name=name)

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

"""Round a model's matrices to whole numbers of eight bits so that what comes out stays nearly what it was.

What a matrix is given is rounded too, with one scale for a whole text; a few channels of it reach ten times as far as
the others, which then share what digits are left. So each channel is divided by a number and the matrix's column
multiplied by it, which makes channels alike and changes no product (SmoothQuant, Xiao et al. 2023, arXiv:2211.10438).
How far a channel reaches is seen over the demo corpus.
"""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto, helper
from tokenizers import Tokenizer

HERE = Path(__file__).parents[1]
TOKENIZER = HERE / "src/plainspoken/weights_data/tokenizer.json"
CORPUS = HERE / "corpora/demo"
SCALE, SHARE = ".scale", ".share"
STEPS = 80  # in either direction: on AVX2 the sum of two products is cut off at 2 x 255 x 64, and few texts get so far
SMOOTH = 0.55  # how much of a channel's reach goes over into the matrix; .4 to .6 do equally well
LEAST = 1e-3  # reach of a channel that is never used
DOCUMENTS, STRETCH, TOKENS = 40, 900, 254  # documents looked at; characters and tokens of a text out of them
EVERY = 3  # stretches, one of which is taken
FIRST = 12  # tokens of a text that stand for a question, so that the reader sees what it is used to
CLS, SEP = 101, 102

Given = dict[str, str]
Floats = NDArray[np.float32]


def whole(matrix: Floats, steps: int = STEPS) -> tuple[NDArray[np.int8], Floats]:
    """Return the turned matrix in whole numbers, and for each of its columns what one of them is worth."""
    worth = np.maximum(np.abs(matrix).max(axis=1), np.finfo(np.float32).tiny) / steps
    return np.rint(matrix / worth[:, None]).astype(np.int8).T.copy(), worth.astype(np.float32)


def shares(matrices: Mapping[str, Floats], given: Given, reach: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return for what is given to matrices by how much each of its channels is divided; their product is one.

    Args:
        matrices: Name → (rows, channels).
        given: Name of a matrix → name of what it is given.
        reach: Name of what is given → the largest of each channel.
    """
    made = {}
    for data in dict.fromkeys(given[name] for name in matrices):
        widest = np.max([np.abs(matrices[name]).max(axis=0) for name in matrices if given[name] == data], axis=0)
        share = np.maximum(reach[data], LEAST) ** SMOOTH / np.maximum(widest, LEAST) ** (1 - SMOOTH)
        made[data] = (share / np.exp(np.log(share).mean())).astype(np.float32)
    return made


def reaches(model: ModelProto, names: Sequence[str], weights: Sequence[Path]) -> dict[str, Floats]:
    """Return the largest number of each channel of the named nodes' outputs, over stretches of the demo corpus.

    Args:
        model: A graph without outputs whose tensors lie in ``weights``.
        names: Outputs of its nodes.
        weights: Its files.
    """
    model.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL  # every named output stays there
    with TemporaryDirectory() as room:
        for file in weights:
            shutil.copyfile(file, Path(room, file.name))
        Path(room, "calibration.onnx").write_bytes(model.SerializeToString(deterministic=True))
        session = ort.InferenceSession(str(Path(room, "calibration.onnx")), options, providers=["CPUExecutionProvider"])
        seen: dict[str, Floats] = {}
        for ids in _texts():
            found = session.run(names, {"ids": ids, "mask": np.ones_like(ids)})
            for name, values in zip(names, found, strict=True):
                top = np.abs(values.reshape(-1, values.shape[-1])).max(axis=0)
                seen[name] = np.maximum(seen.get(name, top), top)
    return seen


def _texts() -> list[NDArray[np.int64]]:
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    texts = [
        text[at : at + STRETCH]
        for file in sorted(CORPUS.rglob("*.md"))[:DOCUMENTS]
        for text in [file.read_text(encoding="utf-8")]
        for at in range(0, len(text), EVERY * STRETCH)
    ]
    read = [tokenizer.encode(text, add_special_tokens=False).ids[:TOKENS] for text in texts]
    return [np.array([[CLS, *ids[:FIRST], SEP, *ids[FIRST:], SEP]], dtype=np.int64) for ids in read]

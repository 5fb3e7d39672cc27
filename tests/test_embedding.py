import importlib.util
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken import weights
from plainspoken.embedding import MAX_TOKENS, open_embedder, open_reranker, packaged, token_counter, token_window
from plainspoken.errors import SettingsError, WeightsError

WORDS = ("the", "model", "missed", "its", "target", "because", "each", "weekly", "report", "was", "late", "again")
HAS_MODELS = importlib.util.find_spec("sentence_transformers") is not None


def prose(words):
    return " ".join(WORDS[place % len(WORDS)] for place in range(words))


def on(backend, graph=weights.GRAPH):
    tokenizer = packaged.packaged_tokenizer(weights.checked)
    tokenizer.enable_truncation(MAX_TOKENS)
    for name in (weights.ENCODER, weights.WHOLE):
        weights.checked(name)
    return packaged.PackagedEmbedder(
        tokenizer, lambda: backend(weights.checked(graph)), lambda: backend(weights.checked(weights.QUERY_GRAPH))
    )


@pytest.fixture(scope="module")
def embedder():
    return open_embedder(checked=weights.checked)


@pytest.fixture(scope="module", params=["openvino bf16", "openvino f32", "onnxruntime", "whole numbers"])
def each_backend(request):
    if request.param == "openvino bf16" and not packaged.has_bf16():
        pytest.skip("no bf16 here")
    opened = {
        "openvino bf16": packaged.openvino,
        "openvino f32": lambda graph: packaged.openvino(graph, precision="f32"),
        "onnxruntime": packaged.onnxruntime,
        "whole numbers": lambda graph: packaged.onnxruntime(graph, precision="int8"),
    }
    return on(opened[request.param], weights.WHOLE_GRAPH if request.param == "whole numbers" else weights.GRAPH)


def test_the_name_says_which_weights():
    assert weights.WEIGHTS[weights.ENCODER].sha256.startswith(packaged.NAME.split("@")[1])


def test_vectors_are_those_of_the_original_model(each_backend):
    # First numbers of sentence-transformers' own vector; tests/models/conformance.py compares whole ones.
    expected = [-0.0280, 0.0647, 0.1093, 0.0643, -0.0022]

    (vector,) = each_backend.embed(["How is the weather today?"])

    assert vector[:5] == pytest.approx(expected, abs=0.004 if "int8" in each_backend.backend else 0.002)
    assert vector.shape == (each_backend.size,) == (384,)


def test_a_query_is_read_by_layers_of_its_own_and_meets_what_it_asks_for(each_backend):
    wanted, other = "The share of alarms that were false fell to 4 % in May.", "The canteen opens at noon on Mondays."
    query = "how often does it cry wolf"

    vector = each_backend.embed_query(query)

    assert vector.shape == (384,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-3)
    assert vector.tobytes() == each_backend.embed_query(query).tobytes()
    assert vector.tobytes() != each_backend.embed([query])[0].tobytes()
    near, far = each_backend.embed([wanted, other]) @ vector
    assert near > far


def test_a_text_has_one_vector_whatever_is_embedded_with_it(each_backend):
    texts = [prose(words) for words in (1, 3, 9, 14, 15, 40, 41, 90, 120, 180, 300)]
    alone = np.concatenate([each_backend.embed([text]) for text in texts])

    together = each_backend.embed(texts)
    crowded = each_backend.embed([text for text in reversed(texts) for _ in range(7)])[::7][::-1]

    assert together.tobytes() == alone.tobytes()
    assert crowded.tobytes() == alone.tobytes()


def test_backends_agree():
    if not packaged.has_bf16():
        pytest.skip("no bf16 here")
    texts = [prose(words) for words in range(1, 200, 11)]

    cosines = (on(packaged.openvino).embed(texts) * on(packaged.onnxruntime).embed(texts)).sum(axis=1)

    assert cosines.min() >= 0.9999


def test_whole_numbers_move_a_vector_little(read_texts):
    single, whole = on(packaged.onnxruntime), on(packaged.onnxruntime, weights.WHOLE_GRAPH)

    cosines = (single.embed(read_texts) * whole.embed(read_texts)).sum(axis=1)

    assert len(cosines) >= 30
    assert cosines.min() >= 0.996


@pytest.fixture
def read_texts():
    """Return stretches of what the project is documented by: not what the whole numbers were fitted to."""
    pages = sorted((Path(__file__).parents[1] / "docs").rglob("*.md"))
    return [text[:900] for text in (page.read_text(encoding="utf-8") for page in pages)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param(" \n\t", id="blank"),
        pytest.param("\ud800 half a pair", id="lone-surrogate"),
        pytest.param("\0\x07\u202e\ufeff", id="controls"),
        pytest.param("日本語のテキスト 🎉👩‍👩‍👧", id="not-latin"),
        pytest.param("x" * 3_000_000, id="one-huge-word"),
        pytest.param("word " * 400_000, id="huge-text"),
        pytest.param(" " * 2_000_000 + "late", id="huge-blank"),
    ],
)
def test_any_string_has_a_vector_of_length_one(embedder, text):
    (vector,) = embedder.embed([text])

    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_nothing_gives_no_rows(embedder):
    assert embedder.embed([]).shape == (0, 384)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=300), min_size=1, max_size=6))
def test_embedding_is_a_function_of_the_text(texts):
    opened = test_embedding_is_a_function_of_the_text.opened

    together = opened.embed(texts)

    assert together.tobytes() == np.concatenate([opened.embed([text]) for text in texts]).tobytes()


@pytest.fixture(autouse=True, scope="module")
def _opened_once(embedder):
    test_embedding_is_a_function_of_the_text.opened = embedder


def test_what_lies_beyond_256_tokens_is_not_read(embedder):
    counted = token_counter(checked=weights.checked)
    inside = prose(MAX_TOKENS - 2)

    assert counted(inside) == MAX_TOKENS
    assert embedder.embed([inside]).tobytes() == embedder.embed([inside + " and more"]).tobytes()
    assert embedder.embed([inside]).tobytes() != embedder.embed([prose(MAX_TOKENS - 3)]).tobytes()


@pytest.mark.parametrize(("text", "tokens"), [("", 2), ("late", 3), ("\ud800", 3), (prose(1000), 1002)])
def test_tokens_are_counted_as_the_model_reads_them(text, tokens):
    assert token_counter(checked=weights.checked)(text) == tokens


def test_the_vector_does_not_depend_on_the_cores(monkeypatch):
    texts = [prose(words) for words in (2, 30, 120, 200)]
    vectors = {}

    for cores in (1, 2, 5):
        monkeypatch.setattr(packaged, "lanes", lambda cores=cores: cores)
        vectors[cores] = open_embedder(checked=weights.checked).embed(texts).tobytes()

    assert vectors[1] == vectors[2] == vectors[5]


def test_many_threads_may_embed_at_once(embedder):
    texts = [prose(words) for words in (3, 9, 27, 81)]
    expected = embedder.embed(texts).tobytes()

    with ThreadPoolExecutor(max_workers=8) as callers:
        found = list(callers.map(lambda _: embedder.embed(texts).tobytes(), range(16)))

    assert set(found) == {expected}


def test_weights_that_are_not_the_pinned_ones_are_not_loaded(tmp_path, monkeypatch):
    monkeypatch.setenv("PLAINSPOKEN_WEIGHTS", str(tmp_path))
    (tmp_path / "model.safetensors").write_bytes(b"else")

    with pytest.raises(WeightsError, match="was not loaded"):
        open_embedder(checked=weights.checked)


def test_a_tokenizer_that_is_not_the_pinned_one_is_not_loaded(tmp_path, monkeypatch):
    pinned = weights.checked(weights.TOKENIZER).read_bytes()
    monkeypatch.setenv("PLAINSPOKEN_WEIGHTS", str(tmp_path))
    (tmp_path / weights.TOKENIZER).write_bytes(pinned + b" ")

    with pytest.raises(WeightsError, match=r"tokenizer\.json' was not loaded"):
        token_counter(checked=weights.checked)


@pytest.mark.parametrize(
    ("files", "window"),
    [
        pytest.param({"sentence_bert_config.json": '{"max_seq_length": 128}'}, 128, id="set-by-the-model"),
        pytest.param({"0_Transformer/sentence_bert_config.json": '{"max_seq_length": 128}'}, 128, id="older-layout"),
        pytest.param(
            {"sentence_bert_config.json": '{"max_seq_length": null}', "config.json": '{"max_position_embeddings": 77}'},
            77,
            id="what-the-weights-have-room-for",
        ),
        pytest.param(
            {"tokenizer_config.json": '{"model_max_length": 64}', "config.json": '{"max_position_embeddings": 77}'},
            64,
            id="the-narrower-of-both",
        ),
        pytest.param({"tokenizer_config.json": '{"model_max_length": 1e30}'}, int(1e30), id="as-good-as-none"),
        pytest.param({}, sys.maxsize, id="none"),
    ],
)
def test_a_models_window_stands_in_its_files(tmp_path, files, window):
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)

    assert token_window(str(tmp_path)) == window


def test_a_model_whose_window_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "sentence_bert_config.json").write_text("{")

    with pytest.raises(SettingsError, match=r"sentence_bert_config\.json that cannot be read"):
        token_window(str(tmp_path))


@pytest.fixture
def no_openvino(monkeypatch):
    monkeypatch.setitem(sys.modules, "openvino", None)
    packaged.has_bf16.cache_clear()
    yield
    packaged.has_bf16.cache_clear()


@pytest.mark.usefixtures("no_openvino")
def test_without_openvino_onnxruntime_computes():
    assert open_embedder(checked=weights.checked).backend.startswith("onnxruntime")


@pytest.mark.skipif(HAS_MODELS, reason="the extra is installed here")
@pytest.mark.parametrize(
    "open_it",
    [
        lambda name: open_embedder(name, checked=weights.checked),
        open_reranker,
        lambda name: token_counter(name, checked=weights.checked),
        token_window,
    ],
)
def test_a_model_that_needs_the_extra_says_so(open_it):
    with pytest.raises(SettingsError, match=r"'example/other' needs the extra 'models'.*-e '\.\[models\]'"):
        open_it("example/other")


@pytest.mark.skipif(HAS_MODELS, reason="the extra is installed here")
def test_a_folder_needs_the_extra_too(tmp_path):
    with pytest.raises(SettingsError, match="needs the extra 'models'"):
        open_embedder(str(tmp_path), checked=weights.checked)

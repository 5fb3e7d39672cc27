"""Which reader a file needs, told by its name; which sort of document it is, told by its content."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

SUFFIXES = frozenset(
    (
        ".md",
        ".markdown",
        ".rst",
        ".txt",
        ".html",
        ".htm",
        ".pdf",
        ".docx",
        ".pptx",
        ".xlsx",
        ".csv",
        ".ipynb",
        ".jsonl",
        ".json",
    )
)
FEEDBACK_FOLDERS = frozenset({"feedback"})
CARD_FOLDERS = frozenset({"model_cards", "model-cards", "modelcards"})
CARD_KEYS = frozenset(
    [
        "model_index",
        "model_name",
        "base_model",
        "pipeline_tag",
        "library_name",
        "model_details",
        "model_parameters",
        "intended_use",
        "intended_uses",
        "quantitative_analyses",
        "considerations",
        "model_id",
        "model_version",
        "training_data",
        "evaluation_data",
    ]
)
CAUTIONS = frozenset(
    [
        "limitations",
        "out_of_scope",
        "out_of_scope_use",
        "out_of_scope_uses",
        "use_cases",
        "ethical_considerations",
        "caveats",
        "caveats_and_recommendations",
        "bias",
        "risks",
    ]
)
"""Keys that make a card of an object with ``metrics``: what the model is for and what not."""
CARD_HEADINGS = frozenset(
    [
        "intended use",
        "intended uses",
        "intended uses & limitations",
        "uses",
        "model details",
        "model description",
        "training data",
        "training procedure",
        "evaluation",
        "evaluation results",
        "evaluation data",
        "limitations",
        "bias, risks, and limitations",
        "ethical considerations",
        "out-of-scope use",
        "how to use",
        "model architecture",
        "use case and high-level description",
        "specification",
        "accuracy",
        "metrics",
        "caveats and recommendations",
        "factors",
        "training details",
        "model summary",
    ]
)
ENOUGH_HEADINGS = 3


def lives_in(folders: frozenset[str], root: str, relative: str) -> bool:
    """Return whether a file stands below a folder of one of these names."""
    return bool({root.lower(), *map(str.lower, PurePosixPath(relative).parts[:-1])} & folders)


def is_card(values: Mapping[str, object]) -> bool:
    """Return whether front matter or a JSON object has the keys of a model card."""
    keys = {re.sub(r"[\s\-]+", "_", key.casefold()) for key in values}
    return bool(keys & CARD_KEYS) or {"license", "tags"} <= keys or ("metrics" in keys and bool(keys & CAUTIONS))


def reads_like_card(sections: frozenset[str]) -> bool:
    """Return whether a document has the headings of a model card."""
    return len({one.lower() for one in sections} & CARD_HEADINGS) >= ENOUGH_HEADINGS

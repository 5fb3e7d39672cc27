"""The packaged model's tokenizer: light, so that the splitter can count with it anywhere."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_TOKENS = 256  # the model card: longer input is cut off
TOKENIZER = "tokenizer.json"
MAX_CHARACTERS = 65_536  # 256 tokens of prose are about 1,200; what is behind this could only be read of one huge word


def packaged_tokenizer(checked: Callable[[str], Path]) -> "Tokenizer":
    """Return the tokenizer that comes with plainspoken, without padding and without a limit.

    Args:
        checked: Gives the path of a weight file once its SHA-256 has matched (``weights.checked``).

    Raises:
        WeightsError: It is missing or is another one.
    """
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(checked(TOKENIZER)))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def sane(text: str) -> str:
    """Return ``text`` as valid Unicode: what cannot be encoded (a lone surrogate) becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")

"""Count tokens word by word, each word once: a folder says the same words over and over."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

PART = re.compile(r"[A-Za-z0-9]+|[^A-Za-z0-9]")
LONGEST_WORD = 100  # characters; BERT calls longer ones unknown, one token whatever their length
WINDOW = 256  # tokens that the packaged encoder reads
MOST_WORDS = 400_000  # remembered; some 60 MB


@dataclass(slots=True)
class WordCounter:
    """Counts as the encoder would, its special tokens left out.

    Exact for an encoder that parts words at white space and punctuation, as BERT's does;
    never fewer than the true count for the others, whose pieces reach over those borders.

    Attributes:
        count: Tokens of a text, special ones included.
        window: Tokens that the encoder reads of a text; what is beyond is lost silently.
        special: How many special ones there are.
        words: What is known already.
    """

    count: Callable[[str], int]
    window: int = WINDOW
    special: int = 0
    words: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.special = self.count("")

    def __call__(self, text: str) -> int:
        """Return the tokens of ``text``."""
        known = self.words
        total = 0
        for word in text.split():
            tokens = known.get(word)
            if tokens is None:
                tokens = self._learnt(word)
            total += tokens
        return total

    def _learnt(self, word: str) -> int:
        if len(self.words) > MOST_WORDS:
            self.words.clear()
        if word.isascii() and not word.isalnum():
            parts = PART.findall(word)
            tokens = sum(self._part(part) for part in parts)
        else:
            tokens = self._at_least(word)
        self.words[word] = tokens
        return tokens

    def _part(self, part: str) -> int:
        tokens = self.words.get(part)
        if tokens is None:
            tokens = self.words[part] = self._at_least(part)
        return tokens

    def _at_least(self, word: str) -> int:
        """Return its tokens; a monster that the encoder reads as one unknown word still fills passages."""
        tokens = self.count(word) - self.special
        return tokens if len(word) <= LONGEST_WORD else max(tokens, len(word) // 4)

    def __hash__(self) -> int:
        """Return the identity: a counter is a key of the splitters made with it."""
        return id(self)


def open_counter(model: str | None) -> WordCounter:
    """Return what counts as the encoder does.

    Args:
        model: None for the packaged one; else a folder or a name.

    Raises:
        WeightsError: The packaged tokenizer is missing or is another one.
        SettingsError: There is no such model, or its tokens cannot be counted.
    """
    from plainspoken import weights  # only who reads files needs these
    from plainspoken.embedding import token_counter, token_window  # as above

    return WordCounter(token_counter(model, checked=weights.checked), token_window(model))

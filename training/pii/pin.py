"""Write the hash of the tagger's weights into src/plainspoken/pii/tagger.py. Usage: python training/pii/pin.py."""

import hashlib
import re
from pathlib import Path

from plainspoken.pii import tagger


def main() -> None:
    """Pin what lies there now."""
    value = hashlib.sha256(tagger.WEIGHTS.read_bytes()).hexdigest()
    source = Path(tagger.__file__)
    source.write_text(
        re.sub(r'SHA256 = "[^"]*"', f'SHA256 = "{value}"', source.read_text(encoding="utf-8")), encoding="utf-8"
    )


if __name__ == "__main__":
    main()

"""Write the hashes of the tagger's files into src/plainspoken/pii/tagger.py. Usage: python training/pii/pin.py."""

import re
from pathlib import Path

from plainspoken.pii import tagger


def main() -> None:
    """Pin what lies there now."""
    folders = {"packaged": tagger._packaged(), "trained": tagger.WEIGHTS}
    hashes = {kind: tagger.digest(folders[kind], names) for kind, names in tagger.PINNED.items()}
    source = Path(tagger.__file__)
    line = "SHA256 = {\n" + "".join(f'    "{kind}": "{value}",\n' for kind, value in hashes.items()) + "}\n"
    source.write_text(re.sub(r"SHA256 = \{[^}]*\}\n", line, source.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()

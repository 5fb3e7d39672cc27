"""``python -m plainspoken`` is ``plainspoken``."""

import sys

from plainspoken.cli import main

sys.exit(main())

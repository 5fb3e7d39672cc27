"""What one file may cost."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of the process that parses untrusted files.

    Attributes:
        seconds: For one file; then the process is killed and the file refused.
        memory: Bytes of address space.
        file: Bytes of one file.
        output: Bytes of what parsing one file may give back.
    """

    seconds: float = 20.0
    memory: int = 1_073_741_824
    file: int = 64_000_000
    output: int = 256_000_000

"""Find what is private in a text, offline."""

from plainspoken.pii.detector import Detector, open_detector

__all__ = ["Detector", "open_detector"]

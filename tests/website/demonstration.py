"""The whole demonstration, for the tests that share it: ``demo = built_once(load_once)``."""

from pathlib import Path

from website.demo.loader import load_demo

CONTENT = Path(__file__).resolve().parents[2] / "website" / "demo" / "content"


def load_once() -> None:
    """Load everything."""
    load_demo(CONTENT, progress=lambda _line: None)

"""Read-only JSON of results below ``/api/v1/``; its part of the description lies beside."""

from pathlib import Path

DESCRIPTION_FILE = Path(__file__).with_name("openapi.json")

"""What the description of the interface for programs says of results, to hold its answers against."""

import json
import re
from typing import Any

from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

from evaluation.api import DESCRIPTION_FILE
from evaluation.api.urls import urlpatterns

DESCRIPTION = json.loads(DESCRIPTION_FILE.read_text(encoding="utf-8"))
ROUTES = {re.sub(r"<\w+:(\w+)>", r"{\1}", f"/{one.pattern}") for one in urlpatterns}


def programs_read(path: str, address: str, client: Client | None = None) -> dict[str, Any]:
    """The answer at an address below ``/api/v1``, to a visitor unless told; it fits what is described of the path."""
    answer = (client or Client()).get(f"/api/v1{address}")
    assert answer.status_code == 200
    schema = DESCRIPTION["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    whole = {**schema["schema"], "components": DESCRIPTION["components"]}
    Draft202012Validator(whole, format_checker=FormatChecker()).validate(answer.json())
    return answer.json()

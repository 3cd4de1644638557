"""The log is JSON and tells neither addresses nor tokens."""

import json
import logging

import pytest

from core.logging import JsonFormatter, scrub


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mail to jana.novakova@ostrava.example refused", "mail to <address> refused"),
        ("GET /hledat/?q=Marie+Novakova 200", "GET /hledat/?<query> 200"),
        ("Not Found: /ucet/pozvanka/8JkQw2n5TzXc0aYbR7pL/", "Not Found: /ucet/pozvanka/<token>/"),
        ("/ucet/password/reset/key/1a-cd3f9e8b7a6d5c4b3a21/", "/ucet/password/reset/key/<token>/"),
        ("/koncepce/verze/1-0/prevence-ztraty-bydleni/", None),
        ("Is it so? yes", None),
    ],
)
def test_what_identifies_or_opens_is_left_out(text, expected):
    assert scrub(text) == (expected or text)


def test_an_entry_is_one_line_of_json_with_its_traceback():
    try:
        raise ValueError("Řádek\ns adresou a@example.org")
    except ValueError as error:
        record = logging.LogRecord(
            "core", logging.ERROR, "x.py", 1, "Chyba %s", ("č. 1",),
            (type(error), error, error.__traceback__),
        )  # fmt: skip
    line = JsonFormatter().format(record)
    entry = json.loads(line)
    assert "\n" not in line
    assert (entry["level"], entry["logger"], entry["message"]) == ("ERROR", "core", "Chyba č. 1")
    assert entry["exception"].endswith("ValueError: Řádek\ns adresou <address>")
    assert entry["time"].endswith("+00:00")

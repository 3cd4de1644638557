"""What leaves the city when an error is reported."""

from config.error_reports import without_words

TOKEN = "mW3cTz0vPq9Xk2LhYb7RdN4sUe1AfGjK"


def test_a_report_holds_neither_typed_words_nor_addresses_nor_tokens():
    event = {
        "transaction": "people:invitation-open",
        "request": {
            "method": "GET",
            "url": f"https://osnova.example/ucet/pozvanka/{TOKEN}/?q=dluhy",
            "query_string": "q=dluhy",
            "data": {"text": "Nemám kde bydlet."},
            "headers": {"Referer": "https://osnova.example/hledat/?q=dluhy"},
            "cookies": {"sessionid": "x"},
        },
        "logentry": {"message": "Mail to %s", "params": ["jana@example.org"]},
        "exception": {
            "values": [
                {"type": "ValueError", "value": f"/ucet/pozvanka/{TOKEN}/ of jana@example.org"}
            ]
        },
        "breadcrumbs": {"values": [{"message": "GET /hledat/?q=dluhy", "data": {"q": "dluhy"}}]},
    }

    assert without_words(event, {}) == {
        "transaction": "people:invitation-open",
        "request": {"method": "GET", "url": "https://osnova.example/ucet/pozvanka/<token>/"},
        "logentry": {"message": "Mail to %s", "params": ["<address>"]},
        "exception": {
            "values": [{"type": "ValueError", "value": "/ucet/pozvanka/<token>/ of <address>"}]
        },
        "breadcrumbs": {"values": [{"message": "GET /hledat/?<query>"}]},
    }


def test_a_report_without_a_request_passes():
    assert without_words({"message": "jana@example.org"}, {}) == {"message": "<address>"}

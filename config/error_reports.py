"""What a report of an error says once it leaves the city for the server of ``SENTRY_DSN``."""

from typing import Any

from core.logging import scrub

# What a browser sends along with a request: the form, the question of a search, codes kept in cookies.
TYPED = ("query_string", "data", "cookies", "headers", "env")


def without_words(event: dict[str, Any], _hint: Any) -> dict[str, Any]:
    """The report without what people typed, without e-mail addresses and without links that let somebody in.

    The collector itself leaves out forms and variables (``settings``), yet not addresses with their queries and tokens,
    the header that says where the reader came from, and the words of errors and of the log before them.
    """
    request = event.get("request", {})
    for name in TYPED:
        request.pop(name, None)
    if "url" in request:
        request["url"] = scrub(request["url"].partition("?")[0])
    for key in ("message", "logentry"):
        if key in event:
            event[key] = _scrubbed(event[key])
    for error in event.get("exception", {}).get("values", ()):
        error["value"] = _scrubbed(error.get("value"))
    for crumb in event.get("breadcrumbs", {}).get("values", ()):
        crumb["message"] = _scrubbed(crumb.get("message"))
        crumb.pop("data", None)
    return event


def _scrubbed(value: Any) -> Any:
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, dict):
        return {key: _scrubbed(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_scrubbed(part) for part in value]
    return value

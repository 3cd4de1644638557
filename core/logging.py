"""The log: one line of JSON per entry, without e-mail addresses, tokens and queries of addresses."""

import json
import logging
import re
from datetime import UTC, datetime

MAIL_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
QUERY = re.compile(r"(?<=\S)\?[^\s\"']*=[^\s\"']*")
# a part of a path that is long and holds a digit: invitations, resets, calendars with a key
TOKEN = re.compile(r"(?<=/)(?=[\w:.-]*\d)[\w:.-]{20,}(?=[/\s\"'?#]|$)")


def scrub(text: str) -> str:
    """The text without what may identify a person or let somebody in."""
    return TOKEN.sub("<token>", QUERY.sub("?<query>", MAIL_ADDRESS.sub("<address>", text)))


class JsonFormatter(logging.Formatter):
    """Time in UTC, level, logger, message, and the traceback of an exception."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": scrub(record.getMessage()),
        }
        if record.exc_info:
            entry["exception"] = scrub(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False)

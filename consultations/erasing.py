"""Every place of comments that may hold words of a redacted passage: they were quoted from it."""

from collections.abc import Iterable

from django.db import connection

from concept.models import VersionPassage
from consultations.models import Anchor, Comment
from core.extension import Eraser, add_eraser

QUOTED = ("exact", "prefix", "suffix")


def erase_quotes(contents: Iterable[str]) -> None:
    """Empty the quotes of comments on the passages, sent or being written, and the text their wordings start from.

    Where the quote stood stays, so that the comment keeps its place.
    """
    places = set(
        VersionPassage.objects.filter(content__in=list(contents)).values_list(
            "version_id", "passage_uid"
        )
    )
    versions = {version for version, _uid in places}
    uids = {uid for _version, uid in places}
    anchors = Anchor.objects.filter(version__in=versions, passage_uid__in=uids).exclude(exact="")
    quoted = [
        (pk, comment)
        for pk, comment, version, uid in anchors.values_list(
            "pk", "comment_id", "version_id", "passage_uid"
        )
        if (version, uid) in places
    ]
    _empty([pk for pk, _comment in quoted])
    Comment.objects.filter(pk__in={comment for _pk, comment in quoted}).update(wording_from="")
    drafts = Comment.objects.filter(version__in=versions, contribution=None)
    for comment in drafts.exclude(draft_anchors=[]):
        own = {str(uid) for version, uid in places if version == comment.version_id}
        hit = [place for place in comment.draft_anchors if place.get("passage_uid") in own]
        if hit:
            for place in hit:
                place.update(dict.fromkeys(QUOTED, ""))
            comment.wording_from = ""
            comment.save(update_fields=["draft_anchors", "wording_from"])


def _empty(anchors: list[int]) -> None:
    """The only UPDATE of anchors, and the only one the triggers let through."""
    table = connection.ops.quote_name(Anchor._meta.db_table)
    with connection.cursor() as cursor:
        for pk in anchors:
            cursor.execute(
                f"UPDATE {table} SET exact = '', prefix = '', suffix = '' WHERE id = %s",  # noqa: S608  names only
                [pk],
            )


def register() -> None:
    """Called once the apps are ready."""
    add_eraser(Eraser("quotes of comments", erase_quotes))

"""Comments editors write beside a section in Wagtail: what they say about removed words goes with them.

A comment lies in three places: its own row, every draft saved since (Wagtail stores comments in revisions) and the log
of the page.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from wagtail.models import COMMENTS_RELATION_NAME, Comment, CommentReply, PageLogEntry, Revision

from concept import freezing
from concept.models import DocumentPage, PassageHint, VersionPassage
from core.extension import Eraser, add_eraser, add_repeat_eraser
from core.repeats import Repeats, masked

# Block of a section -> keys of the paragraphs in it whose words were removed ("" for the whole block).
Places = dict[str, set[str]]


def erase_comments(contents: Iterable[str]) -> None:
    """Delete comments on the passages, with their replies: they talk about what was removed.

    One on a block of several paragraphs goes if it is on the removed one, or on a place that is gone.
    """
    frozen = VersionPassage.objects.filter(content__in=list(contents))
    places: Places = defaultdict(set)
    documents: set[int] = set()
    rows = frozen.values_list("version_id", "version__document_id", "passage_uid")
    found = {(version, uid): document for version, document, uid in rows}
    hints = PassageHint.objects.filter(
        version__in={version for version, _uid in found}, passage_uid__in={uid for _v, uid in found}
    )
    for version, uid, block, key in hints.values_list(
        "version_id", "passage_uid", "block_id", "block_key"
    ):
        if block and (version, uid) in found:
            places[block].add(key)
            documents.add(found[version, uid])
    if not places:
        return
    pages = _pages(documents)
    gone = {
        comment.pk
        for comment in Comment.objects.filter(page__in=pages)
        if _is_on(comment.contentpath, comment.position, places)
    }
    for revision in _revisions(pages):
        comments = revision.content[COMMENTS_RELATION_NAME]
        gone |= {
            row["pk"] for row in comments if _is_on(row["contentpath"], row["position"], places)
        }
    gone.discard(None)  # a comment not saved yet has no row
    Comment.objects.filter(pk__in=gone).delete()
    for revision in _revisions(pages):
        comments = revision.content[COMMENTS_RELATION_NAME]
        kept = [
            row
            for row in comments
            if row["pk"] not in gone and not _is_on(row["contentpath"], row["position"], places)
        ]
        if len(kept) < len(comments):
            _store(revision, kept)
    _rewrite_log(pages, lambda text, comment: "" if comment in gone else text)


def erase_repeats_in_comments(documents: Sequence[int], repeats: Repeats, _at: datetime) -> None:
    """Mask in all other comments of the documents what repeats the removed words."""
    pages = _pages(documents)
    for model, rows in (
        (Comment, Comment.objects.filter(page__in=pages)),
        (CommentReply, CommentReply.objects.filter(comment__page__in=pages)),
    ):
        for pk, text in rows.values_list("pk", "text"):
            if (left := masked(text, repeats)) != text:
                model.objects.filter(pk=pk).update(text=left)
    for revision in _revisions(pages):
        comments = revision.content[COMMENTS_RELATION_NAME]
        texts = [*comments, *(reply for row in comments for reply in row.get("replies", ()))]
        hit = [row for row in texts if masked(row["text"], repeats) != row["text"]]
        for row in hit:
            row["text"] = masked(row["text"], repeats)
        if hit:
            _store(revision, comments)
    _rewrite_log(pages, lambda text, _comment: masked(text, repeats))


def _pages(documents: Iterable[int]) -> list[int]:
    """Documents and their sections."""
    found = DocumentPage.objects.filter(pk__in=documents)
    return [pk for document in found for pk in (document.pk, *_sections(document))]


def _sections(document: DocumentPage) -> Iterable[int]:
    return (page.pk for page in freezing.sections_of(document))


def _revisions(pages: Iterable[int]) -> Iterable[Revision]:
    """Drafts that hold comments."""
    rows = Revision.page_revisions.filter(
        object_id__in=[str(pk) for pk in pages],
        **{f"content__{COMMENTS_RELATION_NAME}__0__isnull": False},
    )
    return rows.iterator(chunk_size=100)


def _store(revision: Revision, comments: list[dict[str, Any]]) -> None:
    """Written past ``save``, which would make the draft the newest one."""
    content = {**revision.content, COMMENTS_RELATION_NAME: comments}
    Revision.objects.filter(pk=revision.pk).update(content=content)


def _is_on(path: str, position: str | None, places: Places) -> bool:
    """Whether a comment at a content path ("body.<block>[.<field>]") is on one of the places."""
    keys = [key for part in path.split(".") for key in places.get(part, ())]
    if not keys:
        return False
    return position in (None, "", "[]") or any(key in position for key in keys)


def _rewrite_log(pages: Iterable[int], rewrite: Callable[[str, int], str]) -> None:
    """``rewrite(text, key of the comment)`` answers what the log may keep of a comment or a reply."""
    rows = PageLogEntry.objects.filter(
        action__startswith="wagtail.comments", page_id__in=list(pages)
    )
    for entry in rows.iterator(chunk_size=500):
        key = entry.data.get("comment", {}).get("id")
        said = [entry.data[name] for name in ("comment", "reply") if name in entry.data]
        left = [rewrite(each.get("text", ""), key) for each in said]
        if left != [each.get("text", "") for each in said]:
            for each, text in zip(said, left, strict=True):
                each["text"] = text
            PageLogEntry.objects.filter(pk=entry.pk).update(data=entry.data)


def register() -> None:
    """Called once the apps are ready."""
    add_eraser(Eraser("comments of editors", erase_comments))
    add_repeat_eraser("comments of editors", erase_repeats_in_comments)

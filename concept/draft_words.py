"""What drafts of a document say, read before a redaction takes its lock: rendering them takes long.

Under the lock only what was written in between is read.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from wagtail.models import Revision

from concept import freezing, rendering
from concept.canonical import canonicalise, plain_text
from concept.models import DocumentPage, SectionPage
from concept.phrases import said_phrases

# (page, revision or None for the page's own columns, when it was written): the same key is the same text.
Key = tuple[int, int | None, datetime | None]


class DraftWords:
    """Which drafts of some documents say one of the given phrases; each is rendered once."""

    def __init__(self, documents: Iterable[DocumentPage], phrases: Iterable[str]) -> None:
        self._documents = list(documents)
        self._phrases = frozenset(phrases)
        self._says: dict[Key, bool] = {}

    def look(self) -> None:
        """Read everything there is now."""
        self.section_that_says_them()
        self.old_revisions_that_say_them()

    def section_that_says_them(self) -> SectionPage | None:
        """A section whose released text or newest draft says one of the phrases, so that they would come back."""
        for page, revisions in self._pages():
            kept = {page.live_revision_id, page.latest_revision_id}
            newest = [key for key in revisions if key[1] in kept]
            own = (page.pk, None, page.last_published_at)
            if self._says_them(own, page) or any(map(self._says_them, newest)):
                return page
        return None

    def old_revisions_that_say_them(self) -> list[int]:
        """Keys of revisions that are neither released nor the newest draft and say one of the phrases."""
        found = []
        for page, revisions in self._pages():
            kept = {page.live_revision_id, page.latest_revision_id}
            old = (key for key in revisions if key[1] not in kept)
            found += [key[1] for key in old if self._says_them(key)]
        return found

    def _pages(self) -> Iterator[tuple[SectionPage, list[Key]]]:
        """Sections with the keys of their revisions: two queries for a document."""
        for document in self._documents:
            pages = freezing.sections_of(document)
            keys: dict[int, list[Key]] = {page.pk: [] for page in pages}
            rows = Revision.page_revisions.filter(object_id__in=[str(pk) for pk in keys])
            for object_id, pk, at in rows.order_by("pk").values_list(
                "object_id", "pk", "created_at"
            ):
                # An overwritten draft (autosave) gets a new moment.
                keys[int(object_id)].append((int(object_id), pk, at))
            yield from ((page, keys[page.pk]) for page in pages)

    def _says_them(self, key: Key, page: SectionPage | None = None) -> bool:
        if key not in self._says:
            read = page or Revision.objects.get(pk=key[1]).as_object()
            self._says[key] = isinstance(read, SectionPage) and not draft_phrases(read).isdisjoint(
                self._phrases
            )
        return self._says[key]


def draft_phrases(page: SectionPage) -> set[str]:
    """Phrases of a section as a freeze would see them, its footnotes included."""
    notes = {str(note.uuid): note.text for note in page.footnotes.all()}
    found: set[str] = set()
    for draft in rendering.render_section(page.body, notes, references=rendering.References()):
        found |= said_phrases(plain_text(draft.html))
    for note in notes.values():
        found |= said_phrases(plain_text(canonicalise(note)))
    return found

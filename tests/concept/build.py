"""Small builders of live text and frozen versions for the tests of concept."""

import json
import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image as Picture
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail_footnotes.models import Footnote

from concept import actions
from concept.models import DocumentPage, FreezePlan, SectionPage, Version
from people.enums import Role
from people.models import RoleGrant, User
from website.models import HomePage


def user(name: str = "editor", *roles: str) -> User:
    """A user with the roles, from long ago; the same user when asked again."""
    found = User.objects.filter(email=f"{name}@example.org").first()
    if found is None:
        found = User.objects.create_user(f"{name}@example.org", name=name.title())
    for role in roles:
        RoleGrant.objects.get_or_create(
            user=found,
            role=role,
            defaults={"valid_from": date(2016, 1, 1), "granted_at": timezone.now()},
        )
    return found


def editor() -> User:
    """The editor who freezes."""
    return user("editor", Role.EDITOR)


def home() -> HomePage:
    """The site's front page."""
    found = HomePage.objects.first()
    if found is None:
        root = Page.objects.get(depth=1)
        found = root.add_child(instance=HomePage(title="Osnova", slug="osnova"))
        site = Page.objects.get(depth=2, slug="home").sites_rooted_here.first()
        site.root_page = found
        site.save()
    return found


def document(slug: str = "koncepce", title: str = "Koncepce", **fields: Any) -> DocumentPage:
    """An empty released document."""
    values = {"kind": "concept", **fields}
    return born(home(), DocumentPage(title=title, slug=slug, **values))


def born(parent: Page, page: Page, release: bool = True) -> Any:
    """Store a new page with its first revision as Wagtail does when an editor saves, or releases, it.

    In fewer steps: publishing would save the page, its search entry and its references a third time.
    """
    page.live = release
    if release:
        page.first_published_at = page.last_published_at = timezone.now()
    revision = parent.add_child(instance=page).save_revision(clean=False)
    kept = type(page).objects.filter(pk=page.pk)
    if release:
        kept.update(live_revision=revision, has_unpublished_changes=False)
    return kept.get()


def text(*paragraphs: str) -> dict[str, Any]:
    """A rich-text block: plain words become paragraphs, other html stays."""
    html = "".join(
        p if p.startswith("<") else f'<p data-block-key="{uuid.uuid4().hex[:5]}">{p}</p>'
        for p in paragraphs
    )
    return block("text", html)


def block(kind: str, value: Any, block_id: str | None = None) -> dict[str, Any]:
    """A block as a stream stores it."""
    return {"type": kind, "value": value, "id": block_id or str(uuid.uuid4())}


def link(page: Page, words: str = "odkaz") -> dict[str, Any]:
    """A rich-text block that links to a section or a document."""
    return text(
        f'<p data-block-key="{uuid.uuid4().hex[:5]}">Viz <a linktype="page" id="{page.pk}">{words}</a>.</p>'
    )


def heading(words: str, level: int = 3) -> dict[str, Any]:
    """A sub-heading block."""
    return block("heading", {"text": words, "level": str(level)})


def figure(image: Any, alt: str = "Graf počtu bytů", caption: str = "Byty") -> dict[str, Any]:
    """A figure block."""
    return block("figure", {"image": image.pk, "alt": alt, "caption": caption, "source": ""})


def image(colour: str = "red", title: str = "Graf") -> Any:
    """A stored image of one colour."""
    return get_image_model().objects.create(title=title, file=ImageFile(png(colour), "graf.png"))


def replace_file(picture: Any, colour: str) -> None:
    """Put other bytes in the place of an image's file, as an editor does."""
    picture.file = ImageFile(png(colour), "jiny.png")
    picture.save()


def png(colour: str) -> BytesIO:
    """A small image of one colour as a file."""
    buffer = BytesIO()
    Picture.new("RGB", (8, 6), colour).save(buffer, "PNG")
    buffer.seek(0)
    return buffer


def section(
    parent: Page,
    title: str,
    *blocks: dict[str, Any] | str,
    code: str = "",
    release: bool = True,
    notes: Sequence[tuple[str, str]] = (),
    **fields: Any,
) -> SectionPage:
    """A section with blocks (a plain string is a paragraph) and footnotes as (uuid, text)."""
    raw = [text(b) if isinstance(b, str) else b for b in blocks]
    parent = type(parent).objects.get(pk=parent.pk)
    page = SectionPage(title=title, code=code, body=json.dumps(raw), **fields)
    for order, (note_uuid, words) in enumerate(notes):
        page.footnotes.add(Footnote(uuid=note_uuid, text=words, sort_order=order))
    return born(parent, page, release)


def rewrite(
    page: SectionPage, *blocks: dict[str, Any] | str, release: bool = True, **fields: Any
) -> SectionPage:
    """Replace a section's blocks and release them."""
    raw = [text(b) if isinstance(b, str) else b for b in blocks]
    return rewrite_raw(page, raw, release=release, **fields)


def rewrite_raw(
    page: SectionPage, raw: list[dict[str, Any]], release: bool = True, **fields: Any
) -> SectionPage:
    """The same with blocks as a stream stores them."""
    page = SectionPage.objects.get(pk=page.pk)
    page.body = json.dumps(raw)
    for name, value in fields.items():
        setattr(page, name, value)
    revision = page.save_revision()
    if release:
        revision.publish()
    return SectionPage.objects.get(pk=page.pk)


def plan(document: DocumentPage, *, at: datetime | None = None) -> FreezePlan:
    """A prepared plan, with the job run at once."""
    made = actions.start_plan(document=document, by=editor(), at=at or timezone.now())
    return actions.prepare_plan(plan=FreezePlan.objects.get(pk=made.pk))


def freeze(
    document: DocumentPage, label: str = "0.1", *, at: datetime | None = None, **fields: Any
) -> Version:
    """Prepare, accept every proposal, seal."""
    prepared = plan(document, at=at)
    if actions.uncertain_passages(prepared):
        prepared = actions.confirm_lineage(plan=prepared, lock_version=prepared.lock_version)
    return seal(prepared, label, at=at, **fields)


def seal(prepared: FreezePlan, label: str = "0.1", **fields: Any) -> Version:
    """Seal a plan with ordinary values."""
    values = {
        "purpose": "working",
        "reason": "Test",
        "by": editor(),
        "at": fields.pop("at", None) or timezone.now(),
        **fields,
    }
    return actions.seal_version(plan=prepared, label=label, **values)


def publish(version: Version, *, at: datetime | None = None) -> Version:
    """Publish by two people."""
    at = at or timezone.now()
    actions.propose_publication(version=version, by=editor(), at=at)
    actions.agree_publication(version=version, by=user("second", Role.EDITOR), at=at)
    return Version.objects.get(pk=version.pk)


def passages(version: Version) -> list[tuple[str, str, str]]:
    """(uid, label, text) of every passage in order."""
    rows = version.passages.order_by("order").values_list("passage_uid", "label", "content__text")
    return [(str(uid), label, words) for uid, label, words in rows]


def uid_of(version: Version, words: str) -> str:
    """Identity of the only passage whose text holds the words."""
    found = [uid for uid, _label, written in passages(version) if words in written]
    assert len(found) == 1, found
    return found[0]


def later(days: int = 0, **more: int) -> datetime:
    """A moment after now."""
    return timezone.now() + timedelta(days=days, **more)

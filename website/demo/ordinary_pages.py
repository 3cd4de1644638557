"""The demonstration's front page, project card and the pages every site must have."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.images import ImageFile
from wagtail.images import get_image_model
from wagtail.models import Page

from concept.models import ProjectLogo, ProjectPage
from consultations.models import HousingContact
from core.enums import DemoOrigin
from people.models import User
from website.actions import PLACEHOLDER
from website.demo.content import read_list, read_table
from website.models import HomePage, StandardPage


def publish(page: Page, editor: User) -> None:
    """Publish what is written on a page, as an editor does."""
    # cleaned once, when it is published
    revision = page.save_revision(user=editor, changed=True, clean=False)
    revision.publish(user=editor, skip_permission_checks=True)
    page.refresh_from_db()


def store_image(path: Path, editor: User) -> Any:
    """Put an image of the files into the library."""
    image = get_image_model()(
        title=path.stem, file=ImageFile(BytesIO(path.read_bytes()), name=path.name)
    )
    image.uploaded_by_user = editor
    image.save()
    return image


@dataclass(slots=True)
class OrdinaryPages:
    """Writes the ordinary pages under ``home``."""

    folder: Path
    home: HomePage
    editor: User
    progress: Callable[[str], Any]

    def load(self) -> ProjectPage | None:
        """The front page, the project and the pages every site must have; answers the page of the project."""
        self.home.title = self.home.draft_title = "Koncepce sociálního bydlení v Ostravě"
        self.home.introduction = (
            "<p>Tady vzniká a žije koncepce, podle které chce Ostrava pomáhat lidem získat a "
            "udržet bydlení. Můžete ji celou přečíst, podívat se, jak se měnila od prvního návrhu, "
            "a zjistit, proč v ní stojí právě to, co v ní stojí.</p>"
        )
        publish(self.home, self.editor)
        # an installation that began without the demo has the pages the footer links to, unwritten
        StandardPage.objects.child_of(self.home).filter(body=PLACEHOLDER).delete()
        self.home.refresh_from_db()
        for order, row in enumerate(read_list(self.folder / "pages.toml", "page")):
            body = (self.folder / "pages" / row["file"]).read_text(encoding="utf-8")
            page = StandardPage(
                title=row["title"],
                slug=row["slug"],
                introduction=row.get("introduction", ""),
                body=body.strip(),
                show_in_menus=row.get("in_menus", False),
                demo_origin=row.get("origin", DemoOrigin.INVENTED),
            )
            self.home.add_child(instance=page)
            publish(page, self.editor)
            self.progress(f"Page {order + 1}: {page.title}")
        if contact := read_table(self.folder / "contact.toml", "contact"):
            HousingContact.objects.update_or_create(defaults=contact)
        return self._load_project()

    def _load_project(self) -> ProjectPage | None:
        card = read_table(self.folder / "project.toml", "project")
        if not card:
            return None
        awards = "".join(f"<p>{escape(item['title'])}</p>" for item in card.get("award", ()))
        project = ProjectPage(
            title=card["title"],
            slug="projekt",
            registration_number=card["registration_number"],
            programme=card["programme"],
            starts_on=date.fromisoformat(card["starts_on"]),
            ends_on=date.fromisoformat(card["ends_on"]),
            publicity_sentence=card["publicity_sentence"].strip(),
            introduction=f"<p>{escape(card['goal'].strip())}</p>",
            body=f"<h2>Ocenění</h2>{awards}" if awards else "",
            show_in_menus=True,
            demo_origin=card.get("origin", DemoOrigin.NONE),
            demo_source=card.get("source", ""),
        )
        project.logos = [
            ProjectLogo(
                image=store_image(self.folder / "logos" / logo["file"], self.editor),
                alt=logo["alt"],
            )
            for logo in card.get("logo", ())
        ]
        self.home.add_child(instance=project)
        publish(project, self.editor)
        self.progress("Project card")
        return project

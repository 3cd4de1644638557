"""Frames of the screens of a project, and what they share."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from concept.models import ProjectPage
from core.pages import About
from core.templatetags.osnova import local_path
from evaluation.queries.project import project_by_slug

MANAGE = "evaluation.manage_project"
READ = "evaluation.read_project"


class InProject(About):
    """A screen about one project; for its manager unless it says otherwise."""

    permission = MANAGE
    project: ProjectPage

    def find(self, **kwargs: Any) -> Any:
        """The project."""
        found = project_by_slug(kwargs["project"])
        if found is not None:
            self.project = found
            self.today = timezone.localdate(self.now)
        return found

    def subject(self) -> str:
        """Its title."""
        return self.project.title

    def address(self, name: str = "project-desk", *args: Any) -> str:
        """Address of a screen of the project."""
        return reverse(f"evaluation:{name}", args=[self.project.slug, *args])

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the screen."""
        return project_crumbs(self.project, *further)


def project_crumbs(project: ProjectPage, *further: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a screen of a project."""
    desk = reverse("evaluation:project-desk", args=[project.slug])
    rows = [(project.title, local_path(f"/{project.slug}/")), (_("Running the project"), desk)]
    return [{"title": title, "url": url} for title, url in [*rows, *further]]

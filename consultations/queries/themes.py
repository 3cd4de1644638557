"""Themes and the comments that carry them."""

from collections.abc import Iterable

from django.db.models import Count

from consultations.models import Comment, Theme
from core.czech import sort_key


def themes() -> list[Theme]:
    """The closed list of themes, in Czech order: one query."""
    return _by_name(Theme.objects.all())


def _by_name(found: Iterable[Theme]) -> list[Theme]:
    return sorted(found, key=lambda theme: sort_key(theme.name))


def theme(pk: int) -> Theme | None:
    """One theme: one query."""
    return Theme.objects.filter(pk=pk).first()


def themes_with_counts() -> list[tuple[Theme, int]]:
    """Themes with how many comments carry each: one query."""
    found = Theme.objects.annotate(count=Count("comment_themes"))
    return [(theme, theme.count) for theme in _by_name(found)]


def theme_slugs(comment: Comment) -> list[str]:
    """Themes of one comment: one query."""
    return [theme.slug for theme in themes_of(comment)]


def themes_of(comment: Comment) -> list[Theme]:
    """Themes of one comment: one query."""
    return _by_name(Theme.objects.filter(comment_themes__content_object=comment))

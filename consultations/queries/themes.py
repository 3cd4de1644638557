"""Themes and the comments that carry them."""

from django.db.models import Count, QuerySet

from consultations.models import Comment, CommentTheme, Theme


def themes() -> QuerySet[Theme]:
    """The closed list of themes."""
    return Theme.objects.order_by("name")


def theme(pk: int) -> Theme | None:
    """One theme: one query."""
    return Theme.objects.filter(pk=pk).first()


def themes_with_counts() -> list[tuple[Theme, int]]:
    """Themes with how many comments carry each: one query."""
    found = Theme.objects.annotate(count=Count("comment_themes")).order_by("name")
    return [(theme, theme.count) for theme in found]


def theme_slugs(comment: Comment) -> list[str]:
    """Themes of one comment: one query."""
    rows = CommentTheme.objects.filter(content_object=comment)
    return list(rows.order_by("tag__name").values_list("tag__slug", flat=True))


def themes_of(comment: Comment) -> list[Theme]:
    """Themes of one comment: one query."""
    return list(Theme.objects.filter(comment_themes__content_object=comment).order_by("name"))

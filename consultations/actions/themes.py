"""Writes of themes: the list is closed, only these functions add to it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from consultations.models import Comment, CommentTheme, Theme
from core.actions import log_event
from core.sanitizing import clean_plain


class ThemeUnknown(Exception):
    """A comment gets only themes of the list."""


class ThemeTaken(Exception):
    """There is a theme of this name already."""


class ThemeIsUsed(Exception):
    """A theme that comments carry is merged into another one, not deleted."""


@transaction.atomic
def create_theme(*, name: str) -> Theme:
    """Add a theme to the list. Raises ThemeTaken."""
    theme = Theme(name=_clean(name))
    theme.slug = _free_slug(theme.name)
    return _saved(theme)


def _free_slug(name: str) -> str:
    """A part of an address in plain letters that no other theme has."""
    wish = slugify(name)[:90] or "tema"
    slug, number = wish, 1
    while Theme.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{wish}-{number}"
    return slug


@transaction.atomic
def rename_theme(*, theme: Theme, name: str) -> Theme:
    """Give a theme another name; its address in filters stays. Raises ThemeTaken."""
    theme = Theme.objects.select_for_update().get(pk=theme.pk)
    theme.name = _clean(name)
    return _saved(theme)


def _clean(name: str) -> str:
    name = " ".join(clean_plain(name).split())[:100]
    if not name:
        raise ThemeUnknown(_("Write the name of the theme."))
    return name


def _saved(theme: Theme) -> Theme:
    # The database of one file folds only the letters of English: the few names are compared here.
    others = Theme.objects.exclude(pk=theme.pk).values_list("name", flat=True)
    try:
        if any(name.casefold() == theme.name.casefold() for name in others):
            raise IntegrityError
        with transaction.atomic():
            theme.save()
    except IntegrityError as error:
        raise ThemeTaken(_("There is a theme of this name already.")) from error
    return theme


@transaction.atomic
def merge_themes(*, theme: Theme, into: Theme, by: Any, at: datetime) -> int:
    """Give every comment of a theme another one and drop the first; answers how many comments changed.

    The log of each of these comments says so.
    """
    if theme.pk == into.pk:
        return 0
    comments = list(
        Comment.objects.filter(comment_themes__tag=theme).select_related("contribution__record")
    )
    have = set(
        CommentTheme.objects.filter(tag=into, content_object__in=comments).values_list(
            "content_object_id", flat=True
        )
    )
    CommentTheme.objects.bulk_create(
        [CommentTheme(tag=into, content_object=c) for c in comments if c.pk not in have],
        batch_size=500,
    )
    CommentTheme.objects.filter(tag=theme).delete()
    for comment in comments:
        if comment.contribution_id is not None:
            log_event(
                record=comment.contribution.record,
                verb="themes_merged",
                by=by,
                at=at,
                payload={"from": theme.slug, "to": into.slug},
            )
    theme.delete()
    return len(comments)


@transaction.atomic
def delete_theme(*, theme: Theme) -> None:
    """Drop a theme nobody uses. Raises ThemeIsUsed."""
    if CommentTheme.objects.filter(tag=theme).exists():
        raise ThemeIsUsed(_("Comments carry this theme. Merge it into another one instead."))
    theme.delete()


@transaction.atomic
def set_themes(*, comment: Comment, slugs: Iterable[str], by: Any, at: datetime) -> bool:
    """Give a comment exactly these themes; answers whether anything changed. Raises ThemeUnknown."""
    return _change(comment, set(slugs), by=by, at=at, only_add=False)


@transaction.atomic
def add_themes(*, comment: Comment, slugs: Iterable[str], by: Any, at: datetime) -> bool:
    """Give a comment these themes besides those it has; answers whether anything changed. Raises ThemeUnknown."""
    return _change(comment, set(slugs), by=by, at=at, only_add=True)


def _change(comment: Comment, wanted: set[str], *, by: Any, at: datetime, only_add: bool) -> bool:
    known = {theme.slug: theme for theme in Theme.objects.filter(slug__in=wanted)}
    if wanted - set(known):
        raise ThemeUnknown(_("Choose themes from the list only."))
    have = set(
        CommentTheme.objects.filter(content_object=comment).values_list("tag__slug", flat=True)
    )
    gone = set() if only_add else have - wanted
    if wanted <= have and not gone:
        return False
    CommentTheme.objects.filter(content_object=comment, tag__slug__in=gone).delete()
    CommentTheme.objects.bulk_create(
        [CommentTheme(tag=known[slug], content_object=comment) for slug in sorted(wanted - have)]
    )
    if comment.contribution_id is not None:
        log_event(
            record=comment.contribution.record,
            verb="themes_changed",
            by=by,
            at=at,
            payload={"themes": sorted((have - gone) | wanted)},
        )
    return True

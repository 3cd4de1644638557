"""Places of core that may hold a copy of redacted words."""

from collections.abc import Iterable

from django.core.cache import caches

from core.extension import Eraser, add_eraser


def erase_caches(contents: Iterable[str]) -> None:
    """Everything kept for a while: it is computed again. (Other processes drop theirs by the generation.)"""
    for cache in caches.all(initialized_only=False):
        cache.clear()


def register() -> None:
    """Called once the apps are ready."""
    add_eraser(Eraser("core caches", erase_caches))

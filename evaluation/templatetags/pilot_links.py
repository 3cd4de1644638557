"""Links between pages of a pilot: where there are several, they say which one is meant (``queries.pilot.Pilots``).

Views of the pilot set ``request.pilots``; elsewhere addresses stay as they are.
"""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html

from evaluation.queries.pilot import in_pilot

register = template.Library()


def _slug(context: template.Context) -> str:
    pilots = getattr(context.get("request"), "pilots", None)
    return pilots.slug if pilots else ""


@register.simple_tag(takes_context=True)
def pilot_url(context: template.Context, name: str, *args: Any, **asked: Any) -> str:
    """The address of a page by its name, with parameters: ``{% pilot_url "pilot-month" mesic="2017-06" %}``."""
    address = reverse(f"evaluation:{name}", args=args)
    if asked:
        address = f"{address}?{urlencode(asked)}"
    return in_pilot(address, _slug(context))


@register.simple_tag(takes_context=True)
def pilot_field(context: template.Context) -> str:
    """A hidden field for forms that ask the page anew: of which pilot it is; nothing where there is one only."""
    slug = _slug(context)
    return format_html('<input type="hidden" name="pilot" value="{}">', slug) if slug else ""


@register.inclusion_tag("evaluation/_pilot_choice.html", takes_context=True)
def pilot_choice(context: template.Context) -> dict[str, Any]:
    """All pilots to choose from, where there are several."""
    return {"pilots": getattr(context.get("request"), "pilots", None)}

"""Small helpers of every template: Czech typography and addresses in the language being read."""

import re
from datetime import datetime, time, timedelta
from typing import Any

from django import template
from django.conf import settings
from django.forms import Form
from django.template.defaultfilters import stringfilter
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.http import escape_leading_slashes
from wagtail.admin.menu import MenuItem, SubmenuMenuItem
from wagtail.admin.menu import admin_menu as wagtail_menu

from core.models import Record
from core.money import crowns
from core.permissions import allowed
from core.wagtail_hooks import PermittedMenuItem

register = template.Library()

# One-letter prepositions and conjunctions must not end a line (ČSN 01 6910); "<a " is a tag.
ONE_LETTER_WORD = re.compile(
    r"(?<![\w\u00a0<])([AIKOSUVZaikosuvz]) (?=\S)|(?<=\u00a0)([aikosuvz]) "
)
# Neither may a number be torn from what it counts, or a date from its parts.
NUMBER_AND_UNIT = re.compile(r"(?<=\d) (?=(?:\d{3}\b|Kč\b|%|m²|odst\.))|(?<=\d\.) (?=\d)")
EMPTY_LINES = re.compile(r"\n{3,}")
WORD_AND_NUMBER = re.compile(r"(?<!\w)(verze|verzi|č\.|čl\.|odst\.|§) (?=\d)")


@register.filter(is_safe=True)
@stringfilter
def nbsp(text: str) -> str:
    """Hang one-letter words on the next word and keep numbers whole, by no-break spaces.

    For labels and headings only: the words of a frozen passage are never changed.
    """
    text = ONE_LETTER_WORD.sub(lambda match: f"{match[1] or match[2]}\u00a0", text)
    text = WORD_AND_NUMBER.sub("\\1\u00a0", text)
    return NUMBER_AND_UNIT.sub("\u00a0", text)


@register.filter(is_safe=True)
@stringfilter
def close_lines(text: str) -> str:
    """Where a table or a measure is shown as lines of text, leave one empty line between its parts, not several."""
    return EMPTY_LINES.sub("\n\n", text)


@register.filter
def with_ids_of(form: Form | None, name: str) -> Form | None:
    """Put a name before the ids of the fields, so that two forms on one page share none and labels find their field.

    A form with a prefix has ids of its own already.
    """
    if form is not None and not form.prefix:
        form.auto_id = f"{name}_%s"
    return form


@register.filter
def quoted_lines(words: str) -> str:
    """Words of somebody in a mail: each line marked, so that nobody takes them for ours."""
    return "\n".join(f"  > {line}".rstrip() for line in words.strip().splitlines())


register.filter("crowns", crowns)


@register.inclusion_tag("components/removal_link.html", takes_context=True)
def removal_link(context: template.Context, record: Record) -> dict[str, Any]:
    """A quiet link to where personal data are removed from approved words of a record, for whoever may."""
    may = allowed(context["request"].user, "core.remove_words", record)
    return {"record": record if may else None}


@register.filter
def deadline(moment: datetime) -> str:
    """Say until when: midnight is 24:00 of the day that ends, since "1. 4. 0:00" is read as one day more."""
    local = timezone.localtime(moment)
    if local.time() == time():
        return f"{date_format(local - timedelta(hours=1), 'SHORT_DATE_FORMAT')} 24:00"
    return date_format(local, "SHORT_DATETIME_FORMAT")


@register.simple_tag(takes_context=True)
def admin_menu(context: template.Context) -> list[MenuItem]:
    """The items of the administration's menu this person may open; Wagtail builds its own by script only.

    Our items of submenus stand where their submenu would.
    """
    request = context.get("request")
    if request is None:
        return []
    shown: list[MenuItem] = []
    items = wagtail_menu.menu_items_for_request(request)
    for item in sorted(items, key=lambda item: item.order):
        if isinstance(item, SubmenuMenuItem):
            below = sorted(item.menu.menu_items_for_request(request), key=lambda sub: sub.order)
            shown += [sub for sub in below if isinstance(sub, PermittedMenuItem)]
        elif item.url != "#":
            shown.append(item)
    return shown


@register.simple_tag
def local_path(path: str) -> str:
    """Return the path in the active language: ``/koncepce/`` is ``/en/koncepce/`` in English."""
    return _in_language(path, translation.get_language() or settings.LANGUAGE_CODE)


@register.simple_tag(takes_context=True)
def same_page_in(context: template.Context, language: str) -> str:
    """Return the address of the page being read, in another language."""
    request = context.get("request")
    return _in_language(request.get_full_path() if request else "/", language)


@register.simple_tag(takes_context=True)
def current_under(context: template.Context, path: str) -> str:
    """Return ``page`` on the page itself, ``true`` below it, else an empty string."""
    request = context.get("request")
    if request is None:
        return ""
    here, target = request.path, _in_language(path, translation.get_language())
    if here == target:
        return "page"
    return "true" if here.startswith(target) else ""


def _in_language(path: str, language: str | None) -> str:
    """Only the default language has no prefix. What is left of ``/en//another.site/`` must not lead there."""
    for code, _name in settings.LANGUAGES:
        if path == f"/{code}" or path.startswith(f"/{code}/"):
            path = escape_leading_slashes(path[len(code) + 1 :]) or "/"
            break
    return path if language in (None, settings.LANGUAGE_CODE) else f"/{language}{path}"


BAR_ROW, BAR_LABEL, BAR_TOP = 44, 14, 20


@register.simple_tag
def bars_height(cells: list) -> int:
    """Height in pixels of a bar chart with a row for each cell."""
    return BAR_ROW * len(cells)


@register.filter
def bars(cells: list) -> list[dict]:
    """Rows of a bar chart: label and count of each cell with places in pixels and a width in whole percent."""
    return [
        {
            "label": cell.label,
            "count": cell.count,
            "percent": round(100 * cell.share),
            "label_y": BAR_ROW * number + BAR_LABEL,
            "bar_y": BAR_ROW * number + BAR_TOP,
        }
        for number, cell in enumerate(cells)
    ]

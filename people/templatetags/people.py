"""Template parts of account pages."""

import qrcode
from django import template
from django.conf import settings

from people.models import User
from people.personas import DEMO_PASSWORD, WITH_LOGIN

register = template.Library()


@register.inclusion_tag("people/_demo_logins.html", takes_context=True)
def demo_logins(context) -> dict:
    """Logins of the demonstration, only where they work and exist."""
    exist = (
        settings.DEMO_ACCOUNTS_ALLOWED
        and User.objects.filter(is_demo=True, is_active=True).exists()
    )
    return {
        "personas": WITH_LOGIN if exist else (),
        "password": DEMO_PASSWORD if exist else "",
        "csrf_token": context.get("csrf_token"),
        "redirect_field_value": context.get("redirect_field_value", ""),
    }


@register.simple_tag
def open_signup() -> bool:
    """Whether anybody may make an account."""
    return settings.OPEN_SIGNUP


@register.filter
def qr_path(text: str) -> str:
    """A QR code of the text as data of an SVG path: one unit square for each dark module."""
    code = qrcode.QRCode(border=0, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(text)
    code.make(fit=True)
    return "".join(
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(code.modules)
        for x, dark in enumerate(row)
        if dark
    )


@register.filter
def qr_size(text: str) -> int:
    """Number of modules along one side of the same code."""
    code = qrcode.QRCode(border=0, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(text)
    code.make(fit=True)
    return code.modules_count

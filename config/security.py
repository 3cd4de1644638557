"""Content security policies, chosen by what is served. The only place that knows the library
(Django 6 has its own).

Everything a reader meets, accounts and previews included: own origin only, nothing inline.
Wagtail's administration still needs inline scripts and styles (wagtail issue 1288), and ``blob:``
and ``data:`` images while uploading; no eval anywhere. No nonce in the administration: with one,
browsers ignore ``unsafe-inline``.
"""

from urllib.parse import urlsplit

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings


def _form_targets() -> list[str]:
    """Where forms may lead. Signing in at the city's provider starts with a form that is redirected
    there.
    """
    if not settings.OIDC_SERVER_URL:
        return [SELF]
    provider = urlsplit(settings.OIDC_SERVER_URL)
    return [SELF, f"{provider.scheme}://{provider.netloc}"]


def public_policy() -> dict[str, list[str]]:
    """What stands on every page a reader meets."""
    return {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": _form_targets(),
        "frame-ancestors": [SELF],  # the editor's preview panel frames pages
    }


def admin_policy() -> dict[str, list[str]]:
    """What stands on the administration."""
    return public_policy() | {
        "script-src": [SELF, UNSAFE_INLINE],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:", "blob:"],
    }


ADMIN_PATH = "/admin/"
# Views below /admin/ that answer with a public page.
PREVIEW_VIEWS = frozenset(
    {
        "wagtailadmin_pages:preview_on_add",
        "wagtailadmin_pages:preview_on_edit",
        "wagtailadmin_pages:view_draft",
        "wagtailadmin_pages:revisions_view",
        "wagtailadmin_pages:workflow_preview",
    }
)


class PolicyMiddleware(CSPMiddleware):
    """Sets the header of the policy that fits the address."""

    def get_policy_parts(self, request, response, report_only=False) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and parts.config is None:
            match = request.resolver_match
            is_preview = match is not None and match.view_name in PREVIEW_VIEWS
            is_admin = request.path_info.startswith(ADMIN_PATH) and not is_preview
            parts.config = admin_policy() if is_admin else public_policy()
        return parts

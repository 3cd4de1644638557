"""Root addresses: Czech without a prefix, English under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import TemplateView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtail_admin_urls
from wagtail.admin.auth import require_admin_access

from core import health, media
from people.admin_views import AdminAccountView
from people.views import ToOurLogin, ToOurPage, gone
from website import views as website_views

# Wagtail's own ways in know no second factor, its screens of users know no roles: we answer for
# both.
to_login = ToOurLogin.as_view()
admin_account = require_admin_access(AdminAccountView.as_view())
to_reset = ToOurPage.as_view(url_name="account_reset_password")
# The editor's script asks for this very address.
footnote_chooser = require_admin_access(
    TemplateView.as_view(template_name="wagtail_footnotes/admin/footnotes_modal.html")
)

urlpatterns = [
    path("admin/login/", to_login),
    path("admin/password_reset/", to_reset),
    path("admin/password_reset/<path:rest>", to_reset),
    path("admin/account/", admin_account),
    path("admin/users/", gone),
    path("admin/users/<path:rest>", gone),
    path("admin/groups/", gone),
    path("admin/groups/<path:rest>", gone),
    path("admin/bulk/people/<path:rest>", gone),
    path("admin/bulk/auth/<path:rest>", gone),
    path("admin/", include(wagtail_admin_urls)),
    path("footnotes/footnotes_modal/", footnote_chooser, name="footnote-chooser"),
    path("media/<path:name>", media.serve, name="media"),
    path("zdravi/live", health.live, name="health-live"),
    path("zdravi/ready", health.ready, name="health-ready"),
    path("api/v1/", include("concept.api.urls")),
    path("api/v1/", include("consultations.api.urls")),
    path("api/v1/", include("evaluation.api.urls")),
]
urlpatterns += i18n_patterns(
    path("_util/login/", to_login),
    path("ucet/", include("people.urls")),
    path("ucet/", include("allauth.urls")),
    path("styleguide/", website_views.styleguide, name="styleguide"),
    path("styleguide/<slug:screen>/", website_views.styleguide, name="styleguide-screen"),
    path("", include("website.urls")),
    path("", include("consultations.urls")),
    path("", include("working_groups.urls")),
    path("", include("focus_groups.urls")),
    path("", include("evaluation.urls")),
    path("", include("concept.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

"""Root addresses: Czech without a prefix, English under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtail_admin_urls

from core import health
from website import views as website_views

urlpatterns = [
    path("admin/", include(wagtail_admin_urls)),
    path("zdravi/live", health.live, name="health-live"),
    path("zdravi/ready", health.ready, name="health-ready"),
]
urlpatterns += i18n_patterns(
    path("ucet/", include("allauth.urls")),
    path("styleguide/", website_views.styleguide, name="styleguide"),
    path("styleguide/<slug:screen>/", website_views.styleguide, name="styleguide-screen"),
    path("", include("concept.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

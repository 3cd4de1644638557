"""A front page and its site, instead of Wagtail's welcome page, in every database."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import migrations


def create_home_page(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    ContentType = apps.get_model("contenttypes", "ContentType")
    HomePage = apps.get_model("website", "HomePage")

    welcome = Page.objects.filter(depth=2, slug="home", numchild=0).first()
    if welcome is None or Page.objects.filter(depth=2).count() > 1:
        return
    Site.objects.filter(root_page=welcome).delete()
    path = welcome.path
    welcome.delete()
    locale = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)[0]
    content_type = ContentType.objects.get_or_create(app_label="website", model="homepage")[0]
    home = HomePage.objects.create(
        title=settings.WAGTAIL_SITE_NAME,
        draft_title=settings.WAGTAIL_SITE_NAME,
        slug="home",
        content_type=content_type,
        locale=locale,
        path=path,
        depth=2,
        numchild=0,
        url_path="/home/",
        live=True,
    )
    base = urlsplit(settings.BASE_URL)
    Site.objects.create(
        hostname=base.hostname,
        port=base.port or (443 if base.scheme == "https" else 80),
        site_name=settings.WAGTAIL_SITE_NAME,
        root_page=home,
        is_default_site=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("website", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [migrations.RunPython(create_home_page, migrations.RunPython.noop)]

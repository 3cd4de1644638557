"""The page for work without network and its worker: the same for everybody, kept with its files and nothing else."""

import json
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from focus_groups.views.shell import MODULES
from tests.focus_groups import build

pytestmark = pytest.mark.django_db

SHELL, WORKER = "/fokusni-skupiny/zapis/", "/fokusni-skupiny/zapis/sw.js"


def settings_of(worker):
    return json.loads(re.search(r"= (\{.*\});", worker.text)[1])


def test_the_page_is_the_same_for_a_facilitator_and_a_visitor_and_holds_no_token():
    series = build.panel(at=timezone.now())
    client = Client()
    client.force_login(build.lead_of(series))
    page = client.get(SHELL)
    assert page.text == Client().get(SHELL).text
    assert "csrfmiddlewaretoken" not in page.text
    assert series.name not in page.text
    assert not page.cookies


def test_the_worker_keeps_the_page_and_its_hashed_files_and_is_asked_for_anew_each_time(client):
    answer = client.get(WORKER)
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    said = settings_of(answer)
    assert said["page"] == SHELL
    assert said["cache"].startswith("zapis-cs-")
    assert len(said["files"]) == len(MODULES) + 3
    for address in said["files"]:
        assert re.fullmatch(r"/static/[\w/-]+\.[0-9a-f]{12}\.(js|css|svg|woff2)", address)
    in_english = settings_of(client.get(f"/en{WORKER}"))
    assert in_english["page"] == f"/en{SHELL}"
    assert in_english["cache"] != said["cache"]


def test_every_module_the_page_may_ask_for_is_kept():
    folder = settings.BASE_DIR / "static/js/fieldwork"
    assert sorted(path.stem for path in folder.glob("*.js")) == sorted(MODULES)
    for name in MODULES:
        source = (folder / f"{name}.js").read_text()
        assert set(re.findall(r'from "\./(\w+)\.js";', source)) <= set(MODULES)
        assert finders.find(f"js/fieldwork/{name}.js")


def test_a_series_cannot_take_the_address_of_the_page():
    with pytest.raises(build.series.ValidationError):
        build.panel("ZAPIS", at=timezone.now())

"""The registries by which upper apps take part in lower ones."""

from copy import copy
from datetime import date

import pytest
from django.core.management import call_command
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from core import extension, jobs
from core.extension import Eraser, FreezeSource, Panel, SourcedTable


@jobs.job()
def hear(version_id: int) -> None:
    """A subscriber."""


@pytest.fixture(autouse=True)
def registries_of_their_own(monkeypatch):
    for name, registry in list(vars(extension).items()):
        is_ours = name.startswith("_") and not name.startswith("__")
        if is_ours and isinstance(registry, dict | list):
            emptied = copy(registry)
            emptied.clear()
            monkeypatch.setattr(extension, name, emptied)


def panel(name: str) -> Panel:
    return Panel("section", name, "core.view_record", lambda request, obj: name, lambda obj: None)


def test_panels_of_a_place_come_in_the_order_of_registration():
    extension.add_panel(panel("measures"))
    extension.add_panel(panel("comments"))
    assert [found.name for found in extension.panels("section")] == ["measures", "comments"]
    assert extension.panels("elsewhere") == []


def test_registering_twice_does_no_harm():
    for _ in range(2):
        extension.subscribe("version_frozen", hear)
        extension.add_eraser(Eraser("notes", lambda contents: None))
        extension.add_tick(hear)
        extension.add_replay("notes", list)
    assert [eraser.name for eraser in extension.erasers()] == ["notes"]
    assert extension.tick_jobs() == [hear]
    assert list(extension.replays()) == ["notes"]


@pytest.mark.django_db
def test_subscribers_are_queued_with_the_event_and_only_if_it_is_committed():
    extension.subscribe("version_frozen", hear)
    extension.announce("version_frozen", version_id=7)
    extension.announce("something_else", version_id=8)
    with transaction.atomic():
        extension.announce("version_frozen", version_id=9)
        transaction.set_rollback(True)
    (row,) = DBTaskResult.objects.all()
    assert row.args_kwargs["kwargs"]["name"] == hear.name
    assert row.args_kwargs["kwargs"]["arguments"] == {"version_id": 7}


def test_freeze_sources_are_found_by_kind_in_the_order_of_registration():
    def resolve(reference: str, as_of: date) -> SourcedTable:
        return SourcedTable(reference, ["Rok"], [["2020"]], as_of, f"/hodnoceni/{reference}/")

    indicator = FreezeSource("indicator", "Ukazatel", "Kód ukazatele", resolve)
    pilot = FreezeSource("pilot_figures", "Pilot", "Pololetí", resolve)
    extension.add_freeze_source(indicator)
    extension.add_freeze_source(pilot)
    assert extension.freeze_source("indicator") is indicator
    assert extension.freeze_source("unknown") is None
    assert extension.freeze_sources() == [indicator, pilot]
    table = extension.freeze_source("indicator").resolve("U-3", date(2020, 12, 31))
    assert (table.as_of, table.path) == (date(2020, 12, 31), "/hodnoceni/U-3/")


def test_everything_registered_is_listed(capsys):
    extension.add_panel(panel("measures"))
    extension.subscribe("version_frozen", hear)
    extension.add_tick(hear)
    assert extension.listing() == [
        ("panel", "section", "measures"),
        ("subscriber", "version_frozen", hear.name),
        ("tick", "", hear.name),
    ]
    call_command("extensions")
    assert "measures" in capsys.readouterr().out


def test_reading_tools_come_from_every_app_and_say_nothing_where_there_is_nothing():
    extension.add_reading_tools("none", lambda reader, version, section: extension.ReadingTools())
    extension.add_reading_tools(
        "all",
        lambda reader, version, section: extension.ReadingTools(
            banner=f"{reader} {version}", section=str(section), passage=lambda p: f"on {p}"
        ),
    )

    nothing, tools = extension.reading_tools("reader", "1.0", "3.2")

    assert (nothing.banner, nothing.section, nothing.passage("x")) == ("", "", "")
    assert (tools.banner, tools.section, tools.passage("x")) == ("reader 1.0", "3.2", "on x")
    assert ("reading tools", "", "all") in extension.listing()

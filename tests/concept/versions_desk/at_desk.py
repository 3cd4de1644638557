"""What the tests of the desk of versions are about: people, a text, a plan of a freeze."""

from django.urls import reverse
from django.utils import timezone

from concept import actions
from concept.enums import PlanState
from concept.models import FreezePlan, Version
from tests.concept import build
from tests.factories.people import UserFactory

FIRST = "Město má sedm set bytů určených k sociálnímu bydlení a každý rok jich přibývá."
SECOND = "Domácnost v bytové nouzi dostane pomoc sociálního pracovníka do jednoho měsíce."
THIRD = "O přidělení bytu rozhoduje komise složená ze zástupců tří odborů magistrátu."
# Half of each sentence is new: alike, but not surely the same.
OLD_TEXTS = (
    "Město zřídí kontaktní místo pro bydlení, kde lidé dostanou radu a pomoc s hledáním bytu.",
    "Odbor sociálních věcí každý čtvrtrok vyhodnotí, kolik domácností si udrželo nájemní byt.",
    "Nájemné v sociálních bytech se odvozuje od příjmu domácnosti a od ceny v místě obvyklé.",
)
NEW_TEXTS = (
    "Město zřídí kontaktní místo pro seniory. Provoz od příštího roku převezme spolek z kraje "
    "a lidé tam zajdou.",
    "Odbor sociálních věcí pravidelně ověří práci terénních pracovníků, jejich návštěvy i zprávy.",
    "Zcela jiná věta o dopravní obslužnosti okrajových obvodů a četnosti spojů v noci.",
)


def person(*roles: str, name: str = "Osoba"):
    return UserFactory(name=name, roles=roles, is_demo=True)


def add_section(document, code: str, title: str, *words: str, release: bool = True):
    return build.section(document, title, *words, code=code, release=release)


def prepare(document, by) -> FreezePlan:
    plan = actions.start_plan(document=document, by=by, at=timezone.now())
    return actions.prepare_plan(plan=plan)


def freeze(document, by, label: str) -> Version:
    plan = prepare(document, by)
    plan = actions.confirm_lineage(plan=plan, lock_version=plan.lock_version)
    return build.seal(plan, label, by=by)


def url(name: str, *args) -> str:
    return reverse(f"versions_desk:{name}", args=args)


def open_plan(document) -> FreezePlan:
    return FreezePlan.objects.exclude(state=PlanState.SEALED).filter(document=document).last()


def seal_data(plan, **more) -> dict:
    return {
        "plan": plan.pk,
        "label": "0.9",
        "purpose": "working",
        "reason": "Návrh pro radu.",
        **more,
    }

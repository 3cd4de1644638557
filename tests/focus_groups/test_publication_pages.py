"""Pages of the check before publication, of quotes and of the report, as facilitators of the series use them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from focus_groups.actions import findings, quotes, sessions, worked_out
from focus_groups.enums import CheckItem
from focus_groups.models import PublicationCheck, Quote, ReportEdition
from focus_groups.queries.checks import digest_of
from tests.concept import build as concept
from tests.focus_groups import build
from tests.worlds import built_once

WORDS = "Pán domu nás vyhodil hned v pondělí ráno."
pytestmark = pytest.mark.django_db
TICKS = dict.fromkeys(build.ALL_FINE, "on")


def told():
    """A published finding with its statement, two facilitators."""
    concept.home()
    at = timezone.now()
    panel = build.panel(at=at, visibility="public")
    second = build.second(panel, at=at)
    held = build.session(panel, at=at)
    later = build.session(panel, at=at, held_on=held.held_on + timedelta(days=30))
    sessions.move_session(session=later, state="held", by=second, at=at)
    said = build.say(held, WORDS, who=build.participant(panel, at=at), is_verbatim=True, at=at)
    finding = build.published(build.finding(said, at=at), reader=second, session=later, at=at)
    return panel, second, said, finding


world = built_once(told)


def page(name, *args):
    return reverse(f"focus_groups:{name}", args=["fs", *args])


def signed_in(client, person):
    client.force_login(person)
    return client


def test_the_second_person_sees_what_the_first_found_only_after_their_own_word(world, client):
    panel, second, said, finding = world
    quote = build.quote(finding, said, at=timezone.now())
    address = page("check-detail", "quote", quote.pk)
    lead = build.lead_of(panel)
    signed_in(client, lead)
    answer = client.post(address, {**TICKS, "digest": digest_of(quote)})
    assert (answer.status_code, answer.url) == (302, page("check-list"))
    assert lead.name in client.get(address).content.decode()
    signed_in(client, second)
    before = client.get(address).content.decode()
    assert (lead.name in before, WORDS.split()[0] in before) == (False, True)
    bad = {key: "on" for key in TICKS if key != CheckItem.PLACES}
    refused = client.post(address, {**bad, "digest": digest_of(quote)})
    assert (refused.status_code, "Napište, co je v textu špatně" in refused.content.decode()) == (
        200,
        True,
    )
    client.post(address, {**bad, "digest": digest_of(quote), "reason": "Je tam dům."})
    after = client.get(address).content.decode()
    assert (lead.name in after, "Je tam dům." in after) == (True, True)
    assert PublicationCheck.objects.filter(quote=quote).count() == 2
    # a changed text is checked anew
    quotes.edit_quote(quote=quote, lock_version=1, text="Majitel je vyhodil.", is_verbatim=False,
                      by=lead, at=timezone.now())  # fmt: skip
    assert lead.name not in client.get(address).content.decode()


def test_a_text_that_changed_meanwhile_is_to_be_read_again(world, client):
    _panel, second, said, finding = world
    quote = build.quote(finding, said, at=timezone.now())
    signed_in(client, second)
    answer = client.post(
        page("check-detail", "quote", quote.pk), {**TICKS, "digest": "0" * 64}
    ).content.decode()
    assert "Text byl mezitím změněn" in answer
    assert PublicationCheck.objects.filter(quote=quote).count() == 0


def test_who_facilitates_alone_is_told_to_invite_somebody(client):
    at = timezone.now()
    concept.home()
    panel = build.panel(at=at)
    signed_in(client, build.lead_of(panel))
    assert "Přizvěte dalšího facilitátora" in client.get(page("check-list")).content.decode()


def test_a_quote_is_written_changed_and_taken_away(world, client):
    panel, _second, said, finding = world
    build.quote(finding, said, at=timezone.now())
    signed_in(client, build.lead_of(panel))
    new = page("quote-new", finding.number, said.pk)
    assert WORDS.split()[0] in client.get(new).content.decode()
    client.post(new, {"text": "Majitel je vystěhoval.", "is_verbatim": "no"})
    quote = Quote.objects.get(is_verbatim=False)
    edit = page("quote-edit", quote.pk)
    client.post(edit, {"text": "Museli odejít.", "is_verbatim": "no", "lock_version": 1})
    stale = client.post(edit, {"text": "Odešli.", "is_verbatim": "no", "lock_version": 1})
    told_both = stale.content.decode()
    assert ("Museli odejít." in told_both, "Odešli." in told_both) == (True, True)
    shown = client.get(page("quote-list", finding.number)).content.decode()
    assert "Museli odejít." in shown
    client.post(page("quote-remove", quote.pk))
    quote.refresh_from_db()
    assert (quote.text, quote.withdrawn_at is not None) == ("", True)


def test_a_finding_two_people_checked_is_published_from_its_check(world, client):
    panel, second, said, _finding = world
    at, lead = timezone.now(), build.lead_of(panel)
    later = panel.sessions.get(number=2)
    row = build.confirmed(build.finding(said, text="Majitelé nečekají.", at=at), reader=second,
                          session=later, at=at)  # fmt: skip
    address = page("check-detail", "finding", row.pk)
    publish = page("text-publish", "finding", row.pk)
    signed_in(client, second)
    refused = client.post(publish, {"lock_version": row.lock_version})
    assert "musí před zveřejněním zkontrolovat dva lidé" in refused.content.decode()
    build.check_by_two(row, lead, second, at=at)
    assert publish in client.get(address).content.decode()
    client.post(publish, {"lock_version": row.lock_version})
    client.logout()
    shown = client.get(f"/fokusni-skupiny/fs/zjisteni/{row.number}/").content.decode()
    assert "Majitelé nečekají." in shown.replace("\xa0", " ")


def test_what_was_published_is_found_and_what_is_being_written_is_not(world, client):
    panel, second, _said, finding = world
    address = page("finding-detail", finding.number)

    def found(words):
        asked = {"q": words, "kde": "fokusni-skupiny"}
        shown = client.get("/hledat/", asked).context["page_obj"]
        return [(row["title"], row["url"], row["where"]) for row in shown]

    assert found("lidé s dětmi") == [("Zjištění FS/zj1", address, "Fokusní skupina FS")]
    changed = {"text": "Majitelé se bojí.", "plain_text": "", "limits": "", "theme": None}
    told = {"by": second, "at": timezone.now()}
    row = findings.edit_finding(
        finding=finding, lock_version=finding.lock_version, **changed, **told
    )
    signed_in(client, build.lead_of(panel))
    assert (found("majitel"), len(found("dětmi"))) == ([], 1)
    worked_out.retract(row=row, lock_version=row.lock_version, reason="Omyl.", **told)
    assert found("dětmi") == []


def test_an_edition_is_put_together_checked_and_published(world, client):
    panel, second, _said, finding = world
    lead = build.lead_of(panel)
    signed_in(client, second)
    assert client.get(page("edition-new")).status_code == 404
    signed_in(client, lead)
    client.post(page("edition-new"))
    edition = ReportEdition.objects.get()
    for person in (lead, second):
        signed_in(client, person)
        client.post(
            page("check-detail", "edition", edition.pk), {**TICKS, "digest": digest_of(edition)}
        )
    client.logout()
    assert finding.text in client.get("/zprava-fs/cele/").content.decode().replace("\xa0", " ")
    signed_in(client, lead)
    assert "Vydání 1" in client.get(page("report")).content.decode()
    # nothing waits to be left out: asking for it early changes nothing
    client.post(page("edition-early"))
    assert ReportEdition.objects.count() == 1


def test_lists_cost_the_same_with_more_rows(world, client, django_assert_num_queries):
    panel, second, said, finding = world
    build.quote(finding, said, at=timezone.now())
    signed_in(client, second)
    client.get(page("check-list"))  # what is asked once a process
    for more in (0, 2):
        for _n in range(more):
            build.quote(finding, said, at=timezone.now())
            build.finding(said, at=timezone.now())
        with django_assert_num_queries(QUERIES_CHECKS):
            client.get(page("check-list"))
        with django_assert_num_queries(QUERIES_REPORT):
            client.get(page("report"))
    assert panel.findings.count() == 3


QUERIES_CHECKS = 13
QUERIES_REPORT = 13

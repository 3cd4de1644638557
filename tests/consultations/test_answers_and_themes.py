"""Standard answers with versions and uses; the closed list of themes."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from concept.models import Version
from consultations import queries
from consultations.actions import answers, settlements, themes
from consultations.desk.round_forms import RoundForm
from consultations.desk.settling_forms import ProposeForm
from consultations.models import Comment, CommentTheme, Settlement, StandardAnswer, Theme
from consultations.queries import standard_answers
from consultations.queries import themes as theme_queries
from core.models import Event
from people.enums import Role
from tests.browsers import signed_in, text_of, told
from tests.consultations import build
from tests.consultations.at_desk import person, url
from working_groups import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return signed_in(person(Role.EDITOR))


@pytest.fixture
def comments():
    round = build.open_round(build.version(build.text()), is_public=True)
    return build.sent(round, "První.", "Druhá.", "Třetí.")


def use(answer, comment):
    settlements.propose_settlement(
        settlement=comment.settlement,
        outcome="noted",
        reason=answer.text,
        standard_answer=answer,
        by=build.editor(),
        at=timezone.now(),
    )


# --- standard answers --------------------------------------------------------------------------------


def test_a_change_of_words_is_a_new_version_and_uses_stay(client, comments):
    client.post(url("answer-create"), {"title": "Díky", "text": "Děkujeme."})
    first = StandardAnswer.objects.get()
    use(first, comments[0])
    page = client.post(url("answer-detail", first.pk), {"title": "Díky", "text": "Děkujeme vám."})
    second = StandardAnswer.objects.get(number=2)
    assert page.url == url("answer-detail", second.pk)
    use(second, comments[1])
    assert list(standard_answers.standard_answers()) == [second]
    assert Settlement.objects.get(comment=comments[0]).reason == "Děkujeme."
    assert standard_answers.answer_uses([first, second]) == {first.pk: 1, second.pk: 1}
    shown = client.get(url("answer-detail", second.pk))
    assert shown.context["used_in"] == ["R1-0001", "R1-0002"]
    listed = client.get(url("answer-list"))
    assert [(row["answer"], row["uses"]) for row in listed.context["offered"]] == [(second, 2)]


def test_the_same_words_make_no_version(client):
    answer = build.standard_answer("Díky", "Děkujeme.")
    client.post(url("answer-detail", answer.pk), {"title": "Díky", "text": "Děkujeme."})
    assert StandardAnswer.objects.count() == 1


def test_two_editors_cannot_overwrite_each_other(client):
    answer = build.standard_answer("Díky", "Děkujeme.")
    answers.revise_answer(
        answer=answer, title="Díky", text="Jejich.", by=build.editor(), at=timezone.now()
    )
    page = client.post(url("answer-detail", answer.pk), {"title": "Díky", "text": "Moje."})
    assert page.status_code == 200
    assert "Jejich." in text_of(page)
    assert page.context["form"]["text"].value() == "Moje."
    assert StandardAnswer.objects.count() == 2


def test_an_answer_can_be_offered_no_longer_and_again(client):
    answer = build.standard_answer()
    client.post(url("answer-offer", answer.pk))
    assert list(standard_answers.standard_answers()) == []
    assert [r["answer"] for r in client.get(url("answer-list")).context["retired"]] == [answer]
    client.post(url("answer-offer", answer.pk), {"offer": "1"})
    assert list(standard_answers.standard_answers()) == [answer]


def test_answers_to_choose_are_in_czech_order(comments):
    for title in ("Zvážíme", "Čas", "Cena", "Chata", "Hrad"):
        build.standard_answer(title)
    form = ProposeForm(settlement=comments[0].settlement, user=build.editor())
    names = [str(name) for _key, name in form.fields["standard_answer"].choices]
    assert names == ["Žádná vzorová odpověď", "Cena", "Čas", "Hrad", "Chata", "Zvážíme"]


def test_groups_to_choose_are_in_czech_order():
    for code, name in (("A", "Zdraví"), ("B", "Čtvrti"), ("C", "Cizinci"), ("D", "Chudoba")):
        actions.create_group(name=name, code=code, by=build.editor(), at=timezone.now())
    groups = queries.groups_to_choose(build.editor())
    form = RoundForm(versions=Version.objects.all(), groups=groups)
    names = [name for _key, name in form.fields["groups"].choices]
    assert names == ["Cizinci", "Čtvrti", "Chudoba", "Zdraví"]


def test_others_read_and_do_not_write():
    answer = build.standard_answer()
    chair = signed_in(person(Role.CHAIR))
    assert chair.get(url("answer-detail", answer.pk)).status_code == 200
    assert chair.get(url("answer-create")).status_code == 403
    data = {"title": "a", "text": "b"}
    assert chair.post(url("answer-detail", answer.pk), data).status_code == 403
    assert chair.post(url("answer-offer", answer.pk)).status_code == 403


def test_an_empty_answer_is_refused(client):
    page = client.post(url("answer-create"), {"title": " ", "text": "<script></script>"})
    assert page.status_code == 200
    assert StandardAnswer.objects.count() == 0


# --- themes ------------------------------------------------------------------------------------------


def test_the_list_grows_and_names_are_unique(client):
    client.post(url("theme-list"), {"name": "  Lhůty   komise "})
    assert Theme.objects.get().name == "Lhůty komise"
    page = client.post(url("theme-list"), {"name": "lhůty komise"})
    assert "Téma s tímto názvem už existuje." in text_of(page)
    assert Theme.objects.count() == 1


def test_an_unknown_theme_is_refused(comments):
    with pytest.raises(themes.ThemeUnknown):
        themes.set_themes(comment=comments[0], slugs=["nove"], by=build.editor(), at=timezone.now())
    assert Theme.objects.count() == 0


def test_names_differ_by_more_than_the_case_of_czech_letters():
    themes.create_theme(name="Úhrada nájmu")
    for name in ("ÚHRADA NÁJMU", "úhrada  nájmu"):
        with pytest.raises(themes.ThemeTaken):
            themes.create_theme(name=name)
    assert Theme.objects.count() == 1


def test_themes_are_set_and_added(comments):
    one, two = themes.create_theme(name="Jedna"), themes.create_theme(name="Dvě")
    common = {"comment": comments[0], "by": build.editor(), "at": timezone.now()}
    assert themes.set_themes(slugs=[one.slug], **common)
    assert not themes.set_themes(slugs=[one.slug], **common)
    assert themes.add_themes(slugs=[two.slug], **common)
    assert not themes.add_themes(slugs=[one.slug], **common)
    assert theme_queries.theme_slugs(comments[0]) == [two.slug, one.slug]
    assert themes.set_themes(slugs=[two.slug], **common)
    assert theme_queries.theme_slugs(comments[0]) == [two.slug]


def test_merging_moves_comments_once_and_logs_each(client, comments):
    old, new = themes.create_theme(name="Termíny"), themes.create_theme(name="Lhůty")
    for comment, slugs in zip(
        comments, ([old.slug], [old.slug, new.slug], [new.slug]), strict=True
    ):
        themes.set_themes(comment=comment, slugs=slugs, by=build.editor(), at=timezone.now())
    page = client.post(url("theme-edit", old.pk), {"merge": "1", "into": new.pk})
    assert told(page)[-1] == "2 připomínky teď mají téma „Lhůty“."
    assert list(Theme.objects.all()) == [new]
    assert CommentTheme.objects.filter(tag=new).count() == 3
    merged = Event.objects.filter(verb="themes_merged").order_by("pk")
    assert [event.record_id for event in merged] == [
        comment.contribution.record_id for comment in comments[:2]
    ]
    assert merged[0].payload == {"from": "terminy", "to": "lhuty"}


def test_merging_needs_another_theme(client):
    theme = themes.create_theme(name="Lhůty")
    page = client.post(url("theme-edit", theme.pk), {"merge": "1", "into": theme.pk})
    assert told(page) == ["Vyberte téma, do kterého se má sloučit."]
    assert Theme.objects.count() == 1


def test_only_an_unused_theme_is_dropped(client, comments):
    theme = themes.create_theme(name="Lhůty")
    common = {"comment": comments[0], "by": build.editor(), "at": timezone.now()}
    themes.set_themes(slugs=[theme.slug], **common)
    page = client.post(url("theme-edit", theme.pk), {"drop": "1"})
    assert told(page) == ["Toto téma mají přiřazené připomínky. Slučte ho raději s jiným."]
    themes.set_themes(slugs=[], **common)
    client.post(url("theme-edit", theme.pk), {"drop": "1"})
    assert Theme.objects.count() == 0


def test_a_new_name_is_everywhere(client, comments):
    theme = themes.create_theme(name="Lhuty")
    client.post(url("theme-edit", theme.pk), {"name": "Lhůty"})
    theme.refresh_from_db()
    assert (theme.name, theme.slug) == ("Lhůty", "lhuty")


def test_others_read_the_list_only():
    theme = themes.create_theme(name="Lhůty")
    secretary = signed_in(person(Role.SECRETARY))
    assert secretary.get(url("theme-list")).status_code == 200
    assert secretary.post(url("theme-list"), {"name": "Jiné"}).status_code == 403
    assert secretary.get(url("theme-edit", theme.pk)).status_code == 403


def test_the_database_refuses_stems_of_an_erased_comment(comments):
    with pytest.raises(IntegrityError):
        Comment.objects.filter(pk=comments[0].pk).update(erased_at=timezone.now())

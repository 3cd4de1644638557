"""Records cited by references and addresses."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from core.actions import create_record
from core.citing import CitedField, as_reader_sees
from core.enums import Visibility
from people.enums import Role
from tests.factories.people import UserFactory

AT = datetime(2026, 11, 27, 12, tzinfo=UTC)
NOBODY = AnonymousUser()

pytestmark = pytest.mark.django_db


def record(kind, reference, path, visibility=Visibility.PUBLIC):
    return create_record(
        kind=kind,
        reference=reference,
        title=reference,
        path=path,
        visibility=visibility,
        by=None,
        at=AT,
    )


def field(reader):
    made = CitedField(label="podklady", required=False)
    made.reader = reader
    return made


def test_lines_are_references_or_addresses_and_a_thing_is_cited_once():
    conclusion = record("decision", "PS1/2017/12", "/zavery/PS1-2017-12/")
    finding = record("focus_finding", "FS/zj1", "/fokusni-skupiny/fs/zjisteni/1/")
    typed = "ps1/2017/12\n\nhttps://mesto.example/en/fokusni-skupiny/fs/zjisteni/1\n/zavery/PS1-2017-12/\n"
    assert field(NOBODY).clean(typed) == [conclusion, finding]
    assert field(NOBODY).clean("") == []
    assert field(NOBODY).prepare_value([conclusion, finding]) == "PS1/2017/12\nFS/zj1"


def test_what_one_may_not_know_of_is_refused_like_what_does_not_exist():
    inner = record("decision", "PS1/2017/13", "/zavery/PS1-2017-13/", Visibility.STAFF)
    with pytest.raises(ValidationError) as hidden:
        field(NOBODY).clean("PS1/2017/13")
    with pytest.raises(ValidationError) as missing:
        field(NOBODY).clean("PS1/2017/99")
    assert hidden.value.messages[0].replace("13", "99") == missing.value.messages[0]
    assert field(UserFactory(roles=[Role.EDITOR])).clean("PS1/2017/13") == [inner]


def test_a_number_of_several_things_asks_for_the_address():
    record("measure", "2.1", "/opatreni/2.1/")
    indicator = record("indicator", "2.1", "/hodnoceni/ukazatele/2.1/")
    with pytest.raises(ValidationError, match=r"2\.1"):
        field(NOBODY).clean("2.1")
    assert field(NOBODY).clean("/hodnoceni/ukazatele/2.1/") == [indicator]


def test_a_reader_sees_what_is_theirs_and_how_many_more_there_are():
    public = record("decision", "PS1/2017/12", "/zavery/PS1-2017-12/")
    inner = record("decision", "PS1/2017/13", "/zavery/PS1-2017-13/", Visibility.STAFF)
    seen = as_reader_sees([inner, public], NOBODY)
    assert (seen.shown, seen.hidden_count) == ([public], 1)
    assert as_reader_sees([], NOBODY).hidden_count == 0

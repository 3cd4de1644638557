"""Files of a meeting: the invitation as docx and tagged PDF, the sheet for signatures."""

import io
import re
import subprocess
import zipfile
from datetime import timedelta

import pikepdf
import pytest
from django.utils import timezone

from concept.models import ProjectLogo, ProjectPage
from tests.concept import build as concept
from tests.machine import POPPLER, WRITER, provide
from tests.working_groups.build import person_of, seated_group
from tests.working_groups.meetings_build import address, invited, item, planned, secretary_of
from tests.worlds import built_once
from working_groups.enums import ItemVisibility, MembershipRole
from working_groups.models import Meeting

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def one_invited() -> Meeting:
    group = seated_group("PS1", at=timezone.now())
    meeting = planned(group, record_number="SMO/123456/26/SO")
    item(meeting, "Zahájení a schválení programu", minutes_planned=10)
    item(meeting, "Odvolání ředitele", visibility=ItemVisibility.RESTRICTED)
    item(meeting, "Koncepce bydlení", presenter="vedoucí odboru")
    return invited(meeting)


meeting = built_once(one_invited)


def words_of(pdf: bytes, folder) -> str:
    provide((POPPLER,))
    path = folder / "file.pdf"
    path.write_bytes(pdf)
    read = ["pdftotext", "-layout", path, "-"]
    return " ".join(subprocess.run(read, capture_output=True, check=True).stdout.decode().split())


def test_invitation_as_pdf_is_tagged_czech_and_tells_each_reader_what_they_may_know(
    meeting, client, tmp_path
):
    answer = client.get(address(meeting, "pozvanka.pdf"))
    assert answer["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert str(pdf.Root.Lang) == "cs-CZ"
        assert bool(pdf.Root.MarkInfo.Marked)
    words = words_of(answer.content, tmp_path)
    for said in (
        "Pozvánka na jednání",
        "SMO/123456/26/SO",
        "Nová radnice",
        "Koncepce bydlení",
        "Neveřejný bod",
    ):
        assert said in words
    assert "Odvolání" not in words
    client.force_login(person_of(meeting.host, MembershipRole.MEMBER))
    inside = client.get(address(meeting, "pozvanka.pdf")).content
    assert "Odvolání ředitele" in words_of(inside, tmp_path)


def test_invitation_as_docx_has_a_title_headings_and_the_agenda_as_a_table(meeting, client):
    answer = client.get(address(meeting, "pozvanka.docx"))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        document = packed.read("word/document.xml").decode()
    assert "<w:tbl>" in document
    assert 'w:val="Heading1"' in document
    assert "Koncepce bydlení" in document
    assert "Odvolání" not in document


def test_agenda_of_a_planned_meeting_is_in_no_file_for_the_public(meeting, client):
    ahead = planned(meeting.host, days=30)
    assert client.get(address(ahead, "pozvanka.pdf")).status_code == 404


def test_sheet_to_sign_names_every_seat_and_is_for_those_who_run_the_meeting(
    meeting, client, tmp_path
):
    client.force_login(person_of(meeting.host, MembershipRole.MEMBER))
    assert client.get(address(meeting, "prezencni-listina.pdf")).status_code == 403
    client.force_login(secretary_of(meeting.host))
    words = words_of(client.get(address(meeting, "prezencni-listina.pdf")).content, tmp_path)
    for said in ("Prezenční listina", "Podpis", "Spolek PS1 1", "Clen-Ps1-1", "Hosté"):
        assert said in words


@pytest.fixture
def project(meeting):
    """The funded project that runs on the day of the meeting, with a logo."""
    day = timezone.localdate(meeting.starts_at)
    made = concept.home().add_child(
        instance=ProjectPage(
            title="Projekt",
            registration_number="CZ.03.2.63",
            programme="OPZ",
            publicity_sentence="Podpořeno z Evropského fondu.",
            starts_on=day - timedelta(days=1),
            ends_on=day,
        )
    )
    ProjectLogo.objects.create(project=made, image=concept.image(), alt="Evropská unie")
    return made


def test_papers_carry_the_publicity_of_the_project_that_runs_then(
    meeting, project, client, tmp_path
):
    client.force_login(secretary_of(meeting.host))
    for name in ("pozvanka.pdf", "prezencni-listina.pdf"):
        made = client.get(address(meeting, name)).content
        assert "Podpořeno z Evropského fondu." in words_of(made, tmp_path)
        with pikepdf.open(io.BytesIO(made)) as pdf:
            assert len(list(pdf.pages[-1].get_images())) == 1
    made = client.get(address(meeting, "pozvanka.docx")).content
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        assert "Podpořeno" in packed.read("word/document.xml").decode()
        assert 'descr="Evropská unie"' in packed.read("word/document.xml").decode()


def test_libreoffice_opens_the_invitation_in_czech_with_its_headings(meeting, client, tmp_path):
    provide((POPPLER, WRITER))
    path = tmp_path / "pozvanka.docx"
    path.write_bytes(client.get(address(meeting, "pozvanka.docx")).content)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = ["--headless", "--convert-to", "odt", "--outdir", str(tmp_path), str(path)]
    subprocess.run(["soffice", profile, *convert], check=True, capture_output=True, timeout=180)
    with zipfile.ZipFile(tmp_path / "pozvanka.odt") as packed:
        content, styles = (packed.read(f"{part}.xml").decode() for part in ("content", "styles"))
    assert re.findall(r'<text:h [^>]*outline-level="1"[^>]*>(?:<[^>]*>)*([^<]+)', content) == [
        "Program"
    ]
    assert 'fo:language="cs" fo:country="CZ"' in styles
    assert content.count("<table:table-header-rows>") == 1
    assert "Koncepce bydlení" in content
    assert "Odvolání" not in content

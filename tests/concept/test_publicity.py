"""The logos the funder asks for: frozen with the project card, given out, shown on pages and in files."""

import base64
import hashlib
import json
import re
import zipfile
from html import unescape
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.utils import timezone
from wagtail.images import get_image_model

from concept import actions, queries
from concept.actions.plan_files import plan_file
from concept.models import (
    DocumentPage,
    ProjectLogo,
    ProjectPage,
    SectionPage,
    Version,
    VersionAsset,
)
from concept.plan_exports import PlanFile, printed
from people.enums import Role
from tests.concept import build, plan
from tests.concept.exports.test_pdf import walk
from tests.factories.pages import ProjectPageFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]

ALTS = ["Evropská unie, Evropský sociální fond", "Město – „domov pro všechny“"]
SENTENCE = "Projekt je spolufinancován Evropskou unií."


class Funded:
    """A project with two logos, and a document that carries its publicity."""

    def __init__(self) -> None:
        self.images = [build.image("blue", "Unie"), build.image("green", "Město")]
        self.digests = [hashlib.sha256(self.bytes_of(image)).hexdigest() for image in self.images]
        self.project = ProjectPageFactory(parent=build.home(), publicity_sentence=SENTENCE)
        self.project.logos = [
            ProjectLogo(image=image, alt=alt, sort_order=order)
            for order, (image, alt) in enumerate(zip(self.images, ALTS, strict=True))
        ]
        self.project.save_revision().publish()
        self.project = ProjectPage.objects.get(pk=self.project.pk)
        self.document = build.document(project=self.project)
        build.section(self.document, "Byty", "Město má devět bytů.", code="1")

    @staticmethod
    def bytes_of(image) -> bytes:
        with image.file.open("rb") as file:
            return file.read()

    def freeze(self, label: str) -> Version:
        return build.freeze(DocumentPage.objects.get(pk=self.document.pk), label)


@pytest.fixture
def funded() -> Funded:
    return Funded()


def exported(version: Version, file_format: str, folder: Path) -> bytes:
    """The file as readers download it, made by the same writers in a child process."""
    output = folder / f"version.{file_format}"
    options = ["--format", file_format, "--output", str(output)]
    call_command("export_version", "koncepce", version.label, *options)
    return output.read_bytes()


def shown(html: str) -> list[tuple[str, str]]:
    """(address, alternative text) of the logos on a page."""
    logos = re.findall(r'<img class="publicity__logo" [^>]*>', html)
    return [
        (re.search(r'src="([^"]*)"', logo)[1], re.search(r'alt="([^"]*)"', logo)[1])
        for logo in logos
    ]


def test_freeze_stores_the_card_with_its_logos(funded):
    version = funded.freeze("1.0")

    assert version.project == {
        "title": funded.project.title,
        "registration_number": "CZ.00.0/0",
        "programme": "Operační program",
        "starts_on": "2016-10-01",
        "ends_on": "2019-09-30",
        "publicity_sentence": SENTENCE,
        "logos": [
            {"asset": digest, "alt": alt, "width": 8, "height": 6}
            for digest, alt in zip(funded.digests, ALTS, strict=True)
        ],
    }
    stored = {asset.digest: asset for asset in VersionAsset.objects.all()}
    assert sorted(stored) == sorted(funded.digests)
    assert [bytes(stored[digest].data) for digest in funded.digests] == [
        funded.bytes_of(image) for image in funded.images
    ]
    assert {asset.mime for asset in stored.values()} == {"image/png"}
    assert hashlib.sha256(queries.manifest_of(version)).hexdigest() == version.digest
    assert json.loads(queries.manifest_of(version))["version"]["project"] == version.project


def test_one_image_twice_is_stored_once(funded):
    ProjectLogo.objects.filter(project=funded.project).update(image=funded.images[0])

    version = funded.freeze("1.0")

    assert [logo["asset"] for logo in version.project["logos"]] == [funded.digests[0]] * 2
    assert VersionAsset.objects.count() == 1


def test_logos_are_shown_on_every_page_and_given_out(client, funded):
    build.publish(funded.freeze("1.0"))
    files = "koncepce/verze/1-0/soubory"

    for prefix in ("/", "/en/"):
        logos = [
            (f"{prefix}{files}/{digest}/", alt)
            for digest, alt in zip(funded.digests, ALTS, strict=True)
        ]
        for path in ("koncepce/", "koncepce/byty/", "koncepce/verze/", "koncepce/cele/"):
            assert shown(client.get(f"{prefix}{path}").content.decode()) == logos, path
        for (address, _alt), image in zip(logos, funded.images, strict=True):
            answer = client.get(address)
            assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
            assert answer.content == funded.bytes_of(image)


def test_logos_of_a_version_for_staff_are_not_given_out(client, funded):
    funded.freeze("1.0")
    address = f"/koncepce/verze/1-0/soubory/{funded.digests[0]}/"

    assert client.get(address).status_code == 404

    client.force_login(UserFactory(roles=[Role.EDITOR], is_demo=True))
    assert client.get(address).status_code == 200


# Wagtail leaves the temporary file of a new rendition to the garbage collector
@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"
)
def test_project_page_shows_the_logos_to_everyone(client, funded):
    html = client.get(f"/{funded.project.slug}/").content.decode()

    assert [alt for _address, alt in shown(html)] == ALTS
    for address, _alt in shown(html):
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
        assert b"".join(answer)[:4] == b"\x89PNG"


def test_logo_changed_later_leaves_versions_as_they_were(client, funded):
    first = build.publish(funded.freeze("1.0"))
    build.replace_file(funded.images[0], "red")
    ProjectLogo.objects.filter(project=funded.project, alt=ALTS[1]).delete()
    second = funded.freeze("1.1")

    first.refresh_from_db()
    assert [logo["asset"] for logo in first.project["logos"]] == funded.digests
    assert client.get(f"/koncepce/verze/1-0/soubory/{funded.digests[0]}/").status_code == 200
    red = hashlib.sha256(funded.bytes_of(funded.images[0])).hexdigest()
    assert [logo["asset"] for logo in second.project["logos"]] == [red]


def test_logo_whose_file_is_gone_stops_the_preflight_and_names_it(funded):
    image = funded.images[0]
    image.file.storage.delete(image.file.name)

    prepared = build.plan(funded.document)

    assert [(issue["severity"], issue["code"]) for issue in prepared.issues] == [
        ("error", "unreadable_logo")
    ]
    assert prepared.issues[0]["params"] == {"detail": ALTS[0]}
    assert prepared.issues[0]["url"] == f"/admin/pages/{funded.project.pk}/edit/"
    with pytest.raises(actions.FreezeRefused):
        build.seal(prepared)
    assert Version.objects.count() == 0


def test_logo_lost_between_preparing_and_sealing_stores_nothing(funded):
    prepared = build.plan(funded.document)
    image = funded.images[1]
    image.file.storage.delete(image.file.name)

    with pytest.raises(actions.PlanOutOfDate):
        build.seal(prepared)

    assert (Version.objects.count(), VersionAsset.objects.count()) == (0, 0)


# --- files


def test_json_names_the_logos_and_their_files(funded, tmp_path):
    data = json.loads(exported(funded.freeze("1.0"), "json", tmp_path))

    assert data["document"]["project"]["logos"] == [
        {"asset": digest, "alt": alt} for digest, alt in zip(funded.digests, ALTS, strict=True)
    ]
    assert sorted(data["assets"]) == sorted(funded.digests)


def test_html_holds_the_logos_with_alternative_text(funded, tmp_path):
    html = exported(funded.freeze("1.0"), "html", tmp_path).decode()

    [logos] = re.findall(r'<p class="logos">(.*?)</p>', html, re.DOTALL)
    assert re.findall(r'alt="([^"]*)"', logos) == ALTS
    pictures = re.findall(r'src="data:image/png;base64,([^"]*)"', logos)
    assert [base64.b64decode(picture)[:4] for picture in pictures] == [b"\x89PNG"] * 2


def test_pdf_tags_the_logos_as_figures_with_alternative_text(funded, tmp_path):
    pdf = pikepdf.open(BytesIO(exported(funded.freeze("1.0"), "pdf", tmp_path)))

    figures = [e for e in walk(pdf.Root.StructTreeRoot) if str(e.S) == "/Figure"]
    assert [str(figure.Alt) for figure in figures] == ALTS
    assert len(pdf.pages[0].Resources.XObject) == 2


def test_docx_holds_the_logos_with_alternative_text(funded, tmp_path):
    made = zipfile.ZipFile(BytesIO(exported(funded.freeze("1.0"), "docx", tmp_path)))

    document = made.read("word/document.xml").decode()
    drawings = re.findall(r"<w:drawing>.*?</w:drawing>", document, re.DOTALL)
    assert [
        re.search(r'<wp:docPr [^>]*descr="([^"]*)"', drawing)[1] for drawing in drawings
    ] == ALTS
    pictures = [name for name in made.namelist() if name.startswith("word/media/")]
    assert [made.read(name)[:4] for name in pictures] == [b"\x89PNG"] * 2


def test_a_logo_in_use_is_not_deleted_and_the_page_says_why(client, funded):
    client.force_login(UserFactory(roles=[Role.EDITOR], is_demo=True))
    single = f"/admin/images/{funded.images[0].pk}/delete/"
    bulk = (
        f"/admin/bulk/wagtailimages/image/delete/?id={funded.images[0].pk}&id={funded.images[1].pk}"
    )
    for address in (single, bulk):
        asked = unescape(client.get(address).content.decode())
        assert "Položku (obrázek) nelze smazat, protože na ni něco odkazuje." in asked
        assert "Ano, smazat" not in asked
        # Whoever sends the form all the same, with a page opened before the logo was used, is refused.
        answer = client.post(address)
        assert (answer.status_code, answer.url) == (302, "/admin/")
    assert get_image_model().objects.filter(pk__in=[i.pk for i in funded.images]).count() == 2


def test_the_plan_carries_the_logos_and_the_sentence_of_its_project(funded):
    section = SectionPage.objects.get()
    build.rewrite(section, plan.block("1.1", "Sociální byty"))
    plan.approve(funded.freeze("1.0"))
    told = PlanFile(queries.action_plan(AnonymousUser()), (), "cs")
    content = printed(told)
    assert (content["publicity"], content["logos"]) == (
        SENTENCE,
        [{"asset": digest, "alt": alt} for digest, alt in zip(funded.digests, ALTS, strict=True)],
    )
    with pikepdf.open(BytesIO(plan_file(told, "pdf", at=timezone.now()))) as pdf:
        figures = [e for e in walk(pdf.Root.StructTreeRoot) if str(e.S) == "/Figure"]
        assert [str(figure.Alt) for figure in figures] == ALTS

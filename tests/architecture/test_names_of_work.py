"""Administrators are told of failed work by its name (``/admin/provoz/``): every job and kind of mail has one."""

from django.utils.translation import override

from core import auditing, jobs
from tests.architecture.source import ROOT


def test_every_job_tells_what_it_does():
    """``@jobs.job(title=_("Sending e-mails"))``."""
    ours = [job for name, job in jobs._jobs.items() if not name.startswith("tests.")]
    assert [job.name for job in ours if not job.title] == []


def test_every_kind_of_mail_has_a_name():
    """``auditing.name_mails({"invitation": _("Invitation")})`` in ``AppConfig.ready``."""
    files = [*ROOT.glob("templates/*/mail/*.txt"), *ROOT.glob("templates/*/email/*_subject.txt")]
    kinds = {path.stem.removesuffix("_subject") for path in files}
    with override("cs"):
        unnamed = {kind for kind in kinds if auditing.mail_name(kind) == kind.replace("_", " ")}
    assert unnamed == set()

"""Background entry points of concept."""

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from concept import actions
from concept.models import FreezePlan, Version
from core import extension, jobs


@jobs.job(title=_("Preparing a version"), attempts=2, timeout_seconds=300)
def prepare_plan(plan_id: int) -> None:
    """Prepare a freeze, unless a newer plan has replaced it."""
    plan = FreezePlan.objects.select_related("document").filter(pk=plan_id).first()
    if plan is not None:
        actions.prepare_plan(plan=plan)


@jobs.when_lost(prepare_plan)
def tell_plan_is_lost(plan_id: int) -> None:
    """Let the plan's page say that it could not be prepared."""
    actions.give_up_plan(plan_id=plan_id)


@jobs.job(title=_("Publishing versions at their moment"), attempts=3)
def publish_due_versions() -> None:
    """Publish versions whose agreed moment has come."""
    actions.publish_due_versions(at=timezone.now())


@jobs.job(title=_("Following measures of approved versions"), attempts=3)
def follow_measures() -> None:
    """Give measures of versions approved before they were followed their identity; one query when there is none."""
    actions.follow_approved_measures(at=timezone.now())


@jobs.job(title=_("Reminding of reports on measures"), attempts=3)
def remind_of_reports() -> None:
    """Remind owners of reports that are due soon or late; one query when there is none."""
    actions.remind_of_reports(at=timezone.now())


@jobs.job(title=_("Making a file for download"), attempts=2, timeout_seconds=180)
def make_artifact(version_id: int, file_format: str, language: str) -> None:
    """Make a file of a version."""
    version = Version.objects.select_related("document", "record", "previous").get(pk=version_id)
    key = actions.pending_key(version_id, file_format, language)
    try:
        actions.make_artifact(
            version=version, file_format=file_format, language=language, at=timezone.now()
        )
    except Exception:
        cache.set(key, "failed", actions.PENDING_SECONDS)
        raise
    cache.delete(key)


@jobs.when_lost(make_artifact)
def tell_artifact_is_lost(version_id: int, file_format: str, language: str) -> None:
    """Let the page of the file say that it could not be made."""
    key = actions.pending_key(version_id, file_format, language)
    cache.set(key, "failed", actions.PENDING_SECONDS)


extension.add_tick(publish_due_versions)
extension.add_tick(follow_measures)
extension.add_tick(remind_of_reports)

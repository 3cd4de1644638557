"""The review of a section before its release: one workflow with one task, for every page.

While a section waits for review it is locked for editors outside the reviewing group.
``WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT`` stays off: autosave would reset approvals.
"""

from django.apps import apps
from django.db.models.signals import post_migrate
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask

from people import groups
from people.enums import Role

# Names are data that editors may change, hence Czech.
REVIEW_NAME = "Kontrola před uvolněním"
STOCK_NAME = "Moderators approval"  # made by Wagtail's first migration, for a group nobody is in


def install() -> None:
    """Make the review unless the city has arranged its own workflows. Idempotent."""
    stock = Workflow.objects.filter(name=STOCK_NAME, active=True).first()
    if stock is None or Workflow.objects.exclude(pk=stock.pk).exists():
        return
    task = GroupApprovalTask.objects.create(name=REVIEW_NAME)
    task.groups.add(groups.group_of(Role.PROJECT_MANAGER))
    review = Workflow.objects.create(name=REVIEW_NAME)
    WorkflowTask.objects.create(workflow=review, task=task, sort_order=0)
    root = Page.get_first_root_node()
    WorkflowPage.objects.filter(page=root).delete()
    WorkflowPage.objects.create(page=root, workflow=review)
    for stock_task in stock.tasks.specific():
        stock_task.deactivate()
    stock.deactivate()


def _after_migrate(sender, **kwargs) -> None:
    if sender == [config for config in apps.get_app_configs() if config.models_module][-1]:
        groups.install()
        install()


def connect() -> None:
    """Install the review after every ``migrate``."""
    post_migrate.connect(_after_migrate, dispatch_uid="concept.review")

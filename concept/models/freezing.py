"""The disposable plan of a freeze: what would be sealed and what an editor still has to decide."""

from django.conf import settings
from django.db import models

from concept.enums import PlanState
from concept.models.pages import DocumentPage
from concept.models.versions import Version


class FreezePlan(models.Model):
    """Prepared content of the next version of one document."""

    document = models.ForeignKey(
        DocumentPage, on_delete=models.CASCADE, related_name="freeze_plans"
    )
    base = models.ForeignKey(
        Version, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=12, choices=PlanState.choices, default=PlanState.PREPARING)
    progress_percent = models.PositiveSmallIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)
    # sections, passages with proposed identity, assets, released revision ids: see concept/freezing.py
    content = models.JSONField(default=dict)
    issues = models.JSONField(default=list)
    # decisions of the editor on uncertain lineage, keyed by passage key
    answers = models.JSONField(default=dict)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    lock_version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.document_id} {self.state}"

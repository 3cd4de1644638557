"""The secret address of a person's calendar."""

from django.conf import settings
from django.db import models


class CalendarAddress(models.Model):
    """Lets calendar programs read a person's meetings without signing in. Only the digest of its token is kept."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_address"
    )
    token_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id}"

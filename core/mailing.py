"""Mails written from a template when they are queued; the outbox sends them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from core.actions import queue_mail
from core.templatetags.osnova import local_path


def link_to(path: str) -> str:
    """The whole address of a page in the active language."""
    return settings.BASE_URL + local_path(path)


def write_mail(
    kind: str,
    *,
    folder: str,
    recipient: str,
    language: str,
    subject_key: str,
    subject: str,
    at: datetime,
    period: str = "",
    **context: object,
) -> None:
    """Queue one mail from ``<folder>/mail/<kind>.txt``, in the language that is active and called ``language``."""
    queue_mail(
        recipient=recipient,
        kind=kind,
        subject_key=subject_key,
        period=period,
        subject=subject,
        text=render_to_string(
            f"{folder}/mail/{kind}.txt", {"site": settings.WAGTAIL_SITE_NAME, **context}
        ),
        language=language,
        at=at,
    )


def mail_person(
    person: Any,
    kind: str,
    *,
    folder: str,
    subject: Any,
    values: Mapping[str, object],
    record: Any,
    at: datetime,
    period: str = "",
    **context: object,
) -> None:
    """Queue a mail to a person about a record, in their language; the same kind and ``period`` only once.

    ``subject`` is a lazy message, ``values`` what stands in it. The template has ``link``, the record's page.
    """
    with translation.override(person.mail_language):
        write_mail(
            kind,
            folder=folder,
            recipient=person.email,
            language=person.mail_language,
            subject_key=str(record.uid),
            subject=str(subject) % values,
            at=at,
            period=period,
            link=link_to(record.path),
            **context,
        )

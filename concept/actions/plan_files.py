"""Files of the action plan and of yearly reports on it: written when they are asked for; print is kept, since it takes
seconds.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.cache import caches
from django.utils.translation import gettext as _

from concept import plan_exports, plan_report_exports, queries
from concept.exports.downloads import generator
from concept.plan_exports import FORMATS, PlanFile
from concept.plan_report_exports import PlanReportFile
from core import exports
from core.enums import Visibility
from core.issued_files import note_issued

KEPT_SECONDS = 24 * 3600


def plan_file(
    told: PlanFile, file_format: str, *, at: datetime, may_begin: Callable[[], bool] = lambda: True
) -> bytes:
    """The bytes of a file in one of FORMATS, in the active language, noted as given out.

    ``may_begin`` is asked before a child process is started for it. Raises core.exports.ExportProblem with a sentence
    for the reader, core.exports.ExportFailed, KeyError for an unknown format.
    """
    made = FORMATS[file_format]
    if made.writer:
        data = _printed(plan_exports.printed(told), file_format, may_begin)
    else:
        data = plan_exports.written(told, file_format)
    records = {row.version.record_id: row.version.record for row in told.plan.chosen}
    for record in records.values():
        if record.visibility == Visibility.PUBLIC:
            note_issued(
                record=record, file_format=file_format, language=told.language, data=data, at=at
            )
    return data


def plan_report_file(
    told: PlanReportFile,
    file_format: str,
    *,
    at: datetime,
    may_begin: Callable[[], bool] = lambda: True,
) -> bytes:
    """The same of a yearly report, in one of ``plan_report_exports.FORMATS``."""
    if plan_report_exports.FORMATS[file_format].writer:
        data = _printed(plan_report_exports.printed(told), file_format, may_begin)
    else:
        data = plan_report_exports.written(told, file_format)
    record = told.report.record
    if record.visibility == Visibility.PUBLIC:
        note_issued(
            record=record, file_format=file_format, language=told.language, data=data, at=at
        )
    return data


def _printed(content: dict[str, Any], file_format: str, may_begin: Callable[[], bool]) -> bytes:
    """Kept under everything that stands in it, so that nothing out of date is ever given out."""
    said = json.dumps([file_format, generator(file_format), content], sort_keys=True)
    key = f"plan-file:{hashlib.sha256(said.encode()).hexdigest()[:40]}"
    cache = caches["pages"]
    data = cache.get(key)
    if data is None:
        if not may_begin():
            raise exports.ExportProblem(
                _("Too many attempts from your network. Try again in an hour.")
            )
        files = queries.asset_bytes(logo["asset"] for logo in content["logos"])
        data = exports.run(FORMATS[file_format].writer, content, files=files)
        cache.set(key, data, KEPT_SECONDS)
    return data

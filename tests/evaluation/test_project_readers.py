"""Who may know of the rows of a project: what is asked by name is what is found."""

from datetime import date

import pytest

from core.permissions import allowed
from tests.conftest import TEST_NOW
from tests.evaluation import project_build as projects
from tests.people.personas import KEYS, make
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.once]

STAFF = {"editor", "secretary", "chair", "evaluator", "project_manager"}


def world():
    """One row of each, by the permission that is asked for it."""
    by = projects.manager()
    made = projects.page(starts_on=date(2016, 10, 1))
    period = projects.period(made, by=by, at=TEST_NOW)
    return {
        "evaluation.view_activity": projects.activity(made, by=by, at=TEST_NOW),
        "evaluation.view_change": projects.change(made, by=by, at=TEST_NOW),
        "evaluation.view_monitoring_period": period,
        "evaluation.view_report": projects.report(period, by=by, at=TEST_NOW),
    }


rows = built_once(world)


@pytest.mark.parametrize("key", KEYS)
def test_what_is_allowed_by_name_is_what_is_found(rows, key):
    person = make(key)
    found = {
        permission
        for permission, row in rows.items()
        if type(row).objects.visible_to(person).filter(pk=row.pk).exists()
    }
    assert found == {name for name, row in rows.items() if allowed(person, name, row)}
    # Key activities stand on the public page; what the funder is told, and what it has not answered, is for staff.
    assert found == (set(rows) if key in STAFF else {"evaluation.view_activity"})

"""Every model has a row in docs/glossary.md."""

import re

from django.apps import apps

from tests.architecture.source import APPS, ROOT


def test_every_model_has_a_row_and_every_row_a_model():
    rows = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "glossary.md").read_text(), re.MULTILINE)
    models = [m.__name__ for m in apps.get_models() if m._meta.app_label in APPS]
    assert sorted(rows) == sorted(models)

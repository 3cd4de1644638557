"""Rows of the permission table: the action plan: reports of measures, its public pages."""

from collections.abc import Mapping

from tests.architecture.permission_rows import Row

ROWS: Mapping[str, list[Row]] = {}

"""Rows of the permission table: the evaluation plan, findings, recommendations."""

from collections.abc import Mapping

from tests.architecture.permission_rows import Row

ROWS: Mapping[str, list[Row]] = {}

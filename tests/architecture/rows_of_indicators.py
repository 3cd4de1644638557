"""Rows of the permission table: indicators and their values."""

from collections.abc import Mapping

from tests.architecture.permission_rows import Row

ROWS: Mapping[str, list[Row]] = {}

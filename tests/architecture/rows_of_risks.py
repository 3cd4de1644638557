"""Rows of the permission table: the register of risks."""

from collections.abc import Mapping

from tests.architecture.permission_rows import Row

ROWS: Mapping[str, list[Row]] = {}

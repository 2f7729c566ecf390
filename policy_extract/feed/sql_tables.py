"""The tables that tasks are fed into: English columns, Chinese comments, one of the present, one of the past (数据表)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from policy_extract.feed.profiles import Field

DEFAULT_TABLE = "plan_task"
ID_LENGTH = 80
DIGITS, PLACES = 30, 8
"""Digits of a number column, and how many of them behind the point."""
UNSTORED = frozenset({"number"})
"""Fields of sheets only."""
LONG = sa.Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")
CHARSET, ENGINE = "utf8mb4", "InnoDB"
"""On MySQL and MariaDB: its older utf8 cannot hold rare characters."""


def _type(field: Field) -> Any:
    """The type of a field's column."""
    if field.name in ("id", "parent"):
        return sa.String(ID_LENGTH)
    if field.kind == "date":
        return sa.Date()
    if field.kind == "number":
        # SQLite keeps numbers as binary fractions: there the exact digits are text.
        return sa.Numeric(DIGITS, PLACES).with_variant(sa.String(64), "sqlite")
    return LONG


def task_table(metadata: sa.MetaData, name: str, fields: Mapping[str, Field]) -> sa.Table:
    """The table of tasks as they stand."""
    columns = [
        sa.Column(field.english, _type(field), primary_key=field.name == "id", nullable=field.name != "id", comment=field.title)
        for field in sorted(fields.values(), key=lambda field: field.name != "id")
        if field.name not in UNSTORED
    ]
    return sa.Table(
        name,
        metadata,
        *columns,
        comment="政策文件任务（当前）",
        mysql_charset=CHARSET,
        mariadb_charset=CHARSET,
        mysql_engine=ENGINE,
        mariadb_engine=ENGINE,
    )


def history_table(metadata: sa.MetaData, name: str) -> sa.Table:
    """The table of all changes, only ever added to."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Table(
        f"{name}_history", metadata,
        sa.Column("history_id", number, primary_key=True, autoincrement=True, comment="流水号"),
        sa.Column("task_id", sa.String(ID_LENGTH), nullable=False, index=True, comment="任务编号"),
        sa.Column("action", sa.String(16), nullable=False, comment="动作"),
        sa.Column("before_values", LONG, nullable=False, comment="变更前"),
        sa.Column("after_values", LONG, nullable=False, comment="变更后"),
        sa.Column("note", LONG, nullable=False, comment="变更说明"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.func.now(), comment="记录时间"),
        comment="政策文件任务（变更记录）",
        mysql_charset=CHARSET, mariadb_charset=CHARSET, mysql_engine=ENGINE, mariadb_engine=ENGINE,
    )  # fmt: skip

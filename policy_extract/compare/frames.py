"""Comparisons as data frames (数据框) of pandas or polars."""

from __future__ import annotations

from typing import Any

from policy_extract.compare.files import columns_of
from policy_extract.compare.matrix import Matrix
from policy_extract.errors import UsageError


def frame(matrix: Matrix, library: str = "pandas") -> Any:
    """The lines of a matrix as a data frame: one row a number, and one for every cell without any.

    `value`, `low`, `high` are doubles to reckon with, `value_exact` the exact digits. `library`: `pandas` or `polars`.
    Raises UsageError for another library or one that is not installed.
    """
    columns = columns_of(matrix)
    try:
        if library == "pandas":
            import pandas

            made = pandas.DataFrame(columns)
            return made.astype({name: "Int64" for name in ("year", "rank", "of", "target_year", "start", "end")})
        if library == "polars":
            import polars

            return polars.DataFrame(columns, infer_schema_length=None)
    except ImportError as error:
        raise UsageError(f"{library} is not installed; pip install {library}") from error
    raise UsageError(f"unknown library {library!r}; choose pandas or polars")

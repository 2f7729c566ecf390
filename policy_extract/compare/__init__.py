"""Plans put side by side (对比): targets across places and years, measures across plans, plans against results.

    from policy_extract import compare
    table = compare.target_matrix(compare.plans("plans/"), ["地区生产总值", "城镇新增就业"], by="region")
    compare.frame(table)                              # a pandas data frame, one line a number, with its source words

Names are loaded when first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policy_extract.compare.catalogue import Catalogue, Indicator, IndicatorMatch
    from policy_extract.compare.clusters import Cluster, cluster
    from policy_extract.compare.face import hold, plans, target_matrix
    from policy_extract.compare.frames import frame
    from policy_extract.compare.load import Plan
    from policy_extract.compare.matrix import Matrix
    from policy_extract.compare.selection import Cell, Holding
    from policy_extract.compare.targets import Target
    from policy_extract.compare.units import Converted, UnitConversions

_HOMES = {
    "Catalogue": "catalogue", "Cell": "selection", "Cluster": "clusters", "Converted": "units", "Holding": "selection",
    "Indicator": "catalogue", "IndicatorMatch": "catalogue", "Matrix": "matrix", "Plan": "load", "Target": "targets",
    "UnitConversions": "units", "cluster": "clusters", "frame": "frames", "hold": "face", "plans": "face",
    "target_matrix": "face",
}  # fmt: skip

__all__ = [
    "Catalogue",
    "Cell",
    "Cluster",
    "Converted",
    "Holding",
    "Indicator",
    "IndicatorMatch",
    "Matrix",
    "Plan",
    "Target",
    "UnitConversions",
    "cluster",
    "frame",
    "hold",
    "plans",
    "target_matrix",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value

"""Plans put side by side (对比): canonical indicators, comparable units, clusters of names outside the catalogue."""

from policy_extract.compare.catalogue import Catalogue, Indicator, IndicatorMatch
from policy_extract.compare.clusters import Cluster, cluster
from policy_extract.compare.units import Converted, UnitConversions

__all__ = ["Catalogue", "Cluster", "Converted", "Indicator", "IndicatorMatch", "UnitConversions", "cluster"]

"""Loads, validates, composes and compiles pattern files: knowledge as data (`patterns/*.yaml`, `*.csv`), and packs over them.

`files` reads YAML and names what is wrong in it, `layers` finds folders, archives and installed packs, `rules` holds rules and
families, `entries` turns a pack's entries into rules and rows, `tables` lays rows over rows, `safety` looks for patterns that
run away, `pack` puts all of it together.
"""

from policy_extract.patterns.checks import check, check_rule
from policy_extract.patterns.layers import Layer, available, builtin_folder, bundled_folder, find_layer, hash_of
from policy_extract.patterns.pack import Pack, layered, load, probed
from policy_extract.patterns.rules import Example, Family, Rule, alternation
from policy_extract.patterns.timed import timed

__all__ = [
    "Example",
    "Family",
    "Layer",
    "Pack",
    "Rule",
    "alternation",
    "available",
    "builtin_folder",
    "bundled_folder",
    "check",
    "check_rule",
    "find_layer",
    "hash_of",
    "layered",
    "load",
    "probed",
    "timed",
]

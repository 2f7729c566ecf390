"""The labelling tools by name."""

from __future__ import annotations

from policy_extract.errors import UsageError
from policy_extract.export import labelling_inception, labelling_lines, labelling_studio
from policy_extract.export.labelling import Tool

TOOLS = {
    "label-studio": Tool(labelling_studio.write, labelling_studio.read, labelling_studio.setup),
    "doccano": Tool(labelling_lines.write_doccano, labelling_lines.read_doccano, labelling_lines.setup_doccano),
    "inception": Tool(labelling_inception.write, labelling_inception.read, labelling_inception.setup),
    "prodigy": Tool(labelling_lines.write_prodigy, labelling_lines.read_prodigy, labelling_lines.setup_prodigy),
}


def tool(name: str) -> Tool:
    """A tool by its name. Raises UsageError."""
    if name not in TOOLS:
        raise UsageError(f"unknown labelling tool {name!r}; choose one of {', '.join(TOOLS)}")
    return TOOLS[name]

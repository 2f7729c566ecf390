"""Write what is generated from the code: JSON Schemas, the field reference, the list of indicators, the example in the README.

usage: python docs/generate.py [--check]

With --check nothing is written; the exit code is 1 when a file is not current.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

from field_reference import chinese_field_reference, field_reference
from indicator_list import indicator_page

from policy_extract.extractor import Extractor
from policy_extract.records import PUBLIC_MODELS

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE_FIELDS = {
    "quantities": ("quote", "phase", "indicator", "comparator", "value", "low", "high", "unit", "when"),
    "times": ("quote", "kind", "end_date"),
    "responsibilities": ("quote", "name", "role"),
}
EXAMPLE_MARKS = re.compile(r"(<!-- example: begin -->\n).*?(<!-- example: end -->)", re.DOTALL)


def shortened(task: dict[str, Any]) -> dict[str, Any]:
    """A task record cut down to what an example needs."""
    short: dict[str, Any] = {key: task[key] for key in ("record", "task_id", "kind", "modality", "start", "end", "section_path")}
    for name, keys in EXAMPLE_FIELDS.items():
        short[name] = [{key: item[key] for key in keys if item[key] is not None} for item in task[name]]
        for item in short[name]:
            if "when" in item:
                item["when"] = {key: item["when"][key] for key in ("quote", "kind", "end_date")}
    return short


def readme_example() -> str:
    """The surest task of the sample corpus that shows all kinds of mentions: first the words, then the record."""
    extractor = Extractor()
    best: tuple[tuple[int, float, int], str, str, dict[str, Any]] | None = None
    for path in sorted((ROOT / "corpus").glob("*.txt")):
        for result in extractor.extract_file(path):
            for task in result.to_dict()["tasks"]:
                kinds = sum(bool(task[name]) for name in EXAMPLE_FIELDS)
                rank = kinds, round(task["confidence"], 2), -abs(len(task["quote"]) - 60)
                dated = any(time["end_date"] for time in task["times"])
                if (
                    dated
                    and 40 <= len(task["quote"]) <= 120
                    and 2 <= len(task["quantities"]) <= 3
                    and (best is None or rank > best[0])
                ):
                    best = rank, path.name, task["quote"], shortened(task)
    if best is None:
        return ""
    _, name, quote, task = best
    shown = json.dumps(task, ensure_ascii=False, indent=1)
    shown = re.sub(r"\{[^{}]*\}", lambda m: re.sub(r"\s*\n\s*", " ", m[0]), shown)
    shown = re.sub(r"\{ (.*?) \}", r"{\1}", shown)
    return f"`corpus/{name}`:\n\n> {quote}\n\n```json\n{shown}\n```\n"


def generated() -> dict[Path, str]:
    """Every generated file and what it should hold."""
    pages = {
        "records.md": field_reference(), "records.zh.md": chinese_field_reference(), "indicators.md": indicator_page(),
    }  # fmt: skip
    files = {ROOT / "docs" / name: text for name, text in pages.items()}
    for model in PUBLIC_MODELS:
        schema = model.model_json_schema(mode="serialization")
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__.removesuffix("Record")).lower()
        files[ROOT / "docs" / "schema" / f"{name}.json"] = json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
    readme = ROOT / "README.md"
    example = readme_example()
    files[readme] = EXAMPLE_MARKS.sub(lambda m: m[1] + example + m[2], readme.read_text(encoding="utf-8"))
    return files


def main() -> int:
    """Write or check the generated files."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 when a file is not current")
    check = parser.parse_args().check
    stale = 0
    for path, content in generated().items():
        if path.exists() and path.read_text(encoding="utf-8") == content:
            continue
        stale += 1
        if check:
            print(f"{path.relative_to(ROOT)}: not current; run python docs/generate.py", file=sys.stderr)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8", newline="\n")
            print(f"written: {path.relative_to(ROOT)}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())

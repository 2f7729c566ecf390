"""The scratch folder in which code blocks of the documentation run: the corpus, and files under the names that pages use."""

from __future__ import annotations

import html
import json
import shutil
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
LATER = "progress/heting-water-report-2025.txt"
PLAN, COLLECTION = "yunze-hospital-plan-2024.txt", "plan-collection.txt"
FOLDERS = {
    "plans": (PLAN, "tongzhu-hospital-plan-2022.txt"),
    "reports": ("qinglan-work-report-2024.md", "yizhou-work-report-2026.txt"),
    "文件夹": ("economy-measures-2024.txt", "work-points-2025.txt"),
    "档案": ("lanchuan-hospital-plan-2023.txt", "economy-measures-2024.txt"),
    "报告": ("qinglan-work-report-2024.md", "yizhou-work-report-2026.txt"),
}
OWN_RULES = """\
family: indicators
rules:
  - id: indicators.tea_gardens
    description: 茶园面积
    fields: {name: 茶园面积, english: Tea gardens, aliases: [生态茶园], unit: 亩, form: level, good: up, domain: agriculture}
    examples: [茶园面积|亩|level]
"""


def make(folder: Path) -> None:
    """Fill a folder with everything that pages speak of; `bin` holds the commands for a shell."""
    shutil.copytree(CORPUS, folder / "corpus")
    for name, files in FOLDERS.items():
        (folder / name).mkdir()
        for file in files:
            shutil.copy(CORPUS / file, folder / name / file)
    (folder / "我的规则").mkdir()
    _write(folder / "我的规则" / "indicators_own.yaml", OWN_RULES)
    shutil.copy(CORPUS / PLAN, folder / "方案.txt")
    shutil.copy(CORPUS / COLLECTION, folder / "汇编.txt")
    text = (CORPUS / PLAN).read_text(encoding="utf-8")
    _word(folder / "方案.docx", text)
    _word(folder / "年度总结.docx", (CORPUS / LATER).read_text(encoding="utf-8"))
    report = (CORPUS / FOLDERS["reports"][1]).read_text(encoding="utf-8")
    body = "".join(f"<p>{html.escape(line)}</p>\n" for line in report.splitlines() if line.strip())
    _write(folder / "报告.html", f'<html><head><meta charset="utf-8"><title>报告</title></head><body>{body}</body></html>')
    for place in ("汇编.zip", "reports.zip"):
        with zipfile.ZipFile(folder / place, "w") as archive:
            for name in FOLDERS["plans"]:
                archive.write(CORPUS / name, name)
    rows = [{"id": name.partition(".")[0], "text": (CORPUS / name).read_text(encoding="utf-8")} for name in FOLDERS["plans"]]
    _write(folder / "texts.jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    tools = folder / "bin"
    tools.mkdir()
    for name, words in {"policy-extract": f'"{sys.executable}" -m policy_extract', "python": f'"{sys.executable}"'}.items():
        _write(tools / name, f'#!/bin/sh\nexec {words} "$@"\n')
        (tools / name).chmod(0o755)


def _write(path: Path, text: str) -> None:
    """Write a text as it stands."""
    path.write_text(text, encoding="utf-8", newline="\n")


def _word(path: Path, text: str) -> None:
    """A Word file of the lines of a text."""
    import docx

    document = docx.Document()
    for line in text.splitlines():
        if line.strip():
            document.add_paragraph(line)
    document.save(str(path))

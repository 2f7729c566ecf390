"""The report of a run (批次报告): what was read, what failed and why, totals, deadlines, what was slow and what is doubtful."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from policy_extract.batch.questions import connect
from policy_extract.report.page import page, spoken

SCRIPTS = ("words.js", "run.js")
STYLES = ("page.css", "run.css")
MOST = {"failures": 500, "places": 200, "documents": 2000, "slowest": 50, "doubtful": 300}
"""Rows of each table of the page; how many there are in all is told beside them."""
LONGEST_QUOTE = 240
MEMORY = "1GB"

PLANNED = "phase = 'planned'"
QUESTIONS = {
    "inputs": "SELECT state, count(*) AS inputs FROM inputs GROUP BY state ORDER BY state",
    "counts": f"""
        SELECT (SELECT count(*) FROM inputs) AS inputs, (SELECT count(*) FROM documents) AS documents,
        (SELECT count(*) FROM tasks) AS tasks, (SELECT count(*) FROM achievements) AS achievements,
        (SELECT count(*) FROM quantities WHERE {PLANNED}) AS planned,
        (SELECT count(*) FROM quantities WHERE phase = 'achieved') AS achieved,
        (SELECT count(DISTINCT name) FROM responsibilities WHERE NOT generic) AS bodies,
        (SELECT count(*) FROM failures) AS failures,
        (SELECT coalesce(sum(len(issues)), 0) FROM documents) AS issues""",
    "reasons": "SELECT reason, count(*) AS failures FROM failures GROUP BY reason ORDER BY failures DESC, reason",
    "failures": """
        SELECT input_id AS input, CASE WHEN input_id LIKE '%' || name THEN '' ELSE name END AS member, reason, message
        FROM failures ORDER BY reason, input_id, part LIMIT {failures}""",
    "kinds": """
        SELECT kind, count(*) AS records FROM (SELECT kind FROM tasks UNION ALL SELECT kind FROM achievements)
        GROUP BY kind ORDER BY records DESC, kind""",
    "places": """
        SELECT coalesce(region_name, '') AS place, sum(documents)::BIGINT AS documents, sum(tasks)::BIGINT AS tasks,
        sum(achievements)::BIGINT AS achievements, sum(planned)::BIGINT AS planned
        FROM per_document GROUP BY place ORDER BY documents DESC, place LIMIT {places}""",
    "genres": """
        SELECT genre, sum(documents)::BIGINT AS documents, sum(tasks)::BIGINT AS tasks,
        sum(achievements)::BIGINT AS achievements, sum(planned)::BIGINT AS planned
        FROM per_document GROUP BY genre ORDER BY documents DESC, genre""",
    "years": """
        SELECT year, sum(documents)::BIGINT AS documents, sum(tasks)::BIGINT AS tasks,
        sum(achievements)::BIGINT AS achievements, sum(planned)::BIGINT AS planned
        FROM per_document GROUP BY year ORDER BY year NULLS LAST""",
    "deadlines": "SELECT year(day) AS year, count(*) AS tasks FROM deadlines GROUP BY year(day) ORDER BY 1 NULLS LAST",
    "documents": """
        SELECT title, source, input_id AS input, region_name AS place, genre, issued_on, tasks, achievements, planned,
        confidence, status FROM per_document ORDER BY input_id, part LIMIT {documents}""",
    "slowest": """
        SELECT input_id AS input, seconds, documents, tasks, state FROM inputs
        ORDER BY seconds DESC, input_id LIMIT {slowest}""",
    "doubtful": """
        SELECT r.confidence, r.kind, r.quote, r.path, d.title, d.source FROM (
          SELECT input_id, part, confidence, kind, left(quote, {quote}) AS quote, array_to_string(section_path, ' / ') AS path,
          position FROM tasks UNION ALL
          SELECT input_id, part, confidence, kind, left(quote, {quote}), array_to_string(section_path, ' / '), position
          FROM achievements ORDER BY confidence, input_id, part, position LIMIT {doubtful}) r
        JOIN documents d USING (input_id, part) ORDER BY r.confidence, r.input_id, r.part, r.position""",
    "runs": """
        SELECT run, started, ended, state, done, failed, skipped, removed, extractor_version AS version, pack_hash AS pack
        FROM runs ORDER BY run DESC LIMIT 20""",
}  # fmt: skip
"""What the page tells, each as one question to the tables of the run."""

PREPARED = (
    f"""CREATE TEMP TABLE per_document AS SELECT d.input_id, d.part, d.title, d.source, d.region_name, d.genre, d.year,
        d.issued_on, d.status, 1 AS documents, coalesce(t.tasks, 0) AS tasks, coalesce(a.achievements, 0) AS achievements,
        coalesce(q.planned, 0) AS planned, t.confidence FROM documents d
        LEFT JOIN (SELECT input_id, part, count(*) AS tasks, avg(confidence) AS confidence FROM tasks GROUP BY 1, 2) t
          USING (input_id, part)
        LEFT JOIN (SELECT input_id, part, count(*) AS achievements FROM achievements GROUP BY 1, 2) a USING (input_id, part)
        LEFT JOIN (SELECT input_id, part, count(*) AS planned FROM quantities WHERE {PLANNED} GROUP BY 1, 2) q
          USING (input_id, part)""",
    # The latest day that a task's own times or its planned quantities name, as in every other export.
    f"""CREATE TEMP TABLE deadlines AS SELECT t.input_id, t.part, t.task_id, max(days.day) AS day FROM tasks t LEFT JOIN (
        SELECT input_id, part, id, said.end_date AS day FROM (
          SELECT input_id, part, task_id AS id, unnest(times) AS said FROM tasks) WHERE said.kind <> 'past'
        UNION ALL SELECT input_id, part, record_id, when_end_date FROM quantities
        WHERE {PLANNED} AND record = 'task' AND when_kind <> 'past') days
        ON days.input_id = t.input_id AND days.part = t.part AND days.id = t.task_id GROUP BY 1, 2, 3""",
)  # fmt: skip


def run_page(folder: Path, language: str = "zh") -> str:
    """The page of a run folder. Raises UsageError when the folder is none."""
    data: dict[str, Any] = {"name": folder.resolve().name, "most": MOST, "tables": answers(folder)} | spoken(language)
    return page("run.html", f"policy-extract · {folder.resolve().name}", data, SCRIPTS, STYLES, language)


def answers(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The answers to all questions, each a list of lines. Raises UsageError."""
    connection = connect(folder, memory=MEMORY)
    try:
        for statement in PREPARED:
            connection.execute(statement)
        said = MOST | {"quote": LONGEST_QUOTE}
        return {
            name: connection.sql(question.format(**said)).to_arrow_table().to_pylist() for name, question in QUESTIONS.items()
        }
    finally:
        connection.close()

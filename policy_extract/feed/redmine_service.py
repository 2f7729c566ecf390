"""The requests to Redmine that a feed needs, with its silences made loud (Redmine 接口)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import msgspec
import urllib3

from policy_extract.errors import FeedError
from policy_extract.feed.web import Unanswered, Web

PAGE = 100
"""Issues a page: Redmine gives no more, whatever is asked for."""
LOOKS = 3
"""How often a creation without an answer is looked for."""
Issue = dict[str, Any]


class Service:
    """One project."""

    def __init__(self, web: Web, project: str, name: str) -> None:
        """Requests through `web`; `name` is what messages call the target."""
        self.web = web
        self.project = project
        self.name = name

    def get(self, path: str, **query: Any) -> Any:
        """An object. Raises FeedError unless the answer is one."""
        answer = self.web.send("GET", f"{path}?{urlencode(query)}" if query else path)
        if answer.status != 200:
            hint = {
                401: "set the key",
                403: "the user may not see it",
                404: "see the name of the project and that REST is switched on",
            }
            raise FeedError(
                f"{self.name}: status {answer.status} for {path}; {hint.get(answer.status, 'see the log of the server')}"
            )
        return _object(answer, self.name)

    def custom_fields(self) -> dict[str, int]:
        """Ids of custom fields by name: of all, if the user may see that, else those of the issues that there are."""
        answer = self.web.send("GET", "custom_fields.json")
        if answer.status == 200:
            listed = _object(answer, self.name).get("custom_fields", [])
            return {field["name"]: field["id"] for field in listed if field.get("customized_type") == "issue"}
        issues = self.get("issues.json", project_id=self.project, status_id="*", limit=1)["issues"]
        return {field["name"]: field["id"] for issue in issues for field in issue.get("custom_fields", [])}

    def issues(self) -> Iterator[Issue]:
        """All issues of the project, closed ones too, in the order of their numbers. Raises FeedError when some are missing."""
        offset, total = 0, 1
        while offset < total:
            page = self.get(
                "issues.json", project_id=self.project, subproject_id="!*", status_id="*", sort="id", limit=PAGE, offset=offset
            )
            total = page["total_count"]
            if not page["issues"] and offset < total:
                raise FeedError(f"{self.name}: page at {offset} of {total} issues is empty; run the same command again")
            yield from page["issues"]
            offset += len(page["issues"])

    def find(self, field: int, external_id: str) -> list[int]:
        """Numbers of the issues that bear an external id. A filter on a field that is not there matches all: each is checked."""
        found = self.get("issues.json", project_id=self.project, status_id="*", **{f"cf_{field}": external_id})["issues"]
        return [issue["id"] for issue in found if value_of(issue, field) == external_id]

    def create(self, issue: Issue, field: int, external_id: str) -> tuple[int, str]:
        """Create an issue at most once; its number, or 0 and what went wrong."""
        body = msgspec.json.encode({"issue": issue})
        headers = {"Content-Type": "application/json"}
        for attempt in (1, 2):
            try:
                answer = self.web.send("POST", "issues.json", body, headers)
            except Unanswered as error:
                # It may still be at work on it: only a later push may send it again.
                number = self._look(field, external_id, LOOKS)
                return number, "" if number else f"no answer ({error}) and not found; the next push looks again"
            if answer.status == 201:
                return int(_object(answer, self.name)["issue"]["id"]), ""
            if answer.status < 500:
                return 0, _said(answer)
            number = self._look(field, external_id, 1)
            if number or attempt == 2:
                return number, "" if number else _said(answer)
        return 0, ""

    def _look(self, field: int, external_id: str, times: int) -> int:
        """The number of an issue that may have been created, 0 when it is not there."""
        for number in range(times):
            if number:
                time.sleep(1.0)
            if found := self.find(field, external_id):
                return found[0]
        return 0

    def update(self, number: int, issue: Issue) -> str:
        """Change an issue; what went wrong, or nothing. A note must not be written twice, so it is not repeated blindly."""
        body = msgspec.json.encode({"issue": issue})
        repeatable = "notes" not in issue
        try:
            answer = self.web.send(
                "PUT", f"issues/{number}.json", body, {"Content-Type": "application/json"}, repeatable=repeatable
            )
        except Unanswered as error:
            return f"no answer ({error})"
        return "" if answer.status in (200, 204) else _said(answer)


def value_of(issue: Issue, field: int) -> str:
    """The value of a custom field of an issue."""
    for held in issue.get("custom_fields", []):
        if held["id"] == field:
            value = held.get("value") or ""
            return "、".join(value) if isinstance(value, list) else str(value)
    return ""


def _object(answer: urllib3.BaseHTTPResponse, name: str) -> Any:
    """The JSON of an answer. Raises FeedError."""
    try:
        return msgspec.json.decode(answer.data)
    except msgspec.DecodeError as error:
        raise FeedError(f"{name}: the answer is no JSON; see that the address is that of a Redmine") from error


def _said(answer: urllib3.BaseHTTPResponse) -> str:
    """What Redmine says about a refusal, in its user's language: for people, never to be matched."""
    try:
        errors = msgspec.json.decode(answer.data, type=dict[str, list[str]]).get("errors", [])
    except (msgspec.DecodeError, msgspec.ValidationError):
        errors = []
    return f"status {answer.status}{': ' if errors else ''}{'; '.join(errors)[:300]}"

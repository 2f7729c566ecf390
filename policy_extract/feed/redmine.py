"""A Redmine project as a target (Redmine 项目).

Title, state, deadline and parent are those of the issue; a custom field of a known name holds its field, and `任务编号` must be
one; all other fields are lines of the description, whose further lines are people's.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from policy_extract.errors import FeedError, UsageError
from policy_extract.feed.exclusive import learned
from policy_extract.feed.model import Change, Index, Outcome, Remote, Values
from policy_extract.feed.noted import NotedLines
from policy_extract.feed.planner import canonical
from policy_extract.feed.profiles import Catalogue, Field, Profile
from policy_extract.feed.redmine_service import Issue, Service, value_of
from policy_extract.feed.secrets import secret
from policy_extract.feed.web import Web

KEY = "POLICY_EXTRACT_REDMINE_KEY"
PLACE = re.compile(r"(?P<base>.*)/projects/(?P<project>[a-z0-9_-]+)/?")
EXTERNAL_ID = re.compile(r"[a-z0-9._-]+")
SUBJECT = 255
"""Characters of a subject."""
OWN = ("title", "status", "deadline", "parent")
LINES = (
    "content", "target", "lead", "responsible", "cooperate", "supervise", "leaders", "deadline_words", "document", "section",
    "document_status",
)  # fmt: skip


class Redmine:
    """A project."""

    batch = 1

    def __init__(self, address: str, catalogue: Catalogue, profile: Profile, read_seconds: float = 60.0) -> None:
        """`redmine+https://server/projects/name`, with `?id=3&lead=4` for custom fields that cannot be looked up; the key comes
        from the environment. Raises UsageError.
        """
        parts = urlsplit(address.removeprefix("redmine+"))
        place = PLACE.fullmatch(parts.path)
        if not address.startswith("redmine+") or place is None:
            raise UsageError("a project is named redmine+https://server/projects/name")
        web = Web(
            urlunsplit((*parts[:2], place["base"] + "/", "", "")), {"X-Redmine-API-Key": secret(KEY, "Redmine")}, read_seconds
        )
        self.name = f"redmine:{web.base}projects/{place['project']}"
        self._service = Service(web, place["project"], self.name)
        self._given = {name: int(number) for name, number in parse_qsl(parts.query) if number.isdigit()}
        if unknown := self._given.keys() - catalogue.fields.keys():
            raise UsageError(f"{self.name}: unknown fields {', '.join(sorted(unknown))} in the address; see docs/feed.md")
        self._catalogue = catalogue
        self._own = {field.name: field for field in catalogue.columns(profile)}
        self._words = catalogue.statuses("redmine")
        self._custom: dict[str, int] = {}
        self._states: dict[str, int] = {}
        self._names: dict[int, str] = {}
        self._numbers: dict[str, int] = {}
        self._fields: dict[str, Field] = {}

    def hold(self) -> contextlib.AbstractContextManager[None]:
        """Be the only push of this machine, and learn the custom fields and states of the project."""
        return learned(self.name, self._learn, self._service.web.close)

    def _learn(self) -> None:
        """Find out which fields and states there are. Raises FeedError without a field for the task number."""
        self._custom = dict(self._given)
        if "id" not in self._custom:
            for header, number in self._service.custom_fields().items():
                field = self._catalogue.field_of(header, list(self._own.values()))
                if field is not None and field.name not in OWN:
                    self._custom.setdefault(field.name, number)
        if "id" not in self._custom:
            title = self._catalogue.fields["id"].title
            message = (
                f"no custom field {title} is to be seen; make one for all trackers, and give its number: …/projects/name?id=3"
            )
            raise FeedError(f"{self.name}: {message}")
        names = [*OWN, *self._custom, *(name for name in LINES if name not in self._custom)]
        self._fields = {name: self._own.get(name, self._catalogue.fields[name]) for name in names}
        self._lines = NotedLines(self._fields, [name for name in LINES if name not in self._custom])
        for status in self._service.get("issue_statuses.json")["issue_statuses"]:
            self._names[status["id"]] = status["name"]
            self._states.setdefault(self._words.state(status["name"]), status["id"])

    def fields(self) -> Mapping[str, Field]:
        """The fields that an issue holds."""
        return self._fields

    def refusal(self, values: Values) -> str:
        """Subjects that are too long, and ids that Redmine's search reads as something else."""
        if len(values.get("title", "")) > SUBJECT:
            return f"title has {len(values['title'])} characters; a subject holds {SUBJECT}"
        if not EXTERNAL_ID.fullmatch(values["id"]):
            return f"id {values['id']} holds signs that the search of Redmine does not take as they stand"
        return ""

    def index(self) -> Index:
        """All issues of the project that bear a task number, closed ones too."""
        issues = list(self._service.issues())
        ids = {issue["id"]: value_of(issue, self._custom["id"]) for issue in issues}
        found: Index = {}
        for issue in issues:
            if ids[issue["id"]]:
                remote = self._remote(issue, ids.get(issue.get("parent", {}).get("id", 0), ""))
                found.setdefault(remote.values["id"], []).append(remote)
        self._numbers = {external_id: int(rows[0].remote_id) for external_id, rows in found.items()}
        return found

    def _remote(self, issue: Issue, parent: str) -> Remote:
        """What an issue holds."""
        values, people = self._lines.read(issue.get("description") or "")
        values.update({name: canonical(value_of(issue, number)) for name, number in self._custom.items()})
        values["title"] = canonical(issue.get("subject") or "")
        values["deadline"] = issue.get("due_date") or ""
        values["status"] = self._words.state(issue["status"]["name"])
        values["parent"] = parent
        own = {
            "done_ratio": str(issue.get("done_ratio") or ""), "assigned_to": issue.get("assigned_to", {}).get("name", ""),
            "description": "\n".join(people),
        }  # fmt: skip
        return Remote(remote_id=str(issue["id"]), values=values, people=own, version=issue.get("updated_on", ""))

    def apply(self, changes: Sequence[Change]) -> list[Outcome]:
        """Write changes, a request each; what Redmine drops in silence is seen when it is read back."""
        outcomes = []
        for change in changes:
            outcome = Outcome(external_id=change.external_id)
            try:
                if change.remote is None:
                    self._create(change, outcome)
                else:
                    self._update(change, int(change.remote.remote_id), outcome)
            except FeedError as error:
                outcome.problem = str(error)
            outcomes.append(outcome)
        return outcomes

    def _create(self, change: Change, outcome: Outcome) -> None:
        """Create an issue."""
        if change.parent and change.parent not in self._numbers:
            outcome.problem = f"its parent {change.parent} is not there; run the same command again"
            return
        issue = self._issue(change.after, change.after, [])
        # Today is what Redmine puts here by itself, and a deadline in the past is then refused.
        issue.update(project_id=self._service.project, start_date="")
        number, outcome.problem = self._service.create(issue, self._custom["id"], change.external_id)
        outcome.remote_id = str(number)
        self._numbers[change.external_id] = number

    def _update(self, change: Change, number: int, outcome: Outcome) -> None:
        """Change an issue in which nobody changed, since it was read, what is to be written."""
        outcome.remote_id = str(number)
        now = self._now(number)
        if any(now.values.get(name) != value for name, value in change.before.items()):
            outcome.problem = "somebody changed the issue meanwhile; run the same command again"
            return
        held = {name: now.values[name] for name in self._lines.names}
        issue = self._issue(change.after, {**held, **change.after}, now.people["description"].split("\n"))
        if change.note:
            issue["notes"] = change.note
        outcome.problem = self._service.update(number, issue)
        if outcome.problem:
            values = self._now(number).values
            if all(values.get(name) == value for name, value in change.after.items()):
                # It arrived although its answer was lost or an error.
                outcome.problem = ""

    def _now(self, number: int) -> Remote:
        """What an issue holds at this moment."""
        issue = self._service.get(f"issues/{number}.json")["issue"]
        external_ids = {other: external_id for external_id, other in self._numbers.items()}
        return self._remote(issue, external_ids.get(issue.get("parent", {}).get("id", 0), ""))

    def _issue(self, changed: Values, whole: Values, people: Sequence[str]) -> Issue:
        """Changed values as Redmine takes them; the description holds several and is written whole."""
        issue: Issue = {}
        custom = []
        for name, value in changed.items():
            if name == "title":
                issue["subject"] = value
            elif name == "deadline":
                issue["due_date"] = value
            elif name == "status":
                issue["status_id"] = self._states.get(value) or self._states.get(self._nearest(value))
            elif name == "parent":
                issue["parent_issue_id"] = self._numbers.get(value, "")
            elif name in self._custom:
                custom.append({"id": self._custom[name], "value": value})
        if custom:
            issue["custom_fields"] = custom
        if any(name in self._lines.names for name in changed):
            issue["description"] = self._lines.write(whole, people)
        return issue

    def _nearest(self, state: str) -> str:
        """The state that stands for one that the server has none for."""
        return {"partial": "ongoing"}.get(state, "not_started")

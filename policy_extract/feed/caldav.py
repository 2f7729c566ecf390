"""A CalDAV calendar as a target: a resource a task, created once and never written over unseen, by HTTP's own means (CalDAV)."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urljoin

import icalendar
import msgspec
from lxml import etree

from policy_extract.errors import FeedError, UsageError
from policy_extract.feed.exclusive import service_writer
from policy_extract.feed.model import Change, Index, Outcome, Remote, Values
from policy_extract.feed.profiles import Catalogue, Field, Profile
from policy_extract.feed.secrets import secret
from policy_extract.feed.vtodo import HOST, Components, new_calendar
from policy_extract.feed.web import Web

USER, PASSWORD = "POLICY_EXTRACT_CALDAV_USER", "POLICY_EXTRACT_CALDAV_PASSWORD"
DAV, CAL = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
QUERY = (
    b'<?xml version="1.0" encoding="utf-8"?>'
    b'<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><d:getetag/><c:calendar-data/></d:prop>'
    b'<c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VTODO"/></c:comp-filter></c:filter></c:calendar-query>'
)
MEDIA_TYPE = "text/calendar; charset=utf-8"


class Resource(msgspec.Struct):
    """A task on the server."""

    href: str
    etag: str
    calendar: Any


class CalDav:
    """A calendar on a CalDAV server."""

    batch = 1

    def __init__(self, address: str, catalogue: Catalogue, profile: Profile, read_seconds: float = 60.0) -> None:
        """`caldav+https://server/user/calendar/`; user and password come from the environment. Raises UsageError."""
        base = address.removeprefix("caldav+")
        if base == address:
            raise UsageError(f"{address}: a calendar is named caldav+https://server/user/calendar/")
        user = secret(USER)
        headers = {"Depth": "1"}
        if user:
            token = f"{user}:{secret(PASSWORD, 'the calendar')}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(token).decode()}"
        self._web = Web(base, headers, read_seconds)
        self.name = f"caldav:{self._web.base}"
        self._components = Components(catalogue, profile)
        self._held: dict[str, Resource] = {}

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """Be the only writer on this machine; between machines the server's own conditions hold."""
        try:
            with service_writer(self.name):
                yield
        finally:
            self._web.close()

    def fields(self) -> Mapping[str, Field]:
        """The fields that a component holds."""
        return self._components.fields

    def refusal(self, values: Values) -> str:
        """Takes every text."""
        return ""

    def index(self) -> Index:
        """All tasks of ours in the calendar."""
        answer = self._web.send("REPORT", "", QUERY, {"Content-Type": "application/xml; charset=utf-8"})
        if answer.status != 207:
            hint = {401: "set user and password", 403: "the user may not read it", 404: "make the calendar first"}
            raise FeedError(f"{self.name}: status {answer.status}; {hint.get(answer.status, 'see that it is a CalDAV calendar')}")
        found: Index = {}
        self._held = {}
        for resource in self._resources(answer.data):
            for todo in resource.calendar.walk("VTODO"):
                if str(todo.get("UID", "")).endswith(f"@{HOST}"):
                    remote = self._components.read(todo)
                    remote.version = resource.etag
                    found.setdefault(remote.remote_id, []).append(remote)
                    self._held[remote.remote_id] = resource
        return found

    def _resources(self, data: bytes) -> Iterator[Resource]:
        """The resources of an answer. Raises FeedError."""
        try:
            root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
            for response in root.iter(f"{DAV}response"):
                text = response.findtext(f".//{CAL}calendar-data")
                if text:
                    etag = response.findtext(f".//{DAV}getetag") or ""
                    yield Resource(response.findtext(f"{DAV}href") or "", etag, icalendar.Calendar.from_ical(text))
        except (etree.XMLSyntaxError, ValueError, IndexError, KeyError) as error:
            raise FeedError(
                f"{self.name}: the answer is no list of calendar objects ({error}); see that it is a calendar"
            ) from error

    def apply(self, changes: Sequence[Change]) -> list[Outcome]:
        """Write changes, a request each."""
        outcomes = []
        for change in changes:
            try:
                problem = self._create(change) if change.remote is None else self._update(change, change.remote)
            except FeedError as error:
                problem = str(error)
            outcomes.append(Outcome(external_id=change.external_id, remote_id=change.external_id, problem=problem))
        return outcomes

    def _create(self, change: Change) -> str:
        """Create a resource, at most once; returns what went wrong, or nothing."""
        calendar = new_calendar()
        calendar.add_component(self._components.make(change))
        href = f"{change.external_id}.ics"
        headers = {"Content-Type": MEDIA_TYPE, "If-None-Match": "*"}
        answer = self._web.send("PUT", href, calendar.to_ical(), headers)
        if answer.status in (200, 201, 204):
            return ""
        # The first of two attempts may have arrived though its answer was lost.
        if answer.status == 412 and self._arrived(href, change):
            return ""
        return f"status {answer.status}: {_hint(answer.status)}"

    def _update(self, change: Change, remote: Remote) -> str:
        """Write over what was read, and nothing else."""
        resource = self._held[change.external_id]
        todo = next(todo for todo in resource.calendar.walk("VTODO") if str(todo.get("UID")) == f"{change.external_id}@{HOST}")
        self._components.write(todo, change)
        headers = {"Content-Type": MEDIA_TYPE, "If-Match": remote.version}
        answer = self._web.send("PUT", urljoin(self._web.base, resource.href), resource.calendar.to_ical(), headers)
        if answer.status in (200, 201, 204) or (answer.status == 412 and self._arrived(resource.href, change)):
            return ""
        return f"status {answer.status}: {_hint(answer.status)}"

    def _arrived(self, href: str, change: Change) -> bool:
        """Whether the server holds the values of a change already."""
        answer = self._web.send("GET", urljoin(self._web.base, href))
        if answer.status != 200:
            return False
        todos = icalendar.Calendar.from_ical(answer.data).walk("VTODO")
        held = [self._components.read(todo).values for todo in todos if str(todo.get("UID")) == f"{change.external_id}@{HOST}"]
        return any(all(values.get(name) == value for name, value in change.after.items()) for values in held)


def _hint(status: int) -> str:
    """What to do about an answer."""
    return {
        401: "set user and password", 403: "the user may not write", 404: "the calendar is gone",
        409: "the task stands under another name", 412: "changed by somebody meanwhile; run the same command again",
        507: "the server is full",
    }.get(status, "see the log of the server")  # fmt: skip

"""The requests to a Feishu Bitable that a feed needs (飞书多维表格接口). Tested against a stub of ours only, never Feishu.

Writes go one after the other, at most 500 records each, a creation with a `client_token` that is the same for the same content.
Nothing is ever deleted.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
import urllib3

from policy_extract.errors import FeedError
from policy_extract.feed.web import LONGEST_WAIT, Unanswered, Web

PAGE = 500
MOST = 500
"""Records that one call takes."""
ATTEMPTS = 6
TOKEN_SPACE = uuid.UUID("6f0d3a52-0f4e-5c53-9a43-5d1c2f8b7e10")
BUSY = frozenset((99991400, 1254290))
"""Codes of a limit of calls; the server did not take the request."""
CONFLICT = frozenset((1254291, 1254607))
"""Codes of a table that something else writes, or that is not ready; to be sent again a little later."""
EXPIRED = frozenset((99991661, 99991663, 99991668))
HINTS = {
    99991672: "give the application the permission bitable:app", 1254302: "let the application edit the table",
    1254040: "see the app token in the address", 1254041: "see the table id in the address",
    10003: "see the id of the application", 10014: "see the secret of the application",
}  # fmt: skip
RESET = "x-ogw-ratelimit-reset"
Record = dict[str, Any]


class Refused(Exception):
    """The server answered that it did not do it; the text says why."""


class Bitable:
    """One table."""

    def __init__(self, web: Web, place: tuple[str, str], credentials: tuple[str, str], name: str) -> None:
        """Requests through `web` to a table, `place` being app token and table id; `name` is what messages call the target."""
        self.web = web
        self._base = f"open-apis/bitable/v1/apps/{quote(place[0], safe='')}/tables/{quote(place[1], safe='')}"
        self._credentials = credentials
        self._name = name
        self._token = ""

    def fields(self) -> list[Record]:
        """The columns: `field_name` and `type`."""
        return list(self._pages("GET", f"{self._base}/fields", None, 100))

    def records(self) -> list[Record]:
        """All rows: `record_id` and `fields`. Raises FeedError."""
        return list(self._pages("POST", f"{self._base}/records/search", {"automatic_fields": False}, PAGE))

    def create(self, rows: Sequence[dict[str, Any]], salt: str) -> list[str]:
        """Create rows, all or none; their record ids in order. Equal rows with an equal salt are made once by the server.

        Raises Refused, Unanswered and FeedError.
        """
        token = uuid.uuid5(TOKEN_SPACE, f"{self._name}\n{salt}\n{msgspec.json.encode(rows).decode()}")
        body = {"records": [{"fields": row} for row in rows]}
        data = self._call("POST", f"{self._base}/records/batch_create?client_token={token}", body, writes=True)
        return [record["record_id"] for record in data.get("records", [])]

    def update(self, rows: Sequence[tuple[str, dict[str, Any]]]) -> None:
        """Change columns of rows, all or none. Raises Refused, Unanswered and FeedError."""
        body = {"records": [{"record_id": record_id, "fields": row} for record_id, row in rows]}
        self._call("POST", f"{self._base}/records/batch_update", body, writes=True)

    def _pages(self, method: str, path: str, body: Record | None, size: int) -> Iterator[Record]:
        """All items of a list that comes in pages."""
        token = ""
        while True:
            query = urlencode({"page_size": size} | ({"page_token": token} if token else {}))
            try:
                data = self._call(method, f"{path}?{query}", body, writes=False)
            except (Refused, Unanswered) as error:
                raise FeedError(f"{self._name}: {error}") from error
            yield from data.get("items") or ()
            if not data.get("has_more"):
                return
            if data.get("page_token", token) == token:
                raise FeedError(f"{self._name}: the list does not go on after a page; run the same command again")
            token = data["page_token"]

    def _call(self, method: str, path: str, body: Record | None, writes: bool) -> Record:
        """The data of an answer; limits of calls, conflicts of writing and a token that ran out are waited for or mended."""
        said = ""
        for attempt in range(ATTEMPTS):
            answer = self._send(method, path, body, writes)
            found = self._decoded(answer)
            code = found.get("code")
            if code == 0 and answer.status == 200:
                data: Record = found.get("data") or {}
                return data
            said = f"code {code}: {str(found.get('msg', ''))[:200]}"
            if code in EXPIRED:
                self._token = ""
            elif code in BUSY or answer.status == 429 or code in CONFLICT:
                time.sleep(_wait(answer, attempt, code in CONFLICT))
            else:
                hint = HINTS.get(code or 0, "")
                raise Refused(f"{said}; {hint}" if hint else said)
        raise Refused(f"{said}; still so after {ATTEMPTS} attempts, run the same command again later")

    def _send(self, method: str, path: str, body: Record | None, writes: bool) -> urllib3.BaseHTTPResponse:
        """Send a request with a token."""
        if not self._token:
            self._token = self._new_token()
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json; charset=utf-8"}
        data = None if body is None else msgspec.json.encode(body)
        answer = self.web.send(method, path, data, headers, repeatable=not writes)
        if writes and answer.status >= 500:
            # It may or may not have been done: the caller looks.
            raise Unanswered(f"status {answer.status}")
        return answer

    def _new_token(self) -> str:
        """A tenant access token. Raises FeedError."""
        body = msgspec.json.encode({"app_id": self._credentials[0], "app_secret": self._credentials[1]})
        path = "open-apis/auth/v3/tenant_access_token/internal"
        answer = self.web.send("POST", path, body, {"Content-Type": "application/json; charset=utf-8"}, repeatable=True)
        found = self._decoded(answer)
        if found.get("code") != 0 or not found.get("tenant_access_token"):
            hint = HINTS.get(found.get("code") or 0, "see id and secret of the application")
            raise FeedError(f"{self._name}: no access token (code {found.get('code')}); {hint}")
        return str(found["tenant_access_token"])

    def _decoded(self, answer: urllib3.BaseHTTPResponse) -> Record:
        """The JSON of an answer. Raises FeedError."""
        try:
            return msgspec.json.decode(answer.data, type=dict[str, Any])
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            if answer.status == 429:
                return {"code": None, "msg": "too many requests"}
            raise FeedError(
                f"{self._name}: status {answer.status} and no JSON; see that the address is that of Feishu"
            ) from error


def _wait(answer: urllib3.BaseHTTPResponse, attempt: int, conflict: bool) -> float:
    """Seconds to wait: what the server says, else longer from time to time."""
    said = answer.headers.get(RESET) or answer.headers.get("Retry-After") or ""
    if said.isdecimal():
        return float(min(int(said), LONGEST_WAIT))
    return 0.7 if conflict else float(min(0.5 * 2**attempt, 10.0))

"""The web application of the desk: on this machine only, with a token in the path of every address.

Nothing but the token opens a page: there is no cookie that another page could ride on. Requests for another host name (DNS
rebinding), writes from another origin and everything without the token are refused.
"""

from __future__ import annotations

import datetime as dt
import hmac
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, get_args
from urllib.parse import parse_qsl

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from policy_extract import records
from policy_extract.errors import UsageError
from policy_extract.report.page import spoken
from policy_extract.review import exports
from policy_extract.review.context import around, context, spans_of
from policy_extract.review.corrections import corrected, missed, number_of
from policy_extract.review.desk import Desk
from policy_extract.review.figures import agreements, disputed, estimate

MOST_BODY = 2_000_000
"""Bytes of a form; more is refused."""
ASSETS = {"review.css": "text/css", "review.js": "text/javascript"}
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    # With no-referrer a browser would hide the origin of its own forms too; so it goes to this desk and nowhere else.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
VALUES = {
    "kinds": (*get_args(records.TaskKind), "achievement"), "modalities": get_args(records.Modality),
    "phases": get_args(records.Phase), "comparators": get_args(records.Comparator), "roles": get_args(records.Role),
    "time_kinds": get_args(records.TimeKind), "states": get_args(records.State),
}  # fmt: skip
Handler = Callable[[Request], Awaitable[Response]]


class Guard:
    """Refuses what does not come from the pages of this desk."""

    def __init__(self, application: ASGIApp, token: str) -> None:
        """Guard an application with a token."""
        self._application = application
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it with 403."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        given = [*scope["path"].split("/"), "", ""][1]
        fault = self._fault(headers, given, scope["method"])
        if fault:
            await Response(f"403: {fault}\n", 403, HEADERS, "text/plain")(scope, receive, send)
        else:
            await self._application(scope, receive, send)

    def _fault(self, headers: dict[str, str], token: str, method: str) -> str:
        """Why a request is refused; nothing when it is not."""
        host = headers.get("host", "")
        if host.rpartition(":")[0] not in ("127.0.0.1", "localhost"):
            return "this desk answers on 127.0.0.1 only"
        if not hmac.compare_digest(token.encode(), self._token.encode()):
            return "the token is missing or wrong; open the address that the command printed"
        if method not in ("GET", "HEAD") and headers.get("origin") != f"http://{host}":
            return "the request comes from another origin"
        if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return "the request comes from another site"
        return ""


class Application:
    """The pages of a desk for one reviewer."""

    def __init__(self, desk: Desk, reviewer: str, token: str, sample: int, passages: int, language: str = "zh") -> None:
        """`sample` and `passages` are the sizes of the random samples; `language` is that of the pages."""
        self.desk, self.reviewer, self.token = desk, reviewer, token
        self.sample, self.passages, self.language = sample, passages, language
        self.pages = Environment(loader=PackageLoader("policy_extract.review"), autoescape=True, undefined=StrictUndefined)
        self.pages.globals |= {"base": f"/{token}", "reviewer": reviewer, "language": language, "values": VALUES}
        self.pages.globals["words"] = spoken(language)["interface"][language]
        self.pages.filters["number_of"] = number_of

    def asgi(self) -> ASGIApp:
        """The application behind its guard."""
        base = f"/{self.token}"
        routes = [
            Route(f"{base}/", self.queue), Route(f"{base}/record/{{record:int}}", self.record),
            Route(f"{base}/record/{{record:int}}", self.decide, methods=["POST"]), Route(f"{base}/figures", self.figures),
            Route(f"{base}/disputes", self.disputes), Route(f"{base}/passage/{{passage:int}}", self.passage),
            Route(f"{base}/passage/{{passage:int}}", self.passed, methods=["POST"]),
            Route(f"{base}/add/{{document:int}}", self.add, methods=["POST"]), Route(f"{base}/export/{{what}}", self.export),
            Route(f"{base}/asset/{{name}}", self.asset),
        ]  # fmt: skip
        handlers: Any = {UsageError: self._wrong, HTTPException: self._wrong, sqlite3.Error: self._wrong}
        return Guard(Starlette(routes=routes, exception_handlers=handlers), self.token)

    def _page(self, name: str, status: int = 200, **values: Any) -> Response:
        """A page out of its template."""
        return HTMLResponse(self.pages.get_template(name).render(**values), status, HEADERS)

    async def _wrong(self, request: Request, error: Exception) -> Response:
        """The page that says what is wrong."""
        status = error.status_code if isinstance(error, HTTPException) else 422
        said = error.detail if isinstance(error, HTTPException) else str(error)
        return self._page("wrong.html", status, message=said)

    def _go(self, path: str) -> Response:
        """On to another page of the desk."""
        return RedirectResponse(f"/{self.token}/{path}", 303, HEADERS)

    async def _form(self, request: Request) -> dict[str, str]:
        """The fields of a form. Raises HTTPException when it is too large."""
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > MOST_BODY:
                raise HTTPException(413, "the form is too large")
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=5000))

    async def queue(self, request: Request) -> Response:
        """The next record: the most doubtful one, or with `?mode=sample` the next of the random sample."""
        mode = request.query_params.get("mode", "")
        after = int(request.query_params.get("after", "0") or 0)
        waiting = list(self.desk.undecided(self.reviewer, self.sample if mode == "sample" else 0))
        if not waiting:
            return self._page("done.html", mode=mode)
        place = waiting.index(after) + 1 if after in waiting else 0
        query = f"?mode={mode}" if mode else ""
        return self._go(f"record/{waiting[place % len(waiting)]}{query}")

    async def record(self, request: Request) -> Response:
        """The page of a record."""
        entry = self.desk.entry(request.path_params["record"])
        name, title, document, text = self.desk.document(entry.document)
        given = self.desk.decisions(entry.record)
        own = [one for one in given if one.reviewer == self.reviewer and not one.final]
        row = own[-1].row if own and own[-1].row is not None else entry.row
        mode = request.query_params.get("mode", "")
        shown = None
        if text is not None:
            first, last = around(text, row["start"], row["end"])
            others = [(other.start, other.end, "other") for other in self.desk.entries(entry.document)]
            shown = context(text, first, last, [*others, *spans_of(row)])
        # Other reviewers' decisions stay hidden, so that two judge on their own, until they are held against each other.
        final = mode == "dispute"
        left = sum(1 for _ in self.desk.undecided(self.reviewer, self.sample if mode == "sample" else 0))
        return self._page(
            "record.html", entry=entry, row=row, source=name, title=title, document=document, shown=shown, mode=mode, final=final,
            history=given if final else own, left=left,
        )  # fmt: skip

    async def decide(self, request: Request) -> Response:
        """Keep a decision and go on."""
        form = await self._form(request)
        number, mode = request.path_params["record"], form.get("mode", "")
        entry = self.desk.entry(number)
        text = self.desk.document(entry.document)[3]
        verdict = form.get("verdict", "")
        row = None
        if verdict == "correct":
            own = [d for d in self.desk.decisions(number) if d.reviewer == self.reviewer and not d.final and d.row is not None]
            base = entry.row if mode == "dispute" or not own else own[-1].row or entry.row
            row = corrected(base, form, text)
        self.desk.decide(number, self.reviewer, verdict, row, form.get("note", "")[:2000], now(), mode == "dispute")
        if mode == "dispute":
            return self._go("disputes")
        return self._go(f"?mode={mode}" if mode else "")

    async def disputes(self, request: Request) -> Response:
        """Records on which reviewers differ, for a final decision."""
        standing = self.desk.standing()
        lines = [(self.desk.entry(record), list(standing[record].values())) for record in disputed(self.desk)]
        return self._page("disputes.html", lines=lines)

    async def figures(self, request: Request) -> Response:
        """Agreement, estimates and the rules that were wrong."""
        tallies = [(rule, tally) for rule, tally in exports.rules(self.desk).items() if tally.faults][:50]
        return self._page(
            "figures.html", agreements=agreements(self.desk), estimate=estimate(self.desk, self.sample, self.passages),
            sample=self.sample, passages=self.desk.passages(self.passages), checked=self.desk.checked(), tallies=tallies,
            exports=exports.EXPORTS,
        )  # fmt: skip

    async def passage(self, request: Request) -> Response:
        """A passage to be searched for records that were missed."""
        number = request.path_params["passage"]
        found = next((p for p in self.desk.passages(self.passages) if p[0] == number), None)
        if found is None:
            raise HTTPException(404, "no such passage in the sample; go back to the figures")
        _, document, start, end = found
        name, title, _, text = self.desk.document(document)
        spans = [(entry.start, entry.end, "chosen") for entry in self.desk.entries(document)]
        return self._page(
            "passage.html", passage=number, document=document, source=name, title=title,
            shown=context(text or "", start, end, spans), done=self.reviewer in self.desk.checked().get(number, set()),
        )  # fmt: skip

    async def passed(self, request: Request) -> Response:
        """Keep that nothing more is missing in a passage."""
        await self._form(request)
        self.desk.check(request.path_params["passage"], self.reviewer, now())
        left = [p[0] for p in self.desk.passages(self.passages) if p[0] not in self.desk.checked()]
        return self._go(f"passage/{left[0]}" if left else "figures")

    async def add(self, request: Request) -> Response:
        """Add a record that was missed, and open it for its fields."""
        form = await self._form(request)
        number = request.path_params["document"]
        _, _, document, text = self.desk.document(number)
        if text is None:
            raise UsageError("the text of this document is not at hand, so nothing can be added; review the file itself")
        places = [form.get(key, "") for key in ("start", "end")]
        if not all(place.isascii() and place.isdigit() for place in places):
            raise UsageError("no words are selected; select those of the missed task, then add it")
        row = missed(document, text, int(places[0]), int(places[1]), form.get("kind", "task"))
        record = self.desk.add(number, row, self.reviewer, now())
        return self._go(f"record/{record}")

    async def export(self, request: Request) -> Response:
        """A file of what was decided."""
        what = request.path_params["what"]
        if what not in exports.EXPORTS:
            raise HTTPException(404, f"there is no export {what}")
        made, name, kind = exports.EXPORTS[what]
        return Response(made(self.desk), 200, {**HEADERS, "content-disposition": f'attachment; filename="{name}"'}, kind)

    async def asset(self, request: Request) -> Response:
        """Script or style of the pages."""
        name = request.path_params["name"]
        if name not in ASSETS:
            raise HTTPException(404, f"there is no {name}")
        return Response((Path(__file__).parent / "assets" / name).read_bytes(), 200, HEADERS, ASSETS[name])


def now() -> str:
    """The moment of a decision, in UTC."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")

"""A stub of the Bitable interface of Feishu on loopback: OURS, made from public documentation, not Feishu.

It holds one table, checks tokens, types, sizes and names of columns, remembers client tokens, and refuses writes that overlap.
`faults` are answers to writing requests that are used up in order: a code, or None for a good answer.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

APPLICATION, SECRET = "cli_stub", "stub-secret"
APP, TABLE = "bascnstub", "tblstub"
TYPES = {1: str, 2: (int, float), 3: str, 5: int}
COLUMNS = {
    "任务编号": 1, "任务名称": 1, "工作内容": 1, "目标": 1, "目标值": 2, "目标要求（比较）": 1, "牵头单位": 1, "责任单位": 1,
    "配合单位": 1, "完成时限": 5, "完成时限（原文）": 1, "完成状态": 3, "进展情况": 1, "文件状态": 3, "变更说明": 1, "经办人": 11,
}  # fmt: skip


class Stub:
    """One table."""

    def __init__(self) -> None:
        """An empty table with a blank row, as a new one has."""
        self.columns = dict(COLUMNS)
        self.rows: dict[str, dict[str, Any]] = {"recblank": {}}
        self.made: dict[str, list[str]] = {}
        self.tokens = 0
        self.faults: list[int | None] = []
        self.calls: list[tuple[str, int]] = []
        self.writing = threading.Lock()
        self.passing: Callable[[str], None] = lambda stage: None
        """Called in the thread of each request when it has `reached` the stub, and when it is `answered` but not sent."""
        self.port = 0

    def answer(self, method: str, path: str, query: dict[str, str], token: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer to a request."""
        if path.endswith("/tenant_access_token/internal"):
            if (body.get("app_id"), body.get("app_secret")) != (APPLICATION, SECRET):
                return {"code": 10014, "msg": "app secret invalid"}
            self.tokens += 1
            return {"code": 0, "tenant_access_token": f"t-{self.tokens}", "expire": 7200}
        if token != f"Bearer t-{self.tokens}":
            return {"code": 99991663, "msg": "Invalid access token"}
        base = f"/open-apis/bitable/v1/apps/{APP}/tables/{TABLE}"
        if not path.startswith(base):
            return {"code": 1254041, "msg": "TableIdNotFound"}
        return self._table(path.removeprefix(base), query, body)

    def _table(self, path: str, query: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
        """The answer to a request about the table."""
        if path == "/fields":
            return self._page([{"field_name": name, "type": kind} for name, kind in self.columns.items()], query, 7)
        if path == "/records/search":
            rows = [{"record_id": number, "fields": self._shown(row)} for number, row in self.rows.items()]
            return self._page(rows, query, 500)
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            return {"code": fault, "msg": "stub fault"}
        records = body["records"]
        self.calls.append((path, len(records)))
        if len(records) > 500:
            return {"code": 1254104, "msg": "RecordAddOnceExceedLimit"}
        if problem := next(filter(None, (self._problem(record) for record in records)), None):
            return problem
        return self._create(records, query) if path == "/records/batch_create" else self._update(records)

    def _page(self, items: list[dict[str, Any]], query: dict[str, str], most: int) -> dict[str, Any]:
        """A page of a list."""
        start, size = int(query.get("page_token") or 0), min(int(query.get("page_size", 20)), most)
        more = start + size < len(items)
        data: dict[str, Any] = {"items": items[start : start + size], "has_more": more, "total": len(items)}
        return {"code": 0, "data": data | ({"page_token": str(start + size)} if more else {})}

    def _shown(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row as a search gives it: rich text, and no empty cells."""
        return {
            name: [{"text": value, "type": "text"}] if self.columns[name] == 1 else value
            for name, value in row.items() if value not in (None, "")
        }  # fmt: skip

    def _problem(self, record: dict[str, Any]) -> dict[str, Any] | None:
        """Why a record is refused."""
        for name, value in record["fields"].items():
            if name not in self.columns:
                return {"code": 1254045, "msg": f"FieldNameNotFound {name}"}
            if value is not None and not isinstance(value, TYPES.get(self.columns[name], dict)):
                return {"code": 1254060, "msg": f"TextFieldConvFail {name}"}
            if value == "refuse":
                return {"code": 1254066, "msg": "UserFieldConvFail"}
        if record.get("record_id", "recblank") not in self.rows:
            return {"code": 1254043, "msg": "RecordIdNotFound"}
        return None

    def _create(self, records: list[dict[str, Any]], query: dict[str, str]) -> dict[str, Any]:
        """Make rows, once for a client token."""
        key = query["client_token"]
        if key not in self.made:
            self.made[key] = [f"rec{len(self.rows) + number}" for number in range(len(records))]
            self.rows.update(zip(self.made[key], (dict(record["fields"]) for record in records), strict=True))
        return {"code": 0, "data": {"records": [{"record_id": number} for number in self.made[key]]}}

    def _update(self, records: list[dict[str, Any]]) -> dict[str, Any]:
        """Change rows."""
        for record in records:
            self.rows[record["record_id"]].update(record["fields"])
        return {"code": 0, "data": {"records": records}}


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    protocol_version = "HTTP/1.1"
    stub: Stub

    def _do(self) -> None:
        """Answer; a write that comes while another is under way is a conflict."""
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.stub.passing("reached")
        writes = "batch" in parts.path
        if writes and not self.stub.writing.acquire(blocking=False):
            found: dict[str, Any] = {"code": 1254291, "msg": "Write conflict"}
        else:
            try:
                token = self.headers.get("Authorization", "")
                found = self.stub.answer(self.command, parts.path, query, token, json.loads(raw or b"{}"))
            finally:
                if writes:
                    self.stub.writing.release()
        self.stub.passing("answered")
        data = json.dumps(found, ensure_ascii=False).encode()
        with contextlib.suppress(OSError):
            self.send_response(200 if found["code"] == 0 else 400)
            if found["code"] == 99991400:
                self.send_header("x-ogw-ratelimit-reset", "1")
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_DELETE = _do

    def log_message(self, format: str, *args: Any) -> None:
        """Be quiet."""


@contextlib.contextmanager
def feishu_stub() -> Iterator[Stub]:
    """A stub until the block ends."""
    stub = Stub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"stub": stub}))
    server.daemon_threads = True
    stub.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

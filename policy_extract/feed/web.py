"""HTTP for targets: bounded retries, Retry-After, and answers that leave open whether a request arrived (网络请求).

Requests that may be repeated are repeated by the library. One that creates something is repeated only where the server said that
it did not take it; else `Unanswered` tells the caller to look before doing anything again.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, LocationValueError, MaxRetryError, NewConnectionError
from urllib3.util.retry import Retry

from policy_extract.errors import FeedError, UsageError

CONNECT_SECONDS = 10.0
READ_SECONDS = 60.0
ATTEMPTS = 4
LONGEST_WAIT = 120
"""Seconds that one Retry-After can hold a push up."""
TRANSIENT = (429, 500, 502, 503, 504)
REFUSED = (429,)
"""Answers after which a creation may be sent again: the server did not take it."""
REPEATABLE = ("GET", "HEAD", "PUT", "REPORT", "PROPFIND", "DELETE")


class Unanswered(Exception):
    """A request may or may not have arrived."""


class Web:
    """Requests to one server."""

    def __init__(self, base: str, headers: Mapping[str, str], read_seconds: float = READ_SECONDS) -> None:
        """Requests below an http or https address; headers may hold secrets and are never shown. Raises UsageError."""
        parts = urlsplit(base)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(f"{parts.scheme or 'no scheme'}: the address of the server begins with http:// or https://")
        if parts.username is not None or parts.password is not None:
            raise UsageError("no user and password in the address, others can see it; set environment variables (docs/feed.md)")
        self.base = base if base.endswith("/") else base + "/"
        self._headers = dict(headers)
        common = {
            "total": ATTEMPTS, "backoff_factor": 0.5, "backoff_jitter": 0.2, "backoff_max": 10.0, "raise_on_status": False,
            "respect_retry_after_header": True, "retry_after_max": LONGEST_WAIT, "redirect": 0,
        }  # fmt: skip
        self._repeat = Retry(status_forcelist=TRANSIENT, allowed_methods=REPEATABLE, **common)  # type: ignore[arg-type]
        self._once = Retry(status_forcelist=REFUSED, allowed_methods=None, read=0, other=0, **common)  # type: ignore[arg-type]
        self._pool = urllib3.PoolManager(timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=read_seconds))

    def close(self) -> None:
        """Let the connections go."""
        self._pool.clear()

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None,
        repeatable: bool | None = None,
    ) -> urllib3.BaseHTTPResponse:  # fmt: skip
        """Send a request and read the answer, whatever its status. Raises FeedError, and Unanswered for one that must not be
        repeated; that is told by its method unless `repeatable` says otherwise.
        """
        address = urljoin(self.base, path)
        if urlsplit(address)[:2] != urlsplit(self.base)[:2]:
            raise FeedError(f"{self.base}: the server named a place on another server; see its settings")
        repeatable = method in REPEATABLE if repeatable is None else repeatable
        try:
            return self._pool.request(
                method, address, body=body, headers={**self._headers, **(headers or {})},
                retries=self._repeat if repeatable else self._once, redirect=False,
            )  # fmt: skip
        except (HTTPError, LocationValueError) as error:
            reason = error.reason if isinstance(error, MaxRetryError) and error.reason is not None else error
            if not repeatable and not isinstance(reason, NewConnectionError):
                raise Unanswered(type(reason).__name__) from error
            raise FeedError(
                f"{self.base}: no answer ({type(reason).__name__}); see that the server runs and is reached"
            ) from error

"""The far side of a channel over HTTP, inside the test: an ASGI application or respx routes, with faults on demand."""

from __future__ import annotations

import asyncio
import difflib
import re
from collections.abc import Awaitable, Callable, MutableMapping
from enum import StrEnum
from typing import Any, Protocol, cast

import httpx
import respx


class Fault(StrEnum):
    """What can go wrong once on the way."""

    TIMEOUT_AFTER_ACCEPTANCE = "timeout after acceptance"
    CUT = "connection cut in mid body"
    REFUSED = "connection refused"
    BUSY = "429 with Retry-After"
    UNAVAILABLE = "503 with Retry-After"
    HTML = "an HTML error page"
    EMPTY = "an empty body"
    WRONG_TYPE = "a wrong content type"
    SERVER_ERROR = "500"


Scope = MutableMapping[str, Any]


class Asgi(Protocol):
    """An ASGI application."""

    def __call__(
        self, scope: Scope, receive: Callable[[], Awaitable[Scope]], send: Callable[[Scope], Awaitable[None]]
    ) -> Awaitable[None]:
        """Serve one connection."""


Routes = Callable[[respx.Router], None]
App = Asgi | Routes

RETRY_AFTER = 1
"""Seconds that a busy far side asks for."""


_SENDING = frozenset({"POST", "PUT", "PATCH"})
_ACTIVE: list[Web] = []
"""Worlds may lie in each other; the innermost answers."""


class Web:
    """Answers every request of the test; a request that nothing answers fails it, with the nearest route."""

    def __init__(self, url: str, app: App) -> None:
        self._url = url
        self._runner = asyncio.Runner()
        self._router = respx.Router(assert_all_called=False)
        if _adds_routes(app):
            cast("Routes", app)(self._router)
        else:
            self._router.route(url__startswith=url).mock(
                side_effect=lambda request: self._runner.run(_served(cast("Asgi", app), request))
            )
        self._mock = respx.mock(assert_all_called=False)
        self._faults: list[Fault] = []
        self.seen: list[httpx.Request] = []
        """Every request, in order."""

    def fail_once(self, fault: Fault) -> None:
        """The next request that sends something (POST, PUT) goes wrong."""
        self._faults.append(fault)

    @property
    def to_fail(self) -> tuple[Fault, ...]:
        """Faults that no request has met yet."""
        return tuple(self._faults)

    def __enter__(self) -> Web:
        self._mock.route().mock(side_effect=self._answer)
        if _ACTIVE:
            _ACTIVE[-1]._mock.__exit__(None, None, None)
        _ACTIVE.append(self)
        self._mock.__enter__()
        return self

    def __exit__(self, *raised: object) -> None:
        self._mock.__exit__(None, None, None)
        self._runner.close()
        _ACTIVE.pop()
        if _ACTIVE:
            _ACTIVE[-1]._mock.__enter__()

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        fault = self._faults.pop(0) if self._faults and request.method in _SENDING else None
        if fault is Fault.REFUSED:
            raise httpx.ConnectError("connection refused", request=request)
        if fault in {Fault.BUSY, Fault.UNAVAILABLE}:
            return httpx.Response(429 if fault is Fault.BUSY else 503, headers={"Retry-After": str(RETRY_AFTER)}, text="later")
        answer = self._routed(request)
        if fault is None:
            return answer
        if fault is Fault.TIMEOUT_AFTER_ACCEPTANCE:
            raise httpx.ReadTimeout("timed out", request=request)
        if fault is Fault.CUT:
            raise httpx.RemoteProtocolError("peer closed connection without sending complete message body", request=request)
        return _BAD[fault](answer)

    def _routed(self, request: httpx.Request) -> httpx.Response:
        try:
            return self._router.handler(request)
        except respx.models.AllMockedAssertionError:
            raise AssertionError(nearest(request, self._router)) from None


_PART = re.compile(r"<(\w+) \w+ '([^']*)'>")
"""A condition of a route, as respx shows it: `<Path eq '/receipts'>`."""
_BAD: dict[Fault, Callable[[httpx.Response], httpx.Response]] = {
    Fault.HTML: lambda _: httpx.Response(200, html="<html><body>Bad Gateway</body></html>"),
    Fault.EMPTY: lambda _: httpx.Response(200, content=b""),
    Fault.WRONG_TYPE: lambda a: httpx.Response(200, content=b"\x89PNG\r\n", headers={"Content-Type": "image/png"}),
    Fault.SERVER_ERROR: lambda _: httpx.Response(500, text="internal error"),
}


def nearest(request: httpx.Request, router: respx.Router) -> str:
    """What was asked, and the route that comes nearest, as a diff."""
    asked = f"{request.method} {request.url}"
    routes = [_shown(route) for route in router.routes]
    best = max(routes, key=lambda route: difflib.SequenceMatcher(None, asked, route).ratio(), default="no route at all")
    diff = "\n".join(difflib.ndiff([best], [asked]))
    return f"no route answers {asked}; the nearest (-) against it (+):\n{diff}"


def _shown(route: respx.Route) -> str:
    """A route in the words of a request: `POST http://host/path`; what else it looks at, as respx writes it."""
    told = dict(_PART.findall(str(route.pattern)))
    address = told.pop("URL", "") or f"{told.pop('Scheme', '*')}://{told.pop('Host', '*')}{told.pop('Path', '')}"
    return " ".join([told.pop("Method", "*"), address, *(f"{name}={value}" for name, value in told.items())])


def _adds_routes(app: App) -> bool:
    import inspect

    return inspect.isfunction(app) and len(inspect.signature(app).parameters) == 1


async def _served(app: Asgi, request: httpx.Request) -> httpx.Response:
    answer = await httpx.ASGITransport(app=app).handle_async_request(
        httpx.Request(request.method, request.url, headers=request.headers, content=request.read())
    )
    return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())

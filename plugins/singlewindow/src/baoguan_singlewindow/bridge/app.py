"""The agent over HTTP."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Final

import attrs
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from baoguan.plugin import NotSent
from baoguan_singlewindow.bridge.agent import Agent, Standing, UnusableError

MOST_BYTES: Final = 100 * 1024 * 1024
"""Size of a message, unless chosen otherwise."""
MOST_RECEIPTS: Final = 1000
_MOST_TOKENS: Final = 1024 * 1024
_STATUS: Final[dict[Standing, int]] = {"sent": 200, "unknown": 404, "armed": 404, "taken_back": 410}
_BUSY_SECONDS: Final = "5"

Handler = Callable[[Request], Awaitable[Response]]


class _Guard:
    """Nothing is answered without the token, not even that an address does not exist."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._expected = f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        if hmac.compare_digest(given, self._expected):
            await self._app(scope, receive, send)
            return
        refused = JSONResponse(
            {"zh": "令牌不对", "en": "the token is wrong"}, status_code=401, headers={"WWW-Authenticate": "Bearer"}
        )
        await refused(scope, receive, send)


def create_app(agent: Agent, *, token: str, most_bytes: int = MOST_BYTES) -> Starlette:
    """The application in front of an agent; it does not close it. Raises ValueError for an empty token."""
    if not token:
        raise ValueError("a token is required")

    async def put(request: Request) -> Response:
        content = await _body(request, most_bytes)
        name = request.headers.get("x-part-name", "")
        return JSONResponse(await run_in_threadpool(agent.put, *_of(request), name, content))

    async def get(request: Request) -> Response:
        standing = await run_in_threadpool(agent.standing, *_of(request))
        return JSONResponse({"standing": standing}, status_code=_STATUS[standing])

    async def delete(request: Request) -> Response:
        answer = await run_in_threadpool(agent.cancel, *_of(request))
        return JSONResponse({"cancelled": answer.value})

    async def receipts(request: Request) -> Response:
        given = request.query_params.get("limit", "100")
        if not (given.isascii() and given.isdigit() and len(given) < 5 and 1 <= int(given) <= MOST_RECEIPTS):
            raise UnusableError(400, f"limit 应为 1 到 {MOST_RECEIPTS}", f"limit must be 1 to {MOST_RECEIPTS}")
        rows = await run_in_threadpool(agent.receipts, int(given))
        return JSONResponse(
            [{"token": r.token, "name": r.name, "content": base64.b64encode(r.content).decode("ascii")} for r in rows]
        )

    async def acknowledged(request: Request) -> Response:
        tokens, foreign = _acknowledgement(await _body(request, _MOST_TOKENS))
        await run_in_threadpool(lambda: agent.acknowledge(tokens, foreign=foreign))
        return JSONResponse({"acknowledged": len(tokens)})

    async def health(request: Request) -> Response:
        found = await run_in_threadpool(agent.health)
        return JSONResponse({"root": agent.root, "businesses": {name: attrs.asdict(h) for name, h in found.items()}})

    def rooted(handler: Handler) -> Handler:
        async def checked(request: Request) -> Response:
            if request.headers.get("x-root", agent.root) != agent.root:
                raise UnusableError(421, "这里是另一个导入目录", "this is another import root")
            return await handler(request)

        return checked

    address = "/messages/{business}/{exchange_id}"
    return Starlette(
        routes=[
            Route(address, rooted(put), methods=["PUT"]),
            Route(address, rooted(get), methods=["GET"]),
            Route(address, rooted(delete), methods=["DELETE"]),
            Route("/receipts", receipts, methods=["GET"]),
            Route("/acknowledged", acknowledged, methods=["POST"]),
            Route("/health", health, methods=["GET"]),
        ],
        middleware=[Middleware(_Guard, token=token)],
        exception_handlers={UnusableError: _unusable, NotSent: _not_sent, ClientDisconnect: _gone},
    )


def _of(request: Request) -> tuple[str, str]:
    return request.path_params["business"], request.path_params["exchange_id"]


async def _body(request: Request, most: int) -> bytes:
    """The whole body. Raises UnusableError (413) as soon as it is known to be too long, and ClientDisconnect when it is cut off."""
    body = bytearray()
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > most:
        raise _too_long(most)
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise _too_long(most)
    return bytes(body)


def _too_long(most: int) -> UnusableError:
    return UnusableError(413, f"超过 {most} 字节", f"more than {most} bytes")


def _acknowledgement(content: bytes) -> tuple[list[str], bool]:
    try:
        said = json.loads(content)
        tokens, foreign = said["tokens"], said["foreign"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _no_acknowledgement() from error
    if not isinstance(tokens, list) or not all(isinstance(t, str) for t in tokens) or not isinstance(foreign, bool):
        raise _no_acknowledgement()
    return tokens, foreign


def _no_acknowledgement() -> UnusableError:
    return UnusableError(400, "应为 tokens（文本列表）和 foreign", "expected tokens (a list of texts) and foreign")


async def _unusable(request: Request, error: Exception) -> Response:
    assert isinstance(error, UnusableError)
    return JSONResponse({"zh": error.zh, "en": error.en}, status_code=error.status)


async def _not_sent(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotSent)
    return JSONResponse({"zh": error.zh, "en": error.en}, status_code=503, headers={"Retry-After": _BUSY_SECONDS})


async def _gone(request: Request, error: Exception) -> Response:
    return JSONResponse({"zh": "连接中断", "en": "the connection broke"}, status_code=400)

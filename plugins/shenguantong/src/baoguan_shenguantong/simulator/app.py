"""The far side over HTTP, as an ASGI application."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse
from starlette.routing import Route

from .batch import PROTOCOL
from .post import NOTICE

if TYPE_CHECKING:
    from starlette.requests import Request

    from .simulator import Simulator

_MOST: Final = 1_000
Handler = Callable[["Request"], Awaitable[JSONResponse]]


def create_app(simulator: Simulator, *, token: str = "") -> Starlette:
    """An application on a simulator; with a token, only its bearer is served. Every question for receipts lets time pass."""

    def said(status: int = 200, **data: object) -> JSONResponse:
        return JSONResponse({"protocol": PROTOCOL, "notice": NOTICE, **data}, status_code=status)

    def guarded(handler: Handler) -> Handler:
        async def serve(request: Request) -> JSONResponse:
            given = request.headers.get("authorization", "").removeprefix("Bearer ")
            if token and not hmac.compare_digest(given.encode(), token.encode()):
                return said(401, text="令牌不对")
            return await handler(request)

        return serve

    async def batch(request: Request) -> JSONResponse:
        exchange = request.path_params["exchange"]
        result = await run_in_threadpool(simulator.receive, exchange, await request.body())
        return said(
            200 if result.accepted else 422,
            exchange_id=exchange,
            result="accepted" if result.accepted else "refused",
            reference=result.reference,
            text=result.text,
        )

    async def documents(request: Request) -> JSONResponse:
        asked = [request.query_params.get(key, "") for key in ("kind", "owner", "number")]
        return JSONResponse(await run_in_threadpool(simulator.query, *asked))

    async def receipts(request: Request) -> JSONResponse:
        after, limit = request.query_params.get("after") or "0", request.query_params.get("limit") or "100"
        if not (after.isascii() and after.isdigit() and limit.isascii() and limit.isdigit()):
            return said(400, text="after 与 limit 应为数字")
        await run_in_threadpool(simulator.step)
        found = await run_in_threadpool(simulator.receipts, int(after), min(int(limit), _MOST))
        return said(receipts=[{"token": str(r.id), "name": r.name, "content": r.body} for r in found])

    async def acknowledged(request: Request) -> JSONResponse:
        try:
            tokens = [int(token) for token in (await request.json())["tokens"] if str(token).isdigit()]
        except (ValueError, KeyError, TypeError):
            return said(400, text="tokens 应为列表")
        await run_in_threadpool(simulator.acknowledge, tokens)
        return said(acknowledged=len(tokens))

    async def status(request: Request) -> JSONResponse:
        return said(name="深关通模拟器 simulator of an assumed format")

    routes = [
        Route("/batches/{exchange}", guarded(batch), methods=["POST"]),
        Route("/documents", guarded(documents), methods=["GET"]),
        Route("/receipts", guarded(receipts), methods=["GET"]),
        Route("/receipts/acknowledged", guarded(acknowledged), methods=["POST"]),
        Route("/status", guarded(status), methods=["GET"]),
    ]
    return Starlette(routes=routes)

"""The far side behind HTTP, as an ASGI application.

| request | answer |
|---|---|
| POST /exchange/{id} | takes the text of a message, as a whole or not at all; the same id again is known and does nothing |
| GET /receipts?limit= | what lies in the mailbox, until acknowledged |
| POST /acknowledge | takes receipts out of the mailbox |
| GET /query?TRADE_CODE=&COP_EMS_NO= | exchanges and receipts of a document, lost ones too |
| GET /status | that this is the mock |
| /desk/... | what a person does there: steps, declarations, lost receipts, maintenance |
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Awaitable, Callable, Sequence

from attrs import asdict
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from .far_side import ConflictError, FarSide
from .layout import UnreadableError
from .store import Mail

_Answer = Callable[[Request], Awaitable[Response]]
_LOST = "<html><body><h1>504 Gateway Time-out</h1></body></html>"
_MOST = 1_000


def create_app(far_side: FarSide, *, token: str = "") -> Starlette:
    """The application. With a token, every request outside the desk must bear it."""

    def public(answer: _Answer) -> _Answer:
        async def guarded(request: Request) -> Response:
            given = request.headers.get("authorization", "")
            if token and not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
                return PlainTextResponse("令牌不对 / wrong token", status_code=401)
            left = far_side.maintenance_left()
            if left:
                return PlainTextResponse("系统维护 / maintenance", status_code=503, headers={"Retry-After": str(left)})
            return await answer(request)

        return guarded

    desk = _Desk(far_side)
    gate = _Gate(far_side)
    return Starlette(
        routes=[
            Route("/exchange/{exchange}", public(gate.exchange), methods=["POST"]),
            Route("/receipts", public(gate.receipts), methods=["GET"]),
            Route("/acknowledge", public(gate.acknowledge), methods=["POST"]),
            Route("/query", public(gate.query), methods=["GET"]),
            Route("/status", public(gate.status), methods=["GET"]),
            Route("/desk/step", desk.step, methods=["POST"]),
            Route("/desk/declare-entry", desk.declare_entry, methods=["POST"]),
            Route("/desk/resend-lost", desk.resend_lost, methods=["POST"]),
            Route("/desk/maintenance", desk.maintenance, methods=["POST"]),
            Route("/desk/documents", desk.documents, methods=["GET"]),
            Route("/desk/balances", desk.balances, methods=["GET"]),
            Route("/desk/arrivals", desk.arrivals, methods=["GET"]),
        ]
    )


class _Gate:
    """What channels ask."""

    def __init__(self, far_side: FarSide) -> None:
        self._far_side = far_side

    async def exchange(self, request: Request) -> Response:
        exchange, content = request.path_params["exchange"], await request.body()
        try:
            taken = await run_in_threadpool(self._far_side.take, exchange, content)
        except UnreadableError as error:
            return PlainTextResponse(str(error), status_code=422)
        except ConflictError as error:
            return PlainTextResponse(str(error), status_code=409)
        if not taken.answered:
            return HTMLResponse(_LOST, status_code=504)
        return JSONResponse({"exchange": exchange, "number": taken.number, "taken": taken.taken})

    async def receipts(self, request: Request) -> Response:
        limit = request.query_params.get("limit", "100")
        if not limit.isdigit():
            return PlainTextResponse("limit", status_code=400)
        mail = await run_in_threadpool(self._far_side.receipts, min(int(limit), _MOST))
        return JSONResponse({"receipts": _shown(mail)})

    async def acknowledge(self, request: Request) -> Response:
        given = await _json(request)
        tokens = given.get("tokens")
        if not isinstance(tokens, list) or not all(isinstance(t, str) for t in tokens):
            return PlainTextResponse('{"tokens": ["1", ...]}', status_code=400)
        # A token of no receipt is no reason to keep the others.
        known = [int(t) for t in tokens if t.isascii() and t.isdigit() and len(t) < 19]
        await run_in_threadpool(self._far_side.acknowledge, known)
        return JSONResponse({"acknowledged": len(known)})

    async def query(self, request: Request) -> Response:
        trade, number = request.query_params.get("TRADE_CODE", ""), request.query_params.get("COP_EMS_NO", "")
        if not trade or not number:
            return PlainTextResponse("TRADE_CODE, COP_EMS_NO", status_code=400)
        exchanges, mail, documents = await run_in_threadpool(self._far_side.known, trade, number)
        states = {d.family: {"state": d.state, "copy": d.copy} for d in documents}
        return JSONResponse({"number": number, "exchanges": exchanges, "receipts": _shown(mail), "states": states})

    async def status(self, request: Request) -> Response:
        del request
        return JSONResponse({"system": "h2010-mock"})


class _Desk:
    """What a person does at the far side."""

    def __init__(self, far_side: FarSide) -> None:
        self._far_side = far_side

    async def step(self, request: Request) -> Response:
        del request
        return JSONResponse({"happened": await run_in_threadpool(self._far_side.step)})

    async def declare_entry(self, request: Request) -> Response:
        given = await _json(request)
        try:
            entry = await run_in_threadpool(
                self._far_side.declare_entry, str(given.get("TRADE_CODE", "")), str(given.get("COP_EMS_NO", ""))
            )
        except ConflictError as error:
            return PlainTextResponse(str(error), status_code=409)
        return JSONResponse({"entry_no": entry})

    async def resend_lost(self, request: Request) -> Response:
        del request
        return JSONResponse({"resent": await run_in_threadpool(self._far_side.resend_lost)})

    async def maintenance(self, request: Request) -> Response:
        seconds = (await _json(request)).get("seconds")
        if not isinstance(seconds, int) or isinstance(seconds, bool) or seconds < 0:
            return PlainTextResponse('{"seconds": 60}', status_code=400)
        await run_in_threadpool(self._far_side.maintain, seconds)
        return JSONResponse({"seconds": seconds})

    async def documents(self, request: Request) -> Response:
        del request
        return JSONResponse({"documents": [asdict(d) for d in await run_in_threadpool(self._far_side.store.documents)]})

    async def balances(self, request: Request) -> Response:
        found = await run_in_threadpool(self._far_side.balances, request.query_params.get("EMS_NO", ""))
        rows = [{"side": s, "g_no": g, "imported": str(b.imported), "exported": str(b.exported)} for (s, g), b in found.items()]
        return JSONResponse({"balances": rows})

    async def arrivals(self, request: Request) -> Response:
        del request
        return JSONResponse({"arrivals": [asdict(a) for a in await run_in_threadpool(self._far_side.arrivals)]})


async def _json(request: Request) -> dict[str, object]:
    try:
        given = await request.json()
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


def _shown(mail: Sequence[Mail]) -> list[dict[str, str]]:
    return [{"token": str(m.id), "name": m.name, "content": base64.b64encode(m.body).decode("ascii")} for m in mail]

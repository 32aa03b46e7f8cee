"""baoguan inside a web service: request handlers submit and read, one task sends and receives.

POST /documents?declare=true   a bonded inventory list as JSON (`baoguan.to_json`)  ->  its reference; 422 with findings, 409 refused
GET  /events?after=0           what happened behind a cursor, and the next cursor

The Broker is synchronous and thread-safe: handlers call it in a thread, and the lifespan opens and closes it. Submitting journals only, so
that a handler answers at once; a repeated POST changes nothing.

Usage: uvicorn --app-dir examples --factory fastapi_integrator:build
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Annotated

import attrs
from fastapi import Body, FastAPI, Query, Request
from fastapi.responses import JSONResponse

from baoguan import BaoguanError, BondedInventoryList, Broker, InvalidDocument, from_json

log = logging.getLogger("integrator")
_STATUS = {1: 422, 2: 400, 3: 409}
"""Exit code of the command line -> status: findings, unusable input, refused."""


def build(settings: Path = Path("baoguan.toml"), interval: float = 1.0) -> FastAPI:
    """The application on a settings file; `interval` is the rest between idle rounds in seconds."""
    app = FastAPI(title="baoguan integrator")

    @contextlib.asynccontextmanager
    async def lifespan(application: FastAPI) -> AsyncGenerator[None]:
        broker = await asyncio.to_thread(Broker.open, settings)
        application.state.broker = broker
        stopping = asyncio.Event()
        worker = asyncio.create_task(_work(broker, stopping, interval))
        try:
            yield
        finally:
            # A round is never cut short: the Broker is closed when the last one has ended.
            stopping.set()
            await worker
            await asyncio.to_thread(broker.close)

    app.router.lifespan_context = lifespan
    app.add_api_route("/documents", submit, methods=["POST"], status_code=202)
    app.add_api_route("/events", events, methods=["GET"])
    app.add_exception_handler(BaoguanError, refused)
    return app


async def _work(broker: Broker, stopping: asyncio.Event, interval: float) -> None:
    """Round after round until asked to stop. What fails as a whole is logged, and tried again."""
    while not stopping.is_set():
        idle = True
        try:
            done = await asyncio.to_thread(broker.run_once)
            idle = done.idle
            for account, failure in done.failures.items():
                log.warning("%s: %s", account, failure)
        except BaoguanError:
            log.exception("the round failed")
        if idle:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), interval)


async def submit(request: Request, document: Annotated[dict[str, object], Body()], declare: bool = False) -> dict[str, object]:
    """Check and journal a list."""
    broker: Broker = request.app.state.broker

    def work() -> dict[str, object]:
        done = broker.submit(from_json(document, BondedInventoryList), declare=declare)
        return {"ref": done.ref, "account": done.account, "repeated": done.repeated}

    return await asyncio.to_thread(work)


async def events(
    request: Request, after: Annotated[int, Query(ge=0)] = 0, limit: Annotated[int, Query(ge=1, le=1000)] = 100
) -> dict[str, object]:
    """Events in the order of commits; `cursor` is what to ask with next."""
    broker: Broker = request.app.state.broker
    found = await asyncio.to_thread(lambda: list(broker.events(after, limit)))
    rows = [{"id": e.id, "at": e.at.isoformat(), "kind": e.kind, "number": e.number, "data": dict(e.data)} for e in found]
    return {"events": rows, "cursor": found[-1].id if found else after}


async def refused(request: Request, error: Exception) -> JSONResponse:
    """An error of ours in both languages, with the findings where there are any."""
    if not isinstance(error, BaoguanError):
        raise error
    content: dict[str, object] = {"error": type(error).__name__, "zh": error.zh, "en": error.en}
    if isinstance(error, InvalidDocument):
        content["findings"] = [attrs.asdict(finding) for finding in error.findings]
    return JSONResponse(content, status_code=_STATUS.get(error.exit_code, 500))

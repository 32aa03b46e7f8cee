"""The service behind the channel, as an ASGI application in memory: `uvicorn baoguan_relay.service:app`."""

from __future__ import annotations

import json

import attrs
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


@attrs.frozen(kw_only=True)
class Arrival:
    """A message that came; `taken` when it was new."""

    exchange_id: str
    number: str
    taken: bool


@attrs.define
class Service:
    """What it has, and what it has to say."""

    arrived: list[Arrival] = attrs.field(factory=list)
    messages: dict[str, str] = attrs.field(factory=dict)
    waiting: dict[str, dict[str, str]] = attrs.field(factory=dict)

    def step(self) -> None:
        """It answers by itself."""

    def arrivals(self) -> list[Arrival]:
        """Everything that came, in order."""
        return self.arrived

    @property
    def app(self) -> Starlette:
        """The application; its state is here."""
        return Starlette(
            routes=[
                Route("/messages/{exchange_id}", self._put, methods=["PUT"]),
                Route("/messages/{exchange_id}", self._get, methods=["GET"]),
                Route("/receipts", self._receipts, methods=["GET"]),
                Route("/acknowledged", self._acknowledged, methods=["POST"]),
            ]
        )

    async def _put(self, request: Request) -> Response:
        exchange_id = request.path_params["exchange_id"]
        body = json.loads(await request.body())
        new = exchange_id not in self.messages
        self.arrived.append(Arrival(exchange_id=exchange_id, number=body["number"], taken=new))
        if new:
            self.messages[exchange_id] = f"R{len(self.messages) + 1}"
            said = {
                "exchange_id": exchange_id,
                "outcome": "saved" if body["verb"] == "save" else "accepted",
                "seq_no": body["number"],
            }
            token = f"t{len(self.messages)}"
            self.waiting[token] = {"token": token, "name": f"{exchange_id}.json", "content": json.dumps(said)}
        return JSONResponse({"reference": self.messages[exchange_id]})

    async def _get(self, request: Request) -> Response:
        known = request.path_params["exchange_id"] in self.messages
        return JSONResponse({}, status_code=200 if known else 404)

    async def _receipts(self, request: Request) -> Response:
        return JSONResponse(list(self.waiting.values())[: int(request.query_params["limit"])])

    async def _acknowledged(self, request: Request) -> Response:
        for token in json.loads(await request.body())["tokens"]:
            self.waiting.pop(token, None)
        return JSONResponse({})


app = Service().app

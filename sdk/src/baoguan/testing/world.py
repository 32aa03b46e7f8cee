"""The world that the kit builds around a rig for one test: a folder, the far side, and Brokers on it."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, cast
from unittest.mock import patch

import attrs
from sqlalchemy import event

from baoguan.broker import Broker, Status, read_config
from baoguan.codes import Codes
from baoguan.documents import DocumentKind, DocumentKinds, core_kinds
from baoguan.model.capability import ChannelInfo, Level
from baoguan.model.message import Acknowledgement, Act, Document, Message, Parcel, Step, Verb
from baoguan.model.receipt import Outcome, RawReceipt
from baoguan.model.secret import Secret
from baoguan.plugin import PLUGINS, ChannelContext, MessageType, Plugins, hookimpl, installed, now
from baoguan.store import Journal
from baoguan.store.database import DATABASE
from baoguan.store.journal import journal_id
from baoguan.testing.rig import Arrival, Arrived, Rig
from baoguan.testing.web import App, Web

ACCOUNT: Final = "under-test"
NUMBER: Final = "DEMO-1"
ROUNDS: Final = 12
"""Rounds after which a far side is taken to have said what it has to say."""
_STILL: Final = 4
"""So many rounds without anything sent or received: a far side that still says nothing has nothing to say."""

_UNHURRIED: Final = 1_000_000
_APPROVALS: Final = frozenset({Outcome.APPROVED, Outcome.PRE_DEDUCTED, Outcome.DEDUCTED})


class Counting:
    """A plugin that counts what the channel accepted: the far side of a channel that answers itself."""

    def __init__(self) -> None:
        self.arrived: list[Arrival] = []

    @hookimpl(wrapper=True)
    def baoguan_submit(self, message: Message) -> Generator[None, Acknowledgement, Acknowledgement]:
        """Count it."""
        answer = yield
        self.arrived.append(Arrival(exchange_id=message.exchange_id, number=""))
        return answer

    @hookimpl(wrapper=True)
    def baoguan_modify(self, message: Message) -> Generator[None, Acknowledgement, Acknowledgement]:
        """Count it."""
        answer = yield
        self.arrived.append(Arrival(exchange_id=message.exchange_id, number=""))
        return answer


@attrs.frozen
class Undisturbed:
    """A run in which nothing goes wrong: where the example ended, and every raw row that was heard."""

    state: str
    heard: tuple[RawReceipt, ...]


@attrs.define
class Known:
    """What the tests of one channel find out once, and share."""

    undisturbed: Undisturbed | None = None


class World:
    """One test: a folder, the far side in it, and Brokers on it."""

    def __init__(self, rig: Rig, folder: Path, known: Known | None = None) -> None:
        self.rig = rig
        self.folder = folder
        self.known = known if known is not None else Known()
        self.far = rig.far(folder) if rig.far is not None else None
        app = getattr(self.far, "app", None)
        self.web = Web(rig.url, cast("App", app)) if app is not None else None
        self._counting = Counting()
        self._open = ExitStack()

    def __enter__(self) -> World:
        # No test of the contract cuts the power, and waiting for the disk would take most of the time.
        self._open.enter_context(patch.object(os, "fsync", _unforced))
        if self.web is not None:
            self._open.enter_context(self.web)
        close_far = getattr(self.far, "close", None)
        if close_far is not None:
            self._open.callback(close_far)
        return self

    def __exit__(self, *raised: object) -> None:
        self._open.close()

    def settings(self) -> Mapping[str, object]:
        """The settings of the account."""
        given = self.rig.settings
        return given(self.folder) if callable(given) else given

    def secrets(self) -> tuple[str, ...]:
        """The secrets among the settings."""
        return tuple(v.reveal() for v in self.settings().values() if isinstance(v, Secret))

    @contextmanager
    def broker(self, *plugins: object) -> Iterator[Broker]:
        """A Broker with one account on the channel, the rig's own plugins, and plugins around it."""
        data: dict[str, object] = {
            "environment": self.rig.environment,
            "journal": "journal",
            "by": "contract",
            # The far side in the test needs no sparing; that it asks for a pause is tested.
            "accounts": {ACCOUNT: {"channel": self.channel_name, "requests_per_second": _UNHURRIED, **self.settings()}},
            "plugins": {"disabled": _installed()},
        }
        own: dict[str, object] = dict(self.rig.own)
        if self.far is None:
            # Innermost, so that what fails around it fails after the far side took the message.
            own["contract-count"] = self._counting
        own |= {f"contract-{n}": plugin for n, plugin in enumerate(plugins)}
        self._make_journal()
        with Broker(read_config(data, self.folder), own=own, channels={self.channel_name: self.rig.channel}) as broker:
            _without_waiting(broker.journal)
            yield broker

    @cached_property
    def journal(self) -> str:
        """The identity of the world's journal: places that belong to one journal belong to this one."""
        return journal_id(self._make_journal())

    def _make_journal(self) -> Path:
        folder = self.folder / "journal"
        if not folder.exists():
            folder.mkdir(parents=True)
            (folder / DATABASE).write_bytes(_empty_journal())
        return folder

    @cached_property
    def _plugins(self) -> Plugins:
        plugins = Plugins(self.rig.own, discover=False)
        assert not plugins.broken, f"a plugin of the rig is broken: {plugins.broken}"
        return plugins

    @cached_property
    def kinds(self) -> DocumentKinds:
        """The core's kinds, and those of the rig's own plugins."""
        return DocumentKinds([*core_kinds(), *self._plugins.gather("baoguan_documents", DocumentKind)])

    @cached_property
    def channel_name(self) -> str:
        """The name by which message types of the rig's own plugins know the channel: the one that it gives itself."""
        if not self.rig.own:
            return ACCOUNT
        instance = self._opened(())
        try:
            return cast("ChannelInfo", instance.baoguan_channel()).name  # type: ignore[attr-defined]
        finally:
            close(instance)

    def open(self) -> object:
        """The channel's instance as an account opens it, without a Broker."""
        added = self._plugins.gather("baoguan_messages", MessageType)
        return self._opened(tuple(m for m in added if m.channel == self.channel_name))

    def _opened(self, messages: tuple[MessageType, ...]) -> object:
        context = ChannelContext(
            environment=self.rig.environment,
            account=ACCOUNT,
            codes=Codes.builtin(),
            kinds=self.kinds,
            journal=self.journal,
            base=self.folder,
            messages=messages,
        )
        return self.rig.channel.open(self.settings(), context)  # type: ignore[attr-defined]

    def document(self, number: str = NUMBER) -> Document:
        """The example under a number."""
        return self.rig.example(number)

    def parcel(self, number: str = NUMBER, document: Document | None = None) -> Parcel:
        """A save of the example, as a channel gets it to encode."""
        return Parcel(
            exchange_id=f"{number}-s1-000000000000",
            environment=self.rig.environment,
            kind=self.kind,
            number=number,
            act=Act.FILING,
            step=Step.SAVE,
            created=now(),
            document=document or self.document(number),
        )

    @cached_property
    def _kind(self) -> DocumentKind[object]:
        return self.kinds.of(self.document())

    @property
    def kind(self) -> str:
        """The kind of the example."""
        return self._kind.name

    def rows(self, document: Document) -> int:
        """How many rows a document of the kind has."""
        return self._kind.lines(document)

    @property
    def approved(self) -> frozenset[str]:
        """The states that an approval leads to."""
        return frozenset(t.state for t in self._kind.lifecycle.transitions if t.outcome in _APPROVALS and t.state is not None)

    @cached_property
    def info(self) -> ChannelInfo:
        """What the channel says of itself."""
        instance = self.open()
        try:
            return cast("ChannelInfo", instance.baoguan_channel())  # type: ignore[attr-defined]
        finally:
            close(instance)

    def able(self, verb: Verb) -> bool:
        """Whether the channel can do a verb of the example's kind today."""
        support = self.info.support(self.kind, verb, date.today())  # noqa: DTZ011  a day is enough
        return support is not None and support.level is not Level.UNSUPPORTED

    def step(self) -> None:
        """Let the far side work."""
        if self.far is not None:
            self.far.step()

    def settle(self, broker: Broker, rounds: int = ROUNDS) -> Status:
        """Rounds by turns with the far side until several in a row brought nothing; where the example stands afterwards."""
        idle = 0
        for _ in range(rounds):
            done = broker.run_once(force=True)
            idle = idle + 1 if done.idle and not done.failures else 0
            if idle == _STILL:
                break
            self.step()
        broker.run_once(force=True)
        return broker.status(NUMBER)[0]

    def arrivals(self) -> list[Arrived]:
        """Everything that reached the far side."""
        return list(self.far.arrivals() if self.far is not None else self._counting.arrived)

    def taken(self) -> list[str]:
        """Exchange ids that the far side took as new, repeats included."""
        return [a.exchange_id for a in self.arrivals() if a.taken]


def close(instance: object) -> None:
    """Close what `open` gave, where it can be closed."""
    closing = getattr(instance, "close", None)
    if closing is not None:
        closing()


def _unforced(handle: int) -> None:
    """In place of `os.fsync`."""


@cache
def _installed() -> list[str]:
    return [entry.name for entry in installed(PLUGINS)]


@cache
def _empty_journal() -> bytes:
    """The database of a new journal. Every test begins with one, and to make its tables takes longer than most tests."""
    with TemporaryDirectory(prefix="baoguan-contract-") as folder:
        Journal(folder).close()
        return (Path(folder) / DATABASE).read_bytes()


def _without_waiting(journal: Journal) -> None:
    """Commits do not wait for the disk either."""

    @event.listens_for(journal.engine, "connect")
    def quick(raw: object, _: object) -> None:
        raw.execute("PRAGMA synchronous=OFF").close()  # type: ignore[attr-defined]

    journal.engine.dispose()

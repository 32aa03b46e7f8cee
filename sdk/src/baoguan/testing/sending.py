"""Sending: every message arrives once, whatever becomes of the answer, and a doubt is settled by asking."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from baoguan.broker import Broker
from baoguan.engine import points
from baoguan.errors import BaoguanError
from baoguan.model.capability import Dedup
from baoguan.model.message import Arrived, Verb
from baoguan.testing.around import FailsAfter
from baoguan.testing.contract import contract
from baoguan.testing.web import RETRY_AFTER, Fault
from baoguan.testing.world import NUMBER, World, close

UNDECIDED = frozenset({"sent", "queued", "draft"})
FAULTS = {
    "doubt.timeout": (TimeoutError("timed out"), "the wait for the answer times out"),
    "doubt.value-error": (ValueError("not a number"), "the answer cannot be read"),
    "doubt.hook-returns-none": (None, "the hook gives None"),
    "doubt.wrapper-fails": (KeyError("wrapper"), "a plugin around the channel fails after its yield"),
}


def _saves(world: World) -> bool:
    return world.able(Verb.SAVE)


def _declares(world: World) -> bool:
    return world.able(Verb.SAVE) and world.able(Verb.DECLARE)


def _changes(world: World) -> bool:
    return _declares(world) and world.able(Verb.CHANGE) and world.rig.approve is not None


def _withdraws(world: World) -> bool:
    return _declares(world) and world.able(Verb.WITHDRAW) and world.rig.approve is not None


def once(world: World, messages: int) -> None:
    """So many messages were taken, each once."""
    taken = world.taken()
    assert len(taken) == len(set(taken)), f"taken twice: {taken}"
    assert len(taken) == messages, f"{messages} message(s) should have been taken, but these were: {taken}"


@contract("submit.arrives-once", "A saved document reaches the far side once and is known as saved.", applies=_saves, needs="save")
def submit_arrives_once(world: World) -> None:
    """See the contract's table."""
    with world.broker() as broker:
        broker.submit(world.document())
        status = world.settle(broker)
        assert status.state not in UNDECIDED, f"after all rounds the document is still {status.state}"
    once(world, 1)


@contract("submit.again-is-same", "Submitting the same document again sends nothing.", applies=_saves, needs="save")
def submit_again_is_same(world: World) -> None:
    """See the contract's table."""
    with world.broker() as broker:
        broker.submit(world.document())
        world.settle(broker)
        assert broker.submit(world.document()).repeated
        world.settle(broker)
    once(world, 1)


@contract(
    "declare.second-act", "Declaring is a second message, sent after the save was answered.", applies=_declares, needs="declare"
)
def declare_second_act(world: World) -> None:
    """See the contract's table."""
    with world.broker() as broker:
        broker.submit(world.document(), declare=True)
        status = world.settle(broker)
        assert status.declared or status.state in world.approved | {"rejected"}, f"not declared but {status.state}"
    once(world, 2)


@contract(
    "modify.arrives-once",
    "A change of an approved document reaches the far side once.",
    applies=_changes,
    needs="change, and a rig that approves",
)
def modify_arrives_once(world: World) -> None:
    """See the contract's table."""
    with world.broker() as broker:
        before = _approved(world, broker)
        broker.modify(NUMBER, world.document(), declare=False, override="contract")
        world.settle(broker)
    once(world, before + 1)


@contract(
    "withdraw.arrives-once",
    "A withdrawal of an approved document reaches the far side once.",
    applies=_withdraws,
    needs="withdraw, and a rig that approves",
)
def withdraw_arrives_once(world: World) -> None:
    """See the contract's table."""
    with world.broker() as broker:
        before = _approved(world, broker)
        broker.withdraw(NUMBER, override="contract")
        world.settle(broker)
    once(world, before + 1)


def _approved(world: World, broker: Broker) -> int:
    broker.submit(world.document(), declare=True)
    world.settle(broker)
    assert world.rig.approve is not None
    world.rig.approve(world.far, NUMBER)
    status = world.settle(broker)
    assert status.state in world.approved, f"the rig's approve left it {status.state}"
    return len(world.taken())


def _doubt(error: Exception | None) -> Callable[[World], None]:
    def check(world: World) -> None:
        fails = FailsAfter(error)
        with world.broker(fails) as broker:
            broker.submit(world.document())
            status = world.settle(broker)
            assert fails.failed == 1
            doubtful = "in_doubt" in status.sending.values() or status.needs_person
            assert status.state not in UNDECIDED or doubtful, f"a doubt ended as {status.state}"
        once(world, 1)

    return check


for _id, (_error, _what) in FAULTS.items():
    contract(
        _id,
        f"The far side took the message, and then {_what}: it is asked, and nothing is sent twice.",
        applies=_saves,
        needs="save",
    )(_doubt(_error))


@contract(
    "restart.continues",
    "A process that dies between its intent and the send is continued by the next one; nothing is sent twice.",
    applies=_saves,
    needs="save",
)
def restart_continues(world: World) -> None:
    """See the contract's table."""

    class DiedError(BaseException):
        """Passes by every handler, as a kill does."""

    def die(point: str) -> None:
        if point == "intent":
            raise DiedError

    previous, points.listener = points.listener, die
    try:
        with world.broker() as broker:
            broker.submit(world.document())
            try:
                broker.run_once(force=True)
            except DiedError:
                pass
            else:
                raise AssertionError("nothing was about to be sent")
    finally:
        points.listener = previous
    with world.broker() as broker:
        status = world.settle(broker)
        settled = status.state not in UNDECIDED
        assert settled or "in_doubt" in status.sending.values() or status.needs_person, f"left as {status.state}"
    once(world, 1 if settled else len(set(world.taken())))


@contract("reconcile.never-guesses", "Asked about a message that was never sent, the channel does not say that it arrived.")
def reconcile_never_guesses(world: World) -> None:
    """See the contract's table."""
    instance = world.open()
    try:
        message = instance.baoguan_encode(world.parcel("NEVER-1"))  # type: ignore[attr-defined]
        stage = getattr(instance, "baoguan_stage", None)
        if stage is not None:
            # A fenced channel tells by what it armed: this one was armed and not sent.
            stage(message=message, owner="contract")
            arm = getattr(instance, "baoguan_arm", None)
            if arm is not None:
                arm(message=message, owner="contract")
        reconcile = instance.baoguan_reconcile  # type: ignore[attr-defined]
        arguments = {"message": message, "staged": ""}
        answer = reconcile(**{k: v for k, v in arguments.items() if k in _arguments(reconcile)})
        assert not isinstance(answer, Arrived), f"{answer} of a message that was never sent"
    finally:
        close(instance)


def _arguments(function: Callable[..., object]) -> set[str]:
    import inspect

    return set(inspect.signature(function).parameters)


@contract(
    "dedup.as-declared",
    "The far side recognises a message that it already has by what the channel declares.",
    applies=lambda world: world.info.dedup is Dedup.EXCHANGE_ID and _saves(world),
    needs="dedup by exchange id",
)
def dedup_as_declared(world: World) -> None:
    """See the contract's table."""
    instance = world.open()
    try:
        message = instance.baoguan_encode(world.parcel())  # type: ignore[attr-defined]
        first = instance.baoguan_submit(message)  # type: ignore[attr-defined]
        world.step()
        second = instance.baoguan_submit(message)  # type: ignore[attr-defined]
        world.step()
        assert first.reference == second.reference, "a repeated exchange id is answered with the first result"
    finally:
        close(instance)
    assert len(set(world.taken())) == 1
    assert len(world.taken()) == 1, "taken as new twice"


@contract(
    "secrets.hidden",
    "No secret of the settings appears in the log, in an error, or anywhere in the journal.",
    applies=lambda w: bool(w.secrets()),
    needs="a secret among the settings",
)
def secrets_hidden(world: World) -> None:
    """See the contract's table."""
    heard: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(self.format(record))

    listener, root = Listener(level=logging.DEBUG), logging.getLogger()
    level = root.level
    root.addHandler(listener)
    root.setLevel(logging.DEBUG)
    try:
        with world.broker() as broker:
            broker.submit(world.document())
            if world.web is not None:
                world.web.fail_once(Fault.SERVER_ERROR)
            world.settle(broker)
            heard.append(repr(broker.run_once(force=True)))
    except BaoguanError as error:
        heard.append(str(error))
    finally:
        root.removeHandler(listener)
        root.setLevel(level)
    told = "\n".join(heard)
    files = b"".join(p.read_bytes() for p in sorted((world.folder / "journal").rglob("*")) if p.is_file())
    for secret in world.secrets():
        assert secret not in told, "a secret stands in the log or in an error"
        assert secret.encode() not in files, "a secret stands in the journal"


def _over_http(world: World) -> bool:
    return world.web is not None and _saves(world)


_WEB = {
    Fault.TIMEOUT_AFTER_ACCEPTANCE: "the answer never comes",
    Fault.CUT: "the connection is cut in mid body",
    Fault.REFUSED: "nobody listens",
    Fault.BUSY: "the far side is busy and says for how long",
    Fault.UNAVAILABLE: "the far side is unavailable and says for how long",
    Fault.HTML: "an HTML page comes with status 200",
    Fault.EMPTY: "an empty answer comes with status 200",
    Fault.WRONG_TYPE: "a picture comes with status 200",
    Fault.SERVER_ERROR: "the far side answers 500",
}


def _web(fault: Fault) -> Callable[[World], None]:
    def check(world: World) -> None:
        assert world.web is not None
        with world.broker() as broker:
            broker.submit(world.document())
            world.web.fail_once(fault)
            broker.run_once(force=True)
            assert world.web.to_fail == (), "nothing was sent"
            if fault in {Fault.BUSY, Fault.UNAVAILABLE}:
                asked = len(world.web.seen)
                broker.run_once(force=True)
                assert len(world.web.seen) == asked, "a far side that asked to be left alone was asked again"
                time.sleep(RETRY_AFTER + 0.1)
            status = world.settle(broker)
            doubtful = "in_doubt" in status.sending.values() or status.needs_person
            assert status.state not in UNDECIDED or doubtful, f"left as {status.state}"
        taken = world.taken()
        assert len(taken) == len(set(taken)), f"taken twice: {taken}"
        assert taken or doubtful, "the message was lost"
        assert len(taken) <= 1, f"taken under several names: {taken}"

    return check


for _fault, _what in _WEB.items():
    contract(
        f"http.{_fault.name.lower().replace('_', '-')}",
        f"While sending, {_what}: the message arrives once, and nothing is sent twice.",
        applies=_over_http,
        needs="HTTP",
    )(_web(_fault))

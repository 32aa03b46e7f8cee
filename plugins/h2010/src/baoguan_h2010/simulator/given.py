"""What the control records of a message say."""

from __future__ import annotations

from attrs import frozen

from . import customs
from .layout import Message, UnreadableError, read


@frozen(kw_only=True)
class Given:
    """What the control records of a message say."""

    trade: str
    number: str
    seq_no: str
    ems_no: str
    declare_type: str
    count: int
    step: str
    batch: int
    batches: int
    messages: tuple[Message, ...]

    @property
    def types(self) -> str:
        """The message types, joined."""
        return "+".join(m.type for m in self.messages)

    @property
    def family(self) -> str:
        """`ledger`, `list` or `report`."""
        first = self.messages[0].type
        return "list" if first == "EMS217" else "report" if first.startswith("EMS23") else "ledger"

    @property
    def act(self) -> str:
        """The name of the act, as `Act.name` has it."""
        if self.family == "list":
            return "B"
        if self.family == "report":
            message = self.messages[0]
            heads = [*message.of("DCR_HEAD"), *message.of("COL_HEAD")]
            values = heads[0].values if heads else {}
            return f"{message.type}/{values.get('DCR_TIMES') or values.get('COL_TIMES', '')}/{values.get('DCR_TYPE', '')}"
        return "1" if self.declare_type == "1" else f"2/{self.count}"


def given_by(exchange: str, content: bytes) -> Given:
    """The messages of an exchange, which agree in their control records; without a name, of a batch that is kept.

    :raises UnreadableError: if they do not, or are none of this system.
    """
    messages = read(content)
    keys = [{k: v for k, v in m.key.items() if k != "MSG_TYPE"} for m in messages]
    if any(key != keys[0] for key in keys):
        raise UnreadableError("各报文的控制头不一致 / the messages disagree in their control records")
    key = keys[0]
    if exchange and key.get("FILE_NAME") != exchange:
        raise UnreadableError(f"报文标识不符 / FILE_NAME is not {exchange}: {key.get('FILE_NAME')!r}")
    if not key.get("TRADE_CODE") or not key.get("COP_EMS_NO"):
        raise UnreadableError("缺少 TRADE_CODE 或 COP_EMS_NO / TRADE_CODE or COP_EMS_NO is missing")
    given = Given(
        trade=key["TRADE_CODE"],
        number=key["COP_EMS_NO"],
        seq_no=key.get("SEQ_NO", ""),
        ems_no=key.get("EMS_NO", ""),
        declare_type=key.get("DECLARE_TYPE", ""),
        count=int(key.get("MODIFY_TIMES") or 0),
        step=key.get("STEP", ""),
        batch=int(key.get("BATCH_NO") or 1),
        batches=int(key.get("BATCH_TOTAL") or 1),
        messages=tuple(messages),
    )
    _check_types(given)
    return given


def _check_types(given: Given) -> None:
    types = [m.type for m in given.messages]
    for name in types:
        alone = name == "EMS217" or name in {"EMS230", "EMS231", "EMS232"}
        if (alone and len(types) > 1) or (not alone and customs.records_of(name) is None) or types.count(name) > 1:
            raise UnreadableError(f"报文类型不认识或组合不对 / unknown or misplaced message types: {given.types}")
    wanted = {"list": {"B"}, "report": {""}}.get(given.family) or ({"1"} if "EMS21" in given.types else {"1", "2"})
    if given.declare_type not in wanted or given.step not in {"0", "1"} or not 1 <= given.batch <= given.batches:
        raise UnreadableError(
            f"控制头不对 / wrong control record: {given.declare_type!r} {given.step!r} {given.batch}/{given.batches}"
        )

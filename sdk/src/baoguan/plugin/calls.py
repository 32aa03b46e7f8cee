"""The typed call layer around the hooks of one opened account: what comes back is checked, what goes wrong is classified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar, cast

import attrs
import pluggy

from baoguan.errors import BaoguanError, ChannelError, ConfigurationError, DecodeError, Finding, InDoubt, NotSent, Rejected, legible
from baoguan.model.capability import ChannelInfo
from baoguan.model.message import (
    Acknowledgement,
    Act,
    Arrived,
    Cancelled,
    Message,
    NotArrived,
    Parcel,
    Reconciliation,
    Unknown,
    Verb,
)
from baoguan.model.receipt import RawReceipt, Receipt
from baoguan.plugin.health import diagnosis_of
from baoguan.plugin.specs import ChannelSpecs, hooks_of
from baoguan.plugin.types import ChannelContext, Diagnosis, Inquiry, Staged
from baoguan.rules import Profile

T = TypeVar("T")


class ChannelCalls:
    """One opened account: the channel's instance with every wrapper plugin around it."""

    def __init__(
        self,
        channel: object,
        settings: Mapping[str, object],
        context: ChannelContext,
        wrappers: Sequence[tuple[str, object]] = (),
    ) -> None:
        opener = getattr(channel, "open", None)
        if opener is None:
            raise ConfigurationError(
                f"账户 {context.account} 的通道没有 open()",
                f"the channel of account {context.account} has no open()",
                remedy_zh="升级该插件",
                remedy_en="Upgrade the plugin",
            )
        try:
            self._instance = opener(settings, context)
        except (BaoguanError, OSError):
            raise
        except Exception as error:
            raise ConfigurationError(
                f"账户 {context.account} 的通道打不开：{error!r}",
                f"the channel of account {context.account} cannot be opened: {error!r}",
                remedy_zh="检查账户设置；若设置无误，这是插件的缺陷",
                remedy_en="Check the account's settings; if they are right, it is a defect of the plugin",
            ) from error
        self._manager = pluggy.PluginManager("baoguan")
        self._manager.add_hookspecs(ChannelSpecs)
        self._manager.register(self._instance, "channel")
        for name, plugin in wrappers:
            self._manager.register(_OnlyWrappers(plugin), name)
        try:
            self._manager.check_pending()
        except pluggy.PluginValidationError as error:
            raise ConfigurationError(
                f"账户 {context.account} 的通道有不认识的钩子：{error}",
                f"the channel of account {context.account} has an unknown hook: {error}",
                remedy_zh="核对钩子名称（见文档）",
                remedy_en="Check the hook's name against the documentation",
            ) from error
        self._hook = self._manager.hook
        self.info = self._call("baoguan_channel", ChannelInfo)

    def _call(self, name: str, expected: type[T] | tuple[type[T], ...], **arguments: object) -> T:
        try:
            answer = getattr(self._hook, name)(**arguments)
        except (BaoguanError, OSError):
            raise
        except Exception as error:
            raise ChannelError(
                f"{name} 出错：{error!r}",
                f"{name} failed: {error!r}",
                remedy_zh="这是通道或其包装插件的缺陷",
                remedy_en="This is a defect of the channel or of a plugin around it",
            ) from error
        if not isinstance(answer, expected):
            kinds = expected if isinstance(expected, tuple) else (expected,)
            wanted = " | ".join(t.__name__ for t in kinds)
            raise ConfigurationError(
                f"{name} 应返回 {wanted}，得到 {answer!r}",
                f"{name} must return {wanted}, got {answer!r}",
                remedy_zh="这是插件的缺陷，请联系其作者",
                remedy_en="This is a defect of the plugin: tell its author",
            )
        return answer

    def has(self, name: str) -> bool:
        """Whether the channel itself implements an optional hook."""
        return getattr(self._instance, name, None) is not None

    def profile(self, document: object) -> Profile | None:
        """The operator in whose name a document would go."""
        answer = self._hook.baoguan_profile(document=document) if self.has("baoguan_profile") else None
        return answer if isinstance(answer, Profile) else None

    def findings(self, document: object, act: Act) -> list[Finding]:
        """What the channel's own form cannot hold of a document; nothing when it has no such hook."""
        if not self.has("baoguan_findings"):
            return []
        rows = cast("Sequence[object]", self._call("baoguan_findings", (list, tuple), document=document, act=act))
        return [_typed(row, Finding, "baoguan_findings") for row in rows]

    def encode(self, parcel: Parcel) -> Message:
        """The bytes of a parcel. Raises what the encoder raises (TooLarge, UnusableInput …)."""
        message = self._call("baoguan_encode", Message, parcel=parcel)
        if message.exchange_id != parcel.exchange_id or not message.parts:
            raise ConfigurationError(
                "baoguan_encode 改动了 exchange_id 或没有内容",
                "baoguan_encode changed the exchange id or gave no parts",
                remedy_zh="这是插件的缺陷",
                remedy_en="This is a defect of the plugin",
            )
        return message

    def stage(self, message: Message, owner: str) -> str:
        """Put the bytes in place; gives the channel's word for the place, empty if it has none. Raises NotSent when that fails: nothing
        has left."""
        place = self._fence("baoguan_stage", (bool, Staged), message, owner)
        return place.place if isinstance(place, Staged) else ""

    def arm(self, message: Message, owner: str) -> None:
        """The local half of the intent. Raises NotSent when that fails."""
        self._fence("baoguan_arm", bool, message, owner)

    def _fence(self, hook: str, expected: type[T] | tuple[type[T], ...], message: Message, owner: str) -> T | None:
        if not self.has(hook):
            return None
        try:
            return self._call(hook, expected, message=message, owner=owner)
        except NotSent:
            raise
        except Exception as error:
            raise NotSent(
                f"准备发送失败：{_told(error)}",
                f"the message could not be put in place: {_told(error)}",
                remedy_zh="排除原因后会自动重试",
                remedy_en="It is tried again once the cause is gone",
            ) from error

    def send(self, message: Message) -> Acknowledgement:
        """Send. Raises NotSent or Rejected as the channel says; everything else is InDoubt."""
        hook = "baoguan_modify" if message.verb in (Verb.CHANGE, Verb.WITHDRAW) else "baoguan_submit"
        try:
            taken = self._call(hook, Acknowledgement, message=message)
            return attrs.evolve(taken, reference=legible(taken.reference), detail=legible(taken.detail))
        except (NotSent, Rejected, InDoubt):
            raise
        except Exception as error:
            raise InDoubt(
                f"发送结果不明：{_told(error)}",
                f"it is not known whether it arrived: {_told(error)}",
                remedy_zh="会先向对方核实，不会盲目重发",
                remedy_en="The far side is asked first; it is never resent blindly",
            ) from error

    def cancel(self, message: Message, staged: str = "") -> Cancelled:
        """Take a message back; a channel that cannot answers TOO_LATE. Raises InDoubt where the channel cannot tell now."""
        if not self.has("baoguan_cancel"):
            return Cancelled.TOO_LATE
        return self._call("baoguan_cancel", Cancelled, message=message, staged=staged)

    def receipts(self, limit: int) -> Sequence[RawReceipt]:
        """Up to `limit` raw receipts."""
        return self._raws("baoguan_receipts", limit=limit)

    def inquire(self, inquiry: Inquiry) -> Sequence[RawReceipt]:
        """What the far side says of a document when asked."""
        return self._raws("baoguan_inquire", inquiry=inquiry)

    def _raws(self, hook: str, **arguments: object) -> Sequence[RawReceipt]:
        rows = cast("Sequence[object]", self._call(hook, (list, tuple), **arguments))
        raws = [_typed(row, RawReceipt, hook) for row in rows]
        return [raw if raw.name == (name := legible(raw.name)) else attrs.evolve(raw, name=name) for raw in raws]

    def acknowledge(self, tokens: Sequence[str], *, foreign: bool) -> None:
        """Tell the channel that the bytes are committed."""
        if tokens:
            self._call("baoguan_acknowledge", bool, tokens=tokens, foreign=foreign)

    def decode(self, raw: RawReceipt) -> tuple[Receipt, ...]:
        """The receipts of a raw row. Raises DecodeError for whatever goes wrong."""
        try:
            rows = cast("Sequence[object]", self._call("baoguan_decode", (list, tuple), raw=raw))
            for row in rows:
                if not isinstance(row, Receipt):
                    raise DecodeError(f"baoguan_decode 返回了 {row!r}", f"baoguan_decode returned {row!r}")
            return tuple(_storable(receipt) for receipt in cast("Sequence[Receipt]", rows))
        except DecodeError:
            raise
        except Exception as error:
            raise DecodeError(
                f"解析出错：{_told(error)}",
                f"it could not be decoded: {_told(error)}",
                remedy_zh="原文已保存；修复后执行 baoguan replay",
                remedy_en="The bytes are kept; `baoguan replay` once fixed",
            ) from error

    def reconcile(self, message: Message, staged: str = "") -> Reconciliation:
        """What the far side says of a message in doubt; a failure to ask is Unknown."""
        try:
            kinds = (Arrived, NotArrived, Unknown)
            answer = cast("Reconciliation", self._call("baoguan_reconcile", kinds, message=message, staged=staged))
            if isinstance(answer, Unknown):
                return attrs.evolve(answer, reason=legible(answer.reason))
            return attrs.evolve(answer, evidence=legible(answer.evidence))
        except Exception as error:  # noqa: BLE001  whatever goes wrong while asking, the doubt stays
            return Unknown(reason=_told(error))

    def diagnose(self) -> Sequence[Diagnosis]:
        """The channel's own observations; none when it has no such hook. That its far side cannot be looked at is one; a hook
        that is broken raises as every other."""
        if not self.has("baoguan_diagnose"):
            return ()
        try:
            return cast("Sequence[Diagnosis]", self._call("baoguan_diagnose", (list, tuple)))
        except (NotSent, InDoubt, Rejected, OSError) as error:
            return (diagnosis_of(error),)

    @property
    def hooks(self) -> tuple[str, ...]:
        """Names of the hooks that the channel itself implements, in the order of the specification."""
        return hooks_of(self._instance, ChannelSpecs)

    def close(self) -> None:
        """Close the instance."""
        close = getattr(self._instance, "close", None)
        if close is not None:
            close()


class _OnlyWrappers:
    """The wrapper hooks of a plugin, so that exactly one implementer (the channel) answers."""

    def __init__(self, plugin: object) -> None:
        for name in dir(ChannelSpecs):
            method = getattr(plugin, name, None)
            options = getattr(method, "baoguan_impl", None)
            if options is not None and (options.get("wrapper") or options.get("hookwrapper")):
                setattr(self, name, method)


def _typed(row: object, wanted: type[T], hook: str) -> T:
    if isinstance(row, wanted):
        return row
    raise ConfigurationError(
        f"{hook} 返回了 {row!r}，应为 {wanted.__name__}",
        f"{hook} returned {row!r}, not {wanted.__name__}",
        remedy_zh="这是插件的缺陷，请联系其作者",
        remedy_en="This is a defect of the plugin: tell its author",
    )


def _storable(receipt: Receipt) -> Receipt:
    """A receipt whose words the journal can hold. Raises DecodeError where it goes by such a text, since it would name another document."""
    for name, value in {"exchange_id": receipt.exchange_id or "", "source": receipt.source, **receipt.numbers}.items():
        if legible(name + value) != name + value:
            raise DecodeError(
                f"回执的 {name} 不是文本：{value!r}",
                f"{name} of the receipt is no text: {value!r}",
                remedy_zh="原文已保存；请对方更正后重发",
                remedy_en="The bytes are kept; have it corrected and sent again",
            )
    words = (receipt.code, *receipt.texts, *receipt.facts.values())
    if all(legible(word) == word for word in words):
        return receipt
    return attrs.evolve(
        receipt,
        code=legible(receipt.code),
        texts=tuple(legible(text) for text in receipt.texts),
        facts={name: legible(fact) for name, fact in receipt.facts.items()},
    )


def _told(error: BaseException) -> str:
    return str(error) if isinstance(error, BaoguanError) else legible(f"{type(error).__name__}: {error}")

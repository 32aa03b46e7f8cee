"""The hook specifications. `API` grows only: arguments and optional result fields are added, never removed.

A channel instance (what `open` returns) implements the channel hooks; any plugin may wrap them with ``@hookimpl(wrapper=True)``. A
channel implements only what it needs: `baoguan_profile`, `baoguan_findings`, `baoguan_stage`, `baoguan_arm`,
`baoguan_cancel`, `baoguan_inquire` and `baoguan_diagnose` are optional.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

import pluggy

from baoguan.codes import CodeList
from baoguan.documents import DocumentKind
from baoguan.errors import Finding
from baoguan.ledger import Effect
from baoguan.model.capability import ChannelInfo
from baoguan.model.message import Acknowledgement, Act, Cancelled, Message, Parcel, Reconciliation
from baoguan.model.receipt import RawReceipt, Receipt
from baoguan.plugin.types import Diagnosis, Event, Hold, Inquiry, MessageType, Staged, SubmissionView
from baoguan.rules import Profile, RulePack

API: Final = 1
hookspec = pluggy.HookspecMarker("baoguan")
hookimpl = pluggy.HookimplMarker("baoguan")

C = TypeVar("C", bound=type)


def hookimpls(plugin: C) -> C:
    """Mark every method of a class whose name begins with `baoguan_` as a hook; those that are marked already keep their options."""
    for name, method in list(vars(plugin).items()):
        if name.startswith("baoguan_") and callable(method) and not hasattr(method, "baoguan_impl"):
            setattr(plugin, name, hookimpl(method))
    return plugin


def hooks_of(plugin: object, *specs: type) -> tuple[str, ...]:
    """Names of the hooks of some specifications that an object (or class) implements, in their order."""
    return tuple(
        name for spec in specs for name in vars(spec) if name.startswith("baoguan_") and callable(getattr(plugin, name, None))
    )


class ChannelSpecs:
    """Hooks of one opened account."""

    @hookspec(firstresult=True)
    def baoguan_channel(self) -> ChannelInfo | None:
        """Pure. What the channel is, can do, and is limited by."""

    @hookspec(firstresult=True)
    def baoguan_profile(self, document: object) -> Profile | None:
        """Pure, optional. The operator in whose name a document would go, for the rules; None when no operator fits."""

    @hookspec(firstresult=True)
    def baoguan_findings(self, document: object, act: Act) -> Sequence[Finding] | None:
        """Pure, optional. What the channel's own form cannot hold of a document (characters, widths, sections), shown with the findings
        of the rules before anything is journalled. Its rule ids begin with the channel's name."""

    @hookspec(firstresult=True)
    def baoguan_encode(self, parcel: Parcel) -> Message | None:
        """Pure and deterministic: the exact bytes of a parcel. They are journalled before any I/O, and are what `build` writes."""

    @hookspec(firstresult=True)
    def baoguan_stage(self, message: Message, owner: str) -> bool | Staged | None:
        """I/O, optional. Put the bytes durably where the send can be one atomic act, under a name private to `owner`; nobody may
        take them from there. Returns True, or `Staged` with the channel's own word for the place, which is journalled with the intent
        to send and given back."""

    @hookspec(firstresult=True)
    def baoguan_arm(self, message: Message, owner: str) -> bool | None:
        """I/O, optional, local and quick: called inside the transaction that commits the intent to send. Afterwards `baoguan_reconcile`
        can tell whether the message has left, whoever sent it. Returns True."""

    @hookspec(firstresult=True)
    def baoguan_submit(self, message: Message) -> Acknowledgement | None:
        """I/O. Send the journalled bytes of a save or declaration; never encode. `NotSent` and `Rejected` mean what they say;
        anything else that goes wrong is in doubt."""

    @hookspec(firstresult=True)
    def baoguan_modify(self, message: Message) -> Acknowledgement | None:
        """I/O. As `baoguan_submit`, for changes and withdrawals."""

    @hookspec(firstresult=True)
    def baoguan_cancel(self, message: Message, staged: str) -> Cancelled | None:
        """I/O, optional. Take back a message that nobody has taken yet; atomic, repeatable. `staged` is the place that `baoguan_stage`
        named, or empty. `InDoubt` leaves the request standing."""

    @hookspec(firstresult=True)
    def baoguan_receipts(self, limit: int) -> Sequence[RawReceipt] | None:
        """I/O. Up to `limit` raw receipts, given again until acknowledged, never chosen by time."""

    @hookspec(firstresult=True)
    def baoguan_inquire(self, inquiry: Inquiry) -> Sequence[RawReceipt] | None:
        """I/O, optional. Ask what the far side knows of a document whose answer is overdue. What it says is a raw receipt like those that
        it sends by itself, with a token that can be acknowledged; nothing when it knows nothing.

        A channel with `polling` is asked by the engine itself. Another is asked only when a person says so (`doctor receipts --request`), and
        declares `Verb.RESEND` for it; it may put a message of the name `inquiry.exchange_id`, whose bytes follow from the inquiry alone, and
        give nothing: what comes then is found among the receipts. Putting the same message twice must be harmless."""

    @hookspec(firstresult=True)
    def baoguan_acknowledge(self, tokens: Sequence[str], foreign: bool) -> bool | None:
        """I/O, repeatable. The bytes are committed: archive them or move the cursor. `foreign` ones are no document of ours: a
        shared inbox leaves their file where it is. Returns True."""

    @hookspec(firstresult=True)
    def baoguan_decode(self, raw: RawReceipt) -> Sequence[Receipt] | None:
        """Pure. The receipts of one raw row; `DecodeError` parks that row only."""

    @hookspec(firstresult=True)
    def baoguan_reconcile(self, message: Message, staged: str) -> Reconciliation | None:
        """I/O. Whether a message in doubt arrived. `staged` is the place that `baoguan_stage` named for its last attempt, or empty."""

    @hookspec(firstresult=True)
    def baoguan_diagnose(self) -> Sequence[Diagnosis] | None:
        """I/O, optional. What is wrong on the channel's side: folders, far side asleep, clock, credentials."""


class PluginSpecs:
    """Hooks of every plugin."""

    @hookspec
    def baoguan_configure(self, settings: Mapping[str, object], base: Path) -> None:
        """Called first, with the table `[plugins.NAME]` of the settings file and the folder that relative paths start from. Raises
        ConfigurationError for settings that it does not know: the plugin counts as broken."""

    @hookspec
    def baoguan_documents(self) -> Sequence[DocumentKind[object]]:
        """Document kinds."""
        return ()

    @hookspec
    def baoguan_messages(self) -> Sequence[MessageType]:
        """Message types that add a document kind to an existing channel."""
        return ()

    @hookspec
    def baoguan_rules(self) -> Sequence[RulePack]:
        """Rule packs; a pack's name is the document kind whose rules it adds to."""
        return ()

    @hookspec
    def baoguan_codes(self) -> Sequence[CodeList]:
        """Code lists that replace or extend the built-in ones."""
        return ()

    @hookspec
    def baoguan_effects(self) -> Sequence[Effect]:
        """What supervision modes do to a ledger, beside the built-in table or in the place of its rows."""
        return ()

    @hookspec
    def baoguan_gate(self, submission: SubmissionView) -> Hold | None:
        """Asked before the intent to send is written; a hold is stored, and released by `baoguan approve`."""

    @hookspec
    def baoguan_event(self, event: Event) -> None:
        """Told after commit, at least once, in order; a failure is logged and retried and undoes nothing."""

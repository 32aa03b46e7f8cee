"""What plugin authors and programs hold on to: hooks, receipts, errors, settings, public names."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

import attrs

import baoguan
import baoguan.plugin
from baoguan import errors as tree
from baoguan.plugin import ChannelSpecs, PluginSpecs
from baoguan_singlewindow import receipts as wire
from baoguan_singlewindow.ledger import results as ledgers
from baoguan_singlewindow.ledger.receipts import FACTS as OF_LEDGERS
from baoguan_singlewindow.settings import Operator, Settings

from .markdown import code, plain, prose, shown, table

_RECORDS: Final = "baoguan.model.inventory"
_PLUGIN_TYPES: Final = (
    "ChannelContext",
    "ChannelInfo",
    "Support",
    "Limits",
    "Level",
    "Evidence",
    "Dedup",
    "Parcel",
    "Message",
    "Part",
    "Acknowledgement",
    "Arrived",
    "NotArrived",
    "Unknown",
    "Cancelled",
    "RawReceipt",
    "Diagnosis",
    "Staged",
    "ReadFile",
    "MessageType",
    "SubmissionView",
    "Hold",
    "Event",
    "Profile",
    "DocumentKind",
    "Identity",
    "Guard",
    "RulePack",
    "Block",
    "Hit",
    "Context",
    "CodeList",
    "Code",
)


def hooks(specs: type) -> Iterator[tuple[str, inspect.Signature, str]]:
    """Name, signature and text of every hook of a class of specifications, in the order of the source."""
    for name, function in vars(specs).items():
        if name.startswith("baoguan_"):
            yield name, inspect.signature(function), inspect.getdoc(function) or ""


def _hooks(specs: type) -> str:
    parts = []
    for name, signature, text in hooks(specs):
        arguments = [p for p in signature.parameters.values() if p.name != "self"]
        given = "\n".join(f"- {code(p.name)}: {code(p.annotation)}" for p in arguments) or "- no arguments"
        parts.append(f"### {code(name)}\n\n{prose(text)}\n\n{given}\n- gives {code(signature.return_annotation)}\n")
    return "\n".join(parts)


def channel_hooks() -> str:
    """Hooks of an opened account."""
    return _hooks(ChannelSpecs)


def plugin_hooks() -> str:
    """Hooks of every plugin."""
    return _hooks(PluginSpecs)


def receipts() -> str:
    """What each code of a receipt is read as."""
    tables = (
        ("INV201", "HdeApprResult/manageResult", wire.INV201),
        ("INV200", "MsgReceResult/manageResult", wire.INV200),
        ("INV202", "InvApprResult/manageResult", wire.INV202),
        ("INV211", "BondInvtBsc/vrfdedMarkcd", wire.DEDUCTION),
        ("EML211, EMS211", "HdeApprResult/manageResult", {key: each.outcome for key, each in ledgers.RESULTS.items()}),
        ("EML200, EMS200", "MsgReceResult/manageResult", {key: each.outcome for key, each in ledgers.STORED.items()}),
    )
    rows = [(code(n), code(place), code(key), code(o.value)) for n, place, codes in tables for key, o in codes.items()]
    acts = [
        (code("INV201"), code("BondInvtBsc/dclTypecd"), code(key), f"the act is {code(act.value)}")
        for key, act in wire.ACTS.items()
    ]
    facts = [(code(theirs), code(ours)) for theirs, ours in {**wire.FACTS, **OF_LEDGERS}.items()]
    heads = ("receipt", "element", "code", "read as")
    return table(heads, rows + acts) + "\nFacts of the head that are kept beside the state:\n\n" + table(("element", "fact"), facts)


def error_classes() -> list[type[tree.BaoguanError]]:
    """Every error class, bases before what derives from them."""
    found = [c for c in vars(tree).values() if isinstance(c, type) and issubclass(c, tree.BaoguanError)]
    return sorted(found, key=lambda c: len(c.__mro__))


def errors() -> str:
    """The error classes with their exit codes and whose turn it is."""
    rows = [
        (code(c.__name__), code(c.__mro__[1].__name__), str(c.exit_code), c.side.value, prose(inspect.getdoc(c) or ""))
        for c in error_classes()
    ]
    return table(("error", "is a", "exit code", "side", "means"), rows)


def channel_settings() -> str:
    """The settings of a Single Window account and of its cards, with the help texts of the code."""
    account = settings_table("accounts.NAME", Settings, {"operators": "operator"})
    return (
        "### The account\n\n" + account + "\n### Each card: `[[accounts.NAME.operator]]`\n\n" + settings_table("operator", Operator)
    )


def settings_table(where: str, cls: type, called: Mapping[str, str] = MappingProxyType({})) -> str:
    """The keys of a class of settings with their defaults and help texts; `called` names those that are written otherwise."""
    rows = []
    for each in attrs.fields(cls):
        default = "required" if each.default is attrs.NOTHING else code(_default(each.default))
        rows.append(
            (code(called.get(each.name, each.name)), default, plain(each.metadata["help_zh"]), plain(each.metadata["help_en"]))
        )
    return table((f"key of `{where}`", "default", "中文", "English"), rows)


def _default(value: object) -> str:
    if value in (None, "", ()):
        return ""
    return str(value).lower() if isinstance(value, bool) else shown(value)


def api() -> str:
    """The public names of `baoguan`, documented from their docstrings; records name the table of their fields instead."""
    parts = ["```{eval-rst}", ".. py:currentmodule:: baoguan", ""]
    for name in baoguan.__all__:
        parts += _entry("baoguan", name, getattr(baoguan, name))
    return "\n".join([*parts, "```", ""])


def plugin_api() -> str:
    """The classes that hooks are given and give."""
    parts = ["```{eval-rst}", ".. py:currentmodule:: baoguan.plugin", ""]
    for name in _PLUGIN_TYPES:
        parts += _entry("baoguan.plugin", name, getattr(baoguan.plugin, name))
    return "\n".join([*parts, "```", ""])


def _entry(module: str, name: str, value: object) -> list[str]:
    if isinstance(value, type) and value.__module__.startswith(_RECORDS):
        text = inspect.getdoc(value) or ""
        return [
            f".. py:class:: {name}",
            "",
            *(f"   {line}" for line in text.splitlines()),
            "",
            "   Its fields: :doc:`/reference/fields`.",
            "",
        ]
    if isinstance(value, type) and issubclass(value, BaseException):
        return [f".. autoexception:: {module}.{name}", "   :no-members:", ""]
    directive = "autoclass" if isinstance(value, type) else "autofunction"
    return [f".. {directive}:: {module}.{name}", ""]

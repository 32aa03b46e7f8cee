"""`baoguan explain`: what a code or a text of Customs, of a channel, or of baoguan itself means, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Protocol, cast

import attrs
from cyclopts import Parameter

from baoguan.cli.common import Json
from baoguan.cli.output import DONE, FINDINGS, Out, command
from baoguan.explain import ANSWERS, Explanation, search
from baoguan.plugin import CHANNELS, installed


class _Explaining(Protocol):
    def explanations(self) -> tuple[Explanation, ...]: ...


@command
def explain(
    asked: Annotated[str, Parameter(help='代码或回执原文，如 -1、"INV201 Z"、白名单 · a code, or a text of a receipt')],
    /,
    *,
    json: Json = False,
) -> int:
    """查错误代码或原文：原因、处理、找谁 · Look an error up: cause, remedy, whom to ask."""
    out = Out(json)
    broken: dict[str, str] = {}
    found = search([*_of_channels(broken), *ANSWERS], asked)
    for entry in found:
        out.say(f"{entry.where} {' '.join(entry.codes)}".rstrip() + f"  {entry.zh} / {entry.en}")
        for title, zh, en in (
            ("原因 cause", entry.cause_zh, entry.cause_en),
            ("处理 remedy", entry.remedy_zh, entry.remedy_en),
            ("找谁 ask", entry.ask_zh, entry.ask_en),
        ):
            if zh or en:
                out.say(f"    {title}: {zh} / {en}")
        out.say(f"    {entry.side.value} · {entry.mark} · {entry.source}")
    if not found:
        out.say(f"没有找到“{asked}” / nothing is known of {asked!r}")
        out.say(
            "    baoguan trace REF 有原文；请向主管海关或通道客服咨询 / `baoguan trace REF` has the raw text: ask Customs or the channel"
        )
    for name, why in broken.items():
        out.note(f"! {name}: {why}")
    out.put(found=[attrs.asdict(entry) for entry in found], broken=broken)
    return out.end(DONE if found else FINDINGS)


def _of_channels(broken: dict[str, str]) -> Iterator[Explanation]:
    """What the installed channels explain; one that cannot be loaded keeps nobody else from explaining."""
    for entry in installed(CHANNELS):
        try:
            channel = entry.load()
            if hasattr(channel, "explanations"):
                yield from cast("_Explaining", channel).explanations()
        except Exception as error:  # noqa: BLE001  any failure of a plugin is its own, and is shown
            broken[entry.name] = repr(error)

"""What an installed channel declares of itself, asked without an account: `plugins list` and the documentation read it here."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from baoguan.codes import Codes
from baoguan.documents import DocumentKinds, core_kinds
from baoguan.plugin import CHANNELS, ChannelContext, ChannelInfo, load_one


def opened(name: str) -> object | None:
    """An instance of a channel that touches nothing; None for one that cannot be opened without settings (it has no `offline`), or that
    fails: what is wrong with it is the business of `plugins doctor`. Raises ConfigurationError as `declared`."""
    offline = getattr(load_one(CHANNELS, name), "offline", None)
    if offline is None:
        return None
    context = ChannelContext(
        environment="test",
        account=name,
        codes=Codes.builtin(),
        kinds=DocumentKinds(core_kinds()),
        journal="list",
        base=Path.cwd(),
    )
    try:
        return cast("object", offline({}, context))
    except Exception:  # noqa: BLE001  as said above
        return None


def declared(name: str) -> ChannelInfo | None:
    """What a channel declares where its settings say nothing else.

    None where `opened` gives none, or the channel fails. Raises ConfigurationError for a channel that is not installed or cannot be loaded.
    """
    instance = opened(name)
    if instance is None:
        return None
    try:
        return cast("ChannelInfo", instance.baoguan_channel())  # type: ignore[attr-defined]
    except Exception:  # noqa: BLE001  as said of `opened`
        return None

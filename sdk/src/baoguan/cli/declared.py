"""What an installed channel declares of itself, asked without an account: `plugins list` and the documentation read it here."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from baoguan.codes import Codes
from baoguan.documents import DocumentKinds, core_kinds
from baoguan.plugin import CHANNELS, ChannelContext, ChannelInfo, load_one


def declared(name: str) -> ChannelInfo | None:
    """What a channel declares where its settings say nothing else, from an instance that touches nothing.

    None for a channel that cannot be opened without settings (it has no `offline`), or that fails: what is wrong with it is the business
    of `plugins doctor`. Raises ConfigurationError for a channel that is not installed or cannot be loaded.
    """
    opened = getattr(load_one(CHANNELS, name), "offline", None)
    if opened is None:
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
        return cast("ChannelInfo", opened({}, context).baoguan_channel())
    except Exception:  # noqa: BLE001  as said above
        return None

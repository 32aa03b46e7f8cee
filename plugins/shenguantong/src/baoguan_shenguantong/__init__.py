"""深关通, the batch channel of Shenzhen, for baoguan: in a wire format that is **assumed**.

The interface of the real 深关通 is not public. What is sent here is `assumed-v1`, a format of our own shaped after its neighbours; no
real system is known to take it. Nothing is loaded before an account opens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baoguan.plugin import ChannelContext, Codes, Explanation, ReadFile
    from baoguan_shenguantong.account import Shenguantong

__all__ = ["channel"]


class _Channel:
    """The entry point: opens accounts."""

    def open(self, settings: Mapping[str, object], context: ChannelContext) -> Shenguantong:
        """An account over its transport. Raises ConfigurationError for unusable settings."""
        from baoguan_shenguantong.settings import read_settings

        chosen = read_settings(settings, context)
        if chosen.transport == "http":
            from baoguan_shenguantong.http import HttpAccount

            return HttpAccount(chosen, context)
        from baoguan_shenguantong.folder import FolderAccount

        return FolderAccount(chosen, context)

    def read(self, name: str, content: bytes, codes: Codes) -> ReadFile | None:
        """A batch or a receipt of this format; None for something else. Raises DecodeError for one that is damaged."""
        from baoguan_shenguantong.reading import read_file

        return read_file(name, content, codes)

    def offline(self, settings: Mapping[str, object], context: ChannelContext) -> Shenguantong:
        """An instance that only encodes and touches nothing."""
        from baoguan_shenguantong.account import Shenguantong
        from baoguan_shenguantong.settings import Settings, read_settings

        return Shenguantong(read_settings(settings, context) if settings else Settings(customs_code=""), context)

    def wire_names(self) -> Mapping[str, Mapping[str, str]]:
        """Element names of the list's head ('') and lines, as headings of sheets."""
        from baoguan_shenguantong.tables import HEAD, LIST

        return {"": {e.name: e.path for e in HEAD.record.elements}, "lines": {e.name: e.path for e in LIST.record.elements}}

    def explanations(self) -> Sequence[Explanation]:
        """What the levels, codes and texts of this format mean."""
        from baoguan_shenguantong.explanations import EXPLANATIONS

        return EXPLANATIONS


channel = _Channel()

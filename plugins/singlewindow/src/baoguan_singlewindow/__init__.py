"""The Single Window (单一窗口) import client as a channel of baoguan.

The import client is a Windows program that watches folders; this channel writes messages into its OutBox and reads answers and receipts
from its InBox. Nothing is loaded before an account opens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baoguan.plugin import ChannelContext, Codes, Explanation, ReadFile
    from baoguan_singlewindow.account import SingleWindow

__all__ = ["channel"]


class _Channel:
    """The entry point: opens accounts."""

    def open(self, settings: Mapping[str, object], context: ChannelContext) -> SingleWindow:
        """An account at the Single Window. Raises ConfigurationError for unusable settings."""
        from baoguan_singlewindow.account import SingleWindow
        from baoguan_singlewindow.settings import read_settings
        from baoguan_singlewindow.ways import open_way

        chosen = read_settings(settings, context)
        return SingleWindow(chosen, context, open_way(chosen, context))

    def offline(self, settings: Mapping[str, object], context: ChannelContext) -> SingleWindow:
        """An instance that only encodes; without settings it writes what was read from the wire, envelope included."""
        from baoguan_singlewindow.account import SingleWindow
        from baoguan_singlewindow.folder import FolderWay
        from baoguan_singlewindow.settings import Settings, read_settings

        chosen = read_settings(settings, context) if settings else Settings(root=context.base, operators=())
        return SingleWindow(chosen, context, FolderWay(chosen.root or context.base, chosen, context, claim=False))

    def read(self, name: str, content: bytes, codes: Codes) -> ReadFile | None:
        """A message or receipt file, also zipped; None for something else. Raises DecodeError for one that is damaged."""
        from baoguan_singlewindow.reading import read_file

        return read_file(name, content, codes)

    def wire_names(self) -> Mapping[str, Mapping[str, str]]:
        """Element names of the list's head ('') and lines and of a declaration's sections, as headings of sheets."""
        from baoguan_singlewindow.declaration.names import wire_names
        from baoguan_singlewindow.tables import HEAD, LINE

        names = {"": {e.name: e.path for e in HEAD.elements}, "lines": {e.name: e.path for e in LINE.elements}}
        return {**names, **wire_names()}

    def explanations(self) -> Sequence[Explanation]:
        """What the client's and Customs' codes and texts mean."""
        from baoguan_singlewindow.explanations import EXPLANATIONS

        return EXPLANATIONS


channel = _Channel()

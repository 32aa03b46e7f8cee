"""The Single Window (单一窗口) import client as a channel of baoguan.

The import client is a Windows program that watches folders; this channel writes messages into its OutBox and reads answers and receipts
from its InBox. Nothing is loaded before an account opens.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baoguan.plugin import ChannelContext
    from baoguan_singlewindow.channel import SingleWindow

__all__ = ["channel"]


class _Channel:
    """The entry point: opens accounts."""

    def open(self, settings: Mapping[str, object], context: ChannelContext) -> SingleWindow:
        """An account at the Single Window. Raises ConfigurationError for unusable settings."""
        from baoguan_singlewindow.channel import SingleWindow
        from baoguan_singlewindow.settings import read_settings

        return SingleWindow(read_settings(settings, context), context)


channel = _Channel()

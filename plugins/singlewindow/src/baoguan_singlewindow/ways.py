"""The ways to the import client, by the setting `transport`."""

from __future__ import annotations

from baoguan.plugin import ChannelContext, ConfigurationError
from baoguan_singlewindow.account import Way
from baoguan_singlewindow.bridge.client import BridgeWay
from baoguan_singlewindow.folder import FolderWay
from baoguan_singlewindow.settings import Settings


def open_way(settings: Settings, context: ChannelContext) -> Way:
    """The way that an account goes. Raises ConfigurationError for a root or url that cannot be used."""
    if settings.transport == "bridge":
        return BridgeWay(settings, context)
    if settings.root is None:
        raise ConfigurationError(
            f"accounts.{context.account}.root：缺少导入根目录",
            f"accounts.{context.account}.root: the import root is missing",
            remedy_zh='写法：root = "C:/ImpPath"',
            remedy_en='Write: root = "C:/ImpPath"',
        )
    return FolderWay(settings.root, settings, context)

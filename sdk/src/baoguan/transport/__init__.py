"""Transports: folders shared with other programs."""

from baoguan.transport.files import remove, rename_once, replace, sync_folder, write_durably

__all__ = ["remove", "rename_once", "replace", "sync_folder", "write_durably"]

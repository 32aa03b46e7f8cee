"""Transports: folders shared with other programs."""

from baoguan.transport.files import create_once, remove, rename_once, replace, sync_folder, write_durably

__all__ = ["create_once", "remove", "rename_once", "replace", "sync_folder", "write_durably"]

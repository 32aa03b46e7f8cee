"""Transports: folders shared with other programs, and HTTP."""

from baoguan.transport.exchange import ExchangeFolder, Root, claim_root, open_root
from baoguan.transport.files import create_once, remove, rename_once, replace, sync_folder, write_durably
from baoguan.transport.http import HttpAnswer, HttpLink, NoPace, Pace
from baoguan.transport.inbox import InBox, read_tokens

__all__ = [
    "ExchangeFolder",
    "HttpAnswer",
    "HttpLink",
    "InBox",
    "NoPace",
    "Pace",
    "Root",
    "claim_root",
    "create_once",
    "open_root",
    "read_tokens",
    "remove",
    "rename_once",
    "replace",
    "sync_folder",
    "write_durably",
]

"""The journal: what was declared, sent and received, durable before anything leaves."""

from baoguan.store.journal import Journal

__all__ = ["Journal"]

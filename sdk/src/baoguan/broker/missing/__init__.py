"""What should have come and has not, over all accounts and documents: what waits, what is missing, what lies about, and what to do."""

from baoguan.broker.missing.advice import Advice
from baoguan.broker.missing.report import missing_receipts, otherwise
from baoguan.broker.missing.values import Missing, MissingReceipts, Stray, Unread

__all__ = ["Advice", "Missing", "MissingReceipts", "Stray", "Unread", "missing_receipts", "otherwise"]

"""A gate: what is larger or worth more than was configured waits for a second person's `baoguan approve`.

.. code-block:: toml

    [plugins.approval]
    max_lines = 500            # a document of more lines waits
    max_total = "1000000"      # or one whose lines are worth more, in each currency by itself
    steps = ["declare"]        # by default only what declares; "save" too if wanted

With ``required = ["approval"]`` nothing is sent while the gate is broken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from baoguan.model.message import Step
from baoguan.plugin import ConfigurationError, Hold, SubmissionView, hookimpl

_STEPS: Final = frozenset(step.value for step in Step)
_KEYS: Final = frozenset({"max_lines", "max_total", "steps"})


class Approval:
    """The gate; without settings it holds nothing."""

    def __init__(self) -> None:
        self._max_lines: int | None = None
        self._max_total: Decimal | None = None
        self._steps: frozenset[str] = frozenset({Step.DECLARE.value})

    @hookimpl
    def baoguan_configure(self, settings: Mapping[str, object], base: Path) -> None:
        """Take the limits. Raises ConfigurationError for a key or value that says nothing."""
        del base
        unknown = sorted(set(settings) - _KEYS)
        if unknown:
            raise _wrong(unknown[0], settings[unknown[0]], "、".join(sorted(_KEYS)))
        lines = settings.get("max_lines")
        if lines is not None and (isinstance(lines, bool) or not isinstance(lines, int) or lines < 0):
            raise _wrong("max_lines", lines, "max_lines = 500")
        steps = settings.get("steps", ["declare"])
        if not isinstance(steps, list) or not steps or not set(steps) <= _STEPS:
            raise _wrong("steps", steps, 'steps = ["declare"]')
        self._max_lines = lines
        self._max_total = _amount(settings.get("max_total"))
        self._steps = frozenset(steps)

    @hookimpl
    def baoguan_gate(self, submission: SubmissionView) -> Hold | None:
        """Why a submission waits, or None."""
        if submission.step.value not in self._steps:
            return None
        lines = getattr(submission.document, "lines", None)
        if lines is None:
            rows = (getattr(submission.document, name, ()) for name in ("materials", "products", "consumptions"))
            lines = tuple(row for table in rows for row in table)
        if self._max_lines is not None and len(lines) > self._max_lines:
            return Hold(
                reason_zh=f"{len(lines)} 行，超过 {self._max_lines} 行，待第二人批准",
                reason_en=f"{len(lines)} lines, more than {self._max_lines}: a second person approves",
            )
        if self._max_total is not None:
            totals: dict[str, Decimal] = defaultdict(Decimal)
            for line in lines:
                totals[str(getattr(line, "currency", None) or "?")] += getattr(line, "total_price", None) or Decimal(0)
            for currency, total in sorted(totals.items()):
                if total > self._max_total:
                    return Hold(
                        reason_zh=f"总价 {total} {currency}，超过 {self._max_total}，待第二人批准",
                        reason_en=f"worth {total} {currency}, more than {self._max_total}: a second person approves",
                    )
        return None


def _amount(value: object) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, str | int) and not isinstance(value, bool):
        try:
            amount = Decimal(value)
        except InvalidOperation:
            amount = Decimal(-1)
        if amount.is_finite() and amount >= 0:
            return amount
    raise _wrong("max_total", value, 'max_total = "1000000"')


def _wrong(key: str, value: object, example: str) -> ConfigurationError:
    return ConfigurationError(
        f"plugins.approval.{key}：不能用 {value!r}",
        f"plugins.approval.{key}: {value!r} cannot be used",
        remedy_zh=f"写法：{example}",
        remedy_en=f"Write: {example}",
    )


plugin = Approval

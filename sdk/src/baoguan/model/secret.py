"""A credential that does not show itself."""

from __future__ import annotations

import attrs


@attrs.frozen(repr=False)
class Secret:
    """A token, key or password; `str` and `repr` give stars, so that logs, errors and the journal hold none of it."""

    _value: str = attrs.field(eq=True)
    origin: str = attrs.field(default="", eq=False)
    """Where it came from, for error messages: `environment variable BAOGUAN_TOKEN`."""

    def reveal(self) -> str:
        """The credential itself, for the one place that sends it."""
        return self._value

    def __str__(self) -> str:
        return "***"

    def __repr__(self) -> str:
        return f"Secret(*** from {self.origin or 'the settings'})"

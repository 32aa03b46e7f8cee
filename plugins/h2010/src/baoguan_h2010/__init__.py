"""The legacy H2010 system (电子账册, EMS messages) as a channel of baoguan, against a mock server of our own.

The real system has been switched off. What is public of it is kept (message types, record names, states, the known part of the receipt);
everything else is the mock's own and labelled so. Nothing is loaded before an account opens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baoguan.plugin import ChannelContext, Codes, Explanation, ReadFile
    from baoguan_h2010.account import LegacyAccount

__all__ = ["channel"]


class _Channel:
    """The entry point: opens accounts."""

    def open(self, settings: Mapping[str, object], context: ChannelContext) -> LegacyAccount:
        """An account at the mock. Raises ConfigurationError for unusable settings."""
        from baoguan_h2010.account import LegacyAccount
        from baoguan_h2010.settings import read_settings

        return LegacyAccount(read_settings(settings, context), context)

    def offline(self, settings: Mapping[str, object], context: ChannelContext) -> LegacyAccount:
        """An instance that only encodes; no connection is made, and without settings any address will do."""
        from baoguan_h2010.account import LegacyAccount
        from baoguan_h2010.settings import Settings, read_settings

        chosen = read_settings(settings, context) if settings else Settings(url="http://127.0.0.1")
        return LegacyAccount(chosen, context)

    def read(self, name: str, content: bytes, codes: Codes) -> ReadFile | None:
        """A message or receipt in fixed-width text; None for something else. Raises DecodeError for one that is damaged."""
        from baoguan_h2010.reading import read_file

        return read_file(name, content, codes)

    def wire_names(self) -> Mapping[str, Mapping[str, str]]:
        """Field names of the list's head ('') and lines, as headings of sheets."""
        from baoguan_h2010.widths import layouts

        def names(tag: str) -> dict[str, str]:
            return {f.name: f.attribute for f in layouts()[tag].fields if f.attribute}

        return {"": names("CL_HEAD"), "lines": names("CL_LIST")}

    def explanations(self) -> Sequence[Explanation]:
        """What the check marks, records, states and texts of this mock mean."""
        from baoguan_h2010.explanations import EXPLANATIONS

        return EXPLANATIONS


channel = _Channel()

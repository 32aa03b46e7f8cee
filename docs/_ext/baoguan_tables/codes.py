"""Code lists: the closed ones, which are part of the interface, and the open ones, which Customs extends."""

from __future__ import annotations

import inspect

from baoguan.codes import Codes
from baoguan.model import amendment_codes, declaration_codes, inventory_codes, ledger_codes, write_off_codes
from baoguan.model.fields import CodeEnum

from .markdown import code, plain, prose, table

_MODULES = (inventory_codes, ledger_codes, declaration_codes, amendment_codes, write_off_codes)


def closed() -> list[type[CodeEnum]]:
    """The closed lists of the document kinds, in the order of the source; one that two kinds share stands once."""
    found = (value for module in _MODULES for value in vars(module).values())
    return list(dict.fromkeys(c for c in found if isinstance(c, type) and issubclass(c, CodeEnum) and c is not CodeEnum))


def closed_lists() -> str:
    """Every closed list with its members."""
    parts = []
    for each in closed():
        parts.append(f"### {code(each.__name__)}\n\n{prose(inspect.getdoc(each) or '')}\n")
        parts.append(table(("code", "name in Python", "中文"), [(code(m.value), code(m.name), plain(m.zh)) for m in each]))
    return "\n".join(parts)


def open_lists() -> str:
    """The open lists with their dates and sources."""
    codes = Codes.builtin()
    rows = []
    for name in codes.names():
        each = codes[name]
        rows.append((code(name), plain(each.title_zh), plain(each.title_en), str(len(each)), plain(each.date), plain(each.source)))
    return table(("list", "中文", "English", "codes", "of", "source"), rows)

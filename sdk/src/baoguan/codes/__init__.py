"""Code lists of China Customs: built in, replaceable at run time, and the user's tariff table.

The lists that come with the package are official and broker tables of 2018 to 2020. They are old, so a code that they
lack is not thereby wrong; import newer ones with `read_code_list` and keep them in a `CodeStore`.

    codes = Codes.builtin()
    codes["unit"].find("公斤")              # (Code(code='035', name_zh='千克', ...),)
    codes["country"].from_legacy("326")     # NOR; candidates_for_legacy gives Bouvet Island too
"""

from __future__ import annotations

from baoguan.codes._code import Code, CodeList, Remark, is_number
from baoguan.codes._codes import BUILTIN_NAMES, Codes
from baoguan.codes._import import read_code_list
from baoguan.codes._store import CodeStore
from baoguan.codes._tariff import TariffEntry, TariffTable
from baoguan.codes._tariff_import import read_tariff

__all__ = [
    "BUILTIN_NAMES",
    "Code",
    "CodeList",
    "CodeStore",
    "Codes",
    "Remark",
    "TariffEntry",
    "TariffTable",
    "is_number",
    "read_code_list",
    "read_tariff",
]

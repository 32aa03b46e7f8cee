"""The set of lists that a program works with: the built-in ones, any of them replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from baoguan.codes._code import CodeList
from baoguan.codes._format import loads_codes

BUILTIN_NAMES = (
    "attachment_kind",
    "container_size",
    "country",
    "currency",
    "customs_office",
    "duty_mode",
    "goods_attribute",
    "levy_nature",
    "licence_document",
    "packaging",
    "port",
    "purpose",
    "supervision_mode",
    "transaction_mode",
    "transport_mode",
    "unit",
)


@cache
def builtin_list(name: str) -> CodeList:
    """Read a list of the package; kept for the life of the process."""
    resource = files("baoguan.codes").joinpath("data", f"{name}.txt")
    return loads_codes(resource.read_text(encoding="utf-8"), origin=f"baoguan.codes/{name}")


class Codes:
    """An immutable set of code lists; lists of the package are read when first asked for.

    ``codes["unit"]`` gives a `CodeList`; a name that no list has raises KeyError with the names there are.
    """

    __slots__ = ("_names", "_own")

    def __init__(self, lists: Mapping[str, CodeList] | None = None, *, builtin: bool = True) -> None:
        """Take the lists that stand over the built-in ones; without ``builtin`` only these are known."""
        self._own = dict(lists or {})
        self._names = tuple(sorted({*self._own, *(BUILTIN_NAMES if builtin else ())}))

    @classmethod
    def builtin(cls) -> Codes:
        """Return the lists of this package: official and broker tables of 2018 to 2020."""
        return _BUILTIN

    def names(self) -> tuple[str, ...]:
        """Return the names of all lists, sorted."""
        return self._names

    def __getitem__(self, name: str) -> CodeList:
        own = self._own.get(name)
        if own is not None:
            return own
        if name not in self._names:
            known = ", ".join(self._names)
            raise KeyError(f"没有名为 {name} 的代码表，现有：{known} / no code list {name!r}; there are: {known}")
        return builtin_list(name)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return f"Codes(replaced={sorted(self._own)}, names={len(self._names)})"

    def with_list(self, code_list: CodeList) -> Codes:
        """Return a set in which ``code_list`` is added, or stands in place of the list of its name."""
        return self._over((code_list,))

    def replacing(self, *lists: CodeList) -> Codes:
        """Return a set in which these lists stand in place of their namesakes; KeyError for a name there is not."""
        for code_list in lists:
            if code_list.name not in self._names:
                self[code_list.name]
        return self._over(lists)

    def _over(self, lists: tuple[CodeList, ...]) -> Codes:
        # The names of the original decide whether built-in lists show through, so an unmixed set stays unmixed.
        own = {**self._own, **{code_list.name: code_list for code_list in lists}}
        return Codes(own, builtin=all(name in self._names for name in BUILTIN_NAMES))


_BUILTIN = Codes()

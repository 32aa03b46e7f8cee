"""Document kinds: each binds a model class, its rules, its lifecycle and its identity under one name.

A plugin adds a kind by giving another `DocumentKind` from `baoguan_documents`; the core's own kinds are registered the same way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Generic, TypeVar

import attrs

from baoguan.documents.follows import Follows
from baoguan.errors import ConfigurationError
from baoguan.ledger import Effects, Entry, Unposted
from baoguan.lifecycle import Lifecycle, Standing
from baoguan.model.message import Act, Step
from baoguan.model.receipt import Receipt
from baoguan.rules import RulePack

D = TypeVar("D")

_AMOUNT: Final = re.compile(r"[0-9]{1,15}(\.[0-9]{1,5})?")


@attrs.frozen(kw_only=True)
class Identity:
    """What names a document for good: the enterprise whose number it is, and the number."""

    owner: str
    number: str


@attrs.frozen(kw_only=True)
class Guard:
    """A reason why an act is not possible in a standing, with the way out.

    `mark` and `source` say how well it is known; a guard that is known from secondary pages only yields to an override with a reason.
    It holds from `since` to `until`, always where they are not given.
    """

    id: str
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    source: str
    mark: str
    overridable: bool = False
    since: date | None = None
    until: date | None = None

    def valid(self, on: date) -> bool:
        """Whether the guard holds on a day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@attrs.frozen(kw_only=True)
class Fact:
    """Something that no receipt says and a person may record of a document, because a guard asks for it. Without `values` it is a day,
    or an amount of yuan."""

    name: str
    values: tuple[str, ...]
    zh: str
    en: str
    amount: bool = False

    @property
    def form(self) -> str:
        """How its values are written."""
        return "|".join(self.values) or ("1234.56" if self.amount else "yyyy-MM-dd")

    def takes(self, value: str) -> bool:
        """Whether it can have a value."""
        if self.values:
            return value in self.values
        if self.amount:
            return _AMOUNT.fullmatch(value) is not None and Decimal(value) > 0
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
        return True


@attrs.frozen(kw_only=True)
class Moves:
    """What a document has moved in the books of a ledger by now, and what could not be posted."""

    ledger: str
    entries: Sequence[Entry]
    notes: Sequence[Unposted] = ()


@attrs.frozen(kw_only=True)
class DocumentKind(Generic[D]):
    """Everything the core needs to know of a kind of document.

    `with_numbers(document, numbers, act, change_count)` fills in what Customs gave and what the act asks for; `guards(standing, document,
    act, step)` yields what forbids an act. `child` names the tuple of lines.
    """

    name: str
    title_zh: str
    title_en: str
    model: type[D]
    rules: RulePack
    lifecycle: Lifecycle
    identity: Callable[[D], Identity]
    with_numbers: Callable[[D, Mapping[str, str], Act, int], D]
    guards: Callable[[Standing, D, Act, Step], Iterable[Guard]]
    lines: Callable[[D], int]
    copy: Callable[[D, str], D]
    """A new document of the same content under a new number, without numbers, dates and marks that Customs gave."""
    version: int = 1
    numbers: tuple[str, ...] = ("seq_no",)
    """The numbers that Customs gives a document and knows it by; what else a receipt names of them is a fact."""
    facts: tuple[Fact, ...] = ()
    """What a person may record beside outcomes and numbers."""
    change_guards: Callable[[D, D], Iterable[Guard]] | None = None
    """What forbids a change by its content: the document that Customs has, and the changed one."""
    marked: Callable[[D, D], D] | None = None
    """A changed document whose rows say what changed in them (修改标志), from the one that Customs has; marks that were typed stay."""
    files: Callable[[D], Sequence[tuple[str, str]]] | None = None
    """The files that travel with a document: the field that names each, and its path."""
    alerts: Callable[[Standing, timedelta], Iterable[tuple[str, str]]] | None = None
    """What a person should know of a standing and its age, in Chinese and English."""
    received: Callable[[D, Sequence[Receipt]], Sequence[Receipt]] | None = None
    """The receipts of a document as they count for it, from all of them: which act each speaks of, which numbers are final."""
    follows: Follows[D] | None = None
    """The document that one of this kind is about, and what is said of it that settles ours."""
    moves: Callable[[D, str, Effects, str | None], Moves] | None = None
    """What a document has moved in a state: (document, state, effects, Customs' own 核扣方式)."""
    upcasters: Mapping[int, Callable[[dict[str, object]], dict[str, object]]] = attrs.field(factory=dict)
    """Stored content of an older version -> of the next one."""


class DocumentKinds:
    """The registered kinds, by name and by model class."""

    def __init__(self, kinds: Iterable[DocumentKind[object]]) -> None:
        self._kinds: dict[str, DocumentKind[object]] = {}
        for kind in kinds:
            if kind.name in self._kinds:
                raise ConfigurationError(
                    f"单证种类 {kind.name} 注册了两次",
                    f"document kind {kind.name} is registered twice",
                    remedy_zh="停用其中一个插件",
                    remedy_en="Disable one of the plugins",
                )
            self._kinds[kind.name] = kind

    def __getitem__(self, name: str) -> DocumentKind[object]:
        try:
            return self._kinds[name]
        except KeyError:
            known = ", ".join(self._kinds)
            raise ConfigurationError(
                f"没有单证种类 {name}，现有：{known}",
                f"no document kind {name!r}; there are: {known}",
                remedy_zh="安装提供它的插件",
                remedy_en="Install the plugin that provides it",
            ) from None

    def __iter__(self) -> Iterator[DocumentKind[object]]:
        return iter(self._kinds.values())

    def of(self, document: object) -> DocumentKind[object]:
        """The kind of a model object. Raises ConfigurationError for a class that no kind has."""
        for kind in self._kinds.values():
            if type(document) is kind.model:
                return kind
        raise ConfigurationError(
            f"没有为 {type(document).__name__} 注册的单证种类",
            f"no document kind for {type(document).__name__}",
            remedy_zh="安装提供它的插件",
            remedy_en="Install the plugin that provides it",
        )

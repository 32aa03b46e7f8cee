"""The amendment of a declaration as a document kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import attrs

from baoguan.documents.amendment_guards import OPEN
from baoguan.documents.follows import Follows
from baoguan.documents.kind import DocumentKind, Guard, Identity
from baoguan.errors import UnusableInput
from baoguan.lifecycle import Standing
from baoguan.lifecycle.amendment import AMENDMENT as LIFECYCLE
from baoguan.model.amendment import Amendment
from baoguan.model.amendment_codes import AmendmentType
from baoguan.model.fields import paths
from baoguan.model.message import Act, Step
from baoguan.model.receipt import TECHNICAL, Outcome, Receipt
from baoguan.rules.amendment import AMENDMENT_RULES

_GIVEN_BY_CUSTOMS: Final = tuple(name for name, term in paths(Amendment).items() if term.system)
_LIFE: Final = "修撤单生命周期 / life cycle of the amendment"


def _identity(document: Amendment) -> Identity:
    trader = document.trader
    owner = (trader.customs_code or trader.credit_code) if trader is not None else None
    # The message has no place for our number: one that was read is known by what Customs calls it.
    read = (document.seq_no or document.entry_no) if document.carried is not None else None
    number = document.internal_number or read
    if not number or not owner:
        raise UnusableInput(
            "缺少企业内部编号或境内收发货人编码，无法识别修撤单",
            "the amendment has no internal number or no consignee or consignor to be known by",
            remedy_zh="填写 internal_number 和 trader.customs_code（没有的填 trader.credit_code）",
            remedy_en="Fill in internal_number and trader.customs_code (or trader.credit_code where there is none)",
        )
    return Identity(owner=owner, number=number)


def _with_numbers(document: Amendment, numbers: Mapping[str, str], act: Act, change_count: int) -> Amendment:
    del act, change_count
    return attrs.evolve(
        document,
        seq_no=numbers.get("seq_no") or document.seq_no,
        items=tuple(i if i.number is not None else attrs.evolve(i, number=n) for n, i in enumerate(document.items, 1)),
    )


def _guards(standing: Standing, document: Amendment, act: Act, step: Step) -> Iterator[Guard]:
    del document, step
    if act is Act.FILING and standing.state in LIFECYCLE.taken:
        yield Guard(
            id="amendment.taken",
            zh=f"修撤单已在海关（{standing.state}），不再发送",
            en=f"Customs has the amendment ({standing.state}): nothing is sent again under its number",
            remedy_zh="等待回执；再次修改用 baoguan amend 新建修撤单",
            remedy_en="Wait for receipts; another change is another amendment (`baoguan amend`)",
            source=_LIFE,
            mark="seen twice",
        )
    if act is not Act.FILING:
        yield Guard(
            id="amendment.itself",
            zh="修撤单本身不能变更，也没有撤回它的报文",
            en="an amendment is not itself changed, and no message takes it back",
            remedy_zh="未发出的可撤回；已申报的请海关退回",
            remedy_en="Withdraw one that has not left; ask Customs to return one that was declared",
            source=_LIFE,
            mark="inferred",
        )


def _told(document: Amendment, standing: Standing, at: datetime | None) -> Receipt | None:
    """A deleted declaration says that its withdrawal happened, also where nothing was heard of the withdrawal itself."""
    if document.amendment_type != AmendmentType.WITHDRAWAL or standing.state not in OPEN - {"queued"}:
        return None
    return Receipt(
        kind="amendment",
        source="declaration",
        outcome=Outcome.APPROVED,
        code="",
        texts=("按报关单的删单回执：撤销已生效 / by the declaration's own receipt: it is deleted, the withdrawal took effect",),
        customs_time=at,
    )


def _claims(document: Amendment, receipt: Receipt) -> bool:
    """The client's answer names the declaration; a result of Customs does not, and may be of an amendment that was typed on the page."""
    return receipt.outcome in TECHNICAL and bool(document.entry_no) and receipt.facts.get("entry_no") == document.entry_no


def _copy(document: Amendment, number: str) -> Amendment:
    cleared: dict[str, Any] = dict.fromkeys(_GIVEN_BY_CUSTOMS)
    return attrs.evolve(
        document, **cleared, internal_number=number, signature=None, signed_at=None, operation=None, card_no=None, carried=None
    )


def _lines(document: Amendment) -> int:
    return len(document.items)


def _files(document: Amendment) -> list[tuple[str, str]]:
    return [(f"attachments[{n}].path", a.path) for n, a in enumerate(document.attachments, 1) if a.path]


AMENDMENT_KIND: Final = DocumentKind[Amendment](
    name="amendment",
    title_zh="报关单修撤单",
    title_en="amendment of a declaration",
    model=Amendment,
    rules=AMENDMENT_RULES,
    lifecycle=LIFECYCLE,
    identity=_identity,
    with_numbers=_with_numbers,
    guards=_guards,
    lines=_lines,
    copy=_copy,
    files=_files,
    follows=Follows(
        kind="declaration",
        named_by={"entry_no": "entry_no", "seq_no": "declaration_seq_no"},
        on=frozenset({"deleted"}),
        told=_told,
        claims=_claims,
    ),
)

"""Where each row of the notes on the list's rules is enforced: rules, checks elsewhere, or why there is none.

A name with a prefix of `ELSEWHERE` is a check outside the rule pack; `Excluded` says why nothing checks a row.
"""

from __future__ import annotations

import attrs

from baoguan.rules.inventory.head_conditional import OWN_UNITS, RELATED_UNITS
from baoguan.rules.inventory.head_required import TO_DECLARE, TO_SAVE
from baoguan.rules.inventory.identifiers import PARTIES, PARTIES_WITH_NO
from baoguan.rules.inventory.merging import KEY

ELSEWHERE = ("consolidation:", "guard:", "channel:", "sheets:")


@attrs.frozen
class Excluded:
    """A row that no check stands for, and why."""

    reason: str


def _fields(what: str, over: str, *names: str) -> tuple[str, ...]:
    return tuple(f"field.{what}:{over}.{name}" if over else f"field.{what}:{name}" for name in names)


_QUANTITIES = ("quantity", "statutory_quantity", "second_quantity", "gross_weight", "net_weight", "weight_factor")
_PRICES = ("unit_price", "total_price")
_NUMBERS = tuple(f"number:{party}.customs_code" for party in (*PARTIES, *PARTIES_WITH_NO))

COVERAGE: dict[str, tuple[str, ...] | Excluded] = {
    "5.2:1": ("head.required:ledger_no", "number:ledger_no", *(f"head.required:{path}" for path, _, _ in TO_SAVE)),
    "5.2:2": (
        *(f"head.required:{path}" for path, _, _ in TO_DECLARE),
        "declaring.relation",
        "declaring.kind",
        "head.required:lines",
    ),
    "5.2:3": ("operator.enterprise",),
    "5.2:4": (
        "declaring.units_needed",
        "declaring.units_cleared",
        *(f"number:{party}.customs_code" for party in (*RELATED_UNITS, *OWN_UNITS)),
    ),
    "5.2:5": ("declaring.two_step", "declaring.entry_numbers"),
    "5.2:6": (
        "head.required:ledger_no",
        "list_type.4:materials",
        "list_type.9:customs_declared",
        "list_type.9:generate_declaration",
        "list_type.9:declaration_relation",
        "list_type.9:application_no",
        "list_type.9:transfer_type",
        "list_type.8:customs_declared",
        "list_type.8:exemption",
        "list_type.1:warehouse_documents",
    ),
    "5.2:7": ("line.consumption_version",),
    "5.2:8": Excluded("says which text the page signs; whether a signature is right only the far side can tell"),
    "5.2:9": ("area.related_ledger", "area.joint_record"),
    "5.2:10": ("field.code:transfer_type", "transfer.type", "transfer.general_taxpayer"),
    "5.2:11": ("sheets:both headings of port and country are read",),
    "5.2:12": ("filing.frozen", "change.head_fixed"),
    "5.2:13": (
        "attachment.pdf",
        "attachment.number",
        "field.length:attachments.number",
        "channel:attachment size",
        *_NUMBERS,
    ),
    "5.2:lengths-and-decimals": (
        *_fields("length", "", "operating_enterprise.name", "internal_number", "remark"),
        *_fields("length", "lines", "goods_name", "specification", "remark", "consumption_version"),
        *_fields("digits", "lines", "ledger_item_no", *_QUANTITIES, *_PRICES),
        *_fields("negative", "lines", *_QUANTITIES, *_PRICES),
        *_fields("characters", "lines", "goods_name", "specification", "remark"),
        *_fields("trimmed", "lines", "goods_name", "specification", "remark"),
        "positive:lines.quantity",
        "text.wide:remark",
        "text.wide:lines.specification",
        "text.wide:lines.remark",
        "channel:dates as yyyyMMdd",
    ),
    "5.2:arithmetic": ("total:lines", "total:materials", "channel:decimals as the value has them"),
    "5.4:sw-js-official-page-2018-10": ("merge.key", *(f"consolidation:key {name}" for name in KEY)),
    "5.4:bssp-五项": ("merge.exemption", "consolidation:key exemption"),
    "5.4:welogix": Excluded("options of one broker program, which contradict each other; the key can be set"),
    "5.4:1": ("merge.max_50", "consolidation:max-50"),
    "5.4:2": ("merge.gaps", "merge.key", "consolidation:typed numbers"),
    "5.4:3": ("merge.alone", "consolidation:no-merge"),
    "5.4:4": ("tariff.export_duty", "consolidation:export-dutiable"),
    "5.4:5": ("head.required:goods_kind", "transfer.ledger_row"),
    "5.4:6": ("consolidation:sums",),
    "5.4:7": ("positive:lines.quantity", "consolidation:zero sum or second quantity in part"),
    "5.4:8": ("merge.gaps", "consolidation:renumber"),
    "5.4:9": ("consolidation:weights stay with the head",),
    "5.4:10": ("merge.key", "consolidation:countries of consolidated lists"),
    "5.4:11": Excluded("tells of 2018 only: merging of main materials has been allowed since"),
    "5.4:12": ("merge.key", "merge.gaps", "consolidation:change keeps numbers"),
    "5.7:enterprise-side-修改-撤销-not-available": ("change.numbers", "channel:support for change and withdrawal"),
    "5.7:change-may-touch-only-head-监管方式": (
        "change.head_fixed",
        "change.line_fixed",
        "change.no_line_added",
        "change.no_line_missing",
        "change.marks",
    ),
    "5.7:head-modifiable-set-confirmed-elsewhere-关别": ("change.head_fixed",),
    "5.7:draft-delete-only-while-draft-refused": ("guard:change.not-approved", "guard:change.pending"),
    "5.7:on-modify-seqno-in-head-and": ("change.numbers", "change.line_seq_no"),
    "5.7:清单-changed-报关单-not-yet-flag": ("field.code:entry_to_be_modified",),
    "5.7:an-import-清单-whose-goods-already": ("guard:change.out-records",),
    "5.7:not-counted-as-报关差错-the-2018": Excluded("a tolerance of 2018-08-01 to 2018-10-31, over since"),
    "5.7:after-核扣-报核-of-that-period": ("guard:any.written-off",),
    "5.7:copying-a-清单-clears-numbers-dates": Excluded(
        "copying is an act of the document kind, which clears them; no state to judge"
    ),
    "1.2:system-error-receipt": (
        "change.line_seq_no",
        "number:ledger_no",
        "line_no.repeated:lines",
        "merge.key",
        "channel:CDATA for the specification",
    ),
    "1.2:card-s-10-digit-code-differs": ("operator.enterprise",),
    "1.2:success-without-seqno": ("channel:outer structure",),
    "1.2:receipt-1": ("channel:route of lists",),
    "1.2:exception-while-importing": ("channel:raw text of the answer",),
    "1.2:not-on-white-list-or-ic": ("operator.card",),
    "1.2:later-not-found-in-the-target": ("operator.enterprise", "channel:SysId by ledger"),
}

"""Where each row of the notes on declarations is enforced: rules, checks elsewhere, or why there is none. See `tests.rules.coverage`."""

from __future__ import annotations

from typing import Final

from tests.rules.coverage import Excluded

_LEDGER_AT_HAND: Final = Excluded("what stands in the ledger's row only the ledger tells, and a declaration is checked without it")
_WHICH_ROW: Final = (
    "ledger.item",
    Excluded("whether an item number is that of a material or of a product only the ledger tells"),
)

COVERAGE: Final[dict[str, tuple[str | Excluded, ...] | Excluded]] = {
    "4:4-1": Excluded("one number, mode, levy, licence and bill each: the model has one place for each of them"),
    "4:4-2": (
        "ledger.missing",
        "number:ledger_no",
        Excluded("which of the 78 kinds a low-value accessory is, and its value in dollars, no field says"),
    ),
    "4:4-3": (
        "crossing.transport_mode:deep_processing",
        "crossing.transport_mode",
        "crossing.counterpart_country:deep_processing",
        "crossing.counterpart_country",
        "crossing.destination_port:deep_processing",
        "crossing.destination_port",
        "crossing.departure_port",
        "crossing.conveyance",
        "crossing.voyage_no",
        "crossing.bill_of_lading",
        "crossing.terms",
        "crossing.office",
        Excluded("the date of import or export is the day of acceptance, which is known only after declaring"),
    ),
    "4:4-4": (
        "transfer.related_entry",
        "transfer.related_ledger",
        "transfer.between_bonded",
        "transfer.related_direction",
        "number:related_entry_no",
        "number:related_ledger_no",
    ),
    "4:4-5": ("domestic_sale.document",),
    "4:4-6": (
        "destruction.remark",
        Excluded("no field tells a by-product, a consolidated delivery or a bonded entry whose remark has set words"),
    ),
    "4:4-7": (
        "levy.carry_over",
        "levy.exchange",
        Excluded("the levy of a domestic sale is as the facts are, which only the enterprise knows"),
    ),
    "4:4-8": ("ledger.deposit", _LEDGER_AT_HAND),
    "4:4-9": _LEDGER_AT_HAND,
    "4:4-10": (
        "collective.period",
        "number:entry_no",
        Excluded("which lists a collective declaration sums up no field of it says"),
    ),
    "4:4-11": (
        "packages.zero",
        "packages.unpacked",
        "weight.whole_kilogram:gross_weight",
        "weight.whole_kilogram:net_weight",
        "weight.two_decimals:gross_weight",
        "weight.two_decimals:net_weight",
    ),
    "4:4-12": ("promises.unanswered", "promises.not_asked", "promises.values", "promises.positions"),
    "4:4-13": ("type.business", "type.step", "type.flags", "field.length:document_type"),
    "4.14:深加工结转": _WHICH_ROW,
    "4.14:料件-余料-结转-incl-finished-unfinished": _WHICH_ROW,
    "4.14:料件复出-incl-边角料复出": _WHICH_ROW,
    "4.14:料件退换": _WHICH_ROW,
    "4.14:成品退换": _WHICH_ROW,
    "4.14:料件内销-and-制成品-残次品-未完成品-cleared": _WHICH_ROW,
    "4.14:边角料-副产品-内销": _WHICH_ROW,
    "4.14:成品减免-征免税证明": (
        "ledger.item_expected",
        Excluded("equal quantities and import before export of two declarations, of which only one is at hand"),
    ),
    "4.14:销毁": ("ledger.item_expected", "destruction.remark"),
    "4.14:副产品-退运-结转出口": Excluded("a new product row of the ledger, which only the ledger has"),
    "4.14:联网监管-legacy": Excluded("the list of the older system, which is no document of its own here"),
    "8.3:import-only-9-items-境内收发货人-运输方式": (
        "summary.import",
        "summary.item:trader",
        "summary.item:gross_weight",
        "goods.hs-digits",
    ),
    "8.3:dutiable-担保备案编号": ("summary.guarantee",),
    "8.3:restricted-许可证-随附证件-code-no-集装箱商品项号关系": ("summary.item:licences", "summary.item:container_goods"),
    "8.3:inspected-产品资质-hs-10-检验检疫名称-货物属性": (
        "summary.item:qualifications",
        "summary.item:full_hs_code",
        "summary.item:goods_attributes",
        "summary.item:purpose",
        "summary.item:inspected_container_goods",
        "goods.hs-digits",
    ),
    "8.3:完整-within-14-days-from-the": Excluded("a deadline: no field of a declaration says when its conveyance declared entry"),
    "8.3:inf-default-entry-day-14-calendar": Excluded("a deadline: how its days are counted is a setting of the two-step work"),
    "8.3:said-no-duty-but-duty-is": Excluded("whether duty is due after all only Customs or the complete step finds out"),
    "8.3:credit-一般信用-or-better-goods-really": (
        "summary.transit",
        Excluded("credit and offices are conditions of the enterprise, asked before a summary is made"),
    ),
    "8.3:one-报关单-number-for-both-steps": (
        "broker:test_two_step.py::test_the_second_step_leaves_under_the_same_numbers_once_the_summary_is_cleared",
    ),
    "8.3:processing-bonded-step-1-without-清单": ("list.document", "ledger.missing", "list.drafted"),
    "8.3:successor-2019年第216号-all-customs-from-2020": Excluded(
        "which offices take part since when is asked before a summary is made"
    ),
}

NOT_DEMANDED: Final[dict[tuple[str, str], str]] = {
    ("DecHead", "Type"): "the channel fills it in: two blanks are an ordinary declaration",
    ("DecHead", "EdiId"): "the channel fills it in",
    ("DecHead", "EntryType"): "the channel fills it in",
    ("DecHead", "DeclTrnRel"): "the channel fills it in",
    ("DecHead", "PromiseItmes"): "the channel fills it in; promises.unanswered says when that will not do",
    ("DecHead", "CopName"): "the channel fills it in from the card",
    ("DecHead", "CopCode"): "the channel fills it in from the card",
    ("DecHead", "TypistNo"): "the channel fills it in from the card",
    ("DecHead", "InputerName"): "the channel fills it in from the card",
    ("DecHead", "DeclareName"): "the channel fills it in from the card",
    ("DecSign", "OperType"): "the channel fills it in",
    ("DecSign", "Sign"): "empty on this route: the import client signs with its card",
    ("DecSign", "SignDate"): "the channel fills it in",
    ("DecLists/DecList", "GNo"): "lines are numbered as they stand when they have no number",
    ("DecLists/DecList", "SecondQty"): "needed with a second unit only: goods.second_quantity",
    ("EdocRealation", "EdocID"): "of a file the channel gives its name; row.required:attachments.number asks of the others",
    ("EdocRealation", "EdocFomatType"): "of a file the channel says PDF; row.required:attachments.format asks of the others",
}
"""Fields that the interface asks for and no plain rule demands of the user, and why."""

"""Where each row of the notes on the list's rules is enforced: rules, checks elsewhere, or why there is none.

A name is a rule of the pack, or `room:name`, a check of another room: a finding, a guard, or a test `file.py::test` that shows it
(`tests.rules.references` resolves them). `Excluded` says why nothing checks a row, or a part of one.
"""

from __future__ import annotations

import attrs

from baoguan.rules.inventory.head_conditional import OWN_UNITS, RELATED_UNITS
from baoguan.rules.inventory.head_required import TO_DECLARE, TO_SAVE
from baoguan.rules.inventory.identifiers import PARTIES, PARTIES_WITH_NO


@attrs.frozen
class Excluded:
    """A row, or a part of one, that no check stands for, and why."""

    reason: str


def _fields(what: str, over: str, *names: str) -> tuple[str, ...]:
    return tuple(f"field.{what}:{over}.{name}" if over else f"field.{what}:{name}" for name in names)


_QUANTITIES = ("quantity", "statutory_quantity", "second_quantity", "gross_weight", "net_weight", "weight_factor")
_PRICES = ("unit_price", "total_price")
_NUMBERS = tuple(f"number:{party}.customs_code" for party in (*PARTIES, *PARTIES_WITH_NO))

COVERAGE: dict[str, tuple[str | Excluded, ...] | Excluded] = {
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
    "5.2:11": ("sheets:test_headings.py::test_both_headings_of_port_and_country_are_read",),
    "5.2:12": ("filing.frozen", "change.head_fixed"),
    "5.2:13": (
        "attachment.pdf",
        "attachment.number",
        "field.length:attachments.number",
        "attachment.not_sent",
        "channel:test_ways.py::test_attachments_are_spoken_of_and_no_message_holds_them",
        *_NUMBERS,
        Excluded("4 MB: the files are named, never opened, and travel with no message; the page that takes the upload weighs them"),
        Excluded("which attachments may be deleted: they are kept and deleted on the page alone, no message speaks of them"),
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
        "channel:test_golden.py::test_a_list_is_written_as_the_file_written_by_hand",
    ),
    "5.2:arithmetic": ("total:lines", "total:materials", "wire:test_encode.py::test_numbers_have_no_exponent"),
    "5.4:sw-js-official-page-2018-10": (
        "merge.key",
        "consolidation:test_consolidate.py::test_a_difference_in_any_field_of_either_source_keeps_lines_apart",
    ),
    "5.4:bssp-五项": (
        "merge.exemption",
        "consolidation:test_consolidate.py::test_a_difference_in_any_field_of_either_source_keeps_lines_apart",
        "consolidation:test_consolidate.py::test_key_can_be_set_to_the_five_fields_of_the_other_source",
    ),
    "5.4:welogix": Excluded("options of one broker program, which contradict each other; the key can be set"),
    "5.4:1": ("merge.max_50", "consolidation:consolidation.too-many"),
    "5.4:2": (
        "merge.gaps",
        "merge.key",
        "consolidation:consolidation.number-gap",
        "consolidation:consolidation.number-key",
        "consolidation:test_consolidate.py::test_typed_numbers_join_lines_and_stand",
    ),
    "5.4:3": (
        "merge.alone",
        "consolidation:consolidation.number-alone",
        "consolidation:test_consolidate.py::test_no_merge_line_stays_alone",
    ),
    "5.4:4": (
        "tariff.export_duty",
        "consolidation:consolidation.export-duty-unknown",
        "consolidation:test_consolidate.py::test_product_under_export_duty_is_never_merged",
    ),
    "5.4:5": ("head.required:goods_kind", "transfer.ledger_row"),
    "5.4:6": (
        "consolidation:test_consolidate.py::test_sums_are_exact_and_the_rest_is_of_the_first_line",
        "consolidation:test_consolidate.py::test_unit_price_is_rounded_half_even_to_five_and_then_to_four_decimals",
    ),
    "5.4:7": (
        "positive:lines.quantity",
        "consolidation:consolidation.zero-quantity",
        "consolidation:consolidation.second-quantity",
    ),
    "5.4:8": ("merge.gaps", "consolidation:test_renumber.py::test_deleting_lines_closes_up_both_numbers"),
    "5.4:9": ("rules:test_inventory_arithmetic.py::test_a_declaration_line_has_no_weights_of_its_own",),
    "5.4:10": (
        "merge.key",
        "consolidation:consolidation.countries",
        "consolidation:test_consolidate.py::test_consolidated_list_without_destination_merges_whatever_the_countries",
    ),
    "5.4:11": Excluded("tells of 2018 only: merging of main materials has been allowed since"),
    "5.4:12": ("merge.key", "merge.gaps", "consolidation:test_consolidate.py::test_change_skips_the_merge_check_and_keeps_numbers"),
    "5.7:enterprise-side-修改-撤销-not-available": (
        "change.numbers",
        "channel:test_ways.py::test_changes_and_deletions_are_among_what_the_channel_can_do",
    ),
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
        "channel:test_golden.py::test_the_text_of_cdata_stands_raw_in_the_message",
    ),
    "1.2:card-s-10-digit-code-differs": ("operator.enterprise",),
    "1.2:success-without-seqno": ("channel:test_golden.py::test_a_list_is_written_as_the_file_written_by_hand",),
    "1.2:receipt-1": ("channel:test_ways.py::test_every_list_goes_by_the_same_folder_whatever_its_ledger",),
    "1.2:exception-while-importing": (
        "broker:test_saving.py::test_a_refused_save_is_shown_with_its_text_and_its_declaration_is_dropped",
    ),
    "1.2:not-on-white-list-or-ic": ("operator.card",),
    "1.2:later-not-found-in-the-target": (
        "operator.enterprise",
        "channel:test_ways.py::test_the_sub_system_follows_the_first_letter_of_the_ledger",
    ),
    "1.2:timeouts-等待响应超时-卡控件通讯等待握手超时-send-rabbitmq": (
        "broker:test_saving.py::test_a_refused_save_is_shown_with_its_text_and_its_declaration_is_dropped",
        "broker:test_looking.py::test_what_lies_in_the_fail_box_is_shown",
        "plugin:test_sending.py::test_what_was_not_sent_is_tried_again_and_sent_once",
        Excluded("resending by itself: a text of the client is no proof that nothing left; a person resends with `redeclare`"),
    ),
}

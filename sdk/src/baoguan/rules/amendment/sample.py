"""A sample amendment of invented companies that breaks no rule."""

from __future__ import annotations

from baoguan.model.amendment import AmendedRow, Amendment, AmendmentItem
from baoguan.rules.inventory.sample import BROKER, MANUFACTURER

ENTRY_NO = "530120261000000017"
SEQ_NO = "I20260000000000017"


def sample() -> Amendment:
    """A valid request to correct the quantity of one goods line and the packages of the head."""
    return Amendment(
        internal_number="DEMO-I-0001-M1",
        amendment_type="1",
        entry_no=ENTRY_NO,
        declaration_seq_no=SEQ_NO,
        customs_office="5301",
        trader=MANUFACTURER,
        declarant=BROKER,
        direction="I",
        reason="录入差错，实际成交数量与发票一致",
        review="2",
        contact="示例报关员",
        telephone="0755-00000000",
        items=(
            AmendmentItem(number=1, field_code="PACK_NO", field_name="件数", old_value="40", new_value="41"),
            AmendmentItem(
                number=2,
                field_code="G_QTY",
                field_name="成交数量",
                old_value="1000",
                new_value="1001",
                row=AmendedRow(number="1", kind="1"),
            ),
        ),
    )

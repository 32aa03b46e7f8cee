"""The width table: what is known stands where it was seen, everything else is labelled as the mock's own."""

from __future__ import annotations

import pytest

from baoguan import BondedInventoryList, InventoryLine
from baoguan.plugin import Ledger, LedgerItem, UnitConsumption, paths
from baoguan_h2010.messages import DOWN, TYPES, UP
from baoguan_h2010.simulator.layout import LAYOUT
from baoguan_h2010.widths import TAG, Layout, layouts

TAGS = (
    "HASH_SIGN ELEMENT TR_HEAD TR_IMG TR_EXG HEAD HEAD_H2K ORG_IMG ORG_EXG ORG_BOM IMG EXG CM IMG_DICT EXG_DICT FAS_HEAD FAS_IMG FAS_EXG "
    "CL_HEAD CL_LIST ENT_HEAD ENT_LIST DCR_HEAD DCR_IMG DCR_EXG DCR_ENT DCR_EXR DCR_IMR CLR_IMG CLR_EXG ORG_CLR_IMG ORG_CLR_EXG COL_HEAD "
    "COL_IMG COL_EXG RESULT CHK_MSG G_CHK_MSG CM_CHK_MSG ENT_CHK_MSG CHK_INFO KEY"
)
KNOWN = {
    "RESULT": [("TRADE_CODE", 22, 10), ("COP_EMS_NO", 32, 20), ("SEQ_NO", 52, 18), ("EMS_NO", 70, 12), ("DATA_TYPE", 82, 1),
               ("DECLARE_TYPE", 83, 1), ("CHK_MARK", 84, 1)],
    "CM": [("EMS_NO", 22, 12), ("GAP_1", 34, 9), ("EXG_NO", 43, 9), ("GAP_2", 52, 21), ("VERSION", 73, 9), ("IMG_NO", 82, 9)],
    "CHK_INFO": [("UNIFIED_NO", 22 + 37, 18)],
}  # fmt: skip
MODELS = {
    "TR_HEAD": Ledger, "HEAD": Ledger, "HEAD_H2K": Ledger, "FAS_HEAD": Ledger, "ORG_IMG": LedgerItem, "ORG_EXG": LedgerItem,
    "ORG_BOM": UnitConsumption, "CL_HEAD": BondedInventoryList, "CL_LIST": InventoryLine,
}  # fmt: skip
ALL = list(layouts().values())


def test_every_record_that_is_known_by_name_is_there() -> None:
    assert {layout.record for layout in ALL} == set(TAGS.split())


def test_what_is_known_stands_where_it_was_seen_and_nothing_else_is_called_known() -> None:
    found = {
        layout.record: [(f.name, f.start, f.width) for f in layout.fields if f.known]
        for layout in ALL
        if any(f.known for f in layout.fields)
    }
    assert found == KNOWN
    assert {f.source for layout in ALL for f in layout.fields} == {"known", "mock"}


@pytest.mark.parametrize("layout", ALL, ids=lambda layout: layout.record)
def test_the_fields_follow_each_other_behind_a_tag_of_22(layout: Layout) -> None:
    assert len(layout.tag) == TAG == 22
    position = TAG
    for field in layout.fields:
        assert (field.start, field.kind in {"X", "9", "Z"}, bool(field.zh)) == (position, True, True), field.name
        position += field.width
    assert layout.size == position


@pytest.mark.parametrize("layout", ALL, ids=lambda layout: layout.record)
def test_the_mock_and_the_channel_have_each_their_own_table_and_they_agree(layout: Layout) -> None:
    kinds = {"X": "X", "9": "D", "Z": "Z"}
    ours = [(f.name, f.start, f.width, kinds[f.kind], f.decimals) for f in layout.fields]
    assert ours == [(c.name, c.start, c.width, c.kind, c.decimals) for c in LAYOUT[layout.record]]


def test_attributes_are_those_of_the_model() -> None:
    bound = {layout.record: {f.attribute for f in layout.fields if f.attribute} for layout in ALL}
    assert {record for record, names in bound.items() if names} == set(MODELS)
    for record, model in MODELS.items():
        assert bound[record] <= set(paths(model)), record


def test_every_message_type_and_its_receipt() -> None:
    changes = {"EMS221", "EMS222", "EMS225", "EMS223", "EMS224", "EMS226"}
    assert set(UP) == {"EMS211", "EMS212", "EMS213", "EMS214", "EMS215", "EMS217", "EMS230", "EMS231", "EMS232"} | changes
    assert set(DOWN) == {f"EMS3{up[4:]}" for up in UP if up != "EMS226"}
    assert {record for t in TYPES for record in t.records} <= set(layouts())
    assert all(t.data_type == "5" for t in TYPES if "归并关系" in t.zh)

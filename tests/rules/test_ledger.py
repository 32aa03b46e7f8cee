"""Rules of ledgers beyond their examples: paths, long ledgers, changes that name rows outside them, logistics accounts, both languages."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeVar

import attrs
import pytest

from baoguan.errors import Finding
from baoguan.model.ledger import Ledger, LedgerItem, UnitConsumption
from baoguan.rules import Context, Example
from baoguan.rules.engine import BLOCK
from baoguan.rules.ledger import LEDGER_RULES
from baoguan.rules.ledger.sample import sample
from baoguan.rules.samples import SAMPLE_DATE, changed, context_for
from tests.rules.ledgers import long

R = TypeVar("R")

CHANGE = {"act": "2", "change_count": 1, "ledger_no": "C530124A0001"}
CLOSING = {"act": "3", "change_count": 1, "ledger_no": "C530124A0001"}


def found(example: Example, document: Ledger | None = None) -> list[Finding]:
    return LEDGER_RULES.check(changed(document or sample(), example), context_for(example))


def errors(example: Example, document: Ledger | None = None) -> list[tuple[str, str]]:
    return [(f.rule, f.path) for f in found(example, document) if f.severity == "error"]


# --- where a finding points -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("example", "expected"),
    [
        ({"operating_enterprise.customs_code": None}, ("ledger.required:operating_enterprise.customs_code", "operating_enterprise.customs_code")),
        ({"operating_enterprise": None}, ("ledger.required:operating_enterprise.customs_code", "operating_enterprise.customs_code")),
        ({"materials[1].hs_code": None}, ("ledger.required:materials.hs_code", "materials[2].hs_code")),
        ({"products[0].hs_code": "85176"}, ("field.exact:products.hs_code", "products[1].hs_code")),
        ({"materials[0].quantity": Decimal("0.123456")}, ("field.digits:materials.quantity", "materials[1].quantity")),
        ({"consumptions[2].net": Decimal(0)}, ("consumption.net", "consumptions[3].net")),
        ({"consumptions[2].product_item_no": 9}, ("consumption.product_item_no", "consumptions[3].product_item_no")),
        ({"consumptions[1].material_item_no": 9}, ("consumption.material_item_no", "consumptions[2].material_item_no")),
        ({"family": "book"}, ("field.code:family", "family")),
        ({"materials": (), "consumptions": ()}, ("ledger.rows", "materials")),
    ],
)  # fmt: skip
def test_a_finding_names_the_part_the_row_and_the_field(example: Example, expected: tuple[str, str]) -> None:
    assert expected in errors(example)


def test_rows_of_materials_and_products_are_numbered_apart() -> None:
    assert errors({"materials[1].item_no": 1, "consumptions[1].material_item_no": 1, "consumptions[2].material_item_no": 1}) == [
        ("ledger.item_no:materials", "materials[1].item_no"),
        ("ledger.item_no:materials", "materials[2].item_no"),
        ("consumption.key", "consumptions[1].product_item_no"),
        ("consumption.key", "consumptions[2].product_item_no"),
    ]
    assert errors({"materials[0].item_no": 1, "products[0].item_no": 1}) == []


def test_an_empty_ledger_says_everything_that_it_lacks_and_saving_asks_for_less() -> None:
    saving, declaring = (
        {f.path for f in LEDGER_RULES.check(Ledger(), Context(on=SAMPLE_DATE, declare=declare)) if f.severity == "error"}
        for declare in (False, True)
    )
    assert saving == {"family", "internal_number", "operating_enterprise.customs_code", "ledger_type", "master_customs"}
    assert declaring > saving


def test_an_account_is_not_asked_for_what_belongs_to_a_handbook() -> None:
    of_handbooks = dict.fromkeys(("supervision_mode", "levy_nature", "processing_kind", "port", "import_contract", "contact"))
    of_accounts = {"archive_no": "DEMO-A-1", "max_turnover": Decimal(100), "write_off_cycle": 180}
    assert [rule for rule, _ in errors(of_handbooks)] == [f"ledger.required:{path}" for path in of_handbooks]
    assert found({**of_handbooks, **of_accounts, "family": "account"}) == []
    assert {f.path for f in found({**of_handbooks, "family": "account"})} == set(of_accounts)


# --- long ledgers ----------------------------------------------------------------------------------------------------------------


def test_numbers_repeated_across_blocks_are_found_with_their_place() -> None:
    document = long(BLOCK + 1000)
    assert errors({}, document) == []
    last = len(document.materials) - 1
    twice = attrs.evolve(document.materials[last], item_no=17, part_no="M-17")
    problems = found({}, attrs.evolve(document, materials=(*document.materials[:-1], twice)))
    assert [(f.rule, f.path, f.value) for f in problems] == [
        ("ledger.item_no:materials", "materials[17].item_no", "17"),
        ("ledger.item_no:materials", f"materials[{last + 1}].item_no", "17"),
        ("ledger.part_no:materials", "materials[17].part_no", "M-17"),
        ("ledger.part_no:materials", f"materials[{last + 1}].part_no", "M-17"),
    ]
    assert "17" in problems[0].zh
    assert "17" in problems[0].en


@pytest.mark.parametrize("row", [0, BLOCK - 1, BLOCK, BLOCK + 1, 3000])
def test_a_fault_keeps_its_row_whichever_block_it_stands_in(row: int) -> None:
    document = long(3001, 1, 3001)
    spoiled = attrs.evolve(
        document,
        materials=_with(document.materials, row, attrs.evolve(document.materials[row], goods_name=None)),
        consumptions=_with(document.consumptions, row, attrs.evolve(document.consumptions[row], tangible_loss=Decimal(100))),
    )
    assert errors({}, spoiled) == [
        ("ledger.required:materials.goods_name", f"materials[{row + 1}].goods_name"),
        ("consumption.loss", f"consumptions[{row + 1}].tangible_loss"),
    ]


def _with(rows: tuple[R, ...], at: int, row: R) -> tuple[R, ...]:
    return (*rows[:at], row, *rows[at + 1 :])


def test_rows_may_stand_in_any_order() -> None:
    document = long(3001, 2, 3500)
    turned = attrs.evolve(
        document,
        materials=document.materials[::-1],
        products=document.products[::-1],
        consumptions=document.consumptions[::-1],
    )
    assert errors({}, document) == errors({}, turned) == []


# --- changes and closings ----------------------------------------------------------------------------------------------------------


def test_a_change_may_name_rows_that_stand_in_the_ledger_and_not_in_it() -> None:
    only = {
        **CHANGE,
        "materials": (),
        "products": (),
        "consumptions[0].product_item_no": 4711,
        "consumptions[1].material_item_no": 4712,
    }
    assert errors(only) == []
    filed = {path: value for path, value in only.items() if path not in CHANGE}
    assert {rule for rule, _ in errors(filed)} == {"ledger.rows", "consumption.product_item_no", "consumption.material_item_no"}


def test_rows_of_a_change_are_judged_like_those_of_a_filing() -> None:
    assert errors({**CHANGE, "materials[1].item_no": 1}) == [
        ("ledger.item_no:materials", "materials[1].item_no"),
        ("ledger.item_no:materials", "materials[2].item_no"),
    ]
    assert errors({**CHANGE, "materials[0].hs_code": None}) == [("ledger.required:materials.hs_code", "materials[1].hs_code")]
    assert errors({**CHANGE, "consumptions[0].net": None}) == [("ledger.required:consumptions.net", "consumptions[1].net")]


def test_a_deleted_row_frees_its_number_and_what_it_meant() -> None:
    replaced = {**CHANGE, "materials[0].modification": "2", "materials[1].item_no": 1}
    assert errors(replaced) == []
    assert errors({**CHANGE, "consumptions[0].modification": "2", "consumptions[1].material_item_no": 1}) == []
    assert errors({"materials[0].modification": "2"}) == [("consumption.material_item_no", "consumptions[1].material_item_no")]


def test_a_change_needs_the_number_of_the_ledger_and_its_count() -> None:
    assert errors({**CHANGE, "ledger_no": None, "change_count": None}) == [
        ("ledger.number", "ledger_no"),
        ("ledger.change_count", "change_count"),
    ]


def test_a_closing_names_the_ledger_and_needs_no_content() -> None:
    bare = {"materials": (), "products": (), "consumptions": (), "contact": None, "valid_until": None}
    assert errors({**CLOSING, **bare}) == []
    assert errors({**CLOSING, **bare, "ledger_no": "C53"}) == [("ledger.number", "ledger_no")]
    assert errors({**CLOSING, "materials[0].hs_code": None, "consumptions[0].net": None}) == []


# --- logistics accounts ------------------------------------------------------------------------------------------------------------


LOGISTICS = {
    "family": "logistics",
    "ledger_type": "A",
    "materials": (),
    "products": (),
    "consumptions": (),
    "processing_enterprise": None,
    "valid_until": None,
    "consumption_stage": None,
    "supervision_mode": None,
    "import_contract": None,
    "use": None,
}


def test_a_logistics_account_is_filed_without_goods_and_without_what_processing_needs() -> None:
    assert found(LOGISTICS) == []
    assert errors({**LOGISTICS, "family": "handbook"}) != []


@pytest.mark.parametrize("part", ["products", "consumptions"])
def test_products_and_consumptions_of_a_logistics_account_are_a_warning(part: str) -> None:
    rows = getattr(sample(), part)
    warnings = [f for f in found({**LOGISTICS, part: rows}) if f.rule == "ledger.logistics_rows"]
    assert [f.severity for f in warnings] == ["warning"]
    assert "物流账册" in warnings[0].zh
    assert "logistics" in warnings[0].en


def test_rows_of_a_logistics_account_need_no_quantity_but_their_names() -> None:
    item = attrs.evolve(sample().materials[0], quantity=None, currency=None, country=None, exemption=None)
    assert errors({**LOGISTICS, "materials": (item,)}) == []
    assert errors({**LOGISTICS, "materials": (attrs.evolve(item, goods_name=None),)}) == [
        ("ledger.required:materials.goods_name", "materials[1].goods_name")
    ]


def test_a_logistics_account_is_changed_and_closed_by_its_number() -> None:
    number = {"ledger_no": "T5301W000001"}
    assert errors({**LOGISTICS, **CHANGE, **number}) == []
    assert errors({**LOGISTICS, **CLOSING, **number}) == []
    assert errors({**LOGISTICS, **CHANGE, "ledger_no": None}) == [("ledger.number", "ledger_no")]


# --- both languages ------------------------------------------------------------------------------------------------------------------


def test_every_finding_of_a_thoroughly_wrong_ledger_is_told_in_both_languages_with_a_remedy() -> None:
    wrong = attrs.evolve(
        sample(),
        consumption_stage="7",
        internal_number="N" * 65,
        contact=" x ",
        master_customs="0000",
        materials=(
            LedgerItem(item_no=1, quantity=Decimal(-1), currency="QQQ"),
            LedgerItem(item_no=1, goods_name="第一行\n第二行", hs_code="1"),
        ),
        consumptions=(UnitConsumption(product_item_no=7, net=Decimal(0), tangible_loss=Decimal(100), bonded_share=Decimal(0)),),
    )
    problems = found({}, wrong)
    assert {f.severity for f in problems} == {"error", "warning"}
    assert len({f.rule for f in problems}) > 20
    for finding in problems:
        assert any("一" <= c <= "鿿" for c in finding.zh + finding.remedy_zh), finding.rule
        assert not any("一" <= c <= "鿿" for c in finding.remedy_en), finding.rule
        assert any(c.isascii() and c.isalpha() for c in finding.en), finding.rule
        assert finding.remedy_zh, finding.rule
        assert finding.remedy_en, finding.rule
        assert finding.source, finding.rule
        assert "{" not in finding.zh + finding.en, finding.rule
        assert "None" not in finding.zh + finding.en, finding.rule

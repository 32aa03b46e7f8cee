"""What a summary says: the items of annex 1, and what the message needs beside them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import attrs
import pytest

from baoguan import CustomsDeclaration
from baoguan.model.declaration_goods import DeclarationGoods, GoodsLicence, LicenceDocument
from baoguan.model.declaration_type import DocumentType
from baoguan.model.fields import paths, value_at
from baoguan.rules.declaration.sample import sample
from baoguan.rules.samples import changed
from baoguan.twostep import ITEMS, TwoStep, preview, summary_of
from baoguan.twostep.annex import Group, wanted
from baoguan.twostep.items import PROFILE, unwanted
from baoguan.twostep.settings import PROFILE_FIELDS

OLD = date(2024, 3, 1)
NEW = date(2026, 6, 4)
SETTINGS = TwoStep()
PERMIT = LicenceDocument(kind="1", number="DEMO-1")
LIST = LicenceDocument(kind="a", number="QD530126I000000001")


def full() -> CustomsDeclaration:
    """A declaration with everything that a summary may have, and more."""
    inspected = {
        "licence_no": "DEMO-L-1",
        "licence_documents": (PERMIT, LIST),
        "goods[].licences": (GoodsLicence(),),
        "goods[].inspection_code": "101",
        "goods[].inspection_name": "集成电路",
        "goods[].goods_attributes": "19",
        "goods[].purpose": "99",
        "guarantee_no": "DEMO-G-1",
        "estimated_duty": Decimal("130.50"),
    }
    return changed(sample(), inspected)


def made(
    document: CustomsDeclaration, on: date = NEW, *, restricted: bool = False, inspected: bool = False, settings: TwoStep = SETTINGS
) -> CustomsDeclaration:
    return summary_of(document, settings, on, restricted=restricted, inspected=inspected)


def filled(record: CustomsDeclaration | DeclarationGoods) -> set[str]:
    """The fields of a record that hold something, parts below a party under its name, tuples too."""
    model: type = type(record)
    single = {p.partition(".")[0] for p in paths(model) if value_at(record, p) is not None}
    many = {a.name for a in attrs.fields(model) if isinstance(getattr(record, a.name), tuple) and getattr(record, a.name)}
    return single | many


def test_annex_1_has_nine_items_two_of_logistics_two_of_restricted_and_five_of_inspected_goods() -> None:
    assert Counter(item.group for item in ITEMS) == {Group.BASIC: 9, Group.LOGISTICS: 2, Group.RESTRICTED: 2, Group.INSPECTED: 5}
    assert len({item.name for item in ITEMS}) == len(ITEMS)
    assert [item.name for item in ITEMS if item.group is Group.BASIC] == [
        "trader",
        "transport",
        "bill_of_lading",
        "supervision_mode",
        "hs_code",
        "goods_name",
        "quantity",
        "total_price",
        "origin_country",
    ]


@pytest.mark.parametrize(
    ("restricted", "inspected", "count"), [(False, False, 11), (True, False, 13), (False, True, 16), (True, True, 18)]
)
def test_items_are_asked_for_by_what_the_goods_are(restricted: bool, inspected: bool, count: int) -> None:
    assert len(wanted(restricted=restricted, inspected=inspected)) == count


HEAD = {"trader", "transport_mode", "conveyance", "voyage_no", "bill_of_lading", "supervision_mode", "gross_weight"}
GOODS = {"hs_code", "goods_name", "quantity", "unit", "total_price", "currency", "origin_country"}
NEEDED = {"line_no", "destination_country"}
CONTAINER = {"number", "size", "goods_lines"}
INSPECTED = {"licences", "inspection_code", "inspection_name", "goods_attributes", "purpose"}


@pytest.mark.parametrize(
    ("restricted", "inspected", "head", "goods"),
    [
        (False, False, set(), set()),
        (True, False, {"licence_no", "licence_documents"}, set()),
        (False, True, set(), INSPECTED),
        (True, True, {"licence_no", "licence_documents"}, INSPECTED),
    ],
)
def test_a_summary_keeps_the_items_and_what_the_message_needs_and_nothing_else(
    restricted: bool, inspected: bool, head: set[str], goods: set[str]
) -> None:
    summary = made(full(), restricted=restricted, inspected=inspected)
    items = HEAD | head | {"goods", "containers"}
    assert filled(summary) - set(PROFILE) == items
    assert filled(summary) & set(PROFILE) == {p for p in PROFILE if getattr(full(), p) is not None} | {"document_type"}
    for row in summary.goods:
        assert filled(row) == GOODS | goods | NEEDED
    (container,) = summary.containers
    assert {a.name for a in attrs.fields(type(container)) if getattr(container, a.name) is not None} == CONTAINER
    assert unwanted(summary, restricted=restricted, inspected=inspected) == []


def test_codes_have_six_digits_and_ten_where_goods_are_inspected() -> None:
    assert [g.hs_code for g in made(full()).goods] == ["854239", "850440"]
    assert [g.hs_code for g in made(full(), inspected=True).goods] == ["8542399000", "8504409999"]
    assert [g.hs_code for g in made(changed(full(), {"goods[].hs_code": None})).goods] == [None, None]


def test_the_price_may_be_an_estimate_and_duty_and_guarantee_stay_with_us() -> None:
    summary = made(changed(full(), {"goods[0].total_price": Decimal(2000), "goods[0].unit_price": None}))
    assert summary.goods[0].total_price == Decimal(2000)
    assert (summary.guarantee_no, summary.estimated_duty) == ("DEMO-G-1", Decimal("130.50"))


def test_the_bonded_list_belongs_to_the_second_step() -> None:
    assert made(full(), restricted=True).licence_documents == (PERMIT,)


def test_the_profile_fills_only_what_the_declaration_leaves_open() -> None:
    settings = TwoStep(profile={"customs_office": "5304", "typist_name": "示例录入员二"})
    summary = made(changed(sample(), {"typist_name": None}), settings=settings)
    assert (summary.customs_office, summary.typist_name) == ("5301", "示例录入员二")
    assert set(PROFILE_FIELDS) <= set(PROFILE)


@pytest.mark.parametrize(
    ("given", "on", "flags", "written"),
    [
        (None, NEW, {}, "  5"),
        ("ML", NEW, {}, "ML5"),
        ("      Z", NEW, {}, "  5   Z"),
        (None, OLD, {}, "  1000"),
        ("ML", OLD, {}, "ML1000"),
        (None, OLD, {"inspected": True, "dutiable": True}, "  1011"),
        ("CL", OLD, {"restricted": True, "business": "ML"}, "ML1100"),
    ],
)
def test_the_type_keeps_the_business_of_the_declaration(
    given: str | None, on: date, flags: dict[str, object], written: str
) -> None:
    document = changed(sample(), {"document_type": given})
    assert summary_of(document, SETTINGS, on, **flags).document_type == written  # type: ignore[arg-type]


def test_a_preview_keeps_what_is_said_from_what_is_added_and_names_what_is_missing() -> None:
    summary = made(changed(sample(), {"bill_of_lading": None, "goods[1].origin_country": None}))
    shown = preview(summary, restricted=False, inspected=False)
    given = {item.name: dict(values) for item, values in shown.given}
    assert given["total_price"] == {
        "goods[1].total_price": Decimal(2500),
        "goods[2].total_price": Decimal(6000),
        "goods[1].currency": "USD",
        "goods[2].currency": "USD",
    }
    assert {"document_type", "customs_office", "declarant.customs_code"} <= {name for name, _ in shown.profile}
    assert not {name for name, _ in shown.profile} & {path for item in ITEMS for path in item.paths}
    assert [item.name for item in shown.missing] == ["bill_of_lading", "origin_country"]


@pytest.mark.parametrize(
    ("example", "restricted", "inspected", "missing"),
    [
        ({"containers": ()}, True, True, set()),
        ({"voyage_no": None}, False, False, set()),
        ({"goods": ()}, False, False, {"hs_code", "goods_name", "quantity", "total_price", "origin_country"}),
        ({"licence_no": None, "licence_documents": ()}, True, False, {"licences"}),
        ({"licence_no": None}, True, False, set()),
        ({"goods[].inspection_name": None}, False, True, set()),
        ({"goods[1].inspection_code": None}, False, True, {"full_hs_code"}),
        ({"goods[0].licences": ()}, False, True, {"qualifications"}),
        ({"trader.customs_code": None, "trader.credit_code": None}, False, False, set()),
        ({"trader": None}, False, False, {"trader"}),
        ({"containers[0].goods_lines": None}, True, True, {"container_goods", "inspected_container_goods"}),
    ],
)
def test_what_is_missing(example: dict[str, object], restricted: bool, inspected: bool, missing: set[str]) -> None:
    shown = preview(changed(full(), example), restricted=restricted, inspected=inspected)
    assert {item.name for item in shown.missing} == missing


def test_what_a_summary_does_not_have_is_named_sections_too() -> None:
    found = unwanted(full(), restricted=False, inspected=False)
    assert {"net_weight", "terms", "licence_documents", "goods[1].unit_price", "goods[2].licences"} <= set(found)
    assert not {"gross_weight", "goods", "containers", "guarantee_no"} & set(found)


def test_a_summary_is_of_the_stage_that_its_type_says() -> None:
    assert {DocumentType.read(made(full(), on).document_type).stage for on in (OLD, NEW)} == {"summary"}

"""The declaration of a list: what the list gives, what of it is left to a person, and that nothing is guessed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs
import pytest

from baoguan.consolidation.declaration import FORM, GOODS_FORM, draft_of, needs_own
from baoguan.errors import UnusableInput
from baoguan.model.declaration_type import DocumentType, Stage, stage_of
from baoguan.model.fields import value_at
from baoguan.model.inventory_codes import DeclarationKind
from baoguan.model.inventory_draft import DraftDeclaration, DraftGoods
from baoguan.model.party import Party
from tests.consolidation.drafts import LIST_NO, listed, missing, why
from tests.support.lists import AGENT, MAKER, inventory, line

DRAFT = "I20260000000000001"
OTHERS = Party(customs_code="4403980002", name="深圳样品贸易有限公司")


# -- the head ----------------------------------------------------------------------------------------------------------


def test_the_head_comes_from_the_list() -> None:
    made = draft_of(inventory("A-1", related_ledger_no="T5300W000001"), list_no=LIST_NO, seq_no=DRAFT).document
    assert (made.direction, made.customs_office, made.port) == ("I", "5300", "5301")
    assert (made.trader, made.owner, made.declarant, made.data_entry) == (MAKER, MAKER, AGENT, AGENT)
    assert (made.ledger_no, made.related_ledger_no) == ("C53216A00001", "T5300W000001")
    assert (made.supervision_mode, made.transport_mode, made.counterpart_country) == ("0615", "4", "HKG")
    assert (made.seq_no, made.internal_number) == (DRAFT, "A-1")
    assert [(d.kind, d.number) for d in made.licence_documents] == [("a", LIST_NO)]
    assert (made.related_entry_no, made.entry_no, made.document_type) == (None, None, None)


def test_without_its_number_a_list_is_no_document_of_the_declaration_yet() -> None:
    drafted = draft_of(inventory("A-1"))
    assert drafted.document.licence_documents == ()
    assert "approved" in why(drafted, "licence_documents")
    assert draft_of(inventory("A-1", list_no=LIST_NO)).document.licence_documents[0].number == LIST_NO


def test_every_box_of_the_form_is_filled_or_listed() -> None:
    drafted = draft_of(inventory("A-1"), list_no=LIST_NO)
    for path in FORM:
        filled = value_at(drafted.document, path) not in (None, "")
        assert filled is not (path in missing(drafted)) or path == "foreign_consignee_name_en", path
    for place, row in enumerate(drafted.document.goods, 1):
        for name in GOODS_FORM:
            assert (getattr(row, name) in (None, "")) is (f"goods[{place}].{name}" in missing(drafted)), name
    assert set(missing(drafted)) <= {*FORM, *(f"goods[{n}].district" for n in (1, 2, 3))}


@pytest.mark.parametrize(("direction", "asked"), [("I", "foreign_consignor_name_en"), ("E", "foreign_consignee_name_en")])
def test_the_foreign_party_of_the_other_side_is_not_asked_for(direction: str, asked: str) -> None:
    drafted = draft_of(inventory("A-1", direction=direction, declaration_kind="1" if direction == "I" else "2"))
    both = {"foreign_consignor_name_en", "foreign_consignee_name_en"}
    assert missing(drafted) & both == {asked}


def test_the_declarant_of_the_list_is_not_taken_for_that_of_the_declaration() -> None:
    drafted = draft_of(inventory("A-1", entry_declarant=None))
    assert drafted.document.declarant is None
    assert "declarant.customs_code" in missing(drafted)


def test_weights_are_the_sums_where_every_line_has_one() -> None:
    weighed = [line(n, gross_weight=Decimal("1.00001"), net_weight=Decimal("0.5") if n == 1 else None) for n in (1, 2)]
    drafted = draft_of(listed(*weighed))
    assert (drafted.document.gross_weight, drafted.document.net_weight) == (Decimal("2.00002"), None)
    assert "net_weight" in missing(drafted)
    assert "gross_weight" not in missing(drafted)


@pytest.mark.parametrize(
    ("kind", "business", "stage"),
    [
        *(("1", "", Stage.SINGLE), ("2", "", Stage.SINGLE), ("3", "ML", Stage.SINGLE), ("4", "ML", Stage.SINGLE)),
        *(("X", "", Stage.COMPLETE), ("Y", "ML", Stage.COMPLETE)),
    ],
)
def test_the_kind_of_declaration_says_the_type_of_document(kind: str, business: str, stage: Stage) -> None:
    direction = "E" if kind in "24" else "I"
    made = draft_of(inventory("A-1", declaration_kind=kind, direction=direction)).document
    assert stage_of(made.document_type) is stage
    assert DocumentType.read(made.document_type).business == business
    assert made.direction == direction


@pytest.mark.parametrize("kind", sorted({k.value for k in DeclarationKind} - {*"1234XY"}))
def test_how_the_type_of_another_kind_is_written_is_left_to_a_person(kind: str) -> None:
    drafted = draft_of(inventory("A-1", declaration_kind=kind, direction=None))
    assert drafted.document.document_type is None
    assert kind in why(drafted, "document_type")
    assert drafted.document.direction in ("I", "E")


def test_a_list_that_contradicts_itself_leaves_the_direction_to_a_person() -> None:
    drafted = draft_of(inventory("A-1", direction="E", declaration_kind="1"))
    assert drafted.document.direction is None
    assert "E" in why(drafted, "direction")


@pytest.mark.parametrize("kind", ["X", "Y"])
def test_the_second_step_has_the_number_of_the_summary(kind: str) -> None:
    number = "530120261000000001"
    own = inventory("A-1", declaration_kind=kind, entry_no=number)
    assert draft_of(own).document.entry_no == number
    others = inventory("A-1", declaration_kind=kind, declaration_relation="1", related_entry_no=number)
    assert draft_of(others).document.entry_no == number
    assert draft_of(inventory("A-1", entry_no=number)).document.entry_no is None


def test_the_declaration_of_another_party_has_its_parties_and_nothing_of_ours() -> None:
    head: dict[str, Any] = {"related_consignee": OTHERS, "related_owner": OTHERS, "related_declarant": AGENT}
    drafted = draft_of(inventory("A-1", declaration_relation="1", declaration_kind="2", entry_declarant=None, **head))
    made = drafted.document
    assert (made.trader, made.owner, made.declarant) == (OTHERS, OTHERS, AGENT)
    assert made.direction == "E", "the list is an import, its counterpart declares an export"
    for name in ("ledger_no", "supervision_mode", "counterpart_country", "transport_mode", "customs_office"):
        assert getattr(made, name) is None
        assert "other party" in why(drafted, name)
    assert {g.ledger_item_no for g in made.goods} == {None}
    assert "other party" in why(drafted, "goods[1].ledger_item_no")
    assert made.goods[0].hs_code == "8542319000"


def test_no_declaration_belongs_to_a_list_that_is_not_declared() -> None:
    with pytest.raises(UnusableInput, match="no declaration"):
        draft_of(inventory("A-1", customs_declared="2", generate_declaration="2"))


@pytest.mark.parametrize(
    ("head", "own"),
    [
        ({}, False),
        ({"generate_declaration": "2"}, True),
        ({"generate_declaration": None}, False),
        ({"customs_declared": "2", "generate_declaration": None}, True),
    ],
)
def test_whose_the_declaration_is(head: dict[str, Any], own: bool) -> None:
    assert needs_own(inventory("A-1", **head)) is own


# -- the draft that the list carries -----------------------------------------------------------------------------------

_TEXTS = (
    *("bill_of_lading", "contract_no", "levy_nature", "destination_port", "conveyance", "licence_no", "packaging", "terms"),
    *("trading_country", "departure_port", "entry_port", "goods_place", "promises", "remark", "ledger_no", "port"),
    *("foreign_consignor_code", "foreign_consignor_name", "foreign_consignor_name_en", "foreign_consignor_address"),
    *("foreign_consignee_code", "foreign_consignee_name_en", "freight_mark", "freight_currency", "insurance_mark"),
    *("insurance_currency", "other_mark", "other_currency", "customs_office", "supervision_mode", "transport_mode"),
    *("counterpart_country", "document_type", "direction"),
)


def test_a_draft_that_the_list_carries_speaks_for_the_declaration() -> None:
    texts = {name: f"X{n}" for n, name in enumerate(_TEXTS)}
    draft = DraftDeclaration(
        **texts,  # type: ignore[arg-type]
        operating_enterprise=OTHERS,
        processing_enterprise=OTHERS,
        declarant=OTHERS,
        data_entry=OTHERS,
        gross_weight=Decimal("12.5"),
        net_weight=Decimal(11),
        packages="40",
        freight_rate="0.5",
        insurance_rate="0.3",
        other_rate="1.25",
        entry_seq_no=DRAFT,
    )
    made = draft_of(inventory("A-1", draft_declaration=draft)).document
    assert {name: getattr(made, name) for name in _TEXTS} == texts
    assert {made.trader, made.owner, made.declarant, made.data_entry} == {OTHERS}
    assert (made.gross_weight, made.net_weight, made.packages) == (Decimal("12.5"), Decimal(11), 40)
    assert (made.freight_rate, made.insurance_rate, made.other_rate) == (Decimal("0.5"), Decimal("0.3"), Decimal("1.25"))
    assert made.seq_no == DRAFT


def test_every_field_of_a_draft_that_a_declaration_has_is_taken() -> None:
    """A field that is added to the draft is noticed here."""
    others = {"operating_enterprise", "processing_enterprise", "declarant", "data_entry", "gross_weight", "net_weight", "packages"}
    rest = {"seq_no", "entry_seq_no", "declaration_kind", "created_mark", "carried", "freight_rate", "insurance_rate", "other_rate"}
    assert {a.name for a in attrs.fields(DraftDeclaration)} == {*_TEXTS, *others, *rest}


@pytest.mark.parametrize(
    ("name", "text"), [("packages", "若干"), ("packages", "1.5"), ("freight_rate", "约 3"), ("other_rate", "NaN")]
)
def test_what_is_no_number_in_the_draft_is_listed(name: str, text: str) -> None:
    drafted = draft_of(inventory("A-1", draft_declaration=DraftDeclaration(**{name: text})))  # type: ignore[arg-type]
    assert getattr(drafted.document, name) is None
    assert text in why(drafted, name)


def test_goods_of_the_draft_say_what_joined_lines_differ_in_and_what_a_list_has_no_field_for() -> None:
    joined = [line(1, declaration_line_no=1), line(2, declaration_line_no=1, hs_code="8542319000")]
    goods = DraftGoods(
        declaration_line_no=1,
        ledger_item_no=7,
        goods_name="集成电路",
        district="44031",
        goods_brand="示例",
        use_code="01",
        goods_spec="规格",
    )
    drafted = draft_of(listed(*joined, draft_goods=(goods,)))
    (row,) = drafted.document.goods
    assert (row.ledger_item_no, row.goods_name, row.district) == (7, "集成电路", "44031")
    assert (row.brand, row.use, row.inspected_specification) == ("示例", "01", "规格")
    assert not missing(drafted) & {f"goods[1].{n}" for n in ("ledger_item_no", "goods_name", "district")}


def test_where_lines_and_draft_differ_nothing_is_chosen() -> None:
    goods = DraftGoods(declaration_line_no=1, hs_code="8504409999", quantity=Decimal(99))
    drafted = draft_of(listed(line(1), draft_goods=(goods,)))
    assert (drafted.document.goods[0].hs_code, drafted.document.goods[0].quantity) == (None, None)
    assert "8504409999" in why(drafted, "goods[1].hs_code")
    assert "99" in why(drafted, "goods[1].quantity")

"""What a filing, a change and a list consist of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

from baoguan import Act, Attachment, BondedInventoryList, Step, TooLarge, Unsupported, UnusableInput
from baoguan.plugin import Codes, Ledger, LedgerItem, Message, paths
from baoguan_h2010.binding import carried
from baoguan_h2010.codec import Record, decode
from baoguan_h2010.merging import Relations
from baoguan_h2010.reading import read_file
from plugins.h2010.tests.papers import consumption, filed, inventory, item, ledger, line
from plugins.h2010.tests.sending import account, body, parcel

CODES = Codes.builtin()


def encoded(document: attrs.AttrsInstance, **options: object) -> Message:
    return account().baoguan_encode(parcel(document, **options))  # type: ignore[arg-type]


def types(message: Message) -> list[str]:
    return [part.name.partition("_")[0] for part in message.parts]


def records(message: Message, tag: str) -> list[Record]:
    return [r for r in decode(body(message)) if r.tag == tag]


def test_a_filing_is_one_message_of_four_objects_and_its_consumption() -> None:
    message = encoded(filed())
    assert types(message) == ["EMS211", "EMS212", "EMS215", "EMS213", "EMS226"]
    assert message.parts[0].name == "EMS211_20260105090000_x-d1-0.ems"
    assert (message.packs, message.route) == (1, "4403D60001/EMS-A-1")
    assert any("mock" in note for note in message.unproven)
    assert types(encoded(filed(consumptions=()))) == ["EMS211", "EMS212", "EMS215", "EMS213"]


def test_a_port_in_another_customs_region_makes_a_sub_book() -> None:
    message = encoded(filed(port="2201"))
    assert types(message) == ["EMS211", "EMS212", "EMS215", "EMS213", "EMS214", "EMS226"]
    assert [r.get("G_NO").lstrip("0") for r in records(message, "FAS_IMG")] == ["1", "2"]
    assert "EMS214" not in types(encoded(filed(port="5304")))


def test_every_message_of_a_change() -> None:
    before = ledger(port="2201", ledger_no="E53010000001")
    rows = (
        *(attrs.evolve(r, modification="0") for r in before.materials),
        item(4, goods_name="螺钉", hs_code="7318159090", modification="3"),
    )
    same = tuple(attrs.evolve(c, modification="0") for c in before.consumptions)
    after = attrs.evolve(
        before, act="2", change_count=1, materials=rows, consumptions=(*same, consumption(1, 4, "5", modification="3"))
    )
    message = encoded(after, act=Act.CHANGE, count=1)
    assert types(message) == ["EMS221", "EMS222", "EMS225", "EMS223", "EMS224", "EMS226"]
    assert [r.get("CODE_4") for r in records(message, "TR_IMG")] == ["7318"]
    assert [(r.get("G_NO").lstrip("0"), r.get("MODIFY_MARK")) for r in records(message, "IMG")] == [("4", "3")]
    assert [(r.get("IMG_NO").lstrip("0"), r.get("MODIFY_MARK")) for r in records(message, "CM")] == [("4", "3")]
    keys = records(message, "KEY")
    assert {(k.get("DECLARE_TYPE"), k.get("MODIFY_TIMES"), k.get("EMS_NO")) for k in keys} == {("2", "001", "E53010000001")}


def test_a_change_of_the_head_alone_is_one_message() -> None:
    before = ledger(ledger_no="E53010000001", act="2", change_count=1, materials=(item(1, modification="0"),), consumptions=())
    after = attrs.evolve(before, products=(item(1, "P", modification="0"),))
    assert types(encoded(after, act=Act.CHANGE, count=1)) == ["EMS223"]


def test_rows_merge_when_code_name_and_unit_agree() -> None:
    message = encoded(filed())
    assert [(r.get("G_NO"), r.get("QTY")) for r in records(message, "IMG")] == [
        ("000000001", "00000000002000.00000"),
        ("000000002", "00000000001000.00000"),
    ]
    assert [(r.get("COP_G_NO"), r.get("G_NO")) for r in records(message, "IMG_DICT")] == [
        ("M-0001", "000000001"),
        ("M-0003", "000000001"),
        ("M-0002", "000000002"),
    ]


def test_consumption_between_merged_rows_adds_up() -> None:
    message = encoded(filed())
    assert [(r.get("EXG_NO"), r.get("IMG_NO"), Decimal(r.get("NET"))) for r in records(message, "CM")] == [
        ("000000001", "000000001", Decimal("3.5")),
        ("000000001", "000000002", Decimal(12)),
    ]


def test_products_that_merge_must_consume_alike() -> None:
    products = (item(1, "P"), item(2, "P"))
    alike = filed(products=products, consumptions=(consumption(1, 1), consumption(2, 1)))
    assert [Decimal(r.get("NET")) for r in records(encoded(alike), "CM")] == [Decimal(2)]
    with pytest.raises(UnusableInput, match="disagree"):
        encoded(filed(products=products, consumptions=(consumption(1, 1), consumption(2, 1, "3"))))
    apart = filed(products=products, consumptions=(consumption(1, 1), consumption(2, 1, "3", version="2")))
    assert len(records(encoded(apart), "CM")) == 2


def test_rows_added_later_renumber_nothing() -> None:
    before = Relations.of(ledger())
    after = Relations.of(ledger(materials=(*ledger().materials, item(4), item(5, goods_name="螺钉"))))
    assert [m.number for m in before.materials] == [1, 2]
    assert [m.number for m in after.materials] == [1, 2, 5]
    deleted = Relations.of(ledger(materials=(item(1, modification="2"), item(3))))
    assert [(m.number, m.mark, m.total("quantity")) for m in deleted.materials] == [(1, "1", Decimal(1000))]


def test_lists_find_their_merged_rows_by_part_number() -> None:
    relations = Relations.of(ledger())
    given = inventory(lines=(line(1, ledger_item_no=None, part_no="M-0003"), line(2, ledger_item_no=None, part_no="M-0002")))
    assert [x.ledger_item_no for x in relations.numbered(given).lines] == [1, 2]
    with pytest.raises(UnusableInput, match=r"lines\[1\] M-9"):
        relations.numbered(inventory(lines=(line(1, part_no="M-9"),)))


def test_codes_are_those_of_the_old_system() -> None:
    message = encoded(filed())
    (head,) = records(message, "HEAD")
    assert head.get("DECLARE_STAGE") == "2"
    assert {(r.get("CURR"), r.get("COUNTRY")) for r in records(message, "ORG_IMG")} == {("502", "116")}
    (cl,) = records(encoded(inventory()), "CL_HEAD")
    assert cl.get("TRADE_COUNTRY") == "110"


def test_a_save_is_a_check_and_bears_no_other_mark() -> None:
    assert {k.get("STEP") for k in records(encoded(filed(), step=Step.SAVE), "KEY")} == {"0"}
    assert {k.get("STEP") for k in records(encoded(filed()), "KEY")} == {"1"}


def test_large_ledgers_go_in_batches_that_hold_every_row_once() -> None:
    rows = tuple(item(n, goods_name=f"集成电路{n}") for n in range(1, 25))
    document = filed(materials=rows, consumptions=())
    whole = encoded(document)
    old = account(batch_rows=20)
    first = old.baoguan_encode(parcel(document))
    batches = [old.baoguan_encode(parcel(document, pack=k, packs=first.packs)) for k in range(1, first.packs + 1)]
    assert first.packs == len(batches) > 2
    assert body(batches[0]) == body(first)
    for tag in ("HEAD", "TR_HEAD", "TR_IMG", "ORG_IMG", "IMG_DICT", "IMG", "EXG"):
        together = [r.values for batch in batches for r in decode(body(batch)) if r.tag == tag]
        assert together == [r.values for r in records(whole, tag)], tag
    assert all(sum(r.tag in {"ORG_IMG", "IMG", "IMG_DICT"} for r in decode(body(b))) <= 20 for b in batches)


def test_encoding_is_deterministic_and_a_message_has_a_limit() -> None:
    assert body(encoded(filed())) == body(encoded(filed()))
    with pytest.raises(TooLarge, match="10000"):
        account(max_bytes=10_000).baoguan_encode(parcel(filed()))


def test_gbk_is_asked_for_before_anything_is_sent() -> None:
    with pytest.raises(UnusableInput) as caught:
        encoded(filed(materials=(item(1, goods_name="芯片😀"), item(2, remark="ꀀ")), consumptions=()))
    assert all(t in str(caught.value) for t in ("materials[1].goods_name", "😀", "materials[2].remark", "U+A000"))


def test_check_finds_what_the_text_cannot_hold_with_path_and_value() -> None:
    document = filed(materials=(item(1, goods_name="芯片😀"), item(2, remark="ꀀ")), consumptions=())
    found = {f.path: f for f in account().baoguan_findings(document, Act.FILING)}
    assert found["materials[1].goods_name"].value == "芯片😀"
    assert "U+1F600" in found["materials[1].goods_name"].en
    assert "GBK" in found["materials[2].remark"].zh
    assert {f.severity for f in found.values()} == {"error"}
    assert account().baoguan_findings(filed(), Act.FILING) == []


def test_check_says_which_lists_the_old_system_does_not_know() -> None:
    (found,) = account().baoguan_findings(inventory(inventory_type="8"), Act.FILING)
    assert (found.rule, "no type 8" in found.en) == ("h2010.form", True)


@pytest.mark.parametrize("number", ["x" * 21, "账册" * 6])
def test_the_internal_number_has_twenty_bytes(number: str) -> None:
    with pytest.raises(UnusableInput, match="20"):
        encoded(filed(number))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"ledger_no": "E530120A0001"}, "no account of the old system"),
        ({"ledger_no": "C53010000001"}, "no account of the old system"),
        ({"ledger_no": None}, "no account of the old system"),
        ({"inventory_type": "8"}, "no type 8"),
        ({"materials": (line(1),)}, "has no materials"),
    ],
)
def test_lists_that_the_old_system_does_not_know(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(UnusableInput, match=told):
        encoded(inventory(**changes))


@pytest.mark.parametrize("family", ["handbook", "logistics"])
def test_only_electronic_accounts_are_carried(family: str) -> None:
    with pytest.raises(Unsupported, match=family):
        encoded(filed(family=family))


@pytest.mark.parametrize(("document", "act"), [(inventory(), Act.CHANGE), (inventory(), Act.DELETION), (filed(), Act.DELETION)])
def test_there_is_no_other_message(document: attrs.AttrsInstance, act: Act) -> None:
    with pytest.raises(Unsupported, match="no message"):
        encoded(document, act=act)


def test_what_is_not_carried_is_named() -> None:
    (note,) = [n for n in encoded(inventory()).unproven if "not carried" in n]
    assert "customs_declared" in note
    assert "lines.dangerous_goods" in note


def test_of_a_ledger_the_marks_of_customs_and_attached_documents_are_not_carried() -> None:
    marked = filed(
        declaration_source="1",
        change_pause_mark="1",
        self_accounting="1",
        version_control="1",
        first_export_on=date(2026, 1, 5),
        attachments=(Attachment(),),
    )
    (note,) = [n for n in encoded(marked).unproven if "not carried" in n]
    named = "change_pause_mark, declaration_source, first_export_on, self_accounting, version_control, attachments"
    assert note.endswith(f": {named}")
    given = {path for path, term in paths(LedgerItem).items() if not term.system}
    assert given == carried("ORG_IMG") == carried("ORG_EXG")


def test_a_list_is_read_back_and_built_again() -> None:
    message = encoded(inventory(remark="备注"))
    found = read_file("x.ems", body(message), CODES)
    assert found is not None
    assert found.kind == "EMS217"
    assert found.numbers["number"] == "LIST-1"
    assert isinstance(found.document, BondedInventoryList)
    again = encoded(found.document)
    assert body(again) == body(message)


def test_a_whole_filing_is_read_back_and_its_parts_say_that_they_are_parts() -> None:
    message = encoded(filed())
    found = read_file("x.ems", body(message), CODES)
    assert found is not None
    assert isinstance(found.document, Ledger)
    assert body(encoded(found.document)) == body(message)
    part = read_file("x.ems", message.parts[3].content, CODES)
    assert part is not None
    assert part.document is None
    assert any("part of a ledger" in note for note in part.notes)
    assert read_file("x.xml", b"<Signature/>", CODES) is None

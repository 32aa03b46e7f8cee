"""What a batch holds, byte by byte where it matters; the expected texts are written by hand."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal

import attrs
import pytest

from baoguan import Attachment, DraftDeclaration, InventoryLine, TooLarge, Unsupported, UnusableInput
from baoguan.plugin import Act, Ledger, LedgerItem, Step, UnitConsumption, paths
from baoguan_shenguantong.tables import SECTIONS
from plugins.shenguantong.tests.world import encoder, ledger, manifest, parcel, unpacked
from tests.support.lists import AGENT, MAKER, inventory, line


def test_the_manifest_comes_first_and_names_every_part_with_its_digest() -> None:
    message = encoder(name="深圳样品报关有限公司").baoguan_encode(parcel(inventory("A-1", lines=2), step=Step.DECLARE))
    files = unpacked(message)
    assert list(files) == ["manifest.json", "HEAD.csv", "LIST-001.csv"]
    told = json.loads(files["manifest.json"])
    assert told["operator"] == {
        "customs_code": AGENT.customs_code,
        "credit_code": "",
        "name": "深圳样品报关有限公司",
        "card_no": "8900000000001",
    }
    assert (told["protocol"], told["kind"], told["act"], told["declare"]) == ("assumed-v1", "inventory", "1", 1)
    assert (told["owner"], told["number"], told["seq_no"]) == (MAKER.customs_code, "A-1", "")
    assert (told["pack"], told["packs"], told["rows"], told["total_rows"]) == (1, 1, 2, 2)
    assert told["created"] == "2026-01-05T09:00:00+08:00"
    assert [(p["no"], p["of"], p["section"], p["first_row"], p["rows"]) for p in told["parts"]] == [
        (1, 2, "HEAD", 1, 1),
        (2, 2, "LIST", 1, 2),
    ]
    assert [p["sha256"] for p in told["parts"]] == [hashlib.sha256(files[p["name"]]).hexdigest() for p in told["parts"]]


def test_everything_says_that_the_format_is_assumed() -> None:
    for form in ("csv", "xml"):
        message = encoder(format=form).baoguan_encode(parcel(ledger()))
        for name, content in unpacked(message).items():
            text = content.decode("utf-8-sig")
            rows = [r for r in text.splitlines() if "<ROW" in r] if form == "xml" else text.splitlines()[1:]
            if name == "manifest.json":
                assert "假定格式" in text
                assert "assumed format" in text
            else:
                assert rows
                assert all("assumed-v1" in row for row in rows)
                assert form == "csv" or "assumed format" in text
        assert any("assumed-v1" in note and "假定格式" in note for note in message.unproven)


def test_a_line_of_a_list_in_csv() -> None:
    row = line(1, goods_name='"片式",电容', remark="一\n二", quantity=Decimal("1E+2"), unit_price=Decimal("0.0125"))
    files = unpacked(encoder().baoguan_encode(parcel(attrs.evolve(inventory(), lines=(row,)))))
    content = files["LIST-001.csv"]
    assert content.startswith(b"\xef\xbb\xbfprotocol,")
    titles, _, rest = content.decode("utf-8-sig").partition("\r\n")
    assert titles.startswith("protocol,预录入统一编号,商品序号,备案序号,商品料号,商品编码,商品名称,商品规格型号,申报计量单位")
    assert rest.startswith('assumed-v1,,1,1,M-00001,8542319000,"""片式"",电容",示例型号|无品牌,007,007,,116,0.0125,125,,502,100,')
    assert ",100,,,,3," in rest
    assert '"一\n二"' in rest


def test_the_columns_of_a_ledger_begin_as_in_the_sheets_of_ledgers() -> None:
    files = unpacked(encoder().baoguan_encode(parcel(ledger())))
    assert list(files) == ["manifest.json", "HEAD.csv", "IMG-001.csv", "EXG-001.csv", "CONSUME-001.csv"]
    goods = "序号,料号,商品编码,商品名称,规格型号,申报计量单位,法定计量单位,法定第二计量单位,申报数量,申报单价,币制,征免方式,"
    titles = {name: content.decode("utf-8-sig").splitlines()[0] for name, content in files.items()}
    assert titles["IMG-001.csv"].startswith(f"protocol,{goods}主料标志,企业执行标志,修改标志,批准最大余数量,备注,")
    assert titles["EXG-001.csv"].startswith(f"protocol,{goods}企业执行标志,修改标志,备注,")
    assert titles["CONSUME-001.csv"].startswith(
        "protocol,序号,成品序号,料件序号,单耗版本号,净耗,有形损耗率(%),无形损耗率(%),单耗申报状态,保税料件比例(%),修改标志,单耗有效期,备注,"
    )
    first = files["IMG-001.csv"].decode("utf-8-sig").splitlines()[1]
    assert first.startswith("assumed-v1,1,M-1,8542319000,集成电路1,示例|无品牌,007,007,,10000,0.5,502,3,1,,3,,,")


def test_a_row_in_xml_is_escaped_and_leaves_empty_fields_out() -> None:
    row = line(1, goods_name="A<B>&C\r", second_unit=None)
    files = unpacked(encoder(format="xml").baoguan_encode(parcel(attrs.evolve(inventory(), lines=(row,)))))
    text = files["LIST-001.xml"].decode()
    assert '<PART protocol="assumed-v1" section="LIST" notice="' in text
    assert '<ROW protocol="assumed-v1"><LineNo>1</LineNo><LedgerItemNo>1</LedgerItemNo>' in text
    assert "<GoodsName>A&lt;B&gt;&amp;C&#13;</GoodsName>" in text
    assert "SecondUnit" not in text


def test_encoding_is_the_same_every_time() -> None:
    one, two = (encoder().baoguan_encode(parcel(ledger())) for _ in range(2))
    assert one == two


@pytest.mark.parametrize(
    ("act", "code"), [(Act.FILING, "1"), (Act.CHANGE, "2"), (Act.DELETION, "3")], ids=lambda x: x.value if isinstance(x, Act) else x
)
def test_the_manifest_says_what_is_asked(act: Act, code: str) -> None:
    document = inventory("A-1", seq_no="202601000000000001")
    told = manifest(encoder().baoguan_encode(parcel(document, act=act, step=Step.DECLARE, change_count=2)))
    assert (told["act"], told["change_count"], told["seq_no"]) == (code, 2, "202601000000000001")


# -- characters --------------------------------------------------------------------------------------------------------


def test_gbk_is_written_as_gbk_and_says_so() -> None:
    message = encoder(encoding="gbk").baoguan_encode(parcel(inventory()))
    assert "商品名称" in unpacked(message)["LIST-001.csv"].decode("gbk")
    assert manifest(message)["encoding"] == "gbk"


@pytest.mark.parametrize("char", ["😀", "𠮷", "€"])
def test_a_character_that_gbk_cannot_say_is_named_with_its_field_and_row_before_anything_is_sent(char: str) -> None:
    document = attrs.evolve(inventory(), lines=(line(1), line(2), line(3, goods_name=f"芯片{char}")))
    with pytest.raises(UnusableInput) as caught:
        encoder(encoding="gbk").baoguan_encode(parcel(document))
    assert f"LIST 第 3 行的“商品名称”含有GBK 不能表示的字符 {char!r}" in caught.value.zh
    assert f"U+{ord(char):04X}" in caught.value.en
    assert caught.value.remedy_zh
    assert caught.value.remedy_en
    assert encoder().baoguan_encode(parcel(document)).parts


def test_check_finds_every_column_that_gbk_cannot_say_and_rows_beyond_the_limit() -> None:
    document = attrs.evolve(inventory(remark="😀"), lines=(line(1), line(2, goods_name="芯片€"), line(3, currency="ZZZ")))
    found = list(encoder(encoding="gbk", max_rows=2).baoguan_findings(document, Act.FILING))
    assert [(f.rule, f.path, f.value) for f in found if f.rule == "shenguantong.text"] == [
        ("shenguantong.text", "remark", "😀"),
        ("shenguantong.text", "lines[2].goods_name", "芯片€"),
        ("shenguantong.text", "lines[3].currency", "ZZZ"),
    ]
    (many,) = [f for f in found if f.rule == "shenguantong.form"]
    assert "3 rows" in many.en
    assert list(encoder().baoguan_findings(inventory(), Act.FILING)) == []


@pytest.mark.parametrize("form", ["csv", "xml"])
def test_a_control_character_is_refused_by_name(form: str) -> None:
    with pytest.raises(UnusableInput, match=r"备注.*U\+0007"):
        encoder(format=form).baoguan_encode(parcel(inventory(remark="响\x07铃")))


def test_a_currency_without_a_number_is_refused_by_name() -> None:
    document = attrs.evolve(inventory(), lines=(line(1, currency="ZZZ"),))
    with pytest.raises(UnusableInput, match=r"LIST 第 1 行的“币制”.*ZZZ"):
        encoder().baoguan_encode(parcel(document))


# -- what no section carries -------------------------------------------------------------------------------------------


def test_a_list_with_a_section_that_the_format_lacks_is_refused_not_cut() -> None:
    with pytest.raises(Unsupported, match="临时报关单表头") as caught:
        encoder().baoguan_encode(parcel(inventory(draft_declaration=DraftDeclaration())))
    assert "单一窗口" in caught.value.remedy_zh


def test_a_ledger_with_attached_documents_is_refused_not_cut() -> None:
    with pytest.raises(Unsupported, match="随附单证"):
        encoder().baoguan_encode(parcel(attrs.evolve(ledger(), attachments=(Attachment(),))))


def test_every_field_of_a_ledger_has_its_column_but_those_that_only_customs_fills_in() -> None:
    models = {"": Ledger, "materials": LedgerItem, "products": LedgerItem, "consumptions": UnitConsumption}
    for section in SECTIONS["ledger"]:
        given = {path for path, term in paths(models[section.attribute]).items() if not term.system}
        assert {element.path for element in section.record.elements} == given
    marks = ("declaration_source", "change_pause_mark", "self_accounting", "version_control", "first_export_on")
    assert all(paths(Ledger)[mark].system for mark in marks)


def test_another_kind_of_document_is_refused() -> None:
    with pytest.raises(Unsupported, match="entry"):
        encoder().baoguan_encode(parcel(inventory(), kind="entry"))


# -- the limit of rows -------------------------------------------------------------------------------------------------


def many(count: int) -> tuple[InventoryLine, ...]:
    first = line(1)
    return tuple(attrs.evolve(first, line_no=n) for n in range(1, count + 1))


def test_thirty_thousand_rows_go_in_one_batch_of_numbered_parts() -> None:
    message = encoder().baoguan_encode(parcel(attrs.evolve(inventory(), lines=many(30_000))))
    told = manifest(message)
    assert (message.packs, told["rows"]) == (1, 30_000)
    parts = told["parts"]
    assert isinstance(parts, list)
    assert [(p["name"], p["first_row"], p["rows"]) for p in parts[1:]] == [
        ("LIST-001.csv", 1, 10_000),
        ("LIST-002.csv", 10_001, 10_000),
        ("LIST-003.csv", 20_001, 10_000),
    ]


def test_one_row_more_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(TooLarge, match="30001") as caught:
        encoder().baoguan_encode(parcel(attrs.evolve(inventory(), lines=many(30_001))))
    assert "auto_split" in caught.value.remedy_zh
    assert "auto_split" in caught.value.remedy_en


def test_one_row_more_is_divided_into_parts_of_the_same_document_if_asked() -> None:
    channel, document = encoder(auto_split=True), attrs.evolve(inventory("A-1"), lines=many(30_001))
    first = channel.baoguan_encode(parcel(document))
    assert first.packs == 2
    assert any("2 次发送" in note for note in first.unproven)
    second = channel.baoguan_encode(parcel(document, pack=2, packs=2, exchange_id="A-1-s1-second"))
    told = [manifest(m) for m in (channel.baoguan_encode(parcel(document, pack=1, packs=2)), second)]
    assert [(t["pack"], t["packs"], t["rows"], t["total_rows"]) for t in told] == [(1, 2, 15_000, 30_001), (2, 2, 15_001, 30_001)]
    assert told[0]["batch_id"] == told[1]["batch_id"]
    assert {t["number"] for t in told} == {"A-1"}
    parts = told[1]["parts"]
    assert isinstance(parts, list)
    assert parts[1]["first_row"] == 15_001
    assert channel.baoguan_encode(parcel(document, pack=1, packs=2)) == first


def test_rows_are_counted_over_all_sections() -> None:
    document = ledger()
    assert encoder(max_rows=5).baoguan_encode(parcel(document)).packs == 1
    with pytest.raises(TooLarge, match="5 行"):
        encoder(max_rows=4).baoguan_encode(parcel(document))
    channel = encoder(max_rows=2, auto_split=True)
    packs = channel.baoguan_encode(parcel(document)).packs
    sent = [unpacked(channel.baoguan_encode(parcel(document, pack=k, packs=packs))) for k in range(1, packs + 1)]
    assert [[n for n in files if n not in {"manifest.json", "HEAD.csv"}] for files in sent] == [
        ["IMG-001.csv"],
        ["IMG-001.csv", "EXG-001.csv"],
        ["CONSUME-001.csv"],
    ]
    bodies = [f for files in sent for n, f in files.items() if n not in {"manifest.json", "HEAD.csv"}]
    assert sum(len(b.decode("utf-8-sig").splitlines()) - 1 for b in bodies) == 5

"""DecMessage as it leaves: against files written by hand, the fill-in of the card, editions, operations, and the zip."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path, PurePath

import attrs
import pytest

from baoguan import CustomsDeclaration, DeclarationAttachment, DeclarationGoods, Party, Signature
from baoguan.plugin import ChannelContext, Codes, ConfigurationError, DocumentKinds, Evidence, Level, Step, UnusableInput, Verb
from baoguan_singlewindow.declaration.editions import DEFAULT, EDITIONS
from baoguan_singlewindow.declaration.findings import declaration_findings
from baoguan_singlewindow.declaration.message import DeclarationMessages
from baoguan_singlewindow.reading import read_file, unzip
from baoguan_singlewindow.settings import Operator, read_settings
from baoguan_singlewindow.supports import supports
from plugins.singlewindow.tests.declaration.golden_declarations import EXPORT, FILES, FIRST, GOLDEN, IMPORT, PDF, SAMPLES, golden
from plugins.singlewindow.tests.declaration.papers import OPERATOR, account, channel, encoded, parcel, read, texts, values
from plugins.singlewindow.tests.golden_files import differences
from plugins.singlewindow.tests.messages import CODES
from tests.support.declarations import declaration


@pytest.mark.parametrize("name", SAMPLES)
def test_a_declaration_is_written_as_the_file_written_by_hand(name: str) -> None:
    sample = SAMPLES[name]
    written = encoded(sample.document, account(edition=sample.edition), files=sample.files)
    assert differences(written, golden(name)) == []


def test_every_golden_file_has_its_declaration() -> None:
    assert {path.stem for path in GOLDEN.glob("*.xml")} == set(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_what_was_written_is_read_as_it_was_meant(name: str) -> None:
    sample = SAMPLES[name]
    found = read(encoded(sample.document, account(edition=sample.edition), files=sample.files))
    assert found.carried is not None
    assert not found.carried.extras
    assert not found.carried.sections
    assert found.goods == sample.document.goods
    assert found.direction == sample.document.direction
    assert found.trader == sample.document.trader
    assert found.internal_number == sample.document.internal_number


def test_blanks_of_texts_read_by_position_stand_in_the_message() -> None:
    head = texts(encoded(EXPORT), "DecHead")
    assert head["Type"] == "  "
    assert head["PromiseItmes"] == "0 9"
    assert texts(encoded(attrs.evolve(EXPORT, document_type="  5   Z")), "DecHead")["Type"] == "  5   Z"
    assert read(encoded(attrs.evolve(EXPORT, document_type="  5   Z"))).document_type == "  5   Z"


@pytest.mark.parametrize(
    ("direction", "origin_element", "destination_element"),
    [("I", "JPN", "CHN"), ("E", "CHN", "JPN"), (None, "JPN", "CHN")],
)
def test_the_countries_of_an_export_change_places(direction: str | None, origin_element: str, destination_element: str) -> None:
    goods = (DeclarationGoods(line_no=1, origin_country="JPN", destination_country="CHN"),)
    written = encoded(attrs.evolve(EXPORT, direction=direction, goods=goods))
    row = texts(written, "DecLists", "DecList")
    assert (row["OriginCountry"], row["DestinationCountry"]) == (origin_element, destination_element)
    assert read(written).goods[0].origin_country == "JPN"


def test_the_card_fills_in_what_every_message_needs() -> None:
    bare = attrs.evolve(EXPORT, promises=None)
    written = encoded(bare)
    head, sign = texts(written, "DecHead"), texts(written, "DecSign")
    assert (head["TypistNo"], head["InputerName"], head["DeclareName"]) == ("8930000000001", "示例录入员", "示例录入员")
    assert (head["CopCode"], head["CopName"], head["CopCodeScc"]) == (
        OPERATOR.customs_code,
        OPERATOR.name,
        OPERATOR.credit_code,
    )
    assert (head["EdiId"], head["EntryType"], head["DeclTrnRel"], head["PromiseItmes"]) == ("1", "M", "0", "99999")
    assert (sign["ICCode"], sign["CopCode"], sign["OperName"]) == ("8930000000001", OPERATOR.customs_code, "示例录入员")
    assert (sign["ClientSeqNo"], sign["SignDate"], sign["Sign"]) == ("GOLD-0001", "2026010509301500", "")


def test_what_the_declaration_says_is_not_overwritten() -> None:
    said = attrs.evolve(
        EXPORT,
        data_entry=Party(customs_code="4403980002", name="样品录入有限公司"),
        typist_name="甲",
        typist_card_no="8930000000002",
        declarer_name="乙",
        entry_type="0",
        transit_kind="3",
        transit_relation="1",
        promises="11111",
        signature=Signature(
            card_no="8930000000003", enterprise="4403980003", operator="丙", signed_at="2026010100000000", note="注"
        ),
    )
    head, sign = texts(encoded(said), "DecHead"), texts(encoded(said), "DecSign")
    assert (head["CopCode"], head["InputerName"], head["TypistNo"], head["DeclareName"]) == (
        "4403980002",
        "甲",
        "8930000000002",
        "乙",
    )
    assert (head["EntryType"], head["EdiId"], head["DeclTrnRel"], head["PromiseItmes"]) == ("0", "3", "1", "11111")
    assert (sign["ICCode"], sign["CopCode"], sign["OperName"], sign["SignDate"]) == (
        "8930000000003",
        "4403980003",
        "丙",
        "2026010100000000",
    )
    assert sign["Note"] == "注"


def test_a_card_of_little_writes_what_it_has() -> None:
    card = Operator(customs_code=OPERATOR.customs_code)
    head = texts(encoded(EXPORT, account(card)), "DecHead")
    assert "TypistNo" not in head
    assert head["CopCode"] == OPERATOR.customs_code


def test_a_declarant_without_card_is_refused() -> None:
    with pytest.raises(UnusableInput, match="4403980001"):
        DeclarationMessages(account(), CODES).encode(parcel(EXPORT), None)


def test_a_document_of_another_kind_is_refused() -> None:
    from tests.support.lists import inventory

    with pytest.raises(UnusableInput, match="BondedInventoryList"):
        DeclarationMessages(account(), CODES).encode(attrs.evolve(parcel(EXPORT), document=inventory()), OPERATOR)


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_message_has_the_elements_of_its_edition_only(edition: str) -> None:
    full = attrs.evolve(IMPORT, port_inspection_office="470500", signature=Signature(host="H"))
    written = encoded(full, account(edition=edition), files=FILES)
    assert f'Version="{edition}"'.encode() in written
    names = {name for name, _ in values(written)}
    order = list(EDITIONS)
    assert ("InspOrgCode" in names) is (order.index(edition) < order.index("4.9.6"))
    assert ("HostId" in names) is (order.index(edition) < order.index("4.9.6"))
    assert ("TradeCiqCode" in names) is (edition != "3.1")
    assert ("ContractNo" in names) is (edition != "3.1")
    assert ("RcepOrigPlaceCode" in names) is (edition == "5.0")
    assert ("ElementNo" in names) is (edition == "5.0")


def test_what_an_edition_does_not_carry_is_said() -> None:
    found = {f.path: f for f in declaration_findings(IMPORT, DEFAULT)}
    assert set(found) == {"goods[1].agreement_origin", "goods[1].control_elements[1].element_no"} | {
        f"goods[1].control_elements[1].{name}" for name in ("value", "category")
    } | {"attachments[1].goods_lines"}
    assert all(f.severity == "warning" and f.zh and f.en and f.remedy_zh and f.remedy_en and f.source for f in found.values())
    assert list(declaration_findings(IMPORT, "5.0")) == []
    old = {f.path for f in declaration_findings(IMPORT, "3.1")}
    assert {"trader_inspection_code", "royalties[1].contract_no", "access.transfer", "goods[1].licences[1].unit"} <= old
    assert [f.path for f in declaration_findings(FIRST, DEFAULT)] == [
        "port_inspection_office",
        "certificate_office",
        "accepting_office",
        "goods[1].inspection_name",
        "signature.host",
    ]


def test_what_is_too_long_for_the_first_edition_is_said() -> None:
    long = attrs.evolve(FIRST, conveyance="DEMO" * 10)
    (found,) = declaration_findings(long, "3.1")
    assert (found.path, found.rule, found.severity) == ("conveyance", "singlewindow.edition-length", "warning")
    assert [f for f in declaration_findings(long, "4.8") if f.path == "conveyance"] == []


@pytest.mark.parametrize("said", [None, "A", "C", "D", "G"])
def test_a_save_saves_whatever_the_settings_and_the_declaration_say(said: str | None) -> None:
    document = attrs.evolve(EXPORT, signature=Signature(operation=said) if said else None)
    for operation in ("G", "C", "D"):
        settings = account(declaration_operation=operation)
        messages = DeclarationMessages(settings, CODES)
        saved = messages.encode(parcel(document, step=Step.SAVE), OPERATOR)
        assert texts(saved, "DecSign")["OperType"] == "G"
        declared = messages.encode(parcel(document, step=Step.DECLARE), OPERATOR)
        assert texts(declared, "DecSign")["OperType"] == operation


def test_declaring_is_supported_only_where_the_settings_say_so_and_is_unproven_then() -> None:
    def declaring(operation: str) -> tuple[Level, Evidence]:
        (found,) = (
            s for s in supports(account(declaration_operation=operation)) if (s.kind, s.verb) == ("declaration", Verb.DECLARE)
        )
        return found.level, found.evidence

    assert declaring("G")[0] is Level.UNSUPPORTED
    assert declaring("C") == declaring("D") == (Level.NATIVE, Evidence.INFERRED)
    (saving,) = (s for s in supports(account()) if (s.kind, s.verb) == ("declaration", Verb.SAVE))
    assert (saving.level, saving.evidence) == (Level.NATIVE, Evidence.REAL_SAMPLE)
    inventory = [s for s in supports(account()) if s.kind == "inventory"]
    assert [s for s in supports(account(declaration_operation="C")) if s.kind == "inventory"] == inventory


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("edition", "9.9", "4.9.7"),
        ("edition", 5.0, "edition"),
        ("declaration_operation", "A", "G | C | D"),
        ("declaration_operation", True, "declaration_operation"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(key: str, value: object, says: str, tmp_path: Path) -> None:
    context = ChannelContext(
        environment="test", account="demo", codes=Codes.builtin(), kinds=DocumentKinds(()), journal="j", base=tmp_path
    )
    with pytest.raises(ConfigurationError) as caught:
        read_settings({"root": "imp", "operator": [{"customs_code": "4403980001"}], key: value}, context)
    assert says in str(caught.value)


def test_settings_by_default_save_in_the_last_noticed_edition(tmp_path: Path) -> None:
    context = ChannelContext(
        environment="test", account="demo", codes=Codes.builtin(), kinds=DocumentKinds(()), journal="j", base=tmp_path
    )
    settings = read_settings({"root": "imp", "operator": [{"customs_code": "4403980001", "person": "甲"}]}, context)
    assert (settings.edition, settings.declaration_operation, settings.operators[0].person) == ("4.9.7", "G", "甲")
    assert settings.routes["DecMessage"] == "Deccus001"


# --- the file ---------------------------------------------------------------------------------------------------------------------


def test_a_declaration_without_files_goes_as_xml(tmp_path: Path) -> None:
    message = channel(tmp_path).baoguan_encode(parcel(EXPORT))
    (part,) = message.parts
    assert (part.name, part.media_type) == ("X-1.xml", "application/xml")
    assert differences(part.content, golden("export")) == []
    assert message.route == "4403980001/Deccus001"
    assert message.unproven == ()


def test_a_declaration_with_files_goes_as_a_zip_of_the_message_and_its_files(tmp_path: Path) -> None:
    message = channel(tmp_path, account(edition="5.0")).baoguan_encode(parcel(IMPORT, files=FILES))
    (part,) = message.parts
    assert (part.name, part.media_type) == ("X-1.zip", "application/zip")
    with zipfile.ZipFile(io.BytesIO(part.content)) as archive:
        assert archive.namelist() == ["X-1.xml", "invoice.pdf"]
        assert archive.testzip() is None
        assert archive.read("invoice.pdf") == PDF
        assert differences(archive.read("X-1.xml"), golden("import")) == []
        assert all(m.file_size and m.compress_size and not m.flag_bits & 8 for m in archive.infolist())
    shown = read_file(part.name, part.content, CODES)
    assert shown is not None
    assert isinstance(shown.document, CustomsDeclaration)
    assert [a.file_name for a in shown.document.attachments] == ["invoice.pdf", None]
    assert shown.numbers == {"number": "GOLD-0002", "seq_no": "I20260000000000001"}


def test_the_same_parcel_gives_the_same_bytes(tmp_path: Path) -> None:
    for sample in SAMPLES.values():
        one, two = (
            channel(tmp_path / name, account(edition=sample.edition)).baoguan_encode(parcel(sample.document, files=sample.files))
            for name in ("a", "b")
        )
        assert one.parts[0].content == two.parts[0].content


def attached(*named: tuple[str, str | None]) -> CustomsDeclaration:
    return attrs.evolve(EXPORT, attachments=tuple(DeclarationAttachment(kind="00000001", path=p, file_name=n) for p, n in named))


@pytest.mark.parametrize(
    ("path", "name", "inside"),
    [
        ("papers/发票.pdf", None, "发票.pdf"),
        ("C:\\papers\\发票.pdf", None, "发票.pdf"),
        ("/srv/a b.PDF", None, "a b.PDF"),
        ("x.pdf", "530100000001IM000000000000000001.pdf", "530100000001IM000000000000000001.pdf"),
    ],
)
def test_a_file_has_its_own_name_in_the_zip(path: str, name: str | None, inside: str, tmp_path: Path) -> None:
    document = attached((path, name))
    (part,) = channel(tmp_path).baoguan_encode(parcel(document, files={path: PDF})).parts
    with zipfile.ZipFile(io.BytesIO(part.content)) as archive:
        assert archive.namelist() == ["X-1.xml", inside]
        xml = archive.read("X-1.xml")
    row = texts(xml, "EdocRealation")
    assert (row["EdocID"], row["EdocCopId"], row["EdocFomatType"], row["EdocSize"]) == (inside, inside, "US", str(len(PDF)))
    assert unzip("x.zip", part.content)[1] == xml


def test_two_files_of_one_name_are_never_sent_as_one(tmp_path: Path) -> None:
    document = attached(("a/x.pdf", None), ("b/x.pdf", None))
    with pytest.raises(UnusableInput, match="same name"):
        channel(tmp_path).baoguan_encode(parcel(document, files={"a/x.pdf": PDF, "b/x.pdf": b"%PDF-other"}))


def test_the_channel_tells_its_findings_of_declarations_alone(tmp_path: Path) -> None:
    from baoguan.plugin import Act
    from tests.support.lists import inventory

    instance = channel(tmp_path)
    assert [f.path for f in instance.baoguan_findings(FIRST, Act.FILING)][:1] == ["port_inspection_office"]
    assert instance.baoguan_findings(inventory(), Act.FILING) == []
    offline = channel(tmp_path / "offline", attrs.evolve(account(), operators=()))
    assert offline.baoguan_findings(FIRST, Act.FILING) == []


def test_the_card_of_the_declarant_is_its_profile(tmp_path: Path) -> None:
    profile = channel(tmp_path).baoguan_profile(declaration())
    assert profile is not None
    assert profile.customs_code == OPERATOR.customs_code


def test_numbers_are_written_without_exponent() -> None:
    document = attrs.evolve(EXPORT, gross_weight=Decimal("1E+3"), net_weight=Decimal("0.00001"))
    head = texts(encoded(document), "DecHead")
    assert (head["GrossWet"], head["NetWt"]) == ("1000", "0.00001")


def test_the_name_of_the_message_is_no_path(tmp_path: Path) -> None:
    message = channel(tmp_path).baoguan_encode(parcel(EXPORT, exchange_id="A-1-s1-0123"))
    assert PurePath(message.parts[0].name).name == "A-1-s1-0123.xml"

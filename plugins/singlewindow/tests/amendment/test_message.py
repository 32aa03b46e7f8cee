"""DecModMessage as it is sent: official order, the operation by act, files, and what only one program writes."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import attrs
import pytest
from lxml import etree

from baoguan import AmendmentItem, DeclarationAttachment, Party
from baoguan.plugin import ChannelContext, ConfigurationError, DocumentKinds, Step, UnusableInput, Verb
from baoguan_singlewindow.amendment.message import AmendmentMessages
from baoguan_singlewindow.amendment.tables import EXTRAS, MESSAGE
from baoguan_singlewindow.settings import read_settings
from baoguan_singlewindow.supports import SUPPORTS, supports
from plugins.singlewindow.tests.amendment.papers import ORDER, SEQ_NO, account, channel, encoded, of_agent, parcel, read
from plugins.singlewindow.tests.declaration.papers import OPERATOR, element, texts
from plugins.singlewindow.tests.messages import CODES, CREATED, name_of
from tests.support.amendments import confirming

PDF = b"%PDF-1.4 demo"
SCAN = DeclarationAttachment(kind="00000001", path="scans/reason.pdf")


def full() -> bytes:
    document = of_agent(
        seq_no=SEQ_NO,
        attachments=(SCAN,),
        handling_office="示例海关通关科",
        confirmation=confirming().confirmation,
        version="1.0",
        items=(AmendmentItem(number=1, field_code="G_NAME", field_name="商品名称", old_name="旧", new_name="新"),),
        trader=Party(customs_code="4403DEM0A1", credit_code="91440300MADEM0A009", name="示例制造"),
    )
    return encoded(document, step=Step.DECLARE, files={"scans/reason.pdf": PDF}, amendment_elements=EXTRAS)


def test_elements_stand_in_the_official_order() -> None:
    names = [name_of(child) for child in etree.fromstring(full())]
    assert [n for n in names if n not in EXTRAS] == list(ORDER)


def test_every_element_of_the_schema_and_of_the_program_has_its_attribute() -> None:
    known = {e.name for e in MESSAGE.elements} | {n.name for n in MESSAGE.nested}
    assert known == set(ORDER) | {"TradeCreditCode", "AgentCreditCode", "Version"}


def test_a_change_is_saved_with_its_items_under_the_card_of_the_account() -> None:
    content = encoded(of_agent())
    head = texts(content)
    assert (head["OperType"], head["IcCode"], head["SignTime"]) == ("G", OPERATOR.card_no, f"{CREATED:%Y%m%d%H%M%S}")
    assert head["Sign"] == ""
    assert "DecModSeqNo" not in head
    first, second = element(content, "Items")
    assert {name_of(c): c.text for c in first} == {
        "No": "1",
        "FieldCode": "PACK_NO",
        "FieldName": "件数",
        "OldValue": "40",
        "NewValue": "41",
    }
    row = next(c for c in second if name_of(c) == "List")
    assert {name_of(c): c.text for c in row} == {"GNo": "1", "ListType": "1"}


def test_a_field_of_the_head_has_no_row() -> None:
    (first, _) = element(encoded(of_agent()), "Items")
    assert "List" not in {name_of(c) for c in first}


def test_declaring_says_what_the_account_allows_and_carries_the_number_that_saving_brought() -> None:
    head = texts(encoded(of_agent(seq_no=SEQ_NO), step=Step.DECLARE, amendment_operation="C"))
    assert (head["OperType"], head["DecModSeqNo"]) == ("C", SEQ_NO)


def test_an_answer_to_customs_says_h_and_is_never_only_saved() -> None:
    document = attrs.evolve(of_agent(), confirmation=confirming().confirmation, items=())
    content = encoded(document, step=Step.DECLARE, amendment_operation="C")
    assert texts(content)["OperType"] == "H"
    assert texts(content, "CopAffirmData") == {
        "SeqNo": "202600000000000031",
        "FormCode": "DEMO-FORM-1",
        "EntryId": document.entry_no,
        "AffirmResult": "0",
        "Note": "",
        "Contact": "13000000000",
    }
    with pytest.raises(UnusableInput, match="--declare"):
        encoded(document)


def test_what_only_one_program_writes_is_left_out_unless_the_account_asks_for_it() -> None:
    document = of_agent(trader=Party(customs_code="4403DEM0A1", credit_code="91440300MADEM0A009", name="示例制造"), version="1.0")
    assert not {"TradeCreditCode", "AgentCreditCode", "Version"} & texts(encoded(document)).keys()
    asked = texts(encoded(document, amendment_elements=("TradeCreditCode", "Version")))
    assert (asked["TradeCreditCode"], asked["Version"]) == ("91440300MADEM0A009", "1.0")


def test_files_travel_in_the_zip_under_the_names_that_the_message_gives(tmp_path: Path) -> None:
    document = of_agent(attachments=(SCAN,))
    message = channel(tmp_path).baoguan_encode(parcel(document, files={"scans/reason.pdf": PDF}))
    (part,) = message.parts
    assert part.media_type == "application/zip"
    with zipfile.ZipFile(BytesIO(part.content)) as archive:
        assert archive.read("reason.pdf") == PDF
        listed = texts(archive.read("X-1.xml"), "EdocsRealation")
    assert (listed["EdocCopId"], listed["EdocFomatType"], listed["EdocSize"]) == ("reason.pdf", "US", str(len(PDF)))
    assert listed["SignUnit"] == account().operators[0].customs_code


def test_without_files_it_goes_as_it_is_to_the_folder_of_amendments_and_says_that_this_is_unproven(tmp_path: Path) -> None:
    message = channel(tmp_path).baoguan_encode(parcel(of_agent()))
    assert message.parts[0].name == "X-1.xml"
    assert message.route.endswith("/DECCUS102")
    assert message.unproven == ("DecModMessage save",)
    other = channel(tmp_path / "other", routes={"DecModMessage": "DecMod001"})
    assert other.baoguan_encode(parcel(of_agent())).route.endswith("/DecMod001")


def test_a_declarant_without_card_is_refused() -> None:
    stranger = of_agent(declarant=Party(customs_code="4403DEM0Z9"))
    with pytest.raises(UnusableInput, match="4403DEM0Z9"):
        AmendmentMessages(account(), CODES).encode(parcel(stranger), None)


def test_nothing_of_it_is_proven_and_declaring_is_off() -> None:
    mine = {s.verb: s for s in SUPPORTS if s.kind == "amendment"}
    assert not mine[Verb.SAVE].evidence.proven
    assert mine[Verb.DECLARE].level.value == "unsupported"
    on = {s.verb: s for s in supports(account(amendment_operation="C")) if s.kind == "amendment"}
    assert on[Verb.DECLARE].level.value == "native"
    assert not on[Verb.DECLARE].evidence.proven


@pytest.mark.parametrize(("key", "value"), [("amendment_operation", "H"), ("amendment_elements", ["Nothing"])])
def test_settings_that_mean_nothing_are_refused(key: str, value: object, tmp_path: Path) -> None:
    context = ChannelContext(environment="test", account="demo", codes=CODES, kinds=DocumentKinds(()), journal="j", base=tmp_path)
    with pytest.raises(ConfigurationError, match=key):
        read_settings({"root": "imp", "operator": [{"customs_code": "4403DEM0B2"}], key: value}, context)


def test_what_is_written_is_read_back() -> None:
    document = of_agent()
    found = read(encoded(document))
    assert attrs.evolve(found, carried=None, operation=None, card_no=None, signed_at=None) == attrs.evolve(
        document, internal_number=None, trader=found.trader, declarant=found.declarant
    )

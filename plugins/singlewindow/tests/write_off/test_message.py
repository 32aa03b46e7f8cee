"""EML121 and EMS121: the official names in their order, what is filled in, and nothing lost between reading and building."""

from __future__ import annotations

import csv
from pathlib import Path

import attrs
import pytest
from lxml import etree

from baoguan import WriteOff
from baoguan.plugin import Record, Step, UnusableInput, Verb
from baoguan_singlewindow.simulator.write_off.tables import FORMS
from baoguan_singlewindow.supports import SUPPORTS
from baoguan_singlewindow.write_off.findings import write_off_findings
from baoguan_singlewindow.write_off.message import KIND, WriteOffMessages
from baoguan_singlewindow.write_off.tables import ACCOUNT, HANDBOOK
from plugins.singlewindow.tests.messages import CODES, name_of, values
from plugins.singlewindow.tests.write_off.papers import PAPER, account, encoded, handbook, parcel, read, rebuilt, settings

FIELDS = Path(__file__).parents[5] / "shared" / "wire" / "fields" / "customs.csv"
RECORDS = [
    record
    for m in (HANDBOOK, ACCOUNT)
    for record in (m.head, m.lists, m.materials, m.products, m.attachments)
    if record is not None
]


def told(content: bytes, tag: str) -> list[dict[str, str]]:
    """Every record of a name, taken without the code under test."""
    found = (node for node in etree.fromstring(content).iter() if name_of(node) == tag)
    return [{name_of(cell): cell.text or "" for cell in node} for node in found]


@pytest.mark.skipif(not FIELDS.is_file(), reason="the field tables of Customs are not here")
@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r.tag)
def test_names_and_order_are_those_of_the_official_schema(record: Record) -> None:
    with FIELDS.open(encoding="utf-8-sig", newline="") as lines:
        theirs = [row["element"] for row in csv.DictReader(lines) if row["type"] == record.tag]
    assert theirs
    assert [element.name for element in record.elements] == theirs
    (simulated,) = {form.records[record.tag] for form in FORMS if record.tag in form.records}
    assert [element.name for element in simulated] == theirs


def test_an_account_is_written_with_its_period_its_ledger_in_every_row_and_no_empty_number() -> None:
    content = encoded(account())
    (head,) = told(content, "EmsChgoffBsc")
    assert (head["emsNo"], head["chgoffTmsCnt"], head["chgoffBeginTime"], head["chgoffDueTime"]) == (
        *("E5301B0A0001", "1", "2025-01-01", "2025-06-02"),
    )
    assert (head["impInvtTotalCnt"], head["expInvtTotalCnt"], head["chgoffMtpckTotalCnt"], head["chgoffEndprdTotalCnt"]) == (
        "1",
    ) * 4
    assert [row["bondInvtNo"] for row in told(content, "EmsChgoffInvtLt")] == ["QD530125I000000001", "QD530125E000000001"]
    material, product = told(content, "EmsChgoffDt")
    assert (material["typecd"], material["shdRemainQty"], material["actlRemainQty"], material["dsmlQty"]) == (
        "I",
        "825",
        "820",
        "-5",
    )
    assert (product["typecd"], product["impOrExpTotalQty"], product["csmTotalQty"], product["emsNo"]) == (
        "E",
        "90",
        "0",
        "E5301B0A0001",
    )
    assert told(content, "BussinessData")[0]["DelcareFlag"] == "1"


def test_a_handbook_has_records_of_its_own_and_its_day_only_when_it_is_declared() -> None:
    content = encoded(handbook())
    (head,) = told(content, "EmlChgoffBsc")
    assert (head["emlNo"], head["chgoffDclDate"]) == ("C53015A00001", "2026-01-05")
    (material,) = told(content, "EmlChgoffMtpck")
    assert (material["impTotalQty"], material["csmTotalQty"], material["remainMtpckQty"]) == ("1000", "225", "0")
    assert [row["expTotalQty"] for row in told(content, "EmlChgoffEndprd")] == ["90"]
    (saved,) = told(encoded(handbook(), step=Step.SAVE), "EmlChgoffBsc")
    assert saved["chgoffDclDate"] == ""


@pytest.mark.parametrize("document", [account(attachments=(PAPER,)), handbook(attachments=(PAPER,))], ids=["account", "handbook"])
def test_what_is_read_is_built_again_strange_elements_included(document: WriteOff) -> None:
    content = encoded(document)
    strange = content.replace(b"<masterCuscd>5301</masterCuscd>", b"<masterCuscd>5301</masterCuscd><Strange>1</Strange>")
    strange = strange.replace(b"<typecd>E</typecd>", b"<typecd>E</typecd><rowNote>7</rowNote>")
    assert strange.count(b"Strange") == 2
    for message in (content, strange):
        assert values(rebuilt(message)) == values(message)
    back = read(content)
    kept = ("family", "ledger_no", "sequence", "import_lists", "operating_enterprise")
    assert {name: getattr(back, name) for name in kept} == {name: getattr(document, name) for name in kept}
    assert [row.item_no for row in back.products] == [1]
    assert [row.list_no for row in back.lists] == [row.list_no for row in document.lists]
    assert back.attachments[0].number == PAPER.number


def test_a_message_out_of_its_envelope_is_read_too() -> None:
    content = encoded(account())
    start, end = content.index(b"<EMS121>"), content.index(b"</EMS121>") + len(b"</EMS121>")
    assert read(content[start:end]).ledger_no == "E5301B0A0001"


def test_what_no_message_carries_is_refused_or_told() -> None:
    with pytest.raises(UnusableInput, match="logistics"):
        encoded(attrs.evolve(account(), family="logistics"))
    with pytest.raises(UnusableInput, match="4403DEM0B2"):
        WriteOffMessages(settings(), CODES).encode(parcel(account()), None)
    assert not list(write_off_findings(account()))
    reasoned = attrs.evolve(handbook().materials[0], reason="盘点短少")
    (finding,) = write_off_findings(handbook(materials=(reasoned,), write_off_type="1"))
    assert (finding.rule, finding.path, finding.severity) == ("singlewindow.write-off-field", "materials[1].reason", "warning")
    (supplement,) = write_off_findings(handbook(write_off_type="2"))
    assert supplement.path == "write_off_type"


def test_the_evidence_is_too_weak_for_production() -> None:
    mine = {s.verb: s for s in SUPPORTS if s.kind == KIND}
    assert set(mine) == {Verb.SAVE, Verb.DECLARE, Verb.CHANGE, Verb.WITHDRAW}
    assert not mine[Verb.SAVE].evidence.proven
    assert not mine[Verb.DECLARE].evidence.proven

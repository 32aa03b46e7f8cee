"""A distribution adds a kind of document by its entry point alone: over the echo, and by a message type over the Single Window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import attrs
import pytest

from baoguan import Broker, Unproven, read_config
from baoguan.plugin import BookCounter, BookRow, Code, CodeList, Effect, Mark, RulePack, each_row, hookimpl
from baoguan_gatepass import GatePass
from tests.broker import papers
from tests.broker.office import Office, only

PASS = GatePass(number="P-1", enterprise="4403980001", plate="粤B00000", list_no="QD530026I000000001")
SEQ_NO = "202600000000000007"


class House:
    """A rule of the house and a code list for a kind that another plugin brought."""

    @hookimpl
    def baoguan_rules(self) -> Sequence[RulePack]:
        house = RulePack("gate-pass")
        house.rule(
            "house.plate", fields=("plate",), source="本公司 / our own", mark=Mark.OFFICIAL, zh="非本公司车辆", en="not our lorry"
        )(each_row(lambda row, context: str(getattr(row, "plate", "")).startswith("港")))
        return [house]

    @hookimpl
    def baoguan_codes(self) -> Sequence[CodeList]:
        known = Code(code="1", name_zh="先入区后报关", name_en="in first, declared afterwards")
        return [
            CodeList(
                name="pass-kind", title_zh="核放单类型", title_en="kinds of passes", date="2026-01-01", source="例", codes=(known,)
            )
        ]


class Effects:
    """Says what a mode does to a ledger."""

    @hookimpl
    def baoguan_effects(self) -> Sequence[Effect]:
        return [
            Effect(
                modes=("0642",),
                direction="I",
                row=BookRow.MATERIAL,
                counter=BookCounter.TRANSFER_IN,
                on_row=1,
                on_material=1,
                mark=Mark.RECALLED,
                source="例 / example",
            )
        ]


def test_the_effects_of_a_plugin_stand_beside_the_built_in_ones(office: Office) -> None:
    with office.broker(own={"effects": Effects()}) as broker:
        assert broker.effects.of("0642", "I", BookRow.MATERIAL).counter is BookCounter.TRANSFER_IN
        assert broker.effects.of("0615", "I", BookRow.MATERIAL).counter is BookCounter.DIRECT_IMPORT


def customs(result: str, minute: int) -> bytes:
    """A receipt of Customs about the pass."""
    at = papers.minute(minute).strftime("%Y-%m-%d %H:%M:%S")
    body = f"<PASS221><seq>{SEQ_NO}</seq><result>{result}</result><time>{at}</time></PASS221>"
    return f"<Package><DataInfo><BussinessData>{body}</BussinessData></DataInfo></Package>".encode()


def test_a_kind_of_a_plugin_works_over_the_echo(tmp_path: Path) -> None:
    config = read_config({"environment": "test", "accounts": {"e": {"channel": "echo"}}}, tmp_path)
    with Broker(config, own={"house": House()}) as broker:
        assert [f.rule for f in broker.check(attrs.evolve(PASS, plate=None))] == ["pass.plate"]
        assert [f.rule for f in broker.check(attrs.evolve(PASS, plate="港00"))] == ["house.plate"]
        assert [c.name_zh for c in broker.codes["pass-kind"]] == ["先入区后报关"]
        assert broker.submit(PASS, declare=True).kind == "gate-pass"
        for _ in range(4):
            broker.run_once()
        assert only(broker, "P-1").state == "declared"
        assert broker.document("P-1") == PASS
        assert broker.copy("P-1", "P-2") == attrs.evolve(PASS, number="P-2")


def test_a_message_type_of_a_plugin_goes_through_the_import_client_and_its_receipts_come_back(office: Office) -> None:
    with office.broker() as broker:
        broker.submit(PASS, declare=True)
        for flag, seq_no in (("save", ""), ("declare", SEQ_NO)):
            broker.run_once()
            (sent,) = office.take()
            assert f'<Pass flag="{flag}"><No>P-1</No><Seq>{seq_no}</Seq>' in sent.xml.decode().replace("<Seq/>", "<Seq></Seq>")
            office.answer(sent, papers.saved(SEQ_NO))
        office.hear(broker, customs("3", 1))
        assert only(broker, "P-1").state == "rejected"
        office.hear(broker, customs("1", 2))
        assert only(broker, "P-1").state == "open"
        assert office.in_box() == []


def test_a_receipt_that_the_plugin_cannot_read_is_kept_for_it(office: Office) -> None:
    with office.broker() as broker:
        office.hear(broker, customs("?", 1))
        assert broker.inbox_counts() == {"parked": 1}


def test_a_kind_that_was_never_seen_on_the_wire_is_refused_in_production(office: Office) -> None:
    production = attrs.evolve(office, environment="production")
    with production.broker() as broker, pytest.raises(Unproven, match="gate-pass"):
        broker.submit(PASS)
    assert office.take() == []

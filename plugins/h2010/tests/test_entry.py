"""The entry point: what it offers without an account."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from baoguan import BondedInventoryList, InventoryLine
from baoguan.plugin import ChannelContext, Codes, DecodeError, DocumentKinds, Evidence, Level, Outcome, Verb, paths
from baoguan_h2010 import channel, codec
from baoguan_h2010.simulator.layout import read, write
from plugins.h2010.tests.papers import filed
from plugins.h2010.tests.sending import account, body, parcel

CODES = Codes.builtin()
README = Path(__file__).parents[1] / "README.md"


def test_the_capabilities_are_those_that_the_readme_tells() -> None:
    info = account().baoguan_channel()
    day = date(2026, 1, 5)
    found = {(s.kind, s.verb): (s.level, s.evidence) for s in info.supports if s.valid(day)}
    assert set(found) == {(kind, verb) for kind in ("ledger", "inventory") for verb in set(Verb) - {Verb.COMPLETE, Verb.RESEND}}
    assert all(evidence in {Evidence.ONE_SOURCE, Evidence.INFERRED} for _, evidence in found.values())
    assert {key for key, (level, _) in found.items() if level is Level.UNSUPPORTED} == {
        ("ledger", Verb.WITHDRAW),
        ("inventory", Verb.WITHDRAW),
        ("inventory", Verb.CHANGE),
    }
    assert {key for key, (level, _) in found.items() if level is Level.EMULATED} == {
        ("ledger", Verb.SAVE),
        ("inventory", Verb.SAVE),
    }
    assert {"EMS213", "EMS217", "EMS226", "EMS231"} <= set(info.messages)


def test_it_builds_without_settings_and_reads_back(tmp_path: Path) -> None:
    context = ChannelContext(environment="test", account="o", codes=CODES, kinds=DocumentKinds(()), journal="", base=tmp_path)
    instance = channel.offline({}, context)
    message = instance.baoguan_encode(parcel(filed()))
    instance.close()
    found = channel.read("x.ems", body(message), CODES)
    assert found is not None
    assert found.numbers == {"number": "EMS-A-1"}
    assert found.document is not None


def test_a_receipt_is_read_with_its_numbers() -> None:
    content = write("KEY", MSG_TYPE="EMS317") + write(
        "RESULT", TRADE_CODE="4403D60001", COP_EMS_NO="A", SEQ_NO="800000000000000002", DECLARE_TYPE="B", CHK_MARK="3", NOTE="退单"
    )
    found = channel.read("r.ems", content, CODES)
    assert found is not None
    assert [r.outcome for r in found.receipts] == [Outcome.REJECTED]
    assert found.numbers["seq_no"] == "800000000000000002"


@pytest.mark.parametrize(("tag", "told"), [("CL_LIST", "KEY"), ("KEY", "CL_HEAD")])
def test_what_is_not_whole_is_damaged(tag: str, told: str) -> None:
    values = {"MSG_TYPE": "EMS217"} if tag == "KEY" else {}
    with pytest.raises(DecodeError, match=told):
        channel.read("x.ems", write(tag, **values), CODES)


def test_a_report_is_read_though_it_is_no_document_yet() -> None:
    content = codec.encode("EMS230", [("COL_IMG", {"G_NO": 1})], key={"TRADE_CODE": "4403D60001", "COP_EMS_NO": "C-1"})
    found = channel.read("x.ems", content, CODES)
    assert found is not None
    assert (found.kind, found.document, found.numbers) == ("EMS230", None, {"number": "C-1"})


def test_field_names_are_headings_of_sheets() -> None:
    names = channel.wire_names()
    assert names[""]["COP_EMS_NO"] == "internal_number"
    assert names["lines"]["COP_G_NO"] == "part_no"
    assert set(names[""].values()) <= set(paths(BondedInventoryList))
    assert set(names["lines"].values()) <= set(paths(InventoryLine))


def test_the_example_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = re.findall(r"```python\n(from baoguan_h2010 import codec.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    space: dict[str, bytes] = {}
    exec(compile(example, str(README), "exec"), space)
    assert "DCR_ENT" in capsys.readouterr().out
    (message,) = read(space["text"])
    assert [line.tag for line in message.lines] == ["DCR_HEAD", "DCR_ENT"]

"""What `read` takes from any message of a ledger, `build` gives back, and what the command line makes of one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baoguan import Broker, Unproven, read_config
from baoguan.cli import main
from baoguan.plugin import Ledger, from_json, to_json
from baoguan_singlewindow.ledger.tables import BOOKS, Book
from plugins.singlewindow.tests.declaration.papers import values
from plugins.singlewindow.tests.ledger.papers import BOOKS as SAMPLES
from plugins.singlewindow.tests.ledger.papers import HANDBOOK_SAID, HANDBOOK_SECTIONS, LEDGER_NO, handbook, read, result, written
from plugins.singlewindow.tests.messages import OPERATOR
from tests.broker.office import without_waiting_for_disks

_RELAXED = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
_TEXT = st.text(st.sampled_from("01aZ 海关<&>\"'|.-+é　"), min_size=0, max_size=12).map(str.strip)
_VALUES = st.one_of(_TEXT, st.sampled_from(["007", "1.50", "20260603", "2026-06-03", "abc", "+5", "I", "E", "9" * 40, "N/A"]))
_STRANGE = st.sampled_from(["Strange", "NptsSign", "GdsMtno2"])


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _record(tag: str, names: tuple[str, ...]) -> st.SearchStrategy[str]:
    one = st.tuples(st.one_of(st.sampled_from(names), _STRANGE), _VALUES).map(lambda p: f"<{p[0]}>{_escaped(p[1])}</{p[0]}>")
    return st.lists(one, max_size=8).map(lambda inner: f"<{tag}>{''.join(inner)}</{tag}>")


@st.composite
def messages(draw: st.DrawFn) -> str:
    """A message of either book, of known and strange elements in any order, bare or in the envelope."""
    book: Book = draw(st.sampled_from(BOOKS))
    records = [_record(r.tag, tuple(e.name for e in r.elements)) for r, _ in book.sections]
    head = draw(_record(book.head.tag, tuple(e.name for e in book.head.elements)))
    rows = draw(st.lists(st.one_of(*records), max_size=5))
    text = f"<{book.root}>{''.join(draw(st.permutations([head, *rows])))}</{book.root}>"
    wrapped = "<Signature><Object><Package><DataInfo><BussinessData>{}<DelcareFlag>1</DelcareFlag></BussinessData></DataInfo>"
    return wrapped.format(text) + "</Package></Object></Signature>" if draw(st.booleans()) else text


@_RELAXED
@given(messages())
def test_any_message_comes_back(text: str) -> None:
    content = text.encode()
    built = written(from_json(to_json(read(content)), Ledger))
    assert values(built) == values(content)
    assert values(written(read(built))) == values(content)


ACCOUNT = {
    "channel": "singlewindow",
    "root": "imp",
    "stable_seconds": 0.0,
    "operator": [{"customs_code": OPERATOR.customs_code, "card_no": OPERATOR.card_no}],
}
TOML = f"""environment = "simulator"
journal = "journal"
by = "tester"

[accounts.sw]
channel = "singlewindow"
root = "imp"

[[accounts.sw.operator]]
customs_code = "{OPERATOR.customs_code}"
card_no = "{OPERATOR.card_no}"
"""


def said(capture: pytest.CaptureFixture[str], *words: object) -> tuple[int, dict[str, Any]]:
    """How a command ended, and its JSON."""
    capture.readouterr()
    with pytest.raises(SystemExit) as ended:
        main([*(str(word) for word in words), "--json"])
    code = ended.value.code
    return (code if isinstance(code, int) else 1), json.loads(capture.readouterr().out)


@pytest.mark.parametrize("family", SAMPLES)
def test_the_command_line_checks_builds_reads_and_builds_again(
    family: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("baoguan.toml").write_text(TOML, encoding="utf-8")
    Path("book.json").write_text(json.dumps({"kind": "ledger", **to_json(SAMPLES[family](contact="示例"))}), encoding="utf-8")
    code, checked = said(capsys, "check", "book.json")
    found = {f["path"] for f in checked.get("findings", ()) if f["rule"].startswith("singlewindow.")}
    assert (code, found) == (0, {"contact"} if family == "account" else set())
    assert said(capsys, "build", "book.json", "-o", "out")[0] == 0
    (message,) = Path("out").rglob("*.zip")
    with pytest.raises(SystemExit):
        main(["read", str(message), "--document"])
    Path("again.json").write_text(capsys.readouterr().out, encoding="utf-8")
    assert said(capsys, "build", "again.json", "-o", "second")[0] == 0
    (again,) = Path("second").rglob("*.zip")
    assert written(_document(message)) == written(_document(again))
    assert _document(message).family == family


def _document(path: Path) -> Ledger:
    return read(path.read_bytes())


def test_the_ledger_of_a_receipt_is_imported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("baoguan.toml").write_text(TOML, encoding="utf-8")
    Path("Receipt_CUS_1.INV").write_text(result("EML211", "1", sections=HANDBOOK_SECTIONS), encoding="utf-8")
    code, imported = said(capsys, "ledger", "import", "Receipt_CUS_1.INV")
    assert (code, imported["ledger"], imported["materials"], imported["consumptions"]) == (0, LEDGER_NO, 1, 1)
    shown = said(capsys, "ledger", "show", LEDGER_NO)[1]
    assert from_json(shown["document"], Ledger) == HANDBOOK_SAID
    Path("Receipt_CUS_2.INV").write_text(result("EML211", "Y"), encoding="utf-8")
    assert said(capsys, "ledger", "import", "Receipt_CUS_2.INV")[0] != 0


def test_production_refuses_it_until_the_account_allows_it_by_name(tmp_path: Path) -> None:
    def opened(*allowed: str) -> Broker:
        account = {**ACCOUNT, "allow_unproven": list(allowed)}
        return Broker(read_config({"environment": "production", "journal": "journal", "accounts": {"sw": account}}, tmp_path))

    with without_waiting_for_disks():
        with opened() as broker, pytest.raises(Unproven, match="ledger"):
            broker.submit(handbook())
        with opened("ledger:save") as broker:
            broker.submit(handbook())
            assert broker.run_once().failures == {}
    assert len(list((tmp_path / "imp" / "Npts" / "OutBox").iterdir())) == 1

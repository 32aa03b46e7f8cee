"""`ledger reconcile` on the command line: with receipts, with workbooks whose columns the user names, and with what came already."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from baoguan import BondedInventoryList
from tests.broker.office import SEQ_NO, Office
from tests.broker.papers import LIST_NO, booking, inv211
from tests.cli.conftest import Shell
from tests.sheets.books import write_book
from tests.support.lists import inventory

LOGISTICS = "T5321D000001"
HANDBOOK = "C53216A00001"


@pytest.fixture
def ready(shell: Shell, office: Office) -> Shell:
    shell.configure()
    with office.broker() as broker:
        office.declare(broker, inventory("A-1"))
        office.hear(broker, inv211(SEQ_NO, 9))
    return shell


def into_account(number: str) -> BondedInventoryList:
    return attrs.evolve(inventory(number, lines=1), ledger_no=LOGISTICS, supervision_mode="5000")


def bws(quantity: str, **more: str) -> dict[str, str]:
    counters = {"actlIncQty": quantity, "actlRedcQty": "0", "prevdIncQty": "0", "prevdRedcQty": "0"}
    return {"bwsNo": LOGISTICS, "gdsSeqno": "1", "gdsMtno": "M-00001", **counters, "invtNo": LIST_NO, "invtGNo": "1", **more}


def test_counters_of_a_receipt_are_put_beside_ours(shell: Shell, office: Office) -> None:
    shell.configure()
    with office.broker() as broker:
        office.declare(broker, into_account("A-1"))
        office.hear(broker, booking(SEQ_NO, 9, "BwsDt", bws("100")))
    path = shell.base / "INV211.xml"
    path.write_bytes(booking(SEQ_NO, 9, "BwsDt", bws("100")))
    assert shell("ledger", "reconcile", LOGISTICS, path).code == 0
    assert shell("ledger", "reconcile", LOGISTICS, "--received", "--json").data["agreeing"] == 1
    path.write_bytes(booking(SEQ_NO, 9, "BwsDt", bws("200")))
    said = shell("ledger", "reconcile", LOGISTICS, path, "--json")
    assert said.code == 1
    (difference,) = said.data["differences"]
    assert difference["figures"] == {"increased": {"ours": "100", "theirs": "200"}}
    assert difference["causes"][0]["cause"] == "booked_twice"
    assert difference["place"] == "INV211.xml BwsDt[1]"
    shown = shell("ledger", "reconcile", LOGISTICS, path).out
    assert "实增 100 → 200" in shown
    assert "记了两次" in shown


def test_a_receipt_without_balances_tells_what_was_booked(ready: Shell) -> None:
    path = ready.base / "INV211.xml"
    row = {"emsNo": HANDBOOK, "gdsSeqno": "2", "mtpckEndprdTypecd": "I", "gdsMtno": "M-00002", "invtNo": LIST_NO, "invtGNo": "2"}
    path.write_bytes(booking(SEQ_NO, 9, "EmsPutrecDt", row))
    said = ready("ledger", "reconcile", HANDBOOK, path, "--json")
    assert (said.code, said.data["compared"]) == (0, 0)
    assert said.data["lines"][0]["document"].endswith("/A-1")
    assert "没有余额" in ready("ledger", "reconcile", HANDBOOK, path).out
    path.write_bytes(booking(SEQ_NO, 9, "EmsPutrecDt", {**row, "invtNo": "QD530026I000099999"}))
    assert ready("ledger", "reconcile", HANDBOOK, path).code == 1


def workbook(shell: Shell, *rows: tuple[str, str, str]) -> Path:
    return write_book(
        shell.base / "结余.xlsx",
        {
            "料件": (
                ("备案序号", "商品料号", "商品编码", "进口累计", "商品名称"),
                *((n, f"M-{n}", "8542319000", q, x) for n, q, x in rows),
            )
        },
    )


def test_a_workbook_with_columns_that_the_user_names(ready: Shell) -> None:
    path = workbook(ready, ("1", "100", "甲"), ("2", "100.00", "乙"), ("3", "90", "丙"))
    refused = ready("ledger", "reconcile", HANDBOOK, path, "--json")
    assert refused.code == 2, refused.data
    assert "--column" in refused.data["error"]["remedy_zh"], refused.data
    assert "进口" in ready("ledger", "reconcile", HANDBOOK, path, "--column", "进口=实增", "--json").data["error"]["zh"]
    said = ready("ledger", "reconcile", HANDBOOK, path, "--column", "进口累计=实增", "--json")
    assert [(d["item_no"], d["goods_name"]) for d in said.data["differences"]] == [(3, "丙")]
    assert said.data["agreeing"] == 2
    assert ready("ledger", "reconcile", HANDBOOK, path, "--column", "进口累计=实增", "--as-of", "2020-01-01").code == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "没有核对来源"),
        (("--column", "x"), "没有核对来源"),
        (("missing.xml",), "没有文件"),
        (("--received",), "没有底账"),
        (("x.xml", "--column", "进口"), "列名=figure"),
    ],
)
def test_what_cannot_be_reconciled_says_why(words: tuple[str, ...], said: str, ready: Shell) -> None:
    told = ready("ledger", "reconcile", HANDBOOK, *words, "--json")
    assert told.code == 2
    assert said in told.data["error"]["zh"]


def test_a_damaged_quantity_is_told_with_its_element(ready: Shell) -> None:
    path = ready.base / "INV211.xml"
    path.write_bytes(booking(SEQ_NO, 9, "BwsDt", bws("1O0")))
    told = ready("ledger", "reconcile", LOGISTICS, path, "--json")
    assert told.code == 2
    assert "BwsDt[1]/actlIncQty" in told.data["error"]["zh"]

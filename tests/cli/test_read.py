"""`read` understands every file of the channel, and `build` writes back what it read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests.broker import papers
from tests.broker.office import SEQ_NO
from tests.broker.papers import ENTRY_NO, LIST_NO, inv200, inv201, inv202, inv211
from tests.cli.conftest import Shell
from tests.support.lists import inventory

KEYS = {"ok", "exit_code", "file", "kind", "numbers", "outcome", "code", "texts", "receipts", "fields"}
STAMP = "20260105090000000"
FILES: dict[str, tuple[str, bytes, str, str, dict[str, str]]] = {
    "saved": (f"Successed_A-1_{STAMP}.xml", papers.saved(SEQ_NO, "A-1"), "CommonResponeMessage", "saved", {"seq_no": SEQ_NO}),
    "refused": (f"Failed_A-1_{STAMP}.xml", papers.refused("商品编码错误"), "CommonResponeMessage", "refused", {}),
    "there": (f"Failed_A-2_{STAMP}.xml", papers.refused("企业内部编号已存在"), "CommonResponeMessage", "arrived", {}),
    "root": (f"Failed_A-3_{STAMP}.xml", b"<Root><resultFlag>1</resultFlag><failInfo>no</failInfo></Root>", "Root", "refused", {}),
    "inv200": ("p.INV200", inv200(SEQ_NO, "1", 1), "INV200", "stored", {"seq_no": SEQ_NO}),
    "Y": ("y.INV201", inv201(SEQ_NO, "Y", 1), "INV201", "stored", {"seq_no": SEQ_NO}),
    "Z": ("z.INV201", inv201(SEQ_NO, "Z", 1, notes=["x"]), "INV201", "store_failed", {"seq_no": SEQ_NO}),
    "2": ("2.INV201", inv201(SEQ_NO, "2", 1), "INV201", "manual", {"seq_no": SEQ_NO}),
    "3": ("3.INV201", inv201(SEQ_NO, "3", 1, notes=["规格不全", "单价不符"]), "INV201", "rejected", {"seq_no": SEQ_NO}),
    "4": ("4.INV201", inv201(SEQ_NO, "4", 1, list_no=LIST_NO), "INV201", "pre_deducted", {"seq_no": SEQ_NO, "list_no": LIST_NO}),
    "5": ("5.INV201", inv201(SEQ_NO, "5", 1), "INV201", "approved", {"seq_no": SEQ_NO}),
    "1": ("1.INV201", inv201(SEQ_NO, "1", 1), "INV201", "deducted", {"seq_no": SEQ_NO}),
    "unknown code": ("9.INV201", inv201(SEQ_NO, "9", 1), "INV201", "informed", {"seq_no": SEQ_NO}),
    "drafted": ("a.INV202", inv202(SEQ_NO, 1), "INV202", "drafted", {"entry_seq_no": ENTRY_NO}),
    "not drafted": ("b.INV202", inv202(SEQ_NO, 1, code="2", reason="编码失效"), "INV202", "draft_failed", {"seq_no": SEQ_NO}),
    "inv211": ("c.INV211", inv211(SEQ_NO, 1), "INV211", "deducted", {"list_no": LIST_NO}),
    "written off": ("d.INV211", inv211(SEQ_NO, 1, mark="3"), "INV211", "written_off", {"list_no": LIST_NO}),
}


@pytest.mark.parametrize("name", FILES)
def test_a_receipt_is_read_with_its_numbers_texts_and_every_field(name: str, shell: Shell) -> None:
    file, content, kind, outcome, numbers = FILES[name]
    (shell.base / file).write_bytes(content)
    said = shell("read", file, "--json")
    assert said.code == 0
    data = said.data
    assert set(data) >= KEYS
    assert (data["kind"], data["outcome"]) == (kind, outcome)
    assert numbers.items() <= data["numbers"].items()
    texts = {"refused": ["商品编码错误"], "3": ["规格不全", "单价不符"], "not drafted": ["编码失效"], "Z": ["x"]}
    assert data["texts"] == texts.get(name, data["texts"])
    assert shell("read", file).out.startswith(f"{file}  {kind}")


def test_a_receipt_read_from_anywhere_names_what_it_answers(shell: Shell) -> None:
    file, content, *_ = FILES["saved"]
    (shell.base / file).write_bytes(content)
    assert shell("read", file, "--json").data["receipts"][0]["exchange_id"] == "A-1"


def test_several_files_are_listed_in_one_object_and_one_bad_one_spoils_only_itself(shell: Shell) -> None:
    for name in ("saved", "inv211"):
        file, content, *_ = FILES[name]
        (shell.base / file).write_bytes(content)
    (shell.base / "x.bin").write_bytes(b"\x00\x01")
    said = shell("read", FILES["saved"][0], "x.bin", FILES["inv211"][0], "--json")
    assert said.code == 2
    assert (said.data["ok"], said.data["exit_code"]) == (False, 2)
    first, bad, last = said.data["files"]
    assert (first["kind"], last["kind"]) == ("CommonResponeMessage", "INV211")
    assert (first["ok"], first["exit_code"]) == (True, 0)
    assert (bad["ok"], bad["exit_code"], bad["file"], bad["error"]["type"]) == (False, 2, "x.bin", "UnusableInput")
    assert "x.bin" in said.err


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02", b"hello", b"PK\x03\x04broken", b"<broken", "<壞".encode("big5")], ids=range(6)
)
def test_a_file_that_nobody_knows_is_unusable_with_words_in_both_languages(content: bytes, shell: Shell) -> None:
    (shell.base / "x.xml").write_bytes(content)
    said = shell("read", "x.xml", "--json")
    assert said.code == 2
    error = said.data["error"]
    assert error["zh"]
    assert error["en"]
    assert error["zh"] != error["en"]
    said = shell("read", "x.xml")
    assert said.code == 2
    assert error["zh"] in said.err
    assert "Traceback" not in said.err


def test_reading_nothing_or_an_absent_file_is_unusable(shell: Shell) -> None:
    assert shell("read").code == 2
    assert shell("read", "absent.xml", "--json").code == 2


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        return {n: archive.read(n) for n in archive.namelist()}


@pytest.mark.parametrize("declare", [False, True])
def test_what_is_built_is_read_and_built_again_alike(declare: bool, shell: Shell) -> None:
    shell.configure()
    flag = ["--declare"] if declare else []
    said = shell("build", shell.write("a.json", inventory("A-1")), "-o", "out", *flag, "--json")
    assert said.code == 0, said.out + said.err
    (built,) = (shell.base / "out").iterdir()
    assert said.data["files"] == [str(Path("out") / built.name)]
    read = shell("read", built, "--json").data
    assert (read["kind"], read["numbers"]["number"]) == ("INV101", "A-1")
    assert f"<DelcareFlag>{int(declare)}</DelcareFlag>".encode() in next(iter(members(built).values()))
    (shell.base / "read.json").write_text(shell("read", built, "--document").out, encoding="utf-8")
    assert shell("build", "read.json", "-o", "again", *flag).code == 0
    (again,) = (shell.base / "again").iterdir()
    assert list(members(again).values()) == list(members(built).values())
    assert not (shell.base / "journal").exists(), "building is no business of the journal"
    assert not (shell.base / "imp").exists(), "building touches no folder of the client"


def test_a_receipt_has_no_document_to_build_from(shell: Shell) -> None:
    file, content, *_ = FILES["4"]
    (shell.base / file).write_bytes(content)
    said = shell("read", file, "--document", "--json")
    assert (said.code, said.data["error"]["type"]) == (2, "UnusableInput")


def test_what_is_read_builds_without_settings(shell: Shell) -> None:
    settings = shell.configure()
    shell("build", shell.write("a.json", inventory("A-1")), "-o", "out")
    settings.unlink()
    (built,) = (shell.base / "out").iterdir()
    assert shell("build", built, "-o", "again").code == 0
    (again,) = (shell.base / "again").iterdir()
    assert list(members(again).values()) == list(members(built).values())

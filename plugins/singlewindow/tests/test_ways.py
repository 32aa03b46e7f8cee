"""What of a message does not stand in its fields: by which folder and sub-system it goes, what the channel can do, and what it leaves behind."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import attrs
import pytest

from baoguan import Attachment, BondedInventoryList
from baoguan.plugin import Act, ChannelContext, DocumentKinds, Level, Message, Step, TooLarge, UnusableInput, Verb
from baoguan_singlewindow.account import SingleWindow
from baoguan_singlewindow.inventory import KIND
from baoguan_singlewindow.supports import SUPPORTS
from baoguan_singlewindow.ways import open_way
from plugins.singlewindow.tests.messages import CODES, encoded, parcel, settings
from tests.support.lists import inventory

LEDGERS = {"B53216A00001": "B1", "C53216A00001": "B1", "E53216A00001": "95", "T5321W000001": "Z7", "L5321A000001": "Z8"}
"""Ledger number -> its sub-system: handbook, account, special area, logistics."""
SCAN = Attachment(
    sequence=1, kind="00000001", number="DEMO-INV-1", file_name="DEMO-INV-1.pdf", path="scans/DEMO-INV-1.pdf", remark="扫描件"
)


def sent(document: BondedInventoryList, folder: Path, **how: Act | Step) -> Message:
    context = ChannelContext(
        environment="test", account="demo", codes=CODES, kinds=DocumentKinds(()), journal="test-journal", base=folder
    )
    chosen = attrs.evolve(settings(), root=folder / "ImpPath")
    return SingleWindow(chosen, context, open_way(chosen, context)).baoguan_encode(parcel(document, **how))  # type: ignore[arg-type]


def inside(message: Message) -> bytes:
    (part,) = message.parts
    with zipfile.ZipFile(io.BytesIO(part.content)) as archive:
        (name,) = archive.namelist()
        return archive.read(name)


@pytest.mark.parametrize("ledger", LEDGERS)
def test_every_list_goes_by_the_same_folder_whatever_its_ledger(ledger: str, tmp_path: Path) -> None:
    message = sent(inventory(ledger_no=ledger), tmp_path)
    assert message.route.endswith("/Sas")


@pytest.mark.parametrize(("ledger", "system"), LEDGERS.items())
def test_the_sub_system_follows_the_first_letter_of_the_ledger(ledger: str, system: str) -> None:
    assert f"<SysId>{system}</SysId>".encode() in encoded(inventory(ledger_no=ledger))
    with pytest.raises(UnusableInput, match="SysId"):
        encoded(inventory(ledger_no="Q" + ledger[1:]))


@pytest.mark.parametrize(("most", "fits"), [(2, False), (3, True)])
def test_the_most_lines_of_a_list_are_the_accounts(most: int, fits: bool, tmp_path: Path) -> None:
    context = ChannelContext(
        environment="test", account="demo", codes=CODES, kinds=DocumentKinds(()), journal="test-journal", base=tmp_path
    )
    chosen = attrs.evolve(settings(), root=tmp_path / "ImpPath", max_lines=most)
    account = SingleWindow(chosen, context, open_way(chosen, context))
    if fits:
        assert account.baoguan_encode(parcel(inventory(lines=3))).packs == 1
        return
    with pytest.raises(TooLarge, match="max_lines"):
        account.baoguan_encode(parcel(inventory(lines=3)))


def test_changes_and_deletions_are_among_what_the_channel_can_do() -> None:
    native = {each.verb for each in SUPPORTS if each.kind == KIND and each.level is Level.NATIVE and each.evidence.proven}
    assert native == {Verb.SAVE, Verb.DECLARE, Verb.CHANGE, Verb.WITHDRAW}


@pytest.mark.parametrize("step", [Step.SAVE, Step.DECLARE])
def test_attachments_are_spoken_of_and_no_message_holds_them(step: Step, tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / "DEMO-INV-1.pdf").write_bytes(b"%PDF-1.4 scan")
    plain, with_scan = sent(inventory(), tmp_path, step=step), sent(inventory(attachments=(SCAN,)), tmp_path, step=step)
    assert [text for text in with_scan.unproven if "随附单证" in text and "attachments" in text]
    assert plain.unproven == ()
    assert inside(with_scan) == inside(plain)

"""The contract on kinds other than the bonded inventory list: a defect of an added kind is found, and so is a rig that cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import attrs
import pytest
from gatepass.tests.test_contract import Office, gate_pass, settings
from lxml import etree

from baoguan.model.message import Document
from baoguan.plugin import DocumentKind, MessageType, Parcel, Receipt, hookimpl
from baoguan.testing import CONTRACT, Rig
from baoguan.testing.samples import inventory
from baoguan_gatepass import KIND, MESSAGES
from baoguan_singlewindow import channel as singlewindow
from tests.contract.reference import ROWS, Reference, rig
from tests.contract.saboteurs import Boundless

PASSES = Rig(singlewindow, settings, gate_pass, far=Office)


class Passes:
    """The kind of the example, with one of its messages spoiled."""

    def __init__(self, **changes: object) -> None:
        self._messages = [attrs.evolve(m, **changes) for m in MESSAGES]  # type: ignore[arg-type]

    @hookimpl
    def baoguan_documents(self) -> Sequence[DocumentKind[object]]:
        return [KIND]  # type: ignore[list-item]

    @hookimpl
    def baoguan_messages(self) -> Sequence[MessageType]:
        return self._messages


def dice(parcel: Parcel) -> bytes:
    return f'<Pass flag="{parcel.step}"><No>{parcel.number}</No><Noise>{uuid4()}</Noise></Pass>'.encode()


def moody(node: etree._Element) -> Sequence[Receipt]:
    raise KeyError("result")


SPOILED = {
    "encode.deterministic": (Passes(encode=dice), AssertionError),
    "info.complete": (Passes(supports=MESSAGES[1].supports[:2]), AssertionError),
    "decode.pure": (Passes(decode={"PASS221": moody}), KeyError),
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_defect_of_an_added_kind_is_found(name: str, tmp_path: Path) -> None:
    plugin, error = SPOILED[name]
    with pytest.raises(error):
        CONTRACT[name].run(attrs.evolve(PASSES, own={"passes": plugin}), tmp_path)


def test_without_the_plugin_that_brings_it_a_kind_is_not_known(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="GatePass"):
        CONTRACT["info.complete"].run(PASSES, tmp_path)


def test_a_plugin_of_the_rig_that_cannot_be_loaded_is_told(tmp_path: Path) -> None:
    class Misspelt:
        @hookimpl
        def baoguan_document(self) -> Sequence[object]:
            return []

    with pytest.raises(AssertionError, match="baoguan_document"):
        CONTRACT["info.complete"].run(attrs.evolve(PASSES, own={"misspelt": Misspelt()}), tmp_path)


def test_limits_are_tried_with_documents_that_the_rig_makes(tmp_path: Path) -> None:
    asked: list[int] = []

    def made(number: str, rows: int) -> Document:
        asked.append(rows)
        return inventory(number, rows)

    keeps = attrs.evolve(rig(), documents=made)
    (tmp_path / "keeps").mkdir()
    assert CONTRACT["limits.rows"].run(keeps, tmp_path / "keeps")
    assert ROWS + 1 in asked
    (tmp_path / "breaks").mkdir()
    with pytest.raises(AssertionError, match=f"{ROWS + 1} rows in one message"):
        CONTRACT["limits.rows"].run(attrs.evolve(rig(Boundless), documents=made), tmp_path / "breaks")


def test_documents_that_are_too_short_prove_nothing(tmp_path: Path) -> None:
    short = attrs.evolve(rig(), documents=lambda number, rows: inventory(number, min(rows, 2)))
    with pytest.raises(AssertionError, match="has 2"):
        CONTRACT["limits.rows"].run(short, tmp_path)


def test_the_kit_says_which_examples_it_has() -> None:
    with pytest.raises(ValueError, match="'inventory', 'ledger'"):
        Rig(Reference, kind="gate-pass")

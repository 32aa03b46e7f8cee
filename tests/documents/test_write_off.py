"""The write-off as a document kind: what it is known by, what is filled in, what forbids it."""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from baoguan import Act, Step, UnusableInput, from_json, to_json
from baoguan.documents import DocumentKinds, core_kinds
from baoguan.documents.write_off import WRITE_OFF_KIND, completed
from baoguan.lifecycle import Standing
from baoguan.model.fields import Carried
from baoguan.model.write_off import WriteOff, WriteOffList, WriteOffRow
from baoguan.rules.write_off.sample import sample


def test_the_kind_is_registered_and_its_json_comes_back() -> None:
    document = sample()
    assert DocumentKinds(core_kinds()).of(document).name == "write_off"
    assert from_json(to_json(document), WriteOff) == document


def test_it_is_known_by_the_enterprise_and_its_own_number() -> None:
    identity = WRITE_OFF_KIND.identity(sample())
    assert (identity.owner, identity.number) == ("4403DEM0A1", "DEMO-W-2025-1")


def test_one_without_number_or_enterprise_is_refused_and_one_that_was_read_is_known_by_its_ledger() -> None:
    nameless = attrs.evolve(sample(), internal_number=None)
    for each in (nameless, attrs.evolve(sample(), operating_enterprise=None)):
        with pytest.raises(UnusableInput, match="internal_number"):
            WRITE_OFF_KIND.identity(each)
    assert WRITE_OFF_KIND.identity(attrs.evolve(nameless, carried=Carried())).number == "E5301B0A0001"


def test_running_numbers_counts_and_kinds_are_filled_in_where_they_are_left_out() -> None:
    bare = WriteOff(
        lists=(WriteOffList(direction="I"), WriteOffList(direction="E"), WriteOffList(direction="I")),
        materials=(WriteOffRow(item_no=3), WriteOffRow(item_no=5)),
        products=(WriteOffRow(item_no=1),),
    )
    full = completed(bare)
    assert (full.import_lists, full.export_lists, full.material_count, full.product_count) == (2, 1, 2, 1)
    assert [row.serial_no for row in full.lists] == [1, 2, 3]
    assert [(row.serial_no, row.kind) for row in full.materials + full.products] == [(1, "I"), (2, "I"), (1, "E")]
    assert completed(attrs.evolve(full, import_lists=9)).import_lists == 9


def test_the_pre_entry_number_of_customs_is_carried() -> None:
    filled = WRITE_OFF_KIND.with_numbers(sample(), {"seq_no": "202500000000000077"}, Act.FILING, 0)
    assert filled.seq_no == "202500000000000077"


@pytest.mark.parametrize(
    ("state", "act", "expected"),
    [
        ("draft", Act.FILING, []),
        ("rejected", Act.FILING, []),
        ("stored", Act.FILING, ["write_off.taken"]),
        ("approved", Act.FILING, ["write_off.taken"]),
        ("approved", Act.CHANGE, ["write_off.itself"]),
        ("draft", Act.DELETION, ["write_off.itself"]),
    ],
)
def test_what_customs_has_is_not_sent_again_and_nothing_changes_it(state: str, act: Act, expected: list[str]) -> None:
    found = WRITE_OFF_KIND.guards(Standing(state=state), sample(), act, Step.DECLARE)
    assert [guard.id for guard in found] == expected


def test_differences_to_confirm_are_told() -> None:
    assert WRITE_OFF_KIND.alerts is not None
    told = list(WRITE_OFF_KIND.alerts(Standing(state="differences"), timedelta()))
    assert [zh for zh, _ in told if "差异" in zh]
    assert not list(WRITE_OFF_KIND.alerts(Standing(state="stored"), timedelta()))


def test_a_copy_has_its_own_number_and_nothing_that_customs_gave() -> None:
    given = attrs.evolve(sample(), seq_no="202500000000000077", approval_mark="1")
    copy = WRITE_OFF_KIND.copy(given, "DEMO-W-2025-2")
    assert (copy.internal_number, copy.seq_no, copy.approval_mark, copy.lists) == ("DEMO-W-2025-2", None, None, given.lists)
    assert WRITE_OFF_KIND.lines(copy) == 4

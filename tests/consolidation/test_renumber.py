from __future__ import annotations

from decimal import Decimal

import attrs
import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import given, settings
from hypothesis import strategies as st

from baoguan.consolidation import consolidate, numbered, without_lines
from baoguan.errors import Refused
from baoguan.model.fields import Carried
from baoguan.model.inventory import InventoryLine
from tests.consolidation.samples import inventory_lines, line, listed


def test_numbers_are_written_into_every_line_and_nothing_else_changes() -> None:
    document = listed(line(), line(hs_code="1"), line(carried=Carried(originals={"line_no": "03"})))
    done = numbered(document, consolidate(document))
    assert done == attrs.evolve(
        document,
        lines=tuple(attrs.evolve(one, declaration_line_no=number) for one, number in zip(document.lines, (1, 2, 1), strict=True)),
    )
    assert [one.declaration_line_no for one in document.lines] == [None, None, None]


@settings(max_examples=30, deadline=None)
@given(st.lists(inventory_lines(), min_size=1, max_size=5))
def test_written_lines_are_ordinary_frozen_lines(lines: list[InventoryLine]) -> None:
    document = listed(*lines)
    for one in numbered(document, consolidate(document)).lines:
        assert type(one) is InventoryLine
        assert one == attrs.evolve(one)
        assert hash(one) == hash(attrs.evolve(one))
        with pytest.raises(FrozenInstanceError):
            one.quantity = Decimal(1)  # type: ignore[misc]


def test_numbering_again_changes_nothing() -> None:
    document = listed(line(), line(hs_code="1"), line())
    once = numbered(document, consolidate(document))
    assert numbered(once, consolidate(once)) == once


def test_consolidation_of_another_list_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        numbered(listed(line()), consolidate(listed(line(), line())))


def test_deleting_lines_closes_up_both_numbers() -> None:
    document = listed(*(line(goods_name=f"货物{n}", declaration_line_no=n) for n in (1, 2, 3, 2, 4)))
    left = without_lines(document, [3, 1])
    assert [one.goods_name for one in left.lines] == ["货物2", "货物2", "货物4"]
    assert [one.line_no for one in left.lines] == [1, 2, 3]
    assert [one.declaration_line_no for one in left.lines] == [1, 1, 2]


def test_deleting_the_first_of_merged_lines_keeps_the_number() -> None:
    document = listed(line(declaration_line_no=1), line(declaration_line_no=1), line(hs_code="1"))
    assert [one.declaration_line_no for one in without_lines(document, {1}).lines] == [1, None]


@pytest.mark.parametrize("kind", ["2", "3"])
def test_lines_of_a_change_or_deletion_cannot_be_dropped(kind: str) -> None:
    with pytest.raises(Refused, match="增删"):
        without_lines(listed(line(), line(), declaration_type=kind), [1])


@pytest.mark.parametrize("position", [0, 3, -1])
def test_position_outside_the_list_is_refused(position: int) -> None:
    with pytest.raises(IndexError, match="2 lines"):
        without_lines(listed(line(), line()), [position])

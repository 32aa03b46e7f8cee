"""JSON the quick way and through the converter: what the quick way reads is the same, and what it does not read is left to the converter."""

from __future__ import annotations

from contextlib import suppress
from typing import get_args, get_type_hints

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoguan import (
    Amendment,
    BondedInventoryList,
    CustomsDeclaration,
    DeclarationGoods,
    UnusableInput,
    WriteOff,
    from_json,
    to_json,
)
from baoguan.model.content import converter
from baoguan.model.fields import Carried, Extra
from baoguan.model.ledger import Ledger
from baoguan.model.making import maker
from baoguan.model.quick import Unusual, structured
from baoguan.rules.declaration.sample import sample
from tests.support.filled import filled

DOCUMENTS = (BondedInventoryList, CustomsDeclaration, Amendment, Ledger, WriteOff)
NUMBERS = ("0", "1.50", "-1", "1e5", "1E+999999999", "NaN", "01", ".5", "1_0", " 1", "1-", "", "-", "１", "9" * 70)
ODD: tuple[object, ...] = (
    None,
    True,
    5,
    1.5,
    "x",
    *NUMBERS,
    "2026-06-03",
    "20260603",
    "2026-02-30",
    [],
    ["x"],
    [None],
    {},
    {"name": "x"},
    {"名": 1},
)
FIELDS = st.sampled_from(
    ("line_no", "quantity", "total_price", "goods_name", "valid_until", "licences", "control_elements", "carried", "odd", "unit")
)


def models() -> list[type]:
    """Every class of the documents and of their records."""
    found: dict[type, None] = {}

    def walk(model: type) -> None:
        if attrs.has(model) and model not in found:
            found[model] = None
            for hint in get_type_hints(model).values():
                for inner in get_args(hint):
                    walk(inner)

    for document in DOCUMENTS:
        walk(document)
    return [*found]


@pytest.mark.parametrize("model", DOCUMENTS)
def test_a_document_with_every_field_is_read_as_the_converter_reads_it(model: type) -> None:
    document: object = filled(model)
    read: object = from_json(to_json(document), model)
    assert repr(read) == repr(converter(strict=False).structure(to_json(document), model)) == repr(document)


def test_declarations_as_they_are_written_need_no_converter() -> None:
    assert structured(to_json(sample()), CustomsDeclaration) == sample()
    with pytest.raises(Unusual):
        structured(to_json(attrs.evolve(sample(), carried=Carried((Extra("A", "1", 1),)))), CustomsDeclaration)


@given(
    head=st.dictionaries(
        st.sampled_from(("packages", "gross_weight", "import_export_date", "trader", "marks")), st.sampled_from(ODD)
    ),
    goods=st.lists(st.dictionaries(FIELDS, st.sampled_from(ODD)), min_size=1, max_size=3) | st.sampled_from(ODD),
)
def test_data_of_any_form_is_read_as_the_converter_reads_it_or_not_at_all(head: dict[str, object], goods: object) -> None:
    data = {**head, "goods": goods}
    with suppress(Unusual):
        read = structured(data, CustomsDeclaration)
        assert repr(read) == repr(converter(strict=False).structure(data, CustomsDeclaration))
        assert from_json(data, CustomsDeclaration) == read


@pytest.mark.parametrize(
    ("goods", "named"),
    [
        ({"quantity": "viel"}, "goods[0].quantity"),
        ({"quantity": "1E+999999999"}, "goods[0].quantity"),
        ({"line_no": True}, "goods[0].line_no"),
        ({"unit": 7}, "goods[0].unit"),
        ({"mystery": "1"}, "mystery"),
    ],
)
def test_what_is_wrong_is_named_as_before(goods: dict[str, object], named: str) -> None:
    with pytest.raises(UnusableInput) as caught:
        from_json({"goods": [goods]}, CustomsDeclaration)
    assert named in caught.value.zh


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_a_compiled_constructor_makes_what_the_class_makes(model: type) -> None:
    make = maker(model)
    if make is None:
        assert any(a.default is attrs.NOTHING or isinstance(a.default, attrs.Factory) for a in attrs.fields(model))  # type: ignore[arg-type]
        return
    whole: object = filled(model)
    values = {a.name: getattr(whole, a.name) for a in attrs.fields(model)}
    assert type(make(**values)) is model
    assert make(*values.values()) == make(**values) == whole
    assert make() == model()
    assert hash(make(**values)) == hash(whole)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        make(**values).carried = None


def test_a_class_that_does_more_than_keep_values_has_no_compiled_constructor() -> None:
    @attrs.frozen(kw_only=True)
    class Checked:
        number: int = attrs.field(default=0, converter=int)

    @attrs.frozen(kw_only=True)
    class Own:
        number: int = 0

        def __init__(self) -> None:
            self.__attrs_init__(number=7)  # type: ignore[attr-defined]

    assert maker(Checked) is maker(Own) is maker(int) is None
    assert maker(DeclarationGoods) is not None

"""Every field of every section, at its borders: written as CSV or XML and read again it is what it was."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from baoguan import BondedInventoryList
from baoguan.model.fields import Value
from baoguan.plugin import Codes, Ledger, Record, paths, to_json
from baoguan_shenguantong import channel
from baoguan_shenguantong.account import Shenguantong
from baoguan_shenguantong.tables import SECTIONS
from plugins.shenguantong.tests.world import encoder, ledger, parcel
from tests.support.lists import MAKER, inventory
from tests.wire.strategies import XML_BLANKS, made, values

CODES = Codes.builtin()
_RELAXED = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    # A failing document of a hundred fields takes minutes to shrink; the failure names the field anyway.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
FORMS = [("csv", "utf-8-sig"), ("csv", "gbk"), ("xml", "utf-8-sig")]


def records(record: Record, encoding: str) -> st.SearchStrategy[object]:
    """Objects of a section whose texts the encoding can say."""

    def said(value: Value) -> Value:
        if not isinstance(value, str) or encoding != "gbk":
            return value
        return value.encode("gbk", "ignore").decode("gbk").strip(XML_BLANKS) or None

    fields = {e.path: st.none() | values(e, t).map(said) for e, t in record.rows()}
    return st.fixed_dictionaries(fields).map(lambda flat: made(record.model, flat))


@st.composite
def documents(draw: st.DrawFn, kind: str, encoding: str) -> BondedInventoryList | Ledger:
    head, *body = SECTIONS[kind]
    document = draw(records(head.record, encoding))
    assert isinstance(document, BondedInventoryList | Ledger)
    rows = {s.attribute: tuple(draw(st.lists(records(s.record, encoding), max_size=3))) for s in body}
    return attrs.evolve(document, operating_enterprise=MAKER, internal_number="R-1", **rows)  # type: ignore[arg-type]


def read_back(document: BondedInventoryList | Ledger, encode: Shenguantong) -> BondedInventoryList | Ledger:
    message = encode.baoguan_encode(parcel(document))
    found = channel.read(message.parts[0].name, message.parts[0].content, CODES)
    assert found is not None
    assert isinstance(found.document, BondedInventoryList | Ledger)
    return found.document


@pytest.mark.parametrize("kind", SECTIONS)
@pytest.mark.parametrize(("form", "encoding"), FORMS)
@_RELAXED
@given(data=st.data())
def test_a_document_is_read_as_it_was_written(kind: str, form: str, encoding: str, data: st.DataObject) -> None:
    document = data.draw(documents(kind, encoding))
    found = read_back(document, encoder(format=form, encoding=encoding))
    assert found == document
    assert to_json(found) == to_json(document)


@pytest.mark.parametrize("form", ["csv", "xml"])
@pytest.mark.parametrize("document", [inventory("A-1"), ledger()], ids=["inventory", "ledger"])
def test_whole_examples_come_back_without_anything_carried(form: str, document: BondedInventoryList | Ledger) -> None:
    assert read_back(document, encoder(format=form, rows_per_part=2)) == document


@pytest.mark.parametrize("kind", SECTIONS)
def test_every_field_of_the_model_has_a_column_or_is_filled_by_customs(kind: str) -> None:
    for section in SECTIONS[kind]:
        own = {path for path, term in paths(section.record.model).items() if not term.system}
        assert {e.path for e in section.record.elements} == own
        assert len(set(section.titles)) == len(section.titles) == len(own)
        assert len({e.name for e in section.record.elements}) == len(own)

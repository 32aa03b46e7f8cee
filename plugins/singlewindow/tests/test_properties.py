"""Every field of every table, at its borders: written, parsed and read again it is what it was."""

from __future__ import annotations

from decimal import Decimal

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from baoguan import BondedInventoryList
from baoguan.plugin import Record, RecordDecoder, RecordEncoder, UnusableInput, parse_xml, to_json
from baoguan_singlewindow.tables import BILL, DRAFT, DRAFT_GOODS, HEAD, LINE, MATERIAL, SECTIONS, WAREHOUSE
from plugins.singlewindow.tests.messages import CODES, OPERATOR, encoded, messages, parcel, read, rebuilt, values
from tests.support.lists import AGENT, inventory, line
from tests.wire.strategies import records, unambiguous

TABLES = (HEAD, LINE, DRAFT, DRAFT_GOODS, MATERIAL, WAREHOUSE, BILL)
_RELAXED = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    # A failing document of a hundred fields takes minutes to shrink; the failure names the field anyway.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


@pytest.mark.parametrize("record", TABLES, ids=lambda r: r.tag)
@_RELAXED
@given(data=st.data())
def test_a_record_is_read_as_it_was_written(record: Record, data: st.DataObject) -> None:
    objects = data.draw(st.lists(records(record), min_size=1, max_size=3))
    written = b"<all>" + b"".join(RecordEncoder(record, CODES).encode(objects)) + b"</all>"
    found: list[object] = [RecordDecoder(record, CODES).decode(node, record.model) for node in parse_xml(written)]
    assert found == objects
    assert [to_json(one) for one in found] == [to_json(one) for one in objects]


@st.composite
def lists(draw: st.DrawFn) -> BondedInventoryList:
    """Whole lists that the account of these tests may declare."""
    head = draw(records(HEAD))
    assert isinstance(head, BondedInventoryList)
    sections: dict[str, object] = {}
    for record, name in SECTIONS:
        found: list[object] = draw(st.lists(records(record), max_size=2))
        sections[name] = (found[0] if found else None) if name == "draft_declaration" else tuple(found)
    return attrs.evolve(head, declarant=AGENT, ledger_no="C53216A00001", **sections)  # type: ignore[arg-type]


@settings(_RELAXED, max_examples=12)
@given(lists())
def test_a_list_is_read_as_it_was_written(document: BondedInventoryList) -> None:
    written = encoded(document)
    found = attrs.evolve(read(written), carried=None)
    assert found == document
    assert to_json(found) == to_json(document)


@settings(_RELAXED, max_examples=12)
@given(lists())
def test_a_message_comes_back_from_its_document(document: BondedInventoryList) -> None:
    written = encoded(document)
    assert values(rebuilt(written)) == values(written)
    assert values(rebuilt(written, messages(OPERATOR))) == values(written)


@pytest.mark.parametrize("name", ["country", "currency"])
def test_every_code_is_read_as_itself_or_as_the_code_preferred_for_its_number(name: str) -> None:
    rows = CODES[name]
    for row in rows:
        field = {"origin_country" if name == "country" else "currency": row.code}
        document = inventory(lines=0)
        found = read(encoded(attrs.evolve(document, lines=(line(1, **field),)))).lines[0]
        said = found.origin_country if name == "country" else found.currency
        assert said == (row.code if row.code in unambiguous(name) else rows.candidates_for_legacy(row.legacy)[0].code)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=20))
def test_a_text_is_written_as_it_is_or_refused(text: str) -> None:
    one = parcel(inventory(lines=1, remark=f"[{text}]"))
    if any((ord(c) < 32 and c not in "\t\n\r") or ord(c) in (0xFFFE, 0xFFFF) for c in text):
        with pytest.raises(UnusableInput, match="Rmk"):
            b"".join(messages().encode(one))
    else:
        assert read(b"".join(messages().encode(one))).remark == f"[{text}]"


def test_the_largest_numbers_keep_every_digit() -> None:
    document = attrs.evolve(
        inventory(lines=0),
        lines=(
            line(1, quantity=Decimal("9999999999999.99999"), unit_price=Decimal("99999999999999.9999"), ledger_item_no=10**19 - 1),
        ),
    )
    found = read(encoded(document)).lines[0]
    assert str(found.quantity) == "9999999999999.99999"
    assert str(found.unit_price) == "99999999999999.9999"
    assert found.ledger_item_no == 9999999999999999999

"""Record tables of DecModMessage: which attribute stands in which element, in the official order.

Source: the official schema of the amendment (2017-18) for names and order; five more elements from one program (2018-21), which are written
only where the account asks for them, since no schema has them. Where they stand is ours.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Final

import attrs

from baoguan import AmendedRow, Amendment, AmendmentItem, Confirmation, DeclarationAttachment
from baoguan.plugin import Nested, Record, elements

ROOT: Final = "DecModMessage"
EXTRAS: Final = ("TradeCreditCode", "AgentCreditCode", "Version", "OldName", "NewName")
"""Elements that one program writes and the schema does not have."""

_ROW: Final = Record(tag="List", model=AmendedRow, elements=elements("GNo number", "ListType kind"))

_ITEM: Final = Record(
    tag="Item",
    model=AmendmentItem,
    elements=elements(
        "No number",
        "FieldCode field_code",
        "FieldName field_name",
        "OldValue old_value rare",
        "OldName old_name rare",
        "NewValue new_value rare",
        "NewName new_name rare",
    ),
    nested=(Nested(record=_ROW, path="row"),),
)

_ATTACHMENT: Final = Record(
    tag="EdocsRealation",
    model=DeclarationAttachment,
    elements=elements(
        "EdocID number",
        "EdocCode kind",
        "EdocFomatType format",
        "OpNote note rare",
        "EdocCopId file_name",
        "SignTime signed_at",
        "SignUnit signer",
        "EdocOwnerCode owner_code rare",
        "EdocOwnerName owner_name rare",
        "EdocSize size",
    ),
)

_CONFIRMATION: Final = Record(
    tag="CopAffirmData",
    model=Confirmation,
    elements=elements(
        "SeqNo seq_no",
        "FormCode form_no",
        "EntryId entry_no",
        "AffirmResult result",
        "Note note",
        "Contact contact",
    ),
)

MESSAGE: Final = Record(
    tag=ROOT,
    model=Amendment,
    elements=elements(
        "DecModSeqNo seq_no rare",
        "DecModType amendment_type",
        "EntryId entry_no",
        "CustomsCode customs_office",
        "TradeCode trader.customs_code",
        "TradeCreditCode trader.credit_code rare",
        "TradeName trader.name",
        "AgentCode declarant.customs_code",
        "AgentCreditCode declarant.credit_code rare",
        "AgentName declarant.name",
        "DecModNote reason",
        "CheckMark review",
        "DecSeqNo declaration_seq_no",
        "Sign signature",
        "SignTime signed_at",
        "IeFlag direction",
        "OperType operation",
        "IcCode card_no",
        "FeedDept handling_office rare",
        "EntOpName contact rare",
        "EntOpTele telephone rare",
        "Version version rare",
    ),
    nested=(
        Nested(record=_ITEM, path="items", wrapper="Items", after="DecSeqNo"),
        Nested(record=_ATTACHMENT, path="attachments", after="IeFlag"),
        Nested(record=_CONFIRMATION, path="confirmation", after="EntOpTele"),
    ),
)
"""The message with every element."""


@cache
def written(extras: frozenset[str]) -> Record:
    """The message as it is sent: the elements of the schema, and of the others those that the account asks for."""
    return _without(MESSAGE, frozenset(EXTRAS) - extras)


@cache
def as_read() -> Record:
    """The message as it goes back where it was read: nothing is written that did not stand there."""
    return _all_rare(MESSAGE)


def _without(record: Record, names: Collection[str]) -> Record:
    return attrs.evolve(
        record,
        elements=tuple(e for e in record.elements if e.name not in names),
        nested=tuple(attrs.evolve(n, record=_without(n.record, names)) for n in record.nested),
    )


def _all_rare(record: Record) -> Record:
    return attrs.evolve(
        record,
        elements=tuple(attrs.evolve(e, rare=True) for e in record.elements),
        nested=tuple(attrs.evolve(n, record=_all_rare(n.record)) for n in record.nested),
    )

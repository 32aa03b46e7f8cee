"""INV141 回执补发送申请: asking that the receipts of a list be sent again.

The official schema of 2017 names its two elements, in Customs' own dialect: 业务编号, which receipts give as the list number, and 企业预录入编号,
which they give as the pre-entry number. Nothing shows that the import client takes the message, nor in which folder. It declares nothing, so
it carries no DelcareFlag. Receipts that are sent again are ordinary ones, and repeats of them are normal (two programs).
"""

from __future__ import annotations

from typing import Final

from baoguan import BondedInventoryList
from baoguan.plugin import Act, ChannelContext, Inquiry, Message, Parcel, Part, Step, Unsupported, UnusableInput, Verb, escape, now
from baoguan_singlewindow import envelope
from baoguan_singlewindow.framing import framed, no_card
from baoguan_singlewindow.inventory import KIND
from baoguan_singlewindow.packing import zipped
from baoguan_singlewindow.settings import Operator, Settings

MESSAGE_TYPE: Final = "INV141"
HEAD: Final = "ReceiptDclHead"
ELEMENTS: Final = (("businessId", "list_no"), ("etpsPreentNo", "seq_no"))
"""Both are required by the schema, and may be empty: a list that Customs has not approved has no number of its own."""
_LIST_FOLDER: Final = "Sas"
UNPROVEN: Final = "INV141 补发申请未经证实 / INV141, the request to send receipts again, is not proven"


class ResendMessages:
    """Writes INV141."""

    def __init__(self, settings: Settings, context: ChannelContext) -> None:
        self._settings = settings
        self._environment = context.environment

    def encode(self, inquiry: Inquiry, operator: Operator | None) -> Message:
        """The message of a question; the same bytes for the same question. Raises Unsupported for what is no list, UnusableInput without a
        pre-entry number or without a card."""
        document = inquiry.document
        if inquiry.kind != KIND or not isinstance(document, BondedInventoryList):
            raise Unsupported(
                f"只能为核注清单申请补发回执，不能为 {inquiry.kind}",
                f"only the receipts of a list can be asked for, not those of a {inquiry.kind}",
                remedy_zh="在页面查看结果，然后 baoguan record",
                remedy_en="Read the result on the page, then `baoguan record`",
            )
        if not inquiry.numbers.get("seq_no"):
            raise UnusableInput(
                f"{inquiry.number} 没有预录入统一编号，无法申请补发回执",
                f"{inquiry.number} has no pre-entry number by which its receipts could be asked for",
                remedy_zh="在页面查到统一编号，先 baoguan record --seq-no",
                remedy_en="Find it on the page, and `baoguan record --seq-no` first",
            )
        if operator is None:
            raise no_card(self._settings, document.declarant.customs_code if document.declarant else None)
        route = self._settings.routes.get(MESSAGE_TYPE) or self._settings.routes.get("INV101", _LIST_FOLDER)
        return Message(
            exchange_id=inquiry.exchange_id,
            verb=Verb.RESEND,
            route=f"{operator.customs_code}/{route}",
            parts=(self._part(inquiry, operator, document),),
            unproven=(UNPROVEN,),
        )

    def _part(self, inquiry: Inquiry, operator: Operator, document: BondedInventoryList) -> Part:
        parcel = Parcel(
            exchange_id=inquiry.exchange_id,
            environment=self._environment,
            kind=inquiry.kind,
            number=inquiry.number,
            act=Act.FILING,
            step=Step.SAVE,
            created=inquiry.asked or now(),
            document=document,
        )
        values = framed(self._settings, operator, parcel, MESSAGE_TYPE)
        del values[f"{envelope.BUSINESS}/DelcareFlag"]
        cells = "".join(f"<{theirs}>{escape(inquiry.numbers.get(ours, ''))}</{theirs}>" for theirs, ours in ELEMENTS)
        body = [f"<{HEAD}>{cells}</{HEAD}>\n".encode()]
        xml = b"".join(envelope.write(values, MESSAGE_TYPE, body, {}, flagged=False))
        content = zipped({f"{inquiry.exchange_id}.xml": xml})
        return Part(name=f"{inquiry.exchange_id}.zip", media_type="application/zip", content=content)

"""DecModMessage as a whole: written for the import client, and read back without loss."""

from __future__ import annotations

from functools import cache
from typing import Final

import attrs
from lxml import etree

from baoguan import Amendment, DeclarationAttachment
from baoguan.plugin import Carried, Codes, DecodeError, Parcel, RecordDecoder, RecordEncoder, Step, UnusableInput, descend
from baoguan_singlewindow.amendment.tables import MESSAGE, ROOT, as_read, written
from baoguan_singlewindow.attached import described
from baoguan_singlewindow.settings import Operator, Settings

KIND: Final = "amendment"
NAMESPACE: Final = "http://www.chinaport.gov.cn/dec"

_SAVE: Final = "G"
_CONFIRM: Final = "H"


class AmendmentMessages:
    """Writes DecModMessage for the cards of an account."""

    def __init__(self, settings: Settings, codes: Codes) -> None:
        self._settings = settings
        self._encoder = cache(lambda record: RecordEncoder(record, codes))

    def encode(self, parcel: Parcel, operator: Operator | None) -> bytes:
        """The message of a parcel: saved (操作类型 G), declared by the account's `amendment_operation`, or the answer to Customs (H).

        Raises UnusableInput when no card may send it, and for an answer that shall only be saved.
        """
        document = parcel.document
        if not isinstance(document, Amendment):
            raise UnusableInput(
                f"DecModMessage 只承载修撤单，得到 {type(document).__name__}",
                f"DecModMessage carries an amendment, not a {type(document).__name__}",
            )
        record, filled = as_read(), document
        if not parcel.verbatim:
            if operator is None:
                raise self._no_card(document)
            record = written(frozenset(self._settings.amendment_elements))
            filled = self._filled_in(document, operator, parcel)
        encoder: RecordEncoder = self._encoder(record)
        body = "".join(encoder.texts([filled], verbatim=parcel.verbatim))
        opening = f'<?xml version="1.0" encoding="UTF-8"?>\n<{ROOT} xmlns="{NAMESPACE}">\n'
        return (opening + body.removeprefix(f"<{ROOT}>")).encode()

    def _no_card(self, document: Amendment) -> UnusableInput:
        known = "、".join(o.customs_code for o in self._settings.operators)
        code = document.declarant.customs_code if document.declarant else None
        return UnusableInput(
            f"申报单位 {code} 没有对应的卡（已配置：{known}）",
            f"no card for declarant {code} (configured: {known})",
            remedy_zh="在账户中加一个 [[operator]]，或改正申报单位",
            remedy_en="Add an [[operator]] to the account, or correct the declarant",
        )

    def _operation(self, document: Amendment, step: Step) -> str:
        if document.confirmation is None:
            return _SAVE if step is Step.SAVE else self._settings.amendment_operation
        if step is Step.SAVE:
            raise UnusableInput(
                "企业确认没有暂存的报文：它是对海关的答复",
                "no message saves an answer to Customs: it is sent as such",
                remedy_zh="用 --declare 发出；已拒收的以新编号再次确认",
                remedy_en="Send it with --declare; one that was refused under another number",
            )
        return _CONFIRM

    def _filled_in(self, document: Amendment, operator: Operator, parcel: Parcel) -> Amendment:
        """What the message needs and the card gives: the operation, the card, the time, and what the list of attachments says of files."""
        signed_at = f"{parcel.created:%Y%m%d%H%M%S}"
        signer = operator.customs_code or None
        return attrs.evolve(
            document,
            operation=self._operation(document, parcel.step),
            card_no=document.card_no or operator.card_no or None,
            signed_at=document.signed_at or signed_at,
            contact=document.contact or operator.person or None,
            attachments=tuple(_signed(described(a, parcel.files), signed_at, signer) for a in document.attachments),
        )


def _signed(attachment: DeclarationAttachment, signed_at: str, signer: str | None) -> DeclarationAttachment:
    return attrs.evolve(attachment, signed_at=attachment.signed_at or signed_at, signer=attachment.signer or signer)


class AmendmentReader:
    """Reads DecModMessage in any order."""

    def __init__(self, codes: Codes) -> None:
        self._decoder = RecordDecoder(MESSAGE, codes)

    def read(self, root: etree._Element) -> Amendment:
        """The amendment of a message, with everything that no field stands for. Raises DecodeError without one."""
        message = descend(root, ROOT)
        if message is None:
            raise DecodeError(
                "不是修撤单报文：缺少 DecModMessage",
                "no amendment: DecModMessage is missing",
                remedy_zh="确认文件是修撤单报文",
                remedy_en="Check that it is the message of an amendment",
            )
        values = self._decoder.values(message)
        carried = values.get("carried")
        values["carried"] = carried if isinstance(carried, Carried) else Carried()
        return Amendment(**values)  # type: ignore[arg-type]

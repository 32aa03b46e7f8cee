"""Field codes (修改字段英文名) of an amendment: by which name each field of a declaration is changed.

They are column names of Customs' database. The description of the message names eleven of them; the others are inferred from how these
are made and from the columns that older receipts name (I_E_DATE, PACK_NO, GROSS_WT …). Fields of which nothing of the kind suggests a name
have none: a user who knows one gives it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import Final

import attrs

from baoguan.model.amendment_codes import RowKind
from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_goods import Container, DeclarationGoods, LicenceDocument
from baoguan.model.fields import Term, paths


class Known(StrEnum):
    """How well a field code is known."""

    SEEN = "seen"
    """Named in the description of the message."""
    INFERRED = "inferred"
    """Made as the others are."""
    GIVEN = "given"
    """By the user."""


PARTS: Final[Mapping[str, tuple[type, RowKind | None]]] = {
    "": (CustomsDeclaration, None),
    "goods": (DeclarationGoods, RowKind.GOODS),
    "containers": (Container, RowKind.CONTAINER),
    "licence_documents": (LicenceDocument, RowKind.DOCUMENT),
}
"""Part of the declaration -> the class of its rows and the kind under which items name it."""


@attrs.frozen(kw_only=True)
class FieldCode:
    """A field code: the part of the declaration and the field that it names.

    `direction` limits it to imports or exports. A code of a piece of a text names the characters from `start` to `stop`.
    """

    code: str
    over: str
    path: str
    known: Known
    direction: str = ""
    start: int = 0
    stop: int | None = None

    @property
    def name(self) -> str:
        """The field as users name it: `goods.quantity`, `remark`."""
        return f"{self.over}.{self.path}" if self.over else self.path

    @property
    def term(self) -> Term:
        """The facts of the field."""
        return paths(PARTS[self.over][0])[self.path]


def _rows(over: str, known: Known, *texts: str) -> Iterator[FieldCode]:
    """Rows from texts `CODE path [I|E] [start:stop]`."""
    for text in texts:
        code, path, *options = text.split()
        piece = next((o for o in options if ":" in o), "0:")
        start, _, stop = piece.partition(":")
        direction = next((o for o in options if o in {"I", "E"}), "")
        yield FieldCode(
            code=code,
            over=over,
            path=path,
            known=known,
            direction=direction,
            start=int(start),
            stop=int(stop) if stop else None,
        )


FIELD_CODES: Final[tuple[FieldCode, ...]] = (
    *_rows(
        "goods",
        Known.SEEN,
        "CODE_T hs_code 0:8",
        "CODE_S hs_code 8:",
        "G_NAME goods_name",
        "G_QTY quantity",
        "QTY_1 statutory_quantity",
        "QTY_2 second_quantity",
        "UNIT_1 statutory_unit",
        "DECL_PRICE unit_price",
        "EXG_VERSION consumption_version",
    ),
    *_rows("containers", Known.SEEN, "CONTAINER_MD size"),
    *_rows("licence_documents", Known.SEEN, "DOCU_CODE kind"),
    *_rows(
        "goods",
        Known.INFERRED,
        "CONTR_ITEM ledger_item_no",
        "CLASS_MARK classification_mark",
        "G_MODEL specification",
        "G_UNIT unit",
        "UNIT_2 second_unit",
        "DECL_TOTAL total_price",
        "TRADE_CURR currency",
        "ORIGIN_COUNTRY origin_country I",
        "DESTINATION_COUNTRY destination_country I",
        # An export's message has the country of destination in the element of origin, and the other way round.
        "ORIGIN_COUNTRY destination_country E",
        "DESTINATION_COUNTRY origin_country E",
        "DUTY_MODE exemption",
        "USE_TO use",
        "WORK_USD processing_fee",
        "EXG_NO part_no",
        "DISTRICT_CODE district",
    ),
    *_rows(
        "containers",
        Known.INFERRED,
        "CONTAINER_ID number",
        "GOODS_NO goods_lines",
        "LCL_FLAG less_than_container",
        "GOODS_CONTA_WT goods_weight",
        "CONTAINER_WT tare",
    ),
    *_rows("licence_documents", Known.INFERRED, "CERT_CODE number"),
    *_rows(
        "",
        Known.INFERRED,
        "MANUAL_NO ledger_no",
        "CONTR_NO contract_no",
        "BILL_NO bill_of_lading",
        "APPR_NO approval_no",
        "LICENSE_NO licence_no",
        "I_E_PORT port",
        "I_E_DATE import_export_date",
        "TRADE_CO trader.customs_code",
        "TRADE_NAME trader.name",
        "OWNER_CODE owner.customs_code",
        "OWNER_NAME owner.name",
        "TRAF_MODE transport_mode",
        "TRAF_NAME conveyance",
        "VOYAGE_NO voyage_no",
        "TRADE_MODE supervision_mode",
        "CUT_MODE levy_nature",
        "TRADE_COUNTRY counterpart_country",
        "TRADE_AREA_CODE trading_country",
        "DISTINATE_PORT destination_port",
        "DESP_PORT_CODE departure_port",
        "ENTY_PORT_CODE entry_port",
        "TRANS_MODE terms",
        "FEE_MARK freight_mark",
        "FEE_CURR freight_currency",
        "FEE_RATE freight_rate",
        "INSUR_MARK insurance_mark",
        "INSUR_CURR insurance_currency",
        "INSUR_RATE insurance_rate",
        "OTHER_MARK other_mark",
        "OTHER_CURR other_currency",
        "OTHER_RATE other_rate",
        "WRAP_TYPE packaging",
        "PACK_NO packages",
        "GROSS_WT gross_weight",
        "NET_WT net_weight",
        "NOTE_S remark",
        "MARK_NO marks",
        "GOODS_PLACE goods_place",
    ),
)
"""Every code we have, those that the description names first."""


@cache
def _by_path() -> Mapping[tuple[str, str], tuple[FieldCode, ...]]:
    found: dict[tuple[str, str], tuple[FieldCode, ...]] = {}
    for each in FIELD_CODES:
        key = each.over, each.path
        found[key] = (*found.get(key, ()), each)
    return found


def codes_of(over: str, path: str, direction: str | None, given: Mapping[str, str] | None = None) -> tuple[FieldCode, ...]:
    """The codes by which a field is changed: the one that the user gave, else those of the table; none when nobody knows any."""
    own = (given or {}).get(f"{over}.{path}" if over else path)
    if own:
        return (FieldCode(code=own, over=over, path=path, known=Known.GIVEN),)
    return tuple(f for f in _by_path().get((over, path), ()) if f.direction in {"", direction})


@cache
def cuts_of(over: str, path: str) -> tuple[tuple[int, int | None], ...]:
    """The pieces of a field's text that codes of the table name, from the first to the last; the whole of it where there are none."""
    return tuple(sorted({(f.start, f.stop) for f in _by_path().get((over, path), ())}, key=lambda c: c[0])) or ((0, None),)


def field_of(code: str, over: str, direction: str | None) -> FieldCode | None:
    """The field that a code of the table names in a part of the declaration, or None."""
    return next((f for f in FIELD_CODES if f.code == code and f.over == over and f.direction in {"", direction}), None)

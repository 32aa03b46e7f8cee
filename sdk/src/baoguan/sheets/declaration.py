"""The workbook of customs declarations (报关单): head, goods with their licences and vehicles, containers, documents, certificates, transit.

Required columns are those that the current field list of the interface asks for when declaring (one transcription), without what the
channel fills in from the card of the account.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import attrs

from baoguan.model.declaration import CustomsDeclaration
from baoguan.model.declaration_goods import Container, DeclarationGoods, GoodsLicence, LicenceDocument, Vehicle
from baoguan.model.declaration_parts import CertificateRequest, DeclarationAttachment, OriginRelation
from baoguan.model.declaration_transit import Transit, TransitContainer, TransitGoods, TransitLeg
from baoguan.rules.declaration.sample import sample
from baoguan.sheets.guidance import COLUMNS, ROWS
from baoguan.sheets.tables import Guide, Section, SheetKind

_HEAD: Final = (
    "internal_number",
    "direction",
    "customs_office",
    "port",
    "trader.customs_code",
    "trader.credit_code",
    "trader.name",
    "owner.credit_code",
    "owner.name",
    "declarant.customs_code",
    "declarant.credit_code",
    "declarant.name",
    "supervision_mode",
    "transport_mode",
    "counterpart_country",
    "destination_port",
    "entry_port",
    "trading_country",
    "terms",
    "packaging",
    "packages",
    "gross_weight",
    "net_weight",
)

_GOODS: Final = (
    "hs_code",
    "goods_name",
    "quantity",
    "unit",
    "unit_price",
    "total_price",
    "currency",
    "statutory_quantity",
    "statutory_unit",
    "origin_country",
    "destination_country",
    "district",
    "exemption",
)

_GUIDE: Final = (
    (
        "表头：一行一份报关单；表体：一行一项商品；集装箱、随附单证、随附单据各有一页；各页用“客户端报关单编号”对应。",
        "表头: one row a declaration; 表体: one row a line; a sheet each for containers and documents; 客户端报关单编号 joins them.",
    ),
    *COLUMNS,
    (
        "原产国、最终目的国按本来的意思填写，进口出口都一样；报文中的对调由通道完成。",
        "Origin and destination mean what they say in both directions; the channel swaps them for the message of an export.",
    ),
    (
        "产品资质按“商品序号”归入表体的一项，车辆按许可证编号和类别归入一份产品资质；一份报关单至多一行转关、一行转关境外段。",
        "Licences belong to the line of their 商品序号, vehicles to the licence of their number and kind; 转关 and 转关境外段 have one row.",
    ),
    (
        "用不到的页（集装箱、车辆、转关等）可以删除；其他内容（补充申报、特许权使用费等）用 JSON 填写。",
        "Delete the sheets that you do not need; what has no sheet (supplements, royalties …) is given as JSON.",
    ),
    *ROWS,
)


def _example(today: date) -> CustomsDeclaration:
    return attrs.evolve(sample(), import_export_date=today)


DECLARATION: Final = SheetKind(
    name="declaration",
    zh="报关单",
    en="declaration",
    key_zh="客户端报关单编号",
    head=Section(name="head", path="", zh="表头", model=CustomsDeclaration, first=_HEAD, required=_HEAD),
    bodies=(
        Section(
            name="goods",
            path="goods",
            zh="表体",
            model=DeclarationGoods,
            first=("line_no", "ledger_item_no", *_GOODS),
            required=_GOODS,
            numbered="line_no",
        ),
        Section(
            name="containers",
            path="containers",
            zh="集装箱",
            model=Container,
            required=("number", "size", "goods_lines"),
        ),
        Section(
            name="licence_documents",
            path="licence_documents",
            zh="随附单证",
            model=LicenceDocument,
            required=("kind", "number"),
        ),
        Section(
            name="attachments",
            path="attachments",
            zh="随附单据",
            model=DeclarationAttachment,
            first=("kind", "file_name", "path"),
            required=("kind",),
        ),
        Section(
            name="licences",
            path="goods.licences",
            zh="产品资质",
            model=GoodsLicence,
            first=("line_no", "kind", "number"),
            required=("line_no", "kind", "number"),
            joins={"line_no": "line_no"},
            rare=True,
        ),
        Section(
            name="vehicles",
            path="goods.licences.vehicles",
            zh="车辆",
            model=Vehicle,
            first=("licence_no", "licence_kind", "vin_no", "vin"),
            required=("licence_no", "licence_kind"),
            joins={"licence_no": "number", "licence_kind": "kind"},
            rare=True,
        ),
        Section(
            name="certificate_requests",
            path="certificate_requests",
            zh="申请单证",
            model=CertificateRequest,
            required=("kind",),
            rare=True,
        ),
        Section(
            name="origin_relations",
            path="origin_relations",
            zh="单证对应关系",
            model=OriginRelation,
            required=("kind", "number", "line_no", "document_line_no"),
            rare=True,
        ),
        Section(name="transit", path="transit", zh="转关", model=Transit, single=True, rare=True),
        Section(name="transit_leg", path="transit_leg", zh="转关境外段", model=TransitLeg, single=True, rare=True),
        Section(
            name="transit_containers",
            path="transit_containers",
            zh="转关集装箱",
            model=TransitContainer,
            required=("number",),
            rare=True,
        ),
        Section(
            name="transit_goods",
            path="transit_goods",
            zh="转关箱货关系",
            model=TransitGoods,
            required=("container", "line_no"),
            rare=True,
        ),
    ),
    guide=Guide(
        title_zh="报关单导入模板：填写说明",
        title_en="Template for customs declarations: how to fill it in",
        texts=_GUIDE,
        codes=(
            "unit",
            "currency",
            "country",
            "supervision_mode",
            "transport_mode",
            "transaction_mode",
            "packaging",
            "levy_nature",
            "container_size",
            "licence_document",
            "attachment_kind",
        ),
        example=_example,
    ),
)

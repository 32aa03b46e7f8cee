"""What the tests of ledgers share: both books with every value that their message carries, parcels, and receipts written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs

from baoguan.plugin import Act, ChannelContext, DocumentKinds, Ledger, LedgerItem, Parcel, Party, Step, UnitConsumption
from baoguan.rules.ledger.sample import sample
from baoguan_singlewindow.account import SingleWindow
from baoguan_singlewindow.ledger.message import KIND, LedgerMessages
from baoguan_singlewindow.reading import read_file
from baoguan_singlewindow.settings import Settings
from baoguan_singlewindow.ways import open_way
from plugins.singlewindow.tests.messages import CODES, CREATED, OPERATOR
from tests.support.lists import AGENT

SEQ_NO, LEDGER_NO = "202600000000000777", "C530126A0777"


def handbook(**changes: object) -> Ledger:
    """A filing of a handbook that the account's card may declare, which the account fills in."""
    return attrs.evolve(attrs.evolve(sample(), declarant=AGENT, input_enterprise=None), **changes)  # type: ignore[arg-type]


def account_book(**changes: object) -> Ledger:
    """A filing of an account (账册)."""
    filed = handbook(
        family="account",
        ledger_type="1",
        region=None,
        supervision_mode=None,
        levy_nature=None,
        processing_kind=None,
        port=None,
        import_contract=None,
        export_contract=None,
        import_currency=None,
        export_currency=None,
        use=None,
        contact=None,
        contact_phone=None,
        archive_no="DEMO-TR-1",
        max_turnover=Decimal(300),
        write_off_cycle=180,
    )
    rows = attrs.evolve(
        filed,
        materials=tuple(attrs.evolve(row, total_price=None, country=None) for row in filed.materials),
        products=tuple(attrs.evolve(row, total_price=None, country=None) for row in filed.products),
        consumptions=tuple(attrs.evolve(row, enterprise_mark=None) for row in filed.consumptions),
    )
    return attrs.evolve(rows, **changes)  # type: ignore[arg-type]


BOOKS = {"handbook": handbook, "account": account_book}
ROOTS = {"handbook": "EmlMessage", "account": "EmsMessage"}


def settings(**changes: object) -> Settings:
    """Settings of an account; nothing is written below the root."""
    return attrs.evolve(Settings(root=Path("ImpPath"), operators=(OPERATOR,)), **changes)  # type: ignore[arg-type]


def parcel(document: Ledger, *, act: Act = Act.FILING, step: Step = Step.DECLARE, verbatim: bool = False) -> Parcel:
    """A parcel as the engine would hand it over."""
    return Parcel(
        exchange_id="X-1",
        environment="test",
        kind=KIND,
        number=document.internal_number or "",
        act=act,
        step=step,
        change_count=document.change_count or 0,
        created=CREATED,
        document=document,
        verbatim=verbatim,
    )


def encoded(document: Ledger, *, step: Step = Step.DECLARE) -> bytes:
    """The message of a ledger by the only card of the account."""
    return LedgerMessages(settings(), CODES).encode(parcel(document, step=step), OPERATOR)[0]


def read(content: bytes) -> Ledger:
    """The ledger of a message, in an envelope or bare."""
    found = read_file("message.xml", content, CODES)
    assert found is not None
    assert isinstance(found.document, Ledger)
    return found.document


def written(document: Ledger) -> bytes:
    """The message that `build` makes of a document that was read."""
    return LedgerMessages(settings(operators=()), CODES).encode(parcel(document, verbatim=True), None)[0]


def channel(folder: Path, **changes: object) -> SingleWindow:
    """An account on folders of its own."""
    context = ChannelContext(
        environment="test", account="demo", codes=CODES, kinds=DocumentKinds(()), journal="test-journal", base=folder
    )
    chosen = settings(root=folder / "ImpPath", **changes)
    return SingleWindow(chosen, context, open_way(chosen, context))


def _texts(values: Mapping[str, str]) -> str:
    return "".join(f"<{name}>{value}</{name}>" for name, value in values.items())


def result(
    name: str,
    code: str,
    *,
    count: int = 0,
    typecd: str = "1",
    seq_no: str = SEQ_NO,
    business_id: str = "",
    at: str = "2026-01-06 07:08:09",
    notes: tuple[str, ...] = (),
    sections: str = "",
) -> str:
    """A receipt EML211 or EMS211; `sections` are what follows the result."""
    said = {
        "etpsPreentNo": seq_no,
        "businessId": business_id,
        "tmsCnt": str(count),
        "typecd": typecd,
        "manageResult": code,
        "manageDate": at,
        "rmk": "",
    }
    checks = "".join(f"<CheckInfo><note>{note}</note></CheckInfo>" for note in notes)
    return enveloped(name, f"<HdeApprResult>{_texts(said)}</HdeApprResult>{checks}{sections}")


def enveloped(name: str, body: str) -> str:
    """The text of a receipt file around the body of one, without declaration."""
    return (
        '<Package xmlns="http://www.w3.org/2000/09/xmldsig#">'
        f"<EnvelopInfo><message_type>{name}</message_type><send_time>2026-01-06T08:00:00</send_time></EnvelopInfo>"
        f"<DataInfo><BussinessData><{name}>{body}</{name}></BussinessData></DataInfo></Package>"
    )


HANDBOOK_SECTIONS = (
    f"<EmlPutrecBsc><emlNo>{LEDGER_NO}</emlNo><chgTmsCnt>0</chgTmsCnt><emlType>C</emlType><etpsPreentNo>{SEQ_NO}</etpsPreentNo>"
    "<dclTypecd>1</dclTypecd><masterCuscd>5301</masterCuscd><bizopEtpsno>4403D60001</bizopEtpsno><bizopEtpsNm>示例电子</bizopEtpsNm>"
    "<putrecApprTime>2026-01-06 07:08:09</putrecApprTime><supvModecd>0615</supvModecd><validDate>2027-01-05</validDate>"
    "<impCurrcd>502</impCurrcd><emapvStucd>1</emapvStucd><pauseImpexpMarkcd>1</pauseImpexpMarkcd><stndbkMarkcd>0</stndbkMarkcd>"
    "</EmlPutrecBsc>"
    f"<EmlPutrecDt><emlNo>{LEDGER_NO}</emlNo><gdsSeqno>1</gdsSeqno><mtpckEndprdTypecd>I</mtpckEndprdTypecd><gdsMtno>M-1</gdsMtno>"
    "<gdecd>8532241000</gdecd><gdsNm>片式电容</gdsNm><dclUnitcd>054</dclUnitcd><dclCurrcd>502</dclCurrcd><dclQty>10000.5</dclQty>"
    "<natcd>116</natcd></EmlPutrecDt>"
    f"<EmlPutrecDt><emlNo>{LEDGER_NO}</emlNo><gdsSeqno>1</gdsSeqno><mtpckEndprdTypecd>E</mtpckEndprdTypecd><gdsMtno>P-1</gdsMtno>"
    "<gdecd>8517629900</gdecd><gdsNm>示例路由器</gdsNm><dclUnitcd>001</dclUnitcd><dclQty>400</dclQty></EmlPutrecDt>"
    f"<EmlPutrecUcnsDt><emlNo>{LEDGER_NO}</emlNo><endprdSeqno>1</endprdSeqno><mtpckSeqno>1</mtpckSeqno><ucnsVerno>0</ucnsVerno>"
    "<netUseupQty>2.5</netUseupQty><tgblLossRate>0.5</tgblLossRate><bondMtpckPrpr>100</bondMtpckPrpr></EmlPutrecUcnsDt>"
)
"""What a receipt of a handbook may describe, with an element that no field of ours stands for."""

HANDBOOK_SAID = Ledger(
    family="handbook",
    seq_no=SEQ_NO,
    ledger_no=LEDGER_NO,
    ledger_type="C",
    act="1",
    change_count=0,
    master_customs="5301",
    operating_enterprise=Party(customs_code="4403D60001", name="示例电子"),
    supervision_mode="0615",
    valid_until=date(2027, 1, 5),
    import_currency="USD",
    pause_mark="1",
    filed_on=date(2026, 1, 6),
    materials=(
        LedgerItem(
            item_no=1,
            part_no="M-1",
            hs_code="8532241000",
            goods_name="片式电容",
            unit="054",
            currency="USD",
            quantity=Decimal("10000.5"),
            country="JPN",
        ),
    ),
    products=(
        LedgerItem(item_no=1, part_no="P-1", hs_code="8517629900", goods_name="示例路由器", unit="001", quantity=Decimal(400)),
    ),
    consumptions=(
        UnitConsumption(
            product_item_no=1,
            material_item_no=1,
            version="0",
            net=Decimal("2.5"),
            tangible_loss=Decimal("0.5"),
            bonded_share=Decimal(100),
        ),
    ),
)
"""The same as a ledger."""

"""Rules between the elements of a DecMessage, its card, and the documents that Customs wants.

Called only when every single value has the right form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..problems import Findings
from ..values import Card
from .message import DecMessage
from .sections import ATTACHMENT

CHINA = "CHN"


def check_rules(message: DecMessage, step: str, found: Findings) -> None:
    """Add what contradicts itself inside the message."""
    _check_numbers(message, found)
    _check_countries(message, found)
    if step and message.head.get("IEFlag") != "I":
        found.add("two-step", "DecHead/Type", "两步申报只适用于进口")
    if step and message.head.get("DeclTrnRel") == "1":
        found.add("two-step", "DecHead/DeclTrnRel", "转关货物不适用两步申报")
    for record in message.goods:
        if len(record.get("CodeTS")) == 6 and (step != "summary" or message.head.get("Type")[4:5] == "1"):
            found.add("CodeTS", "DecList/CodeTS", f"{record.place}的商品编号应为 10 位")
    if message.head.get("DeclTrnRel") == "1" and not any(r.section.name == "TrnHead" for r in message.records):
        found.add("transit", "TrnHead", "转关提前报关单缺少转关单表头")
    for licence in (inner for record in message.goods for inner in record.inside if inner.section.name == "DecGoodsLimit"):
        if licence.get("LicWrtofQty") and not licence.get("LicWrtofQtyUnit") and message.edition not in {"3.1", "4.0"}:
            found.add("unit", "DecGoodsLimit/LicWrtofQtyUnit", f"{licence.place}的许可证核销数量单位不能为空")


def _check_numbers(message: DecMessage, found: Findings) -> None:
    numbers = [int(record.get("GNo")) for record in message.goods]
    if numbers and sorted(numbers) != list(range(1, len(numbers) + 1)):
        found.add("GNo", "DecList/GNo", "商品序号应从 1 起连续编号，不得重复")
        return
    for record in message.containers:
        beyond = [text for text in record.get("GoodsNo").split(",") if int(text) not in numbers]
        if numbers and beyond:
            found.add("GoodsNo", "Container/GoodsNo", f"{record.place}的商品项号 {'、'.join(beyond)} 不存在")


def _check_countries(message: DecMessage, found: Findings) -> None:
    """In an export OriginCountry holds the country of destination and DestinationCountry that of origin: the wrong way round shows only
    where China stands on the wrong side. Goods carried over inside China (运抵国 CHN) may have any origin."""
    head = message.head
    for record in message.goods:
        first, second = record.get("OriginCountry"), record.get("DestinationCountry")
        wrong = first == CHINA and second != CHINA
        if wrong and head.get("IEFlag") == "I":
            found.add(
                "countries",
                "DecList/DestinationCountry",
                f"{record.place}：进口货物的最终目的国应为中国，原产国与最终目的国疑似颠倒",
            )
        elif wrong and head.get("TradeCountry") != CHINA:
            found.add(
                "countries",
                "DecList/OriginCountry",
                f"{record.place}：出口时 OriginCountry 应填最终目的国、DestinationCountry 应填原产国，疑似颠倒",
            )


def check_card(message: DecMessage, cards: Sequence[Card], found: Findings) -> None:
    """The card is one of the client's and belongs to the enterprise that typed the declaration."""
    typist, card = message.head.get("TypistNo"), message.card
    if message.sign.get("ICCode") and typist and typist != card:
        found.add("card number", "DecSign/ICCode", "操作员IC卡号与录入员IC卡号不一致")
    if not cards:
        return
    held = [each for each in cards if each.number == card]
    if not held:
        found.add("card number", "DecSign/ICCode", "不在白名单内或IC卡不合法")
    elif message.head.get("CopCode") not in {each.enterprise for each in held}:
        found.add("card enterprise", "DecHead/CopCode", "录入单位代码与IC卡所属企业不一致")


def check_files(message: DecMessage, files: Sequence[str], found: Findings) -> None:
    """Every unstructured document is a PDF of the zip under one of its two names, and every PDF is named."""
    named: set[str] = set()
    for record in message.attachments:
        names = {record.get(key) for key in ("EdocID", "EdocCopId")} - {""}
        if record.get("EdocFomatType") == "US" and names.isdisjoint(files):
            found.add(
                "missing file", ATTACHMENT.name, f"{record.place}的文件 {'、'.join(sorted(names)) or '（无名）'} 不在压缩包内"
            )
        named |= names
    for name in files:
        if name not in named:
            found.add("unnamed file", ATTACHMENT.name, f"压缩包内的 {name} 未在随附单据中列明")


def wanting(message: DecMessage, wanted: Mapping[str, str]) -> list[str]:
    """Warnings of goods that lack a document of Customs: ``wanted`` maps the beginning of a commodity code to its letters."""
    held = {record.get("DocuCode") for record in message.documents}
    return [
        f"{record.place}缺少{letter}证"
        for record in message.goods
        for start, letters in wanted.items()
        if record.get("CodeTS").startswith(start)
        for letter in letters
        if letter not in held
    ]

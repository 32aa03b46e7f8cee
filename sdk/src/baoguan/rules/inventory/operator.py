"""The list and the holder of the card in whose name it goes; silent when the operator is not known."""

from __future__ import annotations

from collections.abc import Iterator

from baoguan.model.fields import value_at
from baoguan.model.inventory import BondedInventoryList
from baoguan.rules.engine import Block, Context, Hit, Mark
from baoguan.rules.inventory._pack import CLIENT, HEAD_TERMS, INVENTORY_RULES, labels

_PROFILE = {"card_no": "DEMOCARD00001", "customs_code": "4403DEM0B2"}


@INVENTORY_RULES.rule(
    "operator.enterprise",
    fields=("declarant.customs_code", "data_entry.customs_code"),
    source=CLIENT,
    mark=Mark.OFFICIAL,
    zh="{field_zh} {value} 与操作员卡所属企业 {expected} 不一致：海关会退回，或报文发出后查不到",
    en="{field_en} {value} is not the enterprise of the operator's card, {expected}: it is refused or never found again",
    remedy_zh="改用申报单位自己的卡（账户），或改正单位编码",
    remedy_en="Use the card (account) of the declarant, or correct the code",
    accepted=({}, {"@profile": _PROFILE}),
    refused=(
        {"@profile": {**_PROFILE, "customs_code": "4403DEM0C3"}},
        {"@profile": _PROFILE, "data_entry.customs_code": "4403DEM0A1"},
    ),
)
def _enterprise(block: Block[BondedInventoryList], context: Context) -> Iterator[Hit]:
    expected = context.profile.customs_code if context.profile is not None else ""
    if expected:
        for path in ("declarant.customs_code", "data_entry.customs_code"):
            value = value_at(block.rows[0], path)
            if value and value != expected:
                yield Hit(0, {**labels(HEAD_TERMS[path]), "expected": expected}, path)


@INVENTORY_RULES.rule(
    # The numbers are not named: a card number is a secret.
    "operator.card",
    fields=("card_no",),
    source=CLIENT,
    mark=Mark.OFFICIAL,
    zh="申报人 IC 卡号不是账户所用的卡",
    en="card_no is not the card of this account",
    remedy_zh="清空 card_no（由账户的卡号填写），或改用那张卡的账户",
    remedy_en="Clear card_no, the account fills it in; or use the account of that card",
    accepted=({}, {"@profile": _PROFILE}, {"@profile": _PROFILE, "card_no": "DEMOCARD00001"}),
    refused=({"@profile": _PROFILE, "card_no": "DEMOCARD00002"},),
)
def _card(block: Block[BondedInventoryList], context: Context) -> list[Hit]:
    expected = context.profile.card_no if context.profile is not None else ""
    given = block.rows[0].card_no
    return [Hit(0, {"value": "***"})] if expected and given and given != expected else []

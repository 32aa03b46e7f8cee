"""What the old system's receipts say, as this mock has them: check marks, message types, records, states, and the far side's texts.

Marks, types, records and kinds of declaration come from the tables that the decoder reads; only the words stand here. What one program
of that time shows is marked as seen once, what the mock adds as inferred. The real system has been switched off: nothing here comes from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from baoguan.plugin import Act, Explanation, Outcome, Side
from baoguan_h2010.messages import DOWN, MessageType
from baoguan_h2010.receipts import ACTS, ANSWERS, BUSINESS, DUPLICATE, TEXTS
from baoguan_h2010.troubles import TROUBLES, Said

PLACE: Final = "h2010"
_RESULT: Final = f"{PLACE}/RESULT/EMS3*"
"""RESULT stands in every receipt."""
_PROGRAM: Final = "一个当时的企业端程序 / one program of an enterprise of that time"
_MOCK: Final = "本模拟自定，不是真实的 H2010 / the mock's own, not the real H2010"
_ASK_ZH: Final = "无人可问：回执来自模拟服务器，不是海关；旧账册迁移问题问 12360 或主管海关"
_ASK_EN: Final = (
    "nobody: it comes from the mock server, not from Customs; about moving an old ledger ask 12360 or your customs office"
)


def _entry(said: Said, *, where: str = PLACE, codes: tuple[str, ...] = (), known: bool = False) -> Explanation:
    return Explanation(
        where=where,
        codes=codes,
        words=said.words,
        zh=said.zh,
        en=said.en,
        cause_zh=said.cause_zh,
        cause_en=said.cause_en,
        remedy_zh=said.remedy_zh,
        remedy_en=said.remedy_en,
        ask_zh=_ASK_ZH,
        ask_en=_ASK_EN,
        side=said.side,
        source=_PROGRAM if known else _MOCK,
        mark="seen once" if known else "inferred",
    )


_OUTCOMES: Final[Mapping[Outcome, Said]] = {
    Outcome.STORED: Said(
        zh="审核标志：已入库（账册状态 1 → 2 待审）",
        en="check mark: stored (the state goes from 1 to 2, waiting for audit)",
        side=Side.CUSTOMS,
    ),
    Outcome.APPROVED: Said(
        zh="审核标志：通过（账册状态 2 → 3 执行）。清单通过不动账，对它申报的报关单才核扣",
        en="check mark: approved (the state goes from 2 to 3, executing). A list that is approved moves nothing: its declaration does",
        remedy_zh="账册：无需处理；清单：申报报关单（模拟：baoguan simulate h2010 --declare-entry）",
        remedy_en="A ledger: nothing to do. A list: declare its entry (in the mock: `baoguan simulate h2010 --declare-entry`)",
        side=Side.CUSTOMS,
    ),
    Outcome.REJECTED: Said(
        zh="审核标志：退单（回到状态 1；变更退单时在册的账册不变）。任何一部分退单，整个申报退单",
        en="check mark: rejected (back to state 1; a rejected change leaves the ledger in force as it is). One rejected part rejects the whole",
        remedy_zh="看随后的 G_CHK_MSG、CM_CHK_MSG 行级错误，改正后 baoguan redeclare",
        remedy_en="Read the errors of rows behind it (G_CHK_MSG, CM_CHK_MSG), correct them, then `baoguan redeclare`",
        side=Side.CUSTOMS,
    ),
    Outcome.SAVED: Said(
        zh="审核标志：预检通过；未入库、未申报，只保留了预录入号",
        en="check mark: the check was passed; nothing is stored or declared, only the number is kept",
        remedy_zh="baoguan declare 才是申报",
        remedy_en="It is `baoguan declare` that declares",
        side=Side.CHANNEL,
    ),
    Outcome.ACCEPTED: Said(
        zh="审核标志：分批发送中的一批已收，收齐才入库",
        en="check mark: one batch of several was taken; it is stored when all are there",
        remedy_zh="无需处理，其余各批由 baoguan run 发送",
        remedy_en="Nothing to do: `baoguan run` sends the others",
        side=Side.CHANNEL,
        words=("批已收", "batch taken"),
    ),
    Outcome.REFUSED: Said(
        zh="审核标志：预检未通过，未申报",
        en="check mark: the check failed, nothing was declared",
        remedy_zh="按行级错误改正后重新 baoguan submit",
        remedy_en="Correct the rows that it names, then `baoguan submit` again",
        side=Side.ENTERPRISE,
        words=("预检未通过", "the check failed"),
    ),
}
"""Words for every outcome of a check mark but the duplicate."""

_DUPLICATE: Final = Said(
    zh="审核标志：重复申报，这份报文被拒；它不表示申报被退",
    en="check mark: declared twice, this message is refused; it does not say that the act was rejected",
    cause_zh="应答丢失后同一申报又到一次，或别处已用同一企业内部编号申报",
    cause_en="an answer was lost and the act came again, or it was declared elsewhere under the same number",
    remedy_zh="不要换号重报：所持正是这份报文即已到达，是另一份则以那份为准，没有说明则 baoguan status 后查询",
    remedy_en="Do not declare it under another number. Held is this very message: it arrived. Another one: that one counts. It does not say: "
    "see `baoguan status`, the document is asked about",
    side=Side.ENTERPRISE,
    words=("declared twice", "重复申报 /"),
)


def _marks() -> Iterator[Explanation]:
    for table, known in ((BUSINESS, True), (ANSWERS, False)):
        for outcome in dict.fromkeys(table.values()):
            codes = tuple(mark for mark, meant in table.items() if meant is outcome)
            yield _entry(_OUTCOMES[outcome], where=_RESULT, codes=codes, known=known)
    yield _entry(_DUPLICATE, where=_RESULT, codes=(DUPLICATE,), known=True)


def _meant(each: MessageType) -> tuple[str, str]:
    """What a receipt of a type does to the document."""
    if each.lead:
        return "单证的状态以此为准", "the document's state follows this one"
    if each.kind == "other":
        return (
            "还没有单证种类，不动任何状态；用 baoguan read 查看",
            "there is no document kind for it yet and no state moves; see it with `baoguan read`",
        )
    return "只作通知；其中退单则整个申报退单", "it only informs; a rejection in it rejects the whole"


def _types() -> Iterator[Explanation]:
    for each in DOWN.values():
        yield _entry(_type(each, _meant(each)), codes=(each.down, each.up), known=True)
    yield _entry(
        Said(
            zh="EMS226 单耗变更没有自己的回执（EMS326 未见）",
            en="EMS226 (unit consumption) has no receipt of its own: EMS326 was not seen",
            remedy_zh="结果见账册的回执 EMS313、EMS323",
            remedy_en="Its result stands in that of the ledger, EMS313 or EMS323",
            side=Side.CUSTOMS,
        ),
        codes=("EMS326", "EMS226"),
        known=True,
    )


def _type(each: MessageType, meant: tuple[str, str]) -> Said:
    return Said(
        zh=f"{each.down} 是 {each.up}（{each.zh}）的回执：{meant[0]}",
        en=f"{each.down} answers {each.up} ({each.en}): {meant[1]}",
        remedy_zh=f"看其中的审核标志：baoguan explain “{each.down} 3”",
        remedy_en=f'Look its check mark up: `baoguan explain "{each.down} 3"`',
        side=Side.CUSTOMS,
    )


RECORDS: Final[Mapping[str, tuple[str, str]]] = {
    "RESULT": ("回执结果：单证编号、申报类型、审核标志", "the result: numbers, kind of declaration, check mark"),
    "CHK_MSG": ("对整份申报的说明", "words about the whole"),
    "G_CHK_MSG": ("行级错误：哪个记录、哪一行、哪个字段", "an error of a row: which record, row and field"),
    "CM_CHK_MSG": ("单耗错误：成品、料件、版本", "an error of a unit consumption: product, material, version"),
    "ENT_CHK_MSG": ("报关单已核扣账册，附报关单号", "the declaration has moved the ledger; its number stands there"),
    "CHK_INFO": ("清单的统一编号（22+37 起的 18 位）", "the unified number of a list (18 characters at 22+37)"),
}
"""Records of a receipt."""
_KNOWN: Final = frozenset({"RESULT", "CHK_INFO"})
"""Of the others the name alone is known; their fields are the mock's own."""


def _records() -> Iterator[Explanation]:
    for tag in ("RESULT", *TEXTS, "CHK_INFO"):
        zh, en = RECORDS[tag]
        said = Said(
            zh=f"回执记录 EMS_EDI_{tag}：{zh}",
            en=f"the record EMS_EDI_{tag} of a receipt: {en}",
            remedy_zh="baoguan trace REF 有原文，baoguan read 逐字段显示",
            remedy_en="`baoguan trace REF` has the text, `baoguan read` shows it field by field",
            side=Side.CUSTOMS,
        )
        yield _entry(said, codes=(tag, f"EMS_EDI_{tag}"), known=tag in _KNOWN)


STATES: Final[Mapping[int, tuple[str, str, str, str]]] = {
    1: ("申请", "applying", "备案或变更申请中，或被退回", "a filing or change is being applied for, or was rejected"),
    2: ("待审", "waiting for audit", "已入库，等待审核", "stored, waiting for the audit"),
    3: ("执行", "executing", "在册，可申报清单，可发起变更", "in force: lists can be declared, a change can be begun"),
    4: ("变更", "changing", "变更已收下，尚未入库", "a change was taken, not stored yet"),
    5: ("核销", "written off", "正式报核通过，不能再申报", "the final report was approved, nothing more can be declared"),
}
"""declareState -> names and what it allows. 1 -> 2 -> 3 -> 4 -> 2 ..., 5 in the end; that a change in progress has a copy of its own, and that
the ledger in force stays 3, is inferred."""


def _states() -> Iterator[Explanation]:
    for state, (zh, en, more_zh, more_en) in STATES.items():
        said = Said(
            zh=f"账册状态 {state} {zh}：{more_zh}",
            en=f"ledger state {state}, {en}: {more_en}",
            remedy_zh="变更须从状态 3 发起，清单须账册在状态 3",
            remedy_en="A change begins in state 3, and a list needs its ledger in state 3",
            side=Side.CUSTOMS,
        )
        yield _entry(said, codes=tuple(f"{name} {state}" for name in ("declareState", "账册状态", "state")), known=True)


_ACTS: Final[Mapping[str, tuple[str, str]]] = {
    "1": ("备案", "a filing"),
    "2": ("变更", "a change"),
    "B": ("报关清单", "a list for the declaration"),
}


def _declare_types() -> Iterator[Explanation]:
    for kind, act in ACTS.items():
        zh, en = _ACTS[kind]
        said = Said(
            zh=f"申报类型 {kind}：{zh}",
            en=f"kind of declaration {kind}: {en}",
            remedy_zh="变更回执另有变更次数，旧的备案回执不会动变更" if act is Act.CHANGE else "无需处理",
            remedy_en="Receipts of a change bear its count; an older receipt of the filing moves no change"
            if act is Act.CHANGE
            else "Nothing to do",
            side=Side.CUSTOMS,
        )
        yield _entry(said, codes=tuple(f"{name} {kind}" for name in ("declareType", "DECLARE_TYPE", "申报类型")), known=True)


def _all() -> Iterator[Explanation]:
    yield from _marks()
    yield from _types()
    yield from _records()
    yield from _states()
    yield from _declare_types()
    for said in TROUBLES:
        yield _entry(said)


EXPLANATIONS: Final = tuple(_all())

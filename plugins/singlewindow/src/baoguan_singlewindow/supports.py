"""What an account can do, and on what evidence."""

from __future__ import annotations

from typing import Final

import attrs

from baoguan.plugin import Evidence, Level, Support, Verb
from baoguan_singlewindow.amendment.message import KIND as AMENDMENT
from baoguan_singlewindow.declaration.message import KIND as DECLARATION
from baoguan_singlewindow.inventory import KIND as INVENTORY
from baoguan_singlewindow.ledger.message import KIND as LEDGER
from baoguan_singlewindow.settings import SAVE_ONLY, Settings
from baoguan_singlewindow.write_off.message import KIND as WRITE_OFF

SUPPORTS: Final = (
    Support(kind=INVENTORY, verb=Verb.SAVE, level=Level.NATIVE, evidence=Evidence.REAL_SAMPLE),
    Support(kind=INVENTORY, verb=Verb.DECLARE, level=Level.NATIVE, evidence=Evidence.REAL_SAMPLE),
    Support(kind=INVENTORY, verb=Verb.CHANGE, level=Level.NATIVE, evidence=Evidence.SEVERAL_PROGRAMS),
    Support(kind=INVENTORY, verb=Verb.WITHDRAW, level=Level.NATIVE, evidence=Evidence.SEVERAL_PROGRAMS),
    Support(
        kind=INVENTORY,
        verb=Verb.RESEND,
        level=Level.NATIVE,
        evidence=Evidence.INFERRED,
        note_zh="：INV141 见于 2017 年官方报文结构，导入客户端是否接收、走哪个目录均未见证实；"
        "只有人要求时才发（baoguan doctor receipts --request）",
        note_en=": INV141 stands in the official schema of 2017; that the import client takes it, and in which folder, was seen nowhere. "
        "It is sent only when a person asks for it (`baoguan doctor receipts --request`)",
    ),
    Support(kind=DECLARATION, verb=Verb.SAVE, level=Level.NATIVE, evidence=Evidence.REAL_SAMPLE),
    Support(
        kind=DECLARATION,
        verb=Verb.DECLARE,
        level=Level.UNSUPPORTED,
        evidence=Evidence.OFFICIAL_SCHEMA,
        setting="declaration_operation",
        note_zh="：导入客户端只暂存报关单，须有人在单一窗口页面按“申报”，回执随后自动到达",
        note_en=": over the import client a declaration is saved only; a person presses 申报 on the page, and receipts then come by themselves",
    ),
    Support(
        kind=DECLARATION,
        verb=Verb.COMPLETE,
        level=Level.NATIVE,
        evidence=Evidence.ONE_SOURCE,
        note_zh="：完整申报的单据类型位仅一个来源；仍须有人在页面按“申报”",
        note_en=": the digit of a complete step rests on one source; a person still presses 申报 on the page",
    ),
    *(
        Support(
            kind=DECLARATION,
            verb=verb,
            level=Level.UNSUPPORTED,
            evidence=Evidence.OFFICIAL_SCHEMA,
            note_zh="：报关单的修改、撤销另办修撤单（baoguan amend，或在单一窗口页面办理）",
            note_en=": a declaration is changed or withdrawn by an amendment (修撤单): `baoguan amend`, or on the page",
        )
        for verb in (Verb.CHANGE, Verb.WITHDRAW)
    ),
    Support(
        kind=AMENDMENT,
        verb=Verb.SAVE,
        level=Level.NATIVE,
        evidence=Evidence.ONE_SOURCE,
        note_zh="：导入客户端是否接收修撤单未经证实",
        note_en=": that the import client takes amendments is not proven",
    ),
    Support(
        kind=AMENDMENT,
        verb=Verb.DECLARE,
        level=Level.UNSUPPORTED,
        evidence=Evidence.OFFICIAL_SCHEMA,
        setting="amendment_operation",
        note_zh='：修撤单只暂存，须有人在单一窗口页面按“申报”；amendment_operation = "C" 时直接申报、答复海关',
        note_en=": an amendment is saved only, and a person presses 申报 on the page; the setting C declares it and answers Customs",
    ),
    *(
        Support(
            kind=AMENDMENT,
            verb=verb,
            level=Level.UNSUPPORTED,
            evidence=Evidence.OFFICIAL_SCHEMA,
            note_zh="：没有修改或撤回修撤单的报文",
            note_en=": no message changes an amendment or takes it back",
        )
        for verb in (Verb.CHANGE, Verb.WITHDRAW)
    ),
    *(
        Support(
            kind=LEDGER,
            verb=verb,
            level=Level.NATIVE,
            evidence=Evidence.INFERRED,
            note_zh="：手册报文（EML111）见于一个程序，账册报文（EMS111）的元素名是推断的",
            note_en=": the handbook's message (EML111) rests on one program, the names of the account's (EMS111) are inferred",
        )
        for verb in (Verb.SAVE, Verb.DECLARE, Verb.CHANGE)
    ),
    Support(
        kind=LEDGER,
        verb=Verb.WITHDRAW,
        level=Level.UNSUPPORTED,
        evidence=Evidence.OFFICIAL_SCHEMA,
        note_zh="：没有注销手册、账册的报文；报核后由海关结案，或在单一窗口页面申请",
        note_en=": no message closes a ledger: Customs closes it after its write-off, or on request on the page",
    ),
    *(
        Support(
            kind=WRITE_OFF,
            verb=verb,
            level=Level.NATIVE,
            evidence=Evidence.INFERRED,
            note_zh="：报文 EML121、EMS121 按 2017 年海关官方结构；导入客户端是否接收这套元素名未经证实",
            note_en=": EML121 and EMS121 follow the official schemas of Customs of 2017; that the import client takes these names is not proven",
        )
        for verb in (Verb.SAVE, Verb.DECLARE)
    ),
    *(
        Support(
            kind=WRITE_OFF,
            verb=verb,
            level=Level.UNSUPPORTED,
            evidence=Evidence.OFFICIAL_SCHEMA,
            note_zh="：没有变更或撤回报核的报文；请海关退单后改正重报，或另报补充申报",
            note_en=": no message changes a write-off or takes it back: ask Customs to return it and declare anew, or declare a supplement",
        )
        for verb in (Verb.CHANGE, Verb.WITHDRAW)
    ),
)
"""With the settings as they are by default."""


def supports(settings: Settings) -> tuple[Support, ...]:
    """What an account can do with its settings."""
    operations = {DECLARATION: settings.declaration_operation, AMENDMENT: settings.amendment_operation}
    return tuple(
        attrs.evolve(s, level=Level.NATIVE, evidence=Evidence.INFERRED, note_zh="", note_en="")
        if s.verb is Verb.DECLARE and operations.get(s.kind, SAVE_ONLY) != SAVE_ONLY
        else s
        for s in SUPPORTS
    )

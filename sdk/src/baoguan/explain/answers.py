"""What enterprises complained of when 金关二期 replaced H2010, what Customs answered, and what baoguan does about it.

Source: the questions of enterprises and the answers of Shenzhen Customs, 2018, in our own words.
"""

from __future__ import annotations

from typing import Final

from baoguan.errors import Side
from baoguan.explain.entry import CUSTOMS_EN, CUSTOMS_ZH, Explanation

_SOURCE: Final = "深圳海关 2018 年对企业问题的答复 / answers of Shenzhen Customs to enterprises, 2018"


def _answer(
    number: int, words: tuple[str, ...], zh: str, en: str, remedy_zh: str, remedy_en: str, side: Side = Side.CUSTOMS
) -> Explanation:
    return Explanation(
        where="SZ2018",
        codes=(f"SZ2018-{number:02}",),
        words=words,
        zh=zh,
        en=en,
        remedy_zh=remedy_zh,
        remedy_en=remedy_en,
        ask_zh=CUSTOMS_ZH,
        ask_en=CUSTOMS_EN,
        side=side,
        source=_SOURCE,
        mark="official",
    )


ANSWERS: Final = (
    _answer(
        1,
        ("H2010", "旧系统", "账册延期"),
        "旧系统（H2010）账册不能再延期，原有业务要转到金关二期",
        "ledgers of the old system (H2010) are not prolonged: the business moves to 金关二期",
        "用深关通或单一窗口的数据导入代替手工录入；baoguan 的通道只需改一行配置",
        "Use the data import of 深关通 or the Single Window instead of typing; in baoguan the channel is one line of the settings",
    ),
    _answer(
        2,
        ("深加工结转", "结转申请表", "收发货登记"),
        "金二与 H2010 底账之间的深加工结转：不审核申请表、不登记收发货，双方在每批收发货后 10 日（特殊 20 日）内申报报关单",
        "transfers between a 金二 ledger and an H2010 one: no application form and no delivery record; each side declares within 10 days "
        "of each delivery, 20 in special cases",
        "按每批实际收发货分别申报，注意 10 日期限",
        "Declare delivery by delivery and mind the 10 days",
    ),
    _answer(
        3,
        ("保税结转", "特殊区域", "区内企业"),
        "区外金二企业与区内 H2010 企业结转：区外报核注清单和报关单，区内按原方式",
        "outside (金二) to inside (H2010): the one outside files list and declaration, the one inside as before",
        "baoguan 按账册编号判断新旧系统，并给出应报单证",
        "baoguan tells the system by the ledger number and asks for what is to be filed",
    ),
    _answer(
        4,
        ("料号级", "颗粒度"),
        "料号级管理使申报行数大增：设立手（账）册时自行确定颗粒度",
        "part-number level makes many rows: the enterprise chooses the grain when the ledger is set up",
        "设立前用 baoguan check 看行数，单次不超过 30,000 行",
        "See the number of rows with `baoguan check` before setting it up; at most 30,000 rows a submission",
        Side.ENTERPRISE,
    ),
    _answer(
        5,
        ("集中申报", "集报"),
        "集中申报当时尚未上线",
        "consolidated declaration was not on line at the time",
        "现以核注清单类型“集报”申报；只能删除不能变更",
        "Now filed as a list of the type 集报, which can be deleted but not changed",
    ),
    _answer(
        6,
        ("替代料", "料件串换"),
        "使用替代料：在料号级颗粒度上安排，或在网上办事大厅办理料件串换",
        "substitute materials: arranged by the grain of the ledger, or as 料件串换 at the online service hall",
        "料件串换没有公开的报文格式，只能在页面办理",
        "No message format of 料件串换 is public: it is done on the page",
    ),
    _answer(
        7,
        ("系统不稳定", "系统异常"),
        "切换期间系统不稳定、出现异常",
        "the systems were unstable during the switch",
        "baoguan 先记日志后发送，答复丢失时先核实，不盲目重发；持续异常请向海关反映",
        "baoguan journals before it sends and asks before it sends again; report what persists to Customs",
    ),
    _answer(
        8,
        ("增加工作量", "通关时效"),
        "核注清单增加录入工作量：清单的大部分栏目可自动生成报关单预录入数据",
        "lists add to the typing: most of their fields become the draft of the declaration by themselves",
        "用 baoguan 从工作簿或 ERP 生成清单",
        "Make lists from a workbook or your ERP with baoguan",
        Side.ENTERPRISE,
    ),
    _answer(
        9,
        ("疑难问题", "咨询"),
        "切换中的具体疑难问题",
        "particular difficulties of the switch",
        "向下列渠道反映，附上 baoguan trace 的原文",
        "Tell the desks below, with the raw exchange of `baoguan trace`",
    ),
    _answer(
        10,
        ("回执异常", "收不到回执", "没有回执", "回执丢失", "no receipt", "receipt is missing"),
        "收不到回执或回执异常",
        "receipts are missing or arrive in disorder",
        "不要重发：baoguan doctor receipts 列出缺什么、等了多久、怎么办，可请求补发时给出命令；否则在页面查询后用 baoguan record 记录。"
        "单次不超过 30,000 行",
        "Do not send again: `baoguan doctor receipts` lists what is missing, for how long, and what to do; where receipts may be asked for again "
        "it gives the command, else look on the page and `baoguan record` it. At most 30,000 rows a submission",
        Side.CHANNEL,
    ),
    _answer(
        11,
        ("修改申请", "撤销申请", "不能修改", "不能撤销"),
        "核注清单当时不能由企业端提起修改、撤销（2019-11-15 起可以）",
        "lists could not be changed or withdrawn by the enterprise then (since 2019-11-15 they can)",
        "baoguan modify、baoguan withdraw；通道不支持时会指出哪个账户可以",
        "`baoguan modify`, `baoguan withdraw`; where a channel cannot, it names the account that can",
    ),
    _answer(
        12,
        ("不能归并", "无法归并", "主料归并"),
        "核注清单主料无法归并：系统调整后可以归并申报报关单",
        "main materials could not be merged; after a change of the system they can",
        "baoguan check 显示归并结果，并把报关单商品序号写进每一行",
        "`baoguan check` shows what merges, and the declaration line's number goes into every row",
    ),
    _answer(
        13,
        ("数据容量", "单次申报", "30000", "三万"),
        "单次申报容量小：建议单次 30,000 条以内；手工录入用单一窗口，批量导入用深关通",
        "little fits into one submission: at most 30,000 rows are advised; type in the Single Window, import in bulk by 深关通",
        "baoguan 按设置自动拆分，并按单证大小选择通道",
        "baoguan divides by itself and chooses the channel by the document's size",
        Side.CHANNEL,
    ),
    _answer(
        14,
        ("申报表", "办理速度", "转人工"),
        "深加工结转申报表办理慢：电子审核即时，转人工约 1 个工作日",
        "transfer applications are slow: electronic ones at once, manual ones within about a working day",
        "转人工后等待一个工作日再咨询",
        "After 转人工 wait a working day before asking",
    ),
    _answer(
        15,
        ("报关差错", "差错"),
        "核注清单修改、撤销不计入报关单差错",
        "changing or withdrawing a list does not count as an error of declaration",
        "可放心更正",
        "It may be corrected without fear",
    ),
    _answer(
        16,
        ("先入区后报关", "先进区", "区港联动"),
        "先进区、后报关：从口岸调拨进境入区可不申报核放单，入区后按时申报区港联动核注清单和报关单",
        "enter first, declare later: no gate pass is needed on entry; the list of the type 区港联动 and the declaration follow in time",
        "清单类型用 7（区港联动），该类型不需要核放单",
        "Use list type 7 (区港联动), which needs no gate pass",
    ),
    _answer(
        17,
        ("卡口", "结关", "人工结关"),
        "区外企业的报关单无法由卡口触发结关",
        "a declaration of an enterprise outside could not be closed by the gate",
        "向主管海关申请人工结关",
        "Apply to the competent customs office for closing by hand",
    ),
    _answer(
        18,
        ("出仓记录", "出区记录", "结关入账"),
        "有出仓（出区）记录且报关单已结关入账的进口清单不能修改或删除",
        "an import list whose goods have out-records and whose declaration is closed and booked can be neither changed nor deleted",
        "联系主管海关；可先用 baoguan record --fact out-records=booked 记录",
        "Ask the competent customs office; note it with `baoguan record --fact out-records=booked`",
    ),
)

"""The 42 certificates whose data are checked on line (annex 2 of 公告 2019 年第 127 号), as named there.

Each is mapped to the letter of 监管证件代码 where one fits, or to nothing: the names of annex and code list differ, and several have no letter.
"""

from __future__ import annotations

from typing import Final

import attrs

SOURCE: Final = "海关总署公告 2019 年第 127 号附件 2 / annex 2 of announcement 127 of 2019"


@attrs.frozen
class Certificate:
    """A certificate; `letters` of 监管证件代码, empty where none fits. `imports` is False for one of exports alone."""

    name: str
    letters: tuple[str, ...] = ()
    imports: bool = True


CERTIFICATES: Final = (
    Certificate("中华人民共和国两用物项和技术进口许可证", ("2",)),
    Certificate("中华人民共和国两用物项和技术出口许可证", ("3", "G"), imports=False),
    Certificate("中华人民共和国出口许可证", ("4", "x", "y"), imports=False),
    Certificate("中华人民共和国进口许可证", ("1",)),
    Certificate("中华人民共和国自动进口许可证", ("7", "O", "v")),
    Certificate("中华人民共和国技术出口许可证", ("i",), imports=False),
    Certificate("中华人民共和国技术出口合同登记证", ("g",), imports=False),
    Certificate("援外项目任务通知单", ("d",)),
    Certificate("非《进出口野生动植物种商品目录》物种证明"),
    Certificate("《濒危野生动植物国际贸易公约》允许进出口证明书", ("E", "F")),
    Certificate("中华人民共和国野生动植物允许进出口证明书", ("E", "F")),
    Certificate("药品进口准许证", ("L",)),
    Certificate("药品出口准许证", ("L",), imports=False),
    Certificate("进口药品通关单", ("Q",)),
    Certificate("麻精药品进出口准许证(含精神药物进、出口准许证,麻醉药品进、出口准许证)", ("I",)),
    Certificate("进口非特殊用途化妆品卫生许可批件"),
    Certificate("进口医疗器械注册证 进口医疗器械备案证"),
    Certificate("进口特殊用途化妆品卫生许可批件"),
    Certificate("密码产品和含有密码技术的设备进口许可证", ("M",)),
    Certificate("黄金及黄金制品进出口准许证", ("J",)),
    Certificate("银行调运人民币现钞进出境证明文件", ("m",)),
    Certificate("限制进口类可用作原料的固体废物进口许可证", ("P",)),
    Certificate("有毒化学品进出口环境管理放行通知单", ("X",)),
    Certificate("进口兽药通关单", ("R",)),
    Certificate("农药进出口放行通知单", ("S",)),
    Certificate("合法捕捞产品通关证明", ("U",)),
    Certificate("农业转基因生物安全证书"),
    Certificate("国(境)外引进农业种苗检疫审批单 / 引进种子、苗木检疫审批单"),
    Certificate("进口广播电影电视节目带(片)提取单", ("b",)),
    Certificate("音像制品(成品)进口批准单", ("f",)),
    Certificate("赴境外加工光盘进口备案证明", ("Z",)),
    Certificate("民用爆炸物品进口审批单", ("k",)),
    Certificate("民用爆炸物品出口审批单", ("k",), imports=False),
    Certificate("人类遗传资源材料出口、出境证明", ("V",), imports=False),
    Certificate("古生物化石出境批件", ("z",), imports=False),
    Certificate("特种设备制造许可证 型式试验证书"),
    Certificate("特殊医学用途配方食品注册证书"),
    Certificate("保健食品注册证书或保健食品备案凭证"),
    Certificate("婴幼儿配方乳粉产品配方注册证书"),
    Certificate("强制性产品认证证书或证明文件"),
    Certificate("新食品原料的许可证明文件(只针对新食品原料)"),
    Certificate("尚无食品安全国家标准的食品暂予适用的标准(只针对尚无食品安全国家标准的食品)"),
)

NETWORKED: Final = frozenset(letter for each in CERTIFICATES for letter in each.letters)
"""Letters that the annex covers; the lists have grown since 2019, so another letter is a warning."""

OF_OTHER_KIND: Final = frozenset({"a", "A", "B", "Y", "c", "K", "h"})
"""Letters that are no licence to be checked: bonded list, inspection, origin, papers of processing trade."""

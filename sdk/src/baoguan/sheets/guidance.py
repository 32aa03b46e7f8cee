"""How a template is filled in, as far as it is the same for every kind of document."""

from __future__ import annotations

from typing import Final

from baoguan.sheets.tables import Said

COLUMNS: Final[Said] = (
    (
        "橙色列为必填，灰色列按需填写；列的顺序可以改，不用的列可以删。",
        "Orange columns are required, grey ones as needed; order them as you like, delete what you do not use.",
    ),
    (
        "列名也可以用 hs_code 这样的英文属性名；自己的列名可以用列名对照文件（--map）说明。",
        "Headings may also be attribute names such as hs_code; explain headings of your own in a map file (--map).",
    ),
    (
        "代码列可以填代码或名称：035、千克、公斤 都可以；旧的国别、币制数字代码（142、502）会换成字母代码。",
        "Code columns take codes or names; older numbers of countries and currencies (142, 502) become letters.",
    ),
    (
        "有歧义的名称不会被猜测，会列为问题。",
        "A name with several meanings is never guessed; it is reported.",
    ),
    (
        "数量、单价、总价不会被四舍五入；小数位数超过规定会报错。",
        "Numbers are never rounded; too many decimals are an error.",
    ),
    (
        "编号、代码、料号等列请保持文本格式，否则前面的 0 和 15 位以后的数字会丢失。",
        "Keep numbers, codes and part numbers as text: number cells lose leading zeros and all digits after the 15th.",
    ),
    (
        "日期写作 2026-01-05、2026/1/5、20260105 或 2026年1月5日。",
        "Dates: 2026-01-05, 2026/1/5, 20260105 or 2026年1月5日.",
    ),
)

ROWS: Final[Said] = (
    (
        "商品序号可以不填：没有这一列时按行的顺序编号。",
        "Without the column 商品序号 lines are numbered in their order.",
    ),
    (
        "公式按保存时的结果读入；#N/A 等错误值会报错。",
        "Formulas count with their stored result; #N/A and the like are errors.",
    ),
    (
        "工作簿每页最多 300,000 行，更多请用 CSV（表头栏目在每行重复）。",
        "A sheet may have 300,000 rows; for more use CSV, with the columns of the head repeated in every row.",
    ),
    (
        "示例中的企业、编号、商品均为虚构，填写前请删除示例行。",
        "Companies, numbers and goods of the example are invented: delete its rows before you fill in your own.",
    ),
)

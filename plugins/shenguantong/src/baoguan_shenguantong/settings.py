"""Settings of an account, with the help that `plugins doctor` and the documentation show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import attrs

from baoguan.plugin import ChannelContext, ConfigurationError, Secret
from baoguan_shenguantong.protocol import NOTICE_EN, NOTICE_ZH, PROTOCOL

MAX_ROWS: Final = 30_000
"""Body rows of one submission: advice of Shenzhen Customs, 2018 (questions 10 and 13)."""


def _help(zh: str, en: str, default: Any = attrs.NOTHING) -> Any:  # noqa: ANN401
    return attrs.field(default=default, metadata={"help_zh": zh, "help_en": en})


@attrs.frozen(kw_only=True)
class Settings:
    """An enterprise at the far side, over one transport."""

    protocol: str = _help("报文格式，只有 assumed-v1（自拟的假定格式）", "the format: only assumed-v1, which is assumed", PROTOCOL)
    transport: str = _help("folder（目录交换）或 http", "folder or http", "folder")
    root: Path | None = _help("folder：交换根目录（其下为 OutBox、InBox）", "folder: root with OutBox and InBox below it", None)
    url: str = _help("http：对方地址", "http: address of the far side", "")
    token: Secret | None = _help('http：令牌，写法 { env = "名称" }', 'http: token, written { env = "NAME" }', None)
    timeout_seconds: float = _help("http：等待应答的秒数", "http: seconds to wait for an answer", 30.0)
    customs_code: str = _help("卡所属企业的 10 位海关编码", "10-character customs code of the card's enterprise")
    credit_code: str = _help("统一社会信用代码", "credit code", "")
    name: str = _help("企业名称", "name of the enterprise", "")
    card_no: str = _help("IC 卡号，写入清单文件", "IC card number, written into the manifest", "")
    format: str = _help("分件格式：csv 或 xml", "format of the parts: csv or xml", "csv")
    encoding: str = _help(
        "csv 的编码：utf-8-sig 或 gbk；xml 恒为 UTF-8", "of csv: utf-8-sig or gbk; xml is always UTF-8", "utf-8-sig"
    )
    max_rows: int = _help("单次发送的表体行数上限（海关 2018 年建议）", "body rows of one submission (advice of 2018)", MAX_ROWS)
    auto_split: bool = _help(
        "超过上限时自动分成同一单证的多次发送（未经证实）；缺省拒绝",
        "beyond the limit, send parts of the same document (unproven); refused by default",
        False,
    )
    rows_per_part: int = _help("每个分件文件的行数", "rows of one part file", 10_000)
    deadline_hours: float = _help(
        "多久没有回执算逾期并按内部编号查询", "after how many hours without receipt to ask by number", 24.0
    )
    patience_minutes: float = _help(
        "多久没有传输应答算对方没有工作", "after how many minutes without answer the far side counts as asleep", 60.0
    )
    own_inbox: bool = _help(
        "回执只有本程序读取时为 true：他人单证的回执也移走",
        "true when nobody else reads the receipts: foreign ones are put away too",
        False,
    )
    stable_seconds: float = _help("folder：文件不变多久才读取", "folder: how long a file must stay unchanged", 1.0)
    list_changes_from: date | None = _help(
        "从哪一天起企业端可提起核注清单修改、撤销（2018 年不可）；缺省不支持",
        "from which day the enterprise may change and withdraw a list (in 2018 it could not); unsupported by default",
        None,
    )


_CHOICES: Final = {
    "protocol": (PROTOCOL,),
    "transport": ("folder", "http"),
    "format": ("csv", "xml"),
    "encoding": ("utf-8-sig", "gbk"),
}
_TEXTS: Final = ("protocol", "transport", "url", "customs_code", "credit_code", "name", "card_no", "format", "encoding")
_FLAGS: Final = ("auto_split", "own_inbox")
_COUNTS: Final = ("max_rows", "rows_per_part")
_AMOUNTS: Final = ("timeout_seconds", "deadline_hours", "patience_minutes", "stable_seconds")


def read_settings(data: Mapping[str, object], context: ChannelContext) -> Settings:
    """Settings of an account. Raises ConfigurationError naming account, key and how to write it."""
    where = f"accounts.{context.account}"
    known = [a.name for a in attrs.fields(Settings)]
    for key in data:
        if key not in known:
            raise _bad(where, key, "没有这个设置", "there is no such setting", "、".join(sorted(known)))
    _check_types(data, where)
    for key, choices in _CHOICES.items():
        if data.get(key, choices[0]) not in choices:
            raise _unknown(where, key, data[key], choices)
    if not data.get("customs_code"):
        raise _bad(where, "customs_code", "缺少 10 位海关编码", "the 10-character customs code is missing", 'customs_code = "…"')
    if data.get("format") == "xml" and data.get("encoding", "utf-8-sig") != "utf-8-sig":
        raise _bad(where, "encoding", "xml 恒为 UTF-8", "xml is always UTF-8", 'format = "csv" / encoding = "utf-8-sig"')
    over_http = data.get("transport", "folder") == "http"
    needed, example = ("url", 'url = "https://…"') if over_http else ("root", 'root = "C:/SgtPath"')
    if not data.get(needed):
        raise _bad(where, needed, "没有写", "it is missing", example)
    values: dict[str, Any] = dict(data)
    if "root" in values:
        values["root"] = context.base / str(values["root"])
    return Settings(**values)


def _check_types(data: Mapping[str, object], where: str) -> None:
    def right(key: str, value: object) -> bool:
        whole = isinstance(value, int) and not isinstance(value, bool)
        if key in _FLAGS:
            return isinstance(value, bool)
        if key in _COUNTS:
            return whole and isinstance(value, int) and value > 0
        if key in _AMOUNTS:
            return (whole or isinstance(value, float)) and isinstance(value, int | float) and value >= 0
        if key == "token":
            return isinstance(value, Secret)
        if key == "list_changes_from":
            return isinstance(value, date) and not isinstance(value, datetime)
        return isinstance(value, str) if key in (*_TEXTS, "root") else True

    for key, value in data.items():
        if not right(key, value):
            shown = _EXAMPLES.get(key, f"{key} = …")
            told = "***" if key == "token" else repr(value)
            raise _bad(where, key, f"类型或取值不对：{told}", f"of the wrong type or value: {told}", shown)


_EXAMPLES: Final = {
    "token": 'token = { env = "SGT_TOKEN" }',
    "list_changes_from": "list_changes_from = 2026-01-01",
    "max_rows": "max_rows = 30000",
    "auto_split": "auto_split = true",
}


def _unknown(where: str, key: str, value: object, choices: tuple[str, ...]) -> ConfigurationError:
    more = (f"。{NOTICE_ZH}", f". {NOTICE_EN}") if key == "protocol" else ("", "")
    return _bad(
        where, key, f"不认识 {value!r}{more[0]}", f"unknown value {value!r}{more[1]}", " | ".join(f'{key} = "{c}"' for c in choices)
    )


def _bad(where: str, key: str, zh: str, en: str, example: str) -> ConfigurationError:
    return ConfigurationError(
        f"{where}.{key}：{zh}", f"{where}.{key}: {en}", remedy_zh=f"写法：{example}", remedy_en=f"Write: {example}"
    )

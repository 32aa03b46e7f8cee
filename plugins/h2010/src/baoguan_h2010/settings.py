"""Settings of an account, with the help that `plugins doctor` and the documentation show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from baoguan.plugin import ChannelContext, ConfigurationError, Secret


def _help(zh: str, en: str, default: Any = attrs.NOTHING) -> Any:  # noqa: ANN401
    return attrs.field(default=default, metadata={"help_zh": zh, "help_en": en})


@attrs.frozen(kw_only=True)
class Settings:
    """A mock server of the old system."""

    url: str = _help("模拟服务器地址（baoguan simulate h2010）", "address of the mock server (`baoguan simulate h2010`)")
    token: Secret | None = _help('令牌，写作 token = { env = "NAME" }', 'bearer token, written token = { env = "NAME" }', None)
    timeout: float = _help("等待应答的秒数", "seconds to wait for an answer", 30.0)
    batch_rows: int = _help(
        "账册报文每批最多的表体行数，超过则分批发送", "rows of one batch of a ledger; more go in several batches", 5_000
    )
    max_bytes: int = _help("单个报文的上限（字节）", "limit of one message, bytes", 50_000_000)
    own_mailbox: bool = _help(
        "信箱只有本程序读取时为 true：他人单证的回执也取走",
        "true when nobody else reads the mailbox: receipts of other people's documents are taken away too",
        False,
    )
    overdue_minutes: float = _help("多久没有回执就查询", "minutes after which the far side is asked about a document", 60.0)


def _positive(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _count(value: object) -> bool:
    return _positive(value) and isinstance(value, int)


_CHECKS: Final[Mapping[str, tuple[Callable[[object], bool], str, str, str]]] = {
    "url": (lambda v: isinstance(v, str) and bool(v), "应为地址", "must be an address", 'url = "http://127.0.0.1:8210"'),
    "token": (
        lambda v: v is None or isinstance(v, Secret),
        "不能写在配置文件里",
        "must not stand in the file",
        'token = { env = "NAME" }',
    ),
    "timeout": (_positive, "应为大于 0 的秒数", "must be seconds above 0", "timeout = 30"),
    "batch_rows": (_count, "应为大于 0 的整数", "must be a whole number above 0", "batch_rows = 5000"),
    "max_bytes": (_count, "应为大于 0 的整数", "must be a whole number above 0", "max_bytes = 50000000"),
    "own_mailbox": (lambda v: isinstance(v, bool), "应为 true 或 false", "must be true or false", "own_mailbox = false"),
    "overdue_minutes": (
        lambda v: v == 0 or _positive(v),
        "应为不小于 0 的分钟数",
        "must be minutes, not below 0",
        "overdue_minutes = 60",
    ),
}


def read_settings(data: Mapping[str, object], context: ChannelContext) -> Settings:
    """Settings of an account. Raises ConfigurationError naming account, key and how to write it; no value is shown, it may be a secret."""
    where = f"accounts.{context.account}"
    for key in data:
        if key not in _CHECKS:
            raise _bad(where, key, "没有这个设置", "there is no such setting", "、".join(sorted(_CHECKS)))
    if "url" not in data:
        raise _bad(where, "url", "缺少模拟服务器地址", "the address of the mock server is missing", _CHECKS["url"][3])
    for key, value in data.items():
        right, zh, en, example = _CHECKS[key]
        if not right(value):
            raise _bad(where, key, zh, en, example)
    return Settings(**data)  # type: ignore[arg-type]


def _bad(where: str, key: str, zh: str, en: str, example: str) -> ConfigurationError:
    return ConfigurationError(
        f"{where}.{key}：{zh}", f"{where}.{key}: {en}", remedy_zh=f"写法：{example}", remedy_en=f"Write: {example}"
    )

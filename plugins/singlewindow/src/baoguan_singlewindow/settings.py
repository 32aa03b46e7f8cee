"""Settings of an account, with the help that `plugins doctor` and the documentation show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from baoguan.plugin import ChannelContext, ConfigurationError, Secret
from baoguan_singlewindow.amendment.tables import EXTRAS
from baoguan_singlewindow.declaration.editions import DEFAULT as DEFAULT_EDITION
from baoguan_singlewindow.declaration.editions import EDITIONS

ROUTES: Final[Mapping[str, str]] = {
    "INV101": "Sas",
    "DecMessage": "Deccus001",
    "DecModMessage": "DECCUS102",
    "EML111": "Npts",
    "EMS111": "Nems",
    "EML121": "Npts",
    "EMS121": "Nems",
}
"""Message type -> business folder. Read literally, the client's manual sends every list through Sas and lets SysId name the sub-system;
two programs used Npts and Nems for handbooks and ledgers: change it per installation if yours does. DECCUS102 for amendments of declarations is
the name of one source; Npts and Nems are the client's folders of handbooks and accounts themselves."""

RECEIVERS: Final[Mapping[str, str]] = {"EMS111": "DXPDSWNEMS000001"}
"""Message type -> receiver_id where it is not that of all others; this one was seen in programs, beside no message that we hold."""

SYS_IDS: Final[Mapping[str, str]] = {"B": "B1", "C": "B1", "D": "B1", "E": "95", "H": "Z7", "T": "Z7", "L": "Z8", "": "Z7"}
"""First letter of the ledger number -> SysId: B1 手册, 95 加贸账册, Z7 特殊监管区域, Z8 保税物流 (four programs); a list of simple processing
may have no ledger and is a matter of the special areas."""


SAVE_ONLY: Final = "G"
"""操作类型 暂存."""

TRANSPORTS: Final[Mapping[str, tuple[str, ...]]] = {
    "folder": ("root", "own_inbox", "stable_seconds"),
    "bridge": ("url", "token", "ca"),
}
"""Transport -> the settings that it alone has; the agent has the folder's among its options."""


def _help(zh: str, en: str, default: Any = attrs.NOTHING) -> Any:  # noqa: ANN401
    return attrs.field(default=default, metadata={"help_zh": zh, "help_en": en})


@attrs.frozen(kw_only=True)
class Operator:
    """A card and the enterprise it belongs to; the list's 申报单位 chooses it."""

    customs_code: str = _help("卡所属企业的 10 位海关编码", "10-character customs code of the card's enterprise")
    credit_code: str = _help("统一社会信用代码", "credit code", "")
    name: str = _help("企业名称", "name of the enterprise", "")
    person: str = _help(
        "持卡人姓名，写入报关单的录入员、申报人员", "the holder's name, for typist and declarer of a declaration", ""
    )
    card_no: str = _help("IC 卡号（13 位），写入信封", "IC card number (13 digits), written into the envelope", "")
    client_id: str = _help("导入客户端编号（10 位），用于 sender_id", "id of the import client (10 digits), for sender_id", "")
    root: Path | None = _help(
        "此卡的导入根目录；缺省用账户的 root", "import root of this card; the account's root by default", None
    )


@attrs.frozen(kw_only=True)
class Settings:
    """An import client."""

    transport: str = _help(
        "folder：直接读写目录；bridge：经客户端电脑上的代理（baoguan bridge）",
        "folder: the folders themselves; bridge: through the agent on the client's PC (`baoguan bridge`)",
        "folder",
    )
    root: Path | None = _help(
        "客户端导入根目录（transport = folder 时必填）", "the client's import root; required for folder", None
    )
    url: str = _help("代理地址（bridge）", "address of the agent (bridge)", "")
    token: Secret | None = _help(
        '代理令牌（bridge），写作 { env = "NAME" }', 'the agent\'s token (bridge), as { env = "NAME" }', None
    )
    ca: Path | None = _help(
        "签发代理证书的 CA 证书文件（PEM，bridge），缺省用系统信任的 CA",
        "file with the certificate of the CA that signed the agent's (PEM, bridge); those that the system trusts by default",
        None,
    )
    operators: tuple[Operator, ...] = _help("[[operator]] 卡", "[[operator]] cards")
    own_inbox: bool = _help(
        "InBox 只有本程序读取时为 true：他人单证的回执也移走",
        "true when nobody else reads the InBox: foreign receipts are put away too",
        False,
    )
    routes: Mapping[str, str] = _help("报文类型 -> 业务目录", "message type -> business folder", ROUTES)
    sys_ids: Mapping[str, str] = _help("账册首字母 -> SysId", "first letter of the ledger -> SysId", SYS_IDS)
    stable_seconds: float = _help("文件大小与时间不变多久才读取", "how long a file must stay unchanged before it is read", 1.0)
    max_bytes: int = _help("单个报文 XML 的上限（字节）", "limit of one message's XML, bytes", 100 * 1024 * 1024)
    max_lines: int = _help("一份清单的行数上限（海关建议值）", "most lines of a list (advice of Customs)", 30_000)
    packs: bool = _help(
        "过大的报文分包发送（未经证实）；缺省改为多份清单",
        "send too big messages in packs (unproven); default: more lists",
        False,
    )
    edition: str = _help(
        "报关单报文的版本：" + "、".join(EDITIONS), "edition of declarations: " + ", ".join(EDITIONS), DEFAULT_EDITION
    )
    declaration_operation: str = _help(
        "报关单操作类型：G 暂存（唯一见于真实报文）；C、D 直接申报，未经证实",
        "operation of declarations: G saves (the only one in real messages); C and D declare, unproven",
        "G",
    )
    amendment_operation: str = _help(
        "修撤单操作类型：G 暂存；C 直接申报，并可发出企业确认（H），未经证实",
        "operation of amendments: G saves; C declares and lets answers to Customs (H) be sent, unproven",
        "G",
    )
    amendment_elements: Sequence[str] = _help(
        "修撤单报文中另写的元素（官方结构没有，见于一个程序）：" + "、".join(EXTRAS),
        "further elements of amendments, which one program writes and the schema lacks: " + ", ".join(EXTRAS),
        (),
    )
    receiver_id: str = _help("信封的 receiver_id", "receiver_id of the envelope", "DXPEDCSAS0000001")
    receivers: Mapping[str, str] = _help(
        "报文类型 -> 信封的 receiver_id，缺省用 receiver_id",
        "message type -> receiver_id of the envelope; the account's receiver_id for others",
        RECEIVERS,
    )
    asleep_minutes: int = _help(
        "文件留在 OutBox 多久算客户端没有工作", "after how many minutes in OutBox the client counts as asleep", 15
    )


def read_settings(data: Mapping[str, object], context: ChannelContext) -> Settings:
    """Settings of an account. Raises ConfigurationError naming account, key and how to write it."""
    where = f"accounts.{context.account}"
    known = {a.name for a in attrs.fields(Settings)} - {"operators"} | {"operator"}
    for key in data:
        if key not in known:
            raise _bad(where, key, "没有这个设置", "there is no such setting", "、".join(sorted(known)))
    operators = data.get("operator", [])
    if not isinstance(operators, list) or not operators:
        raise _bad(
            where,
            "operator",
            "至少要有一张卡",
            "at least one card is needed",
            f'[[{where}.operator]] customs_code = "…"',
        )
    values: dict[str, Any] = {k: v for k, v in data.items() if k not in ("root", "operator")}
    root = _transport(data, operators, where)
    if "ca" in values:
        values["ca"] = context.base / values["ca"]
    for key, default in (("routes", ROUTES), ("sys_ids", SYS_IDS), ("receivers", RECEIVERS)):
        if key in values:
            values[key] = {**default, **values[key]}
    settings = Settings(
        root=context.base / root if root else None, operators=tuple(_operator(o, where, context) for o in operators), **values
    )
    for name, kind in (
        ("own_inbox", bool),
        ("packs", bool),
        ("max_bytes", int),
        ("max_lines", int),
        ("stable_seconds", (int, float)),
        ("asleep_minutes", int),
        ("edition", str),
        ("declaration_operation", str),
        ("amendment_operation", str),
        ("amendment_elements", (list, tuple)),
    ):
        if not isinstance(getattr(settings, name), kind):
            raise _bad(
                where,
                name,
                f"类型不对：{getattr(settings, name)!r}",
                f"of the wrong type: {getattr(settings, name)!r}",
                f"{name} = …",
            )
    for name, allowed in (
        ("edition", tuple(EDITIONS)),
        ("declaration_operation", ("G", "C", "D")),
        ("amendment_operation", ("G", "C")),
        ("amendment_elements", EXTRAS),
    ):
        given = getattr(settings, name)
        for value in [given] if isinstance(given, str) else given:
            if value in allowed:
                continue
            raise _bad(where, name, f"没有这个值：{value!r}", f"there is no such value: {value!r}", " | ".join(allowed))
    return settings


def _transport(data: Mapping[str, object], operators: Sequence[object], where: str) -> str:
    """The root, '' for a bridge. Raises ConfigurationError when the settings of one transport stand beside the other."""
    chosen = data.get("transport", "folder")
    if chosen not in TRANSPORTS:
        raise _bad(
            where, "transport", f"没有这种方式：{chosen!r}", f"there is no such transport: {chosen!r}", " | ".join(TRANSPORTS)
        )
    for key in TRANSPORTS[{"folder": "bridge", "bridge": "folder"}[str(chosen)]]:
        if key in data or (key == "root" and any(isinstance(o, dict) and key in o for o in operators)):
            raise _bad(where, key, f"transport = {chosen} 时没有用", f"is of no use with transport = {chosen}", "transport")
    if chosen == "folder":
        root = data.get("root")
        if not isinstance(root, str) or not root:
            raise _bad(where, "root", "缺少导入根目录", "the import root is missing", 'root = "C:/ImpPath"')
        return root
    if not isinstance(data.get("url"), str) or not data["url"]:
        raise _bad(where, "url", "缺少代理地址", "the agent's address is missing", 'url = "http://127.0.0.1:8787"')
    if not isinstance(data.get("ca", ""), str):
        raise _bad(where, "ca", "应为文件名", "must be the name of a file", 'ca = "ca.pem"')
    if not isinstance(data.get("token"), Secret):
        raise _bad(where, "token", "缺少令牌", "the token is missing", 'token = { env = "BAOGUAN_BRIDGE_TOKEN" }')
    return ""


def _operator(data: object, where: str, context: ChannelContext) -> Operator:
    if not isinstance(data, dict) or not isinstance(data.get("customs_code"), str):
        raise _bad(
            where,
            "operator.customs_code",
            "缺少 10 位海关编码",
            "the 10-character customs code is missing",
            'customs_code = "…"',
        )
    known = {a.name for a in attrs.fields(Operator)}
    for key in data:
        if key not in known:
            raise _bad(where, f"operator.{key}", "没有这个设置", "there is no such setting", "、".join(sorted(known)))
    root = data.get("root")
    return Operator(**{**data, "root": context.base / root if isinstance(root, str) else None})


def _bad(where: str, key: str, zh: str, en: str, example: str) -> ConfigurationError:
    return ConfigurationError(
        f"{where}.{key}：{zh}", f"{where}.{key}: {en}", remedy_zh=f"写法：{example}", remedy_en=f"Write: {example}"
    )

"""What may be done: the channel's abilities and their evidence, the key's content, the guards of the kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from baoguan.clock import today
from baoguan.documents import DocumentKind, Guard
from baoguan.engine.state import Account, Engine
from baoguan.errors import IdempotencyConflict, Refused, Unproven, Unsupported
from baoguan.lifecycle import Standing
from baoguan.model.capability import Level, Support
from baoguan.model.content import HASH_VERSION
from baoguan.model.message import Act, Step, Verb
from baoguan.store.rows import SubmissionRow


def supported(
    engine: Engine, account: Account, kind: str, verbs: Sequence[Verb], allow_unproven: Mapping[str, frozenset[str]]
) -> tuple[str, ...]:
    """Refuse what the channel cannot do, or what is unproven in production; names what is unproven."""
    weak = []
    for verb in verbs:
        support = account.calls.info.support(kind, verb, today())
        if support is None or support.level is Level.UNSUPPORTED:
            able = [a.name for a in engine.accounts.values() if _able(a.calls.info.support(kind, verb, today()))]
            who = "、".join(able) or "—"
            note_zh, note_en = (support.note_zh, support.note_en) if support else ("", "")
            raise Unsupported(
                f"通道 {account.calls.info.name} 不支持 {kind} 的 {verb}{note_zh}",
                f"channel {account.calls.info.name} cannot {verb} a {kind}{note_en}",
                remedy_zh=f"可用的账户：{who}",
                remedy_en=f"Accounts that can: {who}",
            )
        if not support.evidence.proven:
            name = f"{kind}:{verb}"
            if engine.environment == "production" and name not in allow_unproven.get(account.name, frozenset()):
                raise Unproven(
                    f"{name} 依据不足（{support.evidence.name}），生产环境默认关闭",
                    f"{name} rests on weak evidence ({support.evidence.name}) and is off in production",
                    remedy_zh=f'确认后在账户中写 allow_unproven = ["{name}"]',
                    remedy_en=f'If you accept that, put allow_unproven = ["{name}"] into the account',
                )
            weak.append(f"{name} {support.evidence.name.lower()}")
    return tuple(weak)


def can(account: Account, kind: str, verb: Verb) -> bool:
    """Whether the channel of an account does a verb, proven or not."""
    return _able(account.calls.info.support(kind, verb, today()))


def same_content(key: str, known: Sequence[SubmissionRow], digest: str) -> None:
    """Refuse other content than was submitted before under the same key, or for the same document."""
    if known and known[-1].hash_version == HASH_VERSION and digest not in {s.hash for s in known}:
        raise IdempotencyConflict(
            f"编号 {key} 已提交过，内容不同",
            f"{key} was submitted before with other content",
            remedy_zh="更正用 baoguan redeclare 或 modify；确是另一份清单请换企业内部编号",
            remedy_en="Correct it with `redeclare` or `modify`; a different list needs another internal number",
        )


def guard_against(
    kind: DocumentKind[object],
    standing: Standing,
    document: object,
    act: Act,
    step: Step,
    override: str | None,
    changed: object | None = None,
) -> None:
    """Refuse what the guards of the kind forbid in this standing, or by what `changed` changes; weak ones yield to an override with a reason."""
    found = list(kind.guards(standing, document, act, step))
    if changed is not None and kind.change_guards is not None:
        found += kind.change_guards(document, changed)
    refuse(found, override)


def refuse(guards: Iterable[Guard], override: str | None) -> None:
    """Refuse what a guard that holds today forbids; weak ones yield to an override with a reason."""
    on = today()
    for guard in guards:
        if not guard.valid(on) or (guard.overridable and override):
            continue
        zh, en = guard.remedy_zh, guard.remedy_en
        if guard.overridable:
            zh += "；此规则仅见于二手资料，确有把握可用 --override 原因"
            en += "; known from secondary pages only: --override REASON if you know better"
        raise Refused(f"{guard.zh}（{guard.source}）", f"{guard.en} ({guard.source})", remedy_zh=zh, remedy_en=en)


def _able(support: Support | None) -> bool:
    return support is not None and support.level is not Level.UNSUPPORTED

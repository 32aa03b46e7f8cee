"""The lifecycle engine: where a document stands is a pure function of what we sent and of the set of receipts.

Because the set is folded anew for every receipt, the order in which receipts arrive, and how often, cannot matter. Receipts are
ordered by the far side's own time only; no clock of ours takes part. Ranks count within one act (filing, n-th change, deletion) and one
declaration of it: inside a rank the later customs time wins and a refusal wins a tie. What contradicts without being later is kept,
shown, and needs a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import attrs

from baoguan.clock import SHANGHAI
from baoguan.lifecycle.standing import ActStanding, Attempt, Conflict, Lifecycle, Slot, Standing
from baoguan.model.message import Act, Step
from baoguan.model.receipt import DRAFT_FAILED, TECHNICAL, Outcome, Receipt

_ARRIVAL = (Outcome.NOT_ARRIVED, Outcome.REFUSED, Outcome.ARRIVED, Outcome.SAVED, Outcome.ACCEPTED)
"""Answers to one exchange, the firmer the later."""

_AGAINST = (Outcome.NOT_ARRIVED, Outcome.REFUSED)

_NEVER = datetime.min.replace(tzinfo=SHANGHAI)


def fold(table: Lifecycle, attempts: Sequence[Attempt], receipts: Iterable[Receipt]) -> Standing:
    """The standing that follows from all attempts and receipts, in whatever order they are given."""
    given = sorted(receipts, key=lambda r: (r.customs_time or _NEVER, r.identity(), r.texts, sorted(r.facts.items())))
    ordered = list({r.identity(): r for r in reversed(given)}.values())[::-1]
    numbers, conflicts = _numbers(ordered)
    by_exchange = {x: a for a in attempts for x in a.exchange_ids}
    answers: dict[Slot, dict[str, Receipt]] = {}
    business: dict[tuple[Act, int], list[Receipt]] = {(Act.FILING, 0): []}
    for attempt in attempts:
        business.setdefault(attempt.key, [])
    unmarked: list[Receipt] = []
    for receipt in ordered:
        if receipt.outcome in TECHNICAL:
            answered = by_exchange.get(receipt.exchange_id or "")
            if answered is None and receipt.by is not None:
                answered = _last_sent(attempts)
            slot = ((Act.FILING, 0), 0, Step.SAVE) if answered is None else (answered.key, answered.declaration_no, answered.step)
            by_pack = answers.setdefault(slot, {})
            whole = answered is None or len(answered.exchange_ids) == 1
            by_pack[receipt.exchange_id or ""] = _firmer(by_pack.get(receipt.exchange_id or ""), receipt, whole=whole)
        elif (key := _said_act(receipt)) is not None:
            business.setdefault(key, []).append(receipt)
        else:
            unmarked.append(receipt)
    for receipt in unmarked:
        business.setdefault(_guessed_act(table, receipt, attempts, business), []).append(receipt)
    technical = _answered_whole(attempts, answers)
    acts = []
    for key in sorted(business, key=lambda k: (list(Act).index(k[0]), k[1])):
        mine = [a for a in attempts if a.key == key]
        if key[0] is Act.FILING or mine or business[key]:
            standing, found = _act_standing(table, key, mine, business[key], technical)
            acts.append(standing)
            conflicts += found
    state, count = _document_state(table, acts)
    facts: dict[str, str] = {}
    for receipt in ordered:
        facts.update(receipt.facts)
        if receipt.outcome is Outcome.DRAFT_FAILED:
            facts[DRAFT_FAILED] = "；".join(receipt.texts) or receipt.code
    conflicts += _half_gone(attempts, ordered)
    latest = max((r.customs_time for r in ordered if r.customs_time and r.by is None), default=None)
    return Standing(
        state=state,
        change_count=count,
        acts=tuple(acts),
        numbers=numbers,
        facts=facts,
        conflicts=tuple(dict.fromkeys(conflicts)),
        latest=latest,
    )


def _numbers(receipts: Sequence[Receipt]) -> tuple[dict[str, str], list[Conflict]]:
    numbers: dict[str, str] = {}
    conflicts: list[Conflict] = []
    for receipt in receipts:
        for kind, value in receipt.numbers.items():
            if not value or kind == "number":
                continue
            known = numbers.setdefault(kind, value)
            if known != value:
                conflicts.append(
                    Conflict(
                        zh=f"{kind} 有两个值：{known} 和 {value}（{receipt.source}）",
                        en=f"two values of {kind}: {known} and {value} ({receipt.source})",
                    )
                )
    return numbers, conflicts


def _last_sent(attempts: Sequence[Attempt]) -> Attempt | None:
    return next((a for a in reversed(attempts) if a.sent and not a.cancelled), None)


def _answered_whole(attempts: Sequence[Attempt], answers: Mapping[Slot, Mapping[str, Receipt]]) -> dict[Slot, Receipt]:
    """The answer to each attempt. One sent in packs is answered when every pack is, and refused when one is; a person's word about the
    whole, which names no exchange, is enough."""
    packs = {(a.key, a.declaration_no, a.step): len(a.exchange_ids) for a in attempts}
    out = {}
    for slot, got in answers.items():
        count = packs.get(slot, 1)
        receipts = [_of_pack(r) for r in got.values()] if count > 1 else list(got.values())
        against = [r for r in receipts if r.outcome in _AGAINST]
        lists = {r.numbers["seq_no"] for r in receipts if r.numbers.get("seq_no")}
        if against:
            out[slot] = against[0]
        elif len(lists) > 1 and count > 1:
            # Every pack was taken for a list of its own: none of them is ours, and the numbers contradict each other.
            continue
        elif len(receipts) >= count or any(r.by and not r.exchange_id for r in receipts):
            out[slot] = max(receipts, key=lambda r: (_ARRIVAL.index(r.outcome), len(r.numbers)))
    return out


def _of_pack(receipt: Receipt) -> Receipt:
    """An answer to one of several packs. "There is such a document already" says that the pack was taken for a document of its own."""
    if receipt.outcome is Outcome.ARRIVED and receipt.by is None:
        return attrs.evolve(receipt, outcome=Outcome.REFUSED)
    return receipt


def _half_gone(attempts: Sequence[Attempt], receipts: Iterable[Receipt]) -> list[Conflict]:
    """What was taken back after some of its packs had left, unless a later attempt or a person has spoken."""
    last = next((a for a in reversed(attempts) if a.exchange_ids), None)
    if last is None or not (last.cancelled and last.sent) or len(last.exchange_ids) < 2 or any(r.by for r in receipts):
        return []
    return [
        Conflict(
            zh=f"{last.act}:{last.step} 已撤回，但 {len(last.exchange_ids)} 包中有的已发出：在页面核实是否有草稿，再 baoguan record",
            en=f"{last.act}:{last.step} was taken back, but some of its {len(last.exchange_ids)} packs had left: look on the page for a "
            "draft, then `baoguan record`",
        )
    ]


def _firmer(known: Receipt | None, new: Receipt, *, whole: bool) -> Receipt:
    """Of two answers to one exchange, the one that says it arrived: a message that arrived cannot un-arrive. One of several packs can:
    after a refusal the others are not sent, and nothing makes the message whole again."""
    if known is None:
        return new
    if not whole and (lost := next((r for r in (known, new) if r.outcome in _AGAINST), None)) is not None:
        return lost
    return max(known, new, key=lambda r: _ARRIVAL.index(r.outcome))


def _said_act(receipt: Receipt) -> tuple[Act, int] | None:
    if receipt.act is Act.CHANGE:
        return Act.CHANGE, receipt.change_count or 0
    if receipt.act is not None:
        return receipt.act, 0
    if receipt.change_count and receipt.outcome in (Outcome.PRE_DEDUCTED, Outcome.APPROVED):
        return Act.CHANGE, receipt.change_count
    return None


def _guessed_act(
    table: Lifecycle,
    receipt: Receipt,
    attempts: Sequence[Attempt],
    business: Mapping[tuple[Act, int], Sequence[Receipt]],
) -> tuple[Act, int]:
    """The act of a receipt that does not name it: the act of its change count, unless a deletion was declared and the receipt is
    later than that act's approval; outcomes that a deletion never has stay with the act."""
    count = receipt.change_count or 0
    base = (Act.CHANGE, count) if count and (Act.CHANGE, count) in business else (Act.FILING, 0)
    deletion = next((a for a in attempts if a.act is Act.DELETION and a.step is Step.DECLARE and not a.cancelled), None)
    never_deletion = {
        Outcome.PRE_DEDUCTED,
        Outcome.APPROVED,
        Outcome.DRAFTED,
        Outcome.DRAFT_FAILED,
        Outcome.WRITTEN_OFF,
    }
    if deletion is None or receipt.outcome in never_deletion or receipt.source == "INV211":
        return base
    when = receipt.customs_time or _NEVER
    if deletion.after is not None and when <= deletion.after:
        return base
    approvals = [r for r in (*business.get(base, ()),) if _is_approval(table, r)]
    approved_at = max((r.customs_time or _NEVER for r in approvals), default=None)
    if approved_at is None:
        return (Act.DELETION, 0) if deletion.after is not None and when > deletion.after else base
    return (Act.DELETION, 0) if when > approved_at else base


def _is_approval(table: Lifecycle, receipt: Receipt) -> bool:
    row = table.transition(receipt.outcome)
    return row is not None and row.rank >= table.approval_rank


def _act_standing(
    table: Lifecycle,
    key: tuple[Act, int],
    attempts: Sequence[Attempt],
    receipts: Sequence[Receipt],
    technical: Mapping[Slot, Receipt],
) -> tuple[ActStanding, list[Conflict]]:
    act, count = key
    live = [a for a in attempts if not a.cancelled]
    declared = [a for a in live if a.step is Step.DECLARE]
    current = declared[-1] if declared else None
    number = current.declaration_no if current else 0
    since, under_way = _under_way(live, by_person=table.by_person)
    mine = [r for r in receipts if _of_declaration(r, number, since)]
    if table.by_person:
        mine = _since_refusal(table, mine)
    best, conflicts = _best(table, mine)
    if best is not None and (row := table.transition(best.outcome)) is not None and row.state is not None:
        state = row.state
        if act is Act.DELETION and best.outcome in table.deletion_outcomes:
            state = "deleted"
        answered = row.refusal or row.rank >= table.approval_rank
        return ActStanding(
            act=act,
            change_count=count,
            declaration_no=number,
            state=state,
            outcome=best.outcome,
            code=best.code,
            texts=best.texts,
            at=best.customs_time,
            open=not answered,
        ), conflicts
    state, answer = _technical_state(key, under_way, technical)
    if attempts and not live and answer is None:
        state = "cancelled"
    is_open = current is not None and state in ("sent", "declared", "queued")
    return ActStanding(
        act=act,
        change_count=count,
        declaration_no=number,
        state=state,
        outcome=answer.outcome if answer else None,
        code=answer.code if answer else "",
        texts=answer.texts if answer else (),
        open=is_open,
    ), conflicts


def _under_way(live: Sequence[Attempt], *, by_person: bool) -> tuple[datetime | None, Sequence[Attempt]]:
    """The attempts since the last declaration but the present one, and the customs time up to which receipts belong to what came before
    (None when nothing came before). Saves behind a declaration begin a new one."""
    declares = [i for i, a in enumerate(live) if a.step is Step.DECLARE]
    if not declares:
        anew = next((i for i in reversed(range(len(live))) if live[i].after is not None), None) if by_person else None
        return (None, live) if anew is None else (live[anew].after, live[anew:])
    begins_anew = declares[-1] < len(live) - 1
    before = declares[-1] if begins_anew else declares[-2] if len(declares) > 1 else None
    if before is None:
        return None, live
    return live[before + 1].after, live[before + 1 :]


def _since_refusal(table: Lifecycle, receipts: Sequence[Receipt]) -> list[Receipt]:
    """What came after the last refusal that something followed: a person corrected the draft on the page and declared it again."""
    moving = [(row, r) for r in receipts if (row := table.transition(r.outcome)) is not None and row.state and r.customs_time]
    later = [r.customs_time for row, r in moving if not row.refusal and r.customs_time]
    ended = [r.customs_time for row, r in moving if row.refusal and r.customs_time and any(t > r.customs_time for t in later)]
    return [r for r in receipts if not ended or (r.customs_time or _NEVER) > max(ended)]


def _of_declaration(receipt: Receipt, number: int, since: datetime | None) -> bool:
    """Whether a receipt speaks of the present declaration of its act; a person said of which."""
    if receipt.declaration_no is not None:
        return receipt.declaration_no >= number
    return since is None or (receipt.customs_time or _NEVER) > since


def _technical_state(
    key: tuple[Act, int], attempts: Sequence[Attempt], technical: Mapping[Slot, Receipt]
) -> tuple[str, Receipt | None]:
    """How far the sending of an act got: the furthest step that was answered, unless a later one is on its way."""
    state, answer = "draft", None
    page = technical.get((key, 0, Step.SAVE))
    if page is not None:
        state, answer = _ANSWERS.get((Step.SAVE, page.outcome), state), page
    for attempt in attempts:
        got = technical.get((key, attempt.declaration_no, attempt.step))
        if got is not None:
            state, answer = _ANSWERS[attempt.step, got.outcome], got
        elif attempt.waiting:
            continue
        elif attempt.sent:
            state, answer = "sent", None
        elif state not in ("saved", "sent", "declared"):
            state, answer = "queued", None
    return state, answer


_ANSWERS: Mapping[tuple[Step, Outcome], str] = {
    (Step.SAVE, Outcome.SAVED): "saved",
    (Step.SAVE, Outcome.ACCEPTED): "saved",
    (Step.SAVE, Outcome.ARRIVED): "saved",
    (Step.SAVE, Outcome.REFUSED): "refused",
    (Step.SAVE, Outcome.NOT_ARRIVED): "not_arrived",
    (Step.DECLARE, Outcome.SAVED): "declared",
    (Step.DECLARE, Outcome.ACCEPTED): "declared",
    (Step.DECLARE, Outcome.ARRIVED): "declared",
    (Step.DECLARE, Outcome.REFUSED): "refused",
    (Step.DECLARE, Outcome.NOT_ARRIVED): "not_arrived",
}


def _best(table: Lifecycle, receipts: Sequence[Receipt]) -> tuple[Receipt | None, list[Conflict]]:
    ranked = [(row, r) for r in receipts if (row := table.transition(r.outcome)) is not None and row.state is not None]
    if not ranked:
        return None, []
    best_row, best = max(ranked, key=lambda p: (p[0].rank, p[1].customs_time or _NEVER, p[0].refusal))
    conflicts = []
    for row, receipt in ranked:
        if receipt is best:
            continue
        same_time = receipt.customs_time == best.customs_time
        decided = Outcome.MANUAL not in (receipt.outcome, best.outcome) and row.rank >= 2
        by_person = (receipt.by or best.by) and row.refusal != best_row.refusal and decided
        tie = row.rank == best_row.rank and same_time and row.state != best_row.state and not best_row.refusal
        refused_after = row.refusal and not best_row.refusal and (receipt.customs_time or _NEVER) >= (best.customs_time or _NEVER)
        if tie or by_person or (refused_after and row.rank < best_row.rank):
            conflicts.append(
                Conflict(
                    zh=f"{best.source} {best.code}（{best.customs_time}）与 {receipt.source} {receipt.code}（{receipt.customs_time}）矛盾",
                    en=f"{best.source} {best.code} ({best.customs_time}) contradicts {receipt.source} {receipt.code} "
                    f"({receipt.customs_time})",
                )
            )
    return best, conflicts


def _document_state(table: Lifecycle, acts: Sequence[ActStanding]) -> tuple[str, int]:
    """The document's own state: the filing's, moved by approved changes and by an approved deletion."""
    filing = next(a for a in acts if a.act is Act.FILING)
    state, count = filing.state, 0
    for act in acts:
        row = table.transition(act.outcome) if act.outcome else None
        if act.act is Act.CHANGE and row is not None and row.rank >= table.approval_rank:
            state, count = act.state, max(count, act.change_count)
        completes = act.act is Act.COMPLETION and row is not None and row.rank >= table.completes_from and not row.refusal
        if completes and filing.state != "deleted":
            state = act.state
        if act.act is Act.DELETION and act.state == "deleted":
            state = "deleted"
    return state, count

"""The same through the real path: receipts as files, read from the InBox in every order, some of them twice."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from baoguan import Broker
from baoguan.lifecycle import Standing
from tests.broker import papers
from tests.broker.office import Office, only
from tests.broker.papers import LIST_NO, inv201, inv202, inv211
from tests.support.lists import inventory

Orders = Sequence[tuple[int, ...]]
ORDERS: Orders = tuple(permutations(range(4)))


def seq_no(index: int) -> str:
    return f"2026{index + 1:014d}"


def list_no(index: int) -> str:
    return f"{LIST_NO[:-3]}{index:03d}"


def declared(office: Office, broker: Broker, count: int) -> list[str]:
    """Lists that are declared and of which Customs has not spoken."""
    numbers = [f"A-{i:02d}" for i in range(count)]
    for number in numbers:
        broker.submit(inventory(number, lines=1), declare=True)
    answer_all(office, broker, numbers)
    answer_all(office, broker, numbers)
    assert {s.state for s in broker.status()} == {"declared"}
    return numbers


def answer_all(office: Office, broker: Broker, numbers: Sequence[str]) -> None:
    broker.run_once(force=True)
    taken = office.take()
    assert len(taken) == len(numbers)
    for sent in taken:
        office.answer(sent, papers.saved(seq_no(numbers.index(sent.number))))
    broker.run_once(force=True)


def in_order(office: Office, index: int, order: Sequence[int], contents: Sequence[bytes]) -> None:
    """Files are read by name, so their names put them in order. Every other list gets every receipt twice, under two names."""
    for place, which in enumerate(order):
        for copy in range(1 + index % 2):
            office.drop(f"Receipt_{index:02d}_{place}{copy}.xml", contents[which])


def alike(standing: Standing, index: int) -> object:
    """What must be the same for all lists, without their own numbers."""
    mine = {seq_no(index): "seq", list_no(index): "list"}
    acts = [(a.act, a.change_count, a.declaration_no, a.state, a.code, a.at, a.open) for a in standing.acts]
    numbers = {k: mine.get(v, v) for k, v in standing.numbers.items() if k != "entry_seq_no"}
    return standing.state, standing.change_count, acts, sorted(numbers.items()), sorted(standing.facts.items()), standing.conflicts


def all_alike(broker: Broker, numbers: Sequence[str], state: str) -> None:
    standings = [only(broker, n).standing for n in numbers]
    assert {s.state for s in standings} == {state}
    assert len({repr(alike(s, i)) for i, s in enumerate(standings)}) == 1


def test_a_list_is_deducted_whatever_the_order_of_its_files(office: Office) -> None:
    with office.broker() as broker:
        numbers = declared(office, broker, len(ORDERS))
        for index, order in enumerate(ORDERS):
            seq = seq_no(index)
            contents = (
                inv201(seq, "Y", 1),
                inv201(seq, "4", 2, list_no=list_no(index)),
                inv202(seq, 3, entry=f"I2026{index:013d}").replace(LIST_NO.encode(), list_no(index).encode()),
                inv211(seq, 4, list_no=list_no(index)),
            )
            in_order(office, index, order, contents)
        done = broker.run_once(force=True)
        assert done.applied == len(ORDERS) * 4
        assert done.repeats == len(ORDERS) // 2 * 4
        all_alike(broker, numbers, "deducted")
        assert only(broker, "A-07").numbers["entry_seq_no"] == "I20260000000000007"


def test_a_redeclared_list_is_approved_whatever_the_order_of_its_files(office: Office) -> None:
    with office.broker() as broker:
        numbers = declared(office, broker, len(ORDERS))
        for index in range(len(ORDERS)):
            in_order(office, index, (0,), (inv201(seq_no(index), "3", 3, notes=["品名不符"]),))
        broker.run_once(force=True)
        assert {s.state for s in broker.status()} == {"rejected"}
        for number in numbers:
            broker.redeclare(number, inventory(number, lines=1, remark="更正"))
        answer_all(office, broker, numbers)
        for index, order in enumerate(ORDERS):
            seq = seq_no(index)
            late = inv201(seq, "Y", 1), inv201(seq, "2", 2)
            new = inv201(seq, "Y", 4), inv201(seq, "4", 5, list_no=list_no(index))
            in_order(office, index + len(ORDERS), order, (*late, *new))
        broker.run_once(force=True)
        all_alike(broker, numbers, "pre_deducted")
        standing = only(broker, "A-00").standing
        assert [(a.declaration_no, a.state) for a in standing.acts] == [(2, "pre_deducted")]


def test_a_list_is_deleted_whatever_the_order_of_files_that_do_not_name_the_act(office: Office) -> None:
    """As in the real samples held, whose typecd is always 1."""
    with office.broker() as broker:
        orders = tuple(permutations(range(3)))
        numbers = declared(office, broker, len(orders))
        for index in range(len(orders)):
            seq = seq_no(index)
            in_order(office, index, (0, 1), (inv201(seq, "Y", 1), inv201(seq, "1", 2, list_no=list_no(index))))
        broker.run_once(force=True)
        assert {s.state for s in broker.status()} == {"deducted"}
        for number in numbers:
            broker.withdraw(number, override="tested")
        answer_all(office, broker, numbers)
        for index, order in enumerate(orders):
            seq = seq_no(index)
            contents = inv201(seq, "Y", 4), inv201(seq, "2", 5), inv201(seq, "1", 6, list_no=list_no(index))
            in_order(office, index + len(orders), order, contents)
        broker.run_once(force=True)
        all_alike(broker, numbers, "deleted")

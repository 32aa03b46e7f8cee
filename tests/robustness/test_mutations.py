"""Damaged files of every kind: only errors of baoguan may come out, within 512 MiB and five seconds, and nothing may get lost.

Lists, customs declarations, amendments and ledgers are mutated apart. The short runs take less than a minute; the long ones of 100,000
mutations are soak tests. Readers that are wrong on purpose go through the same mutations and must be found, or the harness proves nothing.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping

import pytest

from tests.robustness.amendment_seeds import amendment_seeds
from tests.robustness.child import Child
from tests.robustness.declaration_seeds import declaration_seeds
from tests.robustness.ledger_seeds import ledger_seeds
from tests.robustness.mutate import mutate
from tests.robustness.seeds import Seed, seeds

SOILS: Mapping[str, Callable[[], list[Seed]]] = {
    "lists": seeds,
    "declarations": declaration_seeds,
    "amendments": amendment_seeds,
    "ledgers": ledger_seeds,
}
SHORT = {"lists": 800, "declarations": 800, "amendments": 300, "ledgers": 300}
LONG = 100_000
PLANTED = (
    ("lists", "planted: unknown element", "crash: KeyError"),
    ("lists", "planted: growth", "memory"),
    ("lists", "planted: loss", "lost"),
    ("declarations", "planted: loss", "lost"),
    ("declarations", "planted: repeat", "lost"),
)
KINDS = {
    "lists": {"xml", "zip", "json", "csv", "xlsx"},
    "declarations": {"xml", "zip", "json"},
    "amendments": {"xml", "zip", "json"},
    "ledgers": {"xml", "zip", "json"},
}
SEEDS = {"lists": 25, "declarations": 25, "amendments": 13, "ledgers": 9}
READ = {
    "lists": {"INV101", "INV200", "INV201", "INV202", "INV211", "CommonResponeMessage", "Root", "write-off"},
    "declarations": {"DecMessage", "DecImportResponse", "DecSDImportResponse", "DEC_RESULT", "TRN_RESULT", "Root"},
    "amendments": {"DecModMessage", "DecModSaveResponse", "HzApprovalResult"},
    "ledgers": {"EML111", "EMS111", "EML211", "EMS211"},
}


def mutations(count: int, grown: str) -> Iterator[tuple[str, Seed, bytes]]:
    """The name of a mutation, the seed it came from, and the file; the same at every run."""
    soil = SOILS[grown]()
    for number in range(count):
        chance = random.Random(number)
        seed = soil[number % len(soil)]
        name, content = mutate(seed, chance)
        yield name, seed, content


def run(count: int, grown: str) -> None:
    table: defaultdict[str, Counter[str]] = defaultdict(Counter)
    bad: list[str] = []
    past = 0
    with Child() as child:
        for number, (mutation, seed, content) in enumerate(mutations(count, grown)):
            said = child.ask("product", seed.name, content)
            # What our code read, or fell over, was well-formed; of what it refused, another look tells.
            past += said != "refused" or child.ask("opened", seed.name, content) == "past"
            table[mutation][said.partition(":")[0]] += 1
            if not said.startswith(("read", "refused")):
                bad.append(f"mutation {number} ({mutation} of {seed.name}): {said}")
    show(table)
    print(f"{past} of {count} past the outer parser")
    assert past * 3 >= count
    assert bad == [], "\n".join([f"{len(bad)} bad outcomes", *bad[:40]])


def show(table: Mapping[str, Counter[str]]) -> None:
    """Print mutation x outcome."""
    columns = sorted({name for row in table.values() for name in row})
    print(f"{'mutation':20}" + "".join(f"{column:>16}" for column in columns))
    for mutation in sorted(table):
        print(f"{mutation:20}" + "".join(f"{table[mutation][column]:16}" for column in columns))


@pytest.mark.parametrize("grown", SOILS)
def test_there_are_seeds_of_every_kind_and_all_are_read(grown: str) -> None:
    soil = SOILS[grown]()
    assert len(soil) >= SEEDS[grown]
    assert {seed.kind for seed in soil} == KINDS[grown]
    with Child() as child:
        said = {seed.name: child.ask("product", seed.name, seed.content) for seed in soil}
    assert {name: text for name, text in said.items() if not text.startswith("read")} == {}
    assert {f"read {kind}" for kind in READ[grown]} <= {*said.values()}


@pytest.mark.slow
@pytest.mark.parametrize("grown", SOILS)
def test_a_damaged_file_is_read_or_refused(grown: str) -> None:
    run(SHORT[grown], grown)


@pytest.mark.soak
@pytest.mark.timeout(4 * 3600)
@pytest.mark.parametrize("grown", SOILS)
def test_a_hundred_thousand_damaged_files_are_read_or_refused(grown: str) -> None:
    run(LONG, grown)


@pytest.mark.slow
@pytest.mark.parametrize(("grown", "target", "expected"), PLANTED)
def test_a_planted_fault_is_found_by_the_same_mutations(grown: str, target: str, expected: str) -> None:
    with Child() as child:
        for number, (mutation, seed, content) in enumerate(mutations(SHORT[grown], grown)):
            if seed.kind not in ("xml", "zip"):
                continue
            said = child.ask(target, seed.name, content)
            if said.startswith((expected, "hang")):
                print(f"{target}: found by mutation {number}, {mutation} of {seed.name}: {said}")
                return
    pytest.fail(f"{target} was not found by {SHORT[grown]} mutations")

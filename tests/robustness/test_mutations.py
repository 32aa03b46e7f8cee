"""Damaged files of every kind: only errors of baoguan may come out, within 512 MiB and five seconds, and nothing may get lost.

The short run takes about half a minute; the long one of 100,000 mutations is a soak test. Three readers that are wrong on purpose go
through the same mutations and must be found, or the harness proves nothing.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

import pytest

from tests.robustness.child import Child
from tests.robustness.mutate import mutate
from tests.robustness.seeds import Seed, seeds

SHORT, LONG = 1_500, 100_000
PLANTED: Mapping[str, str] = {
    "planted: unknown element": "crash: KeyError",
    "planted: growth": "memory",
    "planted: loss": "lost",
}


def mutations(count: int, start: int = 0) -> Iterator[tuple[str, Seed, bytes]]:
    """The name of a mutation, the seed it came from, and the file; the same at every run."""
    soil = seeds()
    for number in range(start, start + count):
        chance = random.Random(number)
        seed = soil[number % len(soil)]
        name, content = mutate(seed, chance)
        yield name, seed, content


def run(count: int) -> None:
    table: defaultdict[str, Counter[str]] = defaultdict(Counter)
    bad: list[str] = []
    past = 0
    with Child() as child:
        for number, (mutation, seed, content) in enumerate(mutations(count)):
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


def test_there_are_seeds_of_every_kind_and_all_are_read() -> None:
    soil = seeds()
    assert len(soil) >= 25
    assert {seed.kind for seed in soil} == {"xml", "zip", "json", "csv", "xlsx"}
    with Child() as child:
        said = {seed.name: child.ask("product", seed.name, seed.content) for seed in soil}
    assert {name: text for name, text in said.items() if not text.startswith("read")} == {}
    assert {
        "read INV101",
        "read INV200",
        "read INV201",
        "read INV202",
        "read INV211",
        "read CommonResponeMessage",
        "read Root",
    } <= {*said.values()}


@pytest.mark.slow
def test_a_damaged_file_is_read_or_refused() -> None:
    run(SHORT)


@pytest.mark.soak
@pytest.mark.timeout(4 * 3600)
def test_a_hundred_thousand_damaged_files_are_read_or_refused() -> None:
    run(LONG)


@pytest.mark.slow
@pytest.mark.parametrize("target", PLANTED)
def test_a_planted_fault_is_found_by_the_same_mutations(target: str) -> None:
    with Child() as child:
        for number, (mutation, seed, content) in enumerate(mutations(SHORT)):
            if seed.kind not in ("xml", "zip"):
                continue
            said = child.ask(target, seed.name, content)
            if said.startswith((PLANTED[target], "hang")):
                print(f"{target}: found by mutation {number}, {mutation} of {seed.name}: {said}")
                return
    pytest.fail(f"{target} was not found by {SHORT} mutations")

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The test of ./dev test: replays every kept sequence, and a short slice of random ones with a fixed seed.

    tests/auditor/auditor.py                      the test, on the engine of KABINET_TEST_DB
    tests/auditor/auditor.py replay NAME ...      kept sequences whose names contain one of these, line by line
    tests/auditor/auditor.py mended NAME ...      takes known differences out of awaited.py and of their files

A kept sequence that expects nothing is played under the model's eye.
"""
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "journeys"), os.path.join(HERE, "..", "house")]
import replay  # noqa: E402
import sequence  # noqa: E402
from awaited import AWAITED  # noqa: E402
from generate import Source  # noqa: E402
from kabinet import ENGINE, POSTGRES  # noqa: E402
from tap import Tap, skip_all  # noqa: E402
from world import World  # noqa: E402

SEED = 2030
SLICE = {"sqlite": (40, 25), "postgres": (12, 20)}  # how many, and their steps: seconds, not minutes


def is_expected(line):
    return line.startswith("expect")


def played(names=()):
    """Every kept sequence, played; and what the books of each server say in the end."""
    for settings, sequences in replay.kept(names).items():
        with World(dict(one.split("=") for one in settings)) as world:
            checked = {name: lines for name, lines in sequences.items() if any(is_expected(one) for one in lines)}
            bare = [sequence.Sequence(world, name, lines, careful=False)
                    for name, lines in sequences.items() if name not in checked]
            yield from replay.play(world, checked)
            yield from sequence.play(world, bare)
            books = world.books()
            assert not books, books


def drawn():
    """The slice: random sequences of a fixed seed, without steps whose right outcome is awaited."""
    with World() as world:
        count, steps = SLICE[ENGINE]
        played = [sequence.Sequence(world, seed, Source(seed, steps)) for seed in range(SEED, SEED + count)]
        sequence.play(world, played)
        books = world.books()
    return played, [books] if books else []


def differences(played):
    """With the steps that led there, for whoever has to find out."""
    for one in played:
        if one.found:
            yield f"./dev torture sequences --seed {one.name} --sequences 1 --engine {ENGINE}\n" + "\n".join(one.done + one.found)


def complaints(one):
    verdict, known = one.verdict(), AWAITED.get(one.name)
    if known is None:
        return [] if verdict == "right" else [verdict]
    if verdict == "right":
        return [f"is mended: run tests/auditor/auditor.py mended {one.name}, and commit what that changes"]
    return []


def test():
    tap = Tap()
    for one in played():
        known = AWAITED.get(one.name)
        tap.check(f"{one.name}{': known, ' + known if known else ''}", complaints(one))
        if known and one.verdict() != "as seen":
            print(f"# neither as seen nor right: {one.verdict()}")
    some, books = drawn()
    steps = sum(len(one.done) for one in some)
    tap.check(f"{len(some)} random sequences of {steps} steps end as the model says, and the books agree",
              [*differences(some), *books])
    tap.done()


def tell(names):
    """Line by line, for people; 1 when something is not right."""
    wrong = 0
    for one in played(names):
        print(f"{one.name}: {one.verdict()}")
        for line in one.told():
            print(f"    {line}")
        wrong += one.verdict() != "right"
    return 1 if wrong else 0


def mended(name):
    """Takes a difference out of the table, and what was seen out of its file."""
    rewrite(os.path.join(HERE, "awaited.py"), lambda line: "" if line.startswith(f'    "{name}":') else line)
    rewrite(os.path.join(replay.KEPT, name + ".steps"), lambda line: re.sub(r" ; seen .*", "", line))


def rewrite(path, change):
    with open(path, encoding="utf-8") as file:
        lines = file.readlines()
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(change(line) for line in lines)


if __name__ == "__main__":
    if sys.argv[1:2] == ["mended"]:
        for which in sys.argv[2:]:
            mended(which)
        sys.exit(0)
    if ENGINE == "postgres" and not POSTGRES:
        skip_all("no PostgreSQL at hand")
    if sys.argv[1:2] == ["replay"]:
        sys.exit(tell(sys.argv[2:]))
    test()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random sequences of right steps, each account compared with an independent model after every step.

    ./dev torture sequences [--engine sqlite|postgres] [--sequences 1000] [--seed 1] [--steps 30] [--strict]
    ./dev torture sequences --provider [--customers 200] [--days 730]    one provider's customers over two years

Customers order, pay late, in part and in advance, renew, change in all modes, cancel and undo; staff credits, refunds,
corrects, gives up, stops and moves ends; days go by. The model (tests/auditor) knows the rules and the published prices alone.
What differs is shrunk and kept as tests/auditor/kept/found-SEED.steps; `tests/auditor/auditor.py replay found-SEED` plays
it again. Differences that are known (tests/auditor/awaited.py) are counted and fail the run with --strict only. The books are
checked by `kabinet ledger check` after every server.
"""
import argparse
import collections
import os
import sys
import time

parser = argparse.ArgumentParser(description="random sequences against the auditor's model")
parser.add_argument("--engine", choices=("sqlite", "postgres"), default=os.environ.get("KABINET_TEST_DB", "sqlite"))
parser.add_argument("--sequences", type=int, default=1000)
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--steps", type=int, default=30)
parser.add_argument("--together", type=int, default=100, help="accounts of one server")
parser.add_argument("--strict", action="store_true", help="known differences fail the run, too")
parser.add_argument("--keep", type=int, default=3, help="so many new differences are shrunk and kept; then the run ends")
parser.add_argument("--no-shrink", action="store_true", help="tell what differs and keep nothing")
parser.add_argument("--provider", action="store_true", help="a provider's two years instead of many short sequences")
parser.add_argument("--customers", type=int, default=200)
parser.add_argument("--days", type=int, default=730)
options = parser.parse_args()
os.environ["KABINET_TEST_DB"] = options.engine
if "TMPDIR" not in os.environ and os.path.isdir("/dev/shm"):
    os.environ["TMPDIR"] = "/dev/shm"
sys.path[:0] = [os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", name) for name in ("auditor", "journeys")]
from generate import Source  # noqa: E402
from provider import simulate, total  # noqa: E402
from sequence import Sequence, play  # noqa: E402
from shrink import keep, kind_of, shrink  # noqa: E402
from world import World  # noqa: E402


def batch(seeds):
    """So many sequences in one server; and what the books say afterwards."""
    with World() as world:
        played = play(world, [Sequence(world, seed, Source(seed, options.steps), careful=False) for seed in seeds])
        return played, world.books(), (world.today - played[0].account.begun).days


def tell(one):
    print(f"# seed {one.name}: {'; '.join(one.found)[:600]}", flush=True)
    if options.no_shrink:
        print("".join(f"#     {line}\n" for line in one.done), end="", flush=True)
        return
    steps = shrink(one.done, one.found)
    print(f"#   shrunk from {len(one.done)} to {len(steps)} steps: {keep(one.name, one.name, steps, one.found)}")
    print("".join(f"#     {line}\n" for line in steps), end="", flush=True)


def provider():
    """Two years of a provider: every account, the sum of all, and the books."""
    begun = time.monotonic()
    with World() as world:
        played = simulate(world, options.customers, options.days, options.seed)
        got, right = total(played)
        books = world.books()
    wrong = [one for one in played if one.found]
    for one in wrong:
        print(f"# seed {one.name}: {'; '.join(one.found)[:600]}\n" + "".join(f"#     {line}\n" for line in one.done), end="")
    services = sum(len(one.account.services) for one in played)
    steps, left = sum(len(one.done) for one in played), sum(one.left_off for one in played)
    print(f"# {steps} steps, {services} services, {time.monotonic() - begun:.0f} s; {left} customers left off where the rules are "
          f"open or a mend is awaited\n# balances together {got}, right is {right}; {books or 'the books agree'}")
    print(f"CUSTOMERS {len(played)} DAYS {options.days} DIFFERENT {len(wrong)}")
    sys.exit(1 if wrong or got != right or books else 0)


def main():
    known, kinds, steps, fresh, unsound, first_seen = collections.Counter(), set(), 0, 0, 0, {}
    begun = time.monotonic()
    for first in range(options.seed, options.seed + options.sequences, options.together):
        seeds = range(first, min(first + options.together, options.seed + options.sequences))
        played, books, days = batch(seeds)
        steps += sum(len(one.done) for one in played)
        for one in played:
            if one.known:
                known.update(one.known)
                for row in one.known:
                    first_seen.setdefault(row, time.monotonic() - begun)
            elif one.found:
                fresh += 1
                if kind_of(one.found) not in kinds and len(kinds) < options.keep:
                    kinds.add(kind_of(one.found))
                    tell(one)
        unsound += bool(books)
        done = seeds[-1] - options.seed + 1
        print(f"# {done} sequences, {steps} steps, {done * 60 / (time.monotonic() - begun):.0f} a minute, {days} days in the last "
              f"server; {fresh} new differences, {sum(known.values())} known{'; BOOKS ' + books if books else ''}", flush=True)
        if kinds and len(kinds) >= options.keep:
            break
    for row, times in known.most_common():
        print(f"# known {times} times, first after {first_seen[row]:.0f} s: {row}")
    print(f"SEQUENCES {done} STEPS {steps} NEW {fresh} KNOWN {sum(known.values())} UNSOUND {unsound}")
    sys.exit(1 if fresh or unsound or (options.strict and known) else 0)


if __name__ == "__main__":
    provider() if options.provider else main()  # pylint: disable=expression-not-assigned

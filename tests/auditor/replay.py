# SPDX-License-Identifier: Apache-2.0
"""Replays sequences that are kept as files, side by side in one server.

A file has the lines of a sequence. `expect NAME = VALUE` says what is right at that point; `; seen VALUE` behind it what
the product did when the file was written, for rows of the table that still wait (awaited.py). Everything behind `#` is for
people. Lines `days N` and `goto A end+N` let time go by: all sequences of a server share one clock, which moves a day at a
time, and each goes on when its own day has come.
"""
import datetime
import os
import re
import time

import look
from hand import Hand, parse
from world import DAY

KEPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "kept")
EXPECT = re.compile(r"expect\s+(\S+)\s*=\s*(\S+)(?:\s*;\s*seen\s+(.+))?$")
PATIENCE = 2.0  # until what an answer set off has been done


def read(path):
    with open(path, encoding="utf-8") as file:
        lines = [line.split("#")[0].strip() for line in file]
    return [line for line in lines if line]


def kept(names=()):
    """By the settings that they want of their server: {settings: {name: lines}}."""
    worlds = {}
    for name in sorted(name for name in os.listdir(KEPT) if name.endswith(".steps")):
        if not names or any(part in name for part in names):
            lines = read(os.path.join(KEPT, name))
            settings = [line.split()[1] for line in lines if line.startswith("world ")]
            own = [line for line in lines if not line.startswith("world ")]
            worlds.setdefault(tuple(settings), {})[name[:-6]] = own
    return worlds


class Replay:
    """One sequence under way. found: (line, right, seen, value) of every expectation."""

    def __init__(self, world, name, lines):
        self.world, self.name = world, name
        self.lines, self.at = lines, 0
        self.hand = Hand(world)
        self.wakes = world.today
        self.found, self.broken = [], None

    @property
    def over(self):
        return self.broken is not None or self.at >= len(self.lines)

    def go_on(self):
        """As far as today goes."""
        try:
            self.hand.work()
            while not self.over and self.wakes <= self.world.today:
                line = self.lines[self.at]
                self.at += 1
                self._do(line)
        except (AssertionError, KeyError, IndexError, TypeError, AttributeError) as odd:
            self.broken = f"{self.lines[self.at - 1]}: {type(odd).__name__} {odd}"

    def _do(self, line):
        verb, words, named = parse(line) if not line.startswith("expect") else ("expect", [], {})
        if verb == "expect":
            self._expect(line)
        elif verb == "days":
            self.wakes = self.world.today + words[0] * DAY
        elif verb == "goto":
            self.wakes = self.hand.until(words[0]) + int(words[1].removeprefix("end") or 0) * DAY
        else:
            self.hand.do(line)
            self.hand.work()

    def _expect(self, line):
        name, right, seen = EXPECT.match(line).groups()
        seen = seen.strip() if seen else None
        value = str(look.value(self.hand, name))
        end = time.monotonic() + PATIENCE
        while value != right and time.monotonic() < end:
            self.world.jobs()
            self.hand.work()
            value = str(look.value(self.hand, name))
            if value == seen:
                break
        self.found.append((line, right, seen, value))

    def told(self):
        """Its expectations for people, those that do not hold with what there is."""
        return [f"   {line}" if value == right else f"NO {line}   -> {value}" for line, right, _, value in self.found]

    def verdict(self):
        """"right", "as seen" or what is odd."""
        if self.broken:
            return f"broken at {self.broken}"
        odd = [f"{line.split(';')[0].strip()}: got {value}" for line, right, seen, value in self.found
               if value not in (right, seen)]
        if odd:
            return "; ".join(odd)
        return "right" if all(right == value for _, right, _, value in self.found) else "as seen"


def play(world, sequences, days_most=500):
    """Plays all of them to their ends: a list of Replay."""
    running = [Replay(world, name, lines) for name, lines in sequences.items()]
    last = world.today + datetime.timedelta(days=days_most)
    while True:
        for one in running:
            if not one.over:
                one.go_on()
                if one.over:
                    world.over.add(one.hand.me["id"])
        if all(one.over for one in running) or world.today > last:
            return running
        world.next_day()

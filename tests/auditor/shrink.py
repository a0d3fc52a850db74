# SPDX-License-Identifier: Apache-2.0
"""Makes a failing sequence short, and keeps it as a file.

Delta debugging on the steps: parts are left out, from halves down to single steps, and whatever still shows the same
difference is gone on with. All tries of a round are accounts of one fresh server and run side by side; a step that makes no
sense without one that was left out is passed over by the model.
"""
import os
import re

from replay import KEPT
from sequence import Sequence, play
from world import World


def kind_of(found):
    """What is different, without names and numbers."""
    return re.sub(r"[A-Z]\d+|\d+", "", found[0].split(": got")[0])


def _tries(steps, size):
    return [steps[:at] + steps[at + size:] for at in range(0, len(steps), size)]


def shorter(steps, wanted, most=24):
    """A part of the steps that shows the same, or None."""
    size = max(1, len(steps) // 2)
    while True:
        tries = _tries(steps, size)
        for begin in range(0, len(tries), most):
            with World() as world:
                played = play(world, [Sequence(world, "try", one, careful=False) for one in tries[begin:begin + most]])
            for one in played:
                if one.found and kind_of(one.found) == wanted and len(one.done) < len(steps):
                    return one.done
        if size == 1:
            return None
        size = max(1, size // 2)


def shrink(steps, found):
    wanted = kind_of(found)
    while True:
        less = shorter(steps, wanted)
        if less is None:
            return steps
        steps = less


def keep(name, seed, steps, found):
    """Writes kept/found-NAME.steps and returns its path."""
    path = os.path.join(KEPT, f"found-{name}.steps")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"# Found with seed {seed}:\n" + "".join(f"#   {one}\n" for one in found))
        file.write("".join(line + "\n" for line in steps))
    return path

# SPDX-License-Identifier: Apache-2.0
"""Sentences of the house tests, in the Test Anything Protocol."""
import sys


class Tap:
    def __init__(self):
        self.count = 0
        self.failures = 0

    def check(self, sentence, complaints):
        """Holds when there is nothing to complain about."""
        self.count += 1
        for complaint in complaints:
            print("# " + str(complaint).replace("\n", "\n# "))
        print(f"{'not ok' if complaints else 'ok'} {self.count} - {sentence}")
        self.failures += bool(complaints)

    def done(self):
        print(f"1..{self.count}")
        sys.exit(1 if self.failures else 0)


def skip_all(reason):
    print(f"1..0 # SKIP {reason}")
    sys.exit(0)

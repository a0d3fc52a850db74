# SPDX-License-Identifier: Apache-2.0
"""Calls that were cut short by a crash or a lost answer of the database, repeated with their keys: a short slice of
tests/torture/retry.py, which starts the servers that die."""
import os
import sys

from kabinet import ENGINE, POSTGRES

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "torture"))
if ENGINE == "postgres" and not POSTGRES:
    print("1..0 # SKIP no PostgreSQL at hand")
    sys.exit(0)
import retry  # noqa: E402  pylint: disable=wrong-import-position

print("1..1", flush=True)
wrong, tried = retry.trial(retry.SHORT, 1)
print(f"# {tried} calls disturbed", flush=True)
retry.say(not wrong and tried >= 2 * len(retry.SHORT),
          "renewal, credit note, correction, payer, split and a form: cut short and repeated, done once, answered at once")

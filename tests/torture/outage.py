#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The database comes and goes under every page and call, while somebody asks for all of them.

    ./dev torture outage [SECONDS] [sqlite|postgres]     ten minutes for each engine, unless told otherwise

Every fraction of a second the database is away for 0.15 s: PostgreSQL's connections are cut and refused, SQLite's files
cannot be read. A guest, a customer and a member of staff meanwhile walk through all routes of `kabinet routes`. Nothing
may end the process; an answer is one that is also given in peace, or 2xx, 3xx, 404, 409, 422, or 503 with Retry-After and X-Request-Id;
nobody is signed out; and a page and a write are well again within a second.
"""
import os
import subprocess
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(FOLDER, "..", "journeys"))
from away import under  # noqa: E402
from kabinet import ENGINE, POSTGRES, Server  # noqa: E402
from walk import Trial, Walk  # noqa: E402

SETTINGS = {"signin.hash_memory_kib": "8192", "signin.hash_passes": "1"}
WELL_AGAIN = 1.0


def walk_through(seconds):
    """One engine; the number of faults."""
    with Server(SETTINGS) as server:
        line = under(server)
        server.start()
        trial = Trial(Walk(server), line)
        trial.calm()
        trial.run(seconds)
        slow = [r for r in trial.recoveries if r > WELL_AGAIN]
        told = sorted(trial.recoveries)
        print(f"{ENGINE}: {trial.outages} outages, {sum(trial.answers.values())} answers of {len(trial.walk.calls)} calls")
        print("  " + ", ".join(f"{status or 'none'}: {count}" for status, count in sorted(trial.answers.items())))
        if told:
            print(f"  well again after {told[len(told) // 2]:.3f} s (median), {told[-1]:.3f} s at worst; "
                  f"{len(slow)} times later than {WELL_AGAIN:g} s")
        for fault, count in trial.faults.most_common(40):
            print(f"  FAULT {count} x {fault}")
        if trial.died is not None:
            print(f"  DIED with {trial.died}: {server.log()[-3000:]}")
        return sum(trial.faults.values()) + len(slow) + (trial.died is not None)


def main(words):
    seconds = next((float(word) for word in words if word.replace(".", "", 1).isdigit()), 600.0)
    engines = [word for word in words if word in ("sqlite", "postgres")]
    if not engines and "KABINET_TEST_DB" not in os.environ:
        engines = ["sqlite", "postgres"] if POSTGRES else ["sqlite"]
    if len(engines) > 1 or (engines and engines[0] != ENGINE):
        return max(subprocess.run([sys.executable, __file__, str(seconds), engine], check=False,
                                  env={**os.environ, "KABINET_TEST_DB": engine}).returncode for engine in engines)
    faults = walk_through(seconds)
    print(f"{ENGINE}: {'no fault' if not faults else f'{faults} faults'}", flush=True)
    return 1 if faults else 0


sys.exit(main(sys.argv[1:]))

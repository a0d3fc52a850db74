#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whether the auditor finds faults that are planted: each of faults/*.patch is applied to a copy of the tree, built, and
looked for by `sequences` for ten minutes at most.

    tests/auditor/plant.py [NAME ...]
"""
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
MINUTES = 10


def run(*command, **other):
    return subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **other)


def copy(folder):
    archive = subprocess.run(["git", "-C", ROOT, "archive", "HEAD"], check=True, capture_output=True).stdout
    run("tar", "-x", "-C", folder, input=archive)


def is_found(patch):
    """How long it took, or None."""
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        copy(folder)
        run("patch", "-p1", "-s", "-i", patch, cwd=folder)
        environment = {**os.environ, "CCACHE_BASEDIR": folder, "CCACHE_NOHASHDIR": "1"}
        run("./dev", "build", cwd=folder, env=environment, stderr=subprocess.DEVNULL)
        begun = time.monotonic()
        try:
            found = subprocess.run([sys.executable, "tests/torture/sequences.py", "--sequences", "100000", "--keep", "1",
                                    "--no-shrink"], cwd=folder, env=environment, timeout=MINUTES * 60, capture_output=True,
                                   text=True, check=False)
        except subprocess.TimeoutExpired:
            return None, ""
        story = [line for line in found.stdout.splitlines() if line.startswith("# seed")]
        return time.monotonic() - begun, "\n".join(story) or found.stdout[-600:] + found.stderr[-600:]


def main():
    missed = 0
    for name in sorted(os.listdir(os.path.join(HERE, "faults"))):
        if name.endswith(".patch") and (not sys.argv[1:] or any(part in name for part in sys.argv[1:])):
            took, story = is_found(os.path.join(HERE, "faults", name))
            missed += took is None
            print(f"{name}: {'not found' if took is None else f'found after {took:.0f} s'}\n{story}", flush=True)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()

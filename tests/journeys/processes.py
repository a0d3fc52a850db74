# SPDX-License-Identifier: Apache-2.0
"""The processes of a server, as the kernel sees them."""


def name_of(pid):
    with open(f"/proc/{pid}/comm", encoding="utf-8") as file:
        return file.read().strip()


def children_of(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="utf-8") as file:
            return [int(child) for child in file.read().split()]
    except OSError:
        return []  # it has just ended


def whole_tree(pid):
    """All below a process, which is not among them."""
    return [each for child in children_of(pid) for each in [child, *whole_tree(child)]]


def named(pid, name):
    return [each for each in whole_tree(pid) if name_of(each) == name]

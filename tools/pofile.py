# SPDX-License-Identifier: Apache-2.0
"""Reads po files: enough of the format for what xgettext and msgmerge write."""
import ast
from dataclasses import dataclass, field


@dataclass
class Entry:
    line: int = 0
    id: str = ""
    plural: str = ""
    context: str = ""
    forms: list = field(default_factory=list)
    references: list = field(default_factory=list)
    fuzzy: bool = False
    obsolete: bool = False


def read_po(path):
    """All entries; the header is the one with the empty id."""
    out, entry, target = [], Entry(), None
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n") + [""]
    for number, line in enumerate(lines, 1):
        if not line.strip():
            if entry.line:
                out.append(entry)
            entry, target = Entry(), None
            continue
        if line.startswith("#~"):
            entry.obsolete = True
            line = line[2:].strip()
        if line.startswith("#:"):
            entry.references += line[2:].split()
        elif line.startswith("#,"):
            entry.fuzzy = entry.fuzzy or "fuzzy" in line
        elif not line.startswith("#"):
            target = take_line(entry, target, number, line)
    return out


def take_line(entry, target, number, line):
    if not line.startswith('"'):
        target, line = line.split(" ", 1)
        if target.startswith("msgstr"):
            entry.forms.append("")
        if target == "msgid":
            entry.line = number
    text = ast.literal_eval(line)
    if target == "msgid":
        entry.id += text
    elif target == "msgid_plural":
        entry.plural += text
    elif target == "msgctxt":
        entry.context += text
    else:
        entry.forms[-1] += text
    return target

# SPDX-License-Identifier: Apache-2.0
"""Reads migrations/NNNN_subject.sql for both engines. Used by embed_migrations and print_schema."""

import hashlib
import os
import re

from sqlfile import Fault, tokens

FILE = re.compile(r"(\d{4})_[a-z][a-z0-9_]*(\.sqlite)?\.sql$")
SWAPS = {"BIGINT": "INTEGER", "BYTEA": "BLOB", "BOOLEAN": "INTEGER"}
HINT = re.compile(r"--\s*sqlite:\s*(.+?)\s*$")


def table_ends(parts):
    """Indexes of the ')' that close a CREATE TABLE."""
    depth, words, ends = 0, [], set()
    for i, (kind, text) in enumerate(parts):
        if kind in ("space", "comment"):
            continue
        if text == ";" and depth == 0:
            words = []
            continue
        words.append(text.upper())
        depth += (text == "(") - (text == ")")
        if text == ")" and depth == 0 and words[0] == "CREATE" and "TABLE" in words[1:3]:
            ends.add(i)
    return ends


def hint_behind(parts, i):
    """What a comment '-- sqlite: …' on the same line asks for."""
    for kind, text in parts[i + 1:]:
        if kind == "space" and "\n" in text:
            break
        m = HINT.match(text) if kind == "comment" else None
        if m:
            return ", " + m.group(1)
    return ""


def for_sqlite(sql):
    """The same step in SQLite's words."""
    parts = tokens(sql)
    ends = table_ends(parts)
    out = []
    for i, (kind, text) in enumerate(parts):
        if kind == "word" and text.upper() in SWAPS:
            text = SWAPS[text.upper()]
        out.append(text)
        if i in ends:
            out.append(" STRICT" + hint_behind(parts, i))
    return "".join(out)


def read(path):
    with open(path, encoding="utf-8") as source:
        return source.read()


def steps_of(folder):
    """(number, name, checksum, sqlite text, postgres text), by number; and the files read."""
    names = sorted(n for n in os.listdir(folder) if n.endswith(".sql"))
    for name in names:
        if not FILE.match(name):
            raise Fault(f"{os.path.join(folder, name)}: not NNNN_subject.sql")
    steps, files = [], []
    for name in (n for n in names if not n.endswith(".sqlite.sql")):
        path = os.path.join(folder, name)
        base = name[:-len(".sql")]
        common = read(path)
        own = os.path.join(folder, base + ".sqlite.sql")
        sqlite = read(own) if os.path.exists(own) else None
        files += [path] + ([own] if sqlite is not None else [])
        number = int(base[:4])
        if steps and steps[-1][0] == number:
            raise Fault(f"{path}: number {base[:4]} is taken by {steps[-1][1]}")
        if "\0" in common or "\0" in (sqlite or ""):
            raise Fault(f"{path}: NUL byte")
        checksum = hashlib.sha256((common + "\0" + (sqlite or "")).encode()).hexdigest()
        steps.append((number, base, checksum, sqlite if sqlite is not None else for_sqlite(common), common))
    for name in (n for n in names if n.endswith(".sqlite.sql")):
        if name.replace(".sqlite.sql", ".sql") not in names:
            raise Fault(f"{os.path.join(folder, name)}: has no sibling for PostgreSQL")
    return steps, files

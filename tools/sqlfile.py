# SPDX-License-Identifier: Apache-2.0
"""Reads .sql files: tokens, and the named queries of a room. Used by sqlgen and embed_migrations."""

import re
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"""(?P<space>\s+)|(?P<comment>--[^\n]*|/\*.*?\*/)|(?P<text>'(?:[^']|'')*')|(?P<name>"(?:[^"]|"")*")
      |(?P<param>\$\d+)|(?P<word>[A-Za-z_]\w*)|(?P<number>\d+(?:\.\d+)?)
      |(?P<mark>::|<=|>=|<>|!=|\|\||->>?|.)""",
    re.S | re.X,
)
HEAD = re.compile(r"--\s*(query|in|out):\s*(.*)$")
NAME = re.compile(r"[a-z][a-z0-9_]*$")
FIELD = re.compile(r"([a-z][a-z0-9_]*)\s+([a-z_0-9]+)(\??)$")

C_WORDS = set(
    """auto break case char const continue default do double else enum extern float for goto if inline int long
    register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while
    bool true false when str""".split()
)
TIME_WORDS = set(
    """now current_timestamp current_time current_date localtime localtimestamp clock_timestamp datetime julianday
    strftime unixepoch statement_timestamp transaction_timestamp""".split()
)
TYPES = {  # word -> (C type, enum db_type, may be NULL)
    "int": ("int64_t", "DB_INT", False),
    "bool": ("bool", "DB_BOOL", False),
    "when": ("when", "DB_WHEN", True),
    "str": ("str", "DB_TEXT", True),
    "bytes": ("str", "DB_BYTES", True),
}
TEXT_LIMIT = 4000  # of one query; compilers promise literals of 4095 bytes
FIELDS_LIMIT = 40  # DB_FIELDS_MAX in db/query.h


class Fault(Exception):
    """A mistake in a .sql file, told as file:line: sentence."""


@dataclass
class Field:
    name: str
    c_type: str
    db_type: str
    nullable: bool


@dataclass
class Query:
    name: str
    purpose: str
    path: str
    line: int
    inputs: list = field(default_factory=list)
    outputs: list = field(default_factory=list)
    text: str = ""
    postgres: str = ""


def tokens(sql):
    return [(m.lastgroup, m.group()) for m in TOKEN.finditer(sql)]


def squeeze(sql):
    """One line without comments; text in quotes stays as it is."""
    out = []
    for kind, text in tokens(sql):
        if kind in ("space", "comment"):
            if out and out[-1] != " ":
                out.append(" ")
        else:
            out.append(text)
    return "".join(out).strip().rstrip(";").strip()


def id_types(path):
    """The x_id types of base/id.h, from its one list."""
    with open(path, encoding="utf-8") as source:
        found = re.search(r"#define ID_KINDS\(X\)((?:[^\n]*\\\n)*[^\n]*)", source.read())
    return {kind + "_id" for kind in re.findall(r"X\((\w+)\)", found.group(1))} if found else set()


def read_fields(text, ids, where):
    fields = []
    for part in filter(None, (p.strip() for p in text.split(","))):
        m = FIELD.match(part)
        if not m:
            raise Fault(f"{where}: cannot read '{part}'; write: name type")
        name, kind, mark = m.groups()
        if name in C_WORDS:
            raise Fault(f"{where}: '{name}' is a word of C; choose another name")
        if any(f.name == name for f in fields):
            raise Fault(f"{where}: '{name}' stands twice")
        c_type, db_type, may_be_null = TYPES.get(kind, (kind, "DB_ID", True))
        if kind not in TYPES and kind not in ids:
            raise Fault(f"{where}: unknown type '{kind}'; known: {', '.join(sorted(set(TYPES) | ids))}")
        if mark and not may_be_null:
            raise Fault(f"{where}: '{kind}?' cannot hold NULL; use coalesce in the query")
        fields.append(Field(name, c_type, db_type, bool(mark)))
    if len(fields) > FIELDS_LIMIT:
        raise Fault(f"{where}: more than {FIELDS_LIMIT} fields")
    return fields


def check_star(words, where):
    for before, this in zip(words, words[1:]):
        if this == "*" and before.upper() in ("SELECT", "DISTINCT", "ALL", "RETURNING", ",", "."):
            raise Fault(f"{where}: '*' as a column list; name the columns")


def check_text(query, text, where, postgres):
    """The rules every text of a query keeps, on either engine."""
    if not text:
        raise Fault(f"{where}: query '{query.name}' has no text")
    if len(text) > TEXT_LIMIT:
        raise Fault(f"{where}: query '{query.name}' is longer than {TEXT_LIMIT} bytes")
    parts = [(k, t) for k, t in tokens(text) if k not in ("space", "comment")]
    words = [t for _, t in parts]
    marks = {t for k, t in parts if k == "mark"}
    for mark, advice in ((";", "one statement a query"), ("?", "write $1, $2, …"), (":", "write $1, $2, …"),
                         ("@", "write $1, $2, …")):
        if mark in marks:
            raise Fault(f"{where}: '{mark}' in query '{query.name}': {advice}")
    if "::" in marks and not postgres:
        raise Fault(f"{where}: '::' in query '{query.name}': write CAST(x AS BIGINT)")
    for kind, word in parts:
        if kind == "word" and word.lower() in TIME_WORDS:
            raise Fault(f"{where}: '{word}' in query '{query.name}': time is a parameter")
    check_star(words, where)
    used = {int(t[1:]) for k, t in parts if k == "param"}
    declared = set(range(1, len(query.inputs) + 1))
    for number in sorted(used - declared):
        raise Fault(f"{where}: ${number} of query '{query.name}' is not named in its 'in:'")
    for number in sorted(declared - used):
        raise Fault(f"{where}: '{query.inputs[number - 1].name}' (${number}) of query '{query.name}' is not used")
    first = words[0].upper()
    if first not in ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "VALUES"):
        raise Fault(f"{where}: query '{query.name}' begins with '{words[0]}'")
    gives_rows = first in ("SELECT", "VALUES") or "RETURNING" in (w.upper() for w in words)
    if gives_rows and not query.outputs:
        raise Fault(f"{where}: query '{query.name}' gives rows but has no 'out:'")
    if query.outputs and not gives_rows and first != "WITH":
        raise Fault(f"{where}: query '{query.name}' has an 'out:' but gives no rows")


def split_blocks(path, source):
    """(line, head words, in text, out text, sql) of every '-- query:' of the file."""
    block = None
    for number, line in enumerate(source.split("\n"), 1):
        m = HEAD.match(line.strip())
        if m and m.group(1) == "query":
            if block:
                yield block
            block = {"line": number, "head": m.group(2).strip(), "in": "", "out": "", "sql": ""}
        elif m:
            if not block:
                raise Fault(f"{path}:{number}: '{m.group(1)}:' before any 'query:'")
            block[m.group(1)] += ", " + m.group(2)
        elif block:
            block["sql"] += line + "\n"
        elif line.strip() and not line.strip().startswith("--"):
            raise Fault(f"{path}:{number}: text before any 'query:'")
    if block:
        yield block


def read_queries(path, ids):
    with open(path, encoding="utf-8") as source:
        blocks = list(split_blocks(path, source.read()))
    queries = []
    for block in blocks:
        where = f"{path}:{block['line']}"
        name, _, purpose = block["head"].partition(" ")
        purpose = purpose.strip()
        text = squeeze(block["sql"])
        if purpose.startswith("@"):
            if purpose.split()[0] != "@postgres" or not queries or queries[-1].name != name:
                raise Fault(f"{where}: '@postgres' stands directly under the common text of its query")
            if block["in"] or block["out"]:
                raise Fault(f"{where}: 'in:' and 'out:' belong to the common text")
            check_text(queries[-1], text, where, postgres=True)
            queries[-1].postgres = text
            continue
        if not NAME.match(name) or name in C_WORDS:
            raise Fault(f"{where}: '{name}' is no name for a query")
        if not purpose:
            raise Fault(f"{where}: query '{name}' does not say what it is for")
        if any(q.name == name for q in queries):
            raise Fault(f"{where}: query '{name}' stands twice")
        query = Query(name, purpose, path, block["line"])
        query.inputs = read_fields(block["in"], ids, where)
        query.outputs = read_fields(block["out"], ids, where)
        check_text(query, text, where, postgres=False)
        query.text = text
        queries.append(query)
    return queries

# SPDX-License-Identifier: Apache-2.0
"""Just enough of C for house tests: tokens, functions, parameters and the tree of statements of a body.

It relies on the house's style (clang-format, no goto, no nested functions) and reads no macros."""
import functools
import re

TOKEN = re.compile(r"""
    (?P<skip>\s+|//[^\n]*|/\*.*?\*/|^[ \t]*\#(?:[^\n\\]|\\.)*)
  | (?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<word>[A-Za-z_]\w*)
  | (?P<number>\.?\d[\w.]*)
  | (?P<mark>->|\+\+|--|<<=|>>=|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|\.\.\.|.)
""", re.VERBOSE | re.DOTALL | re.MULTILINE)
OPEN, CLOSE = {"(": ")", "[": "]", "{": "}"}, set(")]}")
KEYWORDS = {"if", "else", "for", "while", "do", "switch", "case", "default", "return", "break", "continue", "sizeof"}


class Token(str):
    """A piece of the source that knows its line."""
    __slots__ = ("line",)

    def __new__(cls, text, line):
        token = super().__new__(cls, text)
        token.line = line
        return token

    @property
    def is_word(self):
        return (self[0].isalpha() or self[0] == "_") and self not in KEYWORDS


@functools.lru_cache(maxsize=None)
def tokens_of(text):
    found, line = [], 1
    for match in TOKEN.finditer(text):
        if match.lastgroup != "skip":
            found.append(Token(match.group(), line))
        line += match.group().count("\n")
    return found


def closing(tokens, at):
    """The place of the bracket that closes the one at that place."""
    depth = 0
    for i in range(at, len(tokens)):
        token = tokens[i]
        if token in OPEN:
            depth += 1
        elif token in CLOSE:
            depth -= 1
            if depth == 0:
                return i
    return len(tokens) - 1


def split(tokens, mark):
    """The pieces between the marks that stand in no bracket."""
    pieces, begin, i = [], 0, 0
    while i < len(tokens):
        if tokens[i] in OPEN:
            i = closing(tokens, i)
        elif tokens[i] == mark:
            pieces.append(tokens[begin:i])
            begin = i + 1
        i += 1
    return pieces + [tokens[begin:]]


class Parameter:
    def __init__(self, tokens):
        words = [t for t in tokens if t.is_word]
        self.name = words[-1] if words else ""
        self.is_const = "const" in tokens
        self.is_pointer = "*" in tokens


class Function:
    def __init__(self, name, returns, parameters, body):
        self.name, self.returns, self.parameters, self.body = name, returns, parameters, body


def functions(tokens):
    """Prototypes (body None) and definitions of a file."""
    i, begin = 0, 0
    while i < len(tokens):
        token = tokens[i]
        if token == "(" and i > begin and tokens[i - 1].is_word and "=" not in tokens[begin:i]:
            end = closing(tokens, i)
            parameters = [Parameter(p) for p in split(tokens[i + 1:end], ",")]
            name, returns = tokens[i - 1], tokens[begin:i - 1]
            after = tokens[end + 1] if end + 1 < len(tokens) else ""
            if after == "{":
                last = closing(tokens, end + 1)
                yield Function(name, returns, parameters, tokens[end + 2:last])
                i, begin = last, last + 1
            elif after == ";":
                yield Function(name, returns, parameters, None)
                i, begin = end + 1, end + 2
            else:
                i = end
        elif token in OPEN:
            i = closing(tokens, i)
        elif token == ";":
            begin = i + 1
        i += 1


class Statement:
    """kind: block, if, loop, switch, label, return, jump, plain; with the parts that kind has."""

    def __init__(self, kind, **parts):
        self.kind = kind
        self.__dict__.update(parts)


def _end_of_plain(tokens, i):
    while i < len(tokens) and tokens[i] != ";":
        i = closing(tokens, i) + 1 if tokens[i] in OPEN else i + 1
    return i


def _loop(tokens, i):
    """for and while: (head) statement."""
    end = closing(tokens, i + 1)
    head = tokens[i + 2:end]
    body, after = statement(tokens, end + 1)
    first, test, step = split(head, ";") if tokens[i] == "for" else ([], head, [])
    return Statement("loop", first=first, test=test, step=step, body=body), after


def statement(tokens, i):
    """The statement that begins at that place, and the place after it."""
    token = tokens[i]
    if token == "{":
        end = closing(tokens, i)
        return Statement("block", body=statements(tokens[i + 1:end])), end + 1
    if token == "if":
        end = closing(tokens, i + 1)
        then, after = statement(tokens, end + 1)
        other = None
        if after < len(tokens) and tokens[after] == "else":
            other, after = statement(tokens, after + 1)
        return Statement("if", test=tokens[i + 2:end], then=then, other=other), after
    if token in ("for", "while"):
        return _loop(tokens, i)
    if token == "do":
        body, after = statement(tokens, i + 1)
        end = closing(tokens, after + 1)
        return Statement("loop", first=[], test=tokens[after + 2:end], step=[], body=body), end + 2
    if token == "switch":
        end = closing(tokens, i + 1)
        body, after = statement(tokens, end + 1)
        return Statement("switch", test=tokens[i + 2:end], body=body), after
    if token in ("case", "default"):
        while tokens[i] != ":":
            i += 1
        return Statement("label"), i + 1
    end = _end_of_plain(tokens, i)
    if token == "return":
        return Statement("return", value=tokens[i + 1:end]), end + 1
    kind = "jump" if token in ("break", "continue") else "plain"
    return Statement(kind, value=tokens[i:end]), end + 1


def statements(tokens):
    found, i = [], 0
    while i < len(tokens):
        one, i = statement(tokens, i)
        found.append(one)
    return found

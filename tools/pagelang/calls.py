# SPDX-License-Identifier: Apache-2.0
"""Finds tr(), tr_n() and tr_in() in an expression of a page and gives them the page's language.

A sentence may name its values: tr("Sent to {to}", to: address).
"""
import re
from dataclasses import dataclass, field

from .template import Refused

CALL = re.compile(r"(?<![A-Za-z0-9_.>])(tr|tr_n|tr_in)\s*\(")
LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'', re.S)
NAMED = re.compile(r"\s*([a-z_][a-z0-9_]*)\s*:(?!:)\s*(.+)$", re.S)
HOLE = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
POSITIONAL = {"tr": ("the text",), "tr_n": ("a number", "one", "many"), "tr_in": ("a context", "the text")}


@dataclass
class Sentence:
    pattern: str  # the C call that gives the pattern
    values: list = field(default_factory=list)  # (name, expression)


def arguments(line, text, start):
    """Splits at the commas of this call; start is behind its (. Gives the pieces and the end."""
    depth, at, piece, out = 0, start, start, []
    while at < len(text):
        literal = LITERAL.match(text, at)
        if literal:
            at = literal.end()
            continue
        char = text[at]
        if char in "([{":
            depth += 1
        elif char in ")]}" and depth > 0:
            depth -= 1
        elif char == ")":
            out.append(text[piece:at].strip())
            return out, at + 1
        elif char == "," and depth == 0:
            out.append(text[piece:at].strip())
            piece = at + 1
        at += 1
    raise Refused(line, "a ( is not closed")


def sentence(line, function, args):
    plain = [a for a in args if not NAMED.match(a)]
    named = [NAMED.match(a).groups() for a in args if NAMED.match(a)]
    wanted = POSITIONAL[function]
    if len(plain) != len(wanted):
        raise Refused(line, f"in a page {function}() takes {', '.join(wanted)}, then name: value pairs")
    if function == "tr_n":
        named.insert(0, ("n", f"(int64_t)({plain[0]})"))
        plain[0] = f"(int64_t)({rewrite(line, plain[0])})"
    check_holes(line, function, plain, [name for name, _ in named])
    return Sentence(f"{function}(p->lang, {', '.join(plain)})", [(n, rewrite(line, v)) for n, v in named])


def check_holes(line, function, plain, names):
    """Every hole has a value and every value a hole; a text from a table is not looked into."""
    texts = {"tr": plain[0:1], "tr_n": plain[1:3], "tr_in": plain[1:2]}[function]
    if not all(re.fullmatch(r'(\s*"(?:[^"\\]|\\.)*")+\s*', t, re.S) for t in texts):
        if function != "tr" or texts[0].startswith('"'):
            raise Refused(line, f"{function}() needs its text written out")
        return
    holes = set(HOLE.findall(" ".join(texts)))
    for hole in sorted(holes - set(names)):
        raise Refused(line, f"{{{hole}}} has no value: write {hole}: expression")
    for name in names:
        if name not in holes and name != "n":
            raise Refused(line, f"the text has no {{{name}}}")


def whole(line, expr):
    """The Sentence, when the expression is nothing but one tr call."""
    match = CALL.match(expr)
    if not match:
        return None
    args, end = arguments(line, expr, match.end())
    return sentence(line, match.group(1), args) if expr[end:].strip() == "" else None


def rewrite(line, expr):
    """The expression with each tr call inside it made into a str of C."""
    out, at = [], 0
    while at < len(expr):
        literal = LITERAL.match(expr, at)
        call = CALL.match(expr, at)
        if literal:
            out.append(literal.group(0))
            at = literal.end()
        elif call:
            args, at = arguments(line, expr, call.end())
            out.append(as_str(sentence(line, call.group(1), args)))
        else:
            out.append(expr[at])
            at += 1
    return "".join(out)


def c_list(values, item):
    return ", ".join(item.format(name=name, value=value) for name, value in values)


def as_str(found):
    if not found.values:
        return found.pattern
    values = c_list(found.values, '{{STR("{name}"), page_word(p, ({value}))}}')
    return (
        f"tr_fill_values(p->out->arena, {found.pattern}, (const struct tr_value[]){{{values}}}, {len(found.values)})"
    )

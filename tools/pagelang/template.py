# SPDX-License-Identifier: Apache-2.0
"""Reads a .page file into a tree of nodes.

Knows the words between {{ and }}, and nothing of HTML or C beyond string literals.
"""
import re
from dataclasses import dataclass, field


class Refused(Exception):
    """What is wrong with a page, and in which line."""

    def __init__(self, line, message):
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass
class Text:
    line: int
    text: str


@dataclass
class Put:
    line: int
    expr: str
    place: str = "text"


@dataclass
class Include:
    line: int
    name: str
    args: str


@dataclass
class If:
    line: int
    branches: list = field(default_factory=list)  # (line, condition or None, nodes)


@dataclass
class Each:
    line: int
    name: str
    array: str
    count: str
    body: list = field(default_factory=list)
    none: list = field(default_factory=list)


@dataclass
class Block:
    """A page, mail_part or mail; a mail has parts, the others a body."""

    line: int
    kind: str
    name: str
    args: str
    body: list = field(default_factory=list)
    parts: dict = field(default_factory=dict)


@dataclass
class Tag:
    line: int
    words: str


NAME = r"[a-z_][a-z0-9_]*"
BLOCK = re.compile(rf"(page|mail_part|mail)\s+({NAME})\s*\((.*)\)$", re.S)
EACH = re.compile(rf"each\s+({NAME})\s+in\s+(.+?)\s+count\s+(.+)$", re.S)
INCLUDE = re.compile(rf"include\s+({NAME})\s*\((.*)\)$", re.S)
USE = re.compile(r'use\s+"([^"]+)"$')
PARTS = ("subject", "text", "html")


def first_word(words):
    match = re.match(r"[a-z_]+", words)
    return match.group(0) if match else ""


def is_control(words):
    word = first_word(words)
    if word in ("if", "each", "include", "use"):
        return bool(re.match(rf"{word}[\s(]", words))
    return words in ("end", "else", "none", *PARTS) or word == "else" or bool(BLOCK.match(words))


def tag_end(source, start, line):
    """The place of the }} that closes the tag opened before start; literals may hold braces."""
    at = start
    while at < len(source):
        if source.startswith("}}", at):
            return at
        if source[at] in "\"'":
            match = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'").match(source, at)
            if match is None:
                raise Refused(line, "a string or character is not closed inside {{ }}")
            at = match.end()
        else:
            at += 1
    raise Refused(line, "{{ has no }}")


def pieces(source):
    """Text and Tag in turn; comments are left out."""
    at, line, out = 0, 1, []

    def add_text(text):
        if out and isinstance(out[-1], Text):
            out[-1].text += text
        elif text:
            out.append(Text(line, text))

    while True:
        opening = source.find("{{", at)
        text = source[at:] if opening < 0 else source[at:opening]
        add_text(text)
        line += text.count("\n")
        if opening < 0:
            return out
        if source.startswith("{{#", opening):
            end = source.find("}}", opening)
            if end < 0:
                raise Refused(line, "a comment {{# has no }}")
            at = after_comment(source, opening, end + 2)
            line += source.count("\n", opening, at)
            continue
        end = tag_end(source, opening + 2, line)
        words = source[opening + 2 : end]
        out.append(Tag(line, words.strip()))
        line += words.count("\n")
        at = end + 2


def after_comment(source, opening, end):
    """A comment alone on its line takes the line with it."""
    line_start = source.rfind("\n", 0, opening) + 1
    rest = re.compile(r"[ \t]*\n").match(source, end)
    return rest.end() if rest and source[line_start:opening].strip() == "" else end


def eat_lone_lines(parts):
    """A control word alone on its line leaves no line behind."""
    lone = []
    for i, tag in enumerate(parts):
        if not isinstance(tag, Tag) or not is_control(tag.words):
            continue
        before = parts[i - 1] if i > 0 else None
        after = parts[i + 1] if i + 1 < len(parts) else None
        starts = before is None or (
            isinstance(before, Text) and re.search(r"\n[ \t]*$" if i > 1 else r"(^|\n)[ \t]*$", before.text)
        )
        ends = after is None or (isinstance(after, Text) and re.match(r"[ \t]*(\n|$)", after.text))
        if starts and ends:
            lone.append((before, after))
    for before, after in lone:
        if isinstance(before, Text):
            before.text = re.sub(r"[ \t]+$", "", before.text)
    for before, after in lone:
        if isinstance(after, Text):
            match = re.match(r"[ \t]*\n", after.text)
            if match:
                after.text = after.text[match.end() :]
                after.line += 1


class Reader:
    def __init__(self, source):
        self.parts = pieces(source)
        eat_lone_lines(self.parts)
        self.at = 0
        self.uses = []
        self.blocks = []

    def next(self):
        part = self.parts[self.at] if self.at < len(self.parts) else None
        self.at += 1
        return part

    def file(self):
        while (part := self.next()) is not None:
            if isinstance(part, Text):
                if part.text.strip():
                    raise Refused(part.line, "text outside of a page; begin with {{ page name(…) }}")
                continue
            use = USE.match(part.words)
            block = BLOCK.match(part.words)
            if use:
                self.uses.append(use.group(1))
            elif block:
                self.blocks.append(self.block(part.line, *block.groups()))
            else:
                raise Refused(part.line, f"{{{{ {part.words} }}}} stands outside of a page")
        return self

    def block(self, line, kind, name, args):
        block = Block(line, kind, name, " ".join(args.split()))
        if kind == "mail":
            self.mail_parts(block)
        else:
            block.body, _ = self.nodes(block.line, ("end",))
        return block

    def mail_parts(self, block):
        part = self.next()
        if isinstance(part, Text) and part.text.strip() == "":
            part = self.next()
        while True:
            if not isinstance(part, Tag) or part.words not in PARTS + ("end",):
                line = part.line if part else block.line
                raise Refused(line, "a mail has the parts {{ subject }}, {{ text }} and {{ html }} only")
            if part.words == "end":
                break
            if part.words in block.parts:
                raise Refused(part.line, f"the mail has {{{{ {part.words} }}}} twice")
            block.parts[part.words], part = self.nodes(part.line, ("end",), mail=True)
        for wanted in PARTS:
            if wanted not in block.parts:
                raise Refused(block.line, f"the mail has no {{{{ {wanted} }}}} part")

    def nodes(self, opened, stops, mail=False):
        """Nodes up to one of the stop words; gives them and the tag that stopped."""
        out = []
        while (part := self.next()) is not None:
            if isinstance(part, Text):
                if part.text:
                    out.append(part)
                continue
            word = first_word(part.words)
            if part.words in stops or (word in stops and word == "else"):
                return out, part
            if mail and part.words in PARTS:
                return out, part
            out.append(self.node(part, word))
        raise Refused(opened, "this block has no {{ end }}")

    def node(self, tag, word):
        if not is_control(tag.words) or tag.words in PARTS:
            if word in ("each", "if", "include") and tag.words == word:
                raise Refused(tag.line, f"{{{{ {word} }}}} says nothing more")
            if not tag.words:
                raise Refused(tag.line, "{{ }} is empty")
            return Put(tag.line, tag.words)
        if word == "if":
            return self.condition(tag)
        if word == "each":
            return self.each(tag)
        if word == "include":
            match = INCLUDE.match(tag.words)
            if not match:
                raise Refused(tag.line, "write {{ include name(values) }}")
            return Include(tag.line, match.group(1), match.group(2).strip())
        if word in ("page", "mail", "mail_part"):
            raise Refused(tag.line, "a page begins inside another; is an {{ end }} missing?")
        raise Refused(tag.line, f"{{{{ {tag.words} }}}} has no place here")

    def condition(self, tag):
        node = If(tag.line)
        line, words = tag.line, tag.words[2:].strip()
        while True:
            body, stop = self.nodes(line, ("end", "else"))
            node.branches.append((line, words, body))
            if stop.words == "end":
                return node
            if words is None:
                raise Refused(stop.line, "{{ else }} comes after the last {{ else }}")
            rest = stop.words[4:].strip()
            if rest and not re.match(r"if[\s(]", rest):
                raise Refused(stop.line, "write {{ else }} or {{ else if … }}")
            line, words = stop.line, rest[2:].strip() if rest else None

    def each(self, tag):
        match = EACH.match(tag.words)
        if not match:
            raise Refused(tag.line, "write {{ each name in array count number }}")
        node = Each(tag.line, *match.groups())
        node.body, stop = self.nodes(tag.line, ("end", "none"))
        if stop.words == "none":
            node.none, _ = self.nodes(stop.line, ("end",))
        return node

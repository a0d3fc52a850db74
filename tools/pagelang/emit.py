# SPDX-License-Identifier: Apache-2.0
"""Writes the C of a page file. #line points the compiler, the debugger and xgettext at the page."""
import re

from . import calls
from .markup import Markup
from .template import Each, If, Include, Put, Refused, Text

LITERAL_MAX = 3000  # C17 promises 4095 characters in a literal


def c_string(text):
    """A C string literal of text."""
    out = []
    for char in text:
        if char in '\\"?':
            out.append("\\" + char)
        elif char == "\n":
            out.append("\\n")
        elif char == "\t":
            out.append("\\t")
        elif ord(char) < 0x20 or ord(char) == 0x7F:
            out.append(f"\\{ord(char):03o}")
        else:
            out.append(char)
    return '"' + "".join(out) + '"'


class Writer:
    def __init__(self, page_path, plain=False):
        self.page_path = page_path
        self.lines = []
        self.depth = 1
        self.loops = 0
        self.plain = plain

    def at(self, line):
        self.lines.append(f'#line {line} "{self.page_path}"')

    def put(self, text):
        self.lines.append("    " * self.depth + text)

    def nodes(self, nodes):
        for node in nodes:
            {Text: self.text, Put: self.value, Include: self.include, If: self.condition, Each: self.each}[type(node)](
                node
            )

    def text(self, node):
        text = node.text
        for start in range(0, len(text), LITERAL_MAX):
            self.at(node.line)
            self.put(f"page_put_static(p, {c_string(text[start:start + LITERAL_MAX])});")

    def value(self, node):
        place = "plain" if self.plain else node.place
        self.at(node.line)
        found = calls.whole(node.line, node.expr)
        if found is None or place == "url":
            function = {
                "text": "page_put",
                "attribute": "page_put_in_attribute",
                "url": "page_put_url",
                "plain": "page_put_plain",
            }[place]
            self.put(f"{function}(p, ({calls.rewrite(node.line, node.expr)}));")
        elif place == "text" and found.values:
            values = calls.c_list(found.values, 'page_named(STR("{name}"), page_fill_with(p, ({value})))')
            self.put(f"page_put_sentence(p, {found.pattern},")
            self.put(f"    (const struct page_value[]){{{values}}}, {len(found.values)});")
        else:
            self.put(f"page_{'plain' if place == 'plain' else 'put'}_str(p, {calls.as_str(found)});")

    def include(self, node):
        if self.plain:
            raise Refused(node.line, "include in a text part: pages are markup")
        args = calls.rewrite(node.line, node.args)
        self.at(node.line)
        self.put(f"{node.name}(p{', ' + args if args else ''});")

    def condition(self, node):
        for i, (line, words, body) in enumerate(node.branches):
            opening = "} else " if i > 0 else ""
            if i > 0:
                self.depth -= 1
            self.at(line)
            self.put(f"{opening}if ({calls.rewrite(line, words)}) {{" if words is not None else "} else {")
            self.depth += 1
            self.nodes(body)
        self.depth -= 1
        self.put("}")

    def each(self, node):
        self.loops += 1
        count, index, name = f"page_count_{self.loops}", f"{node.name}_index", node.name
        array = calls.rewrite(node.line, node.array)
        self.at(node.line)
        self.put("{")
        self.depth += 1
        self.put(f"const size_t {count} = (size_t)({calls.rewrite(node.line, node.count)});")
        self.put(f"for (size_t {index} = 0; {index} < {count} && page_goes_on(p); {index}++) {{")
        self.depth += 1
        self.put(f"__typeof__(&({array})[0]) {name} = &({array})[{index}];")
        self.put(f"(void){name};")
        self.nodes(node.body)
        self.depth -= 1
        self.put("}")
        if node.none:
            self.put(f"if ({count} == 0) {{")
            self.depth += 1
            self.nodes(node.none)
            self.depth -= 1
            self.put("}")
        self.depth -= 1
        self.put("}")


def signature(block):
    args = f", {block.args}" if block.args not in ("", "void") else ""
    first = "struct mail_page *m" if block.kind == "mail" else "struct page *p"
    return f"void {block.name}({first}{args})"


def page(block, page_path):
    Markup(mail=block.kind == "mail_part").block(block.body, block.line)
    writer = Writer(page_path)
    writer.put("(void)p;")
    writer.nodes(block.body)
    return [f'#line {block.line} "{page_path}"', signature(block), "{", *writer.lines, "}", ""]


def mail(block, page_path):
    Markup(mail=True).block(block.parts["html"], block.line)
    writer = Writer(page_path)
    writer.put("struct buf out = buf_in(m->arena);")
    writer.put("struct page part = mail_page_part(m, &out);")
    writer.put("struct page *const p = &part;")
    writer.plain = True
    writer.nodes(block.parts["subject"])
    writer.put("m->subject = mail_page_subject(&out);")
    writer.put("out = buf_in(m->arena);")
    writer.nodes(block.parts["text"])
    writer.put("m->text = mail_page_text(m, p);")
    writer.put("out = buf_in(m->arena);")
    writer.plain = False
    writer.put("mail_layout_begin(p, m);")
    writer.nodes(block.parts["html"])
    writer.put("mail_layout_end(p, m);")
    writer.put("m->html = buf_str(&out);")
    return [f'#line {block.line} "{page_path}"', signature(block), "{", *writer.lines, "}", ""]


def includes(found):
    has_mail = any(b.kind == "mail" for b in found.blocks)
    base = ["web/mail_page.h"] if has_mail else ["web/page.h"]
    return [f'#include "{name}"' for name in dict.fromkeys(base + found.uses)]


def header(found, page_path):
    made = f"/* Made from {page_path}; edit that. */"
    return "\n".join([made, "#pragma once", "", *includes(found), "", *[signature(b) + ";" for b in found.blocks], ""])


def source(found, page_path, header_name):
    out = [f"/* Made from {page_path}; edit that. */", f'#include "{header_name}"']
    if any(b.kind == "mail" for b in found.blocks):
        out.append('#include "web/mail_layout_page.h"')
    out.append("")
    for block in found.blocks:
        out += mail(block, page_path) if block.kind == "mail" else page(block, page_path)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out))

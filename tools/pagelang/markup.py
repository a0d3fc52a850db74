# SPDX-License-Identifier: Apache-2.0
"""Follows the HTML of a page through its branches.

Says for every insertion in what place it stands, refuses the places where escaping cannot help, and
drops the blanks that no reader sees.
"""
import re
from dataclasses import dataclass, replace

from .template import Each, If, Include, Put, Refused, Text

URL_ATTRIBUTES = frozenset("href src action formaction poster cite background srcset xlink:href data".split())
FORBIDDEN_TAGS = frozenset("base object embed applet frame frameset iframe".split())
# Blanks beside these are never shown.
BLOCK_TAGS = frozenset(
    "html head body title meta link main section article aside nav header footer div p ul ol li dl dt dd table thead "
    "tbody tfoot tr td th caption colgroup col form fieldset legend h1 h2 h3 h4 h5 h6 hr details summary dialog figure "
    "figcaption blockquote option optgroup address script style !doctype svg symbol path".split()
)
URL_LITERAL = re.compile(r"(/(?![/\\])|#|\?|https?://|mailto:|tel:)")
BLANKS = " \t\r\n\f"


@dataclass(frozen=True)
class Place:
    kind: str = "text"  # text tag_name in_tag name after_name after_equals value comment raw rcdata
    tag: str = ""
    closing: bool = False
    name: str = ""  # of the attribute
    quote: str = ""
    url: int = 0  # of a URL attribute: 0 nothing yet, 1 literal, 2 inserted
    glued: bool = False  # an attribute ended and no blank followed yet
    inserted: bool = False  # this tag has an insertion
    preformatted: bool = False
    after_block: bool = False


class Markup:
    """mail: style attributes and a static <style> are allowed, for mail programs know no other way."""

    def __init__(self, mail=False):
        self.mail = mail

    def block(self, nodes, line):
        end = self.nodes(nodes, Place())
        if end.kind != "text":
            raise Refused(line, f"the page ends inside {self.describe(end)}")

    def nodes(self, nodes, place):
        for node in nodes:
            if isinstance(node, Text):
                place, node.text = Feeder(self, node.line).feed(place, node.text)
            else:
                place = replace(self.directive(node, place), after_block=False)
        return place

    def directive(self, node, place):
        if isinstance(node, Put):
            node.place = self.insertion(node, place)
            if node.place == "url":
                return replace(place, url=2, inserted=True)
            return replace(place, inserted=True) if place.kind == "value" else place
        if isinstance(node, Include):
            if place.kind != "text":
                raise Refused(node.line, f"include inside {self.describe(place)}: only between tags")
            return place
        if place.kind == "tag_name":
            place = replace(place, kind="in_tag", glued=True)  # <ul{{ if open }} class="open"{{ end }}>
        if isinstance(node, If):
            return self.condition(node, place)
        return self.each(node, place)

    def condition(self, node, place):
        ends = [self.nodes(body, self.fresh(place)) for _, _, body in node.branches]
        if node.branches[-1][1] is not None:
            ends.append(place)
        return self.join(node.line, ends)

    def each(self, node, place):
        ends = [self.nodes(node.body, self.fresh(place)), self.nodes(node.none, self.fresh(place)), place]
        return self.join(node.line, ends)

    @staticmethod
    def fresh(place):
        return replace(place, after_block=False)

    def join(self, line, ends):
        """All ways through a directive must meet in one place."""
        ends = [self.settled(end) for end in ends]
        first = ends[0]
        for end in ends[1:]:
            both = [replace(e, url=0, glued=False, inserted=False, after_block=False) for e in (first, end)]
            if both[0] != both[1]:
                raise Refused(
                    line, f"the branches end in different places: {self.describe(first)} and {self.describe(end)}"
                )
        return replace(
            first,
            url=max(e.url for e in ends),
            glued=any(e.glued for e in ends),
            inserted=any(e.inserted for e in ends),
            after_block=False,
        )

    @staticmethod
    def settled(place):
        """checked{{ end }}: an attribute without a value is over."""
        if place.kind in ("name", "after_name"):
            return replace(place, kind="in_tag", name="", glued=place.glued or place.kind == "name")
        return replace(place, name="" if place.kind == "in_tag" else place.name)

    def insertion(self, node, place):
        """The family of functions that may write here."""
        if place.kind == "text":
            return "text"
        if place.kind == "rcdata":
            return "attribute"
        if place.kind != "value":
            raise Refused(node.line, f"an insertion inside {self.describe(place)} cannot be made safe")
        if place.name in URL_ATTRIBUTES:
            if place.url:
                raise Refused(node.line, f"{place.name}= takes one whole struct url; build it with url_fill")
            return "url"
        if place.name in ("style", "srcdoc", "http-equiv") or place.name.startswith("on"):
            raise Refused(node.line, f"an insertion into {place.name}= cannot be made safe")
        if place.tag in ("script", "link"):
            raise Refused(node.line, f"an insertion into {place.name}= of <{place.tag}>")
        return "attribute"

    @staticmethod
    def describe(place):
        return {
            "text": "text",
            "tag_name": "the name of a tag",
            "in_tag": f"the tag <{place.tag}>",
            "name": f"an attribute name of <{place.tag}>",
            "after_name": f"the tag <{place.tag}>",
            "after_equals": f"{place.name}= without quotes",
            "value": f'{place.name}="…"',
            "comment": "a comment",
            "raw": f"<{place.tag}>",
            "rcdata": f"<{place.tag}>",
        }[place.kind]


class Feeder:
    """One run of literal text through the tokenizer."""

    def __init__(self, markup, line):
        self.mail = markup.mail
        self.line = line
        self.out = []

    def feed(self, place, text):
        at = 0
        while at < len(text):
            step, place = getattr(self, "at_" + place.kind)(place, text, at)
            self.line += text.count("\n", at, at + step)
            at += step
        return place, "".join(self.out)

    def refuse(self, message):
        raise Refused(self.line, message)

    def keep(self, text, place, **changes):
        self.out.append(text)
        return len(text), replace(place, **changes)

    def blanks(self, place, text, at):
        run = re.compile(r"[ \t\r\n\f]+").match(text, at).group(0)
        if place.preformatted:
            return self.keep(run, place)
        tag = re.compile(r"</?([!a-zA-Z][a-zA-Z0-9]*)").match(text, at + len(run))
        if not place.after_block and not (tag and tag.group(1).lower() in BLOCK_TAGS):
            self.out.append("\n" if "\n" in run else " ")
        return len(run), place

    def at_text(self, place, text, at):
        if text[at] in BLANKS:
            return self.blanks(place, text, at)
        if text[at] != "<":
            run = re.compile(r"[^<\s]+").match(text, at).group(0)
            return self.keep(run, place, after_block=False)
        if text.startswith("<!--", at):
            return 4, replace(place, kind="comment")
        match = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*|![dD][oO][cC][tT][yY][pP][eE])").match(text, at)
        if not match:
            self.refuse("a lone < in text: write &lt;")
        return self.open_tag(place, match)

    def open_tag(self, place, match):
        tag = match.group(2).lower()
        if tag in FORBIDDEN_TAGS:
            self.refuse(f"<{tag}> is not used in pages")
        if tag == "style" and not self.mail:
            self.refuse("<style> is refused: styles live in the stylesheet")
        return self.keep(
            match.group(0), place, kind="tag_name", tag=tag, closing=bool(match.group(1)), inserted=False
        )

    def at_tag_name(self, place, text, at):
        if text[at] not in BLANKS + "/>":
            self.refuse(f"<{place.tag} runs into the next character: a blank is missing")
        return 0, replace(place, kind="in_tag", glued=False)

    def at_in_tag(self, place, text, at):
        if text[at] in BLANKS:
            run = re.compile(r"[ \t\r\n\f]+").match(text, at).group(0)
            if not re.compile(r"/?>").match(text, at + len(run)):
                self.out.append(" ")
            return len(run), replace(place, glued=False)
        if text[at] == ">":
            return self.close_tag(place)
        if text.startswith("/>", at):
            return self.keep("/", place)
        match = re.compile(r"[a-zA-Z_:@.-][a-zA-Z0-9_:.-]*").match(text, at)
        if not match:
            self.refuse(f"{text[at]!r} has no place in the tag <{place.tag}>")
        if place.glued:
            self.refuse("a blank is missing between two attributes")
        return self.attribute(place, match.group(0))

    def attribute(self, place, name):
        lower = name.lower()
        if lower.startswith("on"):
            self.refuse(f"{lower}= is inline script: listen from a script file")
        if lower == "style" and not self.mail:
            self.refuse("style= is refused: use a class")
        if lower == "srcdoc":
            self.refuse("srcdoc= is refused")
        return self.keep(name, place, kind="name", name=lower)

    def at_name(self, place, text, at):
        if text[at] == "=":
            return self.keep("=", place, kind="after_equals")
        if text[at] in BLANKS:
            return 0, replace(place, kind="after_name")
        return 0, replace(place, kind="in_tag", name="", glued=True)

    def at_after_name(self, place, text, at):
        run = re.compile(r"[ \t\r\n\f]*").match(text, at).group(0)
        if text.startswith("=", at + len(run)):
            self.refuse("a blank before = of an attribute")
        return 0, replace(place, kind="in_tag", name="", glued=False)

    def at_after_equals(self, place, text, at):
        if text[at] not in "\"'":
            self.refuse(f"the value of {place.name}= is not quoted")
        return self.keep(text[at], place, kind="value", quote=text[at], url=0)

    def at_value(self, place, text, at):
        if text[at] == place.quote:
            return self.keep(text[at], place, kind="in_tag", name="", quote="", glued=True)
        run = re.compile(f"[^{place.quote}]+").match(text, at).group(0)
        if place.name in URL_ATTRIBUTES and not place.closing:
            if place.url == 2:
                self.refuse(f"{place.name}= takes one whole struct url; build it with url_fill")
            if place.url == 0 and not URL_LITERAL.match(run):
                self.refuse(f"{place.name}={place.quote}{run}{place.quote} is no path of ours and no https address")
            place = replace(place, url=1)
        return self.keep(run, place)

    def close_tag(self, place):
        kind, tag, preformatted = "text", "", place.preformatted
        if not place.closing and place.tag in ("script", "style"):
            kind, tag = "raw", place.tag
        elif not place.closing and place.tag in ("textarea", "title"):
            kind, tag = "rcdata", place.tag
        elif place.tag == "pre":
            preformatted = not place.closing
        # A browser eats the first line break of these; give it one of ours, not the customer's.
        extra = "\n" if not place.closing and place.tag in ("textarea", "pre") else ""
        self.out.append(">" + extra)
        is_block = place.tag in BLOCK_TAGS and not preformatted
        return 1, Place(kind=kind, tag=tag, preformatted=preformatted, after_block=is_block)

    def at_comment(self, place, text, at):
        end = text.find("-->", at)
        return (len(text) - at, place) if end < 0 else (end + 3 - at, replace(place, kind="text"))

    def at_raw(self, place, text, at):
        end = re.compile(rf"</{place.tag}(?=[\s/>])", re.I).search(text, at)
        run = text[at : end.start()] if end else text[at:]
        if run.strip() and place.tag == "script":
            self.refuse("inline script is refused: put it into a script file")
        if end is None:
            return self.keep(run, place)
        self.out.append(run + end.group(0))
        return end.end() - at, replace(place, kind="tag_name", closing=True)

    def at_rcdata(self, place, text, at):
        end = re.compile(rf"</{place.tag}(?=[\s/>])", re.I).search(text, at)
        if end is None:
            return self.keep(text[at:], place)
        self.out.append(text[at : end.start()] + end.group(0))
        return end.end() - at, replace(place, kind="tag_name", closing=True)

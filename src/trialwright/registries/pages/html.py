"""Saved HTML enters, its text leaves: blocks as paragraphs, list items as bullets, table rows with `|`, comparison signs kept."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, defs, document_fromstring

from trialwright.errors import UserError

_BLOCKS = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "center",
            "details",
            "dialog",
            "dd",
            "div",
            "dl",
            "dt",
            "fieldset",
        ),
        *(
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hgroup",
            "hr",
            "html",
            "legend",
        ),
        *(
            "main",
            "menu",
            "nav",
            "ol",
            "option",
            "p",
            "pre",
            "section",
            "select",
            "summary",
            "table",
            "tbody",
            "tfoot",
            "thead",
            "ul",
        ),
    )
)
_UNSEEN = frozenset(
    ("head", "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "audio", "video")
)
_KNOWN = frozenset(defs.tags) | _BLOCKS | _UNSEEN | frozenset(("mark", "time", "picture", "source", "wbr", "slot", "path", "g"))
_SIGN = re.compile(r"<(?=(?P<close>/?)(?P<name>[A-Za-z][\w:-]*)?)")
_MARK = re.compile(r"</(?:p|div|td|tr|li|ul|span|h[1-6]|a|table|section|strong|b)\s*>", re.IGNORECASE)
_ITEM = re.compile(r"(?:  )+(?:\*|\d+\.) ")
_HEAD = re.compile(r"\A\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_PAGE = re.compile(r"<(?:html|body)\b[^>]*>", re.IGNORECASE)
_LISTS = frozenset(("ul", "ol", "menu"))
_CHIPS = frozenset(("span", "label", "button", "a", "strong", "small"))
_FEW_MARKS = 3


def looks_like_html(text: str) -> bool:
    """Whether a text is HTML rather than plain text with a `<` in it (`HER2:CEP17<2`, `<1>`, `<ULN`)."""
    if _HEAD.match(text[:20_000]):
        return True
    head = text[:200_000]
    return bool(_PAGE.search(head)) or len(_MARK.findall(head)) >= _FEW_MARKS


def html_address(text: str) -> str | None:
    """The address that an HTML page names as its own: the canonical link, else `og:url`; None when it names neither."""
    tree = _tree(text)
    for path in ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content", "//meta[@name='og:url']/@content"):
        for value in tree.xpath(path):
            if str(value).strip():
                return str(value).strip()
    return None


def html_text(text: str) -> str:
    """The text a reader of the HTML sees, without scripts and styles; nested lists are indented by two blanks a level."""
    pieces = _shown(_tree(text))
    lines = (_trimmed(line) for line in pieces.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _trimmed(line: str) -> str:
    """A line without white space at its ends; the indentation of a list item stays."""
    return line.rstrip() if _ITEM.match(line) else line.strip()


def _tree(text: str) -> HtmlElement:
    """The tree of a page; one that is nested beyond what the parser holds is refused, since it would be cut off unseen."""
    guarded = _SIGN.sub(_guard, text).replace("\x00", "")
    parser = HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        tree = document_fromstring(guarded.encode("utf-8"), parser=parser)
    except etree.ParserError:
        return document_fromstring("<html><body></body></html>")
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise UserError("the HTML is nested more deeply than any page of a trial", hint="copy the text of the page into a file")
    return tree


def _guard(match: re.Match[str]) -> str:
    """A `<` that opens no element is a comparison or a list marker; a parser would eat it with all that follows."""
    name = match.group("name")
    if name is None:
        following = match.string[match.end() : match.end() + 1]
        return "<" if following in ("!", "?") else "&lt;"
    return "<" if name.lower() in _KNOWN or "-" in name or ":" in name else "&lt;"


class _Flow:
    """Text in the making: breaks are asked for and made once, however many elements ask."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._breaks = 2

    def add(self, text: str) -> None:
        kept = text.lstrip(" ") if self._breaks else text
        if kept:
            self.pieces.append(kept)
            self._breaks = 0

    def indent(self, mark: str) -> None:
        self.pieces.append(mark)
        self._breaks = 0

    def breaks(self, wanted: int) -> None:
        if wanted > self._breaks:
            self.pieces.append("\n" * (wanted - self._breaks))
            self._breaks = wanted


def _shown(tree: HtmlElement) -> str:
    flow, depth, hidden = _Flow(), 0, 0
    for event, node in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        seen = isinstance(node.tag, str) and node.tag not in _UNSEEN
        if event == "start":
            hidden += not seen
            if not hidden:
                depth += node.tag in _LISTS
                _open(flow, node, depth)
                continue
        if event == "end":
            if not hidden:
                depth -= node.tag in _LISTS
                _close(flow, node, depth)
            hidden -= not seen
        if event != "start" and not hidden and node.getparent() is not None:
            flow.add(_words(node.tail, node.getparent()) or _gap(node))
    return "".join(flow.pieces)


def _open(flow: _Flow, node: HtmlElement, depth: int) -> None:
    if node.tag == "br":
        flow.pieces.append("\n")
    elif node.tag == "li":
        flow.breaks(1)
        flow.indent("  " * (depth - 1) + _bullet(node))
    else:
        flow.breaks(_breaks_around(node, depth))
    flow.add(_words(node.text, node))


def _close(flow: _Flow, node: HtmlElement, depth: int) -> None:
    if node.tag in ("td", "th"):
        flow.add(" | ")
    elif node.tag == "li":
        flow.breaks(1)
    elif node.tag != "br":
        flow.breaks(_breaks_around(node, depth + (node.tag in _LISTS)))


def _breaks_around(node: HtmlElement, depth: int) -> int:
    """How many line breaks part an element from its neighbours: 0 within a line, 1 for rows and inner lists, 2 for paragraphs."""
    if node.tag == "tr" or (node.tag in _LISTS and depth > 1):
        return 1
    parent = node.getparent()
    in_cell = parent is not None and parent.tag in ("td", "th", "li")
    return 2 if node.tag in _BLOCKS and not in_cell else 0


def _gap(node: HtmlElement) -> str:
    """Two chips or buttons side by side are two words to a reader, though no blank stands between them."""
    following = node.getnext()
    return " " if following is not None and node.tag in _CHIPS and following.tag in _CHIPS else ""


def _bullet(node: HtmlElement) -> str:
    parent = node.getparent()
    if parent is None or parent.tag != "ol":
        return "* "
    start = parent.get("start", "1")
    first = int(start) if start.isdigit() else 1
    return f"{first + sum(1 for other in node.itersiblings('li', preceding=True))}. "


def _words(text: str | None, node: HtmlElement) -> str:
    if not text:
        return ""
    return text if node.tag == "pre" else re.sub(r"\s+", " ", text)

"""Saved HTML enters, its text leaves: blocks as paragraphs, list items as bullets, table rows with `|`, comparison signs kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, defs, document_fromstring

_BLOCKS = frozenset(
    "address article aside blockquote body center details dialog dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6"
    " header hgroup hr html legend main menu nav ol option p pre section select summary table tbody tfoot thead ul".split()
)
_UNSEEN = frozenset("head script style noscript template svg math iframe object embed canvas audio video datalist".split())
_KNOWN = frozenset(defs.tags) | _BLOCKS | _UNSEEN | frozenset(("mark", "time", "picture", "source", "wbr", "slot", "path", "g"))
_SIGN = re.compile(r"<(?=(?P<close>/?)(?P<name>[A-Za-z][\w:-]*)?)")
_MARK = re.compile(r"</(?:p|div|td|tr|li|ul|span|h[1-6]|a|table|section|strong|b)\s*>", re.IGNORECASE)
_HEAD = re.compile(r"\A\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_PAGE = re.compile(r"<(?:html|body)\b[^>]*>", re.IGNORECASE)
_FEW_MARKS = 3
_PARAGRAPH = "\n\n"


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
    pieces = "".join(_shown(_tree(text), 0))
    lines = (line.rstrip() for line in pieces.split("\n"))
    return re.sub(r"\n{3,}", _PARAGRAPH, "\n".join(lines)).strip("\n")


def _tree(text: str) -> HtmlElement:
    guarded = _SIGN.sub(_guard, text).replace("\x00", "")
    try:
        return document_fromstring(guarded.encode("utf-8"), parser=HTMLParser(encoding="utf-8", huge_tree=False))
    except etree.ParserError:
        return document_fromstring("<html><body></body></html>")


def _guard(match: re.Match[str]) -> str:
    """A `<` that opens no element is a comparison or a list marker; a parser would eat it with all that follows."""
    name = match.group("name")
    if name is None:
        following = match.string[match.end() : match.end() + 1]
        return "<" if following in ("!", "?") else "&lt;"
    return "<" if name.lower() in _KNOWN or "-" in name or ":" in name else "&lt;"


def _shown(node: HtmlElement, depth: int) -> Iterator[str]:
    if not isinstance(node.tag, str) or node.tag in _UNSEEN:
        return
    before, after = _edges(node, depth)
    yield before
    inner = depth + 1 if node.tag in ("ul", "ol", "menu") else depth
    yield _flow(node.text, node)
    for child in node:
        yield from _shown(child, inner)
        yield _flow(child.tail, node)
    yield after


def _edges(node: HtmlElement, depth: int) -> tuple[str, str]:
    tag = node.tag
    if tag == "br":
        return "\n", ""
    if tag == "li":
        return "\n" + "  " * (depth - 1) + _bullet(node), ""
    if tag in ("ul", "ol", "menu") and depth:
        return "", "\n"
    if tag == "tr":
        return "\n", "\n"
    if tag in ("td", "th"):
        return "", " | "
    return (_PARAGRAPH, _PARAGRAPH) if tag in _BLOCKS and not _in_row(node) else ("", "")


def _in_row(node: HtmlElement) -> bool:
    parent = node.getparent()
    return parent is not None and (parent.tag in ("td", "th", "li"))


def _bullet(node: HtmlElement) -> str:
    parent = node.getparent()
    if parent is None or parent.tag != "ol":
        return "* "
    start = parent.get("start", "1")
    first = int(start) if start.isdigit() else 1
    return f"{first + sum(1 for other in node.itersiblings('li', preceding=True))}. "


def _flow(text: str | None, node: HtmlElement) -> str:
    if not text:
        return ""
    return text if node.tag == "pre" else re.sub(r"\s+", " ", text)

"""The beginning of a line enters, its list markers leave: bullets, numbers, letters, roman numerals, in their many spellings."""

from __future__ import annotations

import re

from trialwright.vocabulary.records import record

BULLETS = (
    "-*•‣⁃⁌⁍·▪▫●○◉◎◦■□◼◻◾◽▢–—―‒‐‑−－➢➤➔➜➥→⇒⮚✓✔✗✘☐☑☒◆◇♦❖❑❒❏▶▷►▸∙⋅⚫⚪・･※★☆✦✧⦁⦿⬤°"
    "\uf0b7\uf0a7\uf0d8\uf0fc\uf06c\uf06e\uf02d\uf076"
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

_ANY = re.escape(BULLETS)
_ROUND = re.escape(BULLETS.replace("-", "").replace("*", ""))
_UNSURE = re.escape("−－‒‐‑―→⇒°")  # signs that also stand before a number or a word: bullets only before a word
_BULLET = re.compile(
    rf"[{_UNSURE}](?:\s+(?!\d)|$|(?=[^\W\d]))|o\s+(?=\S)"
    rf"|(?![{_UNSURE}])(?:\\?[{_ANY}](?:\s+|$|(?=[^\s\d{_ANY}]))|[{_ROUND}]\s*)"
)
_OF_LIMIT = re.compile(r"\\?\*\s*(?:the )?(?:ULN|LLN|institutional|upper (?:limit|normal)|10\s?\\?\^)", re.IGNORECASE)
_FACTOR = re.compile(r"\d\s*$")
_REACH = 40
_ENUMERATORS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("angle", re.compile(r"\\?[<＜〈]\s*(?P<n>\d{1,2})\s*\\?[>＞〉]\s*")),
    ("circled", re.compile(rf"(?P<n>[{_CIRCLED}])\s*[.、]?\s*")),
    ("paren", re.compile(r"\\?[(（]\s*(?P<n>\d{1,2}|[ivxl]{1,5}|[IVXL]{1,5}|[a-zA-Z])\s*\\?[)）]\s*[.:]?\s*")),
    ("square", re.compile(r"\\?\[(?P<n>\d{1,2})\\?\]\s*(?=\S)")),
    ("dotted", re.compile(r"(?P<n>\d{1,2}(?:\.\d{1,2}){1,3})\\?[.)]?\s+(?=[^\W\d])")),
    ("dot", re.compile(r"(?P<n>\d{1,2})\s?\\?[.．、](?!\d)\s*")),
    ("half", re.compile(r"(?P<n>\d{1,2})\s?\\?[)）]\s*")),
    ("half", re.compile(r"(?P<n>[ivxl]{1,5}|[IVXL]{1,5}|[a-zA-Z])\\?[)）]\s*")),
    ("dot", re.compile(r"(?P<n>[ivxl]{1,5}|[IVXL]{1,5}|[a-zA-Z])\\?[.．、](?:\s+|$)")),
)


@record(frozen=True, kw_only=True, slots=True)
class Enumerator:
    """One enumerator: its printed form, the style of its brackets, and the readings of what is inside (script -> ordinal)."""

    text: str
    style: str
    readings: tuple[tuple[str, int], ...]
    end: int = 0

    def ordinal(self, script: str) -> int | None:
        """Its place in a list of that script, or None when it cannot be of it."""
        return dict(self.readings).get(script)


@record(frozen=True, kw_only=True, slots=True)
class Lead:
    """What stands before the content of a line: a bullet sign or none, an enumerator or none, and where the content starts."""

    start: int
    bullet: str
    enumerator: Enumerator | None


def roman(numeral: str) -> int | None:
    """The value of a roman numeral up to 89, or None: `roman("iv") == 4`."""
    total, last = 0, 0
    for sign in reversed(numeral.lower()):
        value = _ROMAN.get(sign, 0)
        if not value:
            return None
        total += value if value >= last else -value
        last = max(last, value)
    return total if _to_roman(total) == numeral.lower() else None


def _to_roman(number: int) -> str:
    steps = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
    parts: list[str] = []
    for value, sign in steps:
        while number >= value:
            parts.append(sign)
            number -= value
    return "".join(parts)


def _readings(inside: str) -> tuple[tuple[str, int], ...]:
    if inside in _CIRCLED:
        return (("number", _CIRCLED.index(inside) + 1),)
    if "." in inside:
        return (("number", int(inside.rpartition(".")[2])),)
    if inside.isdecimal():
        return (("number", int(inside)),)
    found: list[tuple[str, int]] = []
    case = "upper" if inside.isupper() else "lower"
    value = roman(inside)
    if value is not None:
        found.append((f"roman {case}", value))
    if len(inside) == 1:
        found.append((f"letter {case}", ord(inside.lower()) - ord("a") + 1))
    return tuple(found)


def enumerator_at(text: str, start: int, stop: int) -> Enumerator | None:
    """The enumerator that stands at `start`, whatever its place in a list; its `end` is where the content begins."""
    for style, pattern in _ENUMERATORS:
        match = pattern.match(text, start, stop)
        if match is None:
            continue
        readings = _readings(match["n"])
        if readings and all(value > 0 for _, value in readings):
            printed = match.group().replace("\\", "").strip()
            key = f"{style} {match['n'].count('.')}" if style == "dotted" else style
            return Enumerator(text=printed, style=key, readings=readings, end=match.end())
    return None


def lead_at(text: str, start: int, end: int) -> Lead:
    """The bullets and the enumerator with which the line from `start` to `end` begins."""
    place, signs = start, ""
    while place < end and len(signs) < 3:
        match = _BULLET.match(text, place, end)
        if match is None or _is_footnote(text, place) or _multiplies(text, place):
            break
        signs += match.group().strip().lstrip("\\")[:1]
        place = match.end()
    enumerator = enumerator_at(text, place, end) if place < end else None
    return Lead(start=place, bullet=signs, enumerator=enumerator)


def _multiplies(text: str, place: int) -> bool:
    """ "<= 1.5" at the end of a line and "* ULN" on the next: the asterisk is of the sum."""
    return _OF_LIMIT.match(text, place) is not None and _FACTOR.search(text[max(place - _REACH, 0) : place]) is not None


def _is_footnote(text: str, place: int) -> bool:
    """An asterisk glued to its word is a footnote or emphasis, not a bullet."""
    sign = text[place + 1] if text.startswith("\\", place) else text[place]
    after = place + (2 if text.startswith("\\", place) else 1)
    return sign == "*" and after < len(text) and not text[after].isspace()

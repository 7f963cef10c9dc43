"""Half-lives: the words for times that count in half-lives ("5 half-lives, whichever is longer") in; how they stand to the
time beside them out."""

from __future__ import annotations

import re

_OF_DRUG = (
    r"(?:\s+(?:of|for)\s+(?:the\s+|that\s+|each\s+|any\s+|their\s+|its\s+|a\s+|an\s+)?"
    r"(?!initiat|start|first|study\s+(?:entry|treatment)|cycle|day|admin|trial|random|enrol|regist)(?:[\w/-]+\s+){0,3}?"
    r"(?:drugs?|agents?|therap(?:y|ies)|treatments?|medications?|products?|compounds?|metabolites?|imps?|substances?|antibod(?:y|ies)"
    r"|inhibitors?)(?:\(s\))?)?"
)
_COUNT = r"(?:\d+(?:\.\d+)?|one|two|three|four|five|six|seven|ten)(?:\s?\(\d+\))?"
_LEAD = r"(?:(?:within|at\s+least|less\s+than|<=|>=|<|>|a\s+minimum\s+of)\s*)?"
_NUMBER = (
    rf"{_COUNT}\s*(?:x|times|-)?\s*(?:the\s+)?(?:(?:known|elimination|drug|terminal|plasma|serum|biological|estimated|"
    r"pharmacokinetic|respective|corresponding|effective|drug's)\s+)*half[\s-]?li(?:fe|ves)"
)
HALF_LIVES = (
    rf"{_LEAD}{_NUMBER}(?:\s?\(t\s?1/2\))?"
    rf"(?:\s?\((?:if known|if applicable)\))?{_OF_DRUG}"
)
WHICHEVER = (
    r"(?:\s*[,;]?\s*\(?\s*[,;]?\s*which\s?ever\s+(?:(?:time\s+)?(?:period\s+)?(?:is|comes|occurs|was|are|would\s+be)\s+)?"
    r"(?:the\s+)?(?:shorter|longer|longest|shortest|greater|less|lesser|first|earlier|later|last|sooner|smaller|more|latest)"
    r"(?:\s+(?:period|time|interval|duration))?\s*\)?(?:\s*,(?=\s*(?:prior|before|preceding|of|from|to|since|after|following)\b))?)"
)
"""What follows two times, up to the moment that they are held against."""
_RULE = re.compile(r"(short|less|first|earlier|sooner|small)|(long|great|later|last|more|latest)", re.IGNORECASE)
_WHICHEVER = re.compile(WHICHEVER, re.IGNORECASE)
_HALF_LIVES = re.compile(HALF_LIVES, re.IGNORECASE)
_NUMBER_OF_THEM = re.compile(_NUMBER, re.IGNORECASE)


def rule_behind(text: str, end: int) -> int:
    """Where "whichever is longer" that stands at `end` is over; `end` where nothing of it stands there."""
    match = _WHICHEVER.match(text, end)
    return match.end() if match else end


def rule_of(text: str) -> str:
    """How a time and a number of half-lives are held together in a text: "longer", "shorter", "or"; empty without any."""
    if _HALF_LIVES.search(text) is None:
        return ""
    said = _WHICHEVER.search(text)
    rule = _RULE.search(said[0][said[0].lower().index("ever") :]) if said else None
    if rule is None:
        return "or"
    return "shorter" if rule[1] else "longer"


def number_of_half_lives(text: str) -> str:
    """The half-lives that a text counts in, as written ("5 half-lives"); empty without any."""
    found = _NUMBER_OF_THEM.search(text)
    return re.sub(r"\s+", " ", found[0]) if found else ""

"""Proteinurias: protein in urine by a strip ("proteinuria >= 2+ on dipstick") or of a day ("proteinuria > 1 g/24 h"), as
(pattern, the words of that test to put there), out. Without a plus or a unit it is told by no test."""

from __future__ import annotations

import re
from collections.abc import Callable

from trialwright.compiler.wording.sought import Sought, sought

_NAME = (
    r"(?<!hour )(?<!hours )(?<!hr )(?<!hrs )(?<!\dh )(?<!\d h )(?<!dipstick )(?<!dipstick for )(?<!strip )"
    r"(?:(?:(?:significant|clinically significant|baseline) )?(?:(?:urine|urinary) )?proteinuria|(?:urine|urinary) proteins?"
    r"|proteins? in (?:the )?urine|urinalysis (?:with|showing|for) proteins?)"
)
_STRIP = r"(?:dip-?\s?sticks?|urinalysis|urine analysis|urine strips?|test strips?)"
_SHOWN_BY = (
    r"(?:(?:as )?(?:measured|determined|assessed|detected|shown|indicated|tested|documented) )?"
    r"(?:on|by|in|using|with|per|via|at) (?:(?:an?|the|two|routine|random|spot|urine|urinary|baseline|screening) )*"
    rf"{_STRIP}(?: (?:testing|tests?|analysis|urinalysis|assessment|proteinuria)\b)*"
)
_BY_STRIP = rf"(?:,? {_SHOWN_BY}|,? \({_SHOWN_BY}\))"
_SIGN = (
    r"(?:[<>]=?|=[<>]|[\u2265\u2264=]|greater than(?: or equal to)?|more than|less than(?: or equal to)?|at least|"
    r"at most|above|below|"
    r"exceeding|over|up to|no more than|not more than)"
)
_BY_PLUS = (
    rf"\b(?:{_NAME})(?:{_BY_STRIP})?(?: (?:of|is|was|must be|should be|score|level|result))*"
    rf"(?P<open>:? ?\(?)(?P<sign>(?: ?{_SIGN})*) ?(?P<plus>[1-4]) ?\+(?P<more> or (?:more|greater|higher|above|less|lower))?"
    rf"(?P<by>{_BY_STRIP})?(?P<close>\)?)"
)
_PLUS_FIRST = (
    rf"(?<!for )(?<!if )(?<!case of )(?<!cases of )(?<![<>=])(?P<sign>{_SIGN}(?: ?{_SIGN})*) ?"
    rf"(?P<plus>[1-4]) ?\+ (?:{_NAME})(?:{_BY_STRIP})?"
)
_A_DAY = (
    rf"\b(?:{_NAME})(?= ?(?:of |is |must be |should be )?(?:{_SIGN} ?)*\d+(?:\.\d+)? ?(?:g|gm|mg|grams?|"
    rf"milligrams?) ?(?:/|per|in|a) ?"
    r"(?:24|twenty|d\b|day))"
)


def _of_strip(match: re.Match[str]) -> str:
    """ "Proteinuria (>= 2+)" is "urine dipstick protein >= 2+"; a bracket that says more stays as it is, and what has no sign."""
    opened, closed = "(" in match["open"], bool(match["close"])
    if opened != closed or not (match["sign"] or match["more"]):
        return match[0]  # "proteinuria 3+": whether 4+ is meant, too, is not said
    return f"urine dipstick protein {match['sign'].strip()} {match['plus']}+{match['more'] or ''}".replace("  ", " ")


PROTEINURIAS: tuple[tuple[Sought, Callable[[re.Match[str]], str]], ...] = (
    (sought(_PLUS_FIRST, re.IGNORECASE), lambda match: f"urine dipstick protein {match['sign']} {match['plus']}+"),
    (sought(_BY_PLUS, re.IGNORECASE), _of_strip),
    (sought(_A_DAY, re.IGNORECASE), lambda _match: "24-hour urine protein"),
)

"""Moments: the words for time in criteria in ("within 14 days prior to the first registration"), windows out."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from trialwright.compiler.chunks import RelativeTime
from trialwright.compiler.wording.halflives import HALF_LIVES, WHICHEVER
from trialwright.protocol.criteria import Window, WindowKind
from trialwright.vocabulary.time import Duration, TimeUnit

NUMBER_WORDS = {
    word: Decimal(value)
    for value, words in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
    for word in words.split()
} | {
    "twenty-four": Decimal(24),
    "fourteen": Decimal(14),
    "thirty": Decimal(30),
    "a": Decimal(1),
    "single": Decimal(1),
    "half a": Decimal("0.5"),
}
_WORDS = "|".join(sorted((word for word in NUMBER_WORDS if word not in ("a", "single")), key=len, reverse=True))
_UNIT = (
    r"(?:calendar |consecutive |full |business |working )?(hours?|hrs?|h|days?|d|weeks?|wks?|wk|w|months?|mos?|mths?|mo|"
    r"years?|yrs?|yr|y)\b"
)
_COUNT = rf"(?:(\d+(?:\.\d+)?|{_WORDS})(?: ?\(\d+\))?)"
DURATION = rf"{_COUNT}(?: ?(?:-|to) ?(\d+(?:\.\d+)?))?[ -]*{_UNIT}"
_TIME = (
    rf"(?:{HALF_LIVES}\s*,?\s*(?:or|/)\s+)?(?:at least )?{DURATION}(?:\s*,?\s*(?:or|/)\s*{HALF_LIVES}{WHICHEVER}?|{WHICHEVER})?"
)
"""A length of time, with or without half-lives beside it ("4 weeks or 5 half-lives, whichever is longer,")."""
_ANCHOR_WORDS = (
    "(?:protocol|study|trial)-(?:indicated|specified|specific|defined|mandated|directed|assigned)|the|of|a|an|study|trial|first|1st|second|2nd|secondary|primary|dose|doses|start|starting|initiation|initiating|enrollment|enrolment|enrolling|"
    "registration|register|registered|registering|randomization|randomisation|randomized|treatment|therapy|drug|drugs|screening|entry|entering|inclusion|included|day|"
    r"\d+|[cw]\d+d\d+|cycle|medication|medications|administration|investigational|product|agent|agents|protocol|consent|signing|informed|signature|baseline|visit|planned|on|"
    "to|this|receiving|receipt|infusion|imp|ip|beginning|commencement|commencing|commence|participation|participating|into|allocation|interventions|intervention|clinical|"
    "procedures|procedure|step|apheresis|leukapheresis|date|in|being|chemotherapy|allocated|assignment|study-related|interventional|"
    "protocol-specified|protocol-directed|anticipated|initial|experimental|anti-cancer|current|icf|time|pre-registration|patient|subject|subjects|patients|"
    "last|enroll|enter|begin|period|phase|ic|d1|day-1|vaccination|vaccine|conditioning|lymphodepletion|lymphodepleting|lymphocyte|car|car-t|cell|cells|at|"
    "and|or|before|scheduled|any|beginning|from|their|of|for|w1d1|injection|assessment|cbc|dosing|nk|nkt|til|use|"
    r"[a-z]{2,6}-?\d{3,}[a-z]?|[a-z]-?\d{4,}|\([cdw]\)"
)
_CORE = re.compile(
    r"registration|register|enrol|randomi[sz]|screening|study|trial|inclusion|included|dose|treatment|therapy|start|initiati|day|[cw]\d+d\d+|d1|cycle|consent|baseline|entry|"
    r"administration|infusion|commenc|allocation|protocol|participation|registering|imp\b|intervention|apheresis|visit|product|medication|chemotherapy|icf|enter|"
    r"vaccination|conditioning|lymphodepletion|injection"
)
_ANCHOR = re.compile(rf"\s*(?:(?:{_ANCHOR_WORDS})(?:, (?=(?:day|cycle) \d)|/(?=[a-z])|[ -]+|(?=[,.;:)])|$))+", re.IGNORECASE)
_NEXT_MEMBER = re.compile(
    r"\s(?:and|or)\s(?:(?!(?:and|or)\b)[\w-]+ ){1,4}?"
    r"(?:within|in the (?:last|past)|(?:<|>)=? ?\d|(?:less|more|fewer) than|at least)\b",
    re.IGNORECASE,
)
""" "Registration or chemotherapy within 3 weeks": a time of its own shows that a list goes on, not the moment."""
_LOOK_AHEAD = 40
_OF_BEFORE = re.compile(r"\blast\b.*\b(?:cycle|dose|treatment|therapy|chemotherapy|infusion|administration)\b")
""" "From the last cycle of chemotherapy" counts from an event of the patient's, not of the trial."""
_STARTS = re.compile(
    r"(?:dose|start|initiation|administration|infusion|injection|commencement|beginning|first use|treatment|therapy|dosing)$",
    re.IGNORECASE,
)
_STARTING = re.compile(r"(?:starting|initiating|commencing|beginning)$", re.IGNORECASE)
_OTHER_NAME = (
    r"(?: \((?:formerly |also known as |also called |aka )?(?![cdw]\d+|day|visit|phase|arm|part|cohort)"
    r"(?:[A-Za-z]+[\w/-]*\d[\w/-]*|[a-z]{3,}(?:mab|nib|cept|platin|parib|ciclib|limus|mide|leucel|stat|tecan|relin|sib))\))?"
)
""" "The first dose of Peluntamig (PT217)": another name of the same drug."""
_ALIAS = re.compile(_OTHER_NAME)
_OF_DRUG = re.compile(
    r"\s+(?:of|with) (?:the )?(?:combination (?:of )?|treatment with |therapy with )?"
    r"(?!study|trial|treatment|therapy|protocol|investig|chemo|radio|prior|surgery|any|systemic|anti-?cancer|exceptions?\b)"
    rf"(?:[A-Za-z][\w-]{{3,}}|[A-Z]{{2,5}} \d{{3,}})(?:\s?[/+]\s?[\w-]+)?{_OTHER_NAME}(?=$|[\s,.;)])"
)
""" "The first dose of ibrutinib" is the moment, the drug is the trial's own."""
_OF_ITS_OWN = re.compile(r"\s+(?:of|with)\s+[A-Za-z]")
_BARE_TREATMENT = re.compile(r"(?:the |any |a |prior |last |previous )*(?:treatment|therapy)", re.IGNORECASE)
_MOVED = re.compile(r"(?:progress|relaps|recur|refractor)\w*[^.;]*\b(?:of|from|after|following)\s*$", re.IGNORECASE)
_NEAR = 80
""" "Progression within 6 months of treatment with cisplatin": a treatment before the trial, whose drug is not the trial's."""
_ITS_DRUG = re.compile(
    r"\s+(?:the )?(?!study|trial|treatment|therapy|protocol|investig|chemo|radi|prior|surg|any|systemic|anti|another|other|"
    r"new|a\b)[A-Za-z][\w-]{4,}(?:\s?[/+]\s?[\w-]+)?(?=$|[\s,.;)])"
)
""" "Before starting nivolumab": what is started is the trial's own."""
_PAST = r"(?:last|past|previous|prior|preceding|recent)"
_BEFORE = r"(?:prior to|before|preceding|previous to|prior|earlier than|pre-|ahead of|in advance of|of|from|preceeding)"
_AFTER = r"(?:after|following|since|post|from|of)"
_LEAD = (
    r"(within|in|during|over|for|<=|<|>=|>|at least|more than|less than|no more than|not more than|no later than|"
    r"no earlier than|a minimum of|minimum of|minimum|greater than|longer than|up to|under)"
)

_LOOKING_BACK = re.compile(
    rf"(?:{_LEAD}\s+)?(?:or equal to )?(?:the |a |at least |a period of |a minimum of |approximately |<=? ?|"
    rf">=? ?)*(?:{_PAST} )?{_TIME}(?: or (more|longer|less|fewer))?(?: ago)?\s*(?:\(?\+/- ?\d+ ?days?\)?\s*)?{_BEFORE}(?= |"
    rf"$)",
    re.IGNORECASE,
)
_ONE_UNIT = re.compile(
    rf"(?:within|in|during|over)\s+(?:the |a |one )(?:{_PAST} )?(week|month|year)\s+"
    r"(?:immediately )?(?:prior to|before|preceding)(?= )",
    re.IGNORECASE,
)
_PAST_UNIT = re.compile(
    rf"(?:within|in|during|over|for) (?:the )?{_PAST} (week|month|year)\b(?! (?:of|prior|before|preceding|when|where|that)\b)",
    re.IGNORECASE,
)
_LAST = re.compile(rf"(?:within|in|during|over|for|at)?\s*(?:the )?(?:{_PAST})\s+{_TIME}", re.IGNORECASE)
_WITHIN = re.compile(
    rf"(within|in less than|less than|in the|<=|<)\s*(?:the |a |approximately |<=? ?|"
    rf">=? ?)*(?:{_PAST} )?{_TIME}(?! of age)(?! old)",
    re.IGNORECASE,
)
_AGO = re.compile(rf"(>=|>|more than|at least|<=|<|less than|over)?\s*{DURATION} ago", re.IGNORECASE)
_AFTER_SOMETHING = re.compile(
    rf"(within|no more than|not more than|<=|<|less than|at least|>=|>|more than|a minimum of|minimum of|minimum|"
    rf"no later than|no less than|no earlier than|not earlier than|no sooner than|greater than|longer than)?\s*{_TIME}"
    rf"(?: or (more|longer|less))?\s+"
    rf"(?:(?:(?:must|should|will|have to|need to) )?(?:have |has )?(?:passed|elapsed?|pass) |"
    rf"(?:is|are|will be|must be) (?:required|needed) |"
    rf"out |removed |away )?"
    rf"(?!of age){_AFTER}(?: |(?= ?:))",
    re.IGNORECASE,
)
_STATE_FOR = re.compile(
    rf"(?:with (?:a |an )?|and |who (?:are|have been) |that (?:is|are|has been|have been) |have been |has been |been )?"
    rf"(?:disease[- ]free|free of (?:the )?(?:disease|recurrence)|no (?:evidence of )?(?:the )?(?:active )?(?:disease|"
    rf"recurrence|relapse)|in (?:complete )?remission|without (?:evidence of )?(?:disease|recurrence|relapse)|NED|"
    rf"relapse[- ]free|cancer[- ]free|recurrence[- ]free|tumor[- ]free)"
    rf"(?: (?:period|interval|survival|status|time))?(?: of| for| lasting)?\s*(>=|>|<=|<|at least|more than|less than|"
    rf"a minimum of|over|greater than|longer than)?\s*(?:or equal to )?{DURATION}(?: or (more|longer|less|greater))?",
    re.IGNORECASE,
)
_AT_LEAST = frozenset(
    {
        ">=",
        ">",
        "at least",
        "more than",
        "a minimum of",
        "minimum of",
        "minimum",
        "greater than",
        "longer than",
        "no less than",
        "no earlier than",
        "not earlier than",
        "no sooner than",
        "over",
    }
)
_STRICT = frozenset({"<", ">", "more than", "less than", "greater than", "longer than", "under", "over", "in less than"})
_UNITS = {"h": TimeUnit.HOUR, "d": TimeUnit.DAY, "w": TimeUnit.WEEK, "m": TimeUnit.MONTH, "y": TimeUnit.YEAR}


def number(text: str) -> Decimal:
    """A number written in digits or in words up to twelve."""
    return NUMBER_WORDS[text.lower()] if text.lower() in NUMBER_WORDS else Decimal(text)


def duration_of(count: str, unit: str) -> Duration:
    """A duration from its number and its unit as written ("6", "wks")."""
    return Duration(amount=number(count), unit=_UNITS[unit[0].lower()])


def anchor_at(text: str, start: int) -> tuple[int, str] | None:
    """The moment of the trial named at `start` ("the first dose of study drug"), with its end."""
    match = _ANCHOR.match(text, start)
    if match is None:
        return None
    next_member = _NEXT_MEMBER.search(text, match.start(), match.end() + _LOOK_AHEAD)
    words = (text[match.start() : next_member.start()] if next_member and next_member.start() < match.end() else match[0]).strip()
    if _OF_BEFORE.search(words.lower()):
        return None
    starting = _STARTING.search(words)
    own = _ITS_DRUG.match(text, match.start() + len(match[0].rstrip())) if starting else None
    if own is not None:
        return own.end(), "first dose"
    if not _CORE.search(words.lower()):
        return None
    trimmed = re.sub(
        r"(?:\s+(?:and|or|of|in|on|the|to|for|from|a|at|any|patients?|subjects?|before|being|an|their))+$",
        "",
        words,
        flags=re.IGNORECASE,
    )
    first = match.start() + len(match[0]) - len(match[0].lstrip())
    end = first + len(trimmed)
    if _OF_ITS_OWN.match(text, end) and _BARE_TREATMENT.fullmatch(trimmed) and _MOVED.search(text, max(start - _NEAR, 0), start):
        return None
    drug = _OF_DRUG.match(text, end) if _STARTS.search(trimmed) else None
    end, name = drug.end() if drug else end, _named(trimmed)
    also = _ALIAS.match(text, end) if name == "first dose" else None
    return also.end() if also else end, name


def _named(words: str) -> str:
    lower = words.lower()
    for name, cue in (
        ("second registration", r"second(?:ary)? registration|2nd registration"),
        ("registration", r"registr|registered"),
        ("enrollment", r"enrol"),
        ("randomization", r"randomi|allocat"),
        ("informed consent", r"consent|icf"),
        ("screening", r"screening"),
        (
            "first dose",
            r"dose|day|[cw]\d+d\d+|cycle|treatment|therapy|drug|administration|infusion|imp|medication|product|start|initiat|intervention|dosing|commenc",
        ),
        ("study entry", r"study|trial|entry|inclusion|baseline|protocol"),
    ):
        if re.search(cue, lower):
            return name
    return "registration"


def _disease_free(text: str, start: int) -> tuple[int, Window] | None:
    """ "with a disease-free period of < 5 years": the disease was last there less than 5 years ago."""
    match = _STATE_FOR.match(text, start)
    if match is None:
        return None
    lead = (match[1] or "").lower()
    short = lead in ("<", "<=", "less than") or (match[5] or "").lower() == "less"
    kind = WindowKind.WITHIN_BEFORE if short else WindowKind.AT_LEAST_BEFORE
    after = re.compile(r"\s*(?:prior to|before)").match(text, match.end())
    anchor = anchor_at(text, after.end()) if after else None
    end = anchor[0] if anchor else match.end()
    return end, Window(kind=kind, amount=duration_of(match[3] or match[2], match[4]), strict=lead in _STRICT)


def _looking_back(text: str, start: int) -> tuple[int, Window | RelativeTime] | None:
    match = _LOOKING_BACK.match(text, start)
    if match is None:
        return None
    lead = (match[1] or "").lower()
    length = duration_of(match[3] or match[2], match[4])
    more = (match[5] or "").lower() in ("more", "longer")
    more = more or (lead == "for" and re.match(r"for (?:at least|>=?|a minimum of|more than)", match[0].lower()) is not None)
    kind = WindowKind.AT_LEAST_BEFORE if lead in _AT_LEAST or more else WindowKind.WITHIN_BEFORE
    anchor = anchor_at(text, match.end())
    said_from = re.search(r"(?:of|from)$", match[0].lower()) is not None
    if anchor is None:
        return (
            None
            if said_from or text[match.end() :].strip(" ,.;)") != ""
            else (match.end(), Window(kind=kind, amount=length, strict=lead in _STRICT))
        )
    if said_from and not re.match(r"(?:within|in|<=?|>=?|at least|no more|less|more|during)", match[0].lower()):
        return None
    if "primary registration" in text[match.end() : anchor[0]].lower() or re.search(
        r"from (?:the )?(?:first|primary)", text[match.start() : anchor[0]].lower()
    ):
        return None
    return anchor[0], Window(kind=kind, amount=length, anchor=anchor[1], strict=lead in _STRICT)


def _in_the_unit(text: str, start: int) -> tuple[int, Window] | None:
    """ "In the year prior to screening", "in the past year": within one year before."""
    past = _PAST_UNIT.match(text, start)
    if past is not None:
        return past.end(), Window(kind=WindowKind.WITHIN_BEFORE, amount=duration_of("1", past[1]))
    match = _ONE_UNIT.match(text, start)
    anchor = anchor_at(text, match.end()) if match is not None else None
    if match is None or anchor is None:
        return None
    return anchor[0], Window(kind=WindowKind.WITHIN_BEFORE, amount=duration_of("1", match[1]), anchor=anchor[1])


def _in_the_last(text: str, start: int) -> tuple[int, Window] | None:
    match = _LAST.match(text, start)
    if match is None:
        ago = _AGO.match(text, start)
        if ago is None:
            return None
        lead = (ago[1] or "").lower()
        kind = WindowKind.AT_LEAST_BEFORE if lead in _AT_LEAST or not lead else WindowKind.WITHIN_BEFORE
        return ago.end(), Window(kind=kind, amount=duration_of(ago[3] or ago[2], ago[4]), strict=lead in _STRICT)
    amount = duration_of(match[2] or match[1], match[3])
    goes_on = _TO_THE_TRIAL.match(text, match.end())
    anchor = anchor_at(text, goes_on.end()) if goes_on is not None else None
    if anchor is not None:
        return anchor[0], Window(kind=WindowKind.WITHIN_BEFORE, amount=amount, anchor=anchor[1])
    return match.end(), Window(kind=WindowKind.WITHIN_BEFORE, amount=amount)


_TO_THE_TRIAL = re.compile(r"\s+to(?= )", re.IGNORECASE)
""" "Within the prior 7 days to enrollment"."""


def _since(text: str, start: int) -> tuple[int, RelativeTime] | None:
    match = _AFTER_SOMETHING.match(text, start)
    if match is None:
        return None
    lead = (match[1] or "").lower()
    more = (match[5] or "").lower() in ("more", "longer")
    compare = (">" if lead in _STRICT else ">=") if lead in _AT_LEAST or more else ("<" if lead in _STRICT else "<=")
    bare = not lead and not match[5] and not match[3]
    compare = (">=" if _MUST_PASS.search(match[0]) else "") if bare else compare
    shortest = duration_of(match[2], match[4]) if match[3] else None
    return match.end(), RelativeTime(duration=duration_of(match[3] or match[2], match[4]), compare=compare, shortest=shortest)


_MUST_PASS = re.compile(r"\b(?:must|should|have to|need to) (?:have )?(?:passed|elapsed?|pass)\b", re.IGNORECASE)
""" "4 weeks must have elapsed since": so long at least."""


def _plain_within(text: str, start: int) -> tuple[int, Window] | None:
    match = _WITHIN.match(text, start)
    if match is None or not match[1].lower().startswith(("within", "in the", "<", "less")):
        return None
    if match[1].lower() in ("<=", "<", "less than", "in the"):
        return None
    return match.end(), Window(
        kind=WindowKind.WITHIN_BEFORE, amount=duration_of(match[3] or match[2], match[4]), strict=match[1].lower() in _STRICT
    )


_SOMETIME = re.compile(
    r"(?:at any time |any time |anytime )?(?:prior to|before|until|at|at the time of|upon)(?= )|"
    r"(?:during|in|within)(?= (?:the )?(?:pre-?)?screening\b)|on(?= enrol)",
    re.IGNORECASE,
)


MomentReader = Callable[[str, int], tuple[int, Window | RelativeTime] | None]
MOMENT_READERS: tuple[tuple[tuple[re.Pattern[str], ...], MomentReader], ...] = (
    ((_STATE_FOR,), _disease_free),
    ((_LOOKING_BACK,), _looking_back),
    ((_ONE_UNIT, _PAST_UNIT), _in_the_unit),
    ((_AFTER_SOMETHING,), _since),
    ((_LAST, _AGO), _in_the_last),
    ((_WITHIN,), _plain_within),
)
"""What reads the window, or the stretch of time after something, that begins at a place of a text, with its end: in their order,
each behind the patterns that it begins with."""
SOMETIME = (_SOMETIME,)
"""What `before_the_trial` begins with."""


def before_the_trial(text: str, start: int) -> int | None:
    """The end of "before the first dose of study drug" and the like: a time that adds nothing to "ever"."""
    match = _SOMETIME.match(text, start)
    if match is None:
        return None
    anchor = anchor_at(text, match.end())
    if anchor is None:
        return None
    taken = (
        _TAKEN_THEN.search(text, match.end() + 1, anchor[0])
        if match[0].lower().endswith(("at", "at the time of", "upon"))
        else None
    )
    return taken.start() if taken else anchor[0]


_TAKEN_THEN = re.compile(r"(?<=\w) (?:receiving|being treated)\b", re.IGNORECASE)
""" "At the time of enrollment receiving warfarin": taken then; "before receiving the first dose" is the moment alone."""

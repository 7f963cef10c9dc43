"""Still plainer: how people write in haste or as the patient ("pts w/", "I have", "chemo-, immuno- or radiotherapy", "within 4
weeks (28 days)"), as (pattern, the words to put there), out; what is put says the same of the same patients."""

from __future__ import annotations

import re
from collections.abc import Callable

from trialwright.compiler.wording.sought import Sought, sought

_OTHERWISE = r"unless (?:otherwise|elsewhere) (?:stated|specified|noted|indicated|defined|mentioned|described)"
_TIMED_ELSEWHERE = (
    rf"(\bwithin [\w-]{{1,8}} (?:days?|weeks?|months?|hours?)\b[^.;:()]{{0,80}}?),? {_OTHERWISE}(?: (?:below|above|herein))?"
    r"(?=\s*(?:$|[.;:)]))"
)
""" "Within 14 days prior to day 1 unless otherwise stated": another time is told where it holds."""
_DAYS = {"day": 1.0, "week": 7.0, "month": 30.4, "year": 365.25}
_TIME_TWICE = (
    r"\b(\d{1,3}|one|two|three|four|five|six|eight|twelve) (day|week|month|year)(s?)"
    r" ?\((?:i\.e\.,? |or |= ?)?(\d{1,3}) (day|week|month|year)s?\)"
)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "twelve": 12}
_ROUNDED = 0.12
"""Three months are ninety days, and two weeks fourteen: by how much of it the two may differ."""


def _time_once(match: re.Match[str]) -> str:
    """ "4 weeks (28 days)" is "4 weeks"; times that differ stay as they are."""
    count = _NUMBERS.get(match[1].lower()) or float(match[1])
    first, second = count * _DAYS[match[2].lower()], float(match[4]) * _DAYS[match[5].lower()]
    return f"{match[1]} {match[2]}{match[3]}" if abs(first - second) <= _ROUNDED * first else match[0]


_ECOG = (
    r"(?:eastern cooperative oncology group(?: \(ECOG\))?|ECOG(?: \(eastern cooperative oncology group\))?|zubrod|WHO|"
    r"world health organization(?: \(WHO\))?)"
)
_ON_SCALE = (
    r"\b(?:performance status|\bPS)(?: score| level| grade)?(?: of|:| =)? ((?:[<>]=? ?)?[0-4](?: ?(?:-|to|or|,) ?(?:or )?[0-4])*)"
    rf" (?:(?:on|by|per|according to|using|as per|based on|in) (?:the )?|\()({_ECOG})(?: (?:performance(?: status)?|scale|score|"
    r"schedule|criteria|index|scoring|system|classification))*\)?"
)
""" "Performance status of 0-2 on the ECOG scale"."""
_SUSPENDED_THERAPY = r"\b(chemo|immuno|radio|radiochemo|chemoradio|hormone)-(?=\s?(?:,|/|(?:or|and|and/or)\s)[^.;:]{2,60}?therap)"
_SUSPENDED_JOIN = (
    r"\b([a-z]+)-(?=\s?(?:,|/|(?:or|and|and/or)\s)\s?(?:[a-z]+-(?:,\s|\s)(?:or |and )?)*"
    r"[a-z]+-(conjugated|label+ed|linked|coupled)\b)"
)
""" "Radio- or toxin-conjugated antibody": a radio-conjugated one, no radiotherapy."""
_MENOPAUSE = r"\bpre-?((?:,|/|,? ?(?:and/or|or|and)) ?)((?:peri-?)(?:,|/|,? ?(?:and/or|or|and)) ?(?:or )?)?post-?\s?menopausal\b"


def _menopausal(match: re.Match[str]) -> str:
    between = "perimenopausal or " if match[2] else ""
    return f"premenopausal or {between}postmenopausal"


_NYHA = r"(?:new york heart association(?: \(NYHA\))?|NYHA)"
_BY_NYHA = (
    r"(?:according to|as (?:defined|classified|determined|described|assessed) by|as per|per|by|using|based on|on|in) "
    rf"(?:the )?{_NYHA}(?: (?:functional|classification|criteria|class|system|scale|guidelines?|standards?|"
    r"heart (?:function|failure)(?= guide| class| crit)|grading))*"
)
_CLASS_BY_NYHA = (
    r"\bclass(?:es)? ((?:I{1,3}|IV|[1-4])(?: ?(?:-|/|,|to|or|and)+ ?(?:class )?(?:I{1,3}|IV|[1-4]))*)(?![\w])"
    rf"((?: [a-z-]+){{0,5}}?(?: \([A-Z]{{2,5}}\))?),?(?: {_BY_NYHA}| \({_BY_NYHA}\))"
)
""" "Class III or IV congestive heart failure according to the NYHA classification"."""
_MARKETED = (
    r"\b(?:an? )?(?:approved|marketed|licensed|commercial(?:ly available)?)(?: and/or| or|/| and) "
    r"(?:investigational|experimental) (?!(?:anti-?\s?cancer |anti-?\s?neoplastic |study )*"
    r"(?:agents?|drugs?|therap|treatment|products?|medic|compounds?|devices?|vaccines?\b))"
)
""" "An approved or investigational BTK inhibitor": any of that class."""

_MARROW = (
    r"(?:bone[- ]marrow|(?:(?:peripheral blood|ha?ematopoietic|progenitor) )*(?:stem|progenitor)[- ]cells?|"
    r"(?:umbilical )?cord blood)(?: \((?:HSCT?|BMT|SCT|PBSC)\))?"
)
_GRAFT = rf"(?:(?:solid |other )?organs?|{_MARROW})"
_DONOR = r"(?:(?:(?:allogeneic|autologous|non-?\s?autologous|syngeneic|haploidentical)(?: or |,? and/or |/| and | ))+)"
_GRAFTS = (
    rf"\b{_DONOR}?{_GRAFT}(?:(?:, ?(?:and/or |or |and )?| ?/ ?| (?:and/or|or|and) ){_DONOR}?{_GRAFT}\b)+"
    r"(?= transplant(?:ation)?s?\b(?! (?:using|with|that|which|involving|preceded|conditioned)\b))"
)
_TWO = 2
_EACH_GRAFT = re.compile(rf"({_DONOR})?({_GRAFT})(?![\w])", re.IGNORECASE)
_OF_MARROW = re.compile(_MARROW, re.IGNORECASE)


def _each_transplanted(match: re.Match[str]) -> str:
    """ "Autologous bone marrow, stem cell or solid organ transplantation": each is one, the marrow and cells from that donor."""
    found = list(_EACH_GRAFT.finditer(match[0]))
    if len(found) == _TWO and all(_OF_MARROW.fullmatch(graft[2]) for graft in found):
        return match[0]  # "bone marrow or stem cell transplant" has a name
    donor = found[0][1] or ""

    def told(graft: re.Match[str]) -> str:
        lent = donor if not graft[1] and _OF_MARROW.fullmatch(graft[2]) else graft[1] or ""
        return f"{lent}{graft[2]}{'' if graft.end() == found[-1].end() else ' transplantation'}"

    return _EACH_GRAFT.sub(told, match[0])


_NO_DATA_OF_THE_YOUNG = (
    r"(\d\d[^.;]{0,80}?)[.;,:]*\s*\(?because no dosing\b[^.;]*?\b(?:children|patients|participants|individuals|subjects)\b"
    r"[^.;]*?\bexcluded from (?:this|the) (?:study|trial)[^.;]*"
)
""" "Age >= 18 years. Because no dosing or adverse event data are currently available …, children are excluded": why."""

_NOT_EXCLUDED = (
    r"(?<!patients )(?<!subjects )(?<!participants )\b(can ?not|could not|has not|have not) "
    r"(?:be|been) (?:(?:safely|reliably|completely|definitely|clearly|entirely) )?excluded\b"
)
""" "In whom pregnancy cannot be excluded": it cannot be ruled out; nobody is excluded or let in by that."""

_BARE_AGES = (
    r"\A(\W*(?:(?:male|female|adult|p(?:a)?ediatric|young|and|or|patients?|subjects?|participants?|children)\s)*"
    r"(?:(?:must be|are)\s)?)"
    r"(?:between |from |(>=? ?|\u2265 ?))?(\d+ (?:years?|months?|weeks?|days?)) (?:and|to|-) "
    r"(?:(<=? ?|\u2264 ?)|(?:less than|under|below|younger than) )(\d+ years?)(?: of age| old)?(?=\W*\Z)"
)
""" "Between 6 months and < 18 years", and no more: ages, which nothing but the unit tells."""


def _ages_named(match: re.Match[str]) -> str:
    return f"{match[1]}Age {match[2] or '>= '}{match[3]} and {match[4] or '< '}{match[5]}"


def _normal_bracket(match: re.Match[str]) -> str:
    """ "1.5 x the upper limit of normal (ULN; unless known Gilbert's syndrome)": the short form says nothing more."""
    return f"{match[1]} ("


_TREATED_USING = (
    r"\b(treatments?|(?:\w*therap(?:y|ies))) using\b"
    r"(?![^.;]*\b(?:specifically|namely|criteria|guidelines?|classification|RECIST)\b)"
)
""" "Prior treatment using an anthracycline": with one."""

STILL_PLAINER: tuple[tuple[Sought, Callable[[re.Match[str]], str]], ...] = (
    (sought(_TIMED_ELSEWHERE, re.IGNORECASE), lambda match: match[1]),
    (sought(_TIME_TWICE, re.IGNORECASE), _time_once),
    (sought(_BARE_AGES, re.IGNORECASE), _ages_named),
    (sought(r"\b((?:limits? of )?(?:the )?normal(?: range)?) \((?:I?ULN|LLN|UNL)\s?[;,]\s?", re.IGNORECASE), _normal_bracket),
    (sought(_NOT_EXCLUDED, re.IGNORECASE), lambda match: f"{match[1]} be ruled out"),
    (sought(_TREATED_USING, re.IGNORECASE), lambda match: f"{match[1]} with"),
    (sought(r"(?<=\d)\s?[x*]\s?1000000000(?=\s?/\s?[lL]\b)"), lambda _match: "x10^9"),
    (sought(r"(?<=\d)\s?[x*]\s?1000000(?=\s?/\s?(?:[lL]|m[lL])\b)"), lambda _match: "x10^6"),
    (sought(r"([<>])\s*than or equal to\b", re.IGNORECASE), lambda match: f"{match[1]}="),
    (sought(r"([<>]=?)\s*than\b", re.IGNORECASE), lambda match: match[1]),
    (
        sought(
            r"\A\W*(?:key |main |major )?(?:inclusion|exclusion|eligibility) criteri(?:a|on)\s*(?:#|no\.?|number)?\s?\d{1,2}"
            r"\s?[.:)-]\s*(?=[A-Z\u2264\u2265<>])",
            re.IGNORECASE,
        ),
        lambda _match: "",
    ),
    (
        sought(
            r"(\A\W*|[.;,]\s|\b(?:and|or|that|if|because)\s)I "
            r"(?=(?:have|had|am|was|do|did|will|can|must|agree|understand|currently|take|also)\b)"
        ),
        lambda match: f"{match[1]}patients ",
    ),
    (sought(r"(?<=patients )am\b"), lambda _match: "are"),
    (sought(_MENOPAUSE, re.IGNORECASE), _menopausal),
    (sought(r"\b[Pp]ts\b\.?(?= )"), lambda _match: "patients"),
    (sought(r"\bw/in\b", re.IGNORECASE), lambda _match: "within"),
    (sought(r"\bw/o\b ?(?=\w)", re.IGNORECASE), lambda _match: "without "),
    (sought(r"\bw/ ?(?!o\b)(?=[a-z])", re.IGNORECASE), lambda _match: "with "),
    (sought(r"(?<=patients )w(?= [a-z])|(?<=, )w(?= exceptions? )"), lambda _match: "with"),
    (sought(r"\b(grade)-(?=[1-5]\b)", re.IGNORECASE), lambda match: f"{match[1]} "),
    (sought(r"(?<=[\s,])0r(?= \d)"), lambda _match: "or"),
    (sought(_ON_SCALE, re.IGNORECASE), lambda match: f"{match[2]} performance status {match[1]}"),
    (
        sought(
            r"(?<=performance status) (?:grade|score|level|value)s? (?=(?:of |is |was )?"
            r"(?:[<>]=? ?[0-4]\b|[0-4] ?(?:-|to\b|or\b|,)))",
            re.IGNORECASE,
        ),
        lambda _match: " ",
    ),
    (sought(_SUSPENDED_JOIN, re.IGNORECASE), lambda match: f"{match[1]}-{match[2]}"),
    (
        sought(_SUSPENDED_THERAPY, re.IGNORECASE),
        lambda match: "hormone therapy" if match[1].lower() == "hormone" else f"{match[1]}therapy",
    ),
    (sought(_CLASS_BY_NYHA, re.IGNORECASE), lambda match: f"NYHA class {match[1]}{match[2]}"),
    (sought(_MARKETED, re.IGNORECASE), lambda _match: ""),
    (sought(r"\binfectious (?=(?:viral )?hepatitis [ABC]\b)", re.IGNORECASE), lambda _match: ""),
    (
        sought(
            r"\bperformance (?:score|status|scale)(?: score)? (?:of |by |on |according to )?(?:the )?(?=karnofsky\b)",
            re.IGNORECASE,
        ),
        lambda _match: "",
    ),
    (sought(r"\bpre-?study (?=(?:ECOG|karnofsky|performance|world health|WHO|eastern)\b)", re.IGNORECASE), lambda _match: ""),
    (sought(_GRAFTS, re.IGNORECASE), _each_transplanted),
    (sought(_NO_DATA_OF_THE_YOUNG, re.IGNORECASE), lambda match: match[1]),
    (
        sought(
            r"\bnegative ((?:urine|serum)(?: or | and/or |/)(?:urine|serum)|urine|serum) pregnancy "
            r"(?=(?:within|prior|at|before|during)\b|\()",
            re.IGNORECASE,
        ),
        lambda match: f"negative {match[1]} pregnancy test ",
    ),
    (
        sought(
            r"(?<=weeks) (?:prior to|before) (?:the )?(?:baseline|screening|study entry) or (?:the )?(?:day|date) of (?:the )?"
            r"first dos(?:e|ing)\b",
            re.IGNORECASE,
        ),
        lambda _match: "",
    ),
    (sought(r"(?<=[0-4]),(?= with no deterioration\b)", re.IGNORECASE), lambda _match: ""),
)

"""Plainer: wordings for which there is a plainer one of the same meaning, as (pattern, the words to put there), out."""

from __future__ import annotations

import re
from collections.abc import Callable

from trialwright.compiler.tagging.plainermeasures import PLAINER_MEASURES
from trialwright.compiler.tagging.plainerstill import STILL_PLAINER
from trialwright.compiler.tagging.plainertable import PLAINER_TABLE
from trialwright.compiler.tagging.proteinurias import PROTEINURIAS
from trialwright.compiler.wording.sought import Sought, sought

_STUDY = (
    r"(?:the |this |our |any )?(?:(?:entire|whole) )?(?:duration of )?(?:the )?"
    r"(?:(?:clinical|investigational|present|current) )?(?:study|trial|protocol|treatment|therapy)"
    r"(?: (?:drug|treatment|therapy|intervention|period|phase|participation|medication|product|duration))*"
)
_BEFORE = (
    r"\b(?:with)?in (?:the )?(?:last |past |previous )?[\w-]{1,8} (?:days?|weeks?|months?|years?|hours?)"
    r" (?:prior to|before|preceding|of) [^.;:(),]{3,70}?"
)
_AND_DURING = (
    rf"({_BEFORE}),?\s(?:and/or|and|or)\s(?:(?:at any time )?(?:during|throughout)|"
    rf"while (?:on|receiving|participating in|taking)|"
    rf"for the (?:entire )?duration of|in the course of|(?:concomitant|concurrent|simultaneous)ly with) "
    rf"{_STUDY}(?=\s*(?:$|[.;),]))"
)
""" "Within 14 days before the first dose and while on study": what is asked of those who join now, and of the time to come."""

_BEFORE_ALL = (
    r"(\bwithin (?:the )?(?:last |past |previous )?[\w-]{1,8} (?:days?|weeks?|months?|years?)),"
    r"(?= (?:prior to|before|preceding) )"
)
""" "A within 2 weeks, or B within 3 weeks, before enrollment": from when both count."""

_SAME_FIELD = (
    r"(\b(?:radiation|radiotherapy|irradiation|XRT|RT)\b(?: therapy| treatment| delivered| given)*) "
    r"(?:to|of|in|within|involving) "
    r"(?:the |a |any |this )?(?:(?:planned|proposed|intended|anticipated|current|same|study|protocol|treatment|radiation|"
    r"radiotherapy|RT|irradiation|target) )+(?:fields?|volumes?|areas?)\b"
)
""" "Prior radiotherapy to the planned treatment field": of that place alone; elsewhere it is no matter."""

_WILL_BE = (
    r"\bwill (?:all )?be "
    r"(?=(?:aged |between |from |over |older than |at least |[<>]=? ?|\u2265 ?|\u2264 ?)*\d[^.;:]{0,30}\byears?\b)"
)
""" "Patients will be at least 18 years of age" asks for it."""

_EXAMPLES_OF_LIVE = (
    r"\b(?:some )?examples? of (?:such )?(?:live|attenuated)[\w -]{0,20}vaccines?(?: \([^()]*\))? (?:include|are)\b"
    r"(?![^.;]*\bnot (?:allowed|permitted))[^.;]*(?:[.;]|$)"
)
""" "Examples of live vaccines include measles, rubella and BCG": a vaccine is one, and not the illness of that name."""

_ADULTS = (
    r"\b(?:adults?|adult (?:patients?|subjects?|participants?)|men|women|males?|females?) "
    r"(?:(?:[<>]=?|\u2265|at least|over|older than|aged) ?)+\d\d years(?=\s*(?:$|[.;,)]))"
)
_CARRIERS = (
    r"(?<!become )(?<!becoming )(?<!get )(?<!getting )"
    r"\b((?:pregnan\w+|lactating|nursing|breast-?\s?feeding)"
    r"(?: (?:women|females|patients|subjects|participants))?),? "
    r"(?:at any time )?(?:during|throughout) (?:the|this) (?:study|trial)\b(?!\s*(?:treat|drug|and|or|until|will|must))"
)
""" "Pregnant or lactating females at any time during the study": those who are so now cannot join."""

_SOMEBODY = r"(?:Patients?|Subjects?|Participants?)"
_OF_THEM = (
    rf"{_SOMEBODY} (?:is|are|was|were|has|have|had) not (?:yet |been )*"
    r"(?!excluded|eligible|allowed|permitted|required|considered)"
)
BEGINS_ANEW = rf"(?!{_OF_THEM}){_SOMEBODY}"
""" "Age > 18 - Patients must": a new sentence; "triple negative breast cancer - patient is not within 5 years of diagnosis" says
what those who have it lack."""

_WITHIN = (
    r"\bwith(?= \d+ (?:hours?|days?|weeks?|months?)(?: (?:prior to|before|preceding)\b| of (?:the )?(?:study|enrol|registr|"
    r"random|first|start|screen|entry|protocol|cycle|day |initiat)|,? (?:or|and) [^.;]{0,80}\bwithin \d))"
)
""" "Radiotherapy with 2 weeks of enrollment": a time that is misspelt, not a length."""

PLAINER: tuple[tuple[Sought, Callable[[re.Match[str]], str]], ...] = (
    (
        sought(r"\(neo-?\)[ -]?adjuvant|\bneo-?/adjuvant|\bneo-?\(adjuvant\)", re.IGNORECASE),
        lambda _match: "neoadjuvant/adjuvant",
    ),
    (sought(_WITHIN, re.IGNORECASE), lambda _match: "within"),
    (sought(_AND_DURING, re.IGNORECASE), lambda match: match[1]),
    (sought(_BEFORE_ALL, re.IGNORECASE), lambda match: match[1]),
    (sought(r"\bsince (?:(?:the|their|his|her|his/her) )?most recent\b", re.IGNORECASE), lambda _match: "since the last"),
    (
        sought(
            r"\b(glucose|bilirubin|creatinine|ha?emoglobin|albumin|calcium|potassium|sodium|magnesium|phosph(?:ate|orus)|testosterone|"
            r"cholesterol|triglycerides?|uric acid|urea|ferritin|cortisol|estradiol|PSA|CEA|AFP|LDH|TSH|FSH) concentrations?\b",
            re.IGNORECASE,
        ),
        lambda match: f"{match[1]} level",
    ),
    (
        sought(
            r"\((WHO|ECOG|Zubrod|Karnofsky|ECOG/WHO|WHO/ECOG)(?: performance(?: status)?)?,? "
            r"(?:scale|score|criteria|classification|grading|schedule|system|index)\)",
            re.IGNORECASE,
        ),
        lambda match: f"({match[1]})",
    ),
    (
        sought(
            r"\A\W*(?:(?:patients?|subjects?|participants?|individuals?) )?(?:who are |are |being )?minors?"
            r"(?:,? \(?(?:under|below|younger than|less than|<)(?: the)?(?: age(?: of)?)? ?(?:18|eighteen)"
            r"(?: ?years?)?(?: old| of age)?\)?|(?<=s))(?=\W*\Z)",
            re.IGNORECASE,
        ),
        lambda _match: "patients under 18 years of age",
    ),
    (sought(_WILL_BE, re.IGNORECASE), lambda _match: "must be "),
    (
        sought(r"\A((?:(?! or |[,;:/]| and ).)*?),? with (?=(?:full|complete|adequate) recovery\b)", re.IGNORECASE),
        lambda match: f"{match[1]} and ",
    ),
    (sought(_SAME_FIELD, re.IGNORECASE), lambda match: f"{match[1]} to the target area"),
    (
        sought(
            r"(?<=participated in )(?:any )?(?:clinical )?(?:trials|studies) (?:of|with|for) (?:experimental|investigational) "
            r"(?:agents?|drugs?|medications?|products?)\b",
            re.IGNORECASE,
        ),
        lambda _match: "a clinical trial of an investigational agent",
    ),
    (sought(r"(?<= and )(?=experienced (?!in\b|with\b|by\b))"), lambda _match: "have "),
    (sought(r"(?<=[A-Za-z)]) \?\s?(?=\d)"), lambda _match: " "),
    (sought(_EXAMPLES_OF_LIVE, re.IGNORECASE), lambda _match: ""),
    (
        sought(
            r"\bseasonal (?:influenza|flu) vaccines? (?:for|by|given by) injection (?:are|is) (?:generally|usually) "
            r"(?:killed|inactivated)[\w -]{0,8} vaccines? and (?=(?:are|is) (?:allowed|permitted))",
            re.IGNORECASE,
        ),
        lambda _match: "inactivated influenza vaccines ",
    ),
    (sought(_ADULTS, re.IGNORECASE), lambda match: f"{match[0]} of age"),
    (sought(_CARRIERS, re.IGNORECASE), lambda match: match[1]),
    (
        sought(r"(?:\b(?:have|has|had) )?\bexperienced (?:an? )?(?=(?:[a-z]+ )?weight loss\b)", re.IGNORECASE),
        lambda _match: "",
    ),
    (
        sought(r"\brefusal (or|and/or) (inability|unwillingness)(?= to\b)", re.IGNORECASE),
        lambda match: f"{match[2]} {match[1]} refusal",
    ),
    (sought(r"\bclinically meaningful\b", re.IGNORECASE), lambda _match: "clinically significant"),
    (sought(r"\bon-going\b", re.IGNORECASE), lambda _match: "ongoing"),
    (sought(r"\A(\W*)know (?!how|what|where|that|to|the\b|about)(?=[a-z])", re.IGNORECASE), lambda match: f"{match[1]}known "),
    (sought(r"\bhepatitis type (?=[ABC]\b)", re.IGNORECASE), lambda _match: "hepatitis "),
    (
        sought(r"\b(hepatitis [ABC](?:(?:,|,? (?:and/or|and|or)) (?:hepatitis )?[ABC])+) virus(?:es)?\b", re.IGNORECASE),
        lambda match: match[1],
    ),
    (sought(r"\(including (?:any )?investigational\)", re.IGNORECASE), lambda _match: "(including investigational agents)"),
    (
        sought(
            r" \(including (?:any )?investigational (?!agents?|drugs?|products?|therap|treatm|medic)[\w -]{3,40}\)", re.IGNORECASE
        ),
        lambda _match: "",
    ),
    (sought(rf"(?<=\S) -(?={_OF_THEM})"), lambda _match: " - "),
    (sought(r"\bTNM (?:staging )?system\b", re.IGNORECASE), lambda _match: "TNM"),
    (sought(r"(?<=AJCC \dth) Ed\.?(?= )", re.IGNORECASE), lambda _match: " edition"),
    *PROTEINURIAS,
    *STILL_PLAINER,
    *PLAINER_MEASURES,
    *PLAINER_TABLE,
)

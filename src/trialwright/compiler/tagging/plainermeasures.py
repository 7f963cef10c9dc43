"""Plainer measures: how scores, doses, corrected intervals and measurable disease are printed in many ways ("Cockroft/Gault",
"performance level: Karnofsky", "or an equivalent dose of other corticosteroids"), as (pattern, the words to put there), out."""

from __future__ import annotations

import re
from collections.abc import Callable

from trialwright.compiler.wording.sought import Sought, sought

_QTCF = (
    r"\b(?:(?:mean|average|averaged|resting|baseline|triplicate|automated) )*"
    r"(?:fridericia(?:'s)?[- ]corrected QTc?(?: interval)?|"
    r"(?:corrected )?QTc?(?: interval)? (?:\(QTc\) )?(?:interval )?(?:as )?corrected (?:for heart rate )?"
    r"(?:by|using|with|according to|per|via) (?:the )?fridericia(?:'s)?(?: correction| QT)?(?: formula| method| equation)?)"
    r"(?: ?\(QTc-?F\))?(?: interval)?"
)
""" "QT interval corrected for heart rate using Fridericia's formula (QTcF)"."""
_ON_ECG = (
    r"(\bQTc?[BF]?\b[^.;()]{0,60}?\d{3}\s?(?:ms|msec|milliseconds?)(?: \(msec\)| \(ms\))?"
    r"(?: \((?:(?:fe)?male|(?:wo)?m[ea]n)s?(?: subjects| patients| participants)?\))?)"
    r",? (?:\()?(?:based on|on|by|per|from|at|as shown on|as the) (?:the |an? )?(?:(?:average|mean) of (?:the )?)?"
    r"(?:(?:screening|baseline|resting|standard|triplicate|three|3|consecutive|12[- ]lead) )*"
    r"(?:ECGs?|EKGs?|electrocardiograms?)(?: \((?:ECG|EKG)s?\))?(?: readings| recordings| measurements| results)?"
    r"(?: (?:at|during) (?:the )?screening(?: period| visit)?)?\)?(?=\s*(?:$|[.;,)]))"
)
_STEROID_EQUIVALENT = (
    r"\b(?:or )?(?:to )?(?:its |their |an? |the )?(?:equivalent|equipotent)(?: doses?| dosages?)? (?:of|for) (?:an? |the )?"
    r"(?:same drug|(?:an)?other (?:[a-z-]+ ){0,2}(?:drugs?|corticosteroids?|glucocorticoids?|steroids?|agents?)|"
    r"(?:cortico|glucocortico)?steroids?)\b"
)
""" "> 10 mg prednisone or an equivalent dose of other corticosteroids"."""
_COCKCROFT = r"\bcock-?\s?c?roft(?:\s?[-/&]\s?|\s?and\s?|\s)gault\b(?! \d{4})"
_BY_COCKCROFT = (
    r",? (?:as )?(?:measured |calculated |estimated |determined |assessed )?(?:per|by|using|via|from) (?:an? |the )?"
    r"24[- ]h(?:ou)?r urine (?:tests?|collections?|samples?) or (?:by |using |per )?(?:the )?Cockcroft-Gault"
    r"(?: (?:formula|equation|method))?"
)
_EVALUABLE = r"\bmeasurable,? (?:and/or|or) non-?\s?measurable,? ?\(?(?:but )?evaluable\)?,? (?=diseases?\b)"

_SKIN_IN_SITU = (
    r"\b((?:basal(?: cell)?(?: ?/ ?|,? (?:or|and) ))?squamous(?: cell)? skin(?: cancers?| carcinomas?)?|"
    r"(?:non-?melanoma )?skin (?:cancer|carcinoma)s?|basal cell (?:cancer|carcinoma)s?(?: of the skin)?) "
    r"(?:carcinoma )?in[- ]situ (?:carcinoma )?of the (?:uterine )?cervix\b"
)
""" "Basal/squamous cell skin carcinoma in situ of the cervix": a comma was lost."""
_MEN, _WOMEN = (
    r"(?:males?|men)(?: patients| subjects| participants)?",
    r"(?:females?|women)(?: patients| subjects| participants)?",
)
_AMOUNT_OF = r"(\d[\d.,]*)((?: ?(?:[\w%/^*\u00b5\u03bc\u00b2\u00b3.-]|(?<=\d) (?=[a-zA-Z%])){1,24}?)??)"
_BY_SEX = (
    rf"([<>]=?|[\u2264\u2265]) ?{_AMOUNT_OF} \(?(?:(?:for|in) )?({_MEN}|{_WOMEN})\)?,? ?"
    rf"\( ?(?:and |or )?([<>]=?|[\u2264\u2265])? ?{_AMOUNT_OF} (?:for|in) ({_MEN}|{_WOMEN})\)"
)


def _each_sex(match: re.Match[str]) -> str:
    """ "> 18.5 g/dL for men (16.5 g/dL for women)": each has a limit, on the same side and in the same unit."""
    sign, number, unit, one, own, other, own_unit, two = match.groups()
    return f"{sign} {number}{unit} for {one} and {own or sign} {other}{own_unit or unit} for {two}"


PLAINER_MEASURES: tuple[tuple[Sought, Callable[[re.Match[str]], str]], ...] = (
    (sought(_QTCF, re.IGNORECASE), lambda _match: "QTcF interval"),
    (sought(_BY_SEX, re.IGNORECASE), _each_sex),
    (sought(_SKIN_IN_SITU, re.IGNORECASE), lambda match: f"{match[1]} or carcinoma in situ of the cervix"),
    (sought(_ON_ECG, re.IGNORECASE), lambda match: match[1]),
    (sought(_STEROID_EQUIVALENT, re.IGNORECASE), lambda _match: "or equivalent"),
    (
        sought(r"\((?:at |in )?(?:a )?(?:daily )?dos(?:es?|ing|ages?)(?: of| at)? ?(?=[<>]=? ?\d)", re.IGNORECASE),
        lambda _match: "(",
    ),
    (
        sought(r"\b(CD(?!(?:3|4|8|34)\b)\d{1,3}[ab]?)\s?\+(?= (?!T\b|T-|count|cell|lymphocyte)[A-Za-z])"),
        lambda match: f"{match[1]}-positive",
    ),
    (sought(r"\bPh\s?\+(?= [A-Za-z])"), lambda _match: "Philadelphia chromosome positive"),
    (sought(_COCKCROFT, re.IGNORECASE), lambda _match: "Cockcroft-Gault"),
    (sought(_BY_COCKCROFT, re.IGNORECASE), lambda _match: ""),
    (sought(_EVALUABLE, re.IGNORECASE), lambda _match: "measurable or evaluable "),
    (sought(r"\bRECIST criteria,? ?(?:version |v\.? ?)?(?=1\.[01]\b)", re.IGNORECASE), lambda _match: "RECIST "),
    (sought(r"\bversion (\d\.\d) \(v\.? ?\1\)", re.IGNORECASE), lambda match: f"version {match[1]}"),
    (sought(r"\bvia (?=(?:the )?(?:RECIST|response evaluation)\b)", re.IGNORECASE), lambda _match: "per "),
    (sought(r"\bmeasurable \((?:that is|i\.e\.),? target\) (?=lesion)", re.IGNORECASE), lambda _match: "measurable "),
    (
        sought(r"\bperformance (?:level|status|score|scale)\s*[-:]*\s*(?=(?:karnofsky|lansky)\b)", re.IGNORECASE),
        lambda _match: "",
    ),
    (
        sought(
            r"\bperformance status \((?:world health organization|eastern cooperative oncology group) \[(WHO|ECOG)\]"
            r"(?: scale)?\)",
            re.IGNORECASE,
        ),
        lambda match: f"{match[1]} performance status",
    ),
    (
        sought(
            r"\bperformance status\s*-+\s*(?=(?:eastern cooperative oncology group )?\(?ECOG\)?:? ?[<>=0-4])",
            re.IGNORECASE,
        ),
        lambda _match: "",
    ),
    (
        sought(
            r"(?<=performance status) (?:determined|assessed|scored|documented|recorded|evaluated)(?: to be| as| at)? "
            r"(?=(?:between |of )?(?:[<>]=? ?)?[0-4]\b)",
            re.IGNORECASE,
        ),
        lambda _match: " ",
    ),
    (
        sought(r"\b(?:equal to or )(?:less|greater|more|lower|higher) than \(([<>]=)\)", re.IGNORECASE),
        lambda match: match[1],
    ),
    (
        sought(r"\b(less|more|greater|higher|lower|fewer|older|younger) the[nr]\b(?= ?(?:or equal|\d|the upper))", re.IGNORECASE),
        lambda match: f"{match[1]} than",
    ),
    (sought(r"\b(less|more|greater|higher|lower|fewer) that(?= ?\d)", re.IGNORECASE), lambda match: f"{match[1]} than"),
    (
        sought(r"\b(transaminases?|amylase|lipase|phosphatase|dehydrogenase|aminotransferase) activit(?:y|ies)\b", re.IGNORECASE),
        lambda match: match[1],
    ),
    (
        sought(r"\b(HIV|HTLV)-?\s?(?:1|I)\s?(?:,|/|and/or|or|and)\s?(?:type )?-?\s?(?:2|II)\b", re.IGNORECASE),
        lambda match: "HIV" if match[1].upper() == "HIV" else "HTLV-1 or HTLV-2",
    ),
    (
        sought(r"(?<=\d)\.?\s*\((?:NCI[- ])?CTC(?:AE)?(?:,? (?:version|v\.?) ?\d(?:\.\d+)?)?\)\.?(?=\s*\Z)"),
        lambda _match: "",
    ),
    (
        sought(r"(?<!between )(?<!from )\b(1[6-9]|[2-4]\d) and ([3-9]\d) (?=years (?:of age|old)\b)", re.IGNORECASE),
        lambda match: f"{match[1]} - {match[2]} " if int(match[1]) < int(match[2]) else match[0],
    ),
    (
        sought(r"\bno need (?:for|of|to have) (?=(?:a )?measurable (?:disease|lesion))", re.IGNORECASE),
        lambda _match: "not required: ",
    ),
    (sought(r"\bupper(?:[- ]normal limits?|[- ]limits? normal)\b(?! of)", re.IGNORECASE), lambda _match: "upper limit of normal"),
    (sought(r"(?<=of normal) \((?:adjusted|corrected) for age\)", re.IGNORECASE), lambda _match: ""),
    (sought(r"\(or (?=[<>]=? ?\d)", re.IGNORECASE), lambda _match: "("),
    (sought(r"\bequals?(?: to)? or ([<>]) ?(?=\d)", re.IGNORECASE), lambda match: f"{match[1]}= "),
    (sought(r"(?<=performance status), (?=[0-4]\b)", re.IGNORECASE), lambda _match: " "),
    (sought(r"(\bat least \d+ years(?: of age| old)?),? or older\b", re.IGNORECASE), lambda match: match[1]),
    (
        sought(
            r"(?<!or )(?<!and )(?<!was )(?<!were )(?<!been )\bcompleted "
            r"(?=(?:<=? ?|less than )\d+ (?:days?|weeks?|months?) (?:prior to|before)\b)",
            re.IGNORECASE,
        ),
        lambda _match: "",
    ),
    (
        sought(
            r"\b(?:human T-(?:cell leukemia|cell lymphotropic|lymphotropic) virus (?:\(HTLV\) )?|HTLV )(?:types? )?(?:1|I) "
            r"(?:and|or|and/or) (?:type )?(?:2|II)\b",
            re.IGNORECASE,
        ),
        lambda _match: "HTLV-1 or HTLV-2",
    ),
)

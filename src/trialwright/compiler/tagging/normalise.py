"""Normalise: one statement's text in, the same text in one spelling of signs and numbers out, with a map back to every character.

Comparators, escapes, full-width and typographic signs, thousands and lost superscripts become plain; nothing else changes, and
the place of each character of the result in the source is kept, so that spans always count in the text as given.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable

from trialwright.compiler.tagging.plainer import BEGINS_ANEW, PLAINER
from trialwright.compiler.wording.hanging import hanging_commas
from trialwright.compiler.wording.sought import Candidates, Sought, sought
from trialwright.findings import Finding, Severity, Span
from trialwright.vocabulary.abbreviations import expansions
from trialwright.vocabulary.records import record


@record(frozen=True, kw_only=True, slots=True)
class Normal:
    """Normalised text. `places` are where the characters that each stands for start in the source, and where they end; None where
    no sign was changed, so that each is at its own place behind `offset`."""

    text: str
    offset: int = 0
    places: tuple[tuple[int, ...], tuple[int, ...]] | None = None

    @property
    def starts(self) -> tuple[int, ...]:
        """Where each character's source starts; it never goes back."""
        return self.places[0] if self.places else tuple(range(self.offset, self.offset + len(self.text)))

    @property
    def ends(self) -> tuple[int, ...]:
        """Where each character's source ends; it never goes back."""
        return self.places[1] if self.places else tuple(range(self.offset + 1, self.offset + len(self.text) + 1))

    def span(self, first: int, last: int) -> Span:
        """The source span of the normalised characters `first` to `last` (exclusive); empty where they are."""
        last = min(last, len(self.text))
        if self.places is None:
            return Span(start=self.offset + first, end=self.offset + max(last, first))
        starts, ends = self.places
        if first >= last:
            place = starts[first] if first < len(starts) else (ends[-1] if ends else 0)
            return Span(start=place, end=place)
        return Span(start=starts[first], end=ends[last - 1])

    def within(self, span: Span) -> str:
        """The normalised characters that stand for a part of the source."""
        first, last = bisect_left(self.starts, span.start), bisect_right(self.ends, span.end)
        return self.text[first:last]


_REACTION = (
    r"(?:(?:severe|serious|life-threatening) )?(?:anaphyla\w+|angio-?(?:o?edema)|urticaria|bronchospasm|rash)"
    r"(?: reactions?| shock)?"
)
_ANAPHYLAXIS_TOO = (  # "allergic reactions, including anaphylaxis, to taxanes": which reactions there are narrows no substance
    r"\b(reactions?|hypersensitivit(?:y|ies)|allerg(?:y|ies))(?: reactions?)?\s*[,(]?\s*\b(?:including|such as|e\.g\.,?|like)\s+"
    rf"{_REACTION}(?:(?:,? (?:and/or|and|or) |, |/){_REACTION})*\s*[,)]?\s+"
    r"(?=(?:to|against|from|with|attributed|following|after)\b)"
)
_BESIDE_ACUTE, _BESIDE_CHRONIC = (  # "acute or cGVHD": the letter is the other word, not one that both are
    "|".join(rf"(?<=\b{word}{joint})" for joint in (" or ", " and ", " and/or ", "/")) for word in ("acute", "chronic")
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_FULLWIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SIGNS = {
    "≤": "<=",
    "≦": "<=",
    "⩽": "<=",
    "≥": ">=",
    "≧": ">=",
    "⩾": ">=",
    "–": "-",
    "—": "-",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "\u00a0": " ",
    "\u2009": " ",
    "\u202f": " ",
    "\u3000": " ",
    "\t": " ",
    "\r": " ",
    "\n": " ",
    "µ": "u",
    "μ": "u",
    "×": "x",
    "✕": "x",
    "·": "*",
    "℃": "°C",
    "、": ",",
    "。": ".",
    "，": ",",
    "；": ";",
    "：": ":",
    "﹤": "<",
    "﹥": ">",
} | _FULLWIDTH

_BLANKS = tuple(sign for sign in _SIGNS if sign.isascii())

_Rule = tuple[Sought, Callable[[re.Match[str]], str]]
_Rules = Candidates[_Rule]


def _rules(*rules: _Rule) -> _Rules:
    return Candidates([(rule[0], rule) for rule in rules])


def _constant(text: str) -> Callable[[re.Match[str]], str]:
    return lambda _match: text


_ENTITIES = {"gt": ">", "lt": "<", "amp": "&", "nbsp": " ", "ge": "≥", "le": "≤", "quot": '"', "#39": "'", "plusmn": "±"}
_ESCAPES = _rules(
    (sought(r"\\?&(?:amp;)?(gt|lt|amp|nbsp|ge|le|quot|#39|plusmn);"), lambda match: _ENTITIES[match[1]]),
    (sought(r"\\([<>~^*_\[\]()#+\-.!|`=])"), lambda match: match[1]),
)

_CHARACTERS = _rules(
    (sought("[" + re.escape("".join(_SIGNS)) + "]"), lambda match: _SIGNS[match[0]]),
    (sought(r"(?<=\s)³\s?(?=\d)"), _constant(">= ")),  # the sign of the Symbol font, read as a letter
    (sought(r"(?<=\s)£\s?(?=\d)"), _constant("<= ")),
    (sought(r"(?<=\d)[⁰¹²³⁴⁵⁶⁷⁸⁹]+"), lambda match: "^" + match[0].translate(_SUPERSCRIPTS)),
    (sought(r"(?<=[a-zA-Z])[⁰¹²³⁴⁵⁶⁷⁸⁹]"), lambda match: match[0].translate(_SUPERSCRIPTS)),
)

_BETWEEN = (
    r"\b(?:between|from(?= \d+ years?)) ((?:the )?(?:ages? )(?:of )?)?"
    r"(\d+(?:\.\d+)?(?: ?(?:%|x ?10\^\d+ ?/[a-zµ]+|x (?:the )?U?L[LN]N?|/?[a-zµ][\w/^*µ]{0,11}))?)"
    r"(?: (?:old|of age))? ?(?:and|to|-) ?(?:the age of )?(?=\d)"
)
""" "Between 9 and 14 g/dL" is the range "9 - 14 g/dL"."""

_IHC_3 = r"(?:IHC ?(?:score (?:of )?)?3 ?\+|3 ?\+ (?:by|on|in) (?:IHC|immunohistochemistry))"
_IHC_2 = r"(?:IHC ?(?:score (?:of )?)?2 ?\+|2 ?\+ (?:by|on|in) (?:IHC|immunohistochemistry))"
_RESULT_OBTAINED = (  # "a negative pregnancy test should be obtained" requires the result, and not only a test
    r"\b((?:negative|positive)\b[^.;:,]{3,60}?\b(?:tests?|serology|screen|cultures?)(?:\s+results?)?)\s+"
    r"(?:must|should|shall|will|has to|have to|needs? to|is to)\s+(?:also |first )?(?:be|have been)\s+"
    r"(?:obtained|available|documented|done|performed|recorded|provided|had)(?! (?:negative|positive))\b"
)
_CO_INFECTED = r"\A\W*(?:(?:known|active|chronic) )*co-?infection (?:with|of|by) (?:both )?(?=[\w -]{2,40} and [\w -]{1,40}\W*\Z)"
_CHECKPOINTS = (  # "PD-1, PD-L1, or PD-L2 antibodies": each of them is what the drugs are against
    r"(?<![\w-])PD-?(?:1|L1)(?:,? (?:and/or|and|or) |, |/)(?:(?:anti-)?PD-?L?[12](?:,? (?:and/or|and|or) |, |/))+"
    r"(?:anti-)?(?:PD-?L?[12]|CTLA-?4)(?= (?:\w+ )?(?:antibod|inhibitor|agent|blockade|block|therap|treatment))"
)
_ISH = r"(?:[FCSD]?ISH|in situ hybridi[sz]ation)"
_HER2_POSITIVE = (
    r"\bHER-?2(?:/neu)?(?:[ -](?:status|expression|positive|positivity|over-?expression|score|result|disease|tumou?rs?))*"
    rf"(?:(?: is)? defined as| of| is| as| by)?:? ?{_IHC_3}"
    rf",? (?:and/)?or (?:{_IHC_2} ?(?:/|and|with|,|plus)? ?)?"
    rf"(?:(?:positive|amplified) (?:by )?{_ISH}|{_ISH} ?(?:positive|amplified|\+))"
)
""" "HER2 IHC 3+ or IHC 2+/FISH+": positive by the guideline of laboratories (ASCO/CAP, 2018)."""

_UNTREATED_WITH = (
    r"\b(?:previously |therapeutically )?un-?treated (?:with|by)(?= (?!one |any of |at least |no )(?:[\w/-]+ ){0,2}[\w/-]*"
    r"(?:therap|treatment|inhibitor|radiation|agents?\b|drugs?\b|antibod|anti-|mab\b|nib\b|platin|tax[ae]|azole|rubicin))"
)
""" "Previously untreated with chemotherapy or radiotherapy": neither was given."""

_SUSPENDED = (
    r"(?!(?:,\s[A-Z]\w*-)*,?\s(?:and/or|and|or)\s[A-Z][\w-]*?-\s?(?:positive|low|mutated|targeted|directed|based))"
    r"(?!\s(?:tyrosine|targeted|directed|antibod|inhibit|therap|TKI|vaccin|agent))"
)
""" "ER- and/or PR-positive", "HER2- tyrosine kinase inhibitor": a hyphen, no minus."""
_RESULT_BEHIND = r"(?!,?\s(?:and|or|and/or)\s[^.;:]{1,40}-\s?(?:sero)?(?:positive|negative|reactive|infected)\b)"
""" "HIV- or HBV- or HCV-positive": the hyphen waits for the result behind the last of them."""
_MINUS = (
    r"(?:(?<=\bHER2)-(?=\s)|(?<=\b[EPH]R)-(?=[\s/])|"
    r"(?<=[A-Za-z0-9][A-Z0-9])-(?=\s*(?:[,;.)]|$)|\s(?:and|or)\s[A-Z]\w*-(?!\w)))" + _SUSPENDED + _RESULT_BEHIND
)
""" "HIV-, HBsAg- and HCV-": a minus behind the name of a test is its result, unless words go on from it ("CT- or MRI-guided")."""

_OF_NORMAL = r"I?ULN|I?LLN|(?:the |institutional )*(?:upper|lower) limit"
_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TOLD_TWICE = rf"\b({'|'.join(_COUNTS)})\s?\((\d{{1,2}})\)(?=[\s,.-]*[a-z])"

_UNIT_TWICE = (
    r"\b(?:milligrams?|micrograms?|kilograms?|grams?|millilit(?:er|re)s?|decilit(?:er|re)s?|lit(?:er|re)s?|milliseconds?|"
    r"millimet(?:er|re)s?|centimet(?:er|re)s?|millimoles?|micromoles?|grays?)\s?\((mg|[uµ]g|mcg|kg|gm?|ml|dl|l|msec|ms|mm|cm|mmol|[uµ]mol|gy)\)"
)
""" "10 milligrams (mg) per day" is 10 mg per day."""


_AGES = {
    **{word: 13 + place for place, word in enumerate(("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"))},
    **{word: 20 + 10 * place for place, word in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty"))},
    "twenty-one": 21,
    "sixty-five": 65,
    "seventy-five": 75,
    "eighty-five": 85,
}
_AGE_IN_WORDS = (
    r"(?:(?<=\bage )|(?<=\bage of )|(?<=\baged )|(?<=older than )|(?<=younger than )|\b(?=[\w-]+(?: ?\(\d\d\))?[ -]years?\b))"
    rf"({'|'.join(sorted(_AGES, key=len, reverse=True))})\b(?: ?\((\d\d)\))?"
)


def _age(match: re.Match[str]) -> str:
    """ "Eighteen (18) years" is "18 years"; numbers that differ stay as they are."""
    said = str(_AGES[match[1].lower()])
    return said if match[2] in (None, said) else match[0]


def _once(match: re.Match[str]) -> str:
    """ "Three (3) months" is "3 months"; numbers that differ stay as they are."""
    same = _COUNTS.index(match[1].lower()) + 1 == int(match[2])
    return match[2] if same else match[0]


_TERMS = (
    r"(?:[\s\[\](){}x*/+^-]|\d+(?:\.\d+)?|\.\d+|√|½|\b(?:age|years?|yrs?|in|actual|ideal|lean|body|weight|wt|mass|kg|serum|plasma|"
    r"creatinine|SCr|S\.?cr|Cr|mg/dL|[uμ]mol/L|mL/min|if|for|fem?ales?|males?|women|men|QT|RR|interval|times|multiplied|"
    r"by|height|cm|k|seconds?|sec|ms)\b|\b(?:QT|RR)(?=\d))"
)
_FORMULA = (
    r"(?:\b(?:for |in )?(?:fe)?males?:? )?\b(?:estimated |calculated )?"
    r"(?:creatinine clearance|creatinine cl|e?CrCl|CLcr|Ccr|e?GFR|QTc[BF]?)"
    r"(?:\s?\([^()=<>]{1,25}\))*(?: \([^()=<>]{1,25}\))?(?: for (?:fe)?males?| in (?:fe)?males?)?\s?=\s?"
    rf"(?={_TERMS}*?(?:140\s?-\s?age|QT\s?/|height)){_TERMS}+(?:,? (?=\(?x ?0?\.85))?"
)
""" "CrCl = (140 - age) x weight / (72 x creatinine)": how a value is worked out; its numbers are no limits."""


def _behind_formula(match: re.Match[str]) -> str:
    """What was taken for a part of the formula behind the bracket that it stands in."""
    depth = 0
    for place, sign in enumerate(match[0]):
        depth += (sign in "([{") - (sign in ")]}")
        if depth < 0:
            return " " + match[0][place:]
    return " "


_MARKER_GLUED = (
    r"\A(?:_+\s?\d{1,2}[.)]\s|\d{1,2}(?=(?:ECOG|KPS|HIV|AST|ALT|WBC|ANC|LVEF|BMI)\b|"
    r"(?!Yttr|Iod|Fluor|Gall|Lutet|Copp|Stront|Rad|Indium)[A-Z][a-z]{2,}))"
)
""" "2Severe hypertension": the number of the item, printed without a sign; "90Yttrium" is a name."""
_DECIMAL_COMMA = (
    r"(?<![\d,.] )(?<=\d)(?<!\d{4}),(?=\d{1,2}\s?(?:[x*]\s?(?:10|I?ULN|upper|the\b|institut)|times|[mu]?mol|g/d?l|"
    r"[mu]g\b|mcg|m[lm]\b|cm\b|%|u?kat|x10|10\^|10\*|/mm|/[un]?l\b))"
)
""" "Hemoglobin >= 5,6 mmol/L": a comma with one or two digits and a unit behind it stands for a point."""
_ONE_BY_ONE = (
    r"\b(0|zero|1|one|2|two)(?:, (?:or )?(?:1|one|2|two|3|three),? or )(2|two|3|three|4|four)"
    r"(?= (?:prior|previous|earlier|lines?|regimens?|courses?|cycles?)\b)"
)
""" "One, two or three prior regimens": each of the numbers from the first to the last."""
_LIMIT_WITH_COMMA = r"((?:[<>=≤≥]|\bthan|\bleast|\bup to|\bwithin)\s?[1-9]\d?),(?=\d{1,2}(?![\d,]|\s?(?:or|and|to)\b))"
""" "INR <= 1,5": behind the sign of a limit, two numbers with nothing but a comma between them are one."""
_TWICE = r"\b((?:class|stage|grade) (?:[IVX]{1,4}[A-C]?|\d)\+?,? (?:or|and|and/or|to) )(?:class|stage|grade) (?=[IVX\d])"
""" "Class III or class IV": one word for both."""

_MEETS = (
    r" (?:that |which )?(?:meets?|meeting|fulfil+s?|fulfil+ing|"
    r"(that can be (?:evaluated|assessed|measured)) (?:by|according to|with|using)) "
    r"(?:the )?(?=(?:m|i|ir)?RECIST|response evaluation criteria)"
)
""" "A lesion that meets the RECIST criteria" is one by them."""

_NO_MOTHER = r"(?:pregnant|lactating|nursing|breast-?\s?feeding)"
_NOT_PREGNANT = rf"\bnon-?\s?(?={_NO_MOTHER}(?:,? (?:and|or|&) (?:non-?\s?|not ){_NO_MOTHER})?\s*(?:$|[.;)]))"
""" "Nonpregnant and nonlactating": neither; where something else is asked for behind it, how far it reaches is not said."""

_OF_PROTEIN = (
    r"(?:be )?((?:[<>]=?|less than(?: or equal to)?|no more than|not more than|at most|below)\s?\d[\d.]*\s?"
    r"(?:m?gm?|grams?|milligrams?)\b)(?: \(m?gm?\))?,?(?: of)? protein"
    r"(?:\s?(?:in|per|/|over)(?: a| the)?\s?24[- ]?h(?:(?:ou)?rs?)?\b)?(?: to allow participation[^.;()]*)?"
)
_WHO_SCALE = (
    r"\bWHO(?= ?(?:PS\b|performance\b)|:? (?:score |of |is |status )*(?:[<>]=? ?)?[0-4](?: ?(?:-|to|or|,|/) ?[0-4])?"
    r"(?![\d.%]| ?(?:weeks?|months?|days?|years?|hours?|or more prior|prior|previous|lines?|cycles?|doses?)\b))"
)
"""The World Health Organization's scale of performance, which is ECOG's; not "patients WHO 2 weeks ago …"."""
_URINE_SHOWS = (
    r"\b(?:(?:must|should|shall|will|need to|have to)(?: undergo| have| receive)(?: an?)? )?24[- ]?h(?:ou)?rs?[- ]urine"
    r"(?: collection)?(?: for protein)?,?(?: and)? (?:must|should|shall|has to) (?:demonstrate |show |contain |reveal |have )?"
    + _OF_PROTEIN
)
""" "24-hour urine must demonstrate < 1 g of protein in 24 hours": a limit of the protein in it."""


def _urine_protein(match: re.Match[str]) -> str:
    return f"{'' if match[0].startswith('24') else 'must have '}24-hour urine protein {match[1]}"


_STAGE_CODE = r"(?:I{1,3}|IV)[A-C]?\d?"
_CLASS_LETTER = r"[ABC](?:\d{1,2}\b|(?![\w-]))"
_STAGE_CODES = rf"{_STAGE_CODE}(?:(?: ?(?:, ?|/|-|\bor\b|\band\b|\bto\b|,? or) ?(?:stage )?){_STAGE_CODE})*"
_STAGES_BRACKETED = (
    rf"\b(?:(?:advanced|early|late|high|higher|low|limited)[- ])?stages? ?\((?:stages? )?({_STAGE_CODES})\)|"
    rf"\b(?:advanced|early|late|limited) \(({_STAGE_CODES})\)[- ]stage\b"
)
""" "Advanced stage (III or IV)": the bracket says which stages are meant."""
_LIMIT_ENDS = r"(?= ?(?:x(?![a-z])|\*|times\b|%|[mkuµ]?g\b|[um]?mol|U/L|I?U\b|ULN\b|LLN\b|[cm]m\b|m?sec\b|upper\b))"
""" "<= 5. 0 x ULN", "> 1 .5 mg/dL": a blank in a number with a sign before it and a unit behind it."""

_NUMBERS = _rules(
    (sought(_FORMULA, re.IGNORECASE), _behind_formula),
    (sought(_MARKER_GLUED), _constant("")),
    (sought(r"[®™]"), _constant("")),
    (
        sought(r"\b([Rr]eceptor|[A-Z][A-Z0-9]{1,5})([ -])(negative|positive)s\b"),
        lambda match: f"{match[1]}{match[2]}{match[3]} patients",
    ),
    (sought(_DECIMAL_COMMA, re.IGNORECASE), _constant(".")),
    (
        sought(_ONE_BY_ONE, re.IGNORECASE),
        lambda match: f"{match[1]} to {match[2]}",
    ),
    (sought(_LIMIT_WITH_COMMA), lambda match: f"{match[1]}."),
    (sought(rf"([<>=] ?\d{{1,3}})(?:\. | \. ?)(\d){_LIMIT_ENDS}", re.IGNORECASE), lambda match: f"{match[1]}.{match[2]}"),
    (sought(r"(?<![\d.,])(\d{1,3})(?=10E9 ?/ ?L\b)"), lambda match: f"{match[1]} x "),
    (sought(rf"{_STAGES_BRACKETED}", re.IGNORECASE), lambda match: f"stage {match[1] or match[2]}"),
    (sought(r"(?<=milligrams per meter-squared) ?\(mg/m\^?2\)"), _constant("")),
    (sought(r"(?<=milligrams per square meter) ?\(mg/m\^?2\)"), _constant("")),
    (
        sought(
            r"\b(patients|subjects|participants|those|children|adults|individuals)( (?:aged )?(?:[<>]=?|over|under|above|below|"
            r"(?:older|younger) than) ?(?:1\d|2[01]))(?=\s*(?:$|[.,;)]|(?:and|or)\b))",
            re.IGNORECASE,
        ),
        lambda match: f"{match[1]}{match[2]} years",
    ),
    (sought(r"\bbetween(?=\d)", re.IGNORECASE), _constant("between ")),
    (sought(r"¿(?=mol)"), _constant("u")),
    (sought(r"(?<=[a-z])\(es\)"), _constant("")),
    (sought(r"(?<=\d)-(?=(?:years?|months?|weeks?|days?)\b(?!-))"), _constant(" ")),
    (sought(r"\byears of older\b"), _constant("years or older")),
    (sought(r"\bfirst does of\b"), _constant("first dose of")),
    (sought(r"\bversion \(v\.?\)"), _constant("version")),
    (sought(r"\bLNL\b"), _constant("LLN")),
    (sought(r"(?<=\d) time(?= (?:the )?(?:upper|normal|ULN))"), _constant(" times")),
    (sought(r":(?=\s*(?:such as|for example)\b)"), _constant("")),
    (sought(rf"(?:{_BESIDE_ACUTE})c(?=GvHD\b)", re.IGNORECASE), _constant("chronic ")),
    (sought(rf"(?:{_BESIDE_CHRONIC})a(?=GvHD\b)", re.IGNORECASE), _constant("acute ")),
    (sought(r"(?<= of) such as(?= )|(?<= to) such as(?= )|(?<= with) such as(?= )"), _constant("")),
    (sought(r"(?<=[a-z] )i s(?= )"), _constant("is")),
    (sought(r",\s*(?:in )?SI units?(?: equivalents?)?(?=\s*\))"), _constant("")),
    (sought(r"(?<=Child-Pugh), (?=class)"), _constant(" ")),
    (sought(rf"(?<=Child[- ]Pugh )score(?=:? (?:of |is |was |class |grade |>=? |<=? )*{_CLASS_LETTER})"), _constant("class")),
    (sought(_RESULT_OBTAINED, re.IGNORECASE), lambda match: match[1]),
    (sought(_CO_INFECTED, re.IGNORECASE), _constant("both ")),
    (sought(_CHECKPOINTS, re.IGNORECASE), lambda match: re.sub(r"(?i)(?<![\w-])(?=PD-?L?[12]|CTLA-?4)", "anti-", match[0])),
    (sought(_ANAPHYLAXIS_TOO, re.IGNORECASE), lambda match: f"{match[1]} "),
    (sought(_TWICE, re.IGNORECASE), lambda match: match[1]),
    (sought(r" ?\(\s*\)"), _constant("")),
    (
        sought(
            r"[,;.]\s*(?:please )?(?:see|refer to|per)\s+(?:the )?(?:appendix|sections?|table|attachment)\s?[\w.-]{0,8}(?=\s*\))",
            re.IGNORECASE,
        ),
        _constant(""),
    ),
    (sought(_MINUS), _constant(" negative")),
    (sought(r"(?<=\S) {2,}(?=\S)"), _constant(" ")),
    (sought(r"\b(?:less|lower|fewer) than\s?/\s?(?:or )?equal(?:s| to)?\b", re.IGNORECASE), _constant("<=")),
    (sought(r"\b(?:greater|more|higher) than\s?/\s?(?:or )?equal(?:s| to)?\b", re.IGNORECASE), _constant(">=")),
    (
        sought(r"\b(?:(?:less|lower|greater|more|higher) than|at (?:least|most))(?: or equal to)? \(([<>]=?)\)"),
        lambda match: match[1],
    ),
    (sought(rf"(?<=\S) -+ ?(?=(?:For|In|{BEGINS_ANEW}|Note|NOTE|Exceptions?|If)\b)"), _constant("; ")),
    (sought(r"(?<=\d)[- ]?years?[- ]old\b", re.IGNORECASE), _constant(" years old")),
    (sought(r"(?<=\d)\s?(?:y/o|yo|y)\b(?![-/])"), _constant(" years")),
    (sought(_AGE_IN_WORDS, re.IGNORECASE), _age),
    (sought(_TOLD_TWICE, re.IGNORECASE), _once),
    (sought(_UNIT_TWICE, re.IGNORECASE), lambda match: match[1]),
    (sought(r"<\s*/\s*="), _constant("<=")),
    (sought(r">\s*/\s*="), _constant(">=")),
    (sought(rf"=\s*/\s*<|=\s?<|<\s=|<\s?\(=\)|< ?or ?=? ?(?=\d|{_OF_NORMAL})|<(?=\s*or equal to)"), _constant("<=")),
    (sought(rf"=\s*/\s*>|=\s?>|>\s=|>\s?\(=\)|> ?or ?=? ?(?=\d|{_OF_NORMAL})|>(?=\s*or equal to)"), _constant(">=")),
    (sought(r"(?<=[<>]=)\s*or equal to"), _constant("")),
    (sought(r"> ?or ?(?:= ?to|equal)(?= ?\d)"), _constant(">=")),
    (sought(r"< ?or ?(?:= ?to|equal)(?= ?\d)"), _constant("<=")),
    (sought(r"(?<=[<>]=) to(?= ?\d)"), _constant("")),
    (sought(r"(?<=\d)\s?\?\s?(?=\d)"), _constant(" - ")),
    (sought(r"(?<=\d),(?:\s(?!\d{3},? (?:or|and)\b))?(?=\d{3}(?!\d))"), _constant("")),
    (sought(r"(?<=\d)['’](?=\d{3}(?!\d))"), _constant("")),
    (sought(r"(?<=\d)\.(?=\d{3}\s?/\s?(?:mm|u[lL]|mcL|cu))"), _constant("")),
    (sought(r"(?<=\d{3})\s?(?:u[lL]|mcL)\b"), _constant("/uL")),
    (sought(r"(?<=\d) (?!10[69]\s?/)(?=\d{3}\s?/\s?(?:mm|u?[lL]|mcL|cu))"), _constant("")),
    (
        sought(r"(?<=\d)(?:\s?[x*]\s?)10\s?[\^*eE]?\s?\(?([369]|12)\)?(?=\s?(?:/|cells|per|platelets|u?[lL]\b))"),
        lambda match: f"x10^{match[1]}",
    ),
    (sought(r"(?<=\d)\s?[x*]\s?10\s?E\+?(\d{1,2})"), lambda match: f"x10^{int(match[1])}"),
    (sought(r"(?<=\d) 10 ?[\^*]? ?([369]|12)(?= ?/ ?[ulL])"), lambda match: f" x10^{match[1]}"),
    (sought(r"(?<=\d)\s(?=%)"), _constant("")),
    (sought(r"(?<=3[6-9])\s?C\b|(?<=3[6-9]\.\d)\s?C\b"), _constant("°C")),
    (sought(r"(?<=\bage)\s?;(?=\s?\d)", re.IGNORECASE), _constant(":")),
    (sought(r"(?<=\bstep \d):(?=\s(?:random|regist))", re.IGNORECASE), _constant(" ")),
    (sought(r",?\s*\bbut\s+(?:is\s+|are\s+)?not\s+(?:limited|restricted|confined)\s+to\b,?", re.IGNORECASE), _constant("")),
    (sought(_HER2_POSITIVE, re.IGNORECASE), _constant("HER2-positive")),
    (sought(_UNTREATED_WITH, re.IGNORECASE), _constant("not previously treated with")),
    (sought(_BETWEEN, re.IGNORECASE), lambda match: f"{match[1] or ''}{match[2]} - "),
    (sought(r"\((non-?\s?[a-z]+)\)(?=\s[a-z])", re.IGNORECASE), lambda match: match[1]),
    (sought(r"(?<=[<>])_\s?(?=\d)"), _constant("=")),
    (sought(r"(?<=[A-Z])_(?=\d\b)"), _constant("")),
    (sought(_MEETS, re.IGNORECASE), lambda match: f" {match[1] or ''} per ".replace("  ", " ")),
    (sought(r"(?<=\d)[ -]years?-of-age\b", re.IGNORECASE), _constant(" years of age")),
    (sought(_NOT_PREGNANT, re.IGNORECASE), _constant("not ")),
    (sought(r"(?<=[^\d\s])(?=[<>]=?\s?\d)"), _constant(" ")),
    (sought(r"(?<=[<>=])(?=\d)"), _constant(" ")),
    (sought(_WHO_SCALE), _constant("ECOG")),
    (
        sought(_URINE_SHOWS, re.IGNORECASE),
        _urine_protein,
    ),
    *PLAINER,
)

_LOST_SUPERSCRIPT = re.compile(r"(?<=\d)\s?[x*×]\s?10\s?([369]|12)(?=\s?/)")


def normalise(text: str, offset: int = 0) -> Normal:
    """`text` in plain signs; `offset` is where it begins in the source that spans count in."""
    result = Normal(text=text, offset=offset)
    for rules in (_ESCAPES, _CHARACTERS, _NUMBERS):
        if rules is _CHARACTERS and result.text.isascii() and not any(sign in result.text for sign in _BLANKS):
            continue
        result = _rewritten(result, rules, first=0)
    return _expanded(_without(result, hanging_commas(result.text)))


def _without(before: Normal, places: tuple[int, ...]) -> Normal:
    """The text without the characters at some places."""
    if not places:
        return before
    kept = [place for place in range(len(before.text)) if place not in places]
    starts, ends = before.starts, before.ends
    return Normal(
        text="".join(before.text[place] for place in kept),
        places=(tuple(starts[place] for place in kept), tuple(ends[place] for place in kept)),
    )


def _rewritten(before: Normal, rules: _Rules, *, first: int) -> Normal:
    """The text put through the rules from the first on, each on what those before it left."""
    for place, (pattern, replacement) in rules.among(before.text, first=first):
        if pattern.pattern.search(before.text):
            return _rewritten(replaced(before, pattern.pattern, replacement), rules, first=place + 1)
    return before


def lost_superscripts(text: str, offset: int = 0) -> tuple[Finding, ...]:
    """A finding for each power of ten whose superscript was lost ("1.5 x 109/L"): read as 10^9, and said."""
    return tuple(
        Finding(
            code="SUPERSCRIPT_LOST",
            severity=Severity.INFO,
            message=f"'{match[0].strip()}' is read as a power of ten (10^{match[1]}): the superscript was lost",
            span=Span(start=offset + match.start(), end=offset + match.end()),
            values=(match[0].strip(),),
        )
        for match in _LOST_SUPERSCRIPT.finditer(text)
    )


def _expanded(before: Normal) -> Normal:
    """Abbreviations of more than one thought ("mCRPC") in the words that they stand for."""
    result = before
    for found in reversed(expansions(before.text)):
        place, size = before.span(found.start, found.end), len(found.words)
        result = Normal(
            text=f"{result.text[: found.start]}{found.words}{result.text[found.end :]}",
            places=(
                (*result.starts[: found.start], *[place.start] * size, *result.starts[found.end :]),
                (*result.ends[: found.start], *[place.end] * size, *result.ends[found.end :]),
            ),
        )
    return result


def replaced(before: Normal, pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str]) -> Normal:
    """The text with what the pattern finds replaced, each new character in the place of what it stands for."""
    pieces: list[str] = []
    starts, ends = list(before.starts), list(before.ends)
    done = longer = 0
    for match in pattern.finditer(before.text):
        first, last = match.span()
        put = replacement(match)
        pieces += (before.text[done:first], put)
        place = before.span(first, last)
        starts[first + longer : last + longer] = [place.start] * len(put)
        ends[first + longer : last + longer] = [place.end] * len(put)
        done, longer = last, longer + len(put) - (last - first)
    pieces.append(before.text[done:])
    return Normal(text="".join(pieces), places=(tuple(starts), tuple(ends)))

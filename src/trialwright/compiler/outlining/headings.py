"""A line's text enters; whether it is a heading leaves: of which list, stage, cohort or topic (rules in data/headings.tsv)."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from functools import cache, lru_cache
from importlib import resources

from trialwright.compiler.outlining.markers import roman
from trialwright.compiler.outlining.outline import Kind
from trialwright.compiler.wording.clean import clean, heading_key
from trialwright.compiler.wording.sought import Sought, sought
from trialwright.vocabulary.records import record

_INCLUSION: Kind = "inclusion"
_EXCLUSION: Kind = "exclusion"
_LONGEST = 140
_LAST_ENTRY = 60  # the stages behind a patient's entry: a word for one of them within brackets only describes
_LONGEST_SCOPE = 8
_BARE_LIST = re.compile(r"(?:key |main )?(?:inclusion|exclusion|eligibility) criteria")
_COLON = re.compile(r"[:：]")
_COLONS = (":", "：")
_NUMBERED = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2})+\.?|[A-Z][.)]|[IVX]{1,4}[.)])\s+(?=(?:\w+\s+){0,3}(?:inclusion|exclusion)\s+criteria)",
    re.IGNORECASE,
)
""" "3.2. Exclusion criteria", "B. EXCLUSION CRITERIA": a section's number."""
_LEADS_ON = re.compile(
    r"(?<=criteria),?\s+(?:(?:are|were|include|is)\b\s*)?(?:as\s+follows|the\s+following)?\s*[:.]?$", re.IGNORECASE
)
""" "Exclusion criteria are as follows:" """
_COMPARED = re.compile(r"[<>≤≥=%]")
_BOTH = re.compile(r"(?:inclusion|include)s?\s*(?:/|and|&|or)\s*exclusion|exclusion\s*(?:/|and|&|or)\s*inclusion")
_SAYS_MORE = re.compile(
    r"\b(?:prior|previous|therap\w+|medication\w*|drugs?|disease|history|laborator\w+|organ|no|other|additional|further|of|for|before|at|time|specific|general|medical|cancer|related|cardi\w+|key|main|major)\b"
)
_ID = r"(?:\d{1,2}\s?[a-z]?\d?|[a-z]\d{0,2}|[ivx]{1,4}[a-c]?)(?:-[a-z]{1,4})?"
_FILLER = re.compile(
    r"\b(?:for|in|of|the|only|patients?|participants?|subjects?|individuals?|enrolled|enrolling|specific|and|to|on|trial|study|with|from|"
    r"open|eligible|eligibility|requirements?|expansion|escalation|dose|at|time|into|criteria|who|part|be)\b"
)
_FILLER_START = re.compile(
    r"^(?:for|in|of|the|to|main|key|general|specific|additional|other|major|all|with|patients?|participants?|subjects?|\s)+\b",
    re.IGNORECASE,
)
_CRITERIA_OF_SOME = re.compile(
    r"(?:additional|specific|further|other|special|extra) (?:(?:inclusion|exclusion|eligibility|selection) )?criteria "
    r"(?:specific(?:ally)? |only |applicable |applying )*(?:for|to|in|of)\b"
)
""" "Additional criteria for the everolimus combination (phase 1b and arm B):" is the heading of those, whatever they get."""
_ONLY_THEY = re.compile(r" (?:patients |participants |subjects )?only$")
""" "Endometrial cancer cohorts only:" is the heading of those cohorts."""
_SCOPE_START = re.compile(r"\s*(?:for|at|in|-|–|\(|:)")
_SHORTENED = re.compile(r"\b(?:in|ex)cl?\. ")
_PLAIN_NAME = re.compile(r"(?:subject |patient |participant |key |main )?(?:in|ex)clusions?$|(?:in)?eligibility$")
_REMARK = re.compile(r"[(\[][^()\[\]]*\b(?:see|refer|as|are|is|will|must|listed|below|above)\b[^()\[\]]*[)\]]")
_SCOPE_NOUN = re.compile(r"\b(?:cohort|arm|part|group|phase|stratum|module|portion|segment)s?\b")
_WHOSE_LIST = re.compile(r"(?P<who>[\w&/()' -]{3,60}?)[ -](?P<list>inclusions?|exclusions?)")
_LIST_LAST = re.compile(r"(?P<who>.+?)(?P<sign>\s*[:：,–—]\s*|\s+-\s+|\s+)(?P<list>inclusions?|exclusions?)(?: only)?")
_LIST_FIRST = re.compile(r"(?P<list>inclusions?|exclusions?)(?: only)?(?P<sign>\s*[:：,–—]\s*|\s+-\s+|\s+)(?P<who>.+)")
_LISTS = re.compile(r"\b(ex|in)clusions?\b")
_QUALIFIED = re.compile(r"^(?:(?:specific|additional|key|main|major|other|general|special|further)\s+)+")
_BRACKETS = re.compile(r"[(\[（][^()\[\]（）]*[)\]）]")


@record(frozen=True, kw_only=True, slots=True)
class StageName:
    """A stage as a heading names it; `rank` orders the stages of a trial."""

    name: str
    rank: int


@record(frozen=True, kw_only=True, slots=True)
class Heading:
    """What a heading says. All None but `topic`: a heading that leaves the list as it is. `about` is what stands beside a list's
    name and is neither a stage nor a cohort that we know: "for iNHL", "Q2W"."""

    kind: Kind | None = None
    stage: StageName | None = None
    cohort: str | None = None
    everybody: bool = False
    topic: str | None = None
    neutral: bool = False
    about: str = ""


@record(frozen=True, kw_only=True, slots=True)
class _Rule:
    role: str
    name: str
    pattern: re.Pattern[str]


@cache
def _rules() -> dict[str, tuple[_Rule, ...]]:
    table: dict[str, list[_Rule]] = {}
    for row in rows_of("headings.tsv"):
        rule = _Rule(role=row["role"], name=row["name"], pattern=re.compile(row["pattern"].replace("ID", _ID)))
        table.setdefault(rule.role.split(" ")[0] if rule.role.startswith("stage") else rule.role, []).append(rule)
    return {role: tuple(rules) for role, rules in table.items()}


@cache
def topic_parts() -> re.Pattern[str]:
    """The labels of the parts that a topic of requirements has."""
    text = "|".join(row["pattern"] for row in rows_of("headings.tsv") if row["role"] == "topic part")
    return re.compile(text)


def rows_of(table: str) -> list[dict[str, str]]:
    """The rows of one of the compiler's tab-separated tables, without its comments."""
    text = resources.files("trialwright.compiler").joinpath("data", table).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def _lead_in_words() -> frozenset[str]:
    text = resources.files("trialwright.compiler").joinpath("data", "lead_in.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


@lru_cache(maxsize=4096)
def heading(raw: str) -> Heading | None:
    """What the whole of `raw` says as a heading, or None when it is not one: `Key Inclusion Criteria (Part A):`."""
    if len(raw) > 2 * _LONGEST:
        return None
    raw = _LEADS_ON.sub(":", _NUMBERED.sub("", raw)) if "riteria" in raw or "RITERIA" in raw else raw
    key = heading_key(raw)
    if len(key) > _LONGEST or _REMARK.search(key):
        key = _BRACKETS.sub(" ", key).strip()
    if not key or len(key) > _LONGEST or (". " in key and ". " in _SHORTENED.sub("", key)):
        return None
    closed = bool(_COLON.search(raw[-3:])) or raw.strip(" *#_-•").isupper()
    if raw.rstrip().endswith(".") and not (_BARE_LIST.fullmatch(key) and raw.lstrip(" *#_")[:1].isupper()):
        return None
    if _COMPARED.search(key) or _unbalanced(key):
        return None
    if not _hint(lists_only=not closed and len(key.split()) > _LONGEST_SCOPE).search(key):
        return None
    if not _one_heading(key, closed=closed):
        return None
    found = _list_heading(key, closed=closed)
    if found is not None and found.kind and _is_rest(raw, key):
        return None
    return found or _topic(key) or _of_its_list(_scope_heading(key, colon=closed), key)


def _of_its_list(found: Heading | None, key: str) -> Heading | None:
    """A cohort's heading that says "exclusion" or "inclusion" in any other way opens that list: no line may be turned round."""
    lists = set(_LISTS.findall(key))
    if found is None or not lists:
        return found
    if len(lists) > 1:
        return replace(found, neutral=True)
    return replace(found, kind=_EXCLUSION if lists == {"ex"} else _INCLUSION)


def _is_rest(raw: str, key: str) -> bool:
    """Whether the line is the end of a sentence that speaks of criteria, or a remark in brackets."""
    first = raw.lstrip(" *#_")[:1]
    if first in "(（":
        return True
    named = _BARE_LIST.fullmatch(key) or (_BARE_LIST.match(key) and raw.rstrip().endswith(_COLONS))
    return first.islower() and not named


def _unbalanced(key: str) -> bool:
    return key.count("(") != key.count(")")


@cache
def _hint(*, lists_only: bool) -> Sought:
    """One pattern that is in every heading, so that most lines need no other."""
    roles = ["inclusion", "exclusion"]
    if not lists_only:
        roles += ["inclusion alone", "exclusion alone", "topic", "cohort", "cohort all", "stage", "cohort named"]
    both = [_BOTH.pattern]
    return sought("|".join(both + [f"(?:{rule.pattern.pattern})" for role in roles for rule in _rules()[role]]))


def _one_heading(key: str, *, closed: bool) -> bool:
    """Whether what stands around a colon within the line is a heading on its own; else the line is a heading and a criterion."""
    left, colon, right = key.partition(":")
    if not colon:
        return True
    right = right.strip()
    if closed and (_list_heading(left, closed=True) or _scope_heading(left, colon=True)):
        return True
    return bool(_list_heading(right, closed=True) or _topic(right) or _scope_heading(right, colon=True))


def _list_heading(key: str, *, closed: bool) -> Heading | None:
    if _BOTH.search(key):
        return None if _guarded(key) else Heading(neutral=True)
    for role, kind in (("exclusion", _EXCLUSION), ("inclusion", _INCLUSION)):
        for rule in _rules()[role]:
            match = rule.pattern.search(key)
            if match and _is_name(key, match, closed=closed):
                rest = f"{key[: match.start()]} {key[match.end() :]}"
                if len(rest.split()) > 14:
                    return None
                return _scoped(kind, rest)
    for role, kind in (("exclusion alone", _EXCLUSION), ("inclusion alone", _INCLUSION)):
        for rule in _rules()[role]:
            match = rule.pattern.match(key)
            if match and (match.end() == len(key) or (_PLAIN_NAME.search(match.group()) and _only_scope(key[match.end() :]))):
                return _scoped(kind, key[match.end() :])
    return _list_named_beside(key) or (_whose_list(key) if closed else None)


def _list_named_beside(key: str) -> Heading | None:
    """A list's bare name behind or before those whom it is for: "Part 2a (sarcoma): Exclusion", "Cohort B additional inclusions".

    Without a sign between them, all that stands beside the name must be a cohort, a stage or what only qualifies it.
    """
    match = _LIST_LAST.fullmatch(key) or _LIST_FIRST.fullmatch(_QUALIFIED.sub("", key))
    if match is None or len(match["who"].split()) > _LONGEST_SCOPE or _guarded(match["who"]):
        return None
    who = _without_qualifiers(match["who"])
    if who and _scope_heading(who, colon=False) is None and not (match["sign"].strip() and match.re is _LIST_LAST):
        return None
    kind = _EXCLUSION if match["list"].startswith("ex") else _INCLUSION
    found = _scoped(kind, f" {who} ")
    several = len(_SCOPE_NOUN.findall(who)) > 1
    if found.everybody or found.stage or not who:
        return found
    return replace(found, cohort=who if several else found.cohort or who)


def _whose_list(key: str) -> Heading | None:
    """A list called by those whom it is for: "Family caregiver exclusion:"."""
    match = _WHOSE_LIST.fullmatch(key)
    if match is None or len(match["who"].split()) > _LONGEST_SCOPE or _guarded(match["who"]) or _SAYS_MORE.search(match["who"]):
        return None
    kind = _EXCLUSION if match["list"].startswith("ex") else _INCLUSION
    found = _scoped(kind, f" {match['who']} ")
    return found if found.cohort or found.stage else replace(found, cohort=None if found.everybody else match["who"].strip())


def _is_name(key: str, match: re.Match[str], *, closed: bool) -> bool:
    """Whether the words around a list's name only qualify it; a line that starts with it and ends with a colon may say more."""
    before, after = key[: match.start()], key[match.end() :]
    if _guarded(before) or len(before.split()) > 6:
        return False
    leading = len(before.split()) <= 1 and closed and re.match(r"\s*(?:for|at|in|of|to|\(|-)", after)
    return bool(leading) or not _guarded(after)


def _guarded(text: str) -> bool:
    return any(rule.pattern.search(text) for rule in _rules()["guard"])


_TOPIC_OF_LIST = re.compile(
    r"\b(?:related|relating|pertaining) to (?:the |general |current |prior |previous |concomitant |other |medical |or |and )*"
    r"(?:health|treat\w+|therap\w+|medic\w+|conditions?|histor\w+|diseases?|safety|laborator\w+|organs?|study|drugs?|procedures?)\b"
)
""" "Exclusion criteria related to general health": what they are about, and nobody's in particular."""


def _scoped(kind: Kind, rest: str) -> Heading:
    cohort, everybody = cohort_in(rest)
    stage = None if everybody else stage_in(rest)
    about = "" if _TOPIC_OF_LIST.search(rest) else _about(rest)
    if cohort is None and not _TOPIC_OF_LIST.search(rest) and not everybody and stage is None:
        cohort = _named_cohort(rest) or (about.removeprefix("for ") if about.startswith("for ") else None)
    return Heading(kind=kind, stage=stage, cohort=cohort, everybody=everybody, about="" if everybody else about)


def _about(rest: str) -> str:
    """What is left of the words beside a list's name when all that only qualifies it is taken away."""
    text = _without_qualifiers(rest).strip(" -–:()[].,")
    return "" if text in ("for", "of", "in", "the", "and", "to", "-") else text


def _without_qualifiers(rest: str) -> str:
    text = rest
    for rule in _rules()["qualifier"]:
        text = rule.pattern.sub(" ", text)
    return re.sub(r"\s+", " ", text).strip(" -–:.,")


def _named_cohort(rest: str) -> str | None:
    """A cohort called by what its patients have, beside the name of a list: "Ovarian cancer inclusion criteria"."""
    for rule in _rules()["cohort named"]:
        match = rule.pattern.search(_FILLER_START.sub("", rest.strip(" -–(:")))
        if match and not _guarded(match.group()):
            return match.group().strip()
    return None


def _only_scope(rest: str) -> bool:
    """Nothing stands beside a bare heading word but a stage or a cohort, as in "Inclusion for apheresis"."""
    return bool(_SCOPE_START.match(rest)) and (stage_in(rest) is not None or cohort_in(rest)[0] is not None)


def _topic(key: str) -> Heading | None:
    for rule in _rules()["topic"]:
        if rule.pattern.fullmatch(key):
            return Heading(topic=rule.name)
    return None


def _scope_heading(key: str, *, colon: bool) -> Heading | None:
    """A heading that names only a cohort or a stage: nothing else may be left of it but filler and brackets."""
    if len(key.split()) > 14 or _guarded(_BRACKETS.sub(" ", key)):
        return None
    cohort, everybody = cohort_in(key)
    stage = stage_in(key)
    rest = _BRACKETS.sub(" ", key)
    for role in ("cohort", "cohort all", "stage"):
        for rule in _rules()[role]:
            rest = rule.pattern.sub(" ", rest)
    rest = re.sub(r"[^\w]+", " ", _FILLER.sub(" ", rest)).strip()
    bare = _ONLY_THEY.sub("", _FILLER_START.sub("", key))
    if rest and colon and not stage and (named := _rules()["cohort named"][0].pattern.fullmatch(bare)):
        return Heading(cohort=named.group())
    if rest and colon and cohort and not stage and _describes_cohort(key, cohort):
        return Heading(cohort=cohort)
    if colon and cohort and not stage and _CRITERIA_OF_SOME.match(key):
        return Heading(cohort=cohort)
    if rest or not (cohort or everybody or stage):
        return None
    return Heading(cohort=cohort, everybody=everybody, stage=stage) if colon or stage or cohort or everybody else None


def _describes_cohort(key: str, cohort: str) -> bool:
    """ "Cohort A - melanoma:", "arm B NSCLC patients:": a cohort's name, and a few words for those who are in it."""
    _before, _name, behind = key.partition(cohort)
    words = behind.strip(" -–—,").split()
    parted = re.match(r"\s*[-–—]\s", behind) is not None
    return key.startswith(cohort) and len(words) <= _LONGEST_SCOPE and (parted or not _MAY_BE_A_KIND.match(cohort))


_MAY_BE_A_KIND = re.compile(r"(?:groups?|phases?|stratum|strata)\b")
""" "Group 3 medulloblastoma", "phase 1 dose": no cohort's name but by itself."""


def cohort_in(text: str) -> tuple[str | None, bool]:
    """The cohort, arm or group of people that a heading names, as printed in lower case; True when it names everybody."""
    text = text.casefold()
    if any(rule.name and rule.pattern.search(text) for rule in _rules()["cohort all"]):
        return None, True
    found = [match.group().strip() for rule in _rules()["cohort"] if (match := rule.pattern.search(text))]
    if found:
        return found[0], False
    return None, any(rule.pattern.search(text) for rule in _rules()["cohort all"])


def stage_in(text: str) -> StageName | None:
    """The stage of the trial that a heading names, the latest where it names several."""
    text = text.casefold()
    found: list[StageName] = []
    for rule in _rules()["stage"]:
        rank = int(rule.role.split(" ")[1])
        match = rule.pattern.search(_BRACKETS.sub(" ", text) if rank > _LAST_ENTRY else text)
        if match is None:
            continue
        number = _number(match[1]) if rank == 0 else 0
        name = rule.name.format(number) if rank == 0 else rule.name
        found.append(StageName(name=name, rank=29 + number if rank == 0 else rank))
    steps = [stage for stage in found if stage.name.startswith("step ")]
    return max(steps or found, key=lambda stage: stage.rank, default=None)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else (roman(text) or 1)


def is_lead_in(raw: str) -> bool:
    """Whether `raw` only introduces a list ("Patients must meet all of the following criteria:") and holds no criterion."""
    text = clean(raw).casefold()
    words = re.findall(r"[^\W_]+", text)
    if not 3 <= len(words) <= 40 or not re.search(r"follow|criteri|below|if\b|must|apply", text):
        return False
    return all(word in _lead_in_words() for word in words)

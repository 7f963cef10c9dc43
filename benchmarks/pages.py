"""A folder of pages with an index of what each states enters, the figures of the page readers leave, and every miss.

`python -m benchmarks.pages DIR [--json OUT] [--reader page|labelled] [--no-url]`. DIR holds `index.jsonl` (one object a line:
file, layout, url, golden) and the pages; sub-folders with an index of their own are read too. A golden key is compared through
`VALUES` below, which says for each key of the index where its value stands in a `TrialRecord`; items are counted by
`compiler.split`. `null` in the index means that nothing may be filled in; a value there counts as invented.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trialwright.compiler.outlining.outline import Group, Outline
from trialwright.compiler.outlining.split import split
from trialwright.registries.pages.labelled import read_labelled
from trialwright.registries.pages.recognise import read_page
from trialwright.registries.pages.text import page_text
from trialwright.registries.record import TrialRecord

RIGHT, WRONG, MISSING, INVENTED = "right", "wrong", "missing", "invented"
_REMARKS = frozenset(("noteAge",))


def _at(*paths: str) -> Callable[[TrialRecord], Any]:
    """The first value that stands at one of the paths (`extra.…`, `derived.…`, else of `protocolSection`)."""

    def value(record: TrialRecord) -> Any:
        for path in paths:
            found = _dig(record, path)
            if found not in (None, [], ""):
                return found
        return None

    return value


def _dig(record: TrialRecord, path: str) -> Any:
    room, _, rest = path.partition(".")
    if room in ("extra", "derived"):
        node: Any = record.extra if room == "extra" else record.derived
        if rest in node:
            return node[rest]
        for key in rest.split("|"):
            node = node.get(key) if isinstance(node, Mapping) else None
        return node
    return record.get(path)


def _each(path: str, name: str) -> Callable[[TrialRecord], Any]:
    """One field of every object of a list, those without it left out."""

    def value(record: TrialRecord) -> Any:
        found = _dig(record, path)
        return [item[name] for item in found if item.get(name)] if isinstance(found, list) else None

    return value


def _only(path: str, *names: str) -> Callable[[TrialRecord], Any]:
    """Every object of a list with only some of its fields."""

    def value(record: TrialRecord) -> Any:
        found = _dig(record, path)
        return [{name: item[name] for name in names if name in item} for item in found] if isinstance(found, list) else None

    return value


def _outline(record: TrialRecord) -> Outline | None:
    return split(record.eligibility_text) if record.eligibility_text else None


def _groups(record: TrialRecord, kind: str) -> list[Group]:
    outline = _outline(record)
    return [group for group in outline.groups if group.kind == kind] if outline else []


def _top(kind: str) -> Callable[[TrialRecord], Any]:
    def value(record: TrialRecord) -> Any:
        if record.extra.get(f"{kind}NotProvided"):
            return 0
        groups = _groups(record, kind)
        return sum(group.top_level_count for group in groups) if groups else None

    return value


def _nested(record: TrialRecord) -> Any:
    groups = _groups(record, "inclusion")
    return sum(len(list(group.walk())) - len(group.items) for group in groups) if groups else None


def _first(record: TrialRecord) -> Any:
    items = [item for group in _groups(record, "inclusion") for item in group.items]
    return items[0].text if items else None


def _countries(record: TrialRecord) -> Any:
    named = _each("contactsLocationsModule.locations", "country")(record)
    return list(dict.fromkeys(named)) if named else record.extra.get("countries")


def _site_count(record: TrialRecord) -> Any:
    found = record.get("contactsLocationsModule.locations")
    return len(found) if found else record.extra.get("locationsCount")


def _arm_count(record: TrialRecord) -> Any:
    stated = record.extra.get("patientGroups")
    return stated if stated is not None else len(record.get("armsInterventionsModule.armGroups") or []) or None


def _unlabelled(record: TrialRecord) -> Any:
    lines = record.extra.get("unlabelledLines", [])
    return list(lines)


_ARMS, _DRUGS = "armsInterventionsModule.armGroups", "armsInterventionsModule.interventions"
_LAST = ("statusModule.lastUpdatePostDateStruct.date", "statusModule.lastUpdateSubmitDate")
_FROM_URL = _at("extra.idFromUrl")

VALUES: Mapping[str, Callable[[TrialRecord], Any]] = {
    "nctId": _at("identificationModule.nctId"),
    "nctIdInUrlOnly": lambda record: None if record.nct_id else _FROM_URL(record),
    "registryIdInUrlOnly": lambda record: None if record.extra.get("registryId") else _FROM_URL(record),
    "nciIdInUrlOnly": _FROM_URL,
    "registryId": _at("extra.registryId"),
    "orgStudyId": _at("identificationModule.orgStudyIdInfo.id"),
    "secondaryId": lambda record: next((item["id"] for item in record.get("identificationModule.secondaryIdInfos") or []), None),
    "localId": _at("extra.localId"),
    "receiptNumber": _at("extra.receiptNumber"),
    "version": _at("extra.version"),
    "briefTitle": _at("identificationModule.briefTitle"),
    "officialTitle": _at("identificationModule.officialTitle"),
    "briefTitleZh": _at("extra.inOtherLanguage|briefTitle"),
    "portalTitle": _at("extra.portalTitle"),
    "pageHeading": _at("extra.pageHeading"),
    "acronym": _at("identificationModule.acronym", "derived.acronym"),
    "overallStatus": _at("statusModule.overallStatus"),
    "statusWord": _at("extra.asPrinted|statusModule.overallStatus"),
    "nciStatus": _at("extra.nciStatus"),
    "recruitmentStatus": _at("extra.recruitmentStatus"),
    "registrationStatus": _at("extra.registrationStatus"),
    "statusScope": _at("extra.statusScope"),
    "statusVerifiedDate": _at("statusModule.statusVerifiedDate"),
    "startDate": _at("statusModule.startDateStruct.date"),
    "startDateType": _at("statusModule.startDateStruct.type"),
    "primaryCompletionDate": _at("statusModule.primaryCompletionDateStruct.date"),
    "completionDate": _at("statusModule.completionDateStruct.date"),
    "completionDateType": _at("statusModule.completionDateStruct.type"),
    "completionDateAsPrinted": _at("extra.asPrinted|statusModule.completionDateStruct.date"),
    "studyFirstSubmitDate": _at("statusModule.studyFirstSubmitDate"),
    "studyFirstPostDate": _at("statusModule.studyFirstPostDateStruct.date"),
    "registeredDate": _at("extra.registeredDate"),
    "lastUpdate": _at(*_LAST),
    "launchedDate": _at("extra.launchedDate"),
    "currentAsOf": _at("extra.currentAsOf"),
    "recordCopyDate": _at("extra.recordCopyDate"),
    "dateFormat": _at("extra.dateFormat"),
    "dateAmbiguous": _at("extra.dateAmbiguous"),
    "hasResults": lambda record: record.has_results,
    "leadSponsor": _at("sponsorCollaboratorsModule.leadSponsor.name"),
    "leadSponsorClass": _at("sponsorCollaboratorsModule.leadSponsor.class"),
    "collaborators": _at("sponsorCollaboratorsModule.collaborators"),
    "responsibleParty": _at("extra.responsibleParty"),
    "funder": _at("extra.funder"),
    "sponsorLine": _unlabelled,
    "detailedDescription": _at("descriptionModule.detailedDescription"),
    "conditions": _at("conditionsModule.conditions"),
    "conditionsPortal": _at("extra.conditionsPortal"),
    "conditionsGlued": lambda record: "".join(record.conditions) or None,
    "keywords": _at("conditionsModule.keywords"),
    "studyType": _at("designModule.studyType"),
    "phases": _at("designModule.phases"),
    "portalPhase": _at("extra.asPrinted|designModule.phases"),
    "derivedPhases": _at("derived.phases"),
    "allocation": _at("designModule.designInfo.allocation"),
    "derivedAllocation": _at("derived.allocation"),
    "interventionModel": _at("designModule.designInfo.interventionModel"),
    "interventionModelDescription": _at("designModule.designInfo.interventionModelDescription"),
    "primaryPurpose": _at("designModule.designInfo.primaryPurpose"),
    "masking": _at("designModule.designInfo.maskingInfo.masking"),
    "enrollmentCount": _at("designModule.enrollmentInfo.count"),
    "enrollmentType": _at("designModule.enrollmentInfo.type"),
    "interventions": _only(_DRUGS, "type", "name"),
    "interventionNames": _each(_DRUGS, "name"),
    "interventionTypes": lambda record: _each(_DRUGS, "type")(record) or record.extra.get("interventionTypes"),
    "armGroups": _only(_ARMS, "type", "label"),
    "armGroupLabels": lambda record: (
        _each(_ARMS, "label")(record) or [x for y in _each(_DRUGS, "armGroupLabels")(record) or [] for x in y]
    ),
    "armGroupsCount": _arm_count,
    "primaryOutcomes": _each("outcomesModule.primaryOutcomes", "measure"),
    "sex": _at("eligibilityModule.sex"),
    "sexWords": _at("extra.sexWords", "derived.sexWords"),
    "minimumAge": _at("eligibilityModule.minimumAge"),
    "maximumAge": _at("eligibilityModule.maximumAge"),
    "derivedMinimumAge": _at("derived.minimumAge"),
    "healthyVolunteers": _at("eligibilityModule.healthyVolunteers"),
    "isFdaRegulated": _at("extra.isFdaRegulated"),
    "inclusionItems": _top("inclusion"),
    "exclusionItems": _top("exclusion"),
    "inclusionNestedItems": _nested,
    "inclusionSubItems": _nested,
    "firstInclusion": _first,
    "exclusionSectionShown": _at("extra.exclusionSectionShown"),
    "exclusionNotProvided": _at("extra.exclusionNotProvided"),
    "locationsCount": _site_count,
    "locationCities": _each("contactsLocationsModule.locations", "city"),
    "locationCountries": _countries,
    "locationStatuses": _each("contactsLocationsModule.locations", "status"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """One golden value against the record: `outcome` is right, wrong, missing or invented."""

    file: str
    layout: str
    key: str
    golden: Any
    read: Any
    outcome: str

    def to_json(self) -> dict[str, Any]:
        """The comparison as a plain mapping."""
        return {name: getattr(self, name) for name in ("file", "layout", "key", "golden", "read", "outcome")}


def _same(key: str, golden: Any, read: Any) -> bool:
    if key == "sponsorLine":
        return bool(golden in read)
    if key == "firstInclusion":
        return bool(_bare(read).startswith(_bare(golden)[:55]))
    if key == "dateFormat":
        return str(golden).replace("D/MM", "DD/MM").replace("DDD", "DD") == str(read)
    if isinstance(golden, str) and isinstance(read, str):
        return _bare(golden) == _bare(read)
    return bool(golden == read)


def _bare(words: Any) -> str:
    return re.sub(r"\s+", " ", str(words)).strip(" .;")


def compare(entry: Mapping[str, Any], record: TrialRecord) -> Iterator[Compared]:
    """Each golden value of an index entry against what was read."""
    for key, golden in entry["golden"].items():
        if key in _REMARKS:
            continue
        read = VALUES[key](record) if key in VALUES else None
        absent = read in (None, [], "")
        if golden is None:
            outcome = RIGHT if absent else INVENTED
        elif absent and not (
            key in ("hasResults", "healthyVolunteers", "isFdaRegulated", "exclusionSectionShown") and read is False
        ):
            outcome = MISSING
        else:
            outcome = RIGHT if _same(key, golden, read) else WRONG
        yield Compared(file=entry["file"], layout=entry["layout"], key=key, golden=golden, read=read, outcome=outcome)


def run(folder: Path, *, labelled: bool = False, url: bool = True) -> list[Compared]:
    """Read every page that an index in `folder` names, and compare."""
    found: list[Compared] = []
    for index in sorted(folder.rglob("index.jsonl")):
        for line in index.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            text = (index.parent / entry["file"]).read_text(encoding="utf-8")
            page = page_text(text, name=entry["file"], url=entry.get("url") if url else None)
            found += compare(entry, read_labelled(page) if labelled else read_page(page))
    return found


def report(found: Sequence[Compared]) -> Iterator[str]:
    """The figures a layout and in all, then every miss."""
    counts: dict[str, Counter[str]] = {}
    for item in found:
        counts.setdefault(item.layout, Counter())[item.outcome] += 1
    yield f"{'layout':28}{RIGHT:>8}{WRONG:>8}{MISSING:>9}{INVENTED:>10}"
    for layout in sorted(counts):
        yield _row(layout, counts[layout])
    every = sum(counts.values(), Counter())
    total = sum(every.values())
    yield _row(f"all ({total} values)", every)
    yield f"right: {100 * every[RIGHT] / max(total, 1):.1f} %; invented where the index says null: {every[INVENTED]}"
    for item in found:
        if item.outcome != RIGHT:
            yield f"{item.outcome:9} {item.file}: {item.key}: index {_short(item.golden)}, read {_short(item.read)}"


def _row(name: str, counts: Counter[str]) -> str:
    return f"{name:28}{counts[RIGHT]:8}{counts[WRONG]:8}{counts[MISSING]:9}{counts[INVENTED]:10}"


def _short(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:160]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="How well pages of trial portals are read.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", type=Path, help="write every comparison here")
    parser.add_argument(
        "--reader", choices=("page", "labelled"), default="page", help="'labelled' reads every page by its labels alone"
    )
    parser.add_argument("--no-url", action="store_true", help="do not tell the reader the address of the page")
    given = parser.parse_args()
    found = run(given.folder, labelled=given.reader == "labelled", url=not given.no_url)
    for line in report(found):
        print(line)
    if given.json:
        given.json.write_text(json.dumps([item.to_json() for item in found], ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()

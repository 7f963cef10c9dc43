"""A `TrialRecord` enters; the registry numbers that it states, and those that only its address holds, leave by registry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from trialwright.registries.pages.values import registries, registry_ids
from trialwright.registries.record import TrialRecord

Ids = Mapping[str, frozenset[str]]
_CTIS = len("2023-505936-25")
_STATED_EXTRA = ("registryId", "registryIds", "secondaryId")
_NUMBER = "identificationModule.nctId"
_ADDRESS_EXTRA = ("idFromUrl", "fromUrl", "registryIdFromUrl")


def stated_ids(record: TrialRecord) -> Ids:
    """The registry numbers printed as the trial's, own and secondary: `{"ClinicalTrials.gov": {"NCT07000253"}}`."""
    secondary = record.get("identificationModule.secondaryIdInfos")
    items = [item.get("id") for item in secondary if isinstance(item, Mapping)] if isinstance(secondary, list | tuple) else []
    return _by_registry(
        (
            *(record.nct_id, *several_own(record), record.get("identificationModule.orgStudyIdInfo.id")),
            *(*items, *_extra(record, _STATED_EXTRA)),
        )
    )


def own_ids(record: TrialRecord) -> Ids:
    """The registry numbers of the record itself: not those it lists as secondary, which may be another trial's, and none where
    the page states several as its own: a list of trials, or notes about some, are no trial of them."""
    number = None if several_own(record) else record.nct_id
    return _by_registry((number, record.get("identificationModule.orgStudyIdInfo.id"), *_extra(record, _STATED_EXTRA[:1])))


def several_own(record: TrialRecord) -> tuple[str, ...]:
    """The numbers of one registry that a page states, each as its trial's own; () where it states one at most."""
    found = (item for item in record.findings if item.code == "PAGE_VALUES_DIFFER" and _NUMBER in item.fields)
    return tuple(dict.fromkeys(str(value) for item in found for value in item.values))


def address_ids(record: TrialRecord) -> Ids:
    """The registry numbers in the addresses of the record's sources: evidence, but not printed on the page."""
    return _by_registry((*(source.url for source in record.sources), *_extra(record, _ADDRESS_EXTRA)))


def alias_ids(record: TrialRecord) -> Ids:
    """The numbers that the record had before in its own registry (API v2 `nctIdAliases`)."""
    found = record.get("identificationModule.nctIdAliases")
    return _by_registry(found if isinstance(found, list | tuple) else ())


def numbers_in(text: str) -> Ids:
    """The registry numbers in a text, in the spelling in which records are compared."""
    return _by_registry((text,))


def preference(registry: str) -> int:
    """The place of a registry in the order of our table, the one whose number names a trial first; unknown ones are last."""
    names = registries()
    return names.index(registry) if registry in names else len(names)


def _extra(record: TrialRecord, keys: Iterable[str]) -> Iterable[object]:
    for key in keys:
        value = record.extra.get(key)
        yield from value if isinstance(value, list | tuple) else (value,)


def _by_registry(texts: Iterable[object]) -> Ids:
    found: dict[str, set[str]] = {}
    for text in texts:
        words = text.upper() if isinstance(text, str) else ""
        for registry, number in registry_ids(words):
            found.setdefault(registry, set()).add(_without_version(registry, number.upper()))
    return {registry: frozenset(numbers) for registry, numbers in found.items()}


def _without_version(registry: str, number: str) -> str:
    """An EU CT number without the count of its submission: 2023-505936-25-01 is the trial 2023-505936-25."""
    return number[:_CTIS] if registry == "CTIS" else number

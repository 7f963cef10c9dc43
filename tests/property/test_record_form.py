"""The stored form of a record loses nothing, whatever is in the record."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trialwright.findings import Finding, Severity, Span
from trialwright.registries.provenance import StatedThroughout
from trialwright.registries.record import Place, Provenance, Source, Standing, TrialRecord
from trialwright.registries.record_form import content_hash, record_bytes, record_from_bytes

_TEXT = st.text(st.characters(), max_size=12)  # halves of surrogate pairs too
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=8,
)
_MAPS = st.dictionaries(_TEXT, _VALUES, max_size=4)
_PLACES = st.builds(Place, source=_TEXT, line=st.none() | st.integers(1), start=st.none() | st.integers(0), end=st.none())
_PROVENANCE = st.builds(Provenance, standing=st.sampled_from(Standing), how=st.none() | _TEXT, place=st.none() | _PLACES)
_EACH = st.dictionaries(_TEXT, _PROVENANCE, max_size=3)
_SPANS = st.tuples(st.integers(0, 9), st.integers(0, 9), _TEXT).map(
    lambda item: Span(start=item[0], end=item[0] + item[1], source=item[2])
)
_FINDINGS = st.builds(
    Finding,
    code=_TEXT,
    message=_TEXT,
    severity=st.sampled_from(Severity),
    span=st.none() | _SPANS,
    hint=st.none() | st.text(min_size=1, max_size=5),
    fields=st.lists(_TEXT, max_size=2).map(tuple),
    values=st.lists(_TEXT, max_size=2).map(tuple),
    depends_on_date=st.booleans(),
)
_SOURCES = st.lists(st.builds(Source, name=_TEXT, layout=_TEXT, url=st.none() | _TEXT, text=_TEXT), max_size=2).map(tuple)


@st.composite
def _records(draw: st.DrawFn) -> TrialRecord:
    section = draw(_MAPS)
    each = draw(_EACH)
    throughout = draw(st.none() | _PLACES)
    return TrialRecord(
        protocol_section=section,
        has_results=draw(st.none() | st.booleans()),
        extra=draw(_MAPS),
        derived=draw(_MAPS),
        eligibility_text=draw(st.none() | _TEXT),
        provenance=each if throughout is None else StatedThroughout(section, throughout, each),
        sources=draw(_SOURCES),
        findings=tuple(draw(st.lists(_FINDINGS, max_size=2))),
    )


@given(_records())
def test_a_record_comes_back_from_its_stored_form_as_it_was(record: TrialRecord) -> None:
    back = record_from_bytes(record_bytes(record))
    assert back == record
    assert record_bytes(back) == record_bytes(record)
    assert isinstance(back.provenance, StatedThroughout) is isinstance(record.provenance, StatedThroughout)


@given(_records(), _records())
def test_records_have_one_hash_only_where_they_say_the_same(one: TrialRecord, other: TrialRecord) -> None:
    def said(record: TrialRecord) -> tuple[object, ...]:
        layouts = [(source.layout, source.url) for source in record.sources]
        return (repr_of(record.protocol_section), record.has_results, repr_of(record.extra), repr_of(record.derived),
                record.eligibility_text, layouts)  # fmt: skip

    assert (content_hash(one) == content_hash(other)) is (said(one) == said(other))
    assert content_hash(one) == content_hash(record_from_bytes(record_bytes(one)))


def repr_of(value: object) -> str:
    """A value as text in which the order of a mapping's keys does not count, and 1, 1.0 and True are three."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{key!r}:{repr_of(item)}" for key, item in sorted(value.items())) + "}"
    return f"[{','.join(map(repr_of, value))}]" if isinstance(value, list) else repr(value)

"""The table of operations, and the words it is known by."""

import pytest

from studio.agent.language.lexicon import lexicon
from studio.agent.language.rules import concepts_of_rules
from studio.agent.language.strip import KINDS
from studio.agent.plan import Tongue
from studio.agent.vocabulary import GROUPS, OPERATIONS, OperationSpec, spec
from tests.fakes.planning import names

EVERY = pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: row.name)


@EVERY
def test_a_row_can_be_told_in_both_languages(row: OperationSpec) -> None:
    assert row.group in GROUPS
    for wording in (row.title, row.example):
        assert wording.said_in(Tongue.ENGLISH).isascii() or "“" in wording.en
        assert any("一" <= letter <= "鿿" for letter in wording.said_in(Tongue.CHINESE))


@EVERY
def test_the_examples_of_a_row_are_read_as_that_row(row: OperationSpec) -> None:
    assert row.name in names(row.example.en)
    assert row.name in names(row.example.zh)


def test_rows_have_names_of_their_own() -> None:
    assert len({row.name for row in OPERATIONS}) == len(OPERATIONS)
    assert spec("trim_head").supported


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        spec("fly_to_the_moon")


def test_every_concept_of_a_rule_can_be_said() -> None:
    said = {
        sense.concept
        for language in ("en", "zh")
        for table in (lexicon(language).phrases, lexicon(language).exact)
        for senses in table.values()
        for sense in senses
    }
    worked_out = {"unwanted", "down_to"}  # by the clauses, from how words stand together
    assert concepts_of_rules() - said - set(KINDS) - worked_out == set()

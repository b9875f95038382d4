"""Every error the core knows can be told in both languages with the facts it carries at the border."""

import pytest

from bot.core import errors
from bot.core.errors import CutdeskError
from bot.core.model import Language
from bot.core.wording import Voice, catalogue
from tests.unit.core.test_words import gaps, subclasses

TOLD_WITH = {
    errors.UnsupportedFile: {"name"},
    errors.EmptyFile: {"name"},
    errors.UnreadableFile: {"name"},
    errors.FileTooLarge: {"name", "limit"},
    errors.TooLargeToFetch: {"name", "limit", "most"},
    errors.PictureTooLarge: {"name"},
    errors.NoDuration: {"name"},
    errors.AttachmentGone: {"name"},
    errors.TextTooLong: {"limit"},
    errors.TextFileTooLong: {"name"},
    errors.NoCues: {"name"},
}


@pytest.mark.parametrize("error", sorted(subclasses(CutdeskError), key=lambda kind: kind.__name__))
def test_a_sentence_needs_no_fact_that_its_error_does_not_carry(error: type[CutdeskError]) -> None:
    for language in Language:
        assert gaps(catalogue(language)[error.key]) <= TOLD_WITH.get(error, set()), error
        assert Voice(language).say(error.key, name="a {b} %s.mp4", limit="5 MB", most="500 MB")

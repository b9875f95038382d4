"""Every sentence of the page and its server exists in both languages, with the same gaps."""

import re
from pathlib import Path

from adapters.web.sentences import SENTENCES
from bot.core.model import Language

PAGE = Path("adapters/web/page")


def page_strings() -> dict[str, dict[str, str]]:
    text = (PAGE / "static/strings.js").read_text(encoding="utf-8")
    blocks = re.findall(r"^  (\w+): \{\n(.*?)^  \},", text, re.DOTALL | re.MULTILINE)
    return {name: dict(re.findall(r'^    (\w+): "(.*)",$', block, re.MULTILINE)) for name, block in blocks}


def gaps(sentence: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", sentence))


def test_the_servers_sentences_are_in_every_language() -> None:
    for key, sentences in SENTENCES.items():
        assert set(sentences) == set(Language), key
        assert sentences[Language.ENGLISH].isascii()
        assert re.search(r"[\u4e00-\u9fff]", sentences[Language.CHINESE]), key


def test_the_pages_sentences_are_in_every_language_with_the_same_gaps() -> None:
    strings = page_strings()
    assert set(strings) == {language.value for language in Language}
    english, chinese = strings["en"], strings["zh"]
    assert set(english) == set(chinese)
    assert len(english) > 40
    for key in english:
        assert gaps(english[key]) == gaps(chinese[key]), key


def test_every_sentence_that_is_asked_for_exists() -> None:
    known = set(page_strings()["en"])
    asked = set()
    for module in (PAGE / "static").glob("*.js"):
        text = module.read_text(encoding="utf-8")
        asked |= set(re.findall(r'say\("(\w+)"', text)) | set(re.findall(r'say\(\w+ \? "(\w+)" : "(?:\w+)"', text))
    asked |= set(re.findall(r'data-(?:say|label|hint)="(\w+)"', (PAGE / "index.html").read_text(encoding="utf-8")))
    assert asked <= known
    assert len(asked) > 30

"""The fake language model is what the official library takes for an OpenAI-compatible address."""

from collections.abc import Generator

import openai
import pytest

from tests.fakes.language_model import KEY, MODEL, FakeLanguageModel, language_model

ASKED = [{"role": "user", "content": "Say steps."}]


@pytest.fixture
def fake() -> Generator[FakeLanguageModel]:
    with language_model() as running:
        yield running


def client(fake: FakeLanguageModel, key: str = KEY) -> openai.OpenAI:
    return openai.OpenAI(base_url=fake.url, api_key=key, max_retries=0, timeout=5, _strict_response_validation=True)


def test_an_answer_has_the_form_the_library_checks(fake):
    fake.says = "hello"
    answer = client(fake).chat.completions.create(model=MODEL, messages=ASKED)
    assert answer.choices[0].message.content == "hello"
    assert answer.usage.total_tokens == 15
    assert fake.asked == [{"model": MODEL, "messages": ASKED}]


def test_a_refusal_comes_without_words(fake):
    fake.refusal = "I cannot help with that."
    message = client(fake).chat.completions.create(model=MODEL, messages=ASKED).choices[0].message
    assert (message.content, message.refusal) == (None, "I cannot help with that.")


def test_what_the_real_ones_refuse_is_refused(fake):
    with pytest.raises(openai.AuthenticationError):
        client(fake, "sk-other").chat.completions.create(model=MODEL, messages=ASKED)
    with pytest.raises(openai.NotFoundError):
        client(fake).chat.completions.create(model="another", messages=ASKED)
    with pytest.raises(openai.BadRequestError):
        client(fake).chat.completions.create(model=MODEL, messages=[{"role": "nobody", "content": "x"}])
    fake.status = 500
    with pytest.raises(openai.InternalServerError):
        client(fake).chat.completions.create(model=MODEL, messages=ASKED)


def test_another_form_is_noticed(fake):
    fake.raw = b'{"object": "chat.completion", "choices": "none"}'
    with pytest.raises(openai.APIResponseValidationError):
        client(fake).chat.completions.create(model=MODEL, messages=ASKED)

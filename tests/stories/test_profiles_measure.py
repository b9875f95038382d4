"""The judgement of the profiles' films, proven on films that are wrong: the footage as it was sent."""

import asyncio
from pathlib import Path

import pytest
import pytest_asyncio

from studio.agent.plan import Tongue
from studio.agent.replies import say
from studio.agent.vocabulary import spec
from tests.stories.profiles import SAYINGS, Answer, Footage, Saying, faults_of, judged, shoot

pytestmark = pytest.mark.asyncio(loop_scope="module")
FILMS = [saying for saying in SAYINGS if saying.asks is None]
PROMISES = sorted({promise for saying in FILMS for promise in saying.promises} - {"whole"})


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def footage(tmp_path_factory: pytest.TempPathFactory) -> Footage:
    return await shoot(tmp_path_factory.mktemp("footage"))


def sent_for(promise: str) -> Saying:
    return next(saying for saying in FILMS if promise in saying.promises)


@pytest.mark.parametrize("promise", PROMISES)
async def test_footage_that_nobody_touched_keeps_no_promise(promise: str, footage: Footage) -> None:
    untouched = footage.files(sent_for(promise).footage)[-1]
    assert await asyncio.to_thread(judged, promise, Answer("Done.", untouched), untouched, footage, Tongue.ENGLISH)


async def test_a_film_that_lost_its_head_is_not_whole(footage: Footage, tmp_path: Path) -> None:
    answer = Answer("Done.", footage.repair.path)
    assert await asyncio.to_thread(judged, "whole", answer, footage.repair.path, footage, Tongue.ENGLISH)
    clip = footage.talk.path
    assert await asyncio.to_thread(judged, "whole", Answer("Done.", clip), clip, footage, Tongue.ENGLISH) == []


async def test_a_question_is_wanted_for_a_bare_goal_and_a_film_for_a_wish(footage: Footage) -> None:
    goal, wish = next(saying for saying in SAYINGS if saying.asks), FILMS[0]
    question = say(Tongue.CHINESE, f"question.{goal.asks}")
    assert faults_of(Answer(question, None), goal, footage, "zh") == []
    assert faults_of(Answer(question, footage.screen), goal, footage, "zh")
    assert faults_of(Answer("Done.", None), goal, footage, "en")
    assert faults_of(Answer(question, None), wish, footage, "zh")


async def test_what_is_not_offered_must_be_said(footage: Footage) -> None:
    missing = [
        promise for promise in PROMISES if promise not in {"tight", "no_words_yet"} and not spec(promise).supported
    ]
    for promise in missing:
        title = spec(promise).title.said_in(Tongue.ENGLISH)
        told = Answer(f"Not offered yet: {title}.", footage.screen)
        assert judged(promise, told, footage.screen, footage, Tongue.ENGLISH) == []

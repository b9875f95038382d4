"""What every store of sessions, profiles and languages does."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.model import ChatId, ChatRef, ChatSession, Language, PlatformName, Sender, SenderId, SessionId
from bot.core.ports import Sessions
from storage.database import Database
from storage.sessions import SqliteSessions
from tests.fakes.sessions import MemorySessions

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
CHAT = ChatRef(PlatformName("web"), ChatId("聊天-1"))
TOPIC = ChatRef(PlatformName("web"), ChatId("聊天-1"), "7")
ANA = Sender(SenderId("p1"), "Ana")


@pytest.fixture(params=["memory", "sqlite"])
async def sessions(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Sessions, None]:
    if request.param == "memory":
        yield MemorySessions()
        return
    database = await Database.open(tmp_path / "bot.db")
    try:
        yield SqliteSessions(database)
    finally:
        await database.close()


def session(name: str, chat: ChatRef = CHAT) -> ChatSession:
    return ChatSession(chat, SessionId(name), NOON, ANA.id)


async def test_a_new_chat_has_no_session(sessions: Sessions) -> None:
    assert await sessions.get(CHAT) is None


async def test_a_chat_keeps_its_session(sessions: Sessions) -> None:
    await sessions.put(session("5529798706024415232"))
    assert await sessions.get(CHAT) == session("5529798706024415232")


async def test_a_new_session_replaces_the_one_before(sessions: Sessions) -> None:
    await sessions.put(session("first"))
    await sessions.put(session("second"))
    assert await sessions.get(CHAT) == session("second")


async def test_a_topic_is_a_chat_of_its_own(sessions: Sessions) -> None:
    await sessions.put(session("chat"))
    await sessions.put(session("topic", TOPIC))
    assert await sessions.get(CHAT) == session("chat")
    assert await sessions.get(TOPIC) == session("topic", TOPIC)


async def test_a_forgotten_session_is_gone_and_others_stay(sessions: Sessions) -> None:
    await sessions.put(session("chat"))
    await sessions.put(session("topic", TOPIC))
    await sessions.forget(CHAT)
    await sessions.forget(CHAT)
    assert await sessions.get(CHAT) is None
    assert await sessions.get(TOPIC) == session("topic", TOPIC)


async def test_a_session_nobody_is_known_to_have_opened_is_kept_as_such(sessions: Sessions) -> None:
    await sessions.put(ChatSession(CHAT, SessionId("old"), NOON))
    assert await sessions.get(CHAT) == ChatSession(CHAT, SessionId("old"), NOON, None)


async def test_every_session_a_chat_ever_had_is_known_until_they_are_erased(sessions: Sessions) -> None:
    assert await sessions.opened(CHAT) == ()
    await sessions.put(session("first"))
    await sessions.put(session("second"))
    await sessions.put(session("second"))
    await sessions.put(session("topic", TOPIC))
    await sessions.forget(CHAT)
    assert await sessions.opened(CHAT) == ("first", "second")
    await sessions.put(session("third"))
    await sessions.erase(CHAT)
    await sessions.erase(CHAT)
    assert await sessions.opened(CHAT) == ()
    assert await sessions.get(CHAT) is None
    assert await sessions.opened(TOPIC) == ("topic",)


async def test_a_chat_keeps_the_profile_it_chose_until_it_is_erased(sessions: Sessions) -> None:
    assert await sessions.profile(CHAT) is None
    await sessions.set_profile(CHAT, "editor-fixed")
    await sessions.set_profile(CHAT, "video-screen")
    assert await sessions.profile(CHAT) == "video-screen"
    assert await sessions.profile(TOPIC) is None
    await sessions.forget(CHAT)
    assert await sessions.profile(CHAT) == "video-screen"
    await sessions.erase(CHAT)
    assert await sessions.profile(CHAT) is None


async def test_nobody_has_a_language_before_asking_for_one(sessions: Sessions) -> None:
    assert await sessions.language(ANA, CHAT) is None


async def test_a_language_follows_the_person_into_other_chats(sessions: Sessions) -> None:
    await sessions.set_language(ANA, CHAT, Language.CHINESE)
    renamed = Sender(ANA.id, "Anna", locale="en-GB")
    assert await sessions.language(renamed, TOPIC) is Language.CHINESE


async def test_a_language_is_the_person_s_alone(sessions: Sessions) -> None:
    await sessions.set_language(ANA, CHAT, Language.CHINESE)
    assert await sessions.language(Sender(SenderId("p2"), "Ana"), CHAT) is None


async def test_the_same_id_of_another_platform_is_another_person(sessions: Sessions) -> None:
    await sessions.set_language(ANA, CHAT, Language.CHINESE)
    assert await sessions.language(ANA, ChatRef(PlatformName("terminal"), CHAT.chat_id)) is None


async def test_a_language_can_be_changed_and_taken_back(sessions: Sessions) -> None:
    await sessions.set_language(ANA, CHAT, Language.CHINESE)
    await sessions.set_language(ANA, CHAT, Language.ENGLISH)
    assert await sessions.language(ANA, CHAT) is Language.ENGLISH
    await sessions.set_language(ANA, CHAT, None)
    await sessions.set_language(ANA, CHAT, None)
    assert await sessions.language(ANA, CHAT) is None

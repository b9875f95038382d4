"""Sessions, profiles and languages in memory."""

from bot.core.model import ChatRef, ChatSession, Language, Sender, SessionId


class MemorySessions:
    """One session and one profile a chat, one language a person and platform."""

    def __init__(self) -> None:
        self.sessions: dict[ChatRef, ChatSession] = {}
        self._opened: dict[ChatRef, dict[SessionId, None]] = {}
        self._languages: dict[tuple[str, str], Language] = {}
        self._profiles: dict[ChatRef, str] = {}

    async def get(self, chat: ChatRef) -> ChatSession | None:
        return self.sessions.get(chat)

    async def put(self, session: ChatSession) -> None:
        self.sessions[session.chat] = session
        self._opened.setdefault(session.chat, {})[session.session_id] = None

    async def forget(self, chat: ChatRef) -> None:
        self.sessions.pop(chat, None)

    async def opened(self, chat: ChatRef) -> tuple[SessionId, ...]:
        return tuple(self._opened.get(chat, {}))

    async def erase(self, chat: ChatRef) -> None:
        self.sessions.pop(chat, None)
        self._opened.pop(chat, None)
        self._profiles.pop(chat, None)

    async def profile(self, chat: ChatRef) -> str | None:
        return self._profiles.get(chat)

    async def set_profile(self, chat: ChatRef, name: str) -> None:
        self._profiles[chat] = name

    async def language(self, sender: Sender, chat: ChatRef) -> Language | None:
        return self._languages.get((chat.platform, sender.id))

    async def set_language(self, sender: Sender, chat: ChatRef, language: Language | None) -> None:
        if language is None:
            self._languages.pop((chat.platform, sender.id), None)
        else:
            self._languages[chat.platform, sender.id] = language

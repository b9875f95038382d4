"""One call of the bot as the methods see it, and the table of methods."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.platforms.telegram.checking import Upload
from tests.platforms.telegram.model import Chat, Message
from tests.platforms.telegram.refusals import bad_request, forbidden
from tests.platforms.telegram.state import State


@dataclass
class Call:
    """A call whose parameters hold to the schema. ``gone`` is done when the bot has left."""

    state: State
    method: str
    params: dict[str, object]
    uploads: dict[str, Upload] = field(default_factory=dict)
    gone: asyncio.Future[None] | None = None

    def text(self, name: str, default: str = "") -> str:
        return str(self.params.get(name, default))

    def number(self, name: str, default: int = 0) -> int:
        value = self.params.get(name, default)
        return value if isinstance(value, int) else default

    def flag(self, name: str) -> bool:
        return self.params.get(name) is True

    def object(self, name: str) -> dict | None:
        value = self.params.get(name)
        return value if isinstance(value, dict) else None

    def chat(self) -> Chat:
        """The chat called, if the bot may speak there. Raises Refused."""
        chat = self.state.world.chats.get(self.number("chat_id"))
        if chat is None:
            user = self.state.world.users.get(self.number("chat_id"))
            if user is not None and not user.is_bot:
                raise forbidden("bot can't initiate conversation with a user")
            raise bad_request("chat not found")
        if chat.moved_to is not None:
            new_id = chat.moved_to.id
            raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=new_id)
        _may_speak(self.state, chat)
        return chat

    def message(self, name: str = "message_id") -> Message | None:
        """The message called, if it is there."""
        found = self.chat().messages.get(self.number(name))
        return None if found is None or found.is_deleted else found


Handler = Callable[[Call], Awaitable[object]]
METHODS: dict[str, Handler] = {}


def method(name: str) -> Callable[[Handler], Handler]:
    """Put a function into the table, under the method's name."""

    def put(handler: Handler) -> Handler:
        METHODS[name] = handler
        return handler

    return put


def _may_speak(state: State, chat: Chat) -> None:
    if chat.is_private:
        person = next(iter(chat.members.values())).user
        if person.is_deactivated:
            raise forbidden("user is deactivated")
        if chat.is_blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.is_started:
            raise forbidden("bot can't initiate conversation with a user")
        return
    bot = chat.members.get(state.world.bot.id)
    if bot is None or bot.status == "left":
        raise forbidden(f"bot is not a member of the {chat.kind} chat")
    if bot.status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.kind} chat")

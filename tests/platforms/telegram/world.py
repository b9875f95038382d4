"""The world around the bot: who is there, which chats, what was said, and what of it reaches the bot."""

import asyncio
import itertools
from collections.abc import Callable

from tests.platforms.telegram.clock import Clock
from tests.platforms.telegram.files import FileStore
from tests.platforms.telegram.model import GENERAL_TOPIC, Chat, Media, Member, Message, StoredFile, User
from tests.platforms.telegram.rendering import chat_json, member_json, message_json, user_json
from tests.platforms.telegram.updates import UpdateQueue

_SUPERGROUP_BASE = -1_002_000_000_000


class World:
    """Everything people and the bot share. One event loop; a change wakes whoever waits for it."""

    def __init__(self, bot: User, clock: Clock, files: FileStore, *, privacy: bool) -> None:
        self.bot = bot
        self.clock = clock
        self.files = files
        self.privacy = privacy
        self.updates = UpdateQueue(clock)
        self.chats: dict[int, Chat] = {}
        self.users: dict[int, User] = {bot.id: bot}
        self._changed = asyncio.Event()
        self._private_ids = itertools.count(1)
        self._user_ids = itertools.count(4_100_001)
        self._group_ids = itertools.count(1)

    # changes

    def changed(self) -> None:
        """Wake whoever waits for something to have happened."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, happened: Callable[[], object], limit_s: float, what: Callable[[], str]) -> None:
        """Wait until it has happened; after ``limit_s`` seconds of real time raise AssertionError with ``what``."""
        try:
            async with asyncio.timeout(limit_s):
                while not happened():
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"it did not happen within {limit_s} s; this did:\n{what()}") from None

    # who and where

    def add_user(self, name: str, language: str | None, username: str | None) -> User:
        user = User(next(self._user_ids), name, username=username, language_code=language)
        self.users[user.id] = user
        return user

    def private(self, person: User) -> Chat:
        """The chat of a person with the bot; its id is the person's."""
        if person.id not in self.chats:
            chat = Chat(person.id, "private", person.first_name, {person.id: Member(person)})
            self.chats[chat.id] = chat
        return self.chats[person.id]

    def add_group(self, title: str, *, supergroup: bool, forum: bool) -> Chat:
        number = next(self._group_ids)
        chat_id = _SUPERGROUP_BASE - number if supergroup else -5_000_000 - number
        chat = Chat(chat_id, "supergroup" if supergroup else "group", title, is_forum=forum)
        self.chats[chat_id] = chat
        return chat

    # messages

    def new_message(self, chat: Chat, sender: User, **content: object) -> Message:
        """Add a message to a chat. The caller says what is in it."""
        numbers = self._private_ids if chat.is_private else None
        message_id = next(numbers) if numbers else max(chat.messages, default=GENERAL_TOPIC) + 1
        message = Message(message_id, chat, sender, self.clock.now(), **content)
        chat.messages[message_id] = message
        if not sender.is_bot:
            chat.is_started = chat.is_started or chat.is_private
        else:
            chat.other_bot_spoke_last = sender is not self.bot
        self.changed()
        return message

    def show(self, kind: str, file: StoredFile) -> Media:
        """A file as a message shows it, with an id of its own."""
        return Media(kind, file, self.files.show(file))

    def tell_bot(self, kind: str, message: Message) -> None:
        """Queue an update about a message, if it reaches the bot."""
        if self.reaches_bot(message):
            self.updates.post(kind, message_json(message, self.files))

    def reaches_bot(self, message: Message) -> bool:
        """What a bot with privacy gets of a group: commands, replies to it, service messages; everything as admin."""
        chat = message.chat
        if chat.is_private:
            return not chat.is_blocked
        bot = chat.members.get(self.bot.id)
        if bot is None or bot.status in {"left", "kicked"}:
            return False
        if not self.privacy or bot.status == "administrator" or message.service is not None:
            return True
        if message.reply_to is not None and message.reply_to.sender is self.bot:
            return True
        return self._is_command(message)

    def _is_command(self, message: Message) -> bool:
        first = message.entities[0] if message.entities else None
        if first is None or first["type"] != "bot_command" or first["offset"] != 0:
            return False
        command = message.words[: first["length"]]
        _, at, name = command.partition("@")
        return name.lower() == (self.bot.username or "").lower() if at else not message.chat.other_bot_spoke_last

    def press(self, press_id: str, person: User, message: Message, data: str) -> None:
        """Queue a press on a button."""
        body = {"id": press_id, "from": user_json(person), "chat_instance": str(message.chat.id), "data": data}
        shown = message_json(message, self.files)
        if message.is_deleted:
            shown = {"message_id": message.id, "chat": chat_json(message.chat), "date": 0}
        self.updates.post("callback_query", body | {"message": shown})

    def bot_becomes(self, chat: Chat, status: str, by: User) -> None:
        """Change what the bot is in a chat, and tell it (my_chat_member)."""
        old = chat.members.get(self.bot.id, Member(self.bot, "left"))
        new = Member(self.bot, status)
        if not chat.is_private:
            chat.members[self.bot.id] = new
        body = {"chat": chat_json(chat), "from": user_json(by), "date": int(self.clock.now().timestamp())}
        changed = {"old_chat_member": member_json(old), "new_chat_member": member_json(new)}
        self.updates.post("my_chat_member", body | changed)
        self.changed()

"""The chats of a test, as tests hold them: private chats, groups, topics."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.platforms.telegram import transcript
from tests.platforms.telegram.model import Chat, Message, User
from tests.platforms.telegram.rendering import user_json
from tests.platforms.telegram.state import State

LIMIT_S = 10.0


@dataclass(eq=False)
class Room:
    """A chat as tests hold it. ``thread_id`` for a topic of a forum."""

    state: State
    chat: Chat
    thread_id: int | None = None

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def shown(self) -> list[Message]:
        """The messages that are there, of this topic if it is one; oldest first."""
        return [each for each in self.chat.shown if self.thread_id is None or each.thread_id == self.thread_id]

    @property
    def from_bot(self) -> list[Message]:
        return [each for each in self.shown if each.sender is self.state.world.bot]

    @property
    def last(self) -> Message:
        """The newest message. Raises AssertionError if there is none."""
        assert self.shown, "nothing was said"
        return self.shown[-1]

    def transcript(self, *, past: bool = False) -> str:
        """The whole chat in words."""
        return transcript.transcript(self.chat, past=past)

    async def until(self, happened: Callable[["Room"], object], limit_s: float = LIMIT_S) -> "Room":
        """Wait until it is so; AssertionError with the transcript after ``limit_s`` seconds of real time."""
        await self.state.world.until(lambda: happened(self), limit_s, lambda: self.transcript(past=True))
        return self

    async def answer(self, *, containing: str = "", limit_s: float = LIMIT_S) -> Message:
        """Wait for a message of the bot with these words in it, edited or new; the newest one."""
        await self.until(lambda room: any(containing in each.words for each in room.from_bot), limit_s)
        return next(each for each in reversed(self.from_bot) if containing in each.words)

    async def video(self, *, number: int = 1, limit_s: float = LIMIT_S) -> Message:
        """Wait for the bot's video of this number, counted from 1."""
        await self.until(lambda room: len(room.videos) >= number, limit_s)
        return self.videos[number - 1]

    @property
    def videos(self) -> list[Message]:
        """The bot's videos, oldest first."""
        return [each for each in self.from_bot if each.media is not None and each.media.kind == "video"]


@dataclass(eq=False)
class Group(Room):
    """A group, a supergroup or a forum."""

    def topic(self, name: str) -> "Group":
        """Open a topic."""
        opened = self.state.world.new_message(
            self.chat, self._creator, service={"forum_topic_created": {"name": name, "icon_color": 7322096}}
        )
        opened.thread_id = opened.id
        self.chat.topics[opened.id] = name
        self.state.world.tell_bot("message", opened)
        return Group(self.state, self.chat, opened.id)

    def close_topic(self) -> None:
        """This topic is closed for members."""
        assert self.thread_id is not None, "not a topic"
        self.chat.closed_topics.add(self.thread_id)

    def other_bot_speaks(self, text: str) -> Message:
        """Another bot says something: from then on bare commands are not ours."""
        other = User(5_900_001, "Other", is_bot=True, username="other_bot")
        return self.state.world.new_message(self.chat, other, text=text)

    def delete_topic(self) -> None:
        """This topic is deleted, with everything in it."""
        assert self.thread_id is not None, "not a topic"
        self.chat.topics.pop(self.thread_id)
        for message in self.shown:
            message.is_deleted = True

    def forbid(self, *kinds: str) -> None:
        """Members may no longer send this: ``videos``, ``documents``, ``text messages`` …"""
        self.chat.forbidden_kinds = set(kinds)

    def adds_bot(self, status: str = "member", by: User | None = None) -> None:
        """The bot is added, or made administrator."""
        world, person = self.state.world, by or self._creator
        was_there = self.chat.bot_status not in {"", "left", "kicked"}
        world.bot_becomes(self.chat, status, person)
        if not was_there:
            joined = world.new_message(self.chat, person, service={"new_chat_members": [user_json(world.bot)]})
            world.tell_bot("message", joined)

    def removes_bot(self, by: User | None = None) -> None:
        """The bot is thrown out."""
        self.state.world.bot_becomes(self.chat, "kicked", by or self._creator)

    def migrates(self) -> "Group":
        """The group becomes a supergroup: a new id and new messages; both service messages are told."""
        world, old = self.state.world, self.chat
        new = world.add_group(old.title, supergroup=True, forum=False)
        new.members = old.members
        old_id, creator = old.id, self._creator
        first = world.new_message(old, creator, service={"migrate_to_chat_id": new.id})
        second = world.new_message(new, creator, service={"migrate_from_chat_id": old_id})
        world.tell_bot("message", first)
        world.tell_bot("message", second)
        old.moved_to = new
        world.changed()
        return Group(self.state, new)

    @property
    def _creator(self) -> User:
        return next(each.user for each in self.chat.members.values() if each.status == "creator")

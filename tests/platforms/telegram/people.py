"""The people of a test: they write, film, press, block; and the chats they do it in."""

import mimetypes
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.platforms.telegram import markup, transcript
from tests.platforms.telegram.model import GENERAL_TOPIC, Chat, Media, Message, User
from tests.platforms.telegram.state import Press, State, Toast

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
        self.chat.topics[opened.id] = opened.thread_id = opened.id
        self.chat.topics[opened.id] = name
        self.state.world.tell_bot("message", opened)
        return Group(self.state, self.chat, opened.id)

    def delete_topic(self) -> None:
        """This topic is deleted, with everything in it."""
        assert self.thread_id is not None, "not a topic"
        self.chat.topics.pop(self.thread_id)
        for message in self.shown:
            message.is_deleted = True

    def forbid(self, *kinds: str) -> None:
        """Members may no longer send this: ``videos``, ``documents``, ``text messages`` …"""
        self.chat.forbidden_kinds = set(kinds)

    def adds_bot(self, status: str = "member", by: "Person | None" = None) -> None:
        """The bot is added, or made administrator."""
        self.state.world.bot_becomes(self.chat, status, by.user if by else self._creator)

    def removes_bot(self, by: "Person | None" = None) -> None:
        """The bot is thrown out."""
        self.state.world.bot_becomes(self.chat, "kicked", by.user if by else self._creator)

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


@dataclass(eq=False)
class Person:
    """Somebody with a telephone."""

    state: State
    user: User
    albums: dict[str, list[Message]] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return self.user.id

    async def sends(
        self,
        room: Room,
        text: str | None = None,
        *,
        video: Path | None = None,
        document: Path | None = None,
        animation: Path | None = None,
        photo: Path | None = None,
        audio: Path | None = None,
        voice: Path | None = None,
        video_note: Path | None = None,
        caption: str | None = None,
        size: tuple[int, int] = (640, 360),
        duration: int = 5,
        reply_to: Message | None = None,
        quote: str | None = None,
        forwarded: "Person | None" = None,
    ) -> Message:
        """Send one message; what reaches the bot of it is up to the chat and the bot's privacy."""
        given = {
            "video": video,
            "document": document,
            "animation": animation,
            "photo": photo,
            "audio": audio,
            "voice": voice,
            "video_note": video_note,
        }
        media = next((self._media(kind, path, size, duration) for kind, path in given.items() if path), None)
        message = self._message(room, text, media, caption, reply_to)
        message.forwarded_from = forwarded.user if forwarded else None
        if quote is not None and reply_to is not None:
            position = markup.utf16(reply_to.words[: reply_to.words.index(quote)])
            message.quote = {"text": quote, "position": position, "is_manual": True}
        self._tell("message", message)
        return message

    async def sends_album(
        self, room: Room, *videos: Path, caption: str | None = None, documents: bool = False, late: int = 0
    ) -> list[Message]:
        """Send several files as one album: as many messages, the caption on the first.

        The last ``late`` of them are held back until ``finishes_album``.
        """
        album = secrets.token_hex(8)
        kind = "document" if documents else "video"
        messages = []
        for index, path in enumerate(videos):
            media = self._media(kind, path, (640, 360), 5)
            message = self._message(room, None, media, caption if index == 0 else None, None)
            message.album = album
            messages.append(message)
        at_once = len(messages) - late
        for message in messages[:at_once]:
            self._tell("message", message)
        self.albums[album] = messages[at_once:]
        return messages

    async def finishes_album(self, messages: Sequence[Message]) -> None:
        """The files of an album that were held back have been uploaded now."""
        for message in self.albums.pop(messages[0].album or "", []):
            self._tell("message", message)

    async def edits(self, message: Message, text: str) -> None:
        """Change the text or caption of one's own message."""
        message.past.append(message.words)
        message.entities = markup.find_entities(text)
        if message.text is not None:
            message.text = text
        else:
            message.caption = text
        message.edited_at = self.state.clock.now()
        self._tell("edited_message", message)

    async def deletes(self, message: Message) -> None:
        """Delete a message for everybody; the bot is not told."""
        message.is_deleted = True
        self.state.world.changed()

    async def presses(self, message: Message, label: str, limit_s: float = LIMIT_S) -> Toast:
        """Press the button with this label, and wait for the bot's answer."""
        press = await self.taps(message, label)
        world = self.state.world
        await world.until(
            lambda: press.toast is not None, limit_s, lambda: f"nobody answered the press on {label!r} under {message}"
        )
        assert press.toast is not None
        return press.toast

    async def taps(self, message: Message, label: str) -> Press:
        """Press a button without waiting."""
        rows = (message.markup or {}).get("inline_keyboard", [])
        found = [button for row in rows for button in row if button["text"] == label]
        assert found, f"no button {label!r} under {message}, but {message.buttons}"
        assert "callback_data" in found[0], f"{label!r} asks nothing of the bot"
        return await self.forges_press(message, found[0]["callback_data"])

    async def forges_press(self, message: Message, data: str) -> Press:
        """A press with any data, as changed clients can send it."""
        press = Press(str(secrets.randbits(60)), self.user, message, data, self.state.clock.monotonic())
        self.state.presses[press.id] = press
        self.state.world.press(press.id, self.user, message, data)
        return press

    def blocks_bot(self) -> None:
        self._set_blocked(blocked=True)

    def unblocks_bot(self) -> None:
        self._set_blocked(blocked=False)

    def _set_blocked(self, *, blocked: bool) -> None:
        chat = self.state.world.private(self.user)
        chat.is_blocked = blocked
        self.state.world.bot_becomes(chat, "kicked" if blocked else "member", self.user)

    def _message(
        self, room: Room, text: str | None, media: Media | None, caption: str | None, reply_to: Message | None
    ) -> Message:
        assert (text is None) != (media is None), "either words or a file"
        thread = room.thread_id if room.chat.is_forum else None
        if room.chat.is_forum and thread is None:
            thread = GENERAL_TOPIC
        entities = markup.find_entities(text if text is not None else caption or "")
        content = {"text": text, "caption": caption, "media": media, "reply_to": reply_to}
        return self.state.world.new_message(room.chat, self.user, entities=entities, thread_id=thread, **content)

    def _media(self, kind: str, path: Path, size: tuple[int, int], duration: int) -> Media:
        media_type = {"voice": "audio/ogg"}.get(kind) or mimetypes.guess_type(path.name)[0]
        file = self.state.files.add(path, kind, path.name, media_type)
        if kind in {"video", "animation", "photo", "video_note"}:
            file.width, file.height = size
        file.duration = duration
        return self.state.world.show(kind, file)

    def _tell(self, kind: str, message: Message) -> None:
        self.state.world.tell_bot(kind, message)
        self.state.world.changed()

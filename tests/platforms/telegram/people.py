"""The people of a test: they write, film, press, block."""

import mimetypes
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.platforms.telegram import markup
from tests.platforms.telegram.model import GENERAL_TOPIC, Media, Message, User
from tests.platforms.telegram.rooms import LIMIT_S, Room
from tests.platforms.telegram.state import Press, State, Toast


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
        anonymous: bool = False,
    ) -> Message:
        """Send one message; what reaches the bot of it is up to the chat and the bot's privacy.

        ``reply_to`` may be of another chat. ``anonymous``: as an administrator, in the group's name.
        """
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
        message.is_anonymous = anonymous
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
        """Change the text or caption of one's own message; the same text is a change that nobody sees."""
        message.past.append(message.words)
        message.entities = markup.find_entities(text)
        if message.text is not None:
            message.text = text
        else:
            message.caption = text
        message.edited_at = self.state.clock.now()
        self._tell("edited_message", message)

    async def adds_to_album(self, messages: Sequence[Message], video: Path) -> Message:
        """One more file comes late to an album."""
        first = messages[0]
        media = self._media("video", video, (640, 360), 5)
        message = self._message(Room(self.state, first.chat, first.thread_id), None, media, None, None)
        message.album = first.album
        self._tell("message", message)
        return message

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

"""A chat in words, as a person scrolling through it would see it: for golden files and for messages of failed tests."""

from tests.platforms.telegram.model import Chat, Media, Message


def transcript(chat: Chat, *, past: bool = False) -> str:
    """One paragraph a message; ``past`` adds what edited messages said before."""
    return "\n".join(_message(each, past=past) for each in chat.messages.values())


def _message(message: Message, *, past: bool) -> str:
    if message.service is not None:
        return f"[{message.id}] {message.sender.first_name}: ({', '.join(sorted(message.service))})"
    lines = [_head(message)]
    if message.is_deleted:
        return lines[0] + " (deleted)"
    if past:
        lines += [f"before: {_indented(text)}" for text in message.past]
    if message.media is not None:
        lines.append(f"<{_media(message.media)}>")
    if message.words:
        lines.append(_indented(message.words))
    rows = (message.markup or {}).get("inline_keyboard", [])
    lines += [" ".join(_button(button) for button in row) for row in rows]
    return "\n    ".join(lines)


def _head(message: Message) -> str:
    facts = []
    if message.thread_id is not None:
        facts.append(f"in {message.chat.topics.get(message.thread_id, 'General')}")
    if message.reply_to is not None:
        facts.append(f"to {message.reply_to.id}")
    if message.forwarded_from is not None:
        facts.append(f"forwarded from {message.forwarded_from.first_name}")
    if message.album is not None:
        facts.append("album")
    if message.is_from_bot:
        facts.append("silent" if message.silent else "rings")
    if message.edited_at is not None:
        facts.append("edited")
    said = f" ({', '.join(facts)})" if facts else ""
    return f"[{message.id}] {message.sender.first_name}{said}:"


def _media(media: Media) -> str:
    file = media.file
    facts = [media.kind, file.name or "", f"{file.width}x{file.height}" if file.width else ""]
    facts += [f"{file.duration // 60}:{file.duration % 60:02}" if media.kind in {"video", "audio", "animation"} else ""]
    facts += ["streaming" if file.supports_streaming else "", "thumbnail" if file.thumbnail else ""]
    return " ".join(each for each in facts if each)


def _button(button: dict) -> str:
    return f"[{button['text']}]" + (" (link)" if "url" in button else "")


def _indented(text: str) -> str:
    return text.replace("\n", "\n    ")

"""Users, chats and messages as the Bot API writes them in JSON, seen by the bot."""

from tests.platforms.telegram.files import FileStore
from tests.platforms.telegram.model import GENERAL_TOPIC, Chat, Media, Member, Message, StoredFile, User

_ANONYMOUS = User(1_087_968_824, "Group", is_bot=True, username="GroupAnonymousBot")


def user_json(user: User) -> dict:
    """User."""
    facts = {"id": user.id, "is_bot": user.is_bot, "first_name": user.first_name}
    return facts | _present(username=user.username, language_code=user.language_code)


def chat_json(chat: Chat) -> dict:
    """Chat."""
    if chat.is_private:
        person = next(iter(chat.members.values())).user
        return {"id": chat.id, "type": "private", "first_name": person.first_name} | _present(username=person.username)
    return {"id": chat.id, "type": chat.kind, "title": chat.title} | _present(is_forum=chat.is_forum or None)


def member_json(member: Member) -> dict:
    """ChatMember, of the kind that its status says."""
    facts: dict = {"status": member.status, "user": user_json(member.user)}
    match member.status:
        case "creator":
            return facts | {"is_anonymous": False}
        case "administrator":
            return facts | {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(_RIGHTS, True)
        case "kicked":
            return facts | {"until_date": 0}
        case _:
            return facts


_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
)


def message_json(message: Message, files: FileStore, *, with_reply: bool = True) -> dict:
    """Message; the message it answers is one level deep."""
    facts: dict = {
        "message_id": message.id,
        "date": int(message.date.timestamp()),
        "chat": chat_json(message.chat),
        "from": user_json(_ANONYMOUS if message.is_anonymous else message.sender),
    }
    if message.is_anonymous:
        facts["sender_chat"] = chat_json(message.chat)
    if message.text is not None:
        facts["text"] = message.text
        facts |= _present(entities=message.entities or None)
    if message.caption:
        facts["caption"] = message.caption
        facts |= _present(caption_entities=message.entities or None)
    if message.media is not None:
        facts |= _media_json(message.media, files)
    if message.thread_id not in {None, GENERAL_TOPIC}:
        facts |= {"message_thread_id": message.thread_id, "is_topic_message": True}
    if with_reply:
        facts |= _reply_json(message, files)
    if message.forwarded_from is not None:
        date = int(message.date.timestamp())
        facts["forward_origin"] = {"type": "user", "date": date, "sender_user": user_json(message.forwarded_from)}
    if message.edited_at is not None:
        facts["edit_date"] = int(message.edited_at.timestamp())
    inline = message.markup if message.markup and "inline_keyboard" in message.markup else None
    return facts | _present(media_group_id=message.album, reply_markup=inline) | (message.service or {})


def _reply_json(message: Message, files: FileStore) -> dict:
    """The message answered; in a topic, where none is, the one that opened the topic (so does the real server)."""
    answered = message.reply_to
    if answered is None and message.thread_id not in {None, GENERAL_TOPIC, message.id}:
        answered = message.chat.messages.get(message.thread_id or 0)
    if answered is None:
        return {}
    quote = _present(quote=message.quote)
    if answered.chat is message.chat:
        return {"reply_to_message": message_json(answered, files, with_reply=False)} | quote
    origin = {"type": "user", "date": int(answered.date.timestamp()), "sender_user": user_json(answered.sender)}
    media = _media_json(answered.media, files) if answered.media is not None else {}
    return {"external_reply": {"origin": origin} | media} | quote


def _media_json(media: Media, files: FileStore) -> dict:
    file = media.file
    facts: dict = {"file_id": media.file_id, "file_unique_id": file.unique_id, "file_size": file.size}
    thumbnail = _thumbnail_json(file.thumbnail, files)
    named = _present(file_name=file.name, mime_type=file.media_type)
    sized = {"width": file.width, "height": file.height}
    lasting = {"duration": file.duration}
    shown = facts | named | thumbnail
    kinds: dict[str, dict] = {
        "video": {"video": shown | sized | lasting},
        "animation": {"animation": shown | sized | lasting, "document": shown},
        "photo": {"photo": [facts | sized]},
        "audio": {"audio": shown | lasting},
        "voice": {"voice": facts | _present(mime_type=file.media_type) | lasting},
        "video_note": {"video_note": facts | {"length": file.width} | lasting | thumbnail},
        "document": {"document": shown},
    }
    return kinds[media.kind]


def _thumbnail_json(file: StoredFile | None, files: FileStore) -> dict:
    if file is None:
        return {}
    facts = {"file_id": files.show(file), "file_unique_id": file.unique_id, "file_size": file.size}
    return {"thumbnail": facts | {"width": 320, "height": 180}}


def _present(**fields: object) -> dict:
    return {name: value for name, value in fields.items() if value is not None}

"""Where a message goes and what goes with it: topic, rights, reply, text, buttons. Shared by all that send and edit."""

from dataclasses import dataclass, field

from tests.platforms.telegram import markup
from tests.platforms.telegram.call import Call
from tests.platforms.telegram.model import GENERAL_TOPIC, Chat, Message
from tests.platforms.telegram.refusals import bad_request
from tests.platforms.telegram.rendering import message_json

# What makes a button do something; a button has exactly one of these.
_DOES = {"url", "callback_data", "web_app", "login_url", "copy_text", "callback_game", "pay", "disabled"} | {
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
}


@dataclass
class Place:
    """A checked place for a new message."""

    chat: Chat
    thread_id: int | None = None
    reply_to: Message | None = None
    markup: dict | None = None
    silent: bool = False

    @property
    def fields(self) -> dict:
        """As fields of a new message."""
        thread = self.thread_id
        return {"thread_id": thread, "reply_to": self.reply_to, "markup": self.markup, "silent": self.silent}


@dataclass
class Words:
    """A text as people will see it."""

    text: str
    entities: list[dict] = field(default_factory=list)


def place(call: Call, kind: str) -> Place:
    """Check where a call wants to send something of a kind (``videos``, ``text messages``). Raises Refused."""
    chat = call.chat()
    bot = chat.members.get(call.state.world.bot.id)
    if kind in chat.forbidden_kinds and (bot is None or bot.status != "administrator"):
        raise bad_request(f"not enough rights to send {kind} to the chat")
    thread_id = topic(call, chat)
    return Place(chat, thread_id, reply(call, chat), keyboard(call), call.flag("disable_notification"))


def topic(call: Call, chat: Chat, *, may_be_general: bool = False) -> int | None:
    """The topic called; chats without topics drop the id, and General must not be named. Raises Refused."""
    if not chat.is_forum:
        return None
    named = call.params.get("message_thread_id")
    if not isinstance(named, int) or (named == GENERAL_TOPIC and may_be_general):
        return GENERAL_TOPIC
    if named not in chat.topics:
        raise bad_request("message thread not found")
    if named in chat.closed_topics:
        raise bad_request("TOPIC_CLOSED")
    return named


def reply(call: Call, chat: Chat) -> Message | None:
    """The message to be answered. Raises Refused if it is gone and the call insists."""
    asked = call.object("reply_parameters")
    if asked is None:
        return None
    found = chat.messages.get(asked.get("message_id", 0))
    if found is not None and not found.is_deleted:
        return found
    if asked.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def keyboard(call: Call) -> dict | None:
    """The buttons. Raises Refused for a keyboard that Telegram would not show."""
    asked = call.object("reply_markup")
    if asked is None or "inline_keyboard" not in asked:
        return asked
    rows = [row for row in asked["inline_keyboard"] if row]
    if sum(len(row) for row in rows) > 100:
        raise bad_request("reply markup is too long")
    for button in (each for row in rows for each in row):
        if len(_DOES & button.keys()) != 1:
            raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
        if not button["text"].strip():
            raise bad_request("can't parse inline keyboard button: Text is empty")
    return {"inline_keyboard": rows} if rows else None


def words(call: Call, name: str) -> Words:
    """A text or caption, parsed, trimmed and measured. Raises Refused."""
    return read_words(call, call.params, name, call.method)


def read_words(call: Call, params: dict, name: str, entry: str) -> Words:
    """The same for a part of a call: an album's item, say. ``entry`` is whose limit holds."""
    raw = str(params.get(name, ""))
    given = params.get("entities") or params.get("caption_entities")
    mode = params.get("parse_mode")
    text, entities = markup.read(raw, None if given else mode if isinstance(mode, str) else None)
    limit = call.state.schema.limit(entry, name)
    if len(text) > limit.high:
        raise bad_request("message is too long" if name == "text" else "message caption is too long")
    if len(text) < limit.low:
        raise bad_request("message text is empty")
    return Words(text, given if isinstance(given, list) else entities)


def answer(call: Call, message: Message) -> dict:
    """What the call gets: the message as it is now."""
    call.state.world.changed()
    return message_json(message, call.state.files)

"""Edits of the bot's own messages, with the refusals that bots meet in practice."""

from tests.platforms.telegram.call import Call, method
from tests.platforms.telegram.methods.media import read_item
from tests.platforms.telegram.model import Message
from tests.platforms.telegram.placing import answer, keyboard, words
from tests.platforms.telegram.refusals import bad_request

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)


@method("editMessageText")
async def edit_message_text(call: Call) -> object:
    message = editable(call)
    said, buttons = words(call, "text"), keyboard(call)
    if message.text is None:
        raise bad_request("there is no text in the message to edit")
    if (said.text, said.entities, buttons) == (message.text, message.entities, message.markup):
        raise bad_request(NOT_MODIFIED)
    message.past.append(message.text)
    message.text, message.entities, message.markup = said.text, said.entities, buttons
    return _edited(call, message)


@method("editMessageCaption")
async def edit_message_caption(call: Call) -> object:
    message = editable(call)
    said, buttons = words(call, "caption"), keyboard(call)
    if message.media is None:
        raise bad_request("there is no caption in the message to edit")
    if (said.text, said.entities, buttons) == (message.caption or "", message.entities, message.markup):
        raise bad_request(NOT_MODIFIED)
    message.past.append(message.caption or "")
    message.caption, message.entities, message.markup = said.text, said.entities, buttons
    return _edited(call, message)


@method("editMessageReplyMarkup")
async def edit_message_reply_markup(call: Call) -> object:
    message, buttons = editable(call), keyboard(call)
    if buttons == message.markup:
        raise bad_request(NOT_MODIFIED)
    message.markup = buttons
    return _edited(call, message)


@method("editMessageMedia")
async def edit_message_media(call: Call) -> object:
    """Text messages may become media; albums keep their kind."""
    message, buttons = editable(call), keyboard(call)
    asked = call.object("media") or {}
    media, said = await read_item(call, asked)
    same = message.media is not None and message.media.file is media.file
    if same and (said.text, buttons) == (message.caption or "", message.markup):
        raise bad_request(NOT_MODIFIED)
    message.past.append(message.words)
    message.text, message.caption, message.entities = None, said.text, said.entities
    message.media, message.markup = media, buttons
    return _edited(call, message)


def editable(call: Call) -> Message:
    """The message to edit. Raises Refused."""
    if "inline_message_id" in call.params or not {"chat_id", "message_id"} <= call.params.keys():
        raise bad_request("message identifier is not specified")
    message = call.message()
    if message is None:
        raise bad_request("message to edit not found")
    is_inline = message.markup is None or "inline_keyboard" in message.markup
    if message.sender is not call.state.world.bot or message.forwarded_from is not None or not is_inline:
        raise bad_request("message can't be edited")
    return message


def _edited(call: Call, message: Message) -> object:
    message.edited_at = call.state.clock.now()
    return answer(call, message)

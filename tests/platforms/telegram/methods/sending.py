"""Messages of words, chat actions, reactions, deletions."""

from datetime import timedelta

from tests.platforms.telegram.call import Call, method
from tests.platforms.telegram.placing import answer, place, topic, words
from tests.platforms.telegram.refusals import bad_request

DELETABLE_FOR = timedelta(hours=48)
ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}


@method("sendMessage")
async def send_message(call: Call) -> object:
    where = place(call, "text messages")
    said = words(call, "text")
    world = call.state.world
    message = world.new_message(where.chat, world.bot, text=said.text, entities=said.entities, **where.fields)
    return answer(call, message)


@method("sendChatAction")
async def send_chat_action(call: Call) -> object:
    chat = call.chat()
    topic(call, chat, may_be_general=True)
    action = call.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.actions.append(action)
    call.state.world.changed()
    return True


@method("setMessageReaction")
async def set_message_reaction(call: Call) -> object:
    message = call.message()
    if message is None:
        raise bad_request("message to react not found")
    given = call.params.get("reaction")
    reactions = given if isinstance(given, list) else []
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    message.reactions = [str(each.get("emoji", each["type"])) for each in reactions]
    call.state.world.changed()
    return True


@method("deleteMessage")
async def delete_message(call: Call) -> object:
    message = call.message()
    if message is None:
        raise bad_request("message to delete not found")
    is_old = call.state.clock.now() - message.date > DELETABLE_FOR
    bot = message.chat.members.get(call.state.world.bot.id)
    is_admin = bot is not None and bot.status == "administrator"
    if is_old or not (message.chat.is_private or message.sender is call.state.world.bot or is_admin):
        raise bad_request("message can't be deleted")
    message.is_deleted = True
    call.state.world.changed()
    return True


@method("deleteMessages")
async def delete_messages(call: Call) -> object:
    """Those that cannot be deleted are passed over."""
    chat = call.chat()
    numbers = call.params["message_ids"]
    for number in numbers if isinstance(numbers, list) else []:
        if number in chat.messages:
            chat.messages[number].is_deleted = True
    call.state.world.changed()
    return True

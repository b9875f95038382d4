"""Questions about chats and their members."""

from tests.platforms.telegram.call import Call, method
from tests.platforms.telegram.model import Member, User
from tests.platforms.telegram.refusals import bad_request
from tests.platforms.telegram.rendering import chat_json, member_json

_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


@method("getChat")
async def get_chat(call: Call) -> object:
    gifts = dict.fromkeys(_GIFTS, False)
    return chat_json(call.chat()) | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


@method("getChatAdministrators")
async def get_chat_administrators(call: Call) -> object:
    chat = call.chat()
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    heads = [each for each in chat.members.values() if each.status in {"creator", "administrator"}]
    return [member_json(each) for each in heads if not each.user.is_bot or each.user is call.state.world.bot]


@method("getChatMember")
async def get_chat_member(call: Call) -> object:
    chat, number = call.chat(), call.number("user_id")
    if number in chat.members:
        return member_json(chat.members[number])
    user = call.state.world.users.get(number)
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return member_json(Member(user, "left"))


@method("getChatMemberCount")
async def get_chat_member_count(call: Call) -> object:
    return len([each for each in call.chat().members.values() if each.status not in {"left", "kicked"}])


@method("leaveChat")
async def leave_chat(call: Call) -> object:
    chat = call.chat()
    bot: User = call.state.world.bot
    call.state.world.bot_becomes(chat, "left", bot)
    return True

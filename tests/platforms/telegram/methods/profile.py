"""What the bot says of itself: commands by scope and language, name and descriptions by language."""

import json
import re

from tests.platforms.telegram.call import Call, method
from tests.platforms.telegram.refusals import bad_request

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


@method("setMyCommands")
async def set_my_commands(call: Call) -> object:
    asked = call.params["commands"]
    commands = asked if isinstance(asked, list) else []
    for each in commands:
        if not _COMMAND.fullmatch(each["command"]):
            raise bad_request("BOT_COMMAND_INVALID")
    call.state.commands[_scope(call), call.text("language_code")] = commands
    return True


@method("getMyCommands")
async def get_my_commands(call: Call) -> object:
    return call.state.commands.get((_scope(call), call.text("language_code")), [])


@method("deleteMyCommands")
async def delete_my_commands(call: Call) -> object:
    call.state.commands.pop((_scope(call), call.text("language_code")), None)
    return True


@method("setMyName")
@method("setMyDescription")
@method("setMyShortDescription")
async def set_profile(call: Call) -> object:
    kind = _PROFILE[call.method]
    call.state.profile[kind, call.text("language_code")] = call.text(kind)
    return True


@method("getMyName")
@method("getMyDescription")
@method("getMyShortDescription")
async def get_profile(call: Call) -> object:
    kind = _PROFILE[call.method.replace("get", "set")]
    said = call.state.profile.get((kind, call.text("language_code")))
    return {kind: said if said is not None else call.state.profile.get((kind, ""), "")}


_PROFILE = {"setMyName": "name", "setMyDescription": "description", "setMyShortDescription": "short_description"}


def _scope(call: Call) -> str:
    return json.dumps(call.object("scope") or {"type": "default"}, sort_keys=True)

"""The requests the server knows: Discord's names for them, their paths, and which schemas judge their bodies.

Names and schemas are those of Discord's OpenAPI. What is not here is answered 404 and is a fault of the test's.
"""

import re
from dataclasses import dataclass, field

INTERACTION_CALLBACKS = (
    "PongInteractionCallbackRequest",
    "ApplicationCommandAutocompleteCallbackRequest",
    "CreateMessageInteractionCallbackRequest",
    "UpdateMessageInteractionCallbackRequest",
    "ModalInteractionCallbackRequest",
)


@dataclass(frozen=True)
class Operation:
    """One kind of request. ``schemas``: one of them must fit; none is for requests without a body."""

    name: str
    method: str
    template: str
    schemas: tuple[str, ...] = ()
    is_list: bool = False
    needs_token: bool = True
    status: int = 200
    pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.template)
        object.__setattr__(self, "pattern", re.compile(f"{pattern}/?"))


def _hook(name: str, method: str, rest: str, *schemas: str) -> Operation:
    return Operation(name, method, "/webhooks/{application_id}/{token}" + rest, schemas, needs_token=False)


_MESSAGES = "/channels/{channel_id}/messages"
_COMMANDS = ("ApplicationCommandUpdateRequest",)
_HOOK_EDIT = "IncomingWebhookUpdateRequestPartial"

OPERATIONS = (
    Operation("get_bot_gateway", "GET", "/gateway/bot"),
    Operation("get_gateway", "GET", "/gateway", needs_token=False),
    Operation("get_my_user", "GET", "/users/@me"),
    Operation("get_user", "GET", "/users/{user_id}"),
    Operation("get_my_oauth2_application", "GET", "/oauth2/applications/@me"),
    Operation("get_my_application", "GET", "/applications/@me"),
    Operation("create_dm", "POST", "/users/@me/channels", ("CreatePrivateChannelRequest",)),
    Operation("list_application_commands", "GET", "/applications/{application_id}/commands"),
    Operation(
        "bulk_set_application_commands", "PUT", "/applications/{application_id}/commands", _COMMANDS, is_list=True
    ),
    Operation("list_guild_application_commands", "GET", "/applications/{application_id}/guilds/{guild_id}/commands"),
    Operation(
        "bulk_set_guild_application_commands",
        "PUT",
        "/applications/{application_id}/guilds/{guild_id}/commands",
        _COMMANDS,
        is_list=True,
    ),
    Operation("get_guild", "GET", "/guilds/{guild_id}"),
    Operation("list_guild_channels", "GET", "/guilds/{guild_id}/channels"),
    Operation("get_guild_member", "GET", "/guilds/{guild_id}/members/{user_id}"),
    Operation("get_active_guild_threads", "GET", "/guilds/{guild_id}/threads/active"),
    Operation("get_channel", "GET", "/channels/{channel_id}"),
    Operation("update_channel", "PATCH", "/channels/{channel_id}", ("UpdateThreadRequestPartial",)),
    Operation("list_messages", "GET", _MESSAGES),
    Operation("create_message", "POST", _MESSAGES, ("MessageCreateRequest",)),
    Operation("get_message", "GET", _MESSAGES + "/{message_id}"),
    Operation("update_message", "PATCH", _MESSAGES + "/{message_id}", ("MessageEditRequestPartial",)),
    Operation("delete_message", "DELETE", _MESSAGES + "/{message_id}"),
    Operation("trigger_typing_indicator", "POST", "/channels/{channel_id}/typing"),
    Operation("add_my_message_reaction", "PUT", _MESSAGES + "/{message_id}/reactions/{emoji}/@me"),
    Operation("delete_my_message_reaction", "DELETE", _MESSAGES + "/{message_id}/reactions/{emoji}/@me"),
    Operation(
        "create_thread_from_message",
        "POST",
        _MESSAGES + "/{message_id}/threads",
        ("CreateTextThreadWithMessageRequest",),
        status=201,
    ),
    Operation(
        "create_thread",
        "POST",
        "/channels/{channel_id}/threads",
        ("CreateTextThreadWithoutMessageRequest", "CreateForumThreadRequest"),
        status=201,
    ),
    Operation("join_thread", "PUT", "/channels/{channel_id}/thread-members/@me"),
    Operation("list_public_archived_threads", "GET", "/channels/{channel_id}/threads/archived/public"),
    Operation(
        "create_interaction_response",
        "POST",
        "/interactions/{interaction_id}/{token}/callback",
        INTERACTION_CALLBACKS,
        needs_token=False,
    ),
    _hook("execute_webhook", "POST", "", "IncomingWebhookRequestPartial"),
    _hook("get_original_webhook_message", "GET", "/messages/@original"),
    _hook("update_original_webhook_message", "PATCH", "/messages/@original", _HOOK_EDIT),
    _hook("delete_original_webhook_message", "DELETE", "/messages/@original"),
    _hook("get_webhook_message", "GET", "/messages/{message_id}"),
    _hook("update_webhook_message", "PATCH", "/messages/{message_id}", _HOOK_EDIT),
    _hook("delete_webhook_message", "DELETE", "/messages/{message_id}"),
)


def find(method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
    """The operation of a request, and what stands in its path; the most literal one."""
    fits = [(each, each.pattern.fullmatch(path)) for each in OPERATIONS if each.method == method]
    found = [(each, match.groupdict()) for each, match in fits if match is not None]
    return min(found, key=lambda pair: len(pair[1]), default=None)

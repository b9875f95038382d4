"""What Discord checks that simcord does not: archived threads, closed direct messages, sizes, tokens, nonces, syncs.

One function a kind of request, looked up by the operation's name; each raises what ``refusals.py`` says, before
anything was done. What is checked afterwards, or changes the answer, is in ``rest.py``.
"""

import math
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import discord
from simcord.backend import errors
from simcord.backend.errors import BackendError
from simcord.backend.models import Channel, Interaction

from tests.platforms.discord import commands, refusals
from tests.platforms.discord.calls import Call
from tests.platforms.discord.limits import OLD_S, Limits
from tests.platforms.discord.world import DM_LIMIT, MIB, World

MOST_LISTED = 100
MOST_FOLLOWUPS = 5
"""For people who brought the bot along where it is not a member."""
REQUEST_LIMIT = 200 * MIB
"""Bytes of a whole request, whatever a person's limit is."""


class Rules:
    """Checks before the deed."""

    def __init__(self, world: World, limits: Limits) -> None:
        self._world = world
        self._limits = limits
        self._sync = commands.Sync(world)
        self.says_file_too_large = False
        """Files over the limit are refused with 50045 instead of 40005."""
        self._rules: dict[str, Callable[[Call], None]] = {
            "list_messages": self._list_messages,
            "create_message": self._create_message,
            "update_message": self._update_message,
            "delete_message": self._delete_message,
            "trigger_typing_indicator": self._not_closed,
            "create_thread_from_message": self._create_thread,
            "create_interaction_response": self._respond,
            "execute_webhook": self._follow_up,
            "bulk_set_application_commands": self._sync.check,
            "bulk_set_guild_application_commands": self._sync.check,
        }

    def check(self, call: Call) -> None:
        """Raise BackendError if Discord would not do this."""
        if call.uploads or call.message.get("attachments"):
            self._files_fit(call)
        if not call.operation.needs_token and "token" in call.args and call.name != "create_interaction_response":
            self._token_lives(call)
        rule = self._rules.get(call.name)
        if rule is not None:
            rule(call)

    # messages

    def _create_message(self, call: Call) -> None:
        channel = self._channel(call)
        self._not_closed(call)
        self._may(channel, "send_messages_in_threads" if channel.is_thread else "send_messages")
        if call.uploads:
            self._may(channel, "attach_files")
        if call.message.get("embeds"):
            self._may(channel, "embed_links")
        self._not_empty(call.message, call.uploads)
        self._not_too_soon(channel)
        self._reply_fits(channel, call.message.get("message_reference"))
        self._world.reopen(channel)

    def _list_messages(self, call: Call) -> None:
        if not 1 <= int(call.query.get("limit", 50)) <= MOST_LISTED:
            raise errors.invalid_form_body(f"limit: int value should be between 1 and {MOST_LISTED}.")

    def _not_too_soon(self, channel: Channel) -> None:
        """Slow mode, which holds for bots, too."""
        if not channel.rate_limit_per_user or self._can(channel, "manage_messages", "manage_channels"):
            return
        own = [each for each in self._world.in_channel(channel.id) if each.is_from_bot and not each.is_response]
        since_s = self._world.server_clock.monotonic() - own[-1].versions[0].at_s if own else math.inf
        if since_s < channel.rate_limit_per_user:
            raise refusals.slow_mode(channel.rate_limit_per_user - since_s)

    def _can(self, channel: Channel, *names: str) -> bool:
        """Whether the bot may do one of these."""
        assert channel.guild_id is not None
        has = discord.Permissions(
            self._world.compute_permissions(channel.guild_id, self._world.bot_user.id, channel.id)
        )
        return any(getattr(has, name) for name in names)

    def _update_message(self, call: Call) -> None:
        channel = self._channel(call)
        self._not_archived(channel)
        message = self._world.get_message(channel.id, int(call.args["message_id"]))
        body = call.message
        kept = {"content": message.content, "embeds": message.embeds, "components": message.components}
        files = body.get("attachments", message.attachments)
        self._not_empty(kept | body, [*call.uploads, *(files or [])])
        if call.uploads:
            self._may(channel, "attach_files")
        age = self._world.clock.now() - discord.utils.snowflake_time(message.id)
        if age >= timedelta(seconds=OLD_S):
            self._limits.count_old_edit(call.args["channel_id"])

    def _delete_message(self, call: Call) -> None:
        self._not_archived(self._channel(call))

    def _not_closed(self, call: Call) -> None:
        channel = self._channel(call)
        if channel.guild_id is None and self._world.closed_dms & set(channel.recipient_ids):
            raise refusals.dm_closed()

    def _not_empty(self, body: dict[str, Any], files: list[Any]) -> None:
        reference = body.get("message_reference") or {}
        said = (body.get("content") or "").strip()
        if not (said or files or body.get("embeds") or body.get("components") or reference.get("type") == 1):
            raise refusals.empty_message()

    def _reply_fits(self, channel: Channel, reference: dict[str, Any] | None) -> None:
        if not reference or reference.get("type", 0) != 0:
            return
        if channel.guild_id is not None:
            try:
                self._may(channel, "read_message_history")
            except BackendError:
                raise refusals.cannot_reply() from None
        known = self._world.messages[channel.id]
        if int(reference["message_id"]) not in known and reference.get("fail_if_not_exists", True):
            raise errors.invalid_form_body("message_reference: Unknown message")

    def _channel(self, call: Call) -> Channel:
        return self._world.get_channel(int(call.args["channel_id"]))

    def _may(self, channel: Channel, *names: str) -> None:
        self._world.require_permissions(channel.guild_id, self._world.bot_user.id, channel.id, *names)

    # threads

    def _not_archived(self, channel: Channel) -> None:
        if channel.thread_metadata is not None and channel.thread_metadata.archived:
            raise refusals.thread_archived()

    def opened_thread(self, call: Call) -> Channel | None:
        """The archived thread that this call opens again: whoever may write there may do that, unless it is locked.

        simcord asks for the permission to manage channels (resources/channel#modify-channel, "archived").
        """
        channel = self._channel(call)
        kept = channel.thread_metadata
        if kept is None or kept.locked or call.body != {"archived": False}:
            return None
        self._may(channel, "send_messages_in_threads")
        self._world.reopen(channel)
        return channel

    def _create_thread(self, call: Call) -> None:
        if int(call.args["message_id"]) in self._world.channels:
            raise refusals.thread_exists()

    # files

    def _files_fit(self, call: Call) -> None:
        limit = self._limit(call)
        if sum(upload.size for upload in call.uploads) > REQUEST_LIMIT:
            raise refusals.too_large()
        if any(upload.size > limit for upload in call.uploads):
            raise refusals.file_too_large() if self.says_file_too_large else refusals.too_large()
        described = {str(each.get("id")): each for each in call.message.get("attachments") or ()}
        for key, upload in zip(call.upload_keys, call.uploads, strict=True):
            number = key.removeprefix("files[").removesuffix("]")
            if not key.startswith("files[") or not number.isdecimal():
                raise errors.invalid_form_body(f"a file must be named files[n], not {key}")
            told = described.get(number, {})
            upload.description = told.get("description")
            upload.filename = told.get("filename") or upload.filename
        if len(call.uploads) > 10 or len(described) > 10:
            raise errors.invalid_form_body("attachments: Must be 10 or fewer in length.")

    def _limit(self, call: Call) -> int:
        if "channel_id" in call.args:
            return self._world.upload_limit(self._channel(call))
        record = self._interaction(call)
        if record is None:
            return DM_LIMIT
        channel = self._world.get_channel(record.channel_id)
        return max(self._world.upload_limit(channel), self._world.size_limits.get(record.id, 0))

    # interactions

    def _interaction(self, call: Call) -> Interaction | None:
        found = self._world.interaction_tokens.get(call.args["token"])
        return self._world.interactions[found] if found is not None else None

    def _token_lives(self, call: Call) -> None:
        record = self._interaction(call)
        if record is None:
            raise errors.unknown_webhook()
        if record.expires_at is not None and self._world.now_iso() >= record.expires_at:
            raise refusals.token_expired()
        if not record.responded:
            raise errors.unknown_webhook()

    def _respond(self, call: Call) -> None:
        kind = call.body.get("type") if isinstance(call.body, dict) else None
        record = self._interaction(call)
        if kind == 4:
            self._not_empty(call.message, call.uploads)
        if record is not None and kind in {6, 7} and record.source_message_id is None:
            raise errors.invalid_form_body("type: this interaction has no message to update")
        if record is not None and kind == 9 and record.type == 5:
            raise errors.invalid_form_body("type: a form cannot be answered with a form")

    def _follow_up(self, call: Call) -> None:
        record = self._interaction(call)
        assert record is not None, "its token lives"
        self._not_empty(call.message, call.uploads)
        if record.id in self._world.user_installed and len(record.followup_ids) >= MOST_FOLLOWUPS:
            raise refusals.too_many_followups()

"""getUpdates and what goes with it: webhooks are known, but not delivered to."""

import asyncio

from tests.platforms.telegram.call import Call, method
from tests.platforms.telegram.refusals import Refused, conflict
from tests.platforms.telegram.rendering import user_json

WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
BAN_AFTER_LOGOUT_S = 600.0


@method("getMe")
async def get_me(call: Call) -> object:
    world = call.state.world
    return user_json(world.bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_join_request_queries": False,
    }


@method("getUpdates")
async def get_updates(call: Call) -> object:
    if call.state.webhook:
        raise conflict(WEBHOOK_ACTIVE)
    queue = call.state.world.updates
    allowed = call.params.get("allowed_updates")
    queue.allow(allowed if isinstance(allowed, list) else None)
    gone = call.gone or asyncio.get_running_loop().create_future()
    batch = await queue.get(call.number("offset"), call.number("limit", 100), call.number("timeout"), gone)
    call.state.world.changed()
    return batch


@method("setWebhook")
async def set_webhook(call: Call) -> object:
    call.state.webhook = call.text("url")
    return True


@method("deleteWebhook")
async def delete_webhook(call: Call) -> object:
    call.state.webhook = ""
    if call.flag("drop_pending_updates"):
        call.state.world.updates.drop()
    return True


@method("getWebhookInfo")
async def get_webhook_info(call: Call) -> object:
    waiting = call.state.world.updates.unconfirmed
    return {"url": call.state.webhook, "has_custom_certificate": False, "pending_update_count": waiting}


@method("logOut")
async def log_out(call: Call) -> object:
    call.state.refused_until_s = call.state.clock.monotonic() + BAN_AFTER_LOGOUT_S
    return True


@method("close")
async def close(call: Call) -> object:
    """Refused for the first ten minutes after the server's start, as the documentation says."""
    left_s = call.state.started_at_s + BAN_AFTER_LOGOUT_S - call.state.clock.monotonic()
    if left_s > 0:
        wait_s = int(left_s) + 1
        raise Refused(429, f"Too Many Requests: retry after {wait_s}", {"retry_after": wait_s})
    return True

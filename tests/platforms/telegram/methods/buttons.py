"""Answers to pressed buttons."""

from tests.platforms.telegram.call import Call, method
from tests.platforms.telegram.refusals import bad_request
from tests.platforms.telegram.state import Toast
from tests.platforms.telegram.updates import PRESS_LIFE_S

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@method("answerCallbackQuery")
async def answer_callback_query(call: Call) -> object:
    press = call.state.presses.get(call.text("callback_query_id"))
    if press is None or press.toast is not None or call.state.clock.monotonic() - press.at_s > PRESS_LIFE_S:
        raise bad_request(TOO_OLD)
    press.toast = Toast(call.text("text"), call.flag("show_alert"))
    call.state.world.changed()
    return True

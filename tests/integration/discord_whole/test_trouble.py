"""Broken lines, lost sessions, failing and silent calls while people ask: all is answered, nothing comes twice."""

import random
from collections.abc import Callable, Sequence

import pytest

from tests.crash.discord_crowd import Crowd
from tests.crash.discord_judge import faults, forgive, is_settled
from tests.integration.discord_whole.conftest import Whole
from tests.platforms.discord.server import DiscordServer
from tests.platforms.telegram.faults import Trouble

LIMIT_S = 90.0
SENDS = ("create_message", "update_message", "create_interaction_response", "trigger_typing_indicator")


def lines_break(server: DiscordServer) -> None:
    """Resumed, each of them."""
    server.gateway.drop()


def another_line_is_wanted(server: DiscordServer) -> None:
    server.gateway.ask_to_reconnect()


def sessions_end(server: DiscordServer) -> None:
    """What comes until a new one stands is told by nobody."""
    server.gateway.invalidate()


def sessions_end_and_the_gateway_is_shut(server: DiscordServer) -> None:
    server.gateway.refuses = 2
    server.gateway.forget_sessions()
    server.gateway.drop()


def calls_fail(server: DiscordServer) -> None:
    for status in (500, 502, 503):
        for operation in SENDS:
            server.fail(operation, Trouble.ERROR, status=status)
    server.fail("list_messages", Trouble.ERROR, status=503, times=2)


def lines_are_reset(server: DiscordServer) -> None:
    for operation in SENDS:
        server.fail(operation, Trouble.RESET, times=2)
    server.fail("list_messages", Trouble.RESET)


def answers_are_cut(server: DiscordServer) -> None:
    for operation in SENDS:
        server.fail(operation, Trouble.CUT, times=2)
    server.fail("list_messages", Trouble.CUT)


def nothing_is_answered(server: DiscordServer) -> None:
    server.fail("create_message", Trouble.LOST, times=2)
    server.fail("create_message", Trouble.SILENCE)
    server.fail("update_message", Trouble.LOST)


PAIRS = (
    (lines_break, another_line_is_wanted),
    (sessions_end, sessions_end_and_the_gateway_is_shut),
    (calls_fail, lines_are_reset),
    (answers_are_cut, nothing_is_answered),
)


@pytest.mark.parametrize("troubles", PAIRS, ids=lambda pair: "_and_".join(each.__name__ for each in pair))
async def test_nothing_is_lost_or_doubled(whole: Whole, troubles: Sequence[Callable[[DiscordServer], None]]) -> None:
    server = whole.server
    crowd = Crowd(server, whole.clip, random.Random(7), privates=1)
    await crowd.begins()
    await settled(server, crowd)
    for trouble in troubles:
        before = troubled(server)
        await crowd.speaks(2, 0.0)
        trouble(server)
        await crowd.speaks(2, 0.0)
        await server.until(lambda before=before: troubled(server) > before, LIMIT_S)  # type: ignore[misc]
    await settled(server, crowd)
    forgive(server)
    assert list(faults(server, crowd.asked)) == []


def troubled(server: DiscordServer) -> int:
    """How often anything went wrong so far."""
    return server.gateway.resumed + server.gateway.identifies + len(server.state.rest.faults.done)


async def settled(server: DiscordServer, crowd: Crowd) -> None:
    await server.until(lambda: is_settled(server, crowd.asked), LIMIT_S)

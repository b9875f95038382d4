"""Every call the cloud gets for a chat names the chat's profile, whatever it is about (S3)."""

import asyncio
from pathlib import Path

from backend.traits import NEMO
from bot.core.model import ChatId, ChatRef, PlatformName
from tests.fakes.chat import clip
from tests.fakes.house import FILM, House
from tests.platforms.cloud.cloud import Cloud
from tests.platforms.cloud.serving import cloud_client, live_cloud

OPERATIONS = {"token", "session", "state", "upload", "edit", "render", "poll", "credits"}
SECOND = ChatRef(PlatformName("fake"), ChatId("second"))


async def test_each_chat_s_calls_carry_its_profile_from_the_token_to_the_film(tmp_path: Path) -> None:
    async with live_cloud(Cloud(silent_chance=0, film=FILM)) as cloud:
        house = House(tmp_path)
        async with cloud_client(cloud, clock=house.clock) as client:
            house.backend = client
            house.dispatcher = house.new_dispatcher()
            async with asyncio.TaskGroup() as tasks, house.running(time_flies=False):
                time = tasks.create_task(driven(house))
                await house.ask("/profile editor-fixed")
                assert cloud.log == []
                await house.ask("smooth out the jump cuts", clip())
                await house.ask("credits")
                told = {asked.operation: asked.headers["x-skill-source"] for asked in cloud.log}
                assert told.keys() >= OPERATIONS
                assert set(told.values()) == {"editor-fixed"}
                cloud.log.clear()
                await house.ask("cut the pauses", clip(), chat=SECOND)
                assert {asked.headers["x-skill-source"] for asked in cloud.log} == {"ai-video-pro-online"}
                time.cancel()
    assert {asked.headers["x-skill-version"] for asked in cloud.log} == {"0.1.0"}
    assert {asked.headers["x-skill-platform"] for asked in cloud.log} == {"unknown"}


async def driven(house: House) -> None:
    """Let the core's time run beside the sockets'."""
    while True:
        await house.clock.advance(5)
        await asyncio.sleep(0.005)


async def test_clients_for_several_profiles_share_one_account() -> None:
    async with live_cloud() as cloud, cloud_client(cloud) as client:
        ones = [client.attributed_to(name) for name in ("editor-fixed", "video-screen", "画面 %")]
        assert {one.traits for one in ones} == {NEMO}
        async with asyncio.TaskGroup() as tasks:
            for one in ones:
                tasks.create_task(one.credits())
        assert len(cloud.asked("token")) == 1
        assert {asked.headers["x-skill-source"] for asked in cloud.asked("credits")} == {
            "editor-fixed",
            "video-screen",
            "%E7%94%BB%E9%9D%A2 %25",
        }

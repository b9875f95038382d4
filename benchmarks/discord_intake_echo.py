"""The bare side of ``discord_intake``: discord.py as its own examples use it, saying back what it is told.

Without ``says`` in the job it only receives.
"""

import asyncio
import json
import os
import sys
from typing import Any

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from benchmarks.telegram_intake_bot import Counter


async def main(job: dict[str, Any]) -> dict[str, float]:
    """Echo until there were enough; what one message used."""
    counter = Counter(job["warm_up"], job["messages"])
    Route.BASE = f"{job['discord']}/api/v10"
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(f"{job['discord'].replace('http', 'ws', 1)}/gateway")
    client = discord.Client(intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True))

    @client.event
    async def on_message(message: discord.Message) -> None:
        if message.author == client.user:
            return
        if job["says"]:
            await message.channel.send(message.content)
        counter.add()

    async with client, asyncio.TaskGroup() as group:
        running = group.create_task(client.start(job["token"]))
        await counter.done.wait()
        running.cancel()
    return counter.used


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(json.loads(sys.argv[1])))), flush=True)
    os._exit(0)

"""What people and rooms share: the world, and where things are logged."""

from dataclasses import dataclass

from tests.platforms.discord.gateway import Gateway
from tests.platforms.discord.rest import Rest
from tests.platforms.discord.world import World

LIMIT_S = 10.0
"""How long tests wait for anything, in real seconds."""


@dataclass
class State:
    """All of it."""

    world: World
    gateway: Gateway
    rest: Rest

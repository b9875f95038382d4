"""CPU of a message from Discord to the ledger, against a bare discord.py that echoes.

All sides hear the same strict server, which runs in a process of its own, at the same pace, and take turns. Ours ends
where the message is a turn on the disk; the echo's includes one message sent; the third only receives.
"""

import asyncio
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.processes import told
from benchmarks.report import figure, heading
from benchmarks.telegram_servers import played

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GcanaR.CANARYcanaryCANARYcanaryCANARYcanaryCA"
_LOAD = "tests.flood.discord_load"
_ROUNDS = 3
_RATE_PER_S = 50
_CHATS = 50
_WARM_UP = 100
_MESSAGES = 400
_LIMIT_S = 120.0

Used = dict[str, float]


async def run() -> None:
    """Measure and print."""
    heading(
        f"Discord's intake: {_ROUNDS} rounds of {_MESSAGES} messages at {_RATE_PER_S}/s after {_WARM_UP} to warm up"
    )
    sides: dict[str, list[Used]] = {"ours": [], "echo": [], "receives": []}
    with tempfile.TemporaryDirectory(prefix="cutdesk-bench-") as name:
        for number in range(_ROUNDS):
            for side, found in sides.items():
                found.append(await _side(side, Path(name, f"{side}{number}")))
    for side, words in (
        ("ours", "to the ledger"),
        ("echo", "bare, with an echo"),
        ("receives", "bare, received only"),
    ):
        own = [used["own"] for used in sides[side]]
        figure(f"{words}: CPU a message, median", f"{median(own):.2f} ms ({', '.join(f'{each:.2f}' for each in own)})")
    figure("above the bare echo, median of the rounds", f"{_above(sides['ours'], sides['echo']):.2f} ms")
    figure("above bare receiving", f"{_above(sides['ours'], sides['receives']):.2f} ms")


def _above(ours: list[Used], others: list[Used]) -> float:
    return median(one["own"] - other["own"] for one, other in zip(ours, others, strict=True))


async def _side(side: str, folder: Path) -> Used:
    messages = _WARM_UP + _MESSAGES + _RATE_PER_S
    pour = {"messages": messages, "rate": _RATE_PER_S, "chats": _CHATS, "words": "cut the pauses"}
    async with played(_LOAD, folder, "pour", pour) as discord:
        job = {"discord": discord.url, "token": TOKEN, "warm_up": _WARM_UP, "messages": _MESSAGES}
        module = "benchmarks.discord_intake_bot" if side == "ours" else "benchmarks.discord_intake_echo"
        more = {"folder": str(folder / "data"), "says": side == "echo"}
        used: Used = await told(module, {**job, **more}, folder, limit_s=_LIMIT_S)
    return used


if __name__ == "__main__":
    asyncio.run(run())

"""CPU of an update from Telegram to the ledger, against a bare python-telegram-bot that echoes: at most 3 ms more.

All sides poll the same strict server, which runs in a process of its own, at the same pace, and take turns. Ours ends
where the update is a turn on the disk; the echo's includes one message sent; the third only receives.
"""

import asyncio
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.processes import told
from benchmarks.report import figure, heading, judged
from benchmarks.telegram_servers import TOKEN, scene

GOAL_MS = 3.0
_ROUNDS = 3
_RATE_PER_S = 50
_CHATS = 50
_WARM_UP = 100
_UPDATES = 400
_LIMIT_S = 120.0

Used = dict[str, float]


async def run() -> None:
    """Measure and print."""
    heading(f"Telegram's intake: {_ROUNDS} rounds of {_UPDATES} updates at {_RATE_PER_S}/s after {_WARM_UP} to warm up")
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
        figure(f"{words}: CPU an update, median", f"{median(own):.2f} ms ({', '.join(f'{each:.2f}' for each in own)})")
    judged("above the bare echo, median of the rounds", _above(sides["ours"], sides["echo"]), GOAL_MS, "ms")
    figure("above bare receiving", f"{_above(sides['ours'], sides['receives']):.2f} ms")
    ours = sides["ours"]
    main, threads = median(used["main"] for used in ours), median(used["own"] - used["main"] for used in ours)
    figure("of ours: main thread, the database's thread", f"{main:.2f} ms, {threads:.2f} ms")


async def _side(side: str, folder: Path) -> Used:
    pour = {"updates": _WARM_UP + _UPDATES + _RATE_PER_S, "rate": _RATE_PER_S, "chats": _CHATS}
    async with scene(folder, "pour", words="cut the pauses", **pour) as telegram:
        job = {"telegram": telegram.url, "token": TOKEN, "warm_up": _WARM_UP, "updates": _UPDATES}
        module = "benchmarks.telegram_intake_bot" if side == "ours" else "benchmarks.telegram_intake_echo"
        more = {"folder": str(folder / "data"), "says": side == "echo"}
        used: Used = await told(module, {**job, **more}, folder, limit_s=_LIMIT_S)
    return used


def _above(ours: list[Used], others: list[Used]) -> float:
    return median(one["own"] - other["own"] for one, other in zip(ours, others, strict=True))


if __name__ == "__main__":
    asyncio.run(run())

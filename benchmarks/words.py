"""How well requests are read: recall and precision of operations over labelled requests.

``python -m benchmarks.words [SET]`` reads ``benchmarks/data/<SET>.jsonl`` (default ``instructions-dev``) or a path.
Each request goes the way it goes in a chat: first the bot's router, whose intents count as the control operations they
mean; what it takes for an edit goes to the planner of a running studio, over HTTP, on fixed media (docs/api.md, the
plan-only call). No language model is asked. Prints figures by category and a last line of JSON; ``--show`` lists the
misses. Requests that need a remote service (``offline: false``) are left out.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from benchmarks.processes import served
from benchmarks.word_scores import Produced, Score, Tally, of_plan, score
from bot.core.intents import Request, understand
from bot.core.model import (
    ChatId,
    ChatRef,
    IncomingMessage,
    Intent,
    MessageId,
    MessageRef,
    PlatformName,
    Sender,
    SenderId,
)

HERE = Path(__file__).parent / "data"
USUAL_SET = "instructions-dev"
MEDIA = {"clips": [], "sounds": [], "duration": 300.0, "edited": True, "music": False, "titles": False}
"""Five minutes of film, edited before; no file is named."""
SESSION = MessageRef(ChatRef(PlatformName("bench"), ChatId("bench")), MessageId("bench"))
SOMEBODY = Sender(SenderId("bench"), "bench")
CONTROLS = {
    Intent.CREDITS: "credits",
    Intent.TIMELINE: "status",
    Intent.UPLOAD: "upload",
    Intent.HELP: "help",
    Intent.CANCEL: "cancel",
    Intent.NEW: "new_session",
    Intent.LANGUAGE: "language",
}
"""What the bot does by itself."""


def routed(request: Request) -> list[Produced] | None:
    """The operations an intent of the bot stands for; None where the words go on to the studio."""
    match request.intent:
        case Intent.EDIT:
            return None
        case Intent.UNDO:
            return [Produced("undo", {}, supported=True)]
        case Intent.EXPORT:
            side = request.short_side
            return [Produced("export", {} if side is None else {"resolution": f"{side}p"}, supported=True)]
        case intent:
            return [Produced(CONTROLS[intent])]


async def run(path: Path, *, show: bool) -> None:
    """Measure the requests of a file and print."""
    items = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    tallies: dict[str, Tally] = {"all": Tally()}
    with tempfile.TemporaryDirectory(prefix="cutdesk-bench-") as name:
        folder = Path(name)
        async with (
            served("studio", (), folder, STUDIO_DATA_DIR=str(folder / "studio")) as studio,
            httpx.AsyncClient(base_url=studio.url, timeout=30.0, trust_env=False) as client,
        ):
            grant = await client.post("/api/auth/anonymous-token", headers={"X-Client-Id": "words"})
            client.headers["Authorization"] = f"Bearer {grant.raise_for_status().json()['data']['token']}"
            for item in (item for item in items if item["offline"]):
                answer = await _answer(client, item["text"])
                result = score(item, answer)
                for table in ("all", item["category"]):
                    tallies.setdefault(table, Tally()).add(result)
                if show and not result.is_flawless:
                    _show(item, answer, result)
    _print(tallies)


async def _answer(client: httpx.AsyncClient, text: str) -> list[Produced]:
    """What a request comes to."""
    request = understand(IncomingMessage(SESSION, "bench", SOMEBODY, text, datetime.now(UTC)))
    by_the_bot = routed(request)
    if by_the_bot is not None:
        return by_the_bot
    answer = await client.post("/api/studio/plan", json={"text": request.words, "media": MEDIA})
    plan: Mapping[str, Any] = answer.raise_for_status().json()["data"]
    return of_plan(plan)


def _show(item: Mapping[str, Any], answer: Sequence[Produced], result: Score) -> None:
    wrong = [one[:3] for one in result.args if not one[-1]]
    print(f"{item['id']} {item['text']}\n   got {[(one.name, dict(one.args)) for one in answer]}")
    added = [one.name for one in result.added]
    print(f"   missed {result.missed} added {added} args {wrong}{' TRAP' if result.trap else ''}")


def _print(tallies: Mapping[str, Tally]) -> None:
    print(f"{'category':14}{'recall':>8}{'precision':>11}{'args':>8}{'traps':>7}{'items':>7}")
    for name, tally in sorted(tallies.items()):
        told = tally.figures
        figures = f"{told['recall']:8.3f}{told['precision']:11.3f}{told['args']:8.3f}{told['traps']:7}"
        print(f"{name:14}{figures}{tally.counts['items']:7}")
    print(json.dumps(tallies["all"].figures))


def main(arguments: Sequence[str]) -> None:
    """Read the arguments and run."""
    sets = [one for one in arguments if not one.startswith("--")] or [USUAL_SET]
    path = Path(sets[0]) if Path(sets[0]).is_file() else HERE / f"{sets[0]}.jsonl"
    asyncio.run(run(path, show="--show" in arguments))


if __name__ == "__main__":
    main(sys.argv[1:])

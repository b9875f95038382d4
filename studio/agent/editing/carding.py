"""Intros and outros: words on a plain card, or a clip or picture the person has sent."""

from studio.agent.editing.arguments import milliseconds, text
from studio.agent.editing.bench import Bench, named
from studio.agent.editing.refusal import Refused
from studio.agent.editing.titling import drawable
from studio.agent.plan import Operation
from studio.agent.times import length
from studio.timeline.cards import with_intro, with_outro
from studio.timeline.cuts import whole
from studio.timeline.model import LONGEST_NAME, Clip, Source, SourceKind

NAMES = frozenset({"add_intro", "add_outro"})
USUAL_MS = 3000
SHORTEST_MS, LONGEST_MS = 500, 30_000


async def put_intro(bench: Bench, operation: Operation) -> None:
    """Put a card before the film. Raises Refused, BadTitle."""
    card, words = await _card(bench, operation)
    bench.film = with_intro(bench.film, card, words)
    _tell(bench, "intro", card, words)


async def put_outro(bench: Bench, operation: Operation) -> None:
    """Put a card after the film. Raises Refused, BadTitle."""
    card, words = await _card(bench, operation)
    bench.film = with_outro(bench.film, card, words)
    _tell(bench, "outro", card, words)


async def _card(bench: Bench, operation: Operation) -> tuple[Clip, str | None]:
    """The clip of a card, and what stands on it. Raises Refused."""
    said, name = text(operation, "text"), text(operation, "file")
    if said is None and name is None:
        raise Refused("error.no_card")
    words = None if said is None else await drawable(bench, said)
    seconds = milliseconds(operation, "seconds")
    lasts = USUAL_MS if seconds is None else min(max(seconds, SHORTEST_MS), LONGEST_MS)
    if name is None:
        plain = await bench.tools.plain_picture()
        return Clip(plain.id, (words or plain.name)[:LONGEST_NAME], 0, lasts), words
    shown = _sent(bench, name)
    if shown.kind is SourceKind.IMAGE and not shown.duration_ms:
        return Clip(shown.id, shown.name[:LONGEST_NAME], 0, lasts), words
    return whole(shown), words


def _sent(bench: Bench, name: str) -> Source:
    """The clip or picture of that name; the picture sent last for a logo. Raises Refused."""
    seen = [one for one in bench.project.sources if one.kind is not SourceKind.AUDIO and not one.generated]
    pictures = [one for one in seen if one.kind is SourceKind.IMAGE]
    found = named(seen, name) or (pictures[-1] if name == "logo" and pictures else None)
    if found is None:
        raise Refused("error.no_file", name=name[:80])
    return found


def _tell(bench: Bench, key: str, card: Clip, words: str | None) -> None:
    bench.say(f"card.{key}", name=words or card.name, length=length(bench.tongue, card.duration_ms))

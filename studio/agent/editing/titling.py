"""Words over the picture."""

from studio.agent.editing.arguments import is_on, milliseconds, position, text, whole
from studio.agent.editing.bench import Bench, shots
from studio.agent.editing.refusal import Refused
from studio.agent.plan import Operation
from studio.agent.times import clock
from studio.timeline.model import Span
from studio.timeline.titles import USUAL_TITLE_MS, add_title, edit_title, remove_titles

MOST_SHOWN = 8
"""Characters that are named to the person; more tell nothing more."""
UNMET_STYLES = ("size", "color", "background")


async def put_title(bench: Bench, operation: Operation) -> None:
    """Put a title where and when it was asked for; at the start for three seconds if nothing was said."""
    words = await drawable(bench, text(operation, "text"))
    span = _time_of(bench, operation)
    bench.film = add_title(bench.film, words, span.start_ms, span.duration_ms, position(operation))
    title = bench.film.titles[-1]
    end = clock(title.start_ms + title.duration_ms)
    bench.say("title.added", text=title.text, start=clock(title.start_ms), end=end)
    if is_on(operation, "card"):
        bench.say("title.card")
    if any(is_on(operation, style) for style in UNMET_STYLES):
        bench.say("title.plain")


async def change_title(bench: Bench, operation: Operation) -> None:
    """Put other words into a title; into the only one if the old words were not said."""
    old, new = text(operation, "from"), await drawable(bench, text(operation, "to"))
    titles = [title for title in bench.film.titles if not title.caption]
    if old is None and len(titles) == 1:
        old = titles[0].text
    bench.film = edit_title(bench.film, old or new, new)
    bench.say("title.changed", text=new)


async def take_title(bench: Bench, operation: Operation) -> None:
    """Take the title with those words off, or all of them. Raises NoSuchTitle."""
    before = len(bench.film.titles)
    bench.film = remove_titles(bench.film, text(operation, "text"))
    bench.say("title.removed", count=before - len(bench.film.titles))


async def drawable(bench: Bench, words: str | None) -> str:
    """The words of a title, refused before they are kept: a film with letters the font lacks could never be made."""
    missing = await bench.tools.undrawable(words or "")
    if missing:
        raise Refused("error.undrawable", characters=" ".join(missing[:MOST_SHOWN]))
    return words or ""


def _time_of(bench: Bench, operation: Operation) -> Span:
    """When the title shall stand; BeyondEnd is left to the edit."""
    around = _shot(bench, operation)
    last = milliseconds(operation, "last_seconds")
    if last is not None:
        return Span(max(around.start_ms, around.end_ms - last), around.end_ms)
    end = milliseconds(operation, "end")
    stays = milliseconds(operation, "seconds") or USUAL_TITLE_MS
    place = text(operation, "at")
    if place == "end":
        return Span(max(around.start_ms, around.end_ms - stays), around.end_ms)
    start = milliseconds(operation, "start")
    if start is None:
        start = milliseconds(operation, "at")
    begin = around.start_ms + (start or 0)
    if end is not None and around.start_ms + end > begin:
        return Span(begin, around.start_ms + end)
    return Span(begin, begin + stays)


def _shot(bench: Bench, operation: Operation) -> Span:
    """The clip the title is for, the whole film if none was named."""
    number = whole(operation, "clip")
    if number is None:
        return Span(0, bench.film.duration_ms)
    found = shots(bench.film)
    if not 1 <= number <= len(found):
        raise Refused("error.no_such_clip", count=len(found))
    return found[number - 1]

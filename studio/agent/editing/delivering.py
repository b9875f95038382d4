"""Another kind of file than the whole film, and films under a size."""

from dataclasses import replace

from studio.agent.editing.arguments import milliseconds, number, text, whole
from studio.agent.editing.bench import Bench
from studio.agent.editing.refusal import Refused
from studio.agent.plan import Operation
from studio.agent.times import clock
from studio.timeline.cuts import range_in
from studio.timeline.delivery import WHOLE_FILM, Delivery, FileKind

MEGABYTE = 1_000_000
"""Those who set limits mean 1024 times 1024, or this; the smaller fits both."""
USUAL_SHARE = 0.5
LEAST_BPS = 60_000
"""Under so many bits a second nothing can be seen any more."""
LONGEST_GIF_MS = 30_000
SOUNDS = {"mp3": FileKind.MP3, "m4a": FileKind.M4A, "aac": FileKind.M4A, "wav": FileKind.WAV}
KBPS = (32, 320)


async def compress(bench: Bench, operation: Operation) -> None:
    """Keep the film under a size, from now on."""
    megabytes, percent = number(operation, "target_mb"), number(operation, "percent")
    if megabytes is not None:
        most = int(megabytes * MEGABYTE)
        if most * 8000 < LEAST_BPS * bench.film.duration_ms:
            raise Refused("error.too_small", size=f"{megabytes:g}")
        bench.film = replace(bench.film, delivery=Delivery(most_bytes=most))
        bench.say("delivery.size", size=f"{megabytes:g}")
        return
    share = USUAL_SHARE if percent is None else 1 - percent / 100
    if not 0 < share < 1:
        raise Refused("error.no_share")
    bench.film = replace(bench.film, delivery=Delivery(share=round(max(share, 0.05), 3)))
    bench.say("delivery.share", percent=round((1 - share) * 100))


async def make_gif(bench: Bench, operation: Operation) -> None:
    """Deliver a stretch of the film as a GIF, this once."""
    start, end = milliseconds(operation, "start"), milliseconds(operation, "end")
    length_ms = bench.film.duration_ms
    begin = 0 if start is None else bench.now(start)
    span = range_in(bench.film, begin, length_ms if end is None else bench.now(end))
    last = min(span.end_ms, span.start_ms + LONGEST_GIF_MS)
    width = whole(operation, "width")
    delivery = Delivery(FileKind.GIF, span.start_ms, last, None if width is None else min(max(width, 64), 800))
    bench.film = replace(bench.film, delivery=delivery)
    bench.say("delivery.gif", start=clock(span.start_ms), end=clock(last))
    if last < span.end_ms:
        bench.say("delivery.gif_limit", limit=LONGEST_GIF_MS // 1000)


async def extract_audio(bench: Bench, operation: Operation) -> None:
    """Deliver only the film's sound, this once."""
    if not (bench.has_sound() or bench.film.music or bench.film.voiceovers):
        raise Refused("error.no_sound")
    said = (text(operation, "format") or "mp3").casefold()
    kind = SOUNDS.get(said, FileKind.MP3)
    kbps = whole(operation, "bitrate_kbps")
    bounded = None if kbps is None else min(max(kbps, KBPS[0]), KBPS[1])
    bench.film = replace(bench.film, delivery=Delivery(kind, kbps=bounded))
    bench.say("delivery.sound", kind=kind.value.upper())
    if said not in SOUNDS:
        bench.say("delivery.other_sound", wish=said[:20])


async def take_still(bench: Bench, operation: Operation) -> None:
    """Deliver one frame as a picture, this once: from the middle unless a moment was said."""
    said = milliseconds(operation, "at")
    length_ms = bench.film.duration_ms
    moment = length_ms // 2 if said is None else bench.now(max(0, said))
    if said is not None:
        range_in(bench.film, min(moment, length_ms - 1) if moment <= length_ms else moment, moment + 1)
    bench.film = replace(bench.film, delivery=Delivery(FileKind.STILL, min(moment, length_ms - 1)))
    bench.say("delivery.still", moment=clock(moment))


def delivered_anew(delivery: Delivery) -> Delivery:
    """What the next edit delivers: a limit stays, another kind of file was for once."""
    return WHOLE_FILM if delivery.is_for_once else delivery

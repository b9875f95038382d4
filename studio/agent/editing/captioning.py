"""Captions: from subtitles the person has, from the script of what is said, or from listening."""

from collections.abc import Mapping, Sequence

from media.align import MAX_SECONDS
from studio.agent.editing.arguments import is_on, text
from studio.agent.editing.bench import Bench
from studio.agent.editing.hearing import speech_of
from studio.agent.editing.refusal import Refused
from studio.agent.editing.titling import MOST_SHOWN
from studio.agent.plan import Operation
from studio.timeline.model import SourceId, Span, Timeline
from studio.timeline.pauses import spoken_in
from studio.timeline.scripts import caption_lines, in_lines, spoken_words, timed_by_speech, timed_by_words
from studio.timeline.subtitles import Cue, parse_subtitles, with_captions, with_captions_by_source, without_captions
from studio.timeline.sync import seen_at, sync_of


async def put_captions(bench: Bench, operation: Operation) -> None:
    """Lay captions on the film. Raises Refused, NoSubtitles, SpeechServiceFailed."""
    subtitles, script = text(operation, "text"), text(operation, "script")
    if subtitles is not None:
        await _put_subtitles(bench, subtitles)
    elif script is not None:
        await _put_script(bench, script)
    else:
        await _write_down(bench, operation)


async def remove_captions(bench: Bench, _operation: Operation) -> None:
    """Take the captions off again. Raises NoSubtitles."""
    bench.film = without_captions(bench.film)
    bench.say("captions.removed")


async def _put_subtitles(bench: Bench, subtitles: str) -> None:
    cues = parse_subtitles(subtitles)
    await _check_letters(bench, cues)
    _lay(bench, with_captions(bench.film, cues), "captions.added")


async def _put_script(bench: Bench, script: str) -> None:
    """Time the script by its words where they can be heard, else by where somebody speaks."""
    lines = caption_lines(script)
    if not lines:
        raise Refused("error.no_subtitles")
    await _check_letters(bench, [Cue(0, 1, line) for line in lines])
    speech = await speech_of(bench.film, bench.sources, bench.tools)
    if not speech:
        raise Refused("error.no_speech_for_captions")
    filmed = list(dict.fromkeys(clip.source for clip in bench.film.clips if not clip.card))
    if len(filmed) == 1:
        spans = speech[filmed[0]]
        cues = await _heard(bench, filmed[0], lines, spans)
        key = "captions.aligned" if cues else "captions.spread"
        _lay(bench, with_captions(bench.film, cues or timed_by_speech(lines, spans)), key)
    else:
        cues = timed_by_speech(lines, spoken_in(bench.film, speech))
        _lay(bench, with_captions(bench.film, cues), "captions.spread")


async def _heard(bench: Bench, source: SourceId, lines: Sequence[str], speech: Sequence[Span]) -> tuple[Cue, ...]:
    """The lines at the times of their words, in the picture's time; none where they cannot be told."""
    is_english = all(letter.isascii() for line in lines for letter in line if letter.isalpha())
    if not is_english or bench.sources[source].duration_ms > MAX_SECONDS * 1000:
        return ()
    words = [word for line in lines for word in spoken_words(line)]
    heard = await bench.tools.align(source, words)
    if heard is None:
        return ()
    sync = sync_of(bench.film, source)
    seen = [None if span is None else Span(seen_at(sync, span.start_ms), seen_at(sync, span.end_ms)) for span in heard]
    return timed_by_words(lines, seen, speech)


async def _write_down(bench: Bench, operation: Operation) -> None:
    """Write down what is said in the film's clips."""
    if not bench.has_sound():
        raise Refused("error.no_speech_for_captions")
    written: dict[SourceId, tuple[Cue, ...]] = {}
    for source in dict.fromkeys(clip.source for clip in bench.film.clips if not clip.card):
        if bench.is_recorded_with_sound(source):
            written[source] = _in_picture_time(bench.film, source, await bench.tools.listen(source))
    if not any(written.values()):
        raise Refused("error.no_speech_for_captions")
    shown = await _drawable_only(bench, written)
    _lay(bench, with_captions_by_source(bench.film, shown), "captions.written")
    if bench.tools.sound_goes_to is not None:
        bench.say("captions.sent_to", host=bench.tools.sound_goes_to)
    if is_on(operation, "lang") or is_on(operation, "langs"):
        bench.say("captions.as_spoken")


def _in_picture_time(film: Timeline, source: SourceId, cues: Sequence[Cue]) -> tuple[Cue, ...]:
    sync = sync_of(film, source)
    lines = (line for cue in cues for line in in_lines(cue))
    return tuple(Cue(seen_at(sync, line.start_ms), seen_at(sync, line.end_ms), line.text) for line in lines)


async def _drawable_only(
    bench: Bench, written: Mapping[SourceId, tuple[Cue, ...]]
) -> Mapping[SourceId, tuple[Cue, ...]]:
    """Without the letters the font lacks: nobody chose them, and one of them would keep the film from being made."""
    missing = await bench.tools.undrawable("\n".join(cue.text for cues in written.values() for cue in cues))
    drop = str.maketrans("", "", missing)
    cleaned = {
        source: tuple(Cue(cue.start_ms, cue.end_ms, cue.text.translate(drop).strip()) for cue in cues)
        for source, cues in written.items()
    }
    return {source: tuple(cue for cue in cues if cue.text) for source, cues in cleaned.items()}


async def _check_letters(bench: Bench, cues: Sequence[Cue]) -> None:
    missing = await bench.tools.undrawable("\n".join(cue.text for cue in cues))
    if missing:
        raise Refused("error.undrawable", characters=" ".join(missing[:MOST_SHOWN]))


def _lay(bench: Bench, film: Timeline, key: str) -> None:
    """Take over a film with captions, and say how many."""
    shown = sum(title.caption for title in film.titles)
    if not shown:
        raise Refused("error.captions_outside")
    bench.film = film
    bench.say(key, count=shown)

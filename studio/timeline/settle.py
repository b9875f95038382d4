"""Bringing what lies over and under the picture into line with the film's length; pure."""

from dataclasses import replace

from studio.timeline.model import Clip, Music, Timeline, Title


def settle(timeline: Timeline) -> Timeline:
    """The timeline with music, titles and voice-overs inside the film.

    Music that fills the film ends with it; other music and titles are cut at its end; what would have no time left
    is dropped. Fades never exceed their bed. Settling twice changes nothing more.
    """
    end = timeline.duration_ms
    return replace(
        timeline,
        music=tuple(_settled_music(bed, end) for bed in timeline.music if _has_time(bed, end)),
        titles=tuple(_settled_title(title, end) for title in timeline.titles if _has_time(title, end)),
        voiceovers=tuple(voice for voice in timeline.voiceovers if voice.start_ms < end),
    )


def joined(clips: tuple[Clip, ...]) -> tuple[Clip, ...]:
    """The same film with neighbours made one clip where the second goes on just where the first ended."""
    result: list[Clip] = []
    for clip in clips:
        last = result[-1] if result else None
        if last is not None and last.goes_on_in(clip):
            result[-1] = replace(last, duration_ms=last.duration_ms + clip.duration_ms)
        else:
            result.append(clip)
    return tuple(result)


def _has_time(item: Music | Title, end_ms: int) -> bool:
    if isinstance(item, Music) and item.fills:
        return item.start_ms < end_ms
    return item.start_ms < end_ms and item.duration_ms > 0


def _settled_music(bed: Music, end_ms: int) -> Music:
    room = end_ms - bed.start_ms
    duration = room if bed.fills else min(bed.duration_ms, room)
    fade_in = min(bed.fade_in_ms, duration)
    return replace(bed, duration_ms=duration, fade_in_ms=fade_in, fade_out_ms=min(bed.fade_out_ms, duration - fade_in))


def _settled_title(title: Title, end_ms: int) -> Title:
    return replace(title, duration_ms=min(title.duration_ms, end_ms - title.start_ms))

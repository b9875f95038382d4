"""The timeline as the wire's draft, and back; the keys are those of docs/api.md, "The draft".

A draft read back is exactly the timeline it was written from. What comes from a client is checked value by value.
"""

from collections.abc import Iterable

from studio.timeline.canvas import canvas_size
from studio.timeline.draft_appearance import (
    card_of,
    clip_meta,
    entrance_of,
    fades_meta,
    fades_of,
    framing_meta,
    framing_of,
    look_of,
    speed_of,
    steady_of,
)
from studio.timeline.draft_clicks import clicks_meta, clicks_of
from studio.timeline.draft_delivery import delivery_meta, delivery_of
from studio.timeline.draft_marks import marks_meta, marks_of
from studio.timeline.draft_mastering import mastering_meta, mastering_of
from studio.timeline.draft_sync import sync_meta, syncs_of
from studio.timeline.draft_values import JsonMap, flag_of, integer_of, level_of, object_of, objects_of, text_of
from studio.timeline.draft_voiceover import is_voiceover, voiceover_of, voiceover_segment
from studio.timeline.errors import BadDraft
from studio.timeline.model import (
    LONGEST_NAME,
    Clip,
    Music,
    PauseCut,
    Position,
    Source,
    SourceId,
    Timeline,
    Title,
    Voiceover,
)

VIDEO_TRACK, AUDIO_TRACK, TEXT_TRACK = 0, 1, 7

MOST_TRACKS = 16
MOST_SEGMENTS = 20_000
LONGEST_MS = 48 * 3600 * 1000
LONGEST_TEXT = 1000
LONGEST_ID = 128
LARGEST_SIDE = 16_384


def to_draft(timeline: Timeline, sources: Iterable[Source], version: int) -> dict[str, object]:
    """The draft of a version: tracks of picture, sound and words, in that order, those with something in them.

    ``sources`` give the first clip's shape, from which the canvas follows.
    """
    canvas = canvas_size(timeline, sources)
    tracks = (
        (VIDEO_TRACK, _video_segments(timeline)),
        (AUDIO_TRACK, [_audio_segment(number, bed) for number, bed in enumerate(timeline.music, 1)]),
        (AUDIO_TRACK, [voiceover_segment(number, voice) for number, voice in enumerate(timeline.voiceovers, 1)]),
        (TEXT_TRACK, [_text_segment(number, title) for number, title in enumerate(timeline.titles, 1)]),
    )
    return {
        "t": [{"tt": kind, "sg": segments, "m": {}} for kind, segments in tracks if segments],
        "d": timeline.duration_ms,
        "m": {
            **delivery_meta(timeline.delivery),
            "width": canvas.width,
            "height": canvas.height,
            "short_side": timeline.short_side,
            "version": version,
            **framing_meta(timeline.framing),
            **fades_meta(timeline.fades),
            **marks_meta(timeline.marks),
            **clicks_meta(timeline.clicks),
            **mastering_meta(timeline.mastering),
            **sync_meta(timeline),
            **({"receipt": [_receipt_item(cut) for cut in timeline.receipt]} if timeline.receipt else {}),
        },
    }


def from_draft(draft: JsonMap) -> Timeline:
    """The timeline of a draft. Unknown keys and tracks of unknown types are passed over; raises BadDraft."""
    clips: list[Clip] = []
    music: list[Music] = []
    titles: list[Title] = []
    voiceovers: list[Voiceover] = []
    for track in objects_of(draft, "t", MOST_TRACKS):
        segments = objects_of(track, "sg", MOST_SEGMENTS)
        match integer_of(track, "tt", 0, 1000):
            case 0:
                clips.extend(_clip(segment) for segment in segments)
            case 1:
                music.extend(_bed(segment) for segment in segments if not is_voiceover(segment))
                voiceovers.extend(voiceover_of(segment) for segment in segments if is_voiceover(segment))
            case 7:
                titles.extend(_title(segment) for segment in segments)
            case _:
                pass
    if len(clips) + len(music) + len(titles) > MOST_SEGMENTS:
        raise BadDraft("t: too many segments")
    meta = object_of(draft, "m")
    timeline = Timeline(
        tuple(clips),
        tuple(music),
        tuple(titles),
        _short_side(meta),
        receipt=_receipt(meta),
        framing=framing_of(meta),
        fades=fades_of(meta),
        marks=marks_of(meta),
        clicks=clicks_of(meta),
        delivery=delivery_of(meta),
        mastering=mastering_of(meta),
        syncs=syncs_of(meta),
        voiceovers=tuple(voiceovers),
    )
    _check_times(draft, timeline)
    return timeline


def _video_segments(timeline: Timeline) -> list[dict[str, object]]:
    segments: list[dict[str, object]] = []
    position = 0
    for number, clip in enumerate(timeline.clips, 1):
        segments.append({"id": f"v{number}", "s": position, "d": clip.duration_ms, "m": _clip_meta(clip)})
        position += clip.duration_ms
    return segments


def _clip_meta(clip: Clip) -> dict[str, object]:
    return {"name": clip.name, "src": clip.source, "in": clip.in_ms, "gain": clip.gain, **clip_meta(clip)}


def _receipt_item(cut: PauseCut) -> dict[str, object]:
    return {"n": cut.number, "sg": [{"d": piece.duration_ms, "m": _clip_meta(piece)} for piece in cut.pieces]}


def _audio_segment(number: int, bed: Music) -> dict[str, object]:
    meta = {
        "name": bed.name,
        "src": bed.source,
        "volume": bed.volume,
        "ducked": bed.ducked,
        "fills": bed.fills,
        "fade_in": bed.fade_in_ms,
        "fade_out": bed.fade_out_ms,
    }
    return {"id": f"a{number}", "s": bed.start_ms, "d": bed.duration_ms, "m": meta}


def _text_segment(number: int, title: Title) -> dict[str, object]:
    meta = {"text": title.text, "position": title.position.value, **({"caption": True} if title.caption else {})}
    return {"id": f"t{number}", "s": title.start_ms, "d": title.duration_ms, "m": meta}


def _clip(segment: JsonMap) -> Clip:
    meta = object_of(segment, "m")
    return Clip(
        source=SourceId(text_of(meta, "src", LONGEST_ID)),
        name=text_of(meta, "name", LONGEST_NAME, least=0),
        in_ms=integer_of(meta, "in", 0, LONGEST_MS),
        duration_ms=integer_of(segment, "d", 1, LONGEST_MS),
        gain=level_of(meta, "gain"),
        look=look_of(meta),
        speed=speed_of(meta),
        enter=entrance_of(meta),
        steady=steady_of(meta),
        card=card_of(meta),
    )


def _bed(segment: JsonMap) -> Music:
    meta = object_of(segment, "m")
    return Music(
        source=SourceId(text_of(meta, "src", LONGEST_ID)),
        name=text_of(meta, "name", LONGEST_NAME, least=0),
        start_ms=integer_of(segment, "s", 0, LONGEST_MS),
        duration_ms=integer_of(segment, "d", 1, LONGEST_MS),
        volume=level_of(meta, "volume"),
        ducked=flag_of(meta, "ducked"),
        fills=flag_of(meta, "fills"),
        fade_in_ms=integer_of(meta, "fade_in", 0, LONGEST_MS),
        fade_out_ms=integer_of(meta, "fade_out", 0, LONGEST_MS),
    )


def _title(segment: JsonMap) -> Title:
    meta = object_of(segment, "m")
    place = text_of(meta, "position", 40)
    if place not in set(Position):
        raise BadDraft("position: unknown")
    return Title(
        text=text_of(meta, "text", LONGEST_TEXT),
        start_ms=integer_of(segment, "s", 0, LONGEST_MS),
        duration_ms=integer_of(segment, "d", 1, LONGEST_MS),
        position=Position(place),
        caption=flag_of(meta, "caption") if "caption" in meta else False,
    )


def _receipt(meta: JsonMap) -> tuple[PauseCut, ...]:
    """The receipt; drafts of before there were receipts have none."""
    if "receipt" not in meta:
        return ()
    cuts = tuple(_pause_cut(item) for item in objects_of(meta, "receipt", MOST_SEGMENTS))
    if len({cut.number for cut in cuts}) < len(cuts):
        raise BadDraft("receipt: a number twice")
    return cuts


def _pause_cut(item: JsonMap) -> PauseCut:
    pieces = tuple(_clip(piece) for piece in objects_of(item, "sg", MOST_SEGMENTS))
    if not pieces:
        raise BadDraft("receipt: a cut of nothing")
    return PauseCut(integer_of(item, "n", 1, LONGEST_MS), pieces)


def _short_side(meta: JsonMap) -> int | None:
    return None if meta.get("short_side") is None else integer_of(meta, "short_side", 2, LARGEST_SIDE)


def _check_times(draft: JsonMap, timeline: Timeline) -> None:
    """Lengths must agree: clips lie end to end, and nothing reaches past the film's end."""
    length = integer_of(draft, "d", 0, LONGEST_MS)
    if length != timeline.duration_ms:
        raise BadDraft("d: not the sum of the clips")
    position = 0
    for track in objects_of(draft, "t", MOST_TRACKS):
        if track["tt"] != VIDEO_TRACK:
            continue
        for segment in objects_of(track, "sg", MOST_SEGMENTS):
            if integer_of(segment, "s", 0, LONGEST_MS) != position:
                raise BadDraft("s: clips do not lie end to end")
            position += integer_of(segment, "d", 1, LONGEST_MS)
    ends = [bed.start_ms + bed.duration_ms for bed in timeline.music]
    ends += [title.start_ms + title.duration_ms for title in timeline.titles]
    if any(end > length for end in ends):
        raise BadDraft("s: past the film's end")

"""Voice-overs in the draft: segments of an audio track whose ``m`` says ``"kind": "voice"``."""

from studio.timeline.draft_values import JsonMap, integer_of, level_of, object_of, text_of
from studio.timeline.model import LONGEST_NAME, SourceId, Voiceover

KIND = "voice"
LONGEST_ID = 128
LONGEST_MS = 48 * 3600 * 1000


def voiceover_segment(number: int, voice: Voiceover) -> dict[str, object]:
    """The segment of a voice-over."""
    meta = {"kind": KIND, "name": voice.name, "src": voice.source, "volume": voice.volume}
    return {"id": f"o{number}", "s": voice.start_ms, "d": voice.duration_ms, "m": meta}


def is_voiceover(segment: JsonMap) -> bool:
    """Whether a segment of an audio track is one. Raises BadDraft."""
    return object_of(segment, "m").get("kind") == KIND


def voiceover_of(segment: JsonMap) -> Voiceover:
    """The voice-over of a segment. Raises BadDraft."""
    meta = object_of(segment, "m")
    return Voiceover(
        source=SourceId(text_of(meta, "src", LONGEST_ID)),
        name=text_of(meta, "name", LONGEST_NAME, least=0),
        start_ms=integer_of(segment, "s", 0, LONGEST_MS),
        duration_ms=integer_of(segment, "d", 1, LONGEST_MS),
        volume=level_of(meta, "volume"),
    )

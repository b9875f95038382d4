"""How the film's sound is finished, in the draft: keys of docs/api.md, written only where they say something."""

from studio.timeline.draft_values import JsonMap, number_of, text_of
from studio.timeline.errors import BadDraft
from studio.timeline.mastering import LOUDEST_LUFS, SOFTEST_LUFS, Mastering, Noise


def mastering_meta(mastering: Mastering) -> dict[str, object]:
    """The keys of the film's ``m``; none for a film that sounds as recorded."""
    meta: dict[str, object] = {}
    if mastering.noise is not None:
        meta["denoise"] = mastering.noise.value
    if mastering.lufs is not None:
        meta["lufs"] = mastering.lufs
    return meta


def mastering_of(meta: JsonMap) -> Mastering:
    """The mastering of a film; drafts of before there was any have none. Raises BadDraft."""
    noise = text_of(meta, "denoise", 10) if "denoise" in meta else None
    if noise is not None and noise not in set(Noise):
        raise BadDraft("denoise: unknown")
    lufs = number_of(meta, "lufs", SOFTEST_LUFS, LOUDEST_LUFS) if "lufs" in meta else None
    return Mastering(None if noise is None else Noise(noise), lufs)

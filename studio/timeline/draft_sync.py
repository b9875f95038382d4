"""How sound lies to picture, in the draft: a key of docs/api.md, written only where something was moved."""

from studio.timeline.draft_values import JsonMap, integer_of, number_of, objects_of, text_of
from studio.timeline.errors import BadDraft
from studio.timeline.model import SourceId, Sync, Timeline
from studio.timeline.sync import LEAST_TEMPO, LONGEST_DELAY_MS, MOST_TEMPO

MOST_SYNCS = 1000
LONGEST_ID = 128


def sync_meta(timeline: Timeline) -> dict[str, object]:
    """The key of the film's ``m``; none where all sources are as recorded."""
    syncs = [{"src": sync.source, "delay": sync.delay_ms, "tempo": sync.tempo} for sync in timeline.syncs]
    return {"sync": syncs} if syncs else {}


def syncs_of(meta: JsonMap) -> tuple[Sync, ...]:
    """The syncs of a film; drafts of before there were any have none. Raises BadDraft."""
    if "sync" not in meta:
        return ()
    syncs = tuple(
        Sync(
            SourceId(text_of(item, "src", LONGEST_ID)),
            integer_of(item, "delay", -LONGEST_DELAY_MS, LONGEST_DELAY_MS),
            number_of(item, "tempo", LEAST_TEMPO, MOST_TEMPO),
        )
        for item in objects_of(meta, "sync", MOST_SYNCS)
    )
    if len({sync.source for sync in syncs}) < len(syncs):
        raise BadDraft("sync: a source twice")
    return syncs

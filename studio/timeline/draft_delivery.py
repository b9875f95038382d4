"""What is made of the film, in the draft: its ``kind``, and what is said about it under ``out``."""

from studio.timeline.delivery import Delivery, FileKind
from studio.timeline.draft_values import JsonMap, integer_of, number_of, object_of
from studio.timeline.errors import BadDraft

LONGEST_MS = 48 * 3600 * 1000
MOST_BYTES = 10**12
WHOLE_NUMBERS = {
    "start_ms": (0, LONGEST_MS),
    "end_ms": (1, LONGEST_MS),
    "width": (2, 16_384),
    "most_bytes": (1, MOST_BYTES),
    "kbps": (8, 2000),
}


def delivery_meta(delivery: Delivery) -> dict[str, object]:
    """The keys of the film's ``m``: the kind always, the rest where it says something."""
    said = {name: value for name in (*WHOLE_NUMBERS, "share") if (value := getattr(delivery, name)) not in {None, 0}}
    return {"kind": delivery.kind.value, **({"out": said} if said else {})}


def delivery_of(meta: JsonMap) -> Delivery:
    """What is made of a film. Raises BadDraft."""
    kind = meta.get("kind", FileKind.FILM.value)
    if not isinstance(kind, str) or kind not in set(FileKind):
        raise BadDraft("kind: unknown")
    if "out" not in meta:
        return Delivery(FileKind(kind))
    out = object_of(meta, "out")
    values = {name: integer_of(out, name, *bounds) for name, bounds in WHOLE_NUMBERS.items() if name in out}
    start = values.pop("start_ms", 0)
    share = number_of(out, "share", 0.01, 1.0) if "share" in out else None
    return Delivery(FileKind(kind), start, share=share, **values)

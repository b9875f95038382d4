"""Cutting an H.264 film without encoding it anew: only the pictures around the cuts are.

Pictures that are copied stay bit for bit. The film gets a second pair of parameter sets for the encoded ones, which
MP4 allows (ISO/IEC 14496-15, ``avcC``) and Chromium and FFmpeg play and seek.
"""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from media.errors import ChildFailed, Unreadable
from media.formats import Format
from media.limits import DEFAULT_LIMITS
from media.runner import run_child

log = logging.getLogger(__name__)

_ANSWER_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Spliced:
    """How many pictures the new film has, and how many of them were encoded."""

    pictures: int
    encoded: int


async def splice(  # noqa: PLR0913  # a film, a cut, and three bounds
    source: Path,
    known: Format,
    spans: Sequence[tuple[int, int]],
    target: Path,
    *,
    rate: Fraction,
    most_encoded: float,
    bits_per_s: int,
    progress: Callable[[float], None],
) -> Spliced | None:
    """Write the pictures of the spans (numbers as shown, first up to end) to ``target``, an MP4 without sound.

    ``rate``: pictures a second, constant. ``most_encoded``: the share of pictures, 0 to 1, above which it is not
    worth while. ``bits_per_s`` bounds what is encoded. ``progress`` is told the share done, 0 to 1.

    None where the film does not lend itself to it; nothing is wrong with it then, encode it whole.
    Raises ChildTimedOut, DiskFull.
    """
    arguments = [str(source.resolve()), known.extension, str(target.resolve()), str(rate)]
    try:
        answer = await run_child(
            "media.splice_child",
            [*arguments, str(most_encoded), str(bits_per_s)],
            limits=DEFAULT_LIMITS,
            stdin=json.dumps([list(span) for span in spans]).encode(),
            max_bytes=_ANSWER_BYTES,
            progress=lambda permille: progress(permille / 1000),
        )
    except (ChildFailed, Unreadable) as failure:
        log.warning("a film could not be spliced: %s", failure)
        return None
    found = json.loads(answer)
    if "refused" in found:
        log.info("a film is encoded whole: %s", found["refused"])
        return None
    return Spliced(found["pictures"], found["encoded"])

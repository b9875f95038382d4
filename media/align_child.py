"""The child process that aligns: a line of JSON with the words and then samples on stdin, JSON on stdout. Run by
``media.align``, never imported. The recogniser is a C library; it lives and may crash here alone."""

import json
import sys

import pocketsphinx

_RATE = 16_000
_FRAMES_PER_S = 100


def aligned(sound: bytes, words: list[str]) -> list[tuple[int, int] | None]:
    """The times of the words in ms, None for those the dictionary does not have. Raises LookupError for no match."""
    decoder = pocketsphinx.Decoder(samprate=_RATE, lm=None, loglevel="FATAL")
    known = [word for word in words if decoder.lookup_word(word) is not None]
    if not known:
        raise LookupError("no known word")
    decoder.set_align_text(" ".join(known))
    decoder.start_utt()
    decoder.process_raw(sound, full_utt=True)
    decoder.end_utt()
    per_frame = 1000 // _FRAMES_PER_S
    heard = [
        (segment.start_frame * per_frame, (segment.end_frame + 1) * per_frame)
        for segment in decoder.seg() or ()
        if segment.word[0] not in "<["
    ]
    if len(heard) != len(known):
        raise LookupError("the words are not what is said")
    times = iter(heard)
    is_known = set(known)
    return [next(times) if word in is_known else None for word in words]


def main() -> None:
    """Read, align, answer."""
    words = json.loads(sys.stdin.buffer.readline())
    try:
        times = aligned(sys.stdin.buffer.read(), words)
    except LookupError as failure:
        sys.exit(str(failure))
    sys.stdout.write(json.dumps(times))


if __name__ == "__main__":
    main()

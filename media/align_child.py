"""The child process that aligns: a line of JSON with the words and then samples on stdin, JSON on stdout. Run by
``media.align``, never imported. The recogniser is a C library; it lives and may crash here alone."""

import json
import re
import sys

import pocketsphinx

_RATE = 16_000
_FRAMES_PER_S = 100

_WIDE = {"beam": 1e-80, "pbeam": 1e-80, "wbeam": 1e-60}
"""With the usual beams the path is sometimes lost at a pause within a sentence. These cost twice as much: 5 s of CPU
for 100 s of sound, and growing faster than it."""
_LONGEST_WIDE = 240 * _RATE * 2

_SOUNDS = {
    "igh": "AY", "th": "TH", "sh": "SH", "ch": "CH", "ph": "F", "ng": "NG", "qu": "K W", "ck": "K", "ee": "IY",
    "ea": "IY", "oo": "UW", "ou": "AW", "ow": "OW", "ai": "EY", "ay": "EY", "oi": "OY", "oy": "OY", "au": "AO",
    "er": "ER", "a": "AE", "b": "B", "c": "K", "d": "D", "e": "EH", "f": "F", "g": "G", "h": "HH", "i": "IH", "j": "JH",
    "k": "K", "l": "L", "m": "M", "n": "N", "o": "AO", "p": "P", "q": "K", "r": "R", "s": "S", "t": "T", "u": "AH",
    "v": "V", "w": "W", "x": "K S", "y": "IH", "z": "Z",
}  # fmt: skip
"""Letters as they mostly sound, in the phones of the recogniser's dictionary; the longest first."""
_LETTERS = re.compile("|".join(_SOUNDS))


def sounded(word: str) -> str:
    """The phones of a word that no dictionary has, letter by letter: a name need only be told from silence."""
    spelled = word[:-1] if len(word) > 3 and word.endswith("e") else word
    return " ".join(_SOUNDS[letters] for letters in _LETTERS.findall(spelled))


def aligned(sound: bytes, words: list[str]) -> list[tuple[int, int] | None]:
    """The times of the words in ms, None for what has no letters. Raises LookupError if they are not what is said."""
    found = _found(sound, words, {})
    if found is None and len(sound) <= _LONGEST_WIDE:
        found = _found(sound, words, _WIDE)
    if found is None:
        raise LookupError("the words are not what is said")
    return found


def _found(sound: bytes, words: list[str], beams: dict[str, float]) -> list[tuple[int, int] | None] | None:
    decoder = pocketsphinx.Decoder(samprate=_RATE, lm=None, loglevel="FATAL", **beams)
    for word in dict.fromkeys(words):
        if decoder.lookup_word(word) is None and (phones := sounded(word)):
            decoder.add_word(word, phones, update=True)
    known = [word for word in words if decoder.lookup_word(word) is not None]
    if not known:
        return None
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
        return None
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

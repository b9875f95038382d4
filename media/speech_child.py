"""The child process that speaks: text on stdin, a WAV on stdout. Run by ``media.speech``, never imported.

The speech engine is a C library with global state and a licence of its own; it lives and may crash here alone.
"""

import ctypes
import io
import sys
import wave

import espeakng_loader

# Constants of the engine's C header, speak_lib.h.
_SYNCHRONOUS = 2
_DONT_EXIT_ON_ERROR = 0x8000
_RATE = 1
_UTF8 = 1
_POSITION_IS_CHARACTER = 1
_ALL_OK = 0

_Deliver = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


def synthesise(text: str, voice: str, words_per_minute: int) -> bytes:
    """The words as a mono 16-bit WAV at the engine's own rate. Raises ``LookupError`` if there is no such voice."""
    engine = ctypes.CDLL(espeakng_loader.get_library_path())
    data = espeakng_loader.get_data_path().encode()
    rate = engine.espeak_Initialize(_SYNCHRONOUS, 0, data, _DONT_EXIT_ON_ERROR)
    if rate <= 0:
        raise RuntimeError("the speech engine does not start")
    if engine.espeak_SetVoiceByName(voice.encode()) != _ALL_OK:
        raise LookupError("no such voice")
    engine.espeak_SetParameter(_RATE, words_per_minute, 0)
    samples = bytearray()

    def deliver(sound: int | None, count: int, _events: int | None) -> int:
        if sound is not None and count > 0:
            samples.extend(ctypes.string_at(sound, count * 2))
        return 0

    callback = _Deliver(deliver)  # held in a name: the engine keeps only a pointer to it
    engine.espeak_SetSynthCallback(callback)
    encoded = text.encode() + b"\0"
    if engine.espeak_Synth(encoded, len(encoded), 0, _POSITION_IS_CHARACTER, 0, _UTF8, None, None) != _ALL_OK:
        raise RuntimeError("the speech engine refused the text")
    return _wav(bytes(samples), rate)


def _wav(samples: bytes, rate: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(rate)
        wav.writeframes(samples)
    return file.getvalue()


def main() -> None:
    """Arguments: the voice's name and the words per minute."""
    voice, words_per_minute = sys.argv[1], int(sys.argv[2])
    text = sys.stdin.buffer.read().decode("utf-8", errors="replace").replace("\0", " ")
    try:
        sys.stdout.buffer.write(synthesise(text, voice, words_per_minute))
    except LookupError as absent:
        sys.exit(str(absent))


if __name__ == "__main__":
    main()

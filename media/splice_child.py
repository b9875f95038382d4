"""The part of splicing that touches media; a program of its own:
``python -m media.splice_child SOURCE EXTENSION TARGET RATE MOST_ENCODED BITS``, the spans as JSON on standard input.

Prints lines ``progress PERMILLE``, then one JSON object: ``{"pictures": n, "encoded": m}`` or ``{"refused": why}``.
"""

import json
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from media import h264
from media.errors import MediaError, Unreadable
from media.formats import BY_EXTENSION
from media.opening import opened
from media.splicing import Copied, Encoded, Index, index_of, pieces_of, share_encoded

_PRESET = "veryfast"
_CRF = "21"


class Source:
    """The film that is cut: its packets by number, its pictures by number."""

    def __init__(self, container: InputContainer) -> None:
        self.container = container
        self.stream: VideoStream = container.streams.video[0]
        self.sets = h264.parse_record(self.stream.codec_context.extradata or b"")
        self._times: list[int] = []
        self.index = self._read()
        self._places = {time: place for place, time in enumerate(self._times)}
        self._ranks = dict(zip(sorted(self._times), range(len(self._times)), strict=True))

    def packets(self, piece: Copied) -> Iterator[tuple[bytes, int]]:
        """The piece's packets in the order of the file, each with the number of its picture."""
        for packet in self._from(piece.first):
            place = self._places[packet.pts or 0]
            if piece.first <= place < piece.end:
                yield bytes(packet), self.index.ranks[place]
            if place >= piece.end - 1:
                return

    def pictures(self, piece: Encoded) -> Iterator[VideoFrame]:
        """The piece's pictures as shown. Raises Unreadable where one is missing."""
        wanted = piece.first
        for frame in self._decoded(piece):
            rank = self._ranks.get(frame.pts or 0)
            if rank is None or rank < wanted:
                continue
            if rank != wanted or frame.interlaced_frame:
                raise Unreadable("a picture is missing, or half of one")
            yield frame
            wanted += 1
            if wanted == piece.end:
                return
        raise Unreadable("the pictures end too early")

    def _decoded(self, piece: Encoded) -> Iterator[VideoFrame]:
        heads = [place for place in self.index.heads if place <= piece.first]
        if not heads:
            raise Unreadable("no picture to begin with")
        for packet in self._from(heads[-1]):
            yield from packet.decode()
        self.stream.codec_context.flush_buffers()

    def _from(self, place: int) -> Iterator[av.Packet]:  # type: ignore[type-arg]
        self.stream.codec_context.flush_buffers()
        self.container.seek(self._times[place], stream=self.stream)
        for packet in self.container.demux(self.stream):
            if packet.size == 0 or packet.pts is None or self._places.get(packet.pts, 0) >= place:
                yield packet

    def _read(self) -> Index:
        idr = []
        for packet in self.container.demux(self.stream):
            if not packet.size:
                continue
            if packet.pts is None:
                raise Unreadable("a packet without a time")
            if packet.is_keyframe and self._begins_group(bytes(packet)):
                idr.append(len(self._times))
            self._times.append(packet.pts)
        if len(set(self._times)) != len(self._times) or not self._times:
            raise Unreadable("two pictures at one time")
        return index_of(self._times, idr)

    def _begins_group(self, packet: bytes) -> bool:
        kinds = set()
        for unit in h264.units(packet, self.sets.length_size):
            kinds.add(h264.kind(unit))
            known = {h264.SPS: self.sets.sps, h264.PPS: self.sets.pps}.get(h264.kind(unit))
            if known is not None and unit not in known:
                raise Unreadable("its parameters change on the way")
        return h264.IDR in kinds


class Encoder:
    """Encodes pieces so that they fit between copied ones: same shape and colours, own parameter sets."""

    def __init__(self, source: Source, rate: Fraction, bits: int) -> None:
        self._source = source
        self._rate = rate
        self._bits = bits
        self._id = source.sets.free_id()
        self._length_size = source.sets.length_size
        self.sets: h264.ParameterSets = source.sets.joined(*self._headers(self._opened()))

    def packets(self, piece: Encoded) -> Iterator[bytes]:
        """The piece's packets; without B-frames their order is that of the pictures."""
        context = self._opened()
        for number, frame in enumerate(self._source.pictures(piece)):
            frame.pts, frame.time_base = number, 1 / self._rate
            frame.pict_type = PictureType.I if number == 0 else PictureType.NONE
            yield from map(self._packed, context.encode(frame))
        yield from map(self._packed, context.encode(None))

    def _opened(self) -> VideoCodecContext:
        like = self._source.stream.codec_context
        context = av.CodecContext.create("libx264", "w")
        if not isinstance(context, VideoCodecContext):
            raise Unreadable("libx264 is not there")
        context.width, context.height, context.pix_fmt = like.width, like.height, "yuv420p"
        context.time_base, context.framerate = 1 / self._rate, self._rate
        context.sample_aspect_ratio = like.sample_aspect_ratio or Fraction(1)
        for name in ("color_primaries", "color_trc", "colorspace", "color_range"):
            setattr(context, name, getattr(like, name))
        context.thread_count = 2
        context.options = {
            "preset": _PRESET,
            "crf": _CRF,
            "maxrate": str(self._bits),
            "bufsize": str(2 * self._bits),
            "bf": "0",
            "g": str(round(2 * self._rate)),
            "forced-idr": "1",
            "x264-params": f"sps-id={self._id}",
        }
        context.flags |= 0x00400000  # AV_CODEC_FLAG_GLOBAL_HEADER: the sets stand in avcC, not in every packet
        context.open()
        return context

    def _headers(self, context: VideoCodecContext) -> tuple[bytes, bytes]:
        found = {h264.kind(unit): unit for unit in h264.from_annex_b(context.extradata or b"")}
        if h264.SPS not in found or h264.PPS not in found:
            raise Unreadable("the encoder told no parameters")
        if h264.sps_id(found[h264.SPS]) != self._id or h264.pps_id(found[h264.PPS]) != self._id:
            raise Unreadable("the encoder took other ids")
        return found[h264.SPS], found[h264.PPS]

    def _packed(self, packet: "av.Packet") -> bytes:  # type: ignore[type-arg]
        nal_units = [unit for unit in h264.from_annex_b(bytes(packet)) if h264.kind(unit) != h264.SEI]
        if any(h264.kind(unit) in {h264.SPS, h264.PPS} for unit in nal_units):
            raise Unreadable("the encoder changed its parameters")
        return h264.packed(nal_units, self._length_size)


def splice(source: Source, spans: list[tuple[int, int]], target: Path, rate: Fraction, most: float, bits: int) -> int:
    """Write the spans as one picture stream; how many pictures were encoded. Raises MediaError, av.FFmpegError."""
    if any(end > len(source.index.ranks) for _, end in spans):
        raise Unreadable("fewer pictures than asked for")
    pieces = pieces_of(source.index, spans)
    if share_encoded(pieces) > most:
        raise Unreadable("hardly anything can be copied")
    encoder = Encoder(source, rate, bits)
    whole = sum(piece.end - piece.first for piece in pieces)
    done = 0
    with av.open(str(target), "w", format="mp4") as film:
        out = film.add_stream_from_template(source.stream)
        out.time_base = 1 / rate
        out.codec_context.extradata = encoder.sets.record()
        for piece in pieces:
            if isinstance(piece, Copied):
                numbered = ((data, rank - piece.first) for data, rank in source.packets(piece))
            else:
                numbered = ((data, number) for number, data in enumerate(encoder.packets(piece)))
            for order, (data, number) in enumerate(numbered):
                packet = av.Packet(data)
                packet.stream, packet.time_base = out, 1 / rate
                packet.pts, packet.dts = done + number, done + order - source.index.delay
                packet.duration, packet.is_keyframe = 1, order == 0
                film.mux(packet)
            done += piece.end - piece.first
            sys.stdout.write(f"progress {done * 1000 // whole}\n")
            sys.stdout.flush()
    return sum(piece.end - piece.first for piece in pieces if isinstance(piece, Encoded))


def main() -> None:
    """Read the command line, splice, and say how it went."""
    path, extension, target, rate, most, bits = sys.argv[1:7]
    spans = [(int(first), int(end)) for first, end in json.load(sys.stdin)]
    try:
        with opened(Path(path), BY_EXTENSION[extension]) as container:
            source = Source(container)
            encoded = splice(source, spans, Path(target), Fraction(rate), float(most), int(bits))
    except (MediaError, av.FFmpegError) as failure:
        answer: dict[str, object] = {"refused": f"{type(failure).__name__}: {failure}"[:200]}
    else:
        answer = {"pictures": sum(end - first for first, end in spans), "encoded": encoded}
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()

"""H.264 as bytes: parameter sets, their ids, the ``avcC`` record, NAL units. Pure (ISO/IEC 14496-10 and 14496-15)."""

from collections.abc import Iterator
from dataclasses import dataclass

from media.errors import Unreadable

IDR, SEI, SPS, PPS = 5, 6, 7, 8
_MOST_IDS = 32
_LENGTHS = {1, 2, 4}


@dataclass(frozen=True, slots=True)
class ParameterSets:
    """What a decoder is told before the first picture. ``head``: profile, constraints and level of ``avcC``;
    ``length_size``: bytes in front of each NAL unit; ``tail``: what stands behind the sets (chroma, bit depths)."""

    head: bytes
    length_size: int
    sps: tuple[bytes, ...]
    pps: tuple[bytes, ...]
    tail: bytes = b""

    def free_id(self) -> int:
        """An id that no set here has. Raises Unreadable where there is none."""
        taken = {sps_id(each) for each in self.sps} | {pps_id(each) for each in self.pps}
        free = next((number for number in range(1, _MOST_IDS) if number not in taken), None)
        if free is None:
            raise Unreadable("no free parameter set id")
        return free

    def joined(self, sps: bytes, pps: bytes) -> "ParameterSets":
        """These and one more pair. ``head`` is told for the highest level of both."""
        level = max(self.head[2], sps[3])
        head = self.head[:2] + bytes([level])
        return ParameterSets(head, self.length_size, (*self.sps, sps), (*self.pps, pps), self.tail)

    def record(self) -> bytes:
        """The ``avcC`` record."""
        parts = [b"\x01", self.head, bytes([0xFC | (self.length_size - 1), 0xE0 | len(self.sps)])]
        parts += [_sized(each) for each in self.sps]
        parts += [bytes([len(self.pps)]), *(_sized(each) for each in self.pps), self.tail]
        return b"".join(parts)


def parse_record(record: bytes) -> ParameterSets:
    """Read an ``avcC`` record. Raises Unreadable."""
    try:
        if record[0] != 1:
            raise Unreadable("no avcC record")
        sps, place = _sets(record, 6, record[5] & 0x1F)
        pps, place = _sets(record, place + 1, record[place])
        length_size = (record[4] & 3) + 1
    except IndexError:
        raise Unreadable("a short avcC record") from None
    if not sps or not pps or length_size not in _LENGTHS:
        raise Unreadable("an avcC record without parameter sets")
    return ParameterSets(record[1:4], length_size, sps, pps, record[place:])


def sps_id(sps: bytes) -> int:
    """The id of a sequence parameter set (after its NAL header, profile, constraints and level)."""
    return _golomb(sps[4:12])


def pps_id(pps: bytes) -> int:
    """The id of a picture parameter set."""
    return _golomb(pps[1:9])


def units(packet: bytes, length_size: int) -> Iterator[bytes]:
    """The NAL units of a packet as it stands in MP4. Raises Unreadable where a length runs out of it."""
    place = 0
    while place < len(packet):
        end = place + length_size + int.from_bytes(packet[place : place + length_size], "big")
        if end > len(packet) or place + length_size >= end:
            raise Unreadable("a NAL unit out of its packet")
        yield packet[place + length_size : end]
        place = end


def kind(unit: bytes) -> int:
    """The type of a NAL unit."""
    return unit[0] & 0x1F


def from_annex_b(stream: bytes) -> list[bytes]:
    """The NAL units of a byte stream with start codes."""
    found = stream.replace(b"\x00\x00\x00\x01", b"\x00\x00\x01").split(b"\x00\x00\x01")
    return [unit.rstrip(b"\x00") for unit in found if unit]


def packed(nal_units: list[bytes], length_size: int) -> bytes:
    """NAL units as they stand in MP4."""
    return b"".join(len(unit).to_bytes(length_size, "big") + unit for unit in nal_units)


def _sets(record: bytes, place: int, count: int) -> tuple[tuple[bytes, ...], int]:
    found = []
    for _ in range(count):
        size = record[place] << 8 | record[place + 1]
        unit = record[place + 2 : place + 2 + size]
        if len(unit) != size or size < 4:
            raise Unreadable("a parameter set out of its record")
        found.append(unit)
        place += 2 + size
    return tuple(found), place


def _sized(unit: bytes) -> bytes:
    return len(unit).to_bytes(2, "big") + unit


def _golomb(data: bytes) -> int:
    """The first unsigned Exp-Golomb number of some bits."""
    bits = "".join(f"{byte:08b}" for byte in data)
    zeros = len(bits) - len(bits.lstrip("0"))
    return int(bits[zeros : 2 * zeros + 1] or "0", 2) - 1

"""Parameter sets and NAL units, read and written."""

import pytest

from media import h264
from media.errors import Unreadable

SPS = bytes.fromhex("6764001facd9405005bb011000000300100000030 3c0f1831960".replace(" ", ""))
PPS = bytes.fromhex("68ef8fcb")
RECORD = b"\x01\x64\x00\x1f\xff\xe1" + len(SPS).to_bytes(2, "big") + SPS + b"\x01\x00\x04" + PPS + b"\xfd\xf8\xf8\x00"


def test_a_record_is_read_and_written_back_as_it_was():
    sets = h264.parse_record(RECORD)
    assert (sets.sps, sets.pps, sets.length_size) == ((SPS,), (PPS,), 4)
    assert sets.record() == RECORD


def test_a_second_pair_joins_under_the_higher_level():
    other = SPS[:3] + b"\x28" + SPS[4:]
    joined = h264.parse_record(RECORD).joined(other, PPS)
    assert h264.parse_record(joined.record()).sps == (SPS, other)
    assert joined.head == b"\x64\x00\x28"


def test_ids_are_read_and_a_free_one_is_found():
    sets = h264.parse_record(RECORD)
    assert (h264.sps_id(SPS), h264.pps_id(PPS)) == (0, 0)
    assert sets.free_id() == 1
    one = SPS[:4] + b"\x4c" + SPS[5:]  # 010…: id 1
    assert h264.sps_id(one) == 1
    assert sets.joined(one, PPS).free_id() == 2


@pytest.mark.parametrize(
    "record", [b"", b"\x00", RECORD[:12], RECORD[:5] + b"\xe0\x00", RECORD.replace(b"\x01\x64", b"\x02\x64", 1)]
)
def test_a_broken_record_is_refused(record):
    with pytest.raises(Unreadable):
        h264.parse_record(record)


def test_units_are_parted_and_packed_again():
    packet = h264.packed([b"\x65abc", b"\x06d"], 4)
    assert list(h264.units(packet, 4)) == [b"\x65abc", b"\x06d"]
    assert h264.from_annex_b(b"\x00\x00\x00\x01\x67ab\x00\x00\x01\x68c") == [b"\x67ab", b"\x68c"]
    assert h264.kind(b"\x65") == h264.IDR


@pytest.mark.parametrize("packet", [b"\x00\x00\x00\x09ab", b"\x00\x00\x00\x00", b"\x00\x00"])
def test_a_unit_out_of_its_packet_is_refused(packet):
    with pytest.raises(Unreadable):
        list(h264.units(packet, 4))

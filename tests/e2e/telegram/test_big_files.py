"""The largest files, through a Bot API server of one's own in local mode: edited to the end, posted by their path."""

from pathlib import Path

from benchmarks.footage import padded
from tests.e2e.telegram.home import Home, at_home, film
from tests.integration.media.clips import Clips
from tests.platforms.telegram.rooms import Room

MEBIBYTE = 1024 * 1024


async def test_500_mebibytes_are_edited_to_the_end_and_one_byte_more_is_refused(tmp_path: Path) -> None:
    clip = Clips(tmp_path)("mp4")
    large = await padded(clip, tmp_path / "holiday.mp4", 500 * MEBIBYTE)
    larger = await padded(clip, tmp_path / "wedding.mp4", 500 * MEBIBYTE + 1)
    async with at_home(tmp_path, local=True, TELEGRAM_LOCAL="true") as home:
        ann = home.telegram.person("Ann")
        room = home.telegram.private(ann)
        await ann.sends(room, document=larger, caption="cut the pauses")
        await room.answer(containing="is too large: I can take files up to 524.3 MB")
        await ann.sends(room, document=large, caption="keep only the first second")
        made = await film(room, 1)
        assert "0:02 → 0:01" in made.words
        assert made.media is not None
        assert made.media.file.duration == 1
        by_path(home, room)


def by_path(home: Home, room: Room) -> None:
    """The film went to the server as a path, and the path is gone afterwards."""
    (call,) = home.telegram.calls("sendVideo")
    assert str(call.params["video"]).startswith("file:///")
    assert list((home.folder / "data").rglob("film.mp4")) == []

"""Large files: refused at once where the cloud does not hand them over, else edited to the end and posted by path.

One after the other: a disk that is busy with one of them makes everything else wait.
"""

from pathlib import Path

from benchmarks.footage import padded
from tests.e2e.telegram.home import Home, at_home, film
from tests.integration.media.clips import Clips

MEBIBYTE = 1024 * 1024
WISH = "keep only the first second"
REFUSALS = {"en": "paste a link", "zh": "请改发视频链接"}


async def test_what_the_cloud_does_not_hand_over_is_refused_within_a_second(tmp_path: Path) -> None:
    clip = Clips(tmp_path)("mp4")
    async with at_home(tmp_path) as home:
        for size_mb in (210, 500):
            large = await padded(clip, tmp_path / f"{size_mb}.mp4", size_mb * 1_000_000)
            for language, words in REFUSALS.items():
                assert await seconds_to_refuse(home, large, language, words) < 1.0
    assert home.telegram.calls("getFile") == []


async def seconds_to_refuse(home: Home, large: Path, language: str, words: str) -> float:
    ann = home.telegram.person("Ann", language=language)
    room = home.telegram.private(ann)
    began_s = home.telegram.state.clock.monotonic()
    await ann.sends(room, video=large, caption={"en": "cut the pauses", "zh": "剪掉停顿"}[language])
    await room.answer(containing=words)
    (call,) = [each for each in home.telegram.calls("sendMessage") if each.params["chat_id"] == room.id]
    assert len(room.from_bot) == 1, "no status message for what is answered at once"
    assert room.last.reply_to is not None
    return call.at_s - began_s


async def test_500_mebibytes_are_edited_to_the_end_and_one_byte_more_is_refused(tmp_path: Path) -> None:
    clip = Clips(tmp_path)("mp4")
    large = await padded(clip, tmp_path / "holiday.mp4", 500 * MEBIBYTE)
    larger = await padded(clip, tmp_path / "wedding.mp4", 500 * MEBIBYTE + 1)
    async with at_home(tmp_path, local=True, TELEGRAM_LOCAL="true") as home:
        ann = home.telegram.person("Ann")
        room = home.telegram.private(ann)
        await ann.sends(room, document=larger, caption=WISH)
        await room.answer(containing="is too large: I can take files up to 524.3 MB")
        await ann.sends(room, document=large, caption=WISH)
        made = await film(room, 1)
        assert "0:02 → 0:01" in made.words
        assert made.media is not None
        assert made.media.file.duration == 1
        (call,) = home.telegram.calls("sendVideo")
        assert str(call.params["video"]).startswith("file:///")
        assert list((home.folder / "data").rglob("film.mp4")) == [], "the way out is cleared"

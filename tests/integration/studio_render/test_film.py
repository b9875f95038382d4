"""The film as a file: whole or not there, as planned, copied where nothing changes."""

import asyncio
from dataclasses import replace
from pathlib import Path

import av
import psutil
import pytest

from studio.render.errors import EncodeFailed, MissingSource, NothingToRender
from studio.render.film import make_film
from studio.timeline.model import Music, Timeline, Title
from tests.film.container import read_container
from tests.film.decoding import decode_picture, decode_sound
from tests.integration.studio_render.footage import (
    FONTS,
    clip,
    lag_of,
    noise,
    numbered_clip,
    render,
    sound_file,
    tone,
    whole,
)


def packets(path: Path, kind: str) -> list[bytes]:
    with av.open(str(path)) as file:
        return [bytes(packet) for packet in file.demux(**{kind: 0}) if packet.size]


async def test_a_film_is_an_mp4_of_h264_and_aac_with_its_index_in_front(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", noise(2.0), frames=60)

    facts = await render(Timeline((clip(source, 0, 1500),)), source, folder=tmp_path)

    container = read_container(tmp_path / "film.mp4")
    assert container.is_mp4
    assert container.index_first
    assert (container.video_codecs, container.audio_codecs, container.pixel_format) == (("h264",), ("aac",), "yuv420p")
    assert container.declared_ms == pytest.approx(1500, abs=30)
    assert facts.duration_ms == 1500
    assert facts.size_bytes == (tmp_path / "film.mp4").stat().st_size
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []


async def test_music_alone_leaves_the_pictures_packets_bit_for_bit(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", noise(3.0))
    music = sound_file(tmp_path / "bed.wav", tone(2.0, 300), -20.0)

    facts = await render(
        Timeline((whole(source),), (Music(music.source.id, "m", 0, 2000),)), source, music, folder=tmp_path
    )

    assert packets(tmp_path / "film.mp4", "video") == packets(source.path, "video")
    assert packets(tmp_path / "film.mp4", "audio") != packets(source.path, "audio")
    assert abs(lag_of(decode_sound(tmp_path / "film.mp4"), noise(3.0)[4800:90_000], 4800)) <= 1
    assert [frame.number for frame in decode_picture(tmp_path / "film.mp4").frames] == list(range(90))
    assert facts.duration_ms == pytest.approx(3000, abs=60)


async def test_an_unchanged_clip_is_copied_sound_and_all(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", noise(3.0))

    await render(Timeline((clip(source, 0, 1000), clip(source, 1000, 2000))), source, folder=tmp_path)

    assert packets(tmp_path / "film.mp4", "video") == packets(source.path, "video")
    assert packets(tmp_path / "film.mp4", "audio") == packets(source.path, "audio")
    assert read_container(tmp_path / "film.mp4").index_first


@pytest.mark.parametrize("change", ["title", "smaller", "shorter", "rotated"])
async def test_a_picture_that_changes_is_encoded(tmp_path, change):
    source = numbered_clip(tmp_path / "a.mp4", noise(3.0), rotation=180 if change == "rotated" else 0)
    clips = (clip(source, 0, 2500 if change == "shorter" else 3000),)
    titles = (Title("Hi", 0, 1000),) if change == "title" else ()

    await render(
        Timeline(clips, titles=titles), source, folder=tmp_path, short_side=120 if change == "smaller" else None
    )

    assert packets(tmp_path / "film.mp4", "video") != packets(source.path, "video")


async def test_cancelling_stops_ffmpeg_and_leaves_nothing(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", noise(20.0), frames=600, size=(1280, 720))
    begun = asyncio.Event()

    async def make():
        await make_film(
            Timeline((clip(source, 0, 19_900),)),
            {source.source.id: source},
            short_side=1080,
            work=tmp_path,
            target=tmp_path / "film.mp4",
            fonts=FONTS,
            progress=lambda _: begun.set(),
        )

    # A browser or a studio kept by other tests of this process is not ours to count.
    before = set(psutil.Process().children(recursive=True))
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        task = group.create_task(make())
        await begun.wait()
        children = [child for child in psutil.Process().children(recursive=True) if child not in before]
        assert any("ffmpeg" in child.name() for child in children)
        async with asyncio.timeout(2):
            task.cancel()
            await asyncio.wait([task])

    assert task.cancelled()
    _, alive = psutil.wait_procs(children, timeout=2)
    assert alive == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.mp4"]


async def test_a_source_without_its_file_is_named(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", noise(1.0), frames=30)
    source.path.unlink()

    with pytest.raises(MissingSource) as caught:
        await render(Timeline((whole(source),)), source, folder=tmp_path)

    assert caught.value.source == source.source.id


async def test_a_source_that_is_rubbish_fails_without_a_film(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", noise(1.0), frames=30)
    source.path.write_bytes(source.path.read_bytes()[:2000] + b"rubbish" * 500)

    with pytest.raises(EncodeFailed) as caught:
        await render(Timeline((clip(source, 0, 500),)), source, folder=tmp_path)

    assert str(tmp_path) not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]


async def test_a_film_that_differs_from_its_plan_is_refused(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", noise(1.0), frames=30)
    lying = replace(source, source=replace(source.source, duration_ms=5000))

    with pytest.raises(EncodeFailed):
        await render(Timeline((whole(lying),)), lying, folder=tmp_path)

    assert not (tmp_path / "film.mp4").exists()


@pytest.mark.parametrize("clips", [0, 1])
async def test_a_timeline_without_a_frame_has_no_film(tmp_path, clips):
    source = numbered_clip(tmp_path / "a.mp4", noise(1.0), frames=30)

    with pytest.raises(NothingToRender):
        await render(Timeline((clip(source, 0, 5),) * clips), source, folder=tmp_path)


async def test_nothing_of_the_sources_metadata_reaches_the_film(tmp_path):
    source = numbered_clip(tmp_path / "a.mp4", noise(1.0), frames=30)
    tagged = tmp_path / "tagged.mp4"
    with av.open(str(source.path)) as old, av.open(str(tagged), "w", options={"movflags": "use_metadata_tags"}) as new:
        new.metadata.update({"title": "Secret birthday", "location": "+48.1+011.5/", "comment": "at home"})
        streams = {each.index: new.add_stream_from_template(each) for each in old.streams}
        for packet in old.demux():
            if packet.size:
                packet.stream = streams[packet.stream.index]
                new.mux(packet)
    tagged = replace(source, path=tagged)

    await render(Timeline((whole(tagged),)), tagged, folder=tmp_path)

    content = (tmp_path / "film.mp4").read_bytes()
    assert b"Secret birthday" in tagged.path.read_bytes()
    assert not any(word in content for word in (b"birthday", b"+48.1", b"at home"))

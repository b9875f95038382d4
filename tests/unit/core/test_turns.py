"""Whole turns over fakes: what a person sees, and what reaches the backend."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from backend.traits import NEMO, STUDIO
from bot.core.errors import BackendRefused, BackendUnreachable, ReceiptUnknown, TooLargeToSend
from bot.core.model import Credits, Link, RenderStatus, StreamFailure, TextChunk
from tests.fakes.backend import EditScript, FakeBackend, asks, says, silent
from tests.fakes.chat import CAPABILITIES, MEI, TOM, clip
from tests.fakes.house import House

MAIN = "cut the pauses, add background music and export in 1080p"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House, None]:
    async with House(tmp_path).running() as house:
        yield house


async def test_a_clip_with_words_ends_in_one_film_below_one_status_line(house: House) -> None:
    house.backend.scripts.append(says("3 pauses removed, 0:24 → 0:15."))
    status, result = await house.ask(MAIN, clip())
    assert status.startswith("✅ Done in 0:0")
    assert result == "3 pauses removed, 0:24 → 0:15.\n0:15 · 1920×1080 · 1 kB"
    (film,) = house.chat.films()
    assert film.reply.film is not None
    assert film.reply.film.filename == "talk-edited.mp4"
    assert [button.label for button in film.reply.buttons] == ["Undo"]
    assert house.backend.said == [MAIN]
    (render,) = house.backend.renders.values()
    assert render.output.to_wire()["resolution"] == "1080p"


async def test_the_same_in_chinese_is_answered_in_chinese(house: House) -> None:
    house.backend.scripts.append(silent())
    status, result = await house.ask("剪掉停顿，加背景音乐，导出1080p", clip())
    assert status.startswith("✅ 完成，用时")
    assert "时间线" in result
    (render,) = house.backend.renders.values()
    assert render.output.short_side == 1080


async def test_the_status_tells_the_stages_in_order_in_one_message(house: House) -> None:
    house.backend.fail("open_session", BackendUnreachable(), times=3)
    script = EditScript(slow=True)
    house.backend.scripts.append(script)
    house.backend.renders_by_hand = True
    await house.say(MAIN, clip())
    await house.chat.until_text("Connecting")
    await house.chat.until_text("Editing")
    script.release()
    await house.backend.until(lambda backend: len(backend.renders) == 1)
    house.backend.move_render(RenderStatus.PROCESSING, 40.0)
    await house.chat.until_text("▰▰▰▰▱▱▱▱▱▱ 40%")
    house.backend.move_render(RenderStatus.COMPLETED)
    await house.settled()
    first = next(iter(house.chat.shown))
    seen = [text for message, text in house.chat.history if message == first]
    assert seen[0] == "👀 Got it · 0:00"
    places = [
        next(n for n, text in enumerate(seen) if stage in text) for stage in ("Connect", "Edit", "Render", "Done")
    ]
    assert places == sorted(places)
    assert len(house.chat.shown) == 2


async def test_a_backend_silent_for_two_minutes_is_told_as_still_working(house: House) -> None:
    script = EditScript(slow=True)
    house.backend.scripts.append(script)
    await house.say(MAIN, clip())
    await house.chat.until_text("⏳ Still working…")
    assert house.clock.monotonic() >= 120
    script.release()
    await house.settled()


async def test_a_clip_without_words_is_asked_about_and_used_by_the_words_that_follow(house: House) -> None:
    _, question = await house.ask("", clip())
    assert question == "I have talk.mp4. What shall I do with it?"
    buttons = list(house.chat.shown.values())[-1].reply.buttons
    assert buttons[0].says == "cut the pauses"
    await house.ask("cut the pauses")
    assert house.backend.effects.count("upload talk.mp4") == 1
    assert len(house.chat.films()) == 1


async def test_words_without_any_clip_get_one_clear_sentence(house: House) -> None:
    status, answer = await house.ask("cut the pauses")
    assert answer == "There is no video here yet. Send me one, with what you want as its caption or right after it."
    assert status == "⚠️ Not done, see below"
    assert house.backend.said == []


async def test_a_question_from_the_backend_is_answered_without_a_film(house: House) -> None:
    house.backend.scripts.append(asks("Which look do you like?", "warmer", "brighter"))
    status, question = await house.ask("make it look better", clip())
    assert question == "Which look do you like?"
    assert status == "💬 Answered below"
    assert [button.says for button in list(house.chat.shown.values())[-1].reply.buttons] == ["warmer", "brighter"]
    assert house.backend.renders == {}


async def test_a_silent_edit_that_changed_nothing_says_so(house: House) -> None:
    house.backend.scripts.append(silent(changes=False))
    _, answer = await house.ask("make it pop", clip())
    assert answer == "Nothing was changed."


async def test_a_trailing_error_after_words_is_noise_but_an_error_alone_is_told(house: House) -> None:
    noise = EditScript(events=(TextChunk("All done."), StreamFailure("I encountered a temporary issue")))
    house.backend.scripts.append(noise)
    _, result = await house.ask("cut the pauses", clip())
    assert result.startswith("All done.")
    house.backend.scripts.append(EditScript(events=(StreamFailure("boom with a secret"),), changes=False))
    _, answer = await house.ask("cut the pauses again")
    assert answer.startswith("That edit did not work. Your video and your timeline are as before; please try again.")
    assert "secret" not in answer


async def test_words_that_say_not_to_export_end_without_a_film(house: House) -> None:
    house.backend.scripts.append(says("Done."))
    _, answer = await house.ask("cut the pauses but don't export yet", clip())
    assert answer == "Done.\nNot exported yet; say “export” when you want the film."
    assert house.backend.renders == {}


async def test_export_renders_the_timeline_and_before_there_is_anything_says_so(house: House) -> None:
    _, answer = await house.ask("export")
    assert answer == "There is nothing to export yet. Send me a video first."
    await house.ask("cut the pauses, don't export", clip())
    _, result = await house.ask("导出 720p")
    assert result.startswith("成片在这里。")
    (render,) = house.backend.renders.values()
    assert render.output.short_side == 720


async def test_credits_status_help_and_language_are_answered_by_one_message(house: House) -> None:
    assert await house.ask("credits") == ["Local editing is free: no credits, no limits."]
    house.backend.balance = Credits(90, 10.5, 100.5)
    assert await house.ask("余额") == ["积分：可用 90，冻结 10.5，共 100.5。"]
    assert await house.ask("status") == ["There is nothing here yet. Send me a video and tell me what you want."]
    (greeting,) = await house.ask("help")
    assert "go nowhere else" in greeting
    assert await house.ask("说中文") == ["好的，以后我用中文回答你。"]
    assert await house.ask("credits", sender=MEI) == ["积分：可用 90，冻结 10.5，共 100.5。"]
    assert await house.ask("credits", sender=TOM) == ["Credits: 90 available, 10.5 frozen, 100.5 in total."]


@pytest.mark.parametrize(
    ("words", "told"),
    [("help", "the sound goes to speech.example."), ("帮助", "声音会发送到 speech.example。")],
)
async def test_the_greeting_says_where_the_sound_goes(tmp_path: Path, words: str, told: str) -> None:
    backend = FakeBackend(replace(STUDIO, listener="speech.example"))
    async with House(tmp_path, backend=backend).running() as house:
        (greeting,) = await house.ask(words)
    assert greeting.endswith(told)


async def test_status_lists_the_tracks_one_a_line(house: House) -> None:
    await house.ask("trim", clip())
    assert await house.ask("status") == ["Timeline (1 track):\n1. Video: clip.mp4 (0-2s)"]
    house.chat.capabilities_ = replace(CAPABILITIES, line_breaks=False)
    assert await house.ask("status") == ["Timeline (1 track): 1. Video: clip.mp4 (0-2s)"]


async def test_undo_goes_to_the_backend_and_brings_the_film_of_the_version_before(house: House) -> None:
    await house.ask("cut the pauses", clip())
    await house.ask("undo")
    assert house.backend.said == ["cut the pauses", "undo"]
    assert len(house.chat.films()) == 2


async def test_new_starts_with_an_empty_timeline(house: House) -> None:
    await house.ask("cut the pauses", clip())
    _, answer = await house.ask("new project")
    assert answer == "Fresh start: the timeline is empty. Send me a video."
    assert await house.ask("status") == ["There is nothing here yet. Send me a video and tell me what you want."]


async def test_an_album_with_one_sentence_gives_one_film_each_unless_merging_is_asked(house: House) -> None:
    house.chat.files |= {"a.mp4": b"video 1000", "b.mp4": b"video 2000", "song.mp3": b"audio 9000"}
    album = (clip("a.mp4"), clip("b.mp4"), clip("song.mp3"))
    await house.ask("cut the pauses and put the song under it", *album)
    assert len(house.chat.films()) == 2
    assert house.backend.effects[:2] == ["session en", "upload song.mp3"]
    await house.ask("join these clips", *album[:2], chat=replace(house.chat.films()[0].ref.chat, thread_id="2"))
    assert len(house.chat.films()) == 3


async def test_a_link_in_the_text_is_fetched_by_the_backend(house: House) -> None:
    await house.ask("cut the pauses https://clips.example/day/one.mp4?x=1")
    assert "upload one.mp4" in house.backend.effects
    assert house.backend.said == ["cut the pauses"]
    _, refused = await house.ask("trim http://127.0.0.1/x.mp4")
    assert refused == "I cannot fetch that link: it leads to a private address. Please send the file itself."


async def test_media_seen_shortly_before_or_replied_to_is_used(house: House) -> None:
    seen = await house.say("", clip(), addressed=False)
    await house.settled()
    assert house.chat.transcript() == []
    await house.ask("cut the pauses")
    assert "upload talk.mp4" in house.backend.effects
    house.chat.files["other.mp4"] = b"video 5000"
    other = await house.say("", clip("other.mp4"), addressed=False)
    await house.ask("this one instead", reply_to=other.ref)
    assert house.backend.effects.count("upload other.mp4") == 1
    await house.ask("and once more", reply_to=seen.ref)
    assert house.backend.effects.count("upload talk.mp4") == 1


async def test_old_media_nobody_pointed_at_is_not_used(house: House) -> None:
    await house.say("", clip(), addressed=False, at=house.clock.now() - timedelta(hours=2))
    await house.ask("cut the pauses")
    assert not any(effect.startswith("upload") for effect in house.backend.effects)


async def test_a_failed_render_is_tried_once_more_under_another_id(house: House) -> None:
    house.backend.renders_by_hand = True
    await house.say("cut", clip())
    await house.backend.until(lambda backend: len(backend.renders) == 1)
    house.backend.move_render(RenderStatus.FAILED, error="no luck")
    await house.backend.until(lambda backend: len(backend.renders) == 2)
    house.backend.move_render(RenderStatus.COMPLETED)
    await house.settled()
    assert len(house.chat.films()) == 1


async def test_a_film_too_large_for_the_chat_is_fitted_and_linked(house: House) -> None:
    house.chat.capabilities_ = replace(CAPABILITIES, upload_bytes=25)
    _, result = await house.ask("cut", clip())
    assert "Files sent here may have at most 1 kB" in result
    assert house.chat.films()[-1].reply.film.media.size_bytes <= 25  # type: ignore[union-attr]
    house.links.answer = Link("https://cut.example/files/abc", house.clock.now())
    _, result = await house.ask("cut more")
    assert "the full film is behind the link until 2026-11-20" in result
    assert list(house.chat.shown.values())[-1].reply.link == house.links.answer


async def test_the_clouds_own_address_is_the_link_to_the_full_film(tmp_path: Path) -> None:
    async with House(tmp_path, backend=FakeBackend(NEMO)).running() as house:
        house.chat.capabilities_ = replace(CAPABILITIES, upload_bytes=25)
        _, result = await house.ask("cut", clip())
    assert "for as long as the cloud keeps it" in result
    link = list(house.chat.shown.values())[-1].reply.link
    assert link is not None
    assert link.url.startswith("https://films.example/render_")


async def test_a_limit_the_platform_tells_only_on_refusal_is_learned(house: House) -> None:
    await house.ask("", clip())
    await house.say("cut the pauses")
    await house.chat.until(lambda chat: len(chat.shown) == 3)
    house.chat.fail = [("send", TooLargeToSend(limit_bytes=25), False)]
    await house.settled()
    (film,) = house.chat.films()
    assert film.reply.film is not None
    assert film.reply.film.media.size_bytes <= 25


async def test_a_send_whose_receipt_is_lost_is_not_repeated_where_it_might_show_twice(house: House) -> None:
    house.chat.capabilities_ = replace(CAPABILITIES, idempotent_send=False)
    await house.ask("", clip())
    await house.say("cut the pauses")
    await house.chat.until(lambda chat: len(chat.shown) == 3)
    house.chat.fail = [("send", ReceiptUnknown(), True)]
    await house.settled()
    assert len(house.chat.films()) == 1
    status = list(house.chat.shown.values())[2]
    assert "may already be above" in status.reply.text
    assert [button.label for button in status.reply.buttons] == ["Send again"]


async def test_a_send_whose_receipt_is_lost_is_repeated_where_the_key_makes_it_harmless(house: House) -> None:
    await house.ask("", clip())
    await house.say("cut the pauses")
    await house.chat.until(lambda chat: len(chat.shown) == 3)
    house.chat.fail = [("send", ReceiptUnknown(), True)]
    await house.settled()
    assert len(house.chat.films()) == 1
    assert house.chat.transcript()[2].startswith("✅ Done")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"text file", "I cannot use talk.mp4: it is none of MP4"),
        (b"broken", "I cannot read talk.mp4: it seems to be damaged."),
        (b"video 0", "talk.mp4 has no length"),
        (b"", "talk.mp4 is empty."),
    ],
)
async def test_a_bad_file_gets_its_sentence_and_never_reaches_the_backend(
    house: House, content: bytes, sentence: str
) -> None:
    house.chat.files["talk.mp4"] = content
    _, answer = await house.ask("cut the pauses", clip())
    assert answer.startswith(sentence)
    assert not any(effect.startswith("upload") for effect in house.backend.effects)


async def test_a_file_too_large_is_refused_before_it_is_fetched(house: House) -> None:
    (answer,) = await house.ask("cut", clip("huge.mp4", 501 * 1024 * 1024))
    assert answer == "huge.mp4 is too large: I can take files up to 524.3 MB. Please compress or trim it first."
    house.store.free_bytes = 10
    _, answer = await house.ask("cut", clip())
    assert answer.startswith("There is no room left for another file here.")


async def test_a_caption_of_ten_thousand_characters_gets_one_clear_sentence(house: House) -> None:
    _, answer = await house.ask("x" * 10_000, clip())
    assert answer == "That is more than I can read with care. Please say it in at most 4000 characters."


async def test_a_quick_question_is_answered_though_the_same_error_was_just_told(house: House) -> None:
    house.backend.fail("credits", BackendRefused(), times=2)
    first, second = await house.ask("credits"), await house.ask("credits")
    assert len(first) == len(second) == 1


async def test_the_same_error_is_told_once_a_minute(house: House) -> None:
    assert len(await house.ask("cut the pauses")) == 2
    (status,) = await house.ask("cut the pauses")
    assert status.startswith("There is no video here yet.")
    await house.clock.sleep(61)
    assert len(await house.ask("cut the pauses")) == 2


@pytest.mark.parametrize(
    ("film", "name", "facts"),
    [
        (b"audio 15000", "talk-edited.m4a", "0:15 · "),
        (b"image 0 1280x720", "talk-edited.jpg", "1280×720 · "),
    ],
)
async def test_a_sound_or_a_still_is_named_and_told_as_what_it_is(tmp_path, film, name, facts):
    house = House(tmp_path)
    house.backend.film = film
    async with house.running():
        await house.ask("give me the sound only", clip())
    [shown] = house.chat.films()
    assert shown.reply.film.filename == name
    assert shown.reply.text.splitlines()[-1].startswith(facts)

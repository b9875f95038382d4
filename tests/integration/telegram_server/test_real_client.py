"""python-telegram-bot does its whole day's work on the stand-in without breaking a rule."""

from pathlib import Path

import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile, ReplyParameters

from tests.platforms.telegram.server import TelegramServer
from tests.platforms.telegram.thumbnails import jpeg


async def test_a_persons_clip_is_fetched_and_a_film_comes_back(
    server: TelegramServer, bot: telegram.Bot, tmp_path: Path
) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"film" * 5000)
    ann = server.person("Ann")
    chat = server.private(ann)
    asked = await ann.sends(chat, video=clip, caption="cut the pauses")

    (update,) = await bot.get_updates(timeout=5, allowed_updates=["message", "callback_query"])
    assert update.message is not None
    assert update.message.video is not None
    assert update.message.caption == "cut the pauses"
    file = await bot.get_file(update.message.video.file_id)
    fetched = await file.download_to_drive(tmp_path / "fetched.mp4")
    assert fetched.read_bytes() == clip.read_bytes()

    reply = ReplyParameters(asked.id, allow_sending_without_reply=True)
    status = await bot.send_message(ann.id, "<b>Looking</b> at it", parse_mode="HTML", reply_parameters=reply)
    await bot.edit_message_text("Rendering", ann.id, status.message_id)
    buttons = InlineKeyboardMarkup([[InlineKeyboardButton("Undo", callback_data="1:u:7")]])
    with clip.open("rb") as handle:
        await bot.send_video(
            ann.id,
            InputFile(handle, filename="film.mp4", read_file_handle=False),
            width=640,
            height=360,
            duration=5,
            supports_streaming=True,
            thumbnail=InputFile(jpeg(320, 180), filename="t.jpg"),
            caption="Done",
            reply_markup=buttons,
        )
    assert chat.transcript(past=True) == (
        "[1] Ann:\n    <video clip.mp4 640x360 0:05>\n    cut the pauses\n"
        "[2] Cutdesk (to 1, rings, edited):\n    before: Looking at it\n    Rendering\n"
        "[3] Cutdesk (rings):\n    <video film.mp4 640x360 0:05 streaming thumbnail>\n    Done\n    [Undo]"
    )
    film = await chat.video()
    assert film.media is not None
    assert film.media.file.path.read_bytes() == clip.read_bytes()


async def test_a_press_is_answered_with_a_toast(server: TelegramServer, bot: telegram.Bot) -> None:
    ann = server.person("Ann")
    chat = server.private(ann)
    buttons = InlineKeyboardMarkup([[InlineKeyboardButton("Undo", callback_data="1:u:7")]])
    await bot.send_message(ann.id, "Done", reply_markup=buttons)
    press = await ann.taps(chat.last, "Undo")
    (update,) = await bot.get_updates(timeout=5)
    assert update.callback_query is not None
    assert update.callback_query.data == "1:u:7"
    await update.callback_query.answer("Undone")
    assert press.toast is not None
    assert press.toast.text == "Undone"

"""Files sent by the bot: uploaded, named by id, or (with --local) by path."""

import secrets
import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.platforms.telegram import files
from tests.platforms.telegram.call import Call, method
from tests.platforms.telegram.checking import Upload
from tests.platforms.telegram.jpeg import problem_of_thumbnail
from tests.platforms.telegram.model import Media, StoredFile
from tests.platforms.telegram.placing import Words, answer, place, read_words, words
from tests.platforms.telegram.refusals import bad_request, violation
from tests.platforms.telegram.rendering import message_json

WRONG_FILE = "wrong file identifier/HTTP URL specified"
# Above this Telegram does not look into a video; what the bot says of it is all there is. Bytes.
NOT_ANALYSED_OVER = 10_000_000

# method: kind, as named in refusals
_KINDS = {
    "sendVideo": ("video", "videos"),
    "sendDocument": ("document", "documents"),
    "sendPhoto": ("photo", "photos"),
    "sendAudio": ("audio", "music"),
    "sendAnimation": ("animation", "animations"),
    "sendVoice": ("voice", "voice notes"),
    "sendVideoNote": ("video_note", "video notes"),
}


@method("sendVideo")
@method("sendDocument")
@method("sendPhoto")
@method("sendAudio")
@method("sendAnimation")
@method("sendVoice")
@method("sendVideoNote")
async def send_file(call: Call) -> object:
    kind, named = _KINDS[call.method]
    where = place(call, named)
    said = words(call, "caption") if kind != "video_note" else Words("")
    media = await read_media(call, kind, call.params, kind)
    world = call.state.world
    message = world.new_message(
        where.chat, world.bot, media=media, caption=said.text, entities=said.entities, **where.fields
    )
    if media.is_square:
        call.state.square_videos.append(message)
    result = answer(call, message)
    if kind == "video" and call.state.scheduled_videos > 0:
        call.state.scheduled_videos -= 1
        result["message_id"] = 0
    return result


@method("sendMediaGroup")
async def send_media_group(call: Call) -> object:
    where = place(call, "videos")
    asked = call.params["media"]
    items = [await read_item(call, each) for each in (asked if isinstance(asked, list) else [])]
    kinds = {media.kind for media, _ in items}
    if len(kinds) > 1 and kinds & {"document", "audio"}:
        raise bad_request("document can't be mixed with other media types")
    world, album = call.state.world, secrets.token_hex(6)
    sent = [
        world.new_message(
            where.chat, world.bot, media=media, caption=said.text, entities=said.entities, album=album, **where.fields
        )
        for media, said in items
    ]
    call.state.square_videos += [each for each in sent if each.media is not None and each.media.is_square]
    return [message_json(each, call.state.files) for each in sent]


async def read_item(call: Call, item: dict) -> tuple[Media, Words]:
    """An InputMedia: its file and its caption."""
    kind = item["type"]
    entry = f"InputMedia{kind.title().replace('_', '')}"
    return await read_media(call, kind, item, "media"), read_words(call, item, "caption", entry)


async def read_media(call: Call, kind: str, facts: dict, name: str) -> Media:
    """The file that a call sends, with what the call says of it. Raises Refused."""
    file, is_new = _source(call, kind, facts[name])
    if is_new:
        _check_size(call, kind, file)
        file.width, file.height = int(facts.get("width", 0)), int(facts.get("height", 0))
        file.duration = int(facts.get("duration", 0))
        file.supports_streaming = bool(facts.get("supports_streaming"))
        file.thumbnail = _thumbnail(call, facts.get("thumbnail"))
        known = file.width and file.height and file.duration and file.thumbnail
        if kind == "video" and file.size > NOT_ANALYSED_OVER and not known:
            file.width, file.height, file.duration = 320, 320, 0
    return call.state.world.show(kind, file)


def _source(call: Call, kind: str, value: object) -> tuple[StoredFile, bool]:
    """The file, and whether it comes from outside."""
    store = call.state.files
    if isinstance(value, str) and value.startswith("attach://"):
        value = call.uploads.get(value.removeprefix("attach://"))
        if value is None:
            raise violation("attach:// names no uploaded file")
    if isinstance(value, Upload):
        return store.add(Path(str(value.path)), kind, value.name, value.media_type), True
    text = str(value)
    if text.startswith("file:"):
        return _from_disk(call, kind, text), True
    if text.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    known = store.find(text)
    if known is None:
        raise bad_request(WRONG_FILE)
    if known.folder != files.FOLDERS[kind]:
        raise bad_request("type of file mismatch")
    return known, False


def _from_disk(call: Call, kind: str, address: str) -> StoredFile:
    """With --local a file is read where it lies."""
    if not call.state.local:
        raise bad_request("invalid file HTTP URL specified: Unsupported URL protocol")
    path = Path(unquote(urlsplit(address).path))
    if not path.is_file():
        raise bad_request(WRONG_FILE)
    kept = call.state.files.new_path()
    try:
        kept.hardlink_to(path)
    except OSError:
        shutil.copyfile(path, kept)
    return call.state.files.add(kept, kind, path.name, None)


def _check_size(call: Call, kind: str, file: StoredFile) -> None:
    if file.size == 0:
        raise bad_request("file must be non-empty")
    if kind == "photo" and file.size > files.CLOUD_PHOTO:
        raise bad_request(f"file of size {file.size} bytes is too big for a photo; the maximum size is 10485760 bytes")
    if file.size > (files.LOCAL_UPLOAD if call.state.local else files.CLOUD_UPLOAD):
        raise bad_request("file is too big")


def _thumbnail(call: Call, value: object) -> StoredFile | None:
    if value is None:
        return None
    file, is_new = _source(call, "thumbnail", value)
    problem = problem_of_thumbnail(file.path) if is_new else "thumbnails can't be reused"
    if problem:
        raise violation(f"thumbnail: {problem}")
    return file

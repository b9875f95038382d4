"""What the server itself tells the page in words: refusals of requests. The core's words come as messages."""

from bot.core.model import Language

SENTENCES: dict[str, dict[Language, str]] = {
    "too_large": {
        Language.ENGLISH: "This file is larger than 500 MB, the most Cutdesk takes. Nothing was uploaded.",
        Language.CHINESE: "这个文件超过 500 MB 的上限，没有上传。",
    },
    "empty": {
        Language.ENGLISH: "This file is empty. Please choose another one.",
        Language.CHINESE: "这个文件是空的，请换一个。",
    },
    "disk_full": {
        Language.ENGLISH: "The disk here is nearly full, so no new files can be taken just now. Please try later.",
        Language.CHINESE: "Cutdesk 所在的磁盘快满了，暂时不能接收新文件，请稍后再试。",
    },
    "upload_missing": {
        Language.ENGLISH: "A file of this message is not uploaded completely. Please add it again.",
        Language.CHINESE: "这条消息里有文件没有上传完整，请重新添加。",
    },
    "nothing_said": {
        Language.ENGLISH: "Please write a few words or add a file.",
        Language.CHINESE: "请写几个字，或者添加一个文件。",
    },
    "text_too_long": {
        Language.ENGLISH: "This message is too long. Please say it in fewer words.",
        Language.CHINESE: "这条消息太长了，请说得简短一些。",
    },
    "malformed": {
        Language.ENGLISH: "The page sent something the server does not understand. Please reload the page.",
        Language.CHINESE: "服务器无法理解页面发来的内容，请刷新页面。",
    },
    "no_session": {
        Language.ENGLISH: "This page has lost its session. Please reload it.",
        Language.CHINESE: "页面的会话已丢失，请刷新页面。",
    },
    "gone": {
        Language.ENGLISH: "This file is no longer kept, or the link has expired.",
        Language.CHINESE: "这个文件已不再保留，或者链接已过期。",
    },
    "not_found": {
        Language.ENGLISH: "There is nothing at this address.",
        Language.CHINESE: "这个地址没有内容。",
    },
    "foreign": {
        Language.ENGLISH: "This request did not come from Cutdesk's own page, so it was refused.",
        Language.CHINESE: "这个请求不是来自 Cutdesk 自己的页面，已被拒绝。",
    },
    "locked": {
        Language.ENGLISH: "Please enter the access code first.",
        Language.CHINESE: "请先输入访问码。",
    },
    "wrong_code": {
        Language.ENGLISH: "That is not the right access code.",
        Language.CHINESE: "访问码不正确。",
    },
    "slow_down": {
        Language.ENGLISH: "Too many wrong codes. Please wait a minute and try again.",
        Language.CHINESE: "输错次数太多，请等一分钟再试。",
    },
    "sample_failed": {
        Language.ENGLISH: "The sample clip could not be made. Please try with a file of your own.",
        Language.CHINESE: "示例片段生成失败，请换用自己的文件。",
    },
    "internal": {
        Language.ENGLISH: "Something went wrong here; your files are safe. Please try again.",
        Language.CHINESE: "这边出了点问题，您的文件是安全的，请再试一次。",
    },
    "access_title": {Language.ENGLISH: "Access code", Language.CHINESE: "访问码"},
    "access_enter": {Language.ENGLISH: "Open", Language.CHINESE: "进入"},
    "access_hint": {
        Language.ENGLISH: "Whoever runs this Cutdesk can tell you the code.",
        Language.CHINESE: "访问码可向运行这个 Cutdesk 的人索取。",
    },
}


def sentence(key: str, language: Language) -> str:
    """The sentence of that key. Raises KeyError for an unknown one."""
    return SENTENCES[key][language]

"""What of a backend's words may be shown or logged: no token, no link that opens an account or a project."""

import re

_SECRET = re.compile(r"(nmv_usr_|clm_|Bearer\s+)[^\s\"'&]+", re.IGNORECASE)
# Both ends are bounded: a text of half a megabyte without a space must not take a second.
_PRIVATE_LINK = re.compile(
    r"(?:https?://|\bnemovideo\.)[^\s\"'<>()\[\]]{0,300}?[?&](?:bind|token|ct|nemo_token)=[^\s\"'<>()\[\]，。；]{0,4096}",
    re.IGNORECASE,
)
_DETAIL_CHARS = 300
_LINK_BEGINS = re.compile(r"http|nemovideo|nmv_|clm_", re.IGNORECASE)


def redacted(text: str) -> str:
    """The text fit for a chat: tokens, and links that carry one or bind an account, taken out."""
    return _SECRET.sub("***", _PRIVATE_LINK.sub("***", text))


def for_log(text: str) -> str:
    """A foreign text, cut and redacted, fit for the log."""
    return redacted(text[: 20 * _DETAIL_CHARS])[:_DETAIL_CHARS]


def may_hold_link(text: str) -> bool:
    """Whether an unfinished text may be in the middle of something that ``redacted`` would take out."""
    return _LINK_BEGINS.search(text) is not None

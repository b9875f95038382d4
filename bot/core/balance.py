"""The account's credits in words (S8). Pure."""

from bot.core.model import Credits
from bot.core.wording import Voice


def describe(credits_: Credits, voice: Voice) -> str:
    """Available, frozen and total; where nothing is charged, that."""
    if credits_.unlimited:
        return voice.say("credits.unlimited")
    return voice.say(
        "credits.balance",
        available=f"{credits_.available:g}",
        frozen=f"{credits_.frozen:g}",
        total=f"{credits_.total:g}",
    )

"""What a turn made and could not hand over for certain: kept in its steps, so that it can be sent again.

A film whose receipt was lost stands in the step of its send, which is given up. Whatever the chat refused as a whole
stands in a step of its own, ``undelivered/<name of the send's step>``.
"""

from dataclasses import dataclass

from bot.core.model import Button, JsonObject, MediaId, Step, StepState
from bot.core.steps import Steps

RESULT = "result/"
"""Part of the name of every step that posts a film."""

_UNDELIVERED = "undelivered/"

OFFERED = "offered"
"""The step of a turn whose undelivered results were offered, or delivered after all."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A reply as it can be made again. ``media`` None: words alone; ``public_url``: where the cloud has the film."""

    text: str
    filename: str = ""
    media: MediaId | None = None
    public_url: str | None = None
    buttons: tuple[Button, ...] = ()

    def to_json(self) -> JsonObject:
        """As a step holds it."""
        return {
            "text": self.text,
            "filename": self.filename,
            "media": self.media,
            "public_url": self.public_url,
            "buttons": [[button.label, button.says, button.once] for button in self.buttons],
        }

    @classmethod
    def from_json(cls, wire: JsonObject) -> "Kept":
        """From a step; a step without content, of an older version, gives a film that is not there any more."""
        buttons = tuple(Button(label, says, once) for label, says, once in wire.get("buttons", ()))
        media = wire.get("media", "")
        return cls(
            wire.get("text", ""),
            wire.get("filename", ""),
            None if media is None else MediaId(media),
            wire.get("public_url"),
            buttons,
        )


async def keep_undelivered(steps: Steps, name: str, kept: Kept) -> None:
    """Record that the chat refused the send of that step."""
    await steps.note(f"{_UNDELIVERED}{name}", kept.to_json())


async def all_settled(steps: Steps) -> None:
    """Called when something arrived: where all has, there is nothing to offer any more."""
    if any(step.name.startswith(_UNDELIVERED) for step in steps.all()) and not unsettled(steps):
        await steps.note(OFFERED, {})


def unsettled(steps: Steps) -> dict[str, Kept]:
    """What may not have arrived, by the name of the step that should have sent it."""
    found: dict[str, Kept] = {}
    for step in steps.all():
        name = step.name.removeprefix(_UNDELIVERED)
        if name != step.name:
            found[name] = Kept.from_json(step.result)
        elif RESULT in name and _is_unknown(step):
            found[name] = Kept.from_json(step.before)
    return {name: kept for name, kept in found.items() if steps.done(name) is None}


def _is_unknown(step: Step) -> bool:
    return step.state is StepState.UNKNOWN

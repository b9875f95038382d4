"""A channel in words, as a person scrolling through it would see it: for golden files and messages of failed tests.

Ids are numbers counted from 1 within the channel, so that two runs of the same story read alike.
"""

from typing import Any

from tests.platforms.discord.world import Shown, World


def transcript(world: World, channel_id: int, *, past: bool = False) -> str:
    """One paragraph a message; ``past`` adds what edited messages said before."""
    messages = world.in_channel(channel_id)
    numbers = {each.id: number for number, each in enumerate(messages, 1)}
    return "\n".join(_message(world, each, numbers, past=past) for each in messages)


def _message(world: World, shown: Shown, numbers: dict[int, int], *, past: bool) -> str:
    lines = [_head(world, shown, numbers)]
    if shown.is_deleted:
        return lines[0] + " (deleted)"
    if past:
        lines += [f"before: {_indented(version.words)}" for version in shown.versions[:-1]]
    lines += [f"<{_file(each)}>" for each in shown.attachments]
    if shown.is_thinking:
        lines.append("thinking…")
    if shown.words:
        lines.append(_indented(_named(world, shown.words)))
    for snapshot in shown.message.snapshots:
        forwarded = snapshot["message"]
        lines += [f"forwarded: {forwarded['content']}", *(f"<{_file(each)}>" for each in forwarded["attachments"])]
    lines += [" ".join(_button(each) for each in row) for row in _rows(shown)]
    return "\n    ".join(line for line in lines if line)


def _head(world: World, shown: Shown, numbers: dict[int, int]) -> str:
    facts = []
    metadata = shown.message.interaction_metadata
    if metadata is not None:
        who = world.users[int(metadata["user"]["id"])].name
        facts.append(f"for {who}" + (f" /{metadata['name']}" if metadata.get("name") else ""))
    if shown.replies_to is not None:
        facts.append(f"to {numbers.get(shown.replies_to, '?')}")
    if shown.is_ephemeral:
        facts.append("only they see it")
    if shown.is_from_bot and not shown.is_ephemeral:
        facts.append("silent" if shown.message.flags & (1 << 12) else "rings")
    if shown.pinged:
        facts.append("pings " + ", ".join(sorted(_pinged(world, each) for each in shown.pinged)))
    if shown.is_edited:
        facts.append("edited")
    said = f" ({', '.join(facts)})" if facts else ""
    return f"[{numbers[shown.id]}] {shown.author}{said}:"


def _pinged(world: World, target: int) -> str:
    if target == 0:
        return "everyone"
    return world.users[target].name if target in world.users else "a role"


def _named(world: World, words: str) -> str:
    for user in world.users.values():
        words = words.replace(f"<@{user.id}>", f"@{user.name}")
    return words


def _rows(shown: Shown) -> list[list[dict[str, Any]]]:
    return [row["components"] for row in shown.message.components if row["type"] == 1]


def _file(attachment: dict[str, Any]) -> str:
    description = attachment.get("description")
    return attachment["filename"] + (f" “{description}”" if description else "")


def _button(component: dict[str, Any]) -> str:
    label = str(component.get("label") or component.get("placeholder") or "…")
    if component.get("disabled"):
        return f"({label})"
    return f"[{label}]" + (" (link)" if component.get("url") else "")


def _indented(text: str) -> str:
    return text.replace("\n", "\n    ")

"""Reading one request: words → ``Plan``. Pure and deterministic; what is done with a plan is the editor's matter."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from studio.agent.language.clauses import Clause, clauses
from studio.agent.language.click_lists import click_list
from studio.agent.language.figures import lacking
from studio.agent.language.found import Found, Reading
from studio.agent.language.letters import is_han
from studio.agent.language.manner import is_tagline, names_the_footage, vague_doubt
from studio.agent.language.quotes import literals
from studio.agent.language.reading import read
from studio.agent.language.script import Script, script_of
from studio.agent.language.tokens import tokenize
from studio.agent.plan import ArgValue, Doubt, Operation, Plan, Tongue
from studio.agent.scene import Scene
from studio.agent.vocabulary import spec
from studio.timeline.subtitles import block_of

__all__ = ["Scene", "has_text", "plan", "reads_as_offered"]

_MOST_CLAUSES = 60
_LONGEST_WORDS = 20_000
_HAN_SHARE = 0.2


def plan(text: str, scene: Scene) -> Plan:
    """What the words ask for; never raises, whatever the text."""
    block = block_of(text)
    if block is not None:
        return _with_subtitles(text, block, scene)
    words, clicks = click_list(text)
    if clicks:
        return _with_clicks(words, clicks, scene)
    script = script_of(text)
    if script is not None and (handed := _with_script(script, scene)) is not None:
        return handed
    tongue = _tongue(text)
    tokens = tokenize(text, (*scene.clip_names, *scene.sound_names))
    said = clauses(tokens)
    reading = Reading(text, scene)
    if is_tagline(text, said):
        return Plan(tongue, doubt=Doubt.VAGUE)
    for clause in said[:_MOST_CLAUSES]:
        read(reading, clause)
    reading.unclear += said[_MOST_CLAUSES:]
    return _settle(reading, tongue)


def has_text(message: str) -> bool:
    """Whether a message hands over subtitles or another text that is marked off; words about it are the lead."""
    script = script_of(message)
    return block_of(message) is not None or (script is not None and script.is_sure)


def _with_clicks(words: str, clicks: Sequence[float], scene: Scene) -> Plan:
    """A list of clicks is where rings go; the words around it say what else is wanted."""
    said = plan(words, scene) if any(letter.isalnum() for letter in words) else Plan(_tongue(words))
    others = tuple(one for one in said.operations if one.name != "highlight_clicks")
    if "highlight_clicks" in said.declined:
        return said
    rings = Operation("highlight_clicks", {"clicks": list(clicks)})
    return replace(said, operations=(*others, rings), doubt=said.doubt if others else None)


def _with_subtitles(text: str, block: tuple[int, int], scene: Scene) -> Plan:
    """Subtitles in a message are shown, never obeyed; the words before them say what else is wanted."""
    start, end = block
    words, subtitles = text[:start].strip()[:_LONGEST_WORDS], text[start:end].strip()
    captions = Operation("captions", {"text": subtitles})
    if not words:
        return Plan(_tongue(subtitles), (captions,))
    said = plan(words, scene)
    others = tuple(one for one in said.operations if one.name not in {"captions", "export_subtitles"})
    asks_only_that = said.doubt is None or not others
    if "captions" in said.declined:
        return said
    return replace(said, operations=(*others, captions), doubt=None if asks_only_that else said.doubt, unclear=())


def _with_script(script: Script, scene: Scene) -> Plan | None:
    """A text that is handed over becomes captions or is spoken, as the words about it say; None where they do not."""
    said = plan(script.words, scene) if script.words else Plan(_tongue(script.text))
    spoken = any(one.name == "add_voiceover" and "text" not in one.args for one in said.operations)
    if "captions" in said.declined and not spoken:
        return said
    shown = any(one.name == "captions" for one in said.operations) or not said.operations
    if not spoken and not (shown and (script.is_sure or said.operations)):
        return replace(said, unclear=(*said.unclear, script.text)) if script.is_sure else None
    others = [one for one in said.operations if one.name not in _ABOUT_TEXTS]
    if spoken:
        voice = next(one for one in said.operations if one.name == "add_voiceover" and "text" not in one.args)
        args = {name: value for name, value in voice.args.items() if name != "file"}
        others.append(replace(voice, args={**args, "text": script.text}, supported=True))
    else:
        others.append(Operation("captions", {"script": script.text}))
    asked = said.doubt if said.doubt in {Doubt.WHICH_RANGE, Doubt.WHICH_CLIP, Doubt.HOW_LONG} else None
    return replace(said, operations=tuple(others), doubt=asked, unclear=())


_ABOUT_TEXTS = frozenset({"captions", "export_subtitles", "transcribe", "add_voiceover"})
"""What words about a text that is handed over may be read as."""


def _tongue(text: str) -> Tongue:
    """The language of the person's own words: what is quoted is only shown."""
    own = text
    for literal in literals(text, text.lower()):
        own = own.replace(text[literal.start : literal.end], " ")
    letters = [letter for letter in own if letter.isalpha()] or [letter for letter in text if letter.isalpha()]
    han = sum(map(is_han, letters))
    return Tongue.CHINESE if han and han >= len(letters) * _HAN_SHARE else Tongue.ENGLISH


def _is_remark(text: str, clause: Clause) -> bool:
    """Whether it stands in brackets: said beside the wish, not a wish."""
    return text[: clause.start].rstrip().endswith(("(", "（"))


def _settle(reading: Reading, tongue: Tongue) -> Plan:
    found = _without_asides(reading.found)
    waiting = [one for one in found if _can_wait(one, found, reading.scene)]
    operations = tuple(
        Operation(
            one.name, one.args, supported=one not in waiting and reads_as_offered(one.name, one.args, reading.scene)
        )
        for one in found
    )
    lacks = (lacking(one.name, one.args) for one in found if one not in waiting)
    doubt = reading.doubt or next((doubt for doubt in lacks if doubt), None)
    unclear = list(reading.unclear)
    for clause in reading.vague:
        asked = vague_doubt(clause) or Doubt.VAGUE
        if doubt is None and (asked is not Doubt.VAGUE or all(one.name == "export" for one in found)):
            doubt = asked
        elif asked is Doubt.VAGUE and not names_the_footage(clause):
            unclear.append(clause)
    declined = tuple(dict.fromkeys(name for name in reading.declined if all(one.name != name for one in found)))
    if not operations and doubt is None and not declined:
        doubt = Doubt.NOT_UNDERSTOOD
    return Plan(
        tongue,
        operations,
        doubt,
        tuple(
            reading.text[clause.start : clause.end]
            for clause in sorted(unclear, key=lambda clause: clause.start)
            if not _is_remark(reading.text, clause)
        ),
        deliver="export" not in declined,
        declined=declined,
    )


def _can_wait(one: Found, found: Sequence[Found], scene: Scene) -> bool:
    """Whether the words or the recording of a voice are still to come, and the rest can be done before."""
    if one.name != "add_voiceover" or lacking(one.name, one.args) is None:
        return False
    return any(
        reads_as_offered(other.name, other.args, scene)
        for other in found
        if other.name not in {"add_voiceover", "export"}
    )


def reads_as_offered(name: str, args: Mapping[str, ArgValue], scene: Scene) -> bool:
    """Whether it can be done as it was said: only music can be faded, only a title's words be changed."""
    if name == "audio_fade":
        return args.get("target") == "music"
    if name == "color" and args.get("match"):
        return False
    if name == "captions":
        return "text" in args or scene.can_listen
    return spec(name).supported and (name != "edit_title" or "to" in args)


def _without_asides(found: Sequence[Found]) -> list[Found]:
    """Control words and small talk count only where nothing else was asked for."""
    edits = [one for one in found if spec(one.name).group != "control" or spec(one.name).supported]
    refused = [one for one in found if one.name == "unsupported"]
    return refused or edits or list(found)

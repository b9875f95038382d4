"""Reading one request: words → ``Plan``. Pure and deterministic; what is done with a plan is the editor's matter."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from studio.agent.language.arguments import figures, has
from studio.agent.language.clauses import Clause, clauses
from studio.agent.language.figures import Args, arguments, lacking
from studio.agent.language.letters import is_han
from studio.agent.language.manner import is_question, is_statement, is_tagline, is_vague, vague_doubt
from studio.agent.language.rules import Match, matches
from studio.agent.language.tokens import Break, Token, tokenize
from studio.agent.plan import Doubt, Operation, Plan, Tongue
from studio.agent.scene import Scene
from studio.agent.vocabulary import spec

__all__ = ["Scene", "plan"]

_LONGEST_CLAUSE = 80
_MOST_CLAUSES = 60
_SHOWN = ("QUOTE", "title", "text_word", "word", "button", "card_word")  # "the word EXPORT", 上传按钮: not commands
_ASKABLE = frozenset(("look_up", "control"))


@dataclass(slots=True)
class _Found:
    """An operation as read so far; ``clause`` is where it was said."""

    name: str
    args: Args
    clause: Clause


@dataclass(slots=True)
class _Reading:
    """What has been understood, clause by clause."""

    text: str
    scene: Scene
    found: list[_Found] = field(default_factory=list)
    declined: list[str] = field(default_factory=list)
    unclear: list[Clause] = field(default_factory=list)
    vague: list[Clause] = field(default_factory=list)
    doubt: Doubt | None = None
    pending: Clause | None = None
    questions: bool = False


def plan(text: str, scene: Scene) -> Plan:
    """What the words ask for; never raises, whatever the text."""
    tongue = Tongue.CHINESE if any(map(is_han, text)) else Tongue.ENGLISH
    tokens = tokenize(text, (*scene.clip_names, *scene.sound_names))
    said = clauses(tokens)
    reading = _Reading(text, scene)
    if is_tagline(text, said):
        return Plan(tongue, doubt=Doubt.VAGUE)
    for clause in said[:_MOST_CLAUSES]:
        _read(reading, clause)
    reading.unclear += said[_MOST_CLAUSES:]
    return _settle(reading, tongue)


def _read(reading: _Reading, clause: Clause) -> None:
    if len(clause.tokens) > _LONGEST_CLAUSE:
        reading.unclear.append(clause)
        return
    if clause.reason and reading.found:
        return
    removing = frozenset(("remove", "unwanted"))
    held = matches(clause.tokens, clause.given, removing)
    if is_question(clause, reading.text):
        reading.questions = True
        held = [match for match in held if match.rule.spec.group in _ASKABLE or match.rule.spec.name == "chat"]
        held = [match for match in held if match.rule.spec.name != "export"]
    if clause.has(*_SHOWN):
        held = [match for match in held if match.rule.spec.group != "control"]
    if clause.negated:
        _decline(reading, clause, held or matches(clause.tokens, clause.given, frozenset()))
    elif held:
        _accept(reading, clause, held, clause.tokens)
    else:
        _without_operation(reading, clause, removing)


def _decline(reading: _Reading, clause: Clause, held: Sequence[Match]) -> None:
    """Under a negation nothing is done, but for what "no" itself asks for: "no pauses", "no sound"."""
    wanted = [match for match in held if clause.unwanted and any("unwanted" in term for term in match.rule.needed)]
    if not wanted and clause.unwanted and reading.scene.has_music and [match.rule.spec.name for match in held] == ["add_music"]:
        _add(reading, _Found("mute", {"target": "music"}, clause))
    elif wanted:
        _accept(reading, clause, wanted, clause.tokens)
    elif clause.has("pitch") and reading.found and reading.found[-1].name == "speed":
        reading.found[-1].args["keep_pitch"] = True
    elif held:
        names = (match.rule.spec.name for match in held)
        reading.declined += (name for name in names if name != "export" or clause.has("export", "send_me"))
    elif clause.has(*_PLACES) and not has(clause.tokens[:1], "instead"):
        reading.unclear.append(clause)
        reading.doubt = reading.doubt or Doubt.NOT_UNDERSTOOD
    elif clause.unknown() and not is_statement(clause, reading.text):
        reading.unclear.append(clause)


_PLACES = ("RANGE", "POINT", "HEAD", "TAIL", "ORDINAL", "part", "start", "ending", "intro", "outro", "when")


def _accept(reading: _Reading, clause: Clause, held: Sequence[Match], words: Sequence[Token]) -> None:
    before = reading.pending.tokens if reading.pending else []
    for match in held:
        name = match.rule.spec.name
        own = _words_of(match, held, words)
        if _absorbed(reading, clause, match, own):
            continue
        for args in arguments(name, own, reading.text, reading.scene):
            if before:
                more = arguments(name, before, reading.text, reading.scene)[0]
                wanted = more.keys() if lacking(name, args) else _PLACED
                args = {key: value for key, value in more.items() if key in wanted} | args
            _add(reading, _Found(name, args, clause))
    reading.pending = None


_PLACED = frozenset(("at", "start", "end", "position"))


def _words_of(match: Match, held: Sequence[Match], words: Sequence[Token]) -> list[Token]:
    """The clause without the things that other operations of it have used."""
    others = {(token.start, token.end) for other in held if other is not match for token in other.tokens}
    return [token for token in words if (token.start, token.end) not in others]


def _absorbed(reading: _Reading, clause: Clause, match: Match, words: Sequence[Token]) -> bool:
    """Whether an operation only says how an earlier one is meant: "… as background, quieter"."""
    if not reading.found or clause.joined is Break.STOP:
        return False
    last, name = reading.found[-1], match.rule.spec.name
    told = arguments(name, words, reading.text, reading.scene)[0]
    if (last.name, name) == ("add_music", "volume") and not clause.has(*_SOUNDS):
        last.args["volume"] = told.get("to") or ("low" if told.get("change") == "down" else "high")
    elif (last.name, name) in _ABSORBING:
        mine, theirs = _ABSORBING[last.name, name]
        if theirs not in told or mine in last.args:
            return False
        last.args[mine] = told[theirs]
    elif last.name in {"captions", "caption_style"} and clause.concepts <= _STYLING:
        last.args |= {key: value for key, value in arguments("caption_style", words, reading.text, reading.scene)[0].items()}
    else:
        return False
    return True


_SOUNDS = ("music", "voice", "sound", "speech", "own_sound")
_ABSORBING = {
    ("slideshow", "transition"): ("transition", "type"),
    ("extract_clips", "shorten_to"): ("max_seconds", "seconds"),
    ("highlight_reel", "shorten_to"): ("seconds", "seconds"),
}
_STYLING = frozenset("bigger smaller enlarge color outline bold font bars position zoom up down loud_up loud_down make edge boost swap tone".split())


def _add(reading: _Reading, new: _Found) -> None:
    """Take an operation in; one that only says more about an earlier one is joined to it."""
    for old in reading.found:
        if old.name == new.name and _agree(old.args, new.args):
            told = {key: value for key, value in new.args.items() if value != "auto"}
            old.args = old.args | told
            if "file" in old.args and old.name == "add_music":
                old.args.pop("mood", None)
            return
    reading.found.append(new)


def _agree(old: Args, new: Args) -> bool:
    return all(old[key] == new[key] or "auto" in (old[key], new[key]) for key in old.keys() & new.keys())


def _without_operation(reading: _Reading, clause: Clause, removing: frozenset[str]) -> None:
    before = reading.pending
    if before is not None:
        words = [*before.tokens, *clause.tokens]
        held = matches(words, clause.given | before.given, removing)
        if held:
            reading.unclear = [other for other in reading.unclear if other is not before]
            _accept(reading, clause, held, words)
            return
    if _says_more(reading, clause):
        return
    if is_vague(clause):
        reading.vague.append(clause)
    elif not is_statement(clause, reading.text):
        reading.unclear.append(clause)
    reading.pending = clause


def _says_more(reading: _Reading, clause: Clause) -> bool:
    """A clause of nothing but a place, a time, a colour … belongs to the operation before it."""
    if not reading.found or not any(token.senses for token in clause.tokens) or clause.unknown():
        return False
    last = reading.found[-1]
    if last.name == "split" and clause.has("POINT") and isinstance(last.args.get("at"), list):
        last.args["at"] = [*last.args["at"], *figures(clause.tokens, "POINT")]
        return True
    more = arguments(last.name, clause.tokens, reading.text, reading.scene)[0]
    new = {key: value for key, value in more.items() if last.args.get(key, "auto") == "auto" and value != "auto"}
    if not new or (new.keys() <= {"target"}) or clause.has("remove", "edit_vague", "improve_vague", "shorter_vague"):
        return False
    last.args = last.args | new
    return True


def _settle(reading: _Reading, tongue: Tongue) -> Plan:
    found = _without_asides(reading.found)
    operations = tuple(Operation(one.name, one.args, supported=spec(one.name).supported) for one in found)
    doubt = reading.doubt or next((doubt for one in found if (doubt := lacking(one.name, one.args))), None)
    unclear = list(reading.unclear)
    for clause in reading.vague:
        asked = vague_doubt(clause) or Doubt.VAGUE
        if doubt is None and (asked is not Doubt.VAGUE or all(one.name == "export" for one in found)):
            doubt = asked
        elif asked is Doubt.VAGUE:
            unclear.append(clause)
    declined = tuple(dict.fromkeys(name for name in reading.declined if all(one.name != name for one in found)))
    if not operations and doubt is None and not declined:
        doubt = Doubt.NOT_UNDERSTOOD
    return Plan(
        tongue,
        operations,
        doubt,
        tuple(reading.text[clause.start : clause.end] for clause in sorted(unclear, key=lambda clause: clause.start)),
        deliver="export" not in declined,
        declined=declined,
    )


def _without_asides(found: Sequence[_Found]) -> list[_Found]:
    """Control words and small talk count only where nothing else was asked for."""
    edits = [one for one in found if spec(one.name).group != "control" or spec(one.name).supported]
    refused = [one for one in found if one.name == "unsupported"]
    return refused or edits or list(found)

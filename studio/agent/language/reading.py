"""Reading clause after clause: what is asked for, declined, vague or not understood so far."""

from collections.abc import Sequence

from studio.agent.language.absorbing import absorbed
from studio.agent.language.arguments import has
from studio.agent.language.clauses import Clause
from studio.agent.language.figures import arguments, lacking
from studio.agent.language.found import Found, Reading
from studio.agent.language.joining import points_back, repeats, says_more, take_in, take_in_all
from studio.agent.language.levels import Args
from studio.agent.language.manner import is_question, is_statement, is_vague, names_the_footage
from studio.agent.language.patterns import pattern
from studio.agent.language.rules import CUTTING, Match, matches
from studio.agent.language.tokens import Break, Token
from studio.agent.plan import Doubt
from studio.agent.vocabulary import spec

_LONGEST_CLAUSE = 80
_SHOWN = ("QUOTE", "title", "text_word", "word", "button", "card_word")  # "the word EXPORT", 上传按钮: not commands
_WRITING = frozenset(("add_title", "edit_title"))  # "when it says “Go”" tells where, and shows nothing
_GOING_ON = (Break.OR, Break.WITH)
_ASKABLE = frozenset(("look_up", "control"))


def read(reading: Reading, clause: Clause) -> None:
    """Take one clause in."""
    if len(clause.tokens) > _LONGEST_CLAUSE:
        reading.unclear.append(clause)
        return
    if clause.reason and reading.found:
        return
    if reading.found and pattern("manner", "takes_back").match(reading.text[clause.start : clause.end].lower()):
        reading.declined.append(reading.found.pop().name)
        return
    removing = frozenset(("remove", "unwanted"))
    held = matches(clause.tokens, clause.given, removing)
    if pattern("manner", "postponed").search(reading.text[clause.start : clause.end].lower()):
        reading.declined += (match.rule.spec.name for match in held)
        return
    held = _meant(reading, clause, held)
    if not held and _keeps(clause):
        return
    if _limits_what_was_said(reading, clause):
        return
    if clause.negated:
        _decline(reading, clause, held or matches(clause.tokens, clause.given, CUTTING))
    elif held:
        _accept(reading, clause, held, clause.tokens)
    else:
        _without_operation(reading, clause, removing)


def _limits_what_was_said(reading: Reading, clause: Clause) -> bool:
    """ "Captions, but only for the first minute" says where, and keeps no minute of the film; "louder, but not too
    loud" says how much. Where the operation before cannot heed a place, it is asked about."""
    if not reading.found or clause.joined is Break.STOP:
        return False
    last, said = reading.found[-1], reading.text[clause.start : clause.end].lower()
    if last.name == "volume" and pattern("manner", "not_too").search(said):
        last.args.setdefault("amount", "a_bit")
        return True
    if not pattern("manner", "only_there").search(said) or not clause.has(*_PLACES):
        return False
    spans = arguments("mute", clause.tokens, reading.text, reading.scene)[0]
    heeds = all(spec(last.name).arguments.get(key) == "seconds" for key in _ENDS)
    if heeds and "start" in spans:
        last.args |= {key: value for key, value in spans.items() if key in _ENDS}
    else:
        reading.unclear.append(clause)
        reading.doubt = reading.doubt or Doubt.NOT_UNDERSTOOD
    return True


def _keeps(clause: Clause) -> bool:
    """Whether it asks for something to be left as it is."""
    return clause.has("keep") and not clause.has("only", "remove", "cut")


def _meant(reading: Reading, clause: Clause, held: list[Match]) -> list[Match]:
    """The operations that are really wished for: none that is only asked about, kept, shown or quoted as a place."""
    if is_question(clause, reading.text) or (clause.joined in _GOING_ON and reading.questions):
        reading.questions = True
        held = [match for match in held if match.rule.spec.group in _ASKABLE or match.rule.spec.name == "chat"]
        held = [match for match in held if match.rule.spec.name != "export"]
    if _keeps(clause):
        held = [match for match in held if "keep" in match.rule.named]
    if pattern("manner", "says").search(reading.text[clause.start : clause.end].lower()):
        held = [match for match in held if match.rule.spec.name not in _WRITING]
    if pattern("manner", "spoken").search(reading.text[clause.start : clause.end].lower()):
        held = [match for match in held if match.rule.spec.name != "blur"]  # what was said is not seen
    if clause.has(*_SHOWN):
        held = [match for match in held if match.rule.spec.group != "control" or match.rule.spec.name == "chat"]
    return held


def _decline(reading: Reading, clause: Clause, held: Sequence[Match]) -> None:
    """Under a negation nothing is done, but for what "no" itself asks for: "no pauses", "no sound"."""
    wanted = [match for match in held if clause.unwanted and "unwanted" in match.rule.named]
    if clause.has("CUT") and not clause.has("keep", "put_back", "back"):
        numbers = arguments("restore_cut", clause.tokens, reading.text, reading.scene)[0]
        take_in(reading, Found("restore_cut", numbers, clause))
    elif _excepts(clause):
        reading.unclear.append(clause)
        reading.doubt = reading.doubt or Doubt.NOT_UNDERSTOOD
    elif (
        not wanted
        and clause.unwanted
        and reading.scene.has_music
        and [match.rule.spec.name for match in held] == ["add_music"]
    ):
        take_in(reading, Found("mute", {"target": "music"}, clause))
    elif wanted:
        _accept(reading, clause, wanted, clause.tokens)
    elif clause.has("pitch") and reading.found and reading.found[-1].name == "speed":
        reading.found[-1].args["keep_pitch"] = True
    elif clause.has("crop") and reading.found and reading.found[-1].name == "reframe":
        reading.found[-1].args.setdefault("mode", "pad")
    elif held:
        names = (match.rule.spec.name for match in held)
        reading.declined += (name for name in names if name != "export" or clause.has("export", "send_me"))
    elif _limits(reading, clause) and not clause.has("touch"):
        reading.unclear.append(clause)
        reading.doubt = reading.doubt or Doubt.NOT_UNDERSTOOD
    elif clause.unknown() and not clause.has("touch") and not is_statement(clause, reading.text):
        reading.unclear.append(clause)


def _limits(reading: Reading, clause: Clause) -> bool:
    """Whether it says where something shall not be done, which no operation can heed: better ask."""
    return clause.has(*_PLACES) and not clause.tokens[0].means("instead") and not _contrasts(reading, clause)


def _contrasts(reading: Reading, clause: Clause) -> bool:
    """ "… off the end, not the start" only says again which end is meant."""
    last = reading.found[-1].name if reading.found else ""
    other = {"trim_tail": ("start", "intro"), "trim_head": ("ending", "outro")}.get(last, ())
    return clause.has(*other) and not clause.has("RANGE", "POINT", "HEAD", "TAIL", "ORDINAL")


def _excepts(clause: Clause) -> bool:
    opens_with_not = clause.joined is Break.BUT and clause.tokens[0].text in {"not", "but not"}
    if opens_with_not and clause.has(*_PLACES):
        return True
    return clause.tokens[0].text.startswith(("except", "unless", "excluding", "save for", "apart from", "other than"))


_PLACES = frozenset(
    [
        "RANGE",
        "POINT",
        "HEAD",
        "TAIL",
        "ORDINAL",
        "part",
        "start",
        "ending",
        "intro",
        "outro",
        "when",
        "first_half",
        "second_half",
    ]
)


def _accept(reading: Reading, clause: Clause, held: Sequence[Match], words: Sequence[Token]) -> None:
    names = {match.rule.spec.name for match in held}
    if clause.has("never_mind") and not names <= {"cancel"}:
        reading.declined += names - {"cancel"}
        return
    if "undo" in names:
        held = [match for match in held if match.rule.spec.name == "undo"]
    first = next((token for token in clause.tokens if token.senses), None)
    vague = names == {"export"} and first is not None and _is_bare_goal(clause, first)
    if vague or (clause.has("boring") and not names & _NAMING_THE_BORING):
        reading.vague.append(clause)
    before = reading.pending.tokens if reading.pending else []
    for match in held:
        name = match.rule.spec.name
        own = _words_of(match, held, words)
        if name == "mute" and not reading.scene.has_music and clause.has("music") and _lent_verb(clause):
            name = "add_music"
        if absorbed(reading, clause, match, own):
            continue
        if has(own, *_BEYOND.get(name, ())):
            reading.unclear.append(clause)
            reading.doubt = reading.doubt or Doubt.NOT_UNDERSTOOD
        if name == "trim_head" and has(own, "ENDS"):
            take_in(reading, Found("trim_tail", arguments("trim_tail", own, reading.text, reading.scene)[0], clause))
        for named in _both_ends(name, own):
            sets = arguments(named, own, reading.text, reading.scene)
            take_in_all(
                reading, [Found(named, _completed(reading, named, args, before, clause), clause) for args in sets]
            )
    reading.pending = None


def _both_ends(name: str, words: Sequence[Token]) -> tuple[str, ...]:
    """The operations meant: two where "both ends" was said."""
    return (name, "trim_tail") if name == "trim_head" and has(words, "ENDS") else (name,)


def _is_bare_goal(clause: Clause, first: Token) -> bool:
    """ "Edit my raw footage into a 1080p MP4" says what shall come out, not what shall be done."""
    cuts = clause.has("cut", "remove") and clause.has("video_ref", "SOURCE") and clause.has("make_into")
    return first.means("edit_vague") or clause.has("improve_vague") or cuts or names_the_footage(clause)


_NAMING_THE_BORING = {"remove_silence", "highlight_reel", "trim_head", "trim_tail", "cut_range", "analyze"}
_SPANS = ("RANGE", "HEAD", "TAIL")
_BEYOND = {
    "remove_silence": (*_SPANS, "WITHIN", "CUT"),
    "add_music": (*_SPANS, "POINT"),
    "volume": (*_SPANS, "POINT"),
    "duck_music": _SPANS,
    "add_title": ("beside",),
}
"""What an operation cannot heed: a time where it is done throughout the film, a place where nothing is put."""


def _completed(reading: Reading, name: str, args: Args, before: Sequence[Token], clause: Clause) -> Args:
    """The arguments, with what a clause without an operation just before told: "at 0:09 he bows, zoom in"."""
    args = _at_that_moment(reading, name, args, clause)
    args = _over_that_part(reading, name, args, clause)
    if not before:
        return args
    more = arguments(name, before, reading.text, reading.scene)[0]
    wanted = more.keys() if lacking(name, args) else _PLACED
    return {key: value for key, value in more.items() if key in wanted} | args


def _at_that_moment(reading: Reading, name: str, args: Args, clause: Clause) -> Args:
    """ "A whoosh at 3 s and the word Boom right there": the moment of the operation before."""
    if not reading.found or not pattern("manner", "there").search(reading.text[clause.start : clause.end + 20].lower()):
        return args
    earlier = reading.found[-1].args
    moment = earlier.get("at", earlier.get("start"))
    keys = [key for key in ("start", "at") if spec(name).arguments.get(key) == "seconds"]
    if not keys or not isinstance(moment, float) or not args.keys().isdisjoint(("at", "start", "end", "last_seconds")):
        return args
    return args | {keys[0]: moment}


def _over_that_part(reading: Reading, name: str, args: Args, clause: Clause) -> Args:
    """ "2x from 0:10 to 0:20 and mute that part": the stretch of the operation before."""
    if not reading.found or not pattern("manner", "that_part").search(reading.text[clause.start : clause.end].lower()):
        return args
    earlier = {key: value for key, value in reading.found[-1].args.items() if key in _ENDS}
    heeds = all(spec(name).arguments.get(key) == "seconds" for key in _ENDS)
    if len(earlier) < len(_ENDS) or not heeds or not args.keys().isdisjoint((*_ENDS, "at", "last_seconds")):
        return args
    return args | earlier


_ENDS = ("start", "end")
_PLACED = frozenset(("at", "start", "end", "position"))


def _lent_verb(clause: Clause) -> bool:
    """Whether "remove" stands in the clause before: "cut the pauses and background music" wants music added."""
    return not clause.lent.isdisjoint(("remove", "cut"))


def _words_of(match: Match, held: Sequence[Match], words: Sequence[Token]) -> list[Token]:
    """The clause without the things that other operations of it have used."""
    others = {(token.start, token.end) for other in held if other is not match for token in other.tokens}
    return [token for token in words if (token.start, token.end) not in others]


def _without_operation(reading: Reading, clause: Clause, removing: frozenset[str]) -> None:
    before = reading.pending
    if before is not None:
        words = [*before.tokens, *clause.tokens]
        held = matches(words, clause.given | before.given, removing)
        if held:
            reading.unclear = [other for other in reading.unclear if other is not before]
            reading.vague = [other for other in reading.vague if other is not before]
            _accept(reading, clause, held, words)
            return
    if repeats(reading, clause) or says_more(reading, clause) or points_back(reading, clause):
        return
    if is_vague(clause):
        reading.vague.append(clause)
    elif not is_statement(clause, reading.text):
        reading.unclear.append(clause)
    reading.pending = clause

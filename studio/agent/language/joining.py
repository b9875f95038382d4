"""What a clause says about the operations before it: more of one, the same again, or only a verb that was lacking."""

from collections.abc import Sequence

from studio.agent.language.arguments import figures
from studio.agent.language.clauses import Clause
from studio.agent.language.figures import arguments
from studio.agent.language.found import Found, Reading
from studio.agent.language.levels import Args
from studio.agent.language.rules import verbs
from studio.agent.language.tokens import Break

_OPEN = ("auto", "any")
"""Values that say no more than that something fitting shall be taken."""
_RANGED = ("cut_range", "mute")


def take_in_all(reading: Reading, found: Sequence[Found]) -> None:
    """Take several operations in, in their order."""
    for one in found:
        take_in(reading, one)


def take_in(reading: Reading, new: Found) -> None:
    """Take an operation in; one that only says more about an earlier one is joined to it."""
    for old in reading.found:
        points, more = old.args.get("at"), new.args.get("at")
        if old.name == new.name == "split" and isinstance(points, list) and isinstance(more, list):
            old.args["at"] = figures(old.clause.tokens, "POINT") + figures(new.clause.tokens, "POINT")
            return
        if old.name == new.name and _agree(old.args, new.args):
            told = {key: value for key, value in new.args.items() if value != "auto"}
            old.args = old.args | told
            if "file" in old.args and old.name == "add_music":
                old.args.pop("mood", None)
            return
    reading.found.append(new)


def _agree(old: Args, new: Args) -> bool:
    return all(old[key] == new[key] or "auto" in (old[key], new[key]) for key in old.keys() & new.keys())


def _goes_on(reading: Reading, clause: Clause) -> bool:
    """ "Delete 0:05-0:07, 0:20-0:22 and 0:31-0:35": ranges alone ask for the same again."""
    ranges = [token for token in clause.tokens if token.means("RANGE")]
    last = reading.found[-1] if reading.found else None
    others = any(token.senses for token in clause.tokens if token not in ranges)
    if not ranges or last is None or last.name not in _RANGED or "start" not in last.args or others:
        return False
    for args in arguments(last.name, clause.tokens, reading.text, reading.scene):
        take_in(reading, Found(last.name, last.args | args, clause))
    return True


def repeats(reading: Reading, clause: Clause) -> bool:
    """ "… and the same for the second clip": the operation before, done to another clip too."""
    if _goes_on(reading, clause):
        return True
    place = next(iter(figures(clause.tokens, "ORDINAL")), None)
    if not reading.found or place is None or not clause.has("same_again"):
        return False
    last = reading.found[-1]
    if "clip" not in last.args:
        return False
    reading.found.append(Found(last.name, last.args | {"clip": int(place)}, clause))
    return True


def points_back(reading: Reading, clause: Clause) -> bool:
    """ "… are too long, zap them": nothing but a verb for what was named before."""
    named = [token for token in clause.tokens if verbs().isdisjoint(sense.concept for sense in token.senses)]
    things = {sense.concept for token in named for sense in token.senses}
    if clause.has("cut") and not things:
        return False
    return bool(reading.found) and not clause.unknown() and clause.joined is not Break.STOP and things <= {"pronoun"}


def _fades_too(fade: Found, clause: Clause) -> bool:
    """ "Fade in at the start and out at the end, 2 seconds each": the other way, and how long both take."""
    told: Args = {way: True for way in ("in", "out") if way not in fade.args and clause.tokens[0].text == way}
    fade.args |= told
    seconds = next(iter(figures(clause.tokens, "DURATION")), None)
    if seconds is not None and clause.has("each"):
        fade.args |= {way: seconds for way in ("in", "out") if fade.args.get(way)}
    return bool(told) or seconds is not None


def says_more(reading: Reading, clause: Clause) -> bool:
    """A clause of nothing but a place, a time, a colour … belongs to the operation before it."""
    if not reading.found or not any(token.senses for token in clause.tokens) or clause.unknown():
        return False
    last = reading.found[-1]
    if last.name == "remove_silence" and clause.has("tighten"):
        return True
    if last.name == "fade" and _fades_too(last, clause):
        return True
    if last.name == "split" and clause.has("POINT") and isinstance(last.args.get("at"), list):
        last.args["at"] = figures(last.clause.tokens, "POINT") + figures(clause.tokens, "POINT")
        return True
    more = arguments(last.name, clause.tokens, reading.text, reading.scene)[0]
    new = {key: value for key, value in more.items() if last.args.get(key, "auto") in _OPEN and value not in _OPEN}
    if not new or (new.keys() <= {"target"}) or clause.has("remove", "edit_vague", "improve_vague", "shorter_vague"):
        return False
    last.args = last.args | new
    return True

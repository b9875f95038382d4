"""Times: lengths, moments, ranges, the first and the last so many seconds, upper bounds.

All values are seconds. The patterns run one after another over the strip, each on what the ones before it found.
"""

import re
from collections.abc import Callable

from studio.agent.language.numbers import ARTICLE, CHINESE, ENGLISH, number
from studio.agent.language.strip import SIGN, Reader, Strip, Value, expand

_SECOND, _MINUTE, _HOUR = 1.0, 60.0, 3600.0
_UNITS = {
    "h": _HOUR, "hr": _HOUR, "hrs": _HOUR, "hour": _HOUR, "hours": _HOUR, "小时": _HOUR, "个小时": _HOUR,
    "m": _MINUTE, "min": _MINUTE, "mins": _MINUTE, "minute": _MINUTE, "minutes": _MINUTE, "分钟": _MINUTE, "分": _MINUTE,
    "s": _SECOND, "sec": _SECOND, "secs": _SECOND, "second": _SECOND, "seconds": _SECOND, "秒钟": _SECOND, "秒": _SECOND,
    "ms": 0.001, "millisecond": 0.001, "milliseconds": 0.001, "millis": 0.001, "毫秒": 0.001,
}  # fmt: skip
_UNIT = "|".join(sorted((unit for unit in _UNITS if unit.isascii()), key=len, reverse=True))
_HAN_UNIT = "个?(?:小时|分钟|毫秒|秒钟|分(?!辨|割|段|成|开|屏|享|别|章)|秒)"
_LENGTH = re.compile(
    rf"(?P<n>{ENGLISH}|{ARTICLE})(?P<half1> and a half)?[ -]{{0,2}}(?P<unit>{_UNIT})(?![a-z])(?P<half2> and a half)?"
)
_HAN_LENGTH = re.compile(rf"(?P<n>{CHINESE}) ?(?P<unit>{_HAN_UNIT})(?P<half>半(?!段|部|程|场))?(?P<rest>[一二两三四五六七八九十]{{1,3}}(?!秒|个|段|十|张|次|遍|步|倍|成|条|份)|[0-5]?\d(?![\d秒]))?")
_CLOCK = re.compile(r"(?<![\d:.])(\d{1,2}):([0-5]\d)(?::([0-5]\d))?(?:\.(\d{1,3}))?(?![\d:])")
_TIGHT = re.compile(r"(?<![\d:.a-z])(\d{1,2})['′] ?([0-5]?\d)(?:\"|″|'')")


def read_times(strip: Strip) -> None:
    """Put a placeholder for every time that is said."""
    for pattern, read in _STEPS:
        strip.rewrite(pattern, read)


def _length(match: re.Match[str], _: Strip) -> tuple[str, Value] | None:
    value = number(match["n"])
    unit = _UNITS[match["unit"]]
    if value is None:
        return None
    half = 0.5 if match["half1"] or match["half2"] else 0.0
    return "DURATION", round((value + half) * unit, 3)


def _han_length(match: re.Match[str], _: Strip) -> tuple[str, Value] | None:
    value = number(match["n"])
    unit = _UNITS[match["unit"].removeprefix("个")]
    if value is None:
        return None
    seconds = (value + (0.5 if match["half"] else 0.0)) * unit
    rest = number(match["rest"]) if match["rest"] and unit == _MINUTE else None
    return "DURATION", round(seconds + (rest or 0.0), 3)


def _clock(match: re.Match[str], _: Strip) -> tuple[str, Value] | None:
    first, second, third, fraction = match.groups()
    seconds = int(first) * 60 + int(second) if third is None else int(first) * 3600 + int(second) * 60 + int(third)
    return "CLOCK", seconds + (float(f"0.{fraction}") if fraction else 0.0)


def _tight(match: re.Match[str], _: Strip) -> tuple[str, Value] | None:
    return "CLOCK", int(match[1]) * 60.0 + int(match[2])


def _sum(match: re.Match[str], strip: Strip) -> tuple[str, Value] | None:
    first, second = strip.value(match.start()), strip.value(match.end() - 1)
    if isinstance(first, float) and isinstance(second, float) and first >= _MINUTE > 0 and second < first:
        return "DURATION", first + second
    return None


def _minutes_and(match: re.Match[str], strip: Strip) -> tuple[str, Value] | None:
    first = strip.value(match.start())
    rest = number(match["n"])
    if isinstance(first, float) and first >= _MINUTE and first % 60 == 0 and rest is not None and rest < 60:
        return "DURATION", first + rest
    return None


def _as(kind: str, where: int = -1) -> Reader:
    """A reader that makes one found time into another kind; the time is the last (or first) letter of the match."""

    def read(match: re.Match[str], strip: Strip) -> tuple[str, Value] | None:
        found = [at for at in range(match.start(), match.end()) if strip.letters[at] in _TIMES]
        return (kind, strip.value(found[where])) if found else None

    return read


def _range(match: re.Match[str], strip: Strip) -> tuple[str, Value] | None:
    ends = [strip.value(at) for at in range(match.start(), match.end()) if strip.letters[at] in _TIMES]
    if len(ends) == 1:  # "2 to 5 seconds": the unit stands once
        bare = number(match["n"])
        if bare is None or not isinstance(ends[0], float):
            return None
        unit = _MINUTE if ends[0] >= _MINUTE and ends[0] % 60 == 0 and bare * 60 < ends[0] else _SECOND
        ends = [bare * unit, ends[0]]
    start, end = ends[0], ends[-1]
    if not isinstance(start, float | int) or not isinstance(end, float | int):
        return None
    if start >= end and match[0].count(SIGN["DURATION"]) == 2:  # "from 3 minutes to 90 seconds" is a wish for a length
        return "TARGET", float(end)
    return "RANGE", (float(min(start, end)), float(max(start, end)))


def _for(match: re.Match[str], strip: Strip) -> tuple[str, Value] | None:
    start, length = (strip.value(at) for at in range(match.start(), match.end()) if strip.letters[at] in _TIMES)
    if isinstance(start, float | int) and isinstance(length, float | int):
        return "RANGE", (float(start), float(start + length))
    return None


def _source(match: re.Match[str], strip: Strip) -> tuple[str, Value] | None:
    if _WISHED.search(strip.letters[max(0, match.start() - 16) : match.start()]):
        return None
    at = next((at for at in range(match.start(), match.end()) if strip.letters[at] in _TIMES), None)
    return "SOURCE", None if at is None else strip.value(at)


def _bare_range(match: re.Match[str], _: Strip) -> tuple[str, Value] | None:
    start, end = number(match["a"]), number(match["b"])
    return ("RANGE", (start, end)) if start is not None and end is not None and start < end else None


def _open_end(match: re.Match[str], strip: Strip) -> tuple[str, Value] | None:
    at = next(at for at in range(match.start(), match.end()) if strip.letters[at] in _TIMES)
    start = strip.value(at)
    return ("RANGE", (float(start), None)) if isinstance(start, float | int) else None


def _open_start(match: re.Match[str], strip: Strip) -> tuple[str, Value] | None:
    at = next(at for at in range(match.start(), match.end()) if strip.letters[at] in _TIMES)
    end = strip.value(at)
    return ("HEAD", float(end)) if isinstance(end, float | int) else None


def _keep(kind: str) -> Reader:
    def read(match: re.Match[str], strip: Strip) -> tuple[str, Value] | None:
        at = next(at for at in range(match.start(), match.end()) if strip.letters[at] in _TIMES)
        return kind, strip.value(at)

    return read


_TIMES = frozenset((SIGN["DURATION"], SIGN["CLOCK"], SIGN["POINT"]))
_T = "[{DURATION}{CLOCK}{POINT}]"
_AROUND = r"(?:about |around |roughly |approximately |the |very |exactly |exact |minute |second |mark |timestamp |time |sec ){0,3}"
_TO = r" ?(?:to|till|til|until|through|thru|up to|->|-{1,2}|~|～|到|至) ?"
_ZH = "[零一二两三四五六七八九十百]"
_HEADS = r"(?:first|opening|initial|starting|beginning|leading|frist|front)"
_TAILS = r"(?:last|final|closing|ending|trailing|very last)"
_START = r"(?:start|beginning|front|head|top|opening|intro)"
_END = r"(?:end|ending|tail|back|finish|outro)"
_SOURCES = (
    r"(?:long )?(?:unedited |raw |edited |screen |shaky |boring |product |podcast |old |talking head |interview |zoom |family |wedding )"
    r"{0,2}(?:recording|footage|video|clip|film|podcast|interview|vlog|lecture|webinar|meeting|stream|livestream|walkthrough|tutorial|screencast|movie|episode|call|session)(?![a-z])"
)


_WISHED = re.compile(r"(?:into|to|make|create|give me|want|need|build|generate|dream up|cut|as)(?: me| it| this)?(?: an?)? ?$")


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(expand(pattern))


_STEPS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Strip], tuple[str, Value] | None]], ...] = (
    (_CLOCK, _clock),
    (_TIGHT, _tight),
    (_LENGTH, _length),
    (_HAN_LENGTH, _han_length),
    (_p(r"{DURATION}(?: and | |, ?|又|零)?{DURATION}"), _sum),
    (_p(r"{DURATION} ?{DURATION}"), _sum),
    (_p(rf"{{DURATION}} ?(?P<n>{ENGLISH})(?![\w%:.])"), _minutes_and),
    (_p(rf"(?:(?:a|an|my|this|the|our|your) )?(?:{{DURATION}}|hour)[- ](?:long )?{_SOURCES}"), _source),
    (_p(r"{DURATION}(?:长)?的(?:素材|录屏|视频|录像|播客|采访|原片|会议|直播|片子|教程|课)"), _source),
    (_p(r"第 ?{DURATION}"), _as("POINT")),
    (_p(rf"第(?P<n>{CHINESE})(?: ?[到至~-] ?第?)(?={{POINT}}|{{DURATION}}){_T}"), _range),
    (_p(rf"(?:(?:from|between|starting at|starting from|start at|从|在) ?{_AROUND})?第?{_T}(?:(?: mark)?(?:{_TO}| (?:and|to) )|和|与|跟){_AROUND}第?{_T}(?: ?(?:mark|之间|这段|那段|的?部分|的?片段|的?地方)| in)?"), _range),
    (_p(rf"(?:(?:from|between|从|seconds?|secs?) ?{_AROUND})?(?<![\d.:a-z])(?P<n>{ENGLISH}|{CHINESE})(?:{_TO}| and ){_T}(?: ?(?:mark|之间|这段|那段|的?部分|的?片段))?"), _range),
    (_p(rf"(?:seconds?|secs?) (?P<a>{ENGLISH})(?:{_TO}| and )(?P<b>{ENGLISH})(?![\w%:.])"), _bare_range),
    (_p(rf"(?:from|starting at|从) ?{_AROUND}第?{_T},? ?(?:onwards?|on(?! )|开始)?,? ?(?:for|lasting|持续|往后|截|取)[ 了]?(?:the next )?{_T}"), _for),
    (_p(rf"(?:from|after|past|since|从|自) ?{_AROUND}第?{_T} ?(?:mark )?(?:onwards?|on(?![ a-z])|to (?:the )?(?:very )?end|till the end|until the end|through to the end|到(?:最后|结尾|结束|末尾)|以后|之后|往后|开始到(?:最后|结尾|结束)|后面)"), _open_end),
    (_p(rf"(?:everything |anything |all |whatever(?:'s| is| comes)? |the rest |the stuff )(?:that's |that is |that comes )?(?:after|past|beyond|from|following) {_AROUND}{_T}(?: mark)?"), _open_end),
    (_p(rf"第?{_T}(?:以后|之后|往后|后面)(?:的?(?:全部|所有|都|内容|部分|画面))"), _open_end),
    (_p(rf"(?:everything |anything |all |whatever(?:'s| is| comes)? |the stuff )?(?:that's |that is |that comes )?(?:before|up to|until|prior to) {_AROUND}[{{CLOCK}}{{POINT}}](?: mark)?|(?:everything |anything |all |the stuff )(?:before|up to|until|prior to) {_AROUND}{_T}(?: mark)?|(?:第|在){_T}(?:之前|以前)的?|[{{CLOCK}}{{POINT}}](?:之前|以前)的?"), _open_start),
    (_p(rf"(?:the )?{_HEADS} (?:about |around |roughly )?[{{DURATION}}{{CLOCK}}](?: of silence| or so)?|{{DURATION}}(?: or so)?(?: right)? (?:off of|off|from|of|at) (?:the )?(?:very )?{_START}(?![a-z])"), _keep("HEAD")),
    (_p(rf"(?:the )?{_TAILS} (?:about |around |roughly )?[{{DURATION}}{{CLOCK}}](?: or so)?|{{DURATION}}(?: or so)?(?: right)? (?:off of|off|from|of|at) (?:the )?(?:very )?{_END}(?![a-z])"), _keep("TAIL")),
    (_p(rf"(?:最前面?|开头|片头|头|前面?|最开始|开始|起始|一开始|最初|开场)的?(?:那|这)?(?:大概|约|差不多)?{{DURATION}}|(?:start|beginning|front|opening) {{DURATION}}"), _keep("HEAD")),
    (_p(rf"(?:最后面?|结尾|片尾|末尾|尾巴|尾部|尾|后面?|倒数|末)的?(?:那|这)?(?:大概|约|差不多)?{{DURATION}}|(?:end|ending|tail) {{DURATION}}"), _keep("TAIL")),
    (_p(rf"(?:longer than|more than|over|exceeding|above|greater than|bigger than|of at least|at least|lasting|beyond|超过|大于|长于|多于|高于|大约超过) ?{_AROUND}{{DURATION}}(?:以上)?|{{DURATION}}(?: or (?:more|longer)|\+|以上| plus)"), _keep("MINIMUM")),
    (_p(rf"(?:(?:down |to |be |is )?(?:under|within|less than|below|no longer than|no more than|not more than|at most|maximum|max|up to|not longer than|shorter than|not over|fewer than|inside|sub|limit(?:ed)? to|不超过|不要超过|别超过|不能超过|少于|小于|短于|低于|最多|控制在|控制到|限制在|压到|压缩到)) ?{_AROUND}(?:a )?{{DURATION}}(?:以内|之内|内|以下|左右)?|{{DURATION}}(?: max(?:imum)?| tops| or less| or under| or shorter| limit| at (?:the )?most|以内|之内|内(?!容)|以下|不到)"), _keep("WITHIN")),
    (_p(rf"(?:down )?(?:to|into) (?:just |only |exactly |about |around |roughly |a |an |the best |clean |tight |punchy ){{0,3}}{{DURATION}}(?: flat| long| version| cut| edit| video| clip| total| in total)?|{{DURATION}} (?:long|version|cut|edit|in length|total|in total)(?![a-z])|(?:到|成|至|为)(?:一个|个|一条|一段|大概|约)?{{DURATION}}(?:左右)?(?:长)?(?:的(?:短片|视频|版本|短视频|片子))?"), _keep("TARGET")),
    (_p(rf"(?:(?:at|@|around|by|from|when it hits|on) {_AROUND}|@ ?){_T}(?: mark| in)?|(?:at )?{{DURATION}} (?:mark|in(?![a-z ])|into (?:it|the))|{{DURATION}}(?:处|的时候|的地方|那里|那儿|位置|时(?!长)|左右的地方)|在{_T}(?!内|之内|以内)|从{_T}(?:开始|起)?"), _as("POINT", 0)),
    (_p(r"{CLOCK}"), _as("POINT", 0)),
)

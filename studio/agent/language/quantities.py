"""Everything with a figure that is not a time: ratios, resolutions, levels, sizes, counts, places in a row."""

import re

from studio.agent.language.numbers import CHINESE, ENGLISH, ORDINAL_WORDS, chinese, number, ordinal
from studio.agent.language.strip import Reader, Strip, Value, expand

_N = rf"(?:{ENGLISH}|(?<!第){CHINESE})"
_RATIOS = r"21[:x]9|16[:x/]9|9[:x/]16|4[:x]3|3[:x]4|4[:x/]5|5[:x]4|1[:x]1|2[:x]3|3[:x]2|2\.39:1|2\.35:1|1\.85:1"
_CLIP_NOUN = r"(?:clip|video|shot|scene|part|segment|one|take|file|piece|photo|picture|section|recording|bit)s?"
_HAN_CLIP = r"(?:个片段|个镜头|个视频|段视频|段素材|段|条视频|条|个素材|个文件|张照片|张|镜|个画面|部分|个)"
_SIZES = {"k": 1 / 1024, "kb": 1 / 1024, "gb": 1024.0, "gig": 1024.0, "gigs": 1024.0, "g": 1024.0}


def read_quantities(strip: Strip) -> None:
    """Put a placeholder for what must be known before times are read (9:16 is no moment, 1080 no length)."""
    for pattern, read in _BEFORE_TIMES:
        strip.rewrite(pattern, read)


def read_counts(strip: Strip) -> None:
    """Put a placeholder for what is left after times: factors, steps, places, bare counts."""
    for pattern, read in _AFTER_TIMES:
        strip.rewrite(pattern, read)


def _ratio(match: re.Match[str], _: Strip) -> tuple[str, Value] | None:
    return "ASPECT", re.sub(r"[x/]| by ", ":", match[1])


def _pixels(match: re.Match[str], _: Strip) -> tuple[str, Value] | None:
    short = min(int(match[1]), int(match[2]))
    return "RESOLUTION", f"{short}p"


def _lines(match: re.Match[str], _: Strip) -> tuple[str, Value] | None:
    return "RESOLUTION", f"{match[1]}p"


def _named_lines(match: re.Match[str], _: Strip) -> tuple[str, Value] | None:
    names = {"4k": "2160p", "uhd": "2160p", "2k": "1440p", "8k": "4320p", "qhd": "1440p"}
    return "RESOLUTION", names.get(match[1].replace(" ", ""), "1080p")


def _scaled(kind: str, scale: float = 1.0) -> Reader:
    def read(match: re.Match[str], _: Strip) -> tuple[str, Value] | None:
        value = number(match["n"])
        return None if value is None else (kind, round(value * scale, 4))

    return read


def _fixed(kind: str, value: Value) -> Reader:
    return lambda _match, _strip: (kind, value)


def _signed(kind: str) -> Reader:
    def read(match: re.Match[str], _: Strip) -> tuple[str, Value] | None:
        value = number(match["n"])
        if value is None:
            return None
        return kind, -value if match["sign"] in {"-", "负", "minus "} else value

    return read


def _size(match: re.Match[str], _: Strip) -> tuple[str, Value] | None:
    value = number(match["n"])
    return None if value is None else ("SIZE", round(value * _SIZES.get(match["unit"], 1.0), 3))


def _degrees(match: re.Match[str], _: Strip) -> tuple[str, Value] | None:
    value = number(match["n"])
    if value is None:
        return None
    back = re.search(r"counter|anti|left|逆|左", match[0]) is not None
    return "DEGREES", float((-value if back else value) % 360)


def _slower(match: re.Match[str], _: Strip) -> tuple[str, Value] | None:
    value = number(match["n"])
    return None if not value else ("FACTOR", round(1 / value, 4))


def _half_again(match: re.Match[str], _: Strip) -> tuple[str, Value] | None:
    value = chinese(match["n"])
    if not value:
        return None
    return "FACTOR", 1 + value if match["how"] == "快" else round(1 / (1 + value), 4)


def _place(match: re.Match[str], _: Strip) -> tuple[str, Value] | None:
    said = match["n"]
    place = ordinal(said)
    value = float(place) if place is not None else number(said)
    return None if value is None else ("ORDINAL", value)


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(expand(pattern))


_BEFORE_TIMES: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (_p(rf"(?<!at )(?<!from )(?<!between )(?<!until )(?<!till )(?<!\d to )(?<!\d-)(?<!\d and )(?<![\d:.])({_RATIOS}|9 by 16|16 by 9|4 by 5|1 by 1)(?![\d:])(?! ?(?:to|-|until|till|and|到|至) ?\d)"), _ratio),
    (_p(r"(?<!\d)(\d{3,4}) ?[x×*] ?(\d{3,4})(?!\d)"), _pixels),
    (_p(r"(?<![\d.])(?P<n>\d{2,4}) ?(?:px|pixels?|像素)?(?: |-)?(?:wide|in width|width|宽)(?![a-z])|(?:宽度?|width)(?: ?(?:of|to|改成|改为|为|是|到|调到) ?| )?(?P<m>\d{2,4})(?: ?(?:px|像素))?"), lambda m, _s: ("WIDTH", float(m["n"] or m["m"]))),
    (_p(r"(?<![\d.])(4320|2160|1440|1080|720|576|540|480|360|240) ?[pi](?![a-z])"), _lines),
    (_p(r"(?<![\d.:])(2160|1440|1080|720)(?![\d%.:]| ?(?:s|sec|seconds?|m|min|minutes?|mb|kb|k|x|times|px|pixels|frames|degrees?|秒|分|度|兆|帧)(?![a-z]))"), _lines),
    (_p(r"(?<![a-z\d.])(4 ?k|8k|2k|uhd|qhd|full[ -]?hd|fhd|全高清)(?![a-z])"), _named_lines),
    (_p(rf"(?P<sign>-|负|minus )?(?P<n>{ENGLISH}) ?(?:lufs|lkfs)"), _signed("LUFS")),
    (_p(rf"(?P<sign>-|负|minus )?(?P<n>{_N}) ?(?:db|decibels?|分贝)(?![a-z])"), _signed("DECIBEL")),
    (_p(rf"(?P<n>{ENGLISH}) ?(?:%|percent|per cent|pct)(?![a-z])"), _scaled("PERCENT")),
    (_p(rf"百分之(?P<n>{CHINESE})"), _scaled("PERCENT")),
    (_p(r"(?<![合分做改弄变换转裁切压拆])(?P<n>[一二三四五六七八九]|\d)成(?![为一片品功几两])"), _scaled("PERCENT", 10.0)),
    (_p(rf"(?P<n>{ENGLISH}|(?<!第){CHINESE}) ?(?P<unit>kb|mb|megs?|megabytes?|gigs?|gb|兆|m(?=以|之|左右|内|的|,|，|$))(?![a-z])"), _size),
    (_p(r"(?<![\d.])(?P<n>\d{2,5}) ?(?:kbps|kb/s|kbit/?s?|kbits|k)(?![a-z])"), _scaled("BITRATE")),
    (_p(r"(?<![\d.])(?P<n>\d{2,3}) ?(?:fps|帧(?:每秒)?)"), _scaled("FPS")),
    (_p(rf"(?:(?:顺|逆)时针|向左|向右|往左|往右|左|右)?(?:旋?转|转)?(?<![\d.])(?P<n>{ENGLISH}|(?<!第){CHINESE}) ?-?(?:degrees?|deg|°|度)(?! ?speed)(?: (?:counter-?|anti-?)?clockwise| to the (?:left|right)| (?:left|right))?(?:逆时针|顺时针)?"), _degrees),
    (_p(r"(?:a )?quarter turn"), _fixed("DEGREES", 90.0)),
)  # fmt: skip

_FAST = r"(?:fast(?:er)?|quick(?:er|ly)?|speed|the speed|the pace)"
_AFTER_TIMES: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (_p(rf"(?:at |by |to )?(?P<n>{ENGLISH})(?: ?(?:x|×)(?![a-z])| times (?:as )?{_FAST}| times normal speed)(?: speed| faster| quicker)?"), _scaled("FACTOR")),
    (_p(rf"(?P<n>{ENGLISH})(?: ?x| times)(?: as)? (?:slow(?:er)?)"), _slower),
    (_p(rf"(?<![a-z])x ?(?P<n>\d(?:\.\d+)?)(?![\d\w])"), _scaled("FACTOR")),
    (_p(r"(?:at )?(?:double|twice)(?: as| the| its| normal| time)? (?:fast|quick|quickly|speed|pace)|double[ -]time"), _fixed("FACTOR", 2.0)),
    (_p(r"(?:at )?half(?: the| its| normal)?[ -](?:speed|pace)|half as fast|twice as slow"), _fixed("FACTOR", 0.5)),
    (_p(r"quarter speed|a quarter of the speed"), _fixed("FACTOR", 0.25)),
    (_p(r"triple speed"), _fixed("FACTOR", 3.0)),
    (_p(r"half (?:as loud|volume|the volume|the loudness)|(?:to|by) half(?: volume)?"), _fixed("FRACTION", 0.5)),
    (_p(rf"(?P<how>快|慢)(?:了)?(?P<n>{CHINESE})倍"), _half_again),
    (_p(rf"(?P<n>{CHINESE}) ?倍(?:速度?|数)?"), _scaled("FACTOR")),
    (_p(r"一半|减半|半价"), _fixed("FRACTION", 0.5)),
    (_p(rf"(?:the )?(?P<n>{ORDINAL_WORDS}) (?:(?:video|uploaded|short|long) )?{_CLIP_NOUN}(?![a-z])"), _place),
    (_p(rf"(?:clip|video|shot|scene|segment|take)s? ?(?:number |no\.? ?|#)?(?P<n>\d{{1,2}}|one|two|three|four|five|six)(?![a-z\d:.%])"), _place),
    (_p(rf"第 ?(?P<n>{CHINESE}) ?(?:{_HAN_CLIP})?(?!句|行|页)"), _place),
    (_p(rf"最后(?:面)?(?:那|的)?(?:一)?{_HAN_CLIP}"), _fixed("ORDINAL", -1.0)),
    (_p(rf"(?P<n>{ENGLISH}) (?:steps?|changes|edits|moves|actions|versions?|things i)(?: back)?(?![a-z])"), _scaled("STEPS")),
    (_p(rf"(?P<n>{CHINESE}) ?(?:步|个?版本|个操作)"), _scaled("STEPS")),
    (_p(rf"(?P<n>{_N}) ?(?:times|次|遍|回)(?![a-z])"), _scaled("TIMES")),
    (_p(r"(?<![a-z])twice(?![a-z])"), _fixed("TIMES", 2.0)),
    (_p(r"(?<![a-z])thrice(?![a-z])"), _fixed("TIMES", 3.0)),
    (_p(rf"(?<![\w.:])(?P<n>{ENGLISH})(?! ?(?:one|by|more|of the|at a|word|shot))(?![\w%])"), _scaled("COUNT")),
    (_p(rf"(?P<n>(?![半一]){CHINESE})(?=段|份|条|个|张|首|部分|截|种|支|小段|等)"), _scaled("COUNT")),
    (_p(r"(?<![a-z\d.])(?P<n>\d{1,4})(?![a-z\d])"), _scaled("COUNT")),
)  # fmt: skip

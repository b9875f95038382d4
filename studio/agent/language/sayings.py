"""Words to be shown that stand without quotes: "a title saying Hello World at the top", 标题写夏天.

Where such words end is a guess by rule: at the end of the sentence, where a place or a time follows, or where the next
instruction begins. The words themselves are taken as the person wrote them.
"""

import re
from collections.abc import Iterator

from studio.agent.language.lexicon import lexicon, split_words, stem
from studio.agent.language.strip import SIGN, Strip

_NOUN = r"(?:title|titles|text|texts|card|caption|screen|slide|banner|sign|label|line|words?|message|heading|headline|overlay|tag)"
_CUE = re.compile(
    r"(?<![a-z])(?:"
    rf"(?<!m )(?<!is )(?<!are )(?<!was )(?<!be )saying|(?:that|which|to|should|must|will|{_NOUN}) (?:says?|reads?)|{_NOUN} reading"
    rf"|with (?:the )?(?:text|words|title|message)(?= [a-z])|(?:titled|entitled|labell?ed)|{_NOUN}:|(?:put|add|show|write) the words|the words"
    r")(?: just| simply)?[:,]? +"
)
_ONE_WORD = re.compile(r"(?<![a-z])(?:the word|the text) +(?=\S)")
_CAPITAL_CUE = re.compile(
    r"(?<![a-z])(?:(?:add|put|insert|write|type|stick|slap|pop|show|display) (?:a |the |in )?(?:big )?(?:title|text|words?|caption)?|title|"
    r"label (?:them|it|this|the clips?|these)|call (?:it|this)|name tag (?:for|with|saying)|lower third (?:for|with|saying)) +(?=[a-z])"
)
_CAPITAL_RUN = re.compile(r"[A-Z0-9][\w'’&!?.-]*(?: (?:[A-Z0-9&][\w'’&!?.-]*|of|the|and|for|in|to|a|at|on|with))*")
_NAMED_SCREEN = re.compile(
    r"(?<![\w.])(?:a|an|the|our|my) ([A-Z][\w'’&!?-]*(?: [\w'’&!?-]+){0,6}?)(?= (?:screen|card|slide|banner|title|caption|label|end card|outro|intro)\b)"
)
_HAN_CUE = re.compile(
    r"(?:写着|写上|打上|打出|内容(?:是|为|写)|文字(?:内容)?(?:是|为|写)?[:]|(?:文字|标题|片头|片尾|字幕|题目)(?:是|为|叫|写成|写|改成|改为|[:])|字样(?:是|为)|叫做|名为|"
    r"(?<=[面头尾部边上下角里间字秒])写|加(?:上|个|一个)?(?:大)?标题(?= )|加(?:一)?行字(?= |[:])|标题(?= ))[:, ]*"
)
_HAN_COUNTED = re.compile(
    r"(?:把|加上?|写上?|打上?|放上?|打出|显示|配上?|弄上?)([^,。;!?\n“”\"'「」]{1,20}?)(?:这|那)?[一两二三四五六七八九十几\d]{1,2}个(?:大|小)?字"
)
_HAN_STOP = re.compile(
    r"[,。;!?\n、]|然后|接着|再(?:加|导|剪|把|给)|并且?(?:加|导|剪|把)|的(?:字样|标题|文字|字)|放在|放到|在(?:顶|底|中|左|右|上|下)|居中|持续|停留|显示\d|(?:几个|一行|这几个)?大?字(?=[,。 ]|$)"
)
_STOP = re.compile(r"[\n;。；，]|[.!?](?=\s|$)|,(?=\s)| - |\s(?=and |then |& |plus |but )")
_TRAIL = re.compile(
    r"\s(?:(?:right )?(?:in|at|on|to|from|near|along|across|over|for|during|until|after|between|through)(?: the| a| an)?(?: very| whole| entire| first| last| final| opening)*"
    r" (?:top|bottom|cent(?:er|re)|middle|left|right|upper|lower|corner|start|beginning|end|ending|screen|video|clip|film|footage|seconds?|\d[\d:.]*|one|two|three|four|five|six|seven|eight|nine|ten|"
    r"half|a minute|white|black|red|yellow|blue|green|big|bold|large|small|opening|intro|outro|background|title|headline|duration|picture)\b"
    r"|as (?:a|the) (?:title|heading|headline|caption|text|banner)|(?:right )?there\b|top (?:left|right)|bottom (?:left|right)|please\b|thanks\b|thank you|centered|centred"
    r"|with (?:some |a |calm |upbeat )?(?:music|fade|background)|on screen|onscreen|appear|fade|in the )"
)


def read_sayings(strip: Strip, text: str) -> None:
    """Put a quote's placeholder for words to be shown that are not quoted."""
    for start, end in sorted(_stretches(strip, text), reverse=True):
        if end > start and not _holds_quote(strip, start, end):
            strip.place(start, end, "QUOTE", _said(strip, text, start, end))


def _holds_quote(strip: Strip, start: int, end: int) -> bool:
    return any(letter in (SIGN["QUOTE"], SIGN["HANDLE"]) for letter in strip.letters[start:end])


def _said(strip: Strip, text: str, start: int, end: int) -> str:
    first, last = strip.original(start, end)
    return text[first:last].strip(" ,:;，：；")


def _stretches(strip: Strip, text: str) -> Iterator[tuple[int, int]]:
    letters = strip.letters
    cue = _CUE.search(letters)
    if cue:
        yield cue.end(), _tail_end(strip, text, cue.end())
        return
    one = _ONE_WORD.search(letters)
    if one:
        word = re.compile(r"\S+?(?=[,;.]?(?:\s|$))").match(letters, one.end())
        if word and not _known_filler(word[0]):
            yield word.span()
            return
    yield from _capitals(strip, text)
    counted = _HAN_COUNTED.search(letters)
    if counted and not set(counted[1]) & set(SIGN.values()):
        yield counted.span(1)
        return
    han = _HAN_CUE.search(letters)
    if han:
        stop = _HAN_STOP.search(letters, han.end())
        end = stop.start() if stop else len(letters)
        if _free_text(letters[han.end() : end]):
            yield han.end(), end


def _known_filler(word: str) -> bool:
    return word in {"in", "at", "on", "to", "for", "is", "should", "that", "a", "the", "bigger", "smaller", "and", "more"}


def _free_text(tail: str) -> bool:
    tail = tail.strip()
    return bool(tail) and tail[0] not in "和与跟并再吗吧呢一的了在到好点" and tail not in lexicon("zh").fillers and tail not in lexicon("zh").phrases


def _capitals(strip: Strip, text: str) -> Iterator[tuple[int, int]]:
    for cue in _CAPITAL_CUE.finditer(strip.letters):
        first = strip.places[cue.end()][0]
        run = _CAPITAL_RUN.match(text, first)
        if run and text[first].isupper():
            words = run[0]
            while words.rsplit(" ", 1)[-1] in {"of", "the", "and", "for", "in", "to", "a", "at", "on", "with"}:
                words = words.rsplit(" ", 1)[0]
            yield cue.end(), _letter_at(strip, first + len(words.rstrip(".")))
            return
    named = _NAMED_SCREEN.search(text)
    if named:
        yield _letter_at(strip, named.start(1)), _letter_at(strip, named.end(1))


def _letter_at(strip: Strip, place: int) -> int:
    return next((at for at, (start, _) in enumerate(strip.places) if start >= place), len(strip.letters))


def _tail_end(strip: Strip, text: str, start: int) -> int:
    """Where words that begin at ``start`` end."""
    letters = strip.letters
    trail = _TRAIL.search(letters, start + 1)
    limit = trail.start() if trail and not _capital(strip, text, trail.start() + 1) else len(letters)
    for stop in _STOP.finditer(letters, start, limit):
        mark = stop[0]
        if mark in "!?.":
            return stop.end() if mark != "." else stop.start()
        if mark in "\n;。；，" or (stop.start() > start and _resumes(strip, text, stop.end())):
            return stop.start()
    return limit


def _capital(strip: Strip, text: str, at: int) -> bool:
    return at < len(strip.places) and text[strip.places[at][0]].isupper()


def _resumes(strip: Strip, text: str, at: int) -> bool:
    """Whether the instruction goes on after a comma or an "and"."""
    rest = strip.letters[at : at + 60].lstrip()
    if not rest or _capital(strip, text, at + len(strip.letters[at:]) - len(strip.letters[at:].lstrip())):
        return False
    words = [word for word in split_words(rest) if word not in {"and", "then", "also", "plus", "please", "but"}]
    if not words:
        return True
    known = lexicon("en")
    senses = [*known.phrases.get((stem(words[0]),), ()), *known.phrases.get(tuple(map(stem, words[:2])), ())]
    return any(sense.concept in known.verbs or sense.concept in _NOUNS_THAT_RESUME for sense in senses)


_NOUNS_THAT_RESUME = frozenset(
    "export music mute silence caption transition fade fade_in fade_out speed_word faster slower zoom negation position color genre mood".split()
)

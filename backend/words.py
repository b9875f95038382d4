"""What the cloud's agent says in words where a code was due: that the credits are used up, or a passing trouble.

How code 2001 reaches an edit is nowhere published, so its words are read too; with care, because a film may have
the title "Out of credits", and advice may say "if you run out of credits".
"""

import re

_LONGEST_NOTICE = 600
_LONGEST_TROUBLE = 300

_QUOTED = re.compile(r"\"[^\"\n]*\"|“[^”]*”|「[^」]*」|『[^』]*』|《[^》]*》|‘[^’]*’")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?;])\s+|[\n。！？；]")
_CONDITION = re.compile(
    r"\b(?:if|when|whenever|until|before|unless|in case|avoid|never|not|won't|without)\b"
    r"|如果|假如|若|以免|避免|一旦|不会"
)
_CODE = re.compile(
    r"\"?\b(?:code|errorcode|error_code)\"?\s*[:=]\s*\"?2001\b|\berror 2001\b|错误码?\s*[:：]?\s*2001(?!\d)"
)
_USED_UP = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:^\W*|\b(?:ran|run|are|is|been|now|currently)\s|'re\s)out of (?:free )?credits?\b",
        r"\b(?:insufficient|not enough) (?:free |available )?credits?\b",
        r"\byou (?:don't|do not) have (?:enough|any|sufficient) (?:more )?credits?\b",
        r"\byou(?:'ve| have) (?:no (?:more )?|used (?:up )?all (?:of )?your )(?:free )?credits?\b",
        r"\byour credits? (?:balance )?(?:is|are|ha\w+ been) (?:now )?(?:used up|exhausted|insufficient|too low)\b",
        r"\bno (?:more )?credits (?:left|remaining) (?:on|in) your account\b",
        r"(?:积分|点数)(?:余额)?(?:已经?|都|全部)?(?:不足|不够|用完|用尽|耗尽|用光)(?!时|的话)",
        r"没有足够的?(?:积分|点数)|账户余额不足",
        r"/register\?bind=",
    )
)
_PASSING_TROUBLE = re.compile(
    r"\bI(?:'ve| have)? (?:just )?(?:encountered|ran into|hit) (?:a|some) temporary (?:issue|problem|error)"
    r"|(?:遇到|碰到)了?(?:一个|一些|点)?(?:临时|暂时)性?的?(?:问题|故障|错误)",
    re.IGNORECASE,
)


def tells_used_up_credits(text: str) -> bool:
    """Whether a text says that the account's credits are used up (code 2001), and not just something about credits."""
    if len(text) > _LONGEST_NOTICE:
        return False
    text = text.lower().replace("’", "'")
    return _CODE.search(text) is not None or any(map(_tells_so, _SENTENCE_ENDS.split(_QUOTED.sub(" ", text))))


def tells_passing_trouble(text: str) -> bool:
    """Whether a text is the agent's "I encountered a temporary issue", which it adds even after it succeeded."""
    return len(text) <= _LONGEST_TROUBLE and _PASSING_TROUBLE.search(_QUOTED.sub(" ", text)) is not None


def _tells_so(sentence: str) -> bool:
    """Whether a sentence says it outright; after an "if" it is advice."""
    found = (pattern.search(sentence) for pattern in _USED_UP)
    return any(match is not None and _CONDITION.search(sentence[: match.start()]) is None for match in found)

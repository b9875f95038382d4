"""Numbers in figures and in words, English and Chinese."""

import re

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: float(value) for value, word in enumerate(_ONES)}
_WORDS |= {word: 10.0 * value for value, word in enumerate(_TENS, 2)}
_WORDS |= {"a": 1.0, "an": 1.0, "hundred": 100.0, "a hundred": 100.0, "one hundred": 100.0, "half": 0.5}
_WORDS |= {"half a": 0.5, "half an": 0.5, "a half": 0.5, "a couple": 2.0, "a couple of": 2.0, "couple of": 2.0}
_WORDS |= {"dozen": 12.0, "a dozen": 12.0, "single": 1.0, "quarter of a": 0.25, "a quarter of a": 0.25, "both": 2.0}

_PLACES = "first 1st opening|second 2nd|third 3rd|fourth 4th|fifth 5th|sixth 6th|seventh 7th|eighth 8th"
_ORDINALS = {word: place for place, words in enumerate(_PLACES.split("|"), 1) for word in words.split()}
_ORDINALS |= {"last": -1, "final": -1}

_FIGURES = r"\d{1,9}(?:\.\d{1,6})?"
_UNIT_WORDS = "|".join(sorted(_ONES[1:10], key=len, reverse=True))
_SPELT = rf"(?:{'|'.join(_TENS)})(?:[ -](?:{_UNIT_WORDS}))?|(?:one |a )?hundred|(?:a )?dozen|" + "|".join(
    sorted(_ONES, key=len, reverse=True)
)
ENGLISH = rf"(?:{_FIGURES}|(?<![a-z])(?:(?:a )?quarter of a|half an?|(?:a )?couple of|a couple|{_SPELT})(?![a-z]))"
ARTICLE = r"(?<![a-z])(?:an?|one)(?![a-z])"
_HAN = "零〇一二两三四五六七八九十百半俩仨"
CHINESE = rf"(?:{_FIGURES}|[{_HAN}]{{1,7}}(?:点[零一二三四五六七八九]{{1,3}})?)"
ORDINAL_WORDS = "|".join(sorted(_ORDINALS, key=len, reverse=True))

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3}


def english(said: str) -> float | None:
    """The number a figure or an English number word stands for."""
    said = said.strip()
    if re.fullmatch(_FIGURES, said):
        return float(said)
    if said in _WORDS:
        return _WORDS[said]
    tens, _, ones = said.replace("-", " ").partition(" ")
    if tens in _TENS and ones in _ONES:
        return _WORDS[tens] + _WORDS[ones]
    return None


def chinese(said: str) -> float | None:
    """The number figures or Chinese numerals stand for: 12, 十二, 一百二十, 两点五, 半."""
    if re.fullmatch(_FIGURES, said):
        return float(said)
    if said == "半":
        return 0.5
    whole, _, decimals = said.partition("点")
    value = _whole(whole)
    if value is None or any(digit not in _DIGITS for digit in decimals):
        return None
    fraction = float("0." + "".join(str(_DIGITS[digit]) for digit in decimals)) if decimals else 0.0
    return value + fraction


def _whole(said: str) -> float | None:
    if "半" in said:
        return _whole(said.rstrip("半")) if said.endswith("半") and len(said) > 1 else None
    total, last = 0, 0
    for place, letter in enumerate(said):
        if letter in _DIGITS:
            follows = place > 0 and said[place - 1] in _DIGITS
            last = last * 10 * follows + _DIGITS[letter]
        else:
            total += (last or 1) * (10 if letter == "十" else 100)
            last = 0
    return float(total + last) if said else None


def number(said: str) -> float | None:
    """The number in either language."""
    return english(said) if said.isascii() else chinese(said)


def ordinal(said: str) -> int | None:
    """The place an English ordinal names, from 1; -1 for the last."""
    return _ORDINALS.get(said)

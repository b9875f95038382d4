"""Units of time in both languages, in seconds."""

SECOND, MINUTE, HOUR = 1.0, 60.0, 3600.0
_NAMES = {
    HOUR: "h hr hrs hour hours 小时 个小时",
    MINUTE: "m min mins minute minutes 分钟 分",
    SECOND: "s sec secs second seconds 秒钟 秒",
    0.001: "ms millisecond milliseconds millis 毫秒",
}
SECONDS_OF = {name: seconds for seconds, names in _NAMES.items() for name in names.split()}
UNIT = "|".join(sorted((name for name in SECONDS_OF if name.isascii()), key=len, reverse=True))
HAN_UNIT = "个?(?:小时|分钟|毫秒|秒钟|分(?!辨|割|段|成|开|屏|享|别|章)|秒)"

"""The filters of a watermark that is a picture."""

from studio.timeline.canvas import Size
from studio.timeline.model import Mark, Position

SHARE = 0.16
"""Of the film's width that a logo takes, and of its height at most."""
MARGIN = 0.03

_ACROSS = {
    "left": "{m}",
    "right": "W-w-{m}",
    "middle": "(W-w)/2",
}
_DOWN = {
    "top": "{m}",
    "bottom": "H-h-{m}",
    "middle": "(H-h)/2",
}


def laid_over(mark: Mark, film: Size) -> tuple[str, str]:
    """The filters that make the logo ready, and those that lay it over the film: every frame, where it belongs."""
    wide, high = round(film.width * SHARE), round(film.height * SHARE)
    drawn = (
        f"scale={wide}:{high}:force_original_aspect_ratio=decrease,format=rgba,colorchannelmixer=aa={mark.opacity:.3f}"
    )
    margin = round(film.short_side * MARGIN)
    across, down = _place(mark.position)
    place = f"{_ACROSS[across].format(m=margin)}:{_DOWN[down].format(m=margin)}"
    return drawn, f"overlay={place}:eof_action=repeat:format=auto"


def _place(position: Position) -> tuple[str, str]:
    words = position.value.split("_")
    across = next((word for word in words if word in {"left", "right"}), "middle")
    down = next((word for word in words if word in {"top", "bottom"}), "middle")
    return across, down

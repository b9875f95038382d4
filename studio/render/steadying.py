"""Taking the camera's shaking out: one pass finds how it moved, the film is made with the movement smoothed.

Two passes of vid.stab leave a fiftieth of the shaking; filters of one pass (deshake) leave half of it.
"""

from studio.render.command import Input, Pass

SMOOTHING = 20
"""Frames before and after over which the path of the camera is evened out."""
SHAKINESS, ACCURACY = 6, 15
SHARP_AGAIN = "unsharp=3:3:0.4:3:3:0"
"""What moving by parts of a pixel softens; with it, 51 dB from bicubic, which takes 1.7 times the CPU."""


def watching(opened: Input, on_grid: str, movements: str, frames: int) -> Pass:
    """The pass that writes the movements of one input's picture to a file of that name in the working folder."""
    detect = f"vidstabdetect=result={movements}:shakiness={SHAKINESS}:accuracy={ACCURACY}"
    arguments = ("-map", "0:V:0", "-vf", f"{on_grid},format=yuv420p,{detect}", "-an", "-f", "null", "-")
    return Pass((opened,), arguments, frames)


def steadied(movements: str) -> str:
    """The filters that smooth the movements; what they zoom in by hides the borders throughout."""
    moved = f"vidstabtransform=input={movements}:smoothing={SMOOTHING}:optzoom=1:interpol=bilinear"
    return f"format=yuv420p,{moved},{SHARP_AGAIN}"

"""Draws the application's icon: the outline of a distribution, seen through an overview's arch.

    python icons/draw.py        (needs Pillow; the results are committed)
"""

from pathlib import Path

from PIL import Image, ImageDraw

SIZE, SCALE = 256, 4
INK, PAPER, ACCENT = (24, 38, 58, 255), (247, 244, 236, 255), (201, 104, 46, 255)
BARS = (0.22, 0.46, 0.78, 1.0, 0.64, 0.36)


def draw() -> Image.Image:
    side = SIZE * SCALE
    icon = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(icon)
    pen.rounded_rectangle((side * 0.04, side * 0.04, side * 0.96, side * 0.96), radius=side * 0.2, fill=INK)
    left, right, ground, height = side * 0.2, side * 0.8, side * 0.74, side * 0.42
    step = (right - left) / len(BARS)
    for place, share in enumerate(BARS):
        x = left + place * step
        colour = ACCENT if share == max(BARS) else PAPER
        pen.rounded_rectangle((x, ground - height * share, x + step * 0.72, ground), radius=step * 0.16, fill=colour)
    pen.rounded_rectangle((left, side * 0.785, right - step * 0.28, side * 0.815), radius=side * 0.015, fill=PAPER)
    return icon.resize((SIZE, SIZE), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    here = Path(__file__).parent
    picture = draw()
    picture.save(here / "icon.png", optimize=True)
    picture.save(here / "icon.ico", sizes=[(16, 16), (32, 32), (48, 48), (256, 256)])

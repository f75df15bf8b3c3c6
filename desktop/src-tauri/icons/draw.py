"""Draws the application's icon, the page's `public/icon.svg`, for the systems that want pixels.

python icons/draw.py        (needs Pillow; the results are committed)
"""

from pathlib import Path

from PIL import Image, ImageDraw

SIZE, SCALE, GRID = 256, 4, 32
BLUE, WHITE = (52, 87, 213, 255), (255, 255, 255, 255)
# The curve's pieces: start, two handles, end, on the SVG's grid of 32.
CURVE = (
    ((6, 22.5), (9.2, 22.5), (9.6, 11), (13, 11)),
    ((13, 11), (16.4, 11), (16.2, 19), (19, 19)),
    ((19, 19), (21.8, 19), (22, 15.5), (26, 15.5)),
)
STROKE, DOT, STEPS = 2.6, 2.3, 200


def draw() -> Image.Image:
    unit = SIZE * SCALE / GRID
    icon = Image.new("RGBA", (SIZE * SCALE, SIZE * SCALE), (0, 0, 0, 0))
    pen = ImageDraw.Draw(icon)
    pen.rounded_rectangle((0, 0, SIZE * SCALE - 1, SIZE * SCALE - 1), radius=8 * unit, fill=BLUE)
    for piece in CURVE:
        for step in range(STEPS + 1):
            spot(pen, point(piece, step / STEPS), STROKE / 2, unit)
    spot(pen, (13, 11), DOT, unit)
    return icon.resize((SIZE, SIZE), Image.Resampling.LANCZOS)


def point(piece: tuple[tuple[float, float], ...], t: float) -> tuple[float, float]:
    """A place on a cubic Bézier curve."""
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    x, y = (sum(weight * handle[axis] for weight, handle in zip(weights, piece, strict=True)) for axis in (0, 1))
    return x, y


def spot(pen: ImageDraw.ImageDraw, centre: tuple[float, float], radius: float, unit: float) -> None:
    x, y = centre
    pen.ellipse(
        ((x - radius) * unit, (y - radius) * unit, (x + radius) * unit, (y + radius) * unit),
        fill=WHITE,
    )


if __name__ == "__main__":
    here = Path(__file__).parent
    picture = draw()
    picture.save(here / "icon.png", optimize=True)
    picture.save(here / "icon.ico", sizes=[(16, 16), (32, 32), (48, 48), (256, 256)])

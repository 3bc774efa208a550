"""Makes Tests/Fixtures/Images: small images in each form that decoders meet, and Pillow's pixels of them.

usage: python3 Scripts/reference/images.py   (needs Pillow; last made with 13.0)

`quarters` has a red, a green, a blue and a white quarter, `ramp` is grey, `wide` has another size; `pixels.json` has
what Pillow decodes, [row][column][channel] in one list a file.
"""
import json
import pathlib

from PIL import Image

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Fixtures" / "Images"
WIDTH, HEIGHT = 16, 8
COLOURS = [(200, 30, 20), (30, 200, 20), (20, 30, 200), (250, 250, 250)]


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    quarters = Image.new("RGB", (WIDTH, HEIGHT))
    ramp = Image.new("L", (WIDTH, HEIGHT))
    for y in range(HEIGHT):
        for x in range(WIDTH):
            quarters.putpixel((x, y), COLOURS[2 * (2 * y // HEIGHT) + 2 * x // WIDTH])
            ramp.putpixel((x, y), 16 * x + y)
    transparent = quarters.convert("RGBA")
    transparent.putalpha(128)
    quarters.save(FOLDER / "quarters.jpg", quality=95, subsampling=0)
    quarters.save(FOLDER / "quarters.png")
    quarters.convert("P").save(FOLDER / "palette.png")
    quarters.convert("CMYK").save(FOLDER / "cmyk.jpg")
    transparent.save(FOLDER / "alpha.png")
    ramp.save(FOLDER / "ramp.jpg", quality=95)
    ramp.save(FOLDER / "ramp.png")
    Image.new("L", (24, 4)).save(FOLDER / "wide.png")
    pixels = {name: list(Image.open(FOLDER / name).tobytes())
              for name in ("quarters.jpg", "quarters.png", "ramp.jpg", "ramp.png")}
    (FOLDER / "pixels.json").write_text(json.dumps(pixels, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()

"""The pictures of the documentation: smaller, and still what the browser took."""

import pytest
from playwright.async_api import Browser

from tests.browser.small_png import pixels_of, small

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGE = """<body style="margin:0;background:linear-gradient(#fff 0 10px,#0b6b61 10px)">
<p style="font:12px sans-serif;margin:4px">Signed off</p></body>"""


async def test_a_small_picture_shows_the_same(chromium: Browser) -> None:
    page = await chromium.new_page(viewport={"width": 60, "height": 24})
    await page.set_content(PAGE)
    taken = await page.screenshot()
    shown = await page.evaluate(
        """async bytes => {
            const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
            const canvas = new OffscreenCanvas(picture.width, picture.height);
            const drawing = canvas.getContext('2d');
            drawing.drawImage(picture, 0, 0);
            return [...drawing.getImageData(0, 0, picture.width, picture.height).data];
        }""",
        list(small(taken)),
    )
    await page.close()
    width, height, pixels = pixels_of(taken)
    assert (width, height) == (60, 24)
    assert len(set(pixels)) <= 256, "else colours may differ a little"
    assert list(zip(shown[0::4], shown[1::4], shown[2::4], strict=True)) == pixels

"""What a person does on the page, and what they see."""

import base64

from playwright.async_api import Page

STATUS = ".message.silent"
RESULT = ".message.bot:not(.silent)"

_DROP = """([name, type, content]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, { type, lastModified: 1 }));
  for (const kind of ["dragenter", "dragover", "drop"])
    document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }));
}"""
_WATCH = """(selector) => {
  window.seen = [];
  const look = () => {
    for (const node of document.querySelectorAll(selector)) {
      const value = node.querySelector("progress")?.value ?? null;
      const words = node.querySelector(".words, .facts")?.textContent ?? "";
      const last = window.seen.findLast((each) => each.id === node.id);
      if (last?.words !== words || last?.value !== value) window.seen.push({ id: node.id, words, value });
    }
  };
  new MutationObserver(look).observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true,
  });
}"""


async def drop(tab: Page, name: str, content: bytes, kind: str = "video/mp4") -> None:
    """Drag a file onto the window and let go."""
    await tab.evaluate(_DROP, [name, kind, base64.b64encode(content).decode()])


async def say(tab: Page, words: str) -> None:
    """Type and press Enter."""
    await tab.fill("#words", words)
    await tab.press("#words", "Enter")


async def watch(tab: Page, selector: str) -> None:
    """Write down from now on what elements of that kind show, in order."""
    await tab.evaluate(_WATCH, selector)


async def seen(tab: Page) -> list[dict[str, object]]:
    """What was written down: id, words, and value of the progress bar."""
    return list(await tab.evaluate("window.seen"))

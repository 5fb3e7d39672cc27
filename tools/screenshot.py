"""Take the pictures of the web page for the README: a question, its answer, and a quote opened in its document.

    plainspoken serve &                      # with documents in its home
    python tools/screenshot.py "How large is the error on promotion days?" docs/page.png [--dark]

Needs Chromium on the path and the development extras.
"""

import argparse
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

WIDTH, HEIGHT = 1280, 860
SWITCHES = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
PATIENCE_MS = 60_000
SETTLED_MS = 600  # fonts and transitions


def main() -> int:
    """Take one picture and return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("question")
    parser.add_argument("picture", type=Path)
    parser.add_argument("--url", default="http://127.0.0.1:7860/")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--tab", default="Source", help="which tab is open on the right")
    given = parser.parse_args()
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        print("no Chromium on the path", file=sys.stderr)
        return 1
    given.picture.parent.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=[*SWITCHES])
        scheme = "dark" if given.dark else "light"
        tab = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=scheme)
        tab.set_default_timeout(PATIENCE_MS)
        tab.goto(given.url)
        tab.get_by_label("Your question").fill(given.question)
        tab.get_by_role("button", name="Ask", exact=True).click()
        tab.get_by_role("button", name="Open quote 1").first.click()
        tab.locator("mark").wait_for()
        tab.get_by_role("tab", name=given.tab).click()
        tab.wait_for_timeout(SETTLED_MS)
        tab.screenshot(path=given.picture)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

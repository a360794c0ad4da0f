"""Visit every link in the texts and notebooks, and list those that are dead.

    python tools/links.py

It needs the internet, so the tests do not call it; a workflow does, every week.
"""

import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEXTS = ("*.md", "docs/*.md", "data/*.md", "notebooks/*.ipynb")
LINK = re.compile(r"https?://[^\s<>\"'`\\)\]}]+[^\s<>\"'`\\)\]}.,;:]")
NOT_PAGES = ("/-owner-/", "//example.", "//127.0.0.1", "//localhost")
# A page that asks for a login or thinks us a robot is there.
ALIVE = {401, 403, 405, 406, 429, 999}
TRIES = 3


def links_in(root: Path) -> dict[str, str]:
    """Return each link of the course, and the first file that has it."""
    found: dict[str, str] = {}
    for path in (path for pattern in TEXTS for path in sorted(root.glob(pattern))):
        for link in LINK.findall(path.read_text(encoding="utf-8")):
            if not any(part in link for part in NOT_PAGES):
                found.setdefault(link.split("#")[0], path.name)
    return found


def problem(link: str, seconds: float = 20) -> str | None:
    """Return why a page cannot be had, or None if it can."""
    said = ""
    request = urllib.request.Request(link, headers={"User-Agent": "Mozilla/5.0"})
    for _ in range(TRIES):
        try:
            with urllib.request.urlopen(request, timeout=seconds):
                return None
        except urllib.error.HTTPError as error:
            if error.code in ALIVE:
                return None
            said = f"{error.code} {error.reason or HTTPStatus(error.code).phrase}"
        except (OSError, ValueError) as error:
            said = str(error)
    return said


def dead(links: Iterable[str]) -> dict[str, str]:
    """Visit all links, several at a time; return those that fail, and why."""
    links = list(links)
    with ThreadPoolExecutor(8) as pool:
        pairs = zip(links, pool.map(problem, links), strict=True)
        return {link: said for link, said in pairs if said}


def main() -> None:
    links = links_in(ROOT)
    found = dead(links)
    print(f"{len(links)} links, {len(found)} dead.")
    if found:
        sys.exit("\n".join(f"{links[a]}: {a}: {why}" for a, why in found.items()))


if __name__ == "__main__":
    main()

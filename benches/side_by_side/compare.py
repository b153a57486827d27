#!/usr/bin/env python3
"""What a page costs with other programs that read articles out of pages, and with `copydesk pipe`.

    python3 -m venv venv && venv/bin/pip install trafilatura readability-lxml newspaper4k goose3
    cargo build --release
    venv/bin/python benches/side_by_side/compare.py PAGES [--copydesk target/release/copydesk] [--count 100]

PAGES is a file of JSON lines, `{"url": ..., "html": ...}`, or a folder of `.html` files: pages of your own choice, none
come with the program. Every tool reads the same pages in a process of its own, on one thread. Of the others only the calls
that read a page are counted; of copydesk the whole process, with reading its input, cleaning the text, deciding and
writing events. Tools that are not installed are named and left out.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def trafilatura():
    from trafilatura import bare_extraction

    def read(page):
        found = bare_extraction(page["html"], url=page["url"], with_metadata=True)
        return found.text if found else ""

    return read


def readability():
    from lxml.html import fromstring
    from readability import Document

    def read(page):
        document = Document(page["html"], url=page["url"])
        document.title()
        return fromstring(document.summary()).text_content()

    return read


def newspaper4k():
    from newspaper import Article

    def read(page):
        article = Article(page["url"], fetch_images=False)
        article.download(input_html=page["html"])
        article.parse()
        return article.text

    return read


def goose3():
    from goose3 import Goose

    goose = Goose({"enable_image_fetching": False})
    return lambda page: goose.extract(raw_html=page["html"]).cleaned_text


TOOLS = {tool.__name__: tool for tool in (trafilatura, readability, newspaper4k, goose3)}


def pages_of(path):
    if path.is_dir():
        for file in sorted(path.glob("*.html")):
            yield {"url": f"https://pages.example/{file.name}", "html": file.read_text(errors="replace")}
    else:
        with path.open() as lines:
            for line in lines:
                page = json.loads(line)
                yield {"url": page["url"], "html": page["html"]}


def undergo(tool, path):
    """In the child: reads all pages with one tool and prints what that cost."""
    import logging

    logging.disable(logging.CRITICAL)
    read = TOOLS[tool]()
    pages = list(pages_of(path))
    read(pages[0])  # Tables that are made at first use are not the page's cost.
    texts = failed = 0
    began = time.process_time()
    for page in pages:
        try:
            texts += bool((read(page) or "").strip())
        except Exception:
            failed += 1
    took = time.process_time() - began
    print(json.dumps({"seconds": took, "texts": texts, "failed": failed}))


def other(tool, path):
    child = subprocess.run([sys.executable, __file__, path, "--undergo", tool], capture_output=True, text=True)
    return json.loads(child.stdout.splitlines()[-1]) if child.returncode == 0 else None


def copydesk(program, path):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = os.environ | {"RAYON_NUM_THREADS": "1"}
    lines = subprocess.run([program, "pipe", path], capture_output=True, check=True, env=environment).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    outcomes = [json.loads(line) for line in lines.splitlines()]
    # A page that is there twice is a duplicate the second time, and was read like the first.
    texts = sum(
        "duplicate" in outcome or bool(outcome.get("event", {}).get("article", {}).get("body"))
        for outcome in outcomes
    )
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": seconds, "texts": texts, "failed": 0}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--copydesk", default="target/release/copydesk")
    parser.add_argument("--count", type=int, help="every so many-th page, so that this many are read")
    parser.add_argument("--undergo", choices=TOOLS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.undergo:
        return undergo(options.undergo, options.pages)

    pages = list(pages_of(options.pages))
    step = max(1, len(pages) // options.count) if options.count else 1
    pages = pages[::step][: options.count]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(json.dumps(page) + "\n" for page in pages)
        file.flush()
        size = sum(len(page["html"].encode()) for page in pages) / len(pages) / 1000
        print(f"{len(pages)} pages of {size:.0f} KB on average\n")
        own = copydesk(options.copydesk, Path(file.name))
        print("| tool | CPU-ms a page | times copydesk | pages with a text |\n|---|---|---|---|")
        rows = [("copydesk", own)] + [(tool, other(tool, Path(file.name))) for tool in TOOLS]
        for tool, cost in rows:
            if cost is None:
                print(f"| {tool} | not installed | | |")
                continue
            each = cost["seconds"] * 1000 / len(pages)
            print(f"| {tool} | {each:.1f} | {cost['seconds'] / own['seconds']:.0f} | {cost['texts']} |", flush=True)


if __name__ == "__main__":
    main()

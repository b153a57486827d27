"""Prints what news-please makes of addresses, or of HTML files, as lines for `copydesk pipe` or kcat.

pip install news-please
python news_please.py https://news.example/1 | kcat -P -b localhost:9092 -t articles.raw
"""

import json
import sys
from pathlib import Path

from newsplease import NewsPlease


def article(source):
    if source.startswith(("http://", "https://")):
        return NewsPlease.from_url(source)
    return NewsPlease.from_html(Path(source).read_text(encoding="utf-8"), url=Path(source).stem)


for source in sys.argv[1:]:
    print(json.dumps(article(source).get_serializable_dict(), ensure_ascii=False))

"""Prints what news-please makes of addresses, as lines for `copydesk pipe` or kcat.

pip install news-please
python news_please.py https://news.example/1 | kcat -P -b localhost:9092 -t articles.raw
"""

import json
import sys

from newsplease import NewsPlease

for address in sys.argv[1:]:
    print(json.dumps(NewsPlease.from_url(address).get_serializable_dict(), ensure_ascii=False))

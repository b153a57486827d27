"""Follows the links of a front page and sends whole pages: copydesk finds the article in them.

scrapy runspider news_spider.py -a start=https://news.example/ -s KAFKA_BROKERS=localhost:9092
"""

from datetime import datetime, timezone
from urllib.parse import urlsplit

import scrapy
from kafka_pipeline import KafkaPipeline


class NewsSpider(scrapy.Spider):
    name = "news"
    # The class and not its name: Scrapy looks beside a spider for what it imports, but not for what its settings name.
    custom_settings = {"ITEM_PIPELINES": {KafkaPipeline: 900}, "ROBOTSTXT_OBEY": True}

    def __init__(self, start, **arguments):
        super().__init__(**arguments)
        self.start_urls = [start]
        self.allowed_domains = [urlsplit(start).hostname]

    def parse(self, response):
        for link in response.css("a::attr(href)"):
            yield response.follow(link, self.parse_article)

    def parse_article(self, response):
        yield {
            "url": response.url,
            "html": response.text,
            "fetched_at": datetime.now(timezone.utc).isoformat(),
        }

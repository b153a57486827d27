"""A Scrapy item pipeline that sends each item to copydesk's raw topic, as JSON. See ../README.md."""

import json
import logging

from confluent_kafka import Producer
from scrapy.exceptions import NotConfigured
from itemadapter import ItemAdapter

logger = logging.getLogger(__name__)


class KafkaPipeline:
    """Settings: KAFKA_BROKERS, KAFKA_TOPIC (articles.raw), KAFKA_PROPERTIES (of librdkafka, a dictionary)."""

    def __init__(self, brokers, topic, properties):
        # Idempotent: a retry neither doubles a record nor changes the order of an article's versions.
        self.producer = Producer(
            {"bootstrap.servers": brokers, "enable.idempotence": True, "compression.type": "zstd", **properties}
        )
        self.topic = topic

    @classmethod
    def from_crawler(cls, crawler):
        settings = crawler.settings
        if not settings.get("KAFKA_BROKERS"):
            raise NotConfigured("KAFKA_BROKERS is not set")
        pipeline = cls(
            settings["KAFKA_BROKERS"],
            settings.get("KAFKA_TOPIC", "articles.raw"),
            settings.getdict("KAFKA_PROPERTIES"),
        )
        pipeline.stats = crawler.stats
        return pipeline

    def process_item(self, item, spider=None):  # older versions hand the spider over
        fields = ItemAdapter(item).asdict()
        # By the address as the key all versions of an article come in order.
        key = fields["url"].encode()
        # What JSON does not know, such as times, as text; copydesk reads it.
        value = json.dumps(fields, ensure_ascii=False, default=str).encode()
        while True:
            try:
                self.producer.produce(self.topic, key=key, value=value, on_delivery=self.delivered)
                break
            except BufferError:  # the queue is full: let it empty
                self.producer.poll(1)
        self.producer.poll(0)
        return item

    def delivered(self, error, _message):
        self.stats.inc_value(f"kafka/{'failed' if error else 'delivered'}")

    def close_spider(self, spider=None):
        left = self.producer.flush(60)
        self.stats.inc_value("kafka/undelivered", left)
        failed = self.stats.get_value("kafka/failed", 0)
        if left or failed:
            logger.error("%d items did not reach %s", left + failed, self.topic)

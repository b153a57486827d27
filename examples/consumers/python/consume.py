"""Prints a line for each event of copydesk. See ../README.md."""

import argparse

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, TopicPartition
from confluent_kafka.schema_registry.protobuf import ProtobufDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--brokers", default="localhost:9092")
    parser.add_argument("--topic", default="articles.enriched")
    parser.add_argument("--group", default="copydesk-example")
    parser.add_argument("--descriptors", required=True, help="of `copydesk schema --descriptors`")
    parser.add_argument("--framed", action="store_true", help="where sink.format is registry")
    parser.add_argument("--once", action="store_true", help="read what lies there, and end")
    return parser.parse_args()


def event_type(path):
    """The class of events, made from the descriptors."""
    files = descriptor_pb2.FileDescriptorSet()
    with open(path, "rb") as descriptors:
        files.ParseFromString(descriptors.read())
    pool = descriptor_pool.Default()
    for file in files.file:
        pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("copydesk.v1.ArticleEvent"))


def reader(event, framed):
    """What makes an event of a message's value."""
    if not framed:
        return lambda message: event.FromString(message.value())
    # It takes the framing off. The registry need not be asked, since the descriptors tell the schema.
    deserializer = ProtobufDeserializer(event, {"use.deprecated.format": False})
    return lambda message: deserializer(message.value(), SerializationContext(message.topic(), MessageField.VALUE))


def messages(consumer, topic, once):
    """Those of the topic as they come; with `once`, up to the ends of all partitions."""
    open_partitions = set()
    if once:
        partitions = consumer.list_topics(topic, timeout=30).topics[topic].partitions
        open_partitions = set(partitions)
        consumer.assign([TopicPartition(topic, partition, OFFSET_BEGINNING) for partition in partitions])
    else:
        consumer.subscribe([topic])
    while open_partitions or not once:
        message = consumer.poll(1.0)
        if message is None:
            continue
        if message.error() is None:
            yield message
        elif message.error().code() == KafkaError._PARTITION_EOF:
            open_partitions.discard(message.partition())
        else:
            raise KafkaException(message.error())


def clean(text):
    """What a source says may hold what a terminal obeys."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def line(event):
    outcome = event.DESCRIPTOR.fields_by_name["outcome"].enum_type.values_by_number.get(event.outcome)
    name = outcome.name.removeprefix("OUTCOME_").lower() if outcome else str(event.outcome)
    published = event.article.published
    time = published.time.ToJsonString() if published.HasField("time") else "-"
    article = event.article
    return "\t".join(
        clean(part) for part in (name, article.id, str(event.revision.number), time, article.title, article.canonical_url)
    )


def main():
    options = arguments()
    read = reader(event_type(options.descriptors), options.framed)
    consumer = Consumer(
        {
            "bootstrap.servers": options.brokers,
            "group.id": options.group,
            "isolation.level": "read_committed",
            "auto.offset.reset": "earliest",
            "enable.partition.eof": options.once,
            "enable.auto.commit": not options.once,
        }
    )
    try:
        for message in messages(consumer, options.topic, options.once):
            if message.value() is None:  # a tombstone of topics.latest
                print("gone", message.key().decode(), sep="\t", flush=True)
            else:
                print(line(read(message)), flush=True)
    except KeyboardInterrupt:
        pass
    finally:
        consumer.close()


if __name__ == "__main__":
    main()

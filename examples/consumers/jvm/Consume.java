import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Prints a line for each event of copydesk. See ../README.md. */
public class Consume {
  public static void main(String[] args) throws Exception {
    if (args.length < 3) {
      System.err.println("usage: Consume.java BROKERS TOPIC DESCRIPTORS [--once]");
      System.exit(2);
    }
    String topic = args[1];
    Descriptor event = eventType(Path.of(args[2]));
    boolean once = args.length > 3 && args[3].equals("--once");
    try (var consumer = new KafkaConsumer<String, byte[]>(properties(args[0], once))) {
      if (once) {
        readOnce(consumer, topic, event);
      } else {
        consumer.subscribe(List.of(topic));
        while (true) {
          print(consumer, event);
        }
      }
    }
  }

  private static Map<String, Object> properties(String brokers, boolean once) {
    return Map.of(
        "bootstrap.servers", brokers,
        "group.id", "copydesk-example",
        "isolation.level", "read_committed",
        "auto.offset.reset", "earliest",
        "enable.auto.commit", !once,
        "key.deserializer", StringDeserializer.class,
        "value.deserializer", ByteArrayDeserializer.class);
  }

  /** What lies in the topic now. */
  private static void readOnce(KafkaConsumer<String, byte[]> consumer, String topic, Descriptor event) throws Exception {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream().map(info -> new TopicPartition(topic, info.partition())).toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
      print(consumer, event);
    }
  }

  private static void print(KafkaConsumer<String, byte[]> consumer, Descriptor event) throws Exception {
    for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
      // Without a value it is a tombstone of topics.latest.
      String line =
          record.value() == null
              ? "gone\t" + record.key()
              : line(DynamicMessage.parseFrom(event, unframed(record.value())));
      System.out.println(line);
    }
  }

  /** The type of events, made from what `copydesk schema --descriptors` prints. */
  private static Descriptor eventType(Path descriptors) throws Exception {
    Map<String, FileDescriptor> files = new HashMap<>();
    // What a file imports stands before it.
    for (FileDescriptorProto file : FileDescriptorSet.parseFrom(Files.readAllBytes(descriptors)).getFileList()) {
      FileDescriptor[] imports = file.getDependencyList().stream().map(files::get).toArray(FileDescriptor[]::new);
      files.put(file.getName(), FileDescriptor.buildFrom(file, imports));
    }
    return files.get("copydesk/v1/event.proto").findMessageTypeByName("ArticleEvent");
  }

  /** With sink.format = "registry" a zero, the schema's id, and a zero for the first message of the file stand before it. */
  private static ByteString unframed(byte[] value) {
    int framing = value[0] == 0 ? 6 : 0;
    return ByteString.copyFrom(value, framing, value.length - framing);
  }

  private static String line(Message event) {
    Message article = (Message) field(event, "article");
    String outcome = ((EnumValueDescriptor) field(event, "outcome")).getName();
    return String.join(
        "\t",
        outcome.replaceFirst("^OUTCOME_", "").toLowerCase(Locale.ROOT),
        clean(field(article, "id")),
        clean(field((Message) field(event, "revision"), "number")),
        time((Message) field(article, "published")),
        clean(field(article, "title")),
        clean(field(article, "canonical_url")));
  }

  private static String time(Message published) {
    if (!published.hasField(published.getDescriptorForType().findFieldByName("time"))) {
      return "-";
    }
    Message time = (Message) field(published, "time");
    return Instant.ofEpochSecond((long) field(time, "seconds"), (int) field(time, "nanos")).toString();
  }

  private static Object field(Message message, String name) {
    return message.getField(message.getDescriptorForType().findFieldByName(name));
  }

  /** What a source says may hold what a terminal obeys. */
  private static String clean(Object value) {
    return value.toString().replaceAll("\\p{C}", " ");
  }
}

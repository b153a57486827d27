//! The id that a broker gives a topic when it is created: tells a topic from another of the same name that took its
//! place. With `unsafe`, since the client's safe interface has no way to ask.
#![expect(unsafe_code, reason = "librdkafka offers topic ids in no other way; audited below")]

use std::ffi::CString;
use std::ptr;
use std::time::Duration;

use rdkafka::bindings as sys;
use rdkafka::client::{Client, ClientContext};

use super::Cluster;

const PATIENCE: Duration = Duration::from_secs(5);

/// The sixteen bytes of the id. None where the broker does not tell, as old ones and librdkafka's own do not, or where
/// it did not answer in time.
pub fn ask<C: ClientContext>(cluster: Cluster, client: &Client<C>, topic: &str) -> Option<Vec<u8>> {
    if cluster == Cluster::InProcess {
        return None;
    }
    let name = CString::new(topic).ok()?;
    let milliseconds = i32::try_from(PATIENCE.as_millis()).ok()?;
    let mut error = [0; 128];
    // Every pointer made here is destroyed below, in reverse order, and none leaves this function. `client` outlives
    // the call, and with it the handle. Null results are checked before they are read.
    unsafe {
        let handle = client.native_ptr();
        let queue = sys::rd_kafka_queue_new(handle);
        let mut names = [name.as_ptr()];
        let topics = sys::rd_kafka_TopicCollection_of_topic_names(names.as_mut_ptr(), names.len());
        let options = sys::rd_kafka_AdminOptions_new(
            handle,
            sys::rd_kafka_admin_op_t::RD_KAFKA_ADMIN_OP_DESCRIBETOPICS,
        );
        sys::rd_kafka_AdminOptions_set_request_timeout(
            options,
            milliseconds,
            error.as_mut_ptr(),
            error.len(),
        );
        sys::rd_kafka_DescribeTopics(handle, topics, options, queue);
        let event = sys::rd_kafka_queue_poll(queue, milliseconds);
        let id = if event.is_null() { None } else { id_of_first(event) };
        if !event.is_null() {
            sys::rd_kafka_event_destroy(event);
        }
        sys::rd_kafka_AdminOptions_destroy(options);
        sys::rd_kafka_TopicCollection_destroy(topics);
        sys::rd_kafka_queue_destroy(queue);
        id
    }
}

/// # Safety
///
/// `event` is an event of librdkafka that was not destroyed.
unsafe fn id_of_first(event: *mut sys::rd_kafka_event_t) -> Option<Vec<u8>> {
    // What the getters return lives as long as the event. They return null for an event of another kind and for a
    // topic with an error.
    unsafe {
        let result = sys::rd_kafka_event_DescribeTopics_result(event);
        if result.is_null() {
            return None;
        }
        let mut count = 0;
        let topics = sys::rd_kafka_DescribeTopics_result_topics(result, ptr::from_mut(&mut count));
        if topics.is_null() || count == 0 {
            return None;
        }
        let id = sys::rd_kafka_TopicDescription_topic_id(*topics);
        if id.is_null() {
            return None;
        }
        let most = sys::rd_kafka_Uuid_most_significant_bits(id).to_be_bytes();
        let least = sys::rd_kafka_Uuid_least_significant_bits(id).to_be_bytes();
        Some([most, least].concat()).filter(|bytes| bytes.iter().any(|&byte| byte != 0))
    }
}

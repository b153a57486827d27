//! Figures as people read them.

use bytesize::ByteSize;
use maud::{Markup, html};

use crate::proto::Timestamp;

/// With a comma for every thousand.
pub fn count(count: impl TryInto<u64>) -> String {
    let digits = count.try_into().unwrap_or_default().to_string();
    let places = digits.len();
    let mut text = String::with_capacity(places + places / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (places - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

pub fn rate(per_second: f64) -> String {
    if per_second == 0.0 {
        "0".to_owned()
    } else if per_second < 10.0 {
        format!("{per_second:.2}")
    } else {
        format!("{per_second:.0}")
    }
}

pub fn bytes(bytes: u64) -> String {
    ByteSize::b(bytes).to_string()
}

/// In the two units that tell most.
pub fn duration(seconds: f64) -> String {
    if seconds < 1.0 {
        return format!("{:.0} ms", seconds * 1_000.0);
    }
    if seconds < 60.0 {
        return format!("{seconds:.1} s");
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive, and saturates")]
    let whole = seconds as u64;
    let (minutes, hours, days) = (whole / 60, whole / 3_600, whole / 86_400);
    match (days, hours) {
        (0, 0) => format!("{minutes} min {} s", whole % 60),
        (0, _) => format!("{hours} h {} min", minutes % 60),
        (_, _) => format!("{} d {} h", count(days), hours % 24),
    }
}

/// The time of day, with the whole moment behind it.
pub fn clock(time: Option<Timestamp>) -> Markup {
    let day = time.and_then(Timestamp::to_jiff).map(|time| time.strftime("%H:%M:%S").to_string());
    html! {
        @if let (Some(time), Some(clock)) = (time, day) { time datetime=(time) title=(time) { (clock) } } @else { "–" }
    }
}

/// To the second.
pub fn moment(time: Option<Timestamp>) -> Markup {
    let text =
        time.and_then(Timestamp::to_jiff).map(|time| time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string());
    html! {
        @if let (Some(time), Some(text)) = (time, text) { time datetime=(time) { (text) } } @else { "unknown" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        let counts = [0u64, 12, 999, 1_000, 1_234_567].map(count);
        assert_eq!(counts, ["0", "12", "999", "1,000", "1,234,567"]);
        assert_eq!(count(-1i64), "0");
        let durations = [0.0, 0.0123, 1.25, 61.0, 3_661.0, 90_000.0].map(duration);
        assert_eq!(durations, ["0 ms", "12 ms", "1.2 s", "1 min 1 s", "1 h 1 min", "1 d 1 h"]);
        assert_eq!([0.0, 0.051, 9.99, 1_234.5].map(rate), ["0", "0.05", "9.99", "1234"]);
        assert_eq!(bytes(3 << 30), "3.0 GiB");
    }

    #[test]
    fn a_moment_that_is_no_date_is_unknown() {
        let far = Some(Timestamp { seconds: i64::MAX, nanos: 0 });
        assert_eq!(moment(far).into_string(), "unknown");
        assert!(clock(Some(Timestamp::from_seconds(1))).into_string().contains("00:00:01"));
    }
}

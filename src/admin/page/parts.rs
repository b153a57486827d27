//! The parts of the page, each of which is sent again when it changes.

use maud::{Markup, html};

use super::explanation::Asked;
use super::figures::{bytes, clock, count, duration, moment, rate};
use super::letters;
use crate::admin::status::{Count, State, Status};
use crate::metrics::{Note, WINDOW};

type Part = (&'static str, fn(&Status) -> Markup);

/// By the id of its element.
const PARTS: [Part; 8] = [
    ("health", health),
    ("throughput", throughput),
    ("lag", lag),
    ("index", index),
    ("times", times),
    ("published", published),
    ("letters", dead_letters),
    ("outcomes", outcomes),
];

pub fn parts(status: &Status) -> impl Iterator<Item = (&'static str, Markup)> {
    PARTS.iter().map(move |(id, part)| (*id, part(status)))
}

fn health(status: &Status) -> Markup {
    html! {
        section #health aria-labelledby="health-title" {
            h2 #health-title { (status.group) ": " (super::state(status.state)) }
            p { (whose_work(status)) }
            @if status.held.is_empty() {
                p.good { "Nothing holds it up: it is ready." }
            } @else {
                p.bad { "Held up by:" }
                dl { @for held in &status.held { dt { (held.latch) } dd { (held.reason) } } }
            }
            @if status.resumable {
                form method="post" action="/resume" {
                    button { "Resume" }
                    " once the cause is mended: what was rejected before is not counted any more then."
                }
            }
            p.note {
                "Role " code { (status.role) } ", version " (status.version) ", running since " (moment(status.started)) "."
            }
        }
    }
}

fn whose_work(status: &Status) -> &'static str {
    match (status.state, status.role) {
        (State::Starting, _) => "This process is not at work yet.",
        (State::AtWork | State::Paused, "prepare") => {
            "This process prepares records; what becomes of them is decided, and told, by the one with role decide."
        }
        (State::AtWork | State::Paused, _) => {
            "This process decides; others of its group, if there are any, stand by."
        }
        (State::StandingBy, _) => {
            "This process stands by with a warm index; another of its group is at work, and tells what it does."
        }
    }
}

fn throughput(status: &Status) -> Markup {
    html! {
        section #throughput aria-labelledby="throughput-title" {
            h2 #throughput-title { "Throughput" }
            (sparkline(&status.history))
            table {
                caption { "Over the last " (WINDOW) " seconds, and since the start" }
                thead { tr { th scope="col" { "Outcome" } th.figure scope="col" { "a second" } th.figure scope="col" { "in all" } } }
                tbody {
                    @for items in &status.items {
                        tr {
                            th scope="row" { (badge(items.outcome)) }
                            td.figure { (rate(items.per_second)) } td.figure { (count(items.total)) }
                        }
                    }
                    tr {
                        th scope="row" { "records" }
                        td.figure { (rate(status.records.per_second)) } td.figure { (count(status.records.total)) }
                    }
                }
            }
            p.note {
                "Transactions: " (count(status.batches.committed)) " committed, " (count(status.batches.aborted)) " aborted, "
                (count(status.batches.lost)) " lost. Records skipped as settled before: " (count(status.records.skipped)) "."
            }
        }
    }
}

/// A bar for each second, in units of its own.
fn sparkline(history: &[u64]) -> Markup {
    let most = history.iter().copied().max().unwrap_or_default().max(1);
    html! {
        figure {
            svg viewBox={ "0 0 " (WINDOW) " 20" } preserveAspectRatio="none" role="img"
                aria-label={ "Committed in each second of the last minute, at most " (count(most)) } {
                @for (second, counted) in (0..WINDOW).rev().zip(history.iter().rev()).filter(|(_, counted)| **counted > 0) {
                    @let height = (counted * 20).div_ceil(most);
                    rect x=(second) y=(20 - height) width="0.8" height=(height) {}
                }
            }
        }
    }
}

fn lag(status: &Status) -> Markup {
    let partitions = &status.partitions;
    html! {
        section #lag aria-labelledby="lag-title" {
            h2 #lag-title { "Lag" }
            p {
                @match partitions.lag_records {
                    Some(records) => { strong { (count(records)) } " records behind" },
                    None => "How far it is behind is not known yet,",
                }
                " in " (count(partitions.count)) " partitions"
                @if let Some(seconds) = partitions.lag_seconds { ", the oldest in work " strong { (duration(seconds)) } " old" }
                "."
            }
            @if partitions.list.is_empty() {
                p.note { "None is read by this process." }
            } @else {
                div.scroll tabindex="0" role="region" aria-labelledby="lag-title" {
                    table {
                        thead { tr {
                            th scope="col" { "Partition" } th.figure scope="col" { "Records" }
                            th.figure scope="col" { "In work for" } th.figure scope="col" { "Settled" }
                        } }
                        tbody { @for partition in &partitions.list { tr {
                            th scope="row" { (partition.topic) "/" (partition.partition) }
                            td.figure { @match partition.lag_records { Some(lag) => (count(lag)), None => "–" } }
                            td.figure { @match partition.lag_seconds { Some(lag) => (duration(lag)), None => "–" } }
                            td.figure { (clock(partition.settled)) }
                        } } }
                    }
                }
            }
        }
    }
}

fn times(status: &Status) -> Markup {
    html! {
        section #times aria-labelledby="times-title" {
            h2 #times-title { "Times" }
            table {
                caption { "Of the last batches, and of their records" }
                thead { tr { th scope="col" { "Step" } th.figure scope="col" { "median" } th.figure scope="col" { "p99" } } }
                tbody {
                    @for step in &status.steps {
                        tr {
                            th scope="row" { (step.step) }
                            td.figure { (duration(step.took.p50)) } td.figure { (duration(step.took.p99)) }
                        }
                    }
                    @if let Some(latency) = status.latency {
                        tr {
                            th scope="row" { "from record to commit" }
                            td.figure { (duration(latency.p50)) } td.figure { (duration(latency.p99)) }
                        }
                    }
                }
            }
            p.note { "Last commit: " @if status.last_commit.is_none() { "none yet" } @else { (moment(status.last_commit)) } "." }
        }
    }
}

fn index(status: &Status) -> Markup {
    let index = &status.index;
    html! {
        section #index aria-labelledby="index-title" {
            h2 #index-title { "Index" }
            dl {
                dt { "Entries" } dd { "about " (count(index.entries)) }
                @if let (Some(free), Some(reserve)) = (index.disk_free_bytes, index.disk_reserve_bytes) {
                    dt { "On disk" } dd { (bytes(index.disk_bytes)) }
                    dt { "Free there" } dd { (bytes(free)) ", of which " (bytes(reserve)) " stay free" }
                } @else {
                    dt { "On disk" } dd { "none" }
                }
            }
        }
    }
}

fn published(status: &Status) -> Markup {
    html! {
        section #published aria-labelledby="published-title" {
            h2 #published-title { "Published lately" }
            @if status.published.of == 0 {
                p.note { "Nothing yet." }
            } @else {
                p.note { "Of the last " (count(status.published.of)) " new articles." }
                div.pair { (most_frequent("Site", &status.published.sites)) (most_frequent("Language", &status.published.languages)) }
            }
        }
    }
}

fn most_frequent(of: &str, counts: &[Count]) -> Markup {
    html! {
        table {
            thead { tr { th scope="col" { (of) } th.figure scope="col" { "articles" } } }
            tbody { @for Count { name, count: articles } in counts {
                tr { th scope="row" { bdi { @if name.is_empty() { "unknown" } @else { (name) } } } td.figure { (count(*articles)) } }
            } }
        }
    }
}

fn dead_letters(status: &Status) -> Markup {
    html! {
        section #letters aria-labelledby="letters-title" {
            h2 #letters-title { "Dead letters" }
            @if status.dead_letters.is_empty() {
                p.note { "None since the start." }
            } @else {
                table {
                    thead { tr { th scope="col" { "Code" } th.figure scope="col" { "in all" } th scope="col" { "The last one" } } }
                    tbody { @for letters in &status.dead_letters { tr {
                        th.name scope="row" { a href=(letters::link(letters.code)) { (letters.code) } }
                        td.figure { (count(letters.total)) }
                        td.text { bdi { @if let Some(last) = letters.last.first() { (last.detail) } } }
                    } } }
                }
            }
        }
    }
}

fn outcomes(status: &Status) -> Markup {
    html! {
        section.wide #outcomes data-still aria-labelledby="outcomes-title" {
            h2 #outcomes-title { "Last outcomes" }
            @if status.outcomes.is_empty() {
                p.note { "None yet." }
            } @else {
                p.note { "The newest first; of more than twenty a second a sample. Times are UTC." }
                div.scroll tabindex="0" role="region" aria-labelledby="outcomes-title" {
                    table {
                        thead { tr {
                            th scope="col" { "Time" } th scope="col" { "Outcome" } th scope="col" { "Title" }
                            th.beside scope="col" { "Site" } th.beside scope="col" { "Origin" }
                        } }
                        tbody { @for note in &status.outcomes { (outcome(note)) } }
                    }
                }
            }
        }
    }
}

fn outcome(note: &Note) -> Markup {
    let origin = &note.origin;
    html! {
        tr {
            td { (clock(note.committed)) }
            td { (badge(note.outcome)) }
            td.text {
                a href=(Asked::of(origin).link()) { bdi { (called(note)) } }
                span.under { bdi { (note.site) } }
            }
            td.text.beside { bdi { (note.site) } }
            td.beside.origin { (origin.topic) "/" (origin.partition) "/" (origin.offset) @if origin.item > 0 { "#" (origin.item) } }
        }
    }
}

/// What a row can be told by.
fn called(note: &Note) -> &str {
    let reason = note.reject.as_ref().map_or("without a title", |reject| reject.detail.as_str());
    [note.title.as_str(), note.canonical_url.as_str()]
        .into_iter()
        .find(|name| !name.is_empty())
        .unwrap_or(reason)
}

pub fn badge(outcome: &'static str) -> Markup {
    html! { span.badge data-outcome=(outcome) { (outcome) } }
}

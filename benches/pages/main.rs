//! What a whole page costs in each step, and in the whole line, on one thread, in processor time.
//!
//! The pages are made up: about 35 KB and about 200 KB of English, and 35 KB of Chinese. `line` is the way of the daemon
//! from bytes to an outcome.
//!
//! `cargo bench --bench pages` runs all; `cargo bench --bench pages -- torture` prints instead what each hostile page
//! costs in processor time and memory (`-- torture 600kb div` those of 600 KB whose name holds `div`).

#[path = "../articles/mod.rs"]
mod articles;
mod cost;
mod maker;
mod ordeal;
mod torture;

use std::hint::black_box;
use std::time::Duration;

use copydesk::index::{Memory, Overlay};
use copydesk::page::{self, Limits, body, metadata, prune};
use copydesk::pipeline::{self, Settings};
use copydesk::proto::Timestamp;
use copydesk::record::{Header, Position, Record, Topic};
use criterion::{BatchSize, BenchmarkGroup, Criterion, SamplingMode, Throughput};

use cost::ThreadTime;
use maker::{SIZES, Size};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Different pages of each size, so that no branch is learned by heart.
const PAGES: u64 = 16;

fn main() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
    pool.build_global().expect("nobody has made the pool yet");
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "torture") {
        return ordeal::run(arguments.get(at + 1..).unwrap_or_default());
    }
    let criterion = Criterion::default()
        .with_measurement(ThreadTime)
        .sample_size(20)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3));
    let mut criterion = criterion.configure_from_args();
    for size in &SIZES {
        steps(&mut criterion, size);
    }
    criterion.final_summary();
}

/// An iteration is one page.
fn steps(criterion: &mut Criterion<ThreadTime>, size: &Size) {
    let limits = Limits::default();
    let pages: Vec<String> = (0..PAGES).map(|number| maker::page(size, number)).collect();
    let trees: Vec<_> = pages.iter().map(|html| page::parse(html, &limits).tree).collect();
    let records: Vec<Record> = (0..).zip(&pages).map(|(number, html)| record(number, html)).collect();
    check(&records);

    let mut group = criterion.benchmark_group(size.name);
    let bytes = pages.iter().map(String::len).sum::<usize>() as u64 / PAGES;
    group.throughput(Throughput::Bytes(bytes)).sampling_mode(SamplingMode::Flat);
    step(&mut group, "prune", &pages, |html| prune::prune(html, limits.bytes));
    step(&mut group, "parse", &pages, |html| page::parse(html, &limits));
    step(&mut group, "metadata", &trees, |tree| metadata::read(tree, None));
    step(&mut group, "body", &trees, |tree| body::read(tree, &body::Hints::default()));
    let settings = Settings::default();
    step(&mut group, "line", &records, |record| outcome(record, &settings));
    group.finish();
}

fn step<I, O>(group: &mut BenchmarkGroup<'_, ThreadTime>, name: &str, inputs: &[I], run: impl Fn(&I) -> O) {
    let mut inputs = inputs.iter().cycle();
    group.bench_function(name, |bencher| {
        let next = || inputs.next().expect("there are pages");
        bencher.iter_batched(next, &run, BatchSize::SmallInput);
    });
}

/// As the daemon does it, beside an index that knows nothing.
fn outcome(record: &Record, settings: &Settings) {
    let index = Memory::default();
    let prepared = pipeline::prepare(vec![record.clone()], settings);
    let mut overlay = Overlay::new(&index);
    let decisions = pipeline::decide(&prepared, &mut overlay, settings).expect("memory answers");
    black_box(pipeline::finish(&prepared, decisions, settings));
}

/// What is refused, or not found, costs next to nothing, and would make the line look fast.
fn check(records: &[Record]) {
    for prepared in pipeline::prepare(records.to_vec(), &Settings::default()) {
        let candidate = prepared.items[0].as_deref().expect("no page is refused");
        let article = &candidate.article;
        assert!(article.body.len() > 3000 && article.published.is_some(), "{article:?}");
        assert_eq!(article.authors, ["Ruth Calloway"]);
    }
}

fn record(number: u64, html: &str) -> Record {
    record_at(number, &maker::address(number), html)
}

fn record_at(number: u64, url: &str, html: &str) -> Record {
    let offset = i64::try_from(number).expect("a small number");
    Record {
        position: Position { topic: Topic::new("articles.raw"), partition: 0, offset },
        timestamp: Some(Timestamp::from_seconds(1_775_000_000 + offset)),
        key: None,
        value: Some(html.as_bytes().to_vec()),
        headers: vec![Header { name: "url".to_owned(), value: Some(url.as_bytes().to_vec()) }],
    }
}

//! Near copies, new addresses of an article, and what `explain known` says of them, with the index kept and lost.

use std::process::Output;

use copydesk::outcome::Product;
use copydesk::proto::{RelationKind, Timestamp};
use copydesk::record::{Position, Record, Topic};
use serde_json::{Value, json};

use crate::broker;
use crate::daemon::Machine;
use crate::proof;
use crate::scene::Scene;

/// Sentences of the same words in an order of their own.
fn story(number: usize) -> Vec<String> {
    let places = ["lock", "harbour", "weir", "bridge", "ferry", "quay", "barge", "tide"];
    let word = |at: usize| places[(at * at + number * at + at / 3) % places.len()];
    let sentence = |at: usize| {
        let words: Vec<&str> = (0..9).map(|place| word(at * 7 + place * (number + 3))).collect();
        format!("The {} was said to be of no use.", words.join(" "))
    };
    (0..24).map(sentence).collect()
}

fn record(scene: &Scene, offset: i64, url: &str, title: &str, text: &[String]) -> Record {
    Record {
        position: Position { topic: Topic::new(scene.raw()), partition: 0, offset },
        timestamp: Some(Timestamp::from_seconds(1_773_100_800 + offset)),
        key: None,
        value: Some(json!({"url": url, "title": title, "text": text.join("\n\n")}).to_string().into_bytes()),
        headers: Vec::new(),
    }
}

fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_reprint_and_a_new_address_are_known_for_what_they_are_with_the_index_kept_and_lost() {
    let Some(brokers) = broker::shared() else { return };
    let (first, moved) =
        ("https://one.example/news/123456-lock-nears", "https://one.example/news/123456-lock-opens");
    let reprint = "https://other.example/lock";
    for is_lost in [false, true] {
        let scene = Scene::new(brokers);
        scene.create_topics(1);
        let machine = Machine::new();
        let text = story(1);
        let mut records = vec![record(&scene, 0, first, "The lock", &text)];
        scene.feed(&records);
        let daemon = machine.run(&scene, &[]);
        scene.wait_until_settled();
        assert!(daemon.stop().success());
        if is_lost {
            machine.lose_index();
        }
        let later = [
            record(&scene, 1, reprint, "A lock", text.split_at(18).0),
            record(&scene, 2, moved, "The lock", &text),
            record(&scene, 3, "https://third.example/weir", "A weir", &story(2)),
            record(&scene, 4, moved, "The lock opens", &story(3)),
        ];
        scene.feed(&later);
        records.extend(later);
        let daemon = machine.run(&scene, &[]);
        scene.wait_until_settled();
        assert!(daemon.stop().success());

        let outcomes = scene.outcomes();
        let names: Vec<_> = outcomes.iter().map(|outcome| outcome.outcome().name()).collect();
        assert_eq!(names, ["published", "published", "unchanged", "published", "revised"]);
        let Product::Event(event) = &outcomes[1].product else { panic!("{:?}", outcomes[1]) };
        let [relation] = event.relations.as_slice() else { panic!("{event:?}") };
        assert_eq!((relation.kind(), relation.canonical_url.as_str()), (RelationKind::NearCopyOf, first));
        proof::holds(&scene, &machine, &records);

        let known = |args: &[&str]| machine.command(&scene, "explain known").args(args).output().unwrap();
        let by_url = known(&["--url", moved]);
        assert!(by_url.status.success(), "{by_url:?}");
        let said = lines(&by_url);
        let article = &said[0]["known"];
        assert_eq!((&article["revision"], &article["canonical_url"]), (&json!(2), &json!(moved)));
        assert_eq!(article["aliases"].as_array().unwrap().len(), 1);
        let decided: Vec<_> = said[1..].iter().map(|line| line["decided"]["outcome"].clone()).collect();
        assert_eq!(decided, ["published", "unchanged", "revised"]);

        let id = article["article_id"].as_str().unwrap();
        assert_eq!(lines(&known(&["--id", id])), said);
        let by_origin = lines(&known(&["--origin", &format!("{}/0/1", scene.raw())]));
        assert_eq!(by_origin[0]["known"]["cluster_id"], id);
        assert_eq!(by_origin[1]["decided"]["relations"][0]["article_id"], id);
        let nothing = known(&["--url", "https://one.example/nowhere"]);
        assert_eq!((nothing.status.code(), lines(&nothing)), (Some(4), Vec::new()));
    }
}

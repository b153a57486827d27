use super::*;
use crate::proto::{Article, Enrichment, Language, Mention, Origin, Outcome, Relation, Site};

fn rule(when: &str) -> Rule {
    Rule { when: when.to_owned(), ..Rule::default() }
}

fn labels(when: &str, label: &str) -> Rule {
    Rule { label: Some(label.to_owned()), ..rule(when) }
}

fn routes(when: &str, topic: &str) -> Rule {
    Rule { topic: Some(topic.to_owned()), ..rule(when) }
}

fn drops(when: &str) -> Rule {
    Rule { drop: true, ..rule(when) }
}

fn event() -> ArticleEvent {
    let article = Article {
        title: "Eni raises its offer".to_owned(),
        body: "Rome, 12 March.\n\nEni said so. È così.".to_owned(),
        tags: vec!["Energy".to_owned(), "Gas".to_owned()],
        language: Some(Language { code: "it".to_owned(), confidence: 0.5, ..Language::default() }),
        site: Some(Site { domain: "gazzetta.example".to_owned(), ..Site::default() }),
        extra: [("desk".to_owned(), "7".to_owned())].into(),
        ..Article::default()
    };
    let mention = |list: &str, count| Mention { list: list.to_owned(), term: "Eni".to_owned(), count };
    let enrichment = Enrichment {
        words: 250,
        mentions: vec![mention("a", 1), mention("firms", 3)],
        ..Enrichment::default()
    };
    ArticleEvent {
        outcome: Outcome::Published.into(),
        article: Some(article),
        relations: vec![Relation { similarity: 0.8, ..Relation::default() }],
        enrichment: Some(enrichment),
        origin: Some(Origin { topic: "raw.rome".to_owned(), offset: 5, ..Origin::default() }),
        decision: 9,
        ..ArticleEvent::default()
    }
}

fn routed(rules: &[Rule]) -> (Routing, Vec<String>) {
    let mut event = event();
    let routing = Rules::new(rules).unwrap().route(&mut event);
    (routing, event.enrichment.unwrap_or_default().labels)
}

fn to(rules: &[Rule]) -> Destination {
    routed(rules).0.to
}

fn topic(name: &str) -> Destination {
    Destination::Routed(Topic::new(name))
}

/// Whether it holds of the event; none where that cannot be told.
fn holds(when: &str) -> Option<bool> {
    let (routing, labels) = routed(&[labels(when, "x")]);
    routing.faults.is_empty().then_some(!labels.is_empty())
}

fn refusal(when: &str) -> String {
    let faults = Rules::new(&[labels("true", "x"), labels(when, "x")]).unwrap_err();
    assert_eq!((faults.len(), faults[0].rule, faults[0].key), (1, 1, "when"), "{faults:?}");
    faults[0].message.clone()
}

#[test]
fn the_first_rule_that_holds_and_has_a_destination_decides() {
    let rules =
        [routes("false", "a"), labels("true", "x"), routes("true", "b"), drops("true"), routes("true", "c")];
    assert_eq!(to(&rules), topic("b"));
    assert_eq!(to(&[drops("true"), routes("true", "b")]), Destination::Dropped);
    assert_eq!(to(&[labels("true", "x")]), Destination::Enriched);
    assert_eq!(to(&[]), Destination::Enriched);
}

#[test]
fn labels_add_up_each_once_and_later_rules_see_them() {
    let both = Rule { labels: vec!["b".to_owned(), "a".to_owned()], ..labels("true", "a") };
    let seen = routes(r#""b" in event.enrichment.labels"#, "seen");
    let (routing, labelled) = routed(&[both, seen, labels("true", "after")]);
    assert_eq!((routing.to, labelled), (topic("seen"), ["a", "b", "after"].map(str::to_owned).to_vec()));
}

#[test]
fn rules_see_the_event_by_the_names_of_its_json() {
    for when in [
        r#"article.language.code == "it" && outcome == "published" && source == "raw.rome""#,
        r#"event.outcome == "OUTCOME_PUBLISHED" && event.article.title.startsWith("Eni")"#,
        "event.enrichment.words > 200 && article.language.confidence < 1 && event.origin.offset == 5",
        r#"event.enrichment.mentions.exists(m, m.list == "firms" && m.count >= 2)"#,
        "event.relations.all(relation, relation.similarity > 0.5) && size(event.relations) == 1",
        r#"article.tags.exists_one(tag, tag == "Gas") && "Energy" in article.tags"#,
        r#"article.site.domain in ["a.example", "gazzetta.example"]"#,
        r#"article.tags.filter(tag, tag.contains("as")).size() == 1 && article.tags[1] == "Gas""#,
        "article.tags.map(tag, tag.size())[0] == 6",
        r#"article.title.matches("(?i)\\beni\\b") && !article.body.matches("^Milan")"#,
        r#"has(article.extra.desk) && int(article.extra.desk) == 7 && article.extra["desk"] == "7""#,
        "!has(article.extra.other)",
        r#"article.published.time == "" && event.revision.number == 0 && article.published.precision == "PRECISION_UNSPECIFIED""#,
        r#"(article.section == "" ? article.title : article.section).endsWith("offer")"#,
    ] {
        assert_eq!(holds(when), Some(true), "{when}");
    }
}

#[test]
fn what_cannot_be_told_counts_as_no_match_and_is_counted() {
    for when in [
        "article.extra.gone == \"x\"",
        "article.tags[7] == \"x\"",
        "int(article.title) == 1",
        "event.enrichment.words / (event.enrichment.words - 250) == 1",
    ] {
        assert_eq!(holds(when), None, "{when}");
    }
    let (routing, _) = routed(&[routes("article.extra.gone == \"x\"", "a"), routes("true", "b")]);
    assert_eq!((routing.to, routing.faults), (topic("b"), vec![0]));
}

#[test]
fn what_is_no_condition_is_refused_with_its_place() {
    let cases = [
        ("article.title", "column 8: is a text, where true or false is wanted"),
        ("1 + 1 == 2 && 5", "column 12: `&&` wants conditions"),
        ("article.titel == \"x\"", "column 8: there is no field \"titel\"; there are id, url"),
        ("\"è\" == articel.title", "column 8: there is no variable \"articel\"; there are event"),
        ("article.tags.exists(t, t.name == \"x\")", "column 25: a text has no field \"name\""),
        ("event.relations.exists(r, r.knd == \"x\")", "there is no field \"knd\""),
        (
            "event.enrichment.words > \"5\"",
            "`>` wants two numbers or two texts, and here is a number and a text",
        ),
        ("lower(article.title) == \"x\"", "column 6: there is no function \"lower\""),
        ("article.title.matches(article.body)", "a pattern stands here as a text"),
        ("article.title.matches(\"(\")", "is no pattern"),
        ("has(article.title)", "has() is for article.extra alone"),
        ("article.tags == \"x\"", "wants two of a kind"),
        ("article.title == null", "no field is bytes or null"),
        ("article.title == ", "column 1"),
        ("true &&\n  x", "line 2, column 3: there is no variable"),
        ("  ", "wants a condition"),
    ];
    for (when, wanted) in cases {
        let said = refusal(when);
        assert!(said.contains(wanted), "{when}: {said}");
    }
}

#[test]
fn a_rule_that_does_nothing_or_two_things_is_refused() {
    let key = |rule: Rule| {
        let faults = Rules::new(&[rule]).unwrap_err();
        faults.iter().map(|fault| fault.key).collect::<Vec<_>>()
    };
    assert_eq!(key(rule("true")), ["when"]);
    assert_eq!(key(Rule { drop: true, ..routes("true", "a") }), ["drop"]);
    assert_eq!(key(labels("true", " ")), ["label"]);
    assert_eq!(key(Rule { drop: true, ..routes("tru", "a") }), ["drop", "when"], "all at once");
}

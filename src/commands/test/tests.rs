use super::*;

/// What a file of cases comes to: the exit, and what is printed.
fn run_file(settings: &Settings, cases: &str) -> anyhow::Result<(Exit, String)> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join(FILE);
    std::fs::write(&path, cases)?;
    std::fs::write(
        folder.path().join("page.json"),
        r#"{"url": "https://a.example/2", "title": "T", "text": "Two words."}"#,
    )?;
    let mut out = Vec::new();
    let exit = run(settings, &Options { files: vec![path], json: false }, &mut out)?;
    Ok((exit, String::from_utf8(out)?))
}

fn refusal(cases: &str) -> String {
    run_file(&Settings::default(), cases).unwrap_err().to_string()
}

const ARTICLE: &str = r#"input = '{"url": "https://a.example/1", "title": "Acme opens", "text": "Acme opened a mill.", "tags": ["Mills"]}'"#;

fn with_rules() -> Settings {
    let mut settings = Settings::default();
    settings.watch.entry("firms".to_owned()).or_default().terms = vec!["ACME".to_owned(), "Emca".to_owned()];
    settings.routes = vec![crate::route::Rule {
        when: r#"event.enrichment.mentions.exists(m, m.list == "firms")"#.to_owned(),
        topic: Some("clients.acme".to_owned()),
        label: Some("acme".to_owned()),
        ..Default::default()
    }];
    settings
}

#[test]
fn a_case_that_holds_says_nothing() {
    let cases = format!(
        r#"
        [[case]]
        name = "routed"
        {ARTICLE}
        timestamp = "2026-03-01T00:00:00Z"
        expect = {{ outcome = "published", topic = "clients.acme", labels = ["acme"], mentions = ["ACME"], fields = {{ "article.title" = "Acme opens", "article.tags.0" = "Mills", "enrichment.words" = 4, decision = 1, "article.language.confidence" = 0 }} }}
        [[case]]
        name = "nothing is known from the case before"
        {ARTICLE}
        expect = {{ outcome = "published" }}
        [[case]]
        name = "from a file"
        file = "page.json"
        topic = "other"
        expect = {{ topic = "articles.enriched", fields = {{ "origin.topic" = "other" }} }}
        [[case]]
        name = "not read"
        input = "{{"
        expect = {{ outcome = "rejected", code = "invalid_json", topic = "articles.rejected" }}
        "#
    );
    let (exit, told) = run_file(&with_rules(), &cases).unwrap();
    assert_eq!((exit, told.as_str()), (Exit::Success, "4 of 4 cases passed\n"));
}

#[test]
fn inputs_are_decided_in_order_and_each_may_expect() {
    let cases = r#"
        [[case]]
        name = "corrected"
        key = "https://a.example/1"
        inputs = [
            { input = '{"title": "T", "text": "It opened on Monday."}', expect = { fields = { "revision.number" = 1 } } },
            { input = '{"title": "T", "text": "It opened on Monday."}', expect = { outcome = "unchanged" } },
            { input = '{"title": "T", "text": "It opened on Tuesday."}' },
        ]
        expect = { outcome = "revised", fields = { "revision.number" = 2 } }
    "#;
    let (exit, told) = run_file(&Settings::default(), cases).unwrap();
    assert_eq!((exit, told.as_str()), (Exit::Success, "1 of 1 cases passed\n"));
    let wrong = cases.replace("unchanged", "stale");
    let (exit, told) = run_file(&Settings::default(), &wrong).unwrap();
    assert_eq!(exit, Exit::CheckFailed);
    assert!(
        told.starts_with("FAIL corrected: input 1: outcome: expected \"stale\", came \"unchanged\"\n"),
        "{told}"
    );
}

#[test]
fn a_case_that_fails_says_what_was_expected_and_what_came() {
    let cases = format!(
        "[[case]]\nname = \"x\"\n{ARTICLE}\nexpect = {{ labels = [], item = 0, fields = {{ \"article.titel\" = \"Acme\" }} }}\n\
         [[case]]\nname = \"y\"\n{ARTICLE}\nexpect = {{ item = 3 }}"
    );
    let (exit, told) = run_file(&with_rules(), &cases).unwrap();
    let lines: Vec<_> = told.lines().collect();
    assert_eq!(exit, Exit::CheckFailed);
    assert_eq!(
        lines,
        [
            "FAIL x: labels: expected [], came [\"acme\"]",
            "FAIL x: article.titel: expected \"Acme\", came null",
            "FAIL y: item: expected 3, came 1",
            "0 of 2 cases passed"
        ]
    );
}

#[test]
fn a_file_that_cannot_be_read_names_the_key() {
    let unknown = refusal("[[case]]\nname = \"x\"\ninput = \"{\"\nexpect = { outcom = \"published\" }");
    assert!(unknown.contains("case[0].expect") && unknown.contains("outcom"), "{unknown}");
    let both = "[[case]]\nname = \"x\"\nexpect = { outcome = \"published\" }\n\
                inputs = [{ input = \"{\", expect = { outcome = \"rejected\" } }]";
    assert!(refusal(both).contains("case[0].inputs[0].expect: the case says too"), "{}", refusal(both));
    assert!(refusal("[[case]]\nname = \"x\"\ninput = \"{\"").contains("case[0].expect: expects nothing"));
    assert!(refusal("[[case]]\nname = \"x\"\nexpect = { outcome = \"x\" }").contains("case[0].input"));
    assert!(refusal("").contains("no case"));
    assert!(refusal("[[case").contains("toml"));
}

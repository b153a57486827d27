//! Each file in `fixtures/` is a scene of records, one a line as `pipe --envelope` reads them; the snapshot beside
//! it holds the outcomes. A fault that was found becomes a line here.

use std::path::Path;
use std::process::Command;

#[test]
fn fixtures_have_the_outcomes_of_their_snapshots() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pipeline/fixtures");
    let mut names: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.retain(|path| path.extension().is_some_and(|extension| extension == "jsonl"));
    names.sort();
    assert!(!names.is_empty());
    for path in names {
        let output = Command::new(env!("CARGO_BIN_EXE_copydesk"))
            .args(["pipe", "--envelope", "--explain"])
            .arg(&path)
            .output();
        let output = output.unwrap();
        assert!(output.status.success(), "{path:?}: {}", String::from_utf8_lossy(&output.stderr));
        let lines: Vec<serde_json::Value> = output
            .stdout
            .split(|&byte| byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_slice(line).unwrap())
            .collect();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false }, {
            insta::assert_json_snapshot!(name, lines, {
                // Confidence differs in its last digits with the model's version; whether it is sure does not.
                "[].explain.language.confidence" => insta::rounded_redaction(1),
                "[].event.article.language.confidence" => insta::rounded_redaction(1),
            });
        });
    }
}

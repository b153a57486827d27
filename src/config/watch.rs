//! The files of watch-lists.

use std::collections::BTreeMap;
use std::path::Path;

use super::Problem;
use crate::enrich::watch::{self, Settings, Watch};

/// Files are named as seen from the settings file, so that both can be kept and tried together.
pub fn locate(lists: &mut BTreeMap<String, Settings>, folder: &Path) {
    for file in lists.values_mut().filter_map(|list| list.file.as_mut()) {
        *file = folder.join(&*file);
    }
}

/// All lists, ready to be looked for; or everything that is wrong with them.
pub fn read(lists: &BTreeMap<String, Settings>) -> Result<Watch, Vec<Problem>> {
    let (mut terms, mut found) = (BTreeMap::new(), Vec::new());
    for (name, list) in lists {
        match terms_of(list) {
            Ok(read) => {
                terms.insert(name.clone(), read);
            }
            Err((key, why)) => found.push(Problem::new(&format!("watch.{name}.{key}"), why)),
        }
    }
    if !found.is_empty() {
        return Err(found);
    }
    Watch::new(&terms)
        .map_err(|error| vec![Problem::new("watch", format_args!("lists are too large: {error}"))])
}

fn terms_of(Settings { file, terms }: &Settings) -> Result<Vec<String>, (&'static str, String)> {
    let Some(path) = file else {
        let is_empty = terms.iter().all(|term| term.trim().is_empty());
        return if is_empty {
            Err(("terms", "name a file, or at least one term".to_owned()))
        } else {
            Ok(terms.clone())
        };
    };
    if !terms.is_empty() {
        return Err(("terms", "the list has a file too: keep one of them".to_owned()));
    }
    let place = path.display();
    let bytes = std::fs::read(path).map_err(|error| ("file", format!("failed to read {place}: {error}")))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let line =
            error.as_bytes().iter().take(error.utf8_error().valid_up_to()).filter(|&&b| b == b'\n').count()
                + 1;
        ("file", format!("{place} is not UTF-8 in line {line}: save it as UTF-8"))
    })?;
    let terms: Vec<String> = watch::terms(&text).collect();
    if terms.is_empty() {
        return Err(("file", format!("{place} names no term: write one a line, or take the list out")));
    }
    Ok(terms)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of a file with that content.
    fn read_file(content: &[u8]) -> Result<Vec<String>, (&'static str, String)> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), content).unwrap();
        terms_of(&Settings { file: Some(file.path().to_owned()), terms: Vec::new() })
    }

    #[test]
    fn a_list_has_a_file_or_terms() {
        assert_eq!(read_file("# x\nAcme\nÉtat\n".as_bytes()).unwrap(), ["Acme", "État"]);
        let terms = vec!["Acme".to_owned()];
        assert_eq!(terms_of(&Settings { file: None, terms: terms.clone() }).unwrap(), terms);
        assert_eq!(terms_of(&Settings::default()).unwrap_err().0, "terms");
        assert_eq!(terms_of(&Settings { file: Some("x".into()), terms }).unwrap_err().0, "terms");
    }

    #[test]
    fn a_file_that_cannot_be_used_says_why() {
        assert!(read_file(b"# none\n\n").unwrap_err().1.contains("names no term"));
        assert!(read_file(b"a\nb\xff\n").unwrap_err().1.contains("line 2"));
        let lists = [("gone".to_owned(), Settings { file: Some("/gone/away".into()), terms: Vec::new() })];
        let problems = read(&lists.into()).unwrap_err();
        assert_eq!(problems[0].key, "watch.gone.file");
        assert!(problems[0].message.contains("/gone/away"), "{problems:?}");
    }
}

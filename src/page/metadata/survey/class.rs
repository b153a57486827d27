//! What the names that a site gives its elements tell, by the words that many sites use.

/// What a class or id names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Named(u8);

impl Named {
    pub const HEADLINE: Self = Self(1);
    pub const AUTHOR: Self = Self(2);
    /// What presents an author, and names nobody.
    const PORTRAIT: Self = Self(4);
    pub const DATE: Self = Self(8);
    pub const CRUMBS: Self = Self(16);
    /// Something beside the article.
    pub const BESIDE: Self = Self(32);
    /// The foot of an article, or the side of its head, which name its author and its day.
    const OWN_PART: Self = Self(64);

    /// Adds what the words of a class or an id tell.
    pub fn add(&mut self, class: &str) {
        let mut before = "";
        for word in words(class) {
            let mut lower = [0; LONGEST];
            let folded = lower_case(word, &mut lower);
            self.0 |= meaning(folded).0 | meaning_of_pair(before, folded).0;
            before = word;
        }
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn is_headline(self) -> bool {
        self.has(Self::HEADLINE)
    }

    pub fn is_author(self) -> bool {
        self.has(Self::AUTHOR) && !self.has(Self::PORTRAIT)
    }

    pub fn is_date(self) -> bool {
        self.has(Self::DATE)
    }

    pub fn is_crumbs(self) -> bool {
        self.has(Self::CRUMBS)
    }

    pub fn is_beside(self) -> bool {
        self.has(Self::BESIDE) && !self.has(Self::OWN_PART)
    }

    fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// In bytes, of a word that means something.
const LONGEST: usize = 16;

/// Runs of letters; `authorList` is two.
fn words(class: &str) -> impl Iterator<Item = &str> {
    class.split(|c: char| !c.is_ascii_alphabetic()).flat_map(|run| {
        let mut rest = run;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let bytes = rest.as_bytes();
            let hump = bytes.windows(2).position(|pair| {
                matches!(pair, [before, after] if before.is_ascii_lowercase() && after.is_ascii_uppercase())
            });
            let (word, after) = rest.split_at_checked(hump.map_or(rest.len(), |at| at + 1))?;
            rest = after;
            Some(word)
        })
    })
}

/// Nothing where the word is too long to mean anything.
fn lower_case<'b>(word: &str, buffer: &'b mut [u8; LONGEST]) -> &'b str {
    let Some(lower) = buffer.get_mut(..word.len()) else { return "" };
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    std::str::from_utf8(lower).unwrap_or_default()
}

fn meaning(word: &str) -> Named {
    match word {
        "headline" => Named::HEADLINE,
        "byline" | "author" | "authors" | "writer" | "reporter" | "autor" | "auteur" => Named::AUTHOR,
        "bio" | "description" | "image" | "avatar" | "social" | "follow" | "box" | "photo" | "picture"
        | "thumbnail" | "location" | "role" | "job" | "position" | "email" | "mail" | "share" | "actions"
        | "tooltip" | "popup" => Named::PORTRAIT,
        "comment" => Named(Named::PORTRAIT.0 | Named::BESIDE.0),
        "date" | "published" | "publish" | "posted" | "pubdate" | "timestamp" | "datetime" | "time"
        | "datum" | "fecha" | "data" | "dateline" => Named::DATE,
        "breadcrumb" | "breadcrumbs" | "crumbs" => Named::CRUMBS,
        "related" | "recommended" | "recommendations" | "recommendation" | "teasers" | "popular"
        | "trending" | "sidebar" | "nav" | "navbar" | "navigation" | "menu" | "footer" | "comments"
        | "commentlist" | "promo" | "carousel" | "mostread" | "outbrain" | "taboola" | "cookie"
        | "newsletter" => Named::BESIDE,
        _ => Named::default(),
    }
}

fn meaning_of_pair(before: &str, word: &str) -> Named {
    let is_one_of = |words: &[&str]| words.iter().any(|item| before.eq_ignore_ascii_case(item));
    let is_item = || is_one_of(&["entry", "post", "article", "news"]);
    match word {
        "title" if is_item() => Named::HEADLINE,
        "footer" if is_item() || is_one_of(&["byline", "story", "author"]) => Named::OWN_PART,
        "sidebar" if is_one_of(&["header", "byline", "has", "with", "no"]) => Named::OWN_PART,
        _ => Named::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(class: &str) -> Named {
        let mut named = Named::default();
        named.add(class);
        named
    }

    #[test]
    fn words_are_known_however_they_are_joined() {
        for class in ["author", "post-author vcard", "metaInfoAuthorList", "article__byline", "AUTHOR_NAME"] {
            assert!(named(class).is_author(), "{class}");
        }
        for class in ["authority", "coauthor", "author-bio", "authorAvatar", ""] {
            assert!(!named(class).is_author(), "{class}");
        }
        assert!(named("entry-title").is_headline() && named("articleTitle").is_headline());
        assert!(!named("site-title").is_headline());
        assert!(named("news__date").is_date() && !named("update").is_date());
    }

    #[test]
    fn the_foot_of_an_article_is_not_beside_it() {
        assert!(named("site-footer").is_beside() && named("related-posts").is_beside());
        for class in ["entry-footer", "byline-footer", "header-sidebar", "has-sidebar", "unrelated"] {
            assert!(!named(class).is_beside(), "{class}");
        }
    }
}

//! Which quotation marks open and which close: it differs by language, so the text itself must tell.

/// Tells the roles of a text's marks. Made once a text, asked at few places.
#[derive(Debug)]
pub struct Roles<'a> {
    text: &'a str,
    custom: Option<Custom>,
    alternating: [Alternation; 4],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Opens,
    Closes,
    /// An apostrophe, or no quotation mark at all.
    Neither,
}

/// The custom of one text.
#[derive(Clone, Copy, Debug)]
struct Custom {
    curly: Curly,
    guillemets: Guillemets,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Curly {
    /// “So” in English.
    High,
    /// „So“ in German and Czech.
    Low,
    /// ”So” in Swedish and Finnish.
    Alike,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Guillemets {
    /// «So» in Russian, « so » in French.
    Outward,
    /// »So« in German books and in Danish.
    Inward,
    /// »So» in Swedish and Finnish.
    Alike,
}

impl Custom {
    fn of(text: &str) -> Self {
        let low = text.contains('„') || text.contains('‚');
        let curly = if !low && opens_high(text) {
            Curly::Alike
        // A text may quote in the English way and hold a stray low mark.
        } else if low && text.matches(['„', '‚']).count() >= text.matches('”').count() {
            Curly::Low
        } else {
            Curly::High
        };
        let guillemets = match (text.find('«'), text.find('»')) {
            (None, Some(_)) => Guillemets::Alike,
            (Some(left), Some(right)) if right < left && opens_inward(text) => Guillemets::Inward,
            _ => Guillemets::Outward,
        };
        Self { curly, guillemets }
    }
}

/// Whether ” opens: more words begin with it after a space than “ stands before. A ” that only ever ends words
/// shows no custom, and is judged by its neighbours.
fn opens_high(text: &str) -> bool {
    let english = text.matches('“').count();
    text.contains('”') && (english == 0 || text.matches(" ”").count() > english)
}

/// Whether no more words in «such marks than in »such« ones begin after a space.
fn opens_inward(text: &str) -> bool {
    let [left, right] = [" «", " »"].map(|opening| text.matches(opening).count());
    right >= left
}

impl<'a> Roles<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, custom: None, alternating: ['"', '\'', '”', '»'].map(Alternation::of) }
    }

    /// The role of the mark at a byte position. Positions must be asked for from the beginning to the end.
    pub fn of(&mut self, mark: char, at: usize) -> Role {
        let custom = *self.custom.get_or_insert_with(|| Custom::of(self.text));
        match mark {
            '"' | '\'' => self.alternating(mark, at),
            '”' if custom.curly == Curly::Alike => self.alternating(mark, at),
            '»' if custom.guillemets == Guillemets::Alike => self.alternating(mark, at),
            '’' if is_between_letters(self.text, at, at + mark.len_utf8()) => Role::Neither,
            '“' | '‘' if custom.curly == Curly::Low => Role::Closes,
            '«' | '‹' if custom.guillemets == Guillemets::Inward => Role::Closes,
            '»' | '›' if custom.guillemets == Guillemets::Inward => Role::Opens,
            '“' | '‘' | '‟' | '„' | '‚' | '«' | '‹' | '¿' | '¡' => Role::Opens,
            '”' | '’' | '»' | '›' => Role::Closes,
            _ => Role::Neither,
        }
    }

    fn alternating(&mut self, mark: char, at: usize) -> Role {
        let text = self.text;
        let found = self.alternating.iter_mut().find(|alternation| alternation.mark == mark);
        found.map_or(Role::Neither, |alternation| alternation.role(text, at))
    }
}

pub fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '”' | '„' | '‟' | '‘' | '’' | '‚' | '«' | '»' | '‹' | '›' | '¿' | '¡')
}

fn is_between_letters(text: &str, from: usize, to: usize) -> bool {
    char_before(text, from).is_some_and(char::is_alphanumeric)
        && char_after(text, to).is_some_and(char::is_alphanumeric)
}

fn char_before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

fn char_after(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// A mark that looks the same on both sides: its neighbours show its role, else it alternates.
#[derive(Debug)]
struct Alternation {
    mark: char,
    read_to: usize,
    is_open: bool,
    last: Option<(usize, Role)>,
}

impl Alternation {
    fn of(mark: char) -> Self {
        Self { mark, read_to: 0, is_open: false, last: None }
    }

    fn role(&mut self, text: &str, at: usize) -> Role {
        while self.read_to <= at {
            let Some(position) = self.next(text, self.read_to).filter(|&position| position <= at) else {
                break;
            };
            self.read_to = position + self.mark.len_utf8();
            let role = self.step(text, position);
            self.last = Some((position, role));
        }
        self.last.filter(|&(position, _)| position == at).map_or(Role::Neither, |(_, role)| role)
    }

    fn next(&self, text: &str, from: usize) -> Option<usize> {
        text.get(from..)?.find(self.mark).map(|found| from + found)
    }

    fn step(&mut self, text: &str, at: usize) -> Role {
        if self.mark == '\'' && is_between_letters(text, at, self.read_to) {
            return Role::Neither;
        }
        let role = self.shown(text, at).unwrap_or_else(|| {
            let next = self.next(text, self.read_to);
            let is_last = next.is_none();
            let closes = match next.and_then(|next| self.shown(text, next)) {
                // A quotation that goes on in a new paragraph opens again without having been closed.
                Some(Role::Closes) => false,
                // Two do not open in a row, and the last opens nothing.
                Some(Role::Opens) => true,
                Some(Role::Neither) | None => self.is_open || is_last,
            };
            if closes { Role::Closes } else { Role::Opens }
        });
        self.is_open = role == Role::Opens;
        role
    }

    /// What the neighbours of the mark show.
    fn shown(&self, text: &str, at: usize) -> Option<Role> {
        let before = char_before(text, at);
        let after = char_after(text, at + self.mark.len_utf8());
        let begins = before
            .is_none_or(|c| c.is_whitespace() || c == self.mark || matches!(c, '(' | '[' | '—' | '–' | '-'));
        let ends = after.is_none_or(|c| {
            c.is_whitespace() || c == self.mark || matches!(c, '.' | ',' | ';' | ':' | ')' | ']' | '!' | '?')
        });
        match (begins, ends) {
            (true, false) => Some(Role::Opens),
            (false, true) => Some(Role::Closes),
            (true, true) | (false, false) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Role, Roles, is_quote};

    /// The marks of a text as `<`, `>` and `'`.
    fn roles(text: &str) -> String {
        let mut roles = Roles::new(text);
        let marks = text.char_indices().filter(|&(_, c)| is_quote(c));
        marks
            .map(|(at, mark)| match roles.of(mark, at) {
                Role::Opens => '<',
                Role::Closes => '>',
                Role::Neither => '\'',
            })
            .collect()
    }

    #[test]
    fn a_text_shows_which_marks_open() {
        assert_eq!(roles("He said “yes” and “no”."), "<><>");
        assert_eq!(roles("Er sagte „ja“ und „nein“."), "<><>");
        assert_eq!(roles("Er sagte »ja« und »nein«."), "<><>");
        assert_eq!(roles("Il dit « oui » et «non»."), "<><>");
        assert_eq!(roles("Han sade ”ja” och ”nej”."), "<><>");
        assert_eq!(roles("Hän sanoi »joo» ja »ei»."), "<><>");
    }

    #[test]
    fn marks_alike_on_both_sides_alternate_where_no_space_shows_their_role() {
        assert_eq!(roles("She left.\"Good,\" he said.\"It was so.\"Then he left."), "<><>");
        assert_eq!(roles("\"One.\"\"Two.\"End"), "<><>");
    }

    #[test]
    fn a_mark_that_no_other_answers_closes() {
        assert_eq!(roles("He said no.”Then left."), ">");
        assert_eq!(roles("He said no.\"Then left."), ">");
        assert_eq!(roles("He said no.\"Then \"left\" again."), "><>");
        assert_eq!(roles("sanoi hän.”Kyllä”, vastasi toinen.”Ei”, sanoi hän."), "<><>");
        assert_eq!(roles("Han sade.”Nej, tack.”Sedan gick han.”Jo”, sade hon om ”x”."), "<><><>");
    }

    #[test]
    fn an_apostrophe_is_no_quotation_mark() {
        assert_eq!(roles("l'aria dell’est 'così' ‘poi’"), "''<><>");
    }

    #[test]
    fn a_quotation_that_goes_on_opens_again() {
        assert_eq!(roles("\"One, he said.\"Two,\" and left."), "<<>");
    }
}

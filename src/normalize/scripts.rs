//! The scripts of East Asia, for those who read titles and names: which characters are words by themselves.

/// Chinese, Japanese, Korean: written without spaces, or with few letters to a word.
pub fn is_dense(c: char) -> bool {
    !c.is_ascii()
        && (is_han(c)
            || is_hangul(c)
            || matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{3006}'..='\u{30ff}' | '\u{3130}'..='\u{318f}'))
}

/// The characters of Chinese, with the mark that repeats one, as in `佐々木`.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3005}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The syllables of Korean.
pub fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dense_scripts_are_told_from_those_with_letters() {
        assert!("林々カなー강ㅣ𠮷".chars().all(is_dense));
        assert!(!"aЖשعक ，·".chars().any(is_dense));
        assert!("佐々木𠮷".chars().all(is_han) && !"かカ강".chars().any(is_han));
        assert!("강원".chars().all(is_hangul) && !"林ㅣ".chars().any(is_hangul));
    }
}

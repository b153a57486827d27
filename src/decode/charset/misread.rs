//! Pages that were read in Latin-1 before they came, though they say that they are in another charset.
//!
//! Clients of HTTP read what declares no charset as Latin-1, in which any bytes are text, and hand on the characters.
//! Nothing is lost by that: each stands for a byte. Owns only charsets of before UTF-8: what that looks like when it is
//! misread can be told from the text alone, and is mended for texts of every origin.

use encoding_rs::{
    Encoding, ISO_8859_2, ISO_8859_4, ISO_8859_10, ISO_8859_13, ISO_8859_16, UTF_8, WINDOWS_1250,
    WINDOWS_1252, WINDOWS_1254, WINDOWS_1257, WINDOWS_1258,
};

use super::{detect, is_plausible, label};

/// Of each kind of proof. Fewer may be chance: a formula, a name in another language.
const PROOF: usize = 3;

/// The text as its author wrote it; nothing where it was not misread. `said` is what stands beside the page of its
/// charset, and counts where the page says nothing.
pub fn reread<'a>(text: &str, said: impl Iterator<Item = &'a str>) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let mut said = said.filter_map(label::read);
    let encoding = label::in_band(text.as_bytes()).or_else(|| said.find(|&said| is_legacy(said)))?;
    if !is_legacy(encoding) {
        return None;
    }
    let bytes = bytes_of(text)?;
    if !is_misread(text, &bytes, encoding) {
        return None;
    }
    let reread = encoding.decode_without_bom_handling(&bytes).0;
    is_plausible(&reread).then(|| reread.into_owned())
}

fn is_legacy(encoding: &'static Encoding) -> bool {
    encoding.is_ascii_compatible() && encoding != UTF_8 && encoding != WINDOWS_1252
}

/// The bytes that Latin-1 or its extension by Windows gives these characters. A page that was read as its author meant
/// it has others.
fn bytes_of(text: &str) -> Option<Vec<u8>> {
    text.chars()
        .map(|c| match u8::try_from(c) {
            Ok(byte) => Some(byte),
            Err(_) => match WINDOWS_1252.encode(c.encode_utf8(&mut [0; 4])) {
                (byte, _, false) => byte.first().copied(),
                (_, _, true) => None,
            },
        })
        .collect()
}

/// Whether a text in letters of Western Europe is none.
fn is_misread(text: &str, bytes: &[u8], encoding: &'static Encoding) -> bool {
    if !detect::may_be_latin(bytes) {
        return true;
    }
    // In these charsets letters stand among those of ASCII as they do in Latin-1, and most are the same.
    let is_of_latin_letters = [
        ISO_8859_2,
        ISO_8859_4,
        ISO_8859_10,
        ISO_8859_13,
        ISO_8859_16,
        WINDOWS_1250,
        WINDOWS_1254,
        WINDOWS_1257,
        WINDOWS_1258,
    ]
    .contains(&encoding);
    is_of_latin_letters && (has_strange_marks(text) || encoding == WINDOWS_1254 && has_icelandic(text))
}

/// Controls, which no page has, or signs within words.
fn has_strange_marks(text: &str) -> bool {
    let (mut controls, mut signs) = (0, 0);
    let mut around = ['\0'; 2];
    for c in text.chars() {
        let [first, middle] = around;
        controls += usize::from(matches!(c, '\u{80}'..='\u{9f}'));
        signs += usize::from(
            matches!(middle, '\u{a1}'..='\u{bf}') && first.is_ascii_alphabetic() && c.is_ascii_lowercase(),
        );
        around = [middle, c];
    }
    controls >= PROOF || signs >= PROOF
}

/// Letters in whose places Turkish has its own.
fn has_icelandic(text: &str) -> bool {
    text.chars().filter(|c| matches!(c, 'ð' | 'ý' | 'þ' | 'Ð' | 'Ý' | 'Þ')).count() >= PROOF
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{EUC_KR, GBK, ISO_8859_2, SHIFT_JIS, WINDOWS_1251};

    const RUSSIAN: &str = "Вчера в городе открыли новый мост через реку, сообщает мэрия.";
    const POLISH: &str =
        "Wczoraj w mieście został otwarty długo wyczekiwany most, ogłosiło biuro władz powiatu.";
    const CZECH: &str =
        "Město „včera“ oznámilo, že nová linka metra se otevře příští rok na jaře, řekl úřad.";
    const TURKISH: &str = "Belediye dün şehirde yeni köprünün açıldığını, çalışmaların bittiğini açıkladı.";

    fn page(charset: &str, text: &str) -> String {
        format!("<html><head><meta charset={charset}></head><p>{text}</p>")
    }

    /// As a client reads it who takes everything for Latin-1.
    fn in_latin_1(page: &str, encoding: &'static Encoding) -> String {
        encoding.encode(page).0.iter().map(|&byte| char::from(byte)).collect()
    }

    fn in_windows_1252(page: &str, encoding: &'static Encoding) -> String {
        WINDOWS_1252.decode(&encoding.encode(page).0).0.into_owned()
    }

    #[test]
    fn a_page_that_was_taken_for_latin_1_is_read_as_it_declares() {
        for (encoding, text) in [
            (WINDOWS_1251, RUSSIAN),
            (GBK, "市政府昨天宣布，新的地铁线路将于明年春天开通，预计每天运送三十万名乘客。"),
            (SHIFT_JIS, "市は昨日、新しい地下鉄の路線が来年の春に開通すると発表した。"),
            (EUC_KR, "시는 어제 새로운 지하철 노선이 내년 봄에 개통된다고 발표했다."),
            (ISO_8859_2, POLISH),
            (WINDOWS_1250, CZECH),
            (WINDOWS_1254, TURKISH),
        ] {
            let page = page(encoding.name(), text);
            let found = reread(&in_latin_1(&page, encoding), std::iter::empty());
            assert_eq!(found.as_deref(), Some(page.as_str()), "{}", encoding.name());
            let found = reread(&in_windows_1252(&page, encoding), std::iter::empty());
            if encoding.is_single_byte() && encoding != WINDOWS_1250 {
                assert_eq!(found.as_deref(), Some(page.as_str()), "{}", encoding.name());
            }
        }
    }

    #[test]
    fn what_is_said_beside_the_page_counts_where_the_page_says_nothing() {
        let page = format!("<html><p>{RUSSIAN}</p>");
        let misread = in_latin_1(&page, WINDOWS_1251);
        for said in
            [vec!["windows-1251"], vec!["base64", "text/html; charset=cp1251"], vec!["utf-8", "win-1251"]]
        {
            assert_eq!(reread(&misread, said.into_iter()).as_deref(), Some(page.as_str()));
        }
        assert_eq!(reread(&misread, ["ISO-8859-1"].into_iter()), None);
        assert_eq!(reread(&misread, std::iter::empty()), None);
    }

    #[test]
    fn a_page_that_was_read_rightly_stays_as_it_is() {
        let french = "Le maire a annoncé « hier » que la crèche rouvrirait à la rentrée, dès l’été, où ça ?";
        for page in [
            page("windows-1251", RUSSIAN),
            page("iso-8859-2", POLISH),
            page("windows-1254", TURKISH),
            page("windows-1251", french),
            page("gbk", french),
            page("windows-1250", french),
            page("utf-8", french),
            page("iso-8859-1", french),
            page("gbk", "plain"),
        ] {
            assert_eq!(reread(&page, ["gbk"].into_iter()), None, "{page}");
        }
    }
}

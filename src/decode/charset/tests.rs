use super::*;
use encoding_rs::{
    BIG5, EUC_KR, GBK, ISO_8859_2, KOI8_R, SHIFT_JIS, WINDOWS_1250, WINDOWS_1251, WINDOWS_1253,
};
use proptest::prelude::*;

fn read(bytes: &[u8], declared: Option<&str>) -> (String, &'static str, Evidence) {
    let decoded = to_text(bytes, declared).unwrap();
    (decoded.text.into_owned(), decoded.charset, decoded.evidence)
}

fn text(bytes: &[u8], declared: Option<&str>) -> String {
    read(bytes, declared).0
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn utf32(text: &str, bytes: fn(u32) -> [u8; 4]) -> Vec<u8> {
    text.chars().flat_map(|c| bytes(u32::from(c))).collect()
}

const RUSSIAN: &str = "Вчера в городе открыли новый мост через реку, сообщает мэрия.";

#[test]
fn utf8_is_borrowed_whatever_is_declared() {
    for declared in [None, Some("iso-8859-1"), Some("windows-1251"), Some("text/html; charset=latin1")] {
        let decoded = to_text("Die Brücke öffnet früh".as_bytes(), declared).unwrap();
        assert!(matches!(decoded.text, Cow::Borrowed("Die Brücke öffnet früh")));
        assert_eq!((decoded.charset, decoded.evidence), ("UTF-8", Evidence::Utf8));
    }
    assert_eq!(text(b"", None), "");
}

#[test]
fn a_byte_order_mark_is_believed_before_all_else_and_taken_off() {
    let line = "{\"title\": \"Über 3 € – 你好 😀\"}";
    let with = |mark: &[u8], bytes: Vec<u8>| [mark.to_vec(), bytes].concat();
    let cases = [
        (with(b"\xef\xbb\xbf", line.as_bytes().to_vec()), "UTF-8"),
        (with(b"\xff\xfe", utf16(line, u16::to_le_bytes)), "UTF-16LE"),
        (with(b"\xfe\xff", utf16(line, u16::to_be_bytes)), "UTF-16BE"),
        (with(b"\xff\xfe\0\0", utf32(line, u32::to_le_bytes)), "UTF-32LE"),
        (with(b"\0\0\xfe\xff", utf32(line, u32::to_be_bytes)), "UTF-32BE"),
    ];
    for (bytes, charset) in cases {
        assert_eq!(read(&bytes, Some("gbk")), (line.to_owned(), charset, Evidence::Bom));
    }
    assert_eq!(text(b"\xef\xbb\xbfcaf\xc3\xa9 cut \xc3", None), "café cut \u{fffd}");
    assert!(to_text(b"\xff\xfe\xfd garbage", None).is_err());
}

#[test]
fn wide_text_without_a_mark_is_told_by_its_nul_bytes() {
    for line in ["{\"title\": \"A plain headline\"}", "{\"title\": \"Заголовок о городе и о реке\"}"]
    {
        assert_eq!(text(&utf16(line, u16::to_le_bytes), None), line);
        assert_eq!(text(&utf16(line, u16::to_be_bytes), Some("utf-8")), line);
        assert_eq!(text(&utf32(line, u32::to_le_bytes), None), line);
        assert_eq!(text(&utf32(line, u32::to_be_bytes), None), line);
    }
    let chinese = "今日天气晴朗市民出行方便";
    assert_eq!(
        read(&utf16(chinese, u16::to_le_bytes), Some("utf-16")),
        (chinese.to_owned(), "UTF-16LE", Evidence::Declared)
    );
}

#[test]
fn a_declared_charset_is_used_for_bytes_that_are_not_utf8() {
    assert_eq!(text(b"Stra\xdfen und H\xe4user", Some("ISO-8859-1")), "Straßen und Häuser");
    assert_eq!(text(b"It\x92s 5 \x80", Some("latin1")), "It’s 5 €");
    let labels = ["windows-1251", "text/html;charset=CP1251", "charset = \"win-1251\"", "'windows1251'"];
    for label in labels {
        let (text, charset, evidence) = read(&WINDOWS_1251.encode(RUSSIAN).0, Some(label));
        assert_eq!((&*text, charset, evidence), (RUSSIAN, "windows-1251", Evidence::Declared), "{label}");
    }
}

#[test]
fn a_declaration_within_the_first_bytes_counts() {
    let heads = [
        "<?xml version=\"1.0\" encoding=\"windows-1251\"?>",
        "<html><meta name=x content='y'><META charset=windows-1251 />",
        "<meta http-equiv='Content-Type' content='text/html; charset=windows-1251'>",
        "{\"html\": \"<meta charset=\\\"windows-1251\\\">",
    ];
    for head in heads {
        let page = format!("{head} {RUSSIAN}");
        let bytes = WINDOWS_1251.encode(&page).0;
        // Latin-1 is what libraries say of everything.
        for declared in [None, Some("utf-8"), Some("ISO-8859-1")] {
            assert_eq!(read(&bytes, declared), (page.clone(), "windows-1251", Evidence::InBand));
        }
    }
}

#[test]
fn a_default_of_latin_1_is_not_believed_of_text_that_cannot_be_latin() {
    assert_eq!(text(&WINDOWS_1251.encode(RUSSIAN).0, Some("iso-8859-1")), RUSSIAN);
}

#[test]
fn without_a_declaration_the_charset_is_detected() {
    let cases = [
        (WINDOWS_1251, RUSSIAN),
        (KOI8_R, RUSSIAN),
        (GBK, "市政府昨天宣布，新的地铁线路将于明年春天开通，预计每天运送三十万名乘客。"),
        (BIG5, "市政府昨天宣布，新的捷運路線將於明年春天開通，預計每天運送三十萬名乘客。"),
        (SHIFT_JIS, "市は昨日、新しい地下鉄の路線が来年の春に開通すると発表した。"),
        (EUC_KR, "시는 어제 새로운 지하철 노선이 내년 봄에 개통된다고 발표했다."),
        (WINDOWS_1253, "Ο δήμος ανακοίνωσε χθες ότι η νέα γραμμή του μετρό θα ανοίξει την άνοιξη."),
        (ISO_8859_2, "Město včera oznámilo, že nová linka metra se otevře příští rok na jaře."),
        (WINDOWS_1250, "Miasto ogłosiło wczoraj, że nowa linia metra zostanie otwarta na wiosnę – wkrótce."),
        (WINDOWS_1252, "La ville a annoncé hier que la nouvelle ligne de métro « ouvrira » l’été prochain."),
        (ISO_2022_JP, "市は昨日、新しい地下鉄の路線が来年の春に開通すると発表した。"),
    ];
    for (encoding, expected) in cases {
        let bytes = encode(encoding, expected);
        let found = to_text(&bytes, None).unwrap();
        assert_eq!(found.text, expected, "{}", encoding.name());
        assert_eq!(found.evidence, Evidence::Detected);
    }
}

fn encode(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    let (bytes, _, unmappable) = encoding.encode(text);
    assert!(!unmappable);
    bytes.into_owned()
}

#[test]
fn nearly_valid_utf8_keeps_its_broken_places() {
    let line = "Ein schöner Tag für „alle“ – und für übermütige Gäste";
    let mut broken = line.as_bytes().to_vec();
    broken[4] = 0xff;
    assert_eq!(read(&broken, Some("latin1")), (line.replacen('s', "\u{fffd}", 1), "UTF-8", Evidence::Utf8));

    let mut cut = "Prüfung bestanden – 你".as_bytes().to_vec();
    cut.pop();
    assert_eq!(read(&cut, None), ("Prüfung bestanden – \u{fffd}".to_owned(), "UTF-8", Evidence::Utf8));
    assert_eq!(read(b"It ends here \xe2\x80", None).1, "UTF-8");
    assert_eq!(read(b"un caf\xe9", None).0, "un café");
}

#[test]
fn halves_of_a_character_written_one_by_one_are_joined() {
    let bytes = b"hello \xed\xa0\xbd\xed\xb8\x80, \xed\xa0\xbd! d\xc3\xa9j\xc3\xa0 \xe2\x80\xa6 \xe2\x80\x93";
    assert_eq!(text(bytes, Some("latin1")), "hello 😀, \u{fffd}! déjà … –");
}

#[test]
fn a_declared_charset_of_two_bytes_is_believed_over_chance() {
    let bytes = encode(GBK, "通通");
    assert!(std::str::from_utf8(&bytes).is_ok());
    assert_eq!(text(&bytes, Some("gb2312")), "通通");
    assert_eq!(text("café".as_bytes(), Some("gb2312")), "café");
}

#[test]
fn bytes_that_are_no_text_are_refused_by_what_they_are() {
    let noise: Vec<u8> = (0..4000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[2]).collect();
    let cases: [(&[u8], &str); 6] = [
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcbH\xcd", "gzip data"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a PNG image"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG image"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF document"),
        (b"\x0a\x05abcde\x12\x03xyz\x1a\x01", "binary, by its control characters"),
        (&noise, "binary, by its control characters"),
    ];
    for (bytes, kind) in cases {
        assert_eq!(to_text(bytes, Some("utf-8")).unwrap_err().0, kind);
    }
}

#[test]
fn a_few_stray_control_characters_do_not_make_a_text_binary() {
    let line = format!("{}\u{3}{}\0", "A long sentence about nothing. ".repeat(4), "And more. ".repeat(10));
    assert_eq!(text(line.as_bytes(), None), line);
}

#[test]
fn a_very_long_value_is_detected_from_its_beginning() {
    let mut bytes = b"plain words and numbers, 1 2 3. ".repeat(30_000);
    bytes.extend(encode(WINDOWS_1251, &RUSSIAN.repeat(20_000)));
    assert_eq!(to_text(&bytes, None).unwrap().charset, "windows-1251");
}

proptest! {
    #[test]
    fn any_bytes_are_decoded_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400), label in "[a-z0-9=;-]{0,20}") {
        let declared = ["gbk", "utf-16", "shift_jis", "iso-2022-jp", "gb18030", &label];
        for declared in declared {
            if let Ok(decoded) = to_text(&bytes, Some(declared)) {
                prop_assert!(decoded.text.len() <= bytes.len() * 4);
            }
        }
    }

    #[test]
    fn text_in_utf8_comes_out_as_it_is(text in "[ -~à-ÿא-ת一-十\n]{0,200}") {
        let decoded = to_text(text.as_bytes(), None).unwrap();
        prop_assert_eq!(&*decoded.text, text.as_str());
    }
}

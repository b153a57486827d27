use super::*;
use encoding_rs::{
    Encoding, IBM866, ISO_8859_2, KOI8_R, MACINTOSH, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253,
};
use proptest::prelude::*;

/// Its UTF-8 as read in another charset.
fn misread(text: &str, encoding: &'static Encoding) -> String {
    encoding.decode_without_bom_handling(text.as_bytes()).0.into_owned()
}

fn misread_as_latin_1(text: &str) -> String {
    text.bytes().map(char::from).collect()
}

const TEXTS: [&str; 14] = [
    "Der Bürgermeister öffnete die Straße – „endlich“, sagten viele.",
    "L’été dernier, la forêt a brûlé à Évreux ; où ça ? À l’est…",
    "El niño comió piñón en Cádiz y bebió agua fría. ¿Qué más pidió?",
    "A câmara aprovou a isenção; amanhã não haverá sessão às três.",
    "Wczoraj źrebię piło wodę; święto będzie później, mówi wójt.",
    "Město včera oznámilo, že řidič přišel dřív a čeká.",
    "Belediye başkanı dün yeni köprüyü açtı, şehir çok değişti.",
    "Thành phố đã mở cầu mới hôm qua, người dân rất vui.",
    "Вчера в городе открыли мост – «наконец-то», сказали жители.",
    "Ο δήμος άνοιξε χθες τη νέα γέφυρα, λέει ο δήμαρχος.",
    "市政府昨天宣布，新桥将于明年开通。",
    "افتتحت المدينة أمس جسرا جديدا فوق النهر.",
    "नगर ने कल नया पुल खोला। लोग खुश हैं।",
    "🎉 New bridge opened 😀 today – it’s “great”, costs 5 € or £4.",
];

#[test]
fn utf8_read_in_a_charset_of_the_west_is_read_again() {
    for text in TEXTS {
        for broken in [misread_as_latin_1(text), misread(text, WINDOWS_1252)] {
            assert_eq!(repair(&broken).as_deref(), Some(text), "{broken}");
        }
    }
}

#[test]
fn what_was_misread_several_times_is_read_as_often() {
    for text in TEXTS {
        let twice = misread(&misread_as_latin_1(text), WINDOWS_1252);
        assert_eq!(repair(&twice).as_deref(), Some(text), "{twice}");
        assert_eq!(repair(&misread(&twice, WINDOWS_1252)).as_deref(), Some(text));
    }
}

#[test]
fn other_charsets_are_told_by_what_they_leave() {
    let cases: [(&'static Encoding, &[usize]); 6] = [
        (WINDOWS_1251, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 13]),
        (WINDOWS_1250, &[0, 1, 2, 3, 4, 5, 6, 8, 9, 13]),
        (ISO_8859_2, &[4, 5, 6, 8]),
        (MACINTOSH, &[0, 1, 2, 3, 4]),
        (WINDOWS_1253, &[0, 1, 2, 4, 9]),
        (IBM866, &[0, 1, 2, 3, 4, 5, 8]),
    ];
    for (encoding, numbers) in cases {
        for text in numbers.iter().map(|&number| TEXTS[number]) {
            let broken = misread(text, encoding);
            assert_eq!(repair(&broken).as_deref(), Some(text), "{}: {broken}", encoding.name());
        }
    }
    let broken = misread(TEXTS[8], KOI8_R);
    assert!(repair(&broken).unwrap().starts_with("Вчера в городе открыли мост"));
}

#[test]
fn a_single_place_suffices_where_it_cannot_be_right() {
    let cases = [
        ("It costs Â£5 now", "It costs £5 now"),
        ("At 20Â°C", "At 20°C"),
        ("a cafÃ© there", "a café there"),
        ("It donâ€™t matter", "It don’t matter"),
        ("la ville oÃ¹ il est", "la ville où il est"),
        ("GARÃ‡ON SÃƒO", "GARÇON SÃO"),
        ("ï»¿Begin", "\u{feff}Begin"),
        ("so ðŸ˜€ so", "so 😀 so"),
        ("one â€“ two", "one – two"),
        ("РџСЂРёРІРµС‚", "Привет"),
        ("itвЂ™s", "it’s"),
        ("caf├® noir", "café noir"),
        ("caf√© noir", "café noir"),
        ("weΓÇÖre", "we’re"),
    ];
    for (broken, right) in cases {
        assert_eq!(repair(broken).as_deref(), Some(right), "{broken}");
    }
}

#[test]
fn right_text_is_never_touched() {
    for text in TEXTS {
        for text in [
            text.to_owned(),
            text.to_uppercase(),
            text.replace(' ', "”, “"),
            text.replace(' ', "\u{a0}»\u{a0}"),
        ] {
            assert_eq!(repair(&text), None, "{text}");
        }
    }
    for text in [
        "SÃO PAULO, NAÇÃO, MANHÃ”, “MANHÃ…” E «AMANHÃ»",
        "Â la carte – Â, Ã, Å sind Buchstaben; “Â” und «Ã»",
        "FÂNTÂNĂ”, MĂŞTI, ŢĂRĂ… ÎN ROMÂNIA",
        "SPÓŁKA »ŻÓŁĆ« KOŚCIÓŁ, PODRÓŻ",
        "Úžasné! Íž, Řž, ČŠ",
        "la santé\u{a0}», à\u{a0}«\u{a0}Paris\u{a0}»",
        "L’ÉTÉ”, NESCAFÉ™ et CAFÉ®, VOILÀ…",
        "Å 10 Å² und 3 Å³ ± 2 µ, ∫√π, x×½",
        "PÅ»GÅ” GRÖSSTE Ü” ÖBB®",
        "Від Ріо до Січі, акції партії, УкрСіббанк, АгроРіст",
        "В\u{a0}Москве «СССР» – Р°",
        "МакСі їхні, Љубав, Њега, ЂАК",
        "HÂLÂ… hâlâ”, RÜZGÂR»",
        "ÞÓRÐUR, Ðað, Ætt",
        "[ʃ] [ɔ̃] /ˈɛə/ ⟨ƒ⟩",
        "┌─┐│├─┤└─┘",
    ] {
        assert_eq!(repair(text), None, "{text}");
    }
}

#[test]
fn only_the_broken_paragraph_of_a_mixed_text_changes() {
    let (right, other) = ("Les élèves étaient là, « très » contents à l’été.", "La santé\u{a0}»: déjà vu.");
    let text = format!("{right}\n\n{}\n\n{other}", misread(TEXTS[1], WINDOWS_1252));
    assert_eq!(repair(&text), Some(format!("{right}\n\n{}\n\n{other}", TEXTS[1])));
}

#[test]
fn bytes_that_were_lost_are_told_from_their_place() {
    assert_eq!(
        repair("Il est allÃ© Ã  la plage, dÃ©jÃ  lÃ .").as_deref(),
        Some("Il est allé à la plage, déjà là.")
    );
    assert_eq!(repair("allÃ© Ã\u{20}la plage").as_deref(), Some("allé à la plage"));
    assert_eq!(repair("â€œThe mayorâ€ did notâ€¦").as_deref(), Some("“The mayor” did not…"));
    assert_eq!(repair("maÃ±ana habrÃa").as_deref(), Some("mañana habría"));
}

#[test]
fn controls_of_latin_1_are_marks_of_windows_1252() {
    let cases = [
        ("It\u{92}s \u{93}so\u{94} \u{96} l\u{92}\u{9c}uvre\u{85}", "It’s “so” – l’œuvre…"),
        ("Сказал: \u{93}да\u{94}", "Сказал: “да”"),
        ("well\u{85} yes", "well… yes"),
    ];
    for (broken, right) in cases {
        assert_eq!(repair(broken).as_deref(), Some(right));
    }
    // Alone and before a letter it is the line break that it is named for.
    assert_eq!(repair("One.\u{85}Two."), None);
    assert_eq!(repair("a\u{81}b"), None);
}

#[test]
fn what_was_lost_for_good_is_reported() {
    for text in ["caf\u{fffd}", "cafï¿½", "锟斤拷"] {
        assert!(is_damaged(text));
    }
    assert!(!is_damaged("café") && !is_damaged("cafe?"));
}

proptest! {
    #[test]
    fn any_text_is_repaired_or_left(text in "[a-cÃÂâ€™©éÄÅ\u{80}-\u{bf}ĂĹРСвЂ°├√ΓÇ \n]{0,60}") {
        if let Some(repaired) = repair(&text) {
            prop_assert_ne!(&repaired, &text);
            prop_assert!(repaired.len() <= text.len() * 2);
        }
    }

    #[test]
    fn plain_words_with_accents_are_right(text in "([a-z]{0,4}[àâçéèêëîïôûùüöäßñáíóúãõåøæ]([a-z]{1,3}|[”»…’] | – )| [A-Z]{1,4}[ÀÂÇÉÈÊÎÔÜÖÄÑÁÍÓÚÃÕÅØÆ]([A-Z]{1,3}|[”»…’] )){0,30}") {
        prop_assert_eq!(repair(&text), None);
    }
}

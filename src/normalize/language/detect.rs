//! The language of a text, from the text alone.
//!
//! The script decides first; where several languages write it, the table of n-grams does. More of a text
//! is read only while the best two are close or parts of it disagree. Promises bounded work, and a
//! confidence that can be read as the share of such answers that are right. Refuses texts of too few
//! letters, scripts that nothing covers, and texts that fit no language.

use super::model::{MODEL, STEPS, Table, Tally};
use super::sample::Sample;
use super::script::Script;
use super::seen::Seen;

/// Below so many letters of an alphabet, guesses are mostly wrong.
const LEAST_LETTERS: u32 = 28;
/// Stretches that are always read, those where parts of the text disagree, and those that are read at most.
const LEAST_STRETCHES: usize = 3;
const STRETCHES_OF_MIXED: usize = 10;
const MOST_STRETCHES: usize = 16;
/// A lead of so many units of natural logarithm ends the reading.
const ENOUGH: f32 = 30.0;
/// A stretch disagrees where it is so much better in another language than in the best one.
const DISSENT: f32 = 12.0;
/// Neighbouring n-grams say much the same, so a lead is worth only a part of what it seems.
const DISCOUNT: f32 = 0.35;
/// A script that one language writes is a near certainty, not a proof.
const BY_SCRIPT: f32 = 0.99;
/// Odds below this are not worth telling.
const LEAST_ODDS: f32 = 1e-5;
/// Languages with a rough model, which their own texts fit less well.
const ROUGH: [&str; 4] = ["ak", "jv", "tk", "uz"];

/// What the text says of its language.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    pub code: &'static str,
    pub confidence: f32,
    /// Others that the text could be in, with their confidence, the most probable first.
    pub rivals: Vec<(&'static str, f32)>,
    pub script: Script,
    /// How much was read, in letters of an alphabet.
    pub letters: u32,
}

/// Nothing where the text does not tell.
pub fn detect(title: &str, paragraphs: &[String]) -> Option<Told> {
    let sample = Sample::of(title, paragraphs);
    let mut seen = Seen::default();
    let mut read = 0;
    while read < sample.len().min(MOST_STRETCHES) && (read < LEAST_STRETCHES || !seen.is_clear()) {
        sample.stretch(read).for_each(|piece| seen.add(piece));
        read += 1;
    }
    let (script, letters) = seen.script();
    if letters < LEAST_LETTERS || seen.is_of_no_use() {
        return None;
    }
    let by_script = |code| Some(Told { code, confidence: BY_SCRIPT, rivals: Vec::new(), script, letters });
    if let Some(code) = seen.signature() {
        return by_script(code);
    }
    let told = match script {
        Script::Latin => by_table(&MODEL.latin, &sample, read, 1.55),
        Script::Cyrillic => by_table(&MODEL.cyrillic, &sample, read, 0.75),
        Script::Arabic => by_table(&MODEL.arabic, &sample, read, 0.4),
        Script::Devanagari => by_table(&MODEL.devanagari, &sample, read, 0.45),
        Script::Hebrew => by_table(&MODEL.hebrew, &sample, read, 0.4),
        Script::Han => by_script("zh"),
        Script::Kana => by_script("ja"),
        Script::Hangul => by_script("ko"),
        Script::Bengali => by_script("bn"),
        Script::Ethiopic => by_script("am"),
        Script::Of(code) => by_script(code),
    };
    told.map(|told| Told { script, letters, ..told })
}

/// `loosest` is how badly, per letter, a long text may fit its language, in units of natural logarithm.
fn by_table<const WIDTH: usize>(
    table: &Table<WIDTH>,
    sample: &Sample<'_>,
    read: usize,
    loosest: f32,
) -> Option<Told> {
    let mut total = Tally::new();
    let mut stretches: Vec<Tally<WIDTH>> = Vec::with_capacity(LEAST_STRETCHES);
    for turn in 0..sample.len().min(MOST_STRETCHES) {
        let mut tally = Tally::new();
        sample.stretch(turn).for_each(|piece| table.add(piece, &mut tally));
        total.merge(&tally);
        stretches.push(tally);
        if turn + 1 < read {
            continue;
        }
        let (best, lead) = lead(table, &total);
        let is_mixed = || stretches.iter().any(|stretch| behind(table, stretch, best) > DISSENT);
        if lead >= ENOUGH && (turn + 1 >= STRETCHES_OF_MIXED || !is_mixed()) {
            break;
        }
    }
    if total.rows == 0 {
        return None;
    }
    let odds = odds(table, &total);
    let all: f32 = odds.iter().map(|(_, odds)| odds).sum();
    let &(code, _) = odds.first()?;
    let looser = if ROUGH.contains(&code) { 1.4 } else { 1.0 };
    let known = chance_of_known(table, &total, loosest * looser);
    // What fits badly fits all languages badly: better unknown than the least bad.
    if known < 0.5 {
        return None;
    }
    let mut ranked = odds.into_iter().map(|(code, odds)| (code, odds / all * known));
    let (code, confidence) = ranked.next()?;
    Some(Told { code, confidence, rivals: ranked.collect(), script: Script::Latin, letters: 0 })
}

/// The best language and its lead over the second, in units of natural logarithm.
fn lead<const WIDTH: usize>(table: &Table<WIDTH>, tally: &Tally<WIDTH>) -> (usize, f32) {
    let (mut best, mut first, mut second) = (0, u32::MAX, u32::MAX);
    for (place, &sum) in tally.sums.iter().enumerate().take(table.codes.len()) {
        if sum < first {
            (best, first, second) = (place, sum, first);
        } else {
            second = second.min(sum);
        }
    }
    (best, units(second.saturating_sub(first)))
}

/// How much better another language fits than this one.
fn behind<const WIDTH: usize>(table: &Table<WIDTH>, tally: &Tally<WIDTH>, language: usize) -> f32 {
    let sums = || tally.sums.iter().take(table.codes.len());
    let (own, best) = (sums().nth(language), sums().min());
    units(own.unwrap_or(&0).saturating_sub(*best.unwrap_or(&0)))
}

/// Each language that the text could be in, the best first, which has 1.
fn odds<const WIDTH: usize>(table: &Table<WIDTH>, tally: &Tally<WIDTH>) -> Vec<(&'static str, f32)> {
    let (best, _) = lead(table, tally);
    let least = tally.sums.get(best).copied().unwrap_or(0);
    let languages = table.codes.iter().zip(&tally.sums);
    let mut odds: Vec<_> = languages
        .map(|(&code, &sum)| (code, (-units(sum.saturating_sub(least)) * DISCOUNT).exp()))
        .filter(|(_, odds)| *odds > LEAST_ODDS)
        .collect();
    odds.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    odds
}

/// The chance that the text is in one of the languages of the table; short texts may fit less well.
fn chance_of_known<const WIDTH: usize>(table: &Table<WIDTH>, tally: &Tally<WIDTH>, loosest: f32) -> f32 {
    let rows = real(tally.rows.max(1));
    let (best, _) = lead(table, tally);
    let fit = units(tally.sums.get(best).copied().unwrap_or(0)) / rows;
    let limit = loosest * (1.0 + 1.6 / rows.sqrt());
    1.0 / (1.0 + ((fit - limit) / limit * 20.0).exp())
}

fn units(steps: u32) -> f32 {
    real(steps) / STEPS
}

#[expect(clippy::cast_precision_loss, reason = "sums over a bounded sample stay far below 2^24")]
fn real(number: u32) -> f32 {
    number as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<&'static str> {
        detect("", &[text.to_owned()]).map(|told| told.code)
    }

    const ENGLISH: &str = "The council voted on Tuesday to repair the bridge before winter. Local shops had asked \
                           for the work to start in spring, when fewer visitors come to the town. ";
    const ITALIAN: &str = "Il consiglio ha votato martedì per riparare il ponte prima dell'inverno. I negozi \
                           avevano chiesto di cominciare i lavori in primavera, quando ci sono meno turisti. ";

    #[test]
    fn languages_are_told_in_all_scripts() {
        for (language, text) in [
            ("de", "Der Rat hat am Dienstag beschlossen, die Brücke noch vor dem Winter zu erneuern."),
            ("nl", "De raad besloot dinsdag om de brug nog voor de winter te laten herstellen."),
            (
                "gl",
                "Os veciños da vila agardaban dende hai anos que o concello arranxase a ponte vella; a alcaldesa dixo onte que as obras non comezarán ata a primavera.",
            ),
            ("tr", "Belediye meclisi salı günü köprünün kıştan önce onarılmasına karar verdi."),
            ("vi", "Hội đồng thành phố hôm qua quyết định sửa chữa cây cầu trước mùa đông năm nay."),
            ("uk", "Міська рада у вівторок вирішила відремонтувати міст ще до початку зими."),
            ("kk", "Қалалық кеңес сейсенбі күні көпірді қысқа дейін жөндеу туралы шешім қабылдады."),
            ("sr", "Градско веће је у уторак одлучило да се мост поправи пре почетка зиме."),
            ("fa", "شورای شهر روز سه‌شنبه تصمیم گرفت پل را پیش از زمستان تعمیر کند."),
            ("ur", "شہری کونسل نے منگل کو فیصلہ کیا کہ پل کی مرمت سردیوں سے پہلے کی جائے گی۔"),
            ("ne", "नगर परिषदले मंगलबार पुल जाडो सुरु हुनुअघि मर्मत गर्ने निर्णय गरेको छ।"),
            ("mr", "नगर परिषदेने मंगळवारी पूल हिवाळ्यापूर्वी दुरुस्त करण्याचा निर्णय घेतला आहे."),
            ("el", "Το δημοτικό συμβούλιο αποφάσισε την Τρίτη να επισκευαστεί η γέφυρα."),
            ("yi", "דער שטאָטראַט האָט באַשלאָסן צו פֿאַרריכטן די בריק נאָך פֿאַרן ווינטער."),
            ("ja", "市議会は火曜日、冬が来る前に橋を修理することを決めた。"),
            ("zh", "市议会星期二决定在冬天到来之前修复这座桥。"),
            ("ko", "시의회는 화요일 겨울이 오기 전에 다리를 수리하기로 결정했다."),
            ("am", "የከተማው ምክር ቤት ማክሰኞ ዕለት ድልድዩ እንዲጠገን ወሰነ።"),
            ("ckb", "ئەنجوومەنی شار ڕۆژی سێشەممە بڕیاری دا پردەکە پێش زستان چاک بکرێتەوە."),
        ] {
            assert_eq!(code(text), Some(language), "{text}");
        }
    }

    #[test]
    fn a_long_text_with_some_foreign_sentences_is_one_language() {
        for quotation in
            [ENGLISH, "Die Brücke ist alt, sagte der Bürgermeister, und wir müssen sie erneuern. "]
        {
            let mixed = format!("{quotation}{}{quotation}{}", ITALIAN.repeat(4), ITALIAN.repeat(3));
            assert_eq!(code(&mixed), Some("it"));
        }
        let paragraphs: Vec<String> =
            (0..12).map(|n| if n % 4 == 0 { ENGLISH } else { ITALIAN }.to_owned()).collect();
        assert_eq!(detect(ENGLISH, &paragraphs).unwrap().code, "it");
    }

    #[test]
    fn a_headline_full_of_foreign_names_does_not_decide() {
        let headline = "Szczepański, Grzegorzewska e Wójcik: Żółkiewski trafia do Krzywińskiego";
        assert_eq!(detect(headline, &[ENGLISH.to_owned()]).unwrap().code, "en");
    }

    #[test]
    fn an_english_quotation_inside_chinese_text_stays_chinese() {
        let chinese = "市议会星期二决定在冬天到来之前修复这座桥。居民们说他们已经等了很多年。";
        assert_eq!(code(&format!("{chinese}{ENGLISH}{}", chinese.repeat(3))), Some("zh"));
    }

    #[test]
    fn addresses_say_nothing() {
        let address =
            "https://news.example/the-council-voted-on-tuesday/to-repair-the-bridge?before=the-winter ";
        let text = format!(
            "{address}desk@news.example {address}{address}Ponte, lavori prima dell'inverno: si parte."
        );
        assert_eq!(code(&text), Some("it"));
    }

    #[test]
    fn what_no_model_covers_is_unknown() {
        for text in [
            "https https https https https https https https https https https https",
            "日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日日",
            "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ ᎠᏂᏴᏫᏯ ᎤᎾᏤᎵ ᎦᏬᏂᎯᏍᏗ ᎨᏒᎢ ᎠᎴ ᎤᏂᏁᏨᎢ ᎠᏂᏣᎳᎩ ᎤᏂᏩᏛᏗ, said the speaker of the council",
            "xqzt vbrrk plmnv qwrtz dfghj klzxc vbnmq wrtpl kjhgf dszxc vbnmt rqplk",
            "Gwamnatin jihar ta bayyana cewa za a gyara gadar kafin lokacin hunturu, inji shugaban majalisar birnin.",
        ] {
            assert_eq!(code(text), None, "{text}");
        }
    }

    #[test]
    fn hostile_texts_cost_little_and_break_nothing() {
        let long = "a".repeat(1_000_000);
        let empty = vec![String::new(); 1_000_000];
        let words = vec!["a".to_owned(); 100_000];
        let odd = "\u{0}\u{FFFD}e\u{301}🏳️‍🌈\u{202E}İSTANBUL ǅ ﬁ \u{10FFFF}".repeat(1000);
        for paragraphs in
            [vec![long], empty, words, vec![odd], vec!["日".repeat(100_000)], vec!["\u{301}".repeat(9999)]]
        {
            let told = detect("", &paragraphs);
            assert!(told.is_none_or(|told| (0.0..=1.0).contains(&told.confidence)));
        }
    }
}

//! The words by which newspapers call their sections, in the languages of the press.
//!
//! Words that a headline may end with after a dash, such as those of countries or of sources (`- police -`),
//! are left out on purpose.

/// In lower case, sorted by their bytes.
#[rustfmt::skip]
const SECTIONS: [&str; 349] = [
    "accueil", "actu", "actualidad", "actualité", "actualités", "aktuelles", "ambiente", "arts",
    "attualità", "ausland", "autoren", "belföld", "berita", "bildung", "binnenland", "bisnis", "biznes",
    "blog", "blogs", "books", "bourse", "buitenland", "business", "byznys", "börse", "bücher", "calcio",
    "celebrity", "chronik", "ciencia", "cinéma", "ciência", "climate", "comment", "commentary", "commenti",
    "courts", "cricket", "crime", "cronaca", "cultura", "culture", "cultuur", "debat", "debatt", "deportes",
    "desporto", "domácí", "društvo", "débats", "dünya", "economia", "economics", "economie", "economy",
    "economía", "editorial", "editorials", "educación", "education", "ekonomi", "ekonomija", "ekonomika",
    "empresas", "entertainment", "entretenimento", "entretenimiento", "environment", "environnement",
    "erhverv", "espectáculos", "esporte", "esportes", "esteri", "eu", "europe", "externe", "fashion",
    "features", "feuilleton", "film", "finance", "finanza", "finanzen", "food", "football", "forsiden",
    "futebol", "fußball", "fútbol", "gazdaság", "gesellschaft", "gesundheit", "gezondheid", "gospodarka",
    "gündem", "haber", "haberler", "health", "hiburan", "home", "homepage", "hronika", "idées",
    "immobilien", "indland", "inicio", "inland", "innenriks", "inrikes", "internacional", "internasional",
    "international", "interni", "karriere", "kendte", "kotimaa", "kraj", "kulttuuri", "kultur", "kultúra",
    "külföld", "latest", "law", "libri", "libros", "life", "lifestyle", "livres", "local", "locales",
    "lokales", "magazin", "markets", "meinung", "meninger", "mercado", "mercados", "metro", "monde",
    "mondo", "money", "motori", "motoring", "movies", "mundo", "music", "musique", "nachrichten",
    "nacional", "nasional", "national", "nauka", "negocios", "negócios", "netzwelt", "news", "nieuws",
    "noticias", "notizie", "notícias", "nyheder", "nyheter", "názory", "nöje", "obituaries", "olahraga",
    "opinie", "opinion", "opinioni", "opinions", "opinião", "opinión", "panorama", "planète", "politica",
    "politics", "politică", "politiek", "politiikka", "politik", "politika", "politikk", "politique",
    "polityka", "política", "portada", "property", "ratgeber", "regio", "region", "regional", "reise",
    "reviews", "rugby", "région", "régions", "salud", "salute", "samfund", "samfunn", "santé", "saúde",
    "sağlık", "science", "sciences", "scienza", "scienze", "siyaset", "soccer", "sociedad", "sociedade",
    "society", "società", "société", "spettacoli", "spettacolo", "spor", "sport", "sports", "społeczeństwo",
    "startseite", "style", "sucesos", "svet", "svět", "sănătate", "talous", "tech", "technik",
    "technologies", "technology", "tecnologia", "tecnología", "teknoloji", "television", "tennis",
    "theatre", "travel", "udland", "uk", "ulkomaat", "unterhaltung", "urheilu", "us", "usa", "utenriks",
    "utrikes", "uutiset", "verbraucher", "vesti", "vetenskap", "viaggi", "viajes", "voetbal", "voyage",
    "weather", "wetenschap", "wiadomości", "wirtschaft", "wissen", "wissenschaft", "world", "yaşam",
    "zahraničí", "zdrowie", "zprávy", "économie", "éducation", "økonomi", "świat", "știri", "αθλητικά",
    "διεθνή", "ειδήσεις", "κοινωνία", "κόσμος", "οικονομία", "πολιτική", "πολιτισμός", "бизнес",
    "економіка", "икономика", "культура", "мир", "наука", "новини", "новости", "общество", "политика",
    "політика", "происшествия", "свят", "світ", "спорт", "суспільство", "технологии", "экономика", "חדשות",
    "כלכלה", "ספורט", "תרבות", "أخبار", "اقتصاد", "اقتصادی", "ثقافة", "رياضة", "سياسة", "سیاسی", "محليات",
    "ورزشی", "खेल", "राजनीति", "エンタメ", "スポーツ", "ニュース", "体育", "健康", "国际", "國際", "娛樂", "娱乐", "政治", "文化", "新聞",
    "新闻", "时政", "時政", "生活", "社会", "社會", "科学", "科技", "経済", "經濟", "经济", "要聞", "要闻", "財經", "财经", "體育", "경제",
    "국제", "뉴스", "문화", "사회", "스포츠", "연예", "정치",
];

/// What may stand between two of them.
const BETWEEN: [&str; 12] = ["&", "and", "und", "et", "e", "y", "en", "og", "och", "of", "der", "+"];

/// The few that follow the name of a place or subject, as in `Coast News`: others end the names of people, too, as in
/// `Ada Law`.
#[rustfmt::skip]
const AFTER_NAMES: [&str; 16] = [
    "actualités", "business", "football", "haberleri", "nachrichten", "news", "nieuws", "noticias", "notizie",
    "notícias", "politics", "spor", "sport", "sports", "weather", "новости",
];
/// In bytes. Longer parts are no names of sections.
const LONGEST: usize = 80;

/// Whether a part is the name of a section: such words alone (`Politics`, `Arts & Culture`), or one after the name
/// of a place or subject (`Coast News`).
pub fn is_section(part: &str) -> bool {
    let count = part.split(' ').count();
    if count > 4 || part.len() > LONGEST {
        return false;
    }
    let lower = part.to_lowercase();
    let mut words = lower.split(' ');
    if words.all(|word| is_named(word) || BETWEEN.contains(&word)) {
        return lower.split(' ').any(is_named);
    }
    count == 2
        && lower.rsplit(' ').next().is_some_and(|last| AFTER_NAMES.contains(&last))
        && part.split(' ').all(|word| word.starts_with(char::is_uppercase))
}

fn is_named(word: &str) -> bool {
    SECTIONS.binary_search(&word).is_ok()
}

/// What stands before the words for sections that end a part: `Harbour Post` of `Harbour Post Sport`.
pub fn before_sections(part: &str) -> impl Iterator<Item = &str> {
    let mut name = if part.len() <= LONGEST { part } else { "" };
    std::iter::from_fn(move || {
        while let Some((before, word)) = name.rsplit_once(' ') {
            let lower = word.to_lowercase();
            let is_section = is_named(&lower);
            name = if is_section || BETWEEN.contains(&lower.as_str()) { before } else { "" };
            if is_section {
                return Some(before);
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_sorted_for_searching() {
        assert!(SECTIONS.is_sorted() && AFTER_NAMES.is_sorted());
    }

    #[test]
    fn sections_are_told_from_words_of_a_headline() {
        for part in ["Politics", "CRONACA", "Arts & Culture", "World News", "Coast News", "Экономика", "政治"]
        {
            assert!(is_section(part), "{part}");
        }
        for part in ["Police", "Ada Law", "the return", "no sport", "&", "Minister quits politics", ""] {
            assert!(!is_section(part), "{part}");
        }
    }

    #[test]
    fn the_name_before_sections_is_found() {
        let names: Vec<&str> = before_sections("Harbour Post Arts & Culture").collect();
        assert_eq!(names, ["Harbour Post Arts &", "Harbour Post"]);
        assert_eq!(before_sections("Politics").count() + before_sections("Harbour Post").count(), 0);
    }
}

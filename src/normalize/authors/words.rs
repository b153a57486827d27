//! The words by which names are told from roles, agencies, places and what stands between names.
//!
//! Every list is in lower case and sorted by bytes, so that a word is found without going through the list.

use super::list::List;

/// What people of the press are called by their work.
#[rustfmt::skip]
static ROLES: List = List::new(&[
    "analyst", "anchor", "author", "autor", "autorin", "blogger", "candidate", "cartoonist",
    "chefredakteur", "chefredakteurin", "chief", "chroniqueur", "chroniqueuse", "colaborador",
    "colaboradora", "collaboratore", "columnist", "columnista", "columniste", "columnists", "colunista",
    "commentator", "contributor", "contributors", "correspondant", "correspondante", "correspondent",
    "correspondente", "correspondents", "corresponsal", "corresponsales", "corrispondente",
    "corrispondenti", "critic", "debattør", "director", "direttore", "doctorant", "doctorante", "doktorand",
    "doktorandin", "dopisnik", "dziennikarka", "dziennikarz", "economist", "editor", "editora",
    "editorialista", "editors", "editör", "editörü", "enviada", "enviado", "envoyé", "envoyée", "fellow",
    "fotograaf", "fotograf", "fotografin", "fotografo", "fotógrafo", "freelance", "freelancer",
    "giornalista", "historian", "hoogleraar", "host", "illustrator", "intern", "inviata", "inviato",
    "jornalista", "journalist", "journaliste", "journalistes", "journalistin", "journalists", "jurnalist",
    "kolumnist", "kolumnistin", "komentátor", "kommentator", "kontributor", "korespondent", "korrespondent",
    "korrespondentin", "lecturer", "mitarbeiter", "mitarbeiterin", "muhabir", "muhabiri", "novelist",
    "novinar", "novinarka", "novinář", "novinářka", "periodista", "photographe", "photographer",
    "photographers", "presenter", "producer", "profesor", "profesora", "profesorius", "professeur",
    "professor", "professorin", "publicysta", "publisher", "redacteur", "redactor", "redactora",
    "redactrice", "redakteur", "redakteure", "redakteurin", "redaktor", "redaktorin", "redaktorka",
    "redaktör", "redaktør", "redator", "redatora", "redattore", "redattori", "redattrice", "reporter",
    "reportera", "reporterin", "reportero", "reporters", "reportér", "reportérka", "repórter", "researcher",
    "ressortleiter", "ressortleiterin", "rédacteur", "rédactrice", "scholar", "skribent", "staff",
    "strategist", "student", "szerkesztő", "tudósító", "verslaggeefster", "verslaggever", "videographer",
    "volontär", "volontärin", "wartawan", "writer", "writers", "yazar", "ziarist", "zpravodaj",
    "éditorialiste", "újságíró", "žurnalistas", "žurnalistė", "ανταποκριτής", "δημοσιογράφος", "συντάκτης",
    "автор", "журналист", "журналіст", "колумнист", "кореспондент", "корреспондент", "обозреватель",
    "оглядач", "редактор", "صحفي", "كاتب", "مراسل",
]);

/// Where those who are no journalists come from.
#[rustfmt::skip]
static SCHOOLS: List = List::new(&[
    "academy", "college", "hochschule", "institut", "institute", "instituto", "istituto", "school",
    "universidad", "universidade", "universitat", "universiteit", "universitet", "university", "università",
    "universität", "université", "univerzita", "uniwersytet", "üniversitesi", "институт", "университет",
]);

/// What stands after a name and belongs to it, without dots.
#[rustfmt::skip]
static SUFFIXES: List = List::new(&[
    "ba", "bs", "bsc", "cbe", "cfa", "cfp", "cpa", "cpt", "cscs", "dds", "dmd", "do", "dphil", "dpt", "dvm",
    "edd", "esq", "faap", "facp", "filho", "frs", "ii", "iii", "iv", "jd", "jr", "júnior", "kc", "lcsw",
    "llb", "llm", "lmft", "ma", "mba", "mbe", "md", "mep", "mfa", "mp", "mph", "mphil", "ms", "msc", "neto",
    "np", "obe", "od", "ofm", "op", "osb", "pharmd", "phd", "psyd", "pt", "qc", "rd", "rdn", "ret", "rn",
    "sj", "sr",
]);

/// Words in lower case that belong to a name.
#[rustfmt::skip]
static PARTICLES: List = List::new(&[
    "'t", "abd", "abu", "af", "al", "ap", "av", "ben", "bin", "bint", "d'", "da", "dalla", "das", "de",
    "degli", "dei", "del", "della", "den", "der", "des", "di", "do", "dos", "du", "e", "el", "fitz", "i",
    "ibn", "it", "la", "las", "le", "lo", "los", "mac", "mc", "na", "nic", "ní", "o'", "om", "op", "san",
    "st", "te", "ten", "ter", "ul", "und", "ur", "van", "vom", "von", "y", "zu", "zum", "zur",
]);

/// Words in the names of desks and offices, which may hold an `and`.
#[rustfmt::skip]
static ORGANIZATIONS: List = List::new(&[
    "agence", "agences", "agencia", "agencias", "agencies", "agency", "agentur", "agenturen", "agenzia",
    "agenzie", "agências", "association", "authority", "bank", "board", "bureau", "business", "center",
    "centre", "channel", "church", "club", "college", "commission", "committee", "company",
    "correspondents", "council", "court", "culture", "daily", "department", "desk", "editors", "embassy",
    "entertainment", "features", "foundation", "gmbh", "government", "group", "health", "hochschule",
    "hospital", "inc", "institut", "institute", "instituto", "istituto", "llc", "ltd", "magazine", "media",
    "ministerium", "ministry", "museum", "network", "news", "newspaper", "office", "online", "opinion",
    "party", "politics", "post", "press", "press-agentur", "presse", "presse-agentur", "radio", "redacción",
    "redactie", "redakce", "redakcja", "redaktion", "redaktionen", "redazione", "redação", "report",
    "reporters", "reports", "rédaction", "school", "science", "service", "services", "society", "sports",
    "staff", "team", "technology", "times", "tv", "union", "university", "verband", "verein", "wires",
    "редакция", "редакція",
]);

/// With which names of newspapers end, apart from those of offices.
#[rustfmt::skip]
static NEWSPAPERS: List = List::new(&[
    "abendblatt", "anzeiger", "argus", "bulletin", "chronicle", "corriere", "courier", "diario", "dispatch",
    "echo", "examiner", "express", "gazette", "gazzetta", "giornale", "globe", "guardian", "herald",
    "independent", "inquirer", "journal", "kurier", "mail", "mercury", "mirror", "monde", "mundo",
    "nachrichten", "observer", "país", "record", "register", "repubblica", "review", "rundschau",
    "sentinel", "standard", "star", "sun", "tagblatt", "tageblatt", "tagesspiegel", "telegraph", "tribune",
    "wire", "zeitung",
]);

/// What stands between two names.
#[rustfmt::skip]
static CONJUNCTIONS: List = List::new(&[
    "&", "+", "a", "and", "avec", "con", "dan", "dhe", "e", "en", "et", "eta", "i", "ir", "ja", "met",
    "mit", "och", "og", "oraz", "un", "und", "ve", "và", "və", "with", "x", "y", "·", "és", "şi", "și",
    "και", "и", "та", "і", "और", "•", "･",
]);

/// What programs and pages put where a name should be.
#[rustfmt::skip]
static NOBODY: List = List::new(&[
    "[object object]", "actualizado", "admin", "administrador", "administrateur", "administrator",
    "aggiornato", "aktualisiert", "amministratore", "and others", "author", "authors", "beheerder",
    "bilinmiyor", "comment", "comments", "contact", "desconhecido", "desconocida", "desconocido", "e-mail",
    "editor admin", "email", "et al", "facebook", "false", "follow", "follow author", "guest", "inconnu",
    "last updated", "lesezeit", "log in", "login", "min de lecture", "min lesezeit", "min read",
    "minute read", "minutes read", "mis à jour", "mis à jour le", "mise à jour", "n.a", "n/a", "nan", "nil",
    "no author", "none", "null", "object object", "others", "published", "publié", "publié le", "read more",
    "redactie admin", "root", "sconosciuto", "share", "sign in", "site admin", "subscribe", "super user",
    "superuser", "test", "the author", "true", "tweet", "twitter", "u.a", "unbekannt", "und andere",
    "undefined", "unknown", "unknown author", "updated", "user", "view profile", "webmaster", "wp admin",
    "wpadmin", "última actualización", "админ", "администратор", "неизвестен", "неизвестно", "неизвестный",
    "обновлено", "опубликовано", "مجهول", "نامعلوم", "不明", "佚名", "未知", "관리자",
]);

/// Where correspondents are, when a byline says it.
#[rustfmt::skip]
static PLACES: List = List::new(&[
    "abu dhabi", "addis ababa", "amsterdam", "ankara", "athens", "atlanta", "australia", "baghdad",
    "bangkok", "barcelona", "beijing", "beirut", "berlin", "bern", "bogotá", "boston", "brasília", "brazil",
    "bruselas", "brussels", "bruxelas", "bruxelles", "brüssel", "budapest", "buenos aires", "cairo",
    "canada", "canberra", "cape town", "caracas", "chicago", "china", "copenhagen", "dallas", "delhi",
    "den haag", "dhaka", "doha", "dubai", "dublin", "france", "frankfurt", "geneva", "genève", "germany",
    "habana", "hamburg", "helsinki", "ho chi minh city", "hong kong", "houston", "india", "iran", "iraq",
    "islamabad", "israel", "istanbul", "italy", "jakarta", "japan", "jerusalem", "johannesburg", "kabul",
    "karachi", "kiev", "kuala lumpur", "kyiv", "köln", "københavn", "lagos", "las vegas", "lima", "lisboa",
    "lisbon", "london", "londra", "londres", "los angeles", "madrid", "manila", "melbourne", "mexico",
    "mexico city", "miami", "milan", "milano", "montevideo", "mosca", "moscou", "moscow", "moscú", "moskau",
    "mumbai", "munich", "münchen", "nairobi", "napoli", "new delhi", "new york", "new zealand",
    "north korea", "oslo", "ottawa", "paris", "pechino", "peking", "pekín", "porto", "prague", "pékin",
    "rio de janeiro", "riyadh", "roma", "rome", "rotterdam", "russia", "san diego", "san francisco",
    "santiago", "sao paulo", "saudi arabia", "seattle", "seoul", "sevilla", "shanghai", "singapore",
    "south africa", "south korea", "spain", "st petersburg", "stockholm", "sydney", "são paulo", "taipei",
    "tehran", "tel aviv", "tokyo", "torino", "toronto", "turkey", "ukraine", "united kingdom",
    "united states", "valencia", "vienna", "warsaw", "washington", "washington dc", "washington, d.c.",
    "wien", "zurich", "zürich", "киев", "київ", "минск", "москва",
]);

/// With which Italian names end that begin with the surname, as `Di Marco Diana` may.
#[rustfmt::skip]
static GIVEN_NAMES: List = List::new(&[
    "alessandra", "alessandro", "alessia", "alessio", "andrea", "angela", "angelo", "anna", "antonella",
    "antonio", "barbara", "carla", "carlo", "chiara", "claudia", "claudio", "cristina", "daniela",
    "daniele", "davide", "diana", "domenico", "elena", "elisa", "emanuele", "enrico", "fabio", "federica",
    "federico", "filippo", "francesca", "francesco", "gabriele", "gianluca", "giorgia", "giorgio",
    "giovanna", "giovanni", "giulia", "giuseppe", "laura", "lorenzo", "luca", "lucia", "luigi", "marco",
    "maria", "mario", "martina", "massimo", "matteo", "maurizio", "michele", "nicola", "paola", "paolo",
    "roberta", "roberto", "sara", "silvia", "simone", "stefania", "stefano", "valentina",
]);

/// No Portuguese name begins with them, so that an `e` before them is within a surname, as in `Costa e Silva`.
#[rustfmt::skip]
static PORTUGUESE_SURNAMES: List = List::new(&[
    "abreu", "albuquerque", "almeida", "brito", "castro", "costa", "cunha", "faro", "ferreira", "lima",
    "mello", "melo", "meneses", "menezes", "moura", "noronha", "oliveira", "pereira", "santos", "silva",
    "sousa", "souza", "sá", "vasconcelos",
]);

/// What a credit says of its own correspondent: `unser Korrespondent`, `notre envoyé`.
#[rustfmt::skip]
static OUR: List = List::new(&[
    "a", "af", "an", "av", "dal", "dalla", "das", "de", "del", "der", "di", "die", "el", "from", "il", "la",
    "le", "naš", "nossa", "nosso", "nostra", "nostro", "notre", "nuestra", "nuestro", "onze", "our", "par",
    "por", "the", "un", "una", "une", "unser", "unsere", "unserem", "unserer", "von", "vår", "наш",
]);

pub fn is_role(word: &str) -> bool {
    ROLES.has(word)
}

pub fn is_school(word: &str) -> bool {
    SCHOOLS.has(word)
}

pub fn is_given_name(word: &str) -> bool {
    GIVEN_NAMES.has(word)
}

pub fn is_portuguese_surname(word: &str) -> bool {
    PORTUGUESE_SURNAMES.has(word)
}

pub fn is_our(word: &str) -> bool {
    OUR.has(word)
}

pub fn is_particle(word: &str) -> bool {
    PARTICLES.has(word)
}

pub fn is_of_organization(word: &str) -> bool {
    ORGANIZATIONS.has(word)
}

pub fn is_newspaper(word: &str) -> bool {
    NEWSPAPERS.has(word)
}

pub fn is_conjunction(word: &str) -> bool {
    CONJUNCTIONS.has(word)
}

pub fn is_nobody(lower: &str) -> bool {
    NOBODY.has(lower)
}

pub fn is_place(lower: &str) -> bool {
    PLACES.has(lower)
}

/// `Jr.`, `Ph.D.`, `III`, also two of them.
pub fn is_suffix(text: &str) -> bool {
    let mut words = text
        .split(' ')
        .map(|word| -> String { word.chars().filter(|c| *c != '.').flat_map(char::to_lowercase).collect() });
    words.clone().count() <= 2 && words.all(|word| SUFFIXES.has(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_for_searching() {
        let lists: [&List; 12] = [
            &NEWSPAPERS,
            &SCHOOLS,
            &ROLES,
            &GIVEN_NAMES,
            &PORTUGUESE_SURNAMES,
            &OUR,
            &SUFFIXES,
            &PARTICLES,
            &ORGANIZATIONS,
            &CONJUNCTIONS,
            &NOBODY,
            &PLACES,
        ];
        assert!(lists.iter().all(|list| list.is_sorted()));
    }

    #[test]
    fn suffixes_are_known_with_and_without_dots() {
        assert!(["Jr", "Jr.", "Ph.D.", "PHD", "III", "MS RDN"].iter().all(|text| is_suffix(text)));
        assert!(!["Rome", "Anna", "", "Jr Berti"].iter().any(|text| is_suffix(text)));
    }
}

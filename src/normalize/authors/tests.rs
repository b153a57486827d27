//! Bylines as pages and feeds write them.

use super::*;
use proptest::prelude::*;

const HARBOUR: SiteNames<'_> =
    SiteNames { name: "Harbour Post", host: "www.harbour-post.example", domain: "harbour-post.example" };

fn authors(found: &[&str]) -> Vec<String> {
    read(&found.iter().map(|&entry| entry.to_owned()).collect::<Vec<_>>(), &HARBOUR)
}

#[test]
fn one_text_may_name_several() {
    for text in [
        "Ada Holm; Bo Berg",
        "Ada Holm, Bo Berg",
        "By Ada Holm and Bo Berg",
        "Ada Holm & Bo Berg",
        "Von Ada Holm und Bo Berg",
        "Par Ada Holm et Bo Berg",
        "Di Ada Holm e Bo Berg",
        "Por Ada Holm y Bo Berg",
        "Ada Holm i Bo Berg",
        "Door Ada Holm en Bo Berg",
        "Av Ada Holm och Bo Berg",
        "Ada Holm og Bo Berg",
        "Ada Holm ja Bo Berg",
        "Ada Holm и Bo Berg",
        "Ada Holm ve Bo Berg",
        "Ada Holm și Bo Berg",
        "Ada Holm és Bo Berg",
        "Ada Holm a Bo Berg",
        "Ada Holm | Bo Berg",
        "Ada Holm/Bo Berg",
        "Ada Holm · Bo Berg",
        "ADA HOLM AND BO BERG",
        "Ada Holm\nBo Berg",
        "Ada Holm, and Bo Berg",
        "Ada Holm (Text) und Bo Berg (Fotos)",
        "Text: Ada Holm, Fotos: Bo Berg",
        "Ada Holm AND Bo Berg",
        "Ada Holm And Bo Berg",
        "Ada Holm, University of York and Bo Berg, University of Kent",
        "Ada Holm, Professor of Law, University of York and Bo Berg, Lecturer in Ethics, University of Kent",
        "Ada Holm (University of York) and Bo Berg (University of Kent)",
        "Ada Holm, London and Bo Berg, Rome",
        "Ada Holm and Bo Berg for The Post",
        "Ada Holm and Bo Berg for The Guardian",
        "Ada Holm in Rome and Bo Berg in Paris for The Guardian",
        "Ada Holm und Bo Berg für die Deutsche Presse-Agentur",
        "Ada Holm, photos by Bo Berg",
        "By Ada Holm. Photographs by Bo Berg",
        "Ada Holm Photos by Bo Berg",
        "Reporting by Ada Holm and Bo Berg; Editing by Cy Dahl",
        "Reporting by Ada Holm; additional reporting by Bo Berg; Editing by Cy Dahl",
        "Ada Holm / May 1, 2024 / Bo Berg",
    ] {
        let lower: Vec<String> = authors(&[text]).iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(lower, ["ada holm", "bo berg"], "{text}");
    }
    assert_eq!(authors(&["Ada Holm, Bo Berg and Cy Dahl"]), ["Ada Holm", "Bo Berg", "Cy Dahl"]);
    assert_eq!(authors(&["林海、王河"]), ["林海", "王河"]);
    assert_eq!(authors(&["By 나바다,가람"]), ["나바다", "가람"]);
}

#[test]
fn what_holds_an_and_is_not_always_two() {
    for name in [
        "Food and Drink",
        "Salt & Sea",
        "Ministry of Trade and Industry",
        "Arts and Culture Desk",
        "Juan Puig i Vidal",
        "José Ortega y Gasset",
        "Le Soir et AFP",
        "Marine & Coast Institute",
    ] {
        assert_eq!(authors(&[name]), [name]);
    }
}

#[test]
fn the_family_name_may_come_first() {
    assert_eq!(authors(&["Holm, Ada"]), ["Holm, Ada"]);
    assert_eq!(authors(&["Holm, A."]), ["Holm, A."]);
    assert_eq!(authors(&["Holm, Ada; Berg, Bo"]), ["Holm, Ada", "Berg, Bo"]);
    assert_eq!(authors(&["Holm, Ada and Berg, Bo"]), ["Holm, Ada", "Berg, Bo"]);
    assert_eq!(authors(&["van der Holm, Ada"]), ["van der Holm, Ada"]);
    assert_eq!(authors(&["AFP, LIMASSOL"]), ["AFP, LIMASSOL"]);
}

#[test]
fn what_may_be_one_name_or_several_stays_whole_as_written() {
    for text in [
        "Holm, Berg and Dahl",
        "Holm, Berg, and Dahl",
        "Salt, Sea and Storm",
        "Adaholm, Boberg",
        "عبد الله، سارة",
        "Di Marco Diana",
        "Artur Costa e Silva Pereira",
        "Costa e Silva Pereira",
    ] {
        assert_eq!(authors(&[text]), [text]);
    }
    assert_eq!(authors(&["Ana Costa e Rui Pereira"]), ["Ana Costa", "Rui Pereira"]);
    assert_eq!(authors(&["Bo Berg,  Jr., Ada Holm,MD"]), ["Bo Berg, Jr.", "Ada Holm,MD"]);
}

#[test]
fn a_byline_may_be_a_sentence() {
    assert_eq!(authors(&["Published by Ada Holm on Monday"]), ["Ada Holm"]);
    assert_eq!(authors(&["De notre envoyé spécial à Kiev, Ada Holm"]), ["Ada Holm"]);
    assert_eq!(authors(&["Por nuestro enviado a Roma, Ada Holm"]), ["Ada Holm"]);
    assert_eq!(authors(&["Texto: Ada Holm Fotos: Bo Berg"]), ["Ada Holm", "Bo Berg"]);
    assert_eq!(authors(&["Ada Holm Text und Fotos: Bo Berg"]), ["Ada Holm", "Bo Berg"]);
    assert_eq!(authors(&["Text und Fotos: Bo Berg"]), ["Bo Berg"]);
    assert_eq!(authors(&["Di Ada Berti"]), ["Ada Berti"]);
}

#[test]
fn a_byline_may_be_in_brackets() {
    assert_eq!(authors(&["（記者 林小海）"]), ["林小海"]);
    assert_eq!(authors(&["【記者林小海／台北報導】"]), ["林小海"]);
    assert_eq!(authors(&["(By Ada Holm)"]), ["Ada Holm"]);
    assert_eq!(authors(&["(Ada) Holm (Bo)"]), ["(Ada) Holm (Bo)"]);
}

#[test]
fn vietnamese_names_are_long() {
    let (a, b) = ("Trần Thị Biển Khơi", "Lê Hải Đăng");
    assert_eq!(authors(&[&format!("{a} - {b}")]), [a, b]);
}

#[test]
fn suffixes_stay_with_their_names() {
    assert_eq!(authors(&["Bo Berg, Jr., Ada Holm, PhD"]), ["Bo Berg, Jr.", "Ada Holm, PhD"]);
    assert_eq!(authors(&["Ada Holm, MD, MPH"]), ["Ada Holm, MD, MPH"]);
    assert_eq!(authors(&["Bo Berg III"]), ["Bo Berg III"]);
}

#[test]
fn roles_places_and_the_outlet_are_no_authors() {
    for text in [
        "Ada Holm, Political Editor",
        "Ada Holm in Rome",
        "Ada Holm, London",
        "Ada Holm / Reporter",
        "Ada Holm | Harbour Post",
        "Ada Holm, Harbour Post",
        "Ada Holm, harbour-post.example",
        "Harbour Post - Ada Holm",
        "Ada Holm (Harbour Post)",
        "Analysis by Ada Holm, Harbour Post Editor-at-large",
        "Ada Holm, Redakteurin für Politik",
        "Ada Holm, Politik-Redakteurin",
        "Ada Holm, unsere Korrespondentin in Rom",
        "Ada Holm, Professor of Law, University of the North",
        "Ada Holm for The Harbour Times",
        "Ada Holm; Editing by Bo Berg",
        "Ada Holm en Buenos Aires",
        "Ada Holm (Text)",
        "Ada Holm / May 1, 2024, 10:00 IST",
        "Ada Holm | Updated: May 1, 2024",
        "Ada Holm - Wed 1 May, 10.00 BST",
        "Ada Holm — May 1, 2024 · 5 min read",
        "Ada Holm - Publié le 1 mai 2024 à 10h30 - Mis à jour le 2 mai 2024",
        "Ada Holm, PhD Candidate, University of York",
        "May 1, 2024 | By Ada Holm",
        "Ada Holm, translated by Bo Berg",
        "Ada Holm (translated from the French by Bo Berg)",
        "Ada Holm, Übersetzung: Bo Berg",
        "Ada Holm, Bo Berg (Übersetzung)",
        "Ada Holm, illustration: Bo Berg",
        "Ada Holm; edited by Bo Berg",
        "Ada Holm. Edited by Bo Berg and Cy Dahl",
    ] {
        assert_eq!(authors(&[text]), ["Ada Holm"], "{text}");
    }
    assert_eq!(authors(&["Ada, Harbour Post"]), ["Ada"]);
    assert_eq!(authors(&["Ada Holm, Food and Drink Editor, and Bo Berg"]), ["Ada Holm", "Bo Berg"]);
}

#[test]
fn agencies_and_desks_are_entries_of_their_own() {
    assert_eq!(authors(&["Ada Holm | Reuters"]), ["Ada Holm", "Reuters"]);
    assert_eq!(
        authors(&["By ADA HOLM and BO BERG, Associated Press"]),
        ["ADA HOLM", "BO BERG", "Associated Press"]
    );
    for text in ["Ada Holm (AFP)", "Ada Holm (avec AFP)", "Ada Holm avec AFP", "Ada Holm, mit AFP"] {
        assert_eq!(authors(&[text]), ["Ada Holm", "AFP"], "{text}");
    }
    assert_eq!(authors(&["Ada Holm (dpa/AFP)"]), ["Ada Holm", "dpa", "AFP"]);
    assert_eq!(authors(&["Ada Holm (with AP and Reuters)"]), ["Ada Holm", "AP", "Reuters"]);
    assert_eq!(authors(&["Ada Holm and agencies"]), ["Ada Holm", "agencies"]);
    for name in [
        "Harbour Post",
        "Redazione",
        "Staff Writer",
        "Gazette staff reporter",
        "rno/hob",
        "dpa",
        "harbour-post.example",
        "Agencias",
    ] {
        assert_eq!(authors(&[name]), [name]);
    }
}

#[test]
fn names_that_begin_like_a_credit_stay_whole() {
    for name in [
        "Byron Bay",
        "Von Braun",
        "Abby Byrne",
        "Di Pietro",
        "Van der Berg",
        "De Luca",
        "Avi Stern",
        "Paris Doe",
    ] {
        assert_eq!(authors(&[name]), [name]);
    }
}

#[test]
fn what_is_no_name_is_left_out() {
    assert_eq!(authors(&["Ada Holm", "Minutes Ago Bo Berg", "Hour Ago Cy D'Ahl"]), ["Ada Holm"]);
    assert_eq!(
        authors(&["https://social.example/ada", "Ada Holm", "—", "None", "admin", "@ada", "By", "12345"]),
        ["Ada Holm"]
    );
    assert_eq!(authors(&["<a href=\"/ada\">Ada Holm</a>", "ada@post.example (Ada Holm)"]), ["Ada Holm"]);
    assert_eq!(
        authors(&[
            "Ada Holm · 3 min read",
            "Ada Holm, 2 hours ago",
            "Ada Holm 7 May 2024",
            "Ada Holm, and others"
        ]),
        ["Ada Holm"]
    );
    assert_eq!(authors(&["['Ada Holm', 'Bo Berg']"]), ["Ada Holm", "Bo Berg"]);
    assert_eq!(authors(&["Ada &quot;Fox&quot; Holm"]), ["Ada \"Fox\" Holm"]);
}

#[test]
fn those_who_helped_are_named_where_nobody_else_is() {
    assert_eq!(authors(&["Edited by Bo Berg"]), ["Bo Berg"]);
    assert_eq!(authors(&["Editor: Bo Berg"]), ["Bo Berg"]);
    assert_eq!(authors(&["Illustration: Bo Berg", "Ada Holm"]), ["Ada Holm"]);
    assert!(authors(&["Translated by Bo Berg"]).is_empty());
    assert_eq!(authors(&["Staff Writer May 1"]), ["Staff Writer"]);
    assert_eq!(authors(&["Ada Holm / TNN / May 1, 2024, 10:00 IST"]), ["Ada Holm", "TNN"]);
    assert_eq!(authors(&["Ada Holm, Bo Berg and Cy Lee for The Post"]), ["Ada Holm", "Bo Berg", "Cy Lee"]);
}

#[test]
fn east_asian_bylines_say_who_did_what() {
    assert_eq!(authors(&["編集委員・山田太郎"]), ["山田太郎"]);
    assert_eq!(authors(&["文：李明／写真：王芳"]), ["李明", "王芳"]);
    assert_eq!(authors(&["서울=김철수 기자"]), ["김철수"]);
    assert_eq!(authors(&["记者 张三 李四"]), ["张三", "李四"]);
    assert_eq!(authors(&["记者 张三 编辑 李四"]), ["张三"]);
    assert_eq!(authors(&["编辑：李四"]), ["李四"]);
    assert!(authors(&["翻译：李四"]).is_empty());
}

#[test]
fn repeats_go_also_when_joined() {
    assert_eq!(authors(&["Ada Holm", "ADA HOLM", " ada holm "]), ["Ada Holm"]);
    assert_eq!(authors(&["Ada Holm; Bo Berg; Ada Holm Bo Berg"]), ["Ada Holm", "Bo Berg"]);
    assert_eq!(authors(&["ada.holm", "Ada Holm"]), ["Ada Holm"]);
    assert_eq!(authors(&["Ada Holm", "Ada Holm Berg", "Berg"]), ["Ada Holm", "Berg"]);
}

#[test]
fn a_hostile_list_is_cut_short() {
    let many: Vec<String> =
        (0..100_000).map(|number| format!("Ada Holm{}", "x".repeat(number % 50))).collect();
    assert!(read(&many, &HARBOUR).len() <= MOST_AUTHORS);
    assert!(authors(&[&"Ada Holm and ".repeat(100_000)]).is_empty());
    assert_eq!(authors(&[&"a,".repeat(1490)]).len(), 0);
}

proptest! {
    #[test]
    fn reading_never_panics_and_no_entry_is_empty(text in "([A-Z][a-z]{0,4}|and|by|,| |;|/|\\(|\\)|@|é|林|·|-|\\.){0,30}") {
        prop_assert!(authors(&[&text]).iter().all(|name| !name.is_empty()));
    }
}

#[test]
fn a_byline_of_the_text_counts_where_nobody_but_the_site_is_declared() {
    let site = SiteNames { name: "Harbour Post", host: "www.harbour.example", domain: "harbour.example" };
    let of_text = ["Ada Holm".to_owned()];
    let read = |declared: &[&str]| {
        let declared: Vec<String> = declared.iter().map(|&name| name.to_owned()).collect();
        read_either(&declared, &of_text, &site)
    };
    for declared in [&[][..], &["Harbour Post"], &["harbour.example", "HARBOUR POST"]] {
        assert_eq!(read(declared), ["Ada Holm"], "{declared:?}");
    }
    assert_eq!(read(&["Eva Lund"]), ["Eva Lund"]);
    assert_eq!(read(&["Harbour Post", "Eva Lund"]), ["Harbour Post", "Eva Lund"]);
    assert_eq!(read_either(&["Harbour Post".to_owned()], &["By".to_owned()], &site), ["Harbour Post"]);
}

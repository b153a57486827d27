//! The charsets that UTF-8 is misread as: which byte each of their characters stood for.

use std::sync::LazyLock;

use encoding_rs::Encoding;

/// A charset by which UTF-8 was misread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Misreading {
    /// windows-1252 and Latin-1, mixed as they come; windows-1254 too.
    Western,
    Cyrillic,
    Central,
    CentralIso,
    Greek,
    Mac,
    Dos,
    DosWestern,
    DosCyrillic,
    Koi,
}

impl Misreading {
    pub(super) const ALL: [Self; 10] = [
        Self::Western,
        Self::Cyrillic,
        Self::Central,
        Self::CentralIso,
        Self::Greek,
        Self::Mac,
        Self::Dos,
        Self::DosWestern,
        Self::DosCyrillic,
        Self::Koi,
    ];

    /// The byte that was read as this character; 0 where none was.
    pub(super) fn byte(self, c: char) -> u8 {
        if c.is_ascii() {
            return 0;
        }
        let table = &TABLES[self as usize];
        match table.binary_search_by_key(&c, |&(c, _)| c) {
            Ok(at) => table.get(at).map_or(0, |&(_, byte)| byte),
            Err(_) => 0,
        }
    }

    /// Which first bytes are looked for. What the charsets of DOS and KOI8 make of the others are letters or
    /// lines of right text; the others make hardly any text that is met with.
    pub(super) fn may_begin(self, lead: u8) -> bool {
        match self {
            Self::Western | Self::Cyrillic | Self::Central | Self::CentralIso | Self::Greek | Self::Mac => {
                true
            }
            Self::Dos | Self::DosWestern | Self::DosCyrillic | Self::Koi => {
                matches!(lead, 0xc2..=0xc5 | 0xce..=0xd1 | 0xe2)
            }
        }
    }
}

type Table = Vec<(char, u8)>;

static TABLES: LazyLock<[Table; 10]> = LazyLock::new(|| Misreading::ALL.map(table));

fn table(misreading: Misreading) -> Table {
    let upper = 0x80..=0xff_u8;
    let mut table: Table = match misreading {
        Misreading::Western => {
            // A Latin-1 reader leaves controls where windows-1252 has marks; both occur in one text.
            let mut table: Table = upper.clone().map(|byte| (char::from(byte), byte)).collect();
            table.extend(decoded(encoding_rs::WINDOWS_1254, 0xd0..=0xff));
            table.extend(decoded(encoding_rs::WINDOWS_1252, 0x80..=0x9f));
            table
        }
        Misreading::Cyrillic => decoded(encoding_rs::WINDOWS_1251, upper),
        Misreading::Central => decoded(encoding_rs::WINDOWS_1250, upper),
        Misreading::CentralIso => decoded(encoding_rs::ISO_8859_2, upper),
        Misreading::Greek => decoded(encoding_rs::WINDOWS_1253, upper),
        Misreading::Mac => decoded(encoding_rs::MACINTOSH, upper),
        Misreading::Dos => upper.zip(DOS_437.chars()).map(|(byte, c)| (c, byte)).collect(),
        Misreading::DosWestern => upper.zip(DOS_850.chars()).map(|(byte, c)| (c, byte)).collect(),
        Misreading::DosCyrillic => decoded(encoding_rs::IBM866, upper),
        Misreading::Koi => decoded(encoding_rs::KOI8_R, upper),
    };
    table.sort_unstable();
    table.dedup_by_key(|&mut (c, _)| c);
    table
}

fn decoded(encoding: &'static Encoding, bytes: std::ops::RangeInclusive<u8>) -> Table {
    bytes
        .filter_map(|byte| Some((encoding.decode_without_bom_handling(&[byte]).0.chars().next()?, byte)))
        .collect()
}

/// From byte 0x80 on: not among the charsets of the web.
const DOS_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
const DOS_850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

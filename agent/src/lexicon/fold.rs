/// The longest word that is compared, in bytes.
const LONGEST: usize = 40;

/// A word in small letters without accents; empty where it is too long to be in a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Folded {
    bytes: [u8; LONGEST],
    len: usize,
}

impl Folded {
    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).unwrap_or_default()
    }
}

/// `Müller` and `MULLER` become `muller`, `Straße` becomes `strasse`, `Łódź` becomes `lodz`.
pub(crate) fn fold(word: &str) -> Folded {
    let mut folded = Folded { bytes: [0; LONGEST], len: 0 };
    let mut push = |c: char| {
        let mut encoded = [0; 4];
        let encoded = c.encode_utf8(&mut encoded).as_bytes();
        if let Some(place) = folded.bytes.get_mut(folded.len..folded.len + encoded.len()) {
            place.copy_from_slice(encoded);
            folded.len += encoded.len();
            true
        } else {
            folded.len = 0;
            false
        }
    };
    for c in word.chars() {
        let kept =
            if c.is_ascii() { push(c.to_ascii_lowercase()) } else { c.to_lowercase().all(|c| plain(c, &mut push)) };
        if !kept {
            return Folded { bytes: [0; LONGEST], len: 0 };
        }
    }
    folded
}

/// Passes on what is left of a small letter without its accent.
fn plain(c: char, push: &mut impl FnMut(char) -> bool) -> bool {
    let base = match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ạ'..='ặ' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' | 'đ' | 'ð' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ẹ'..='ệ' | 'ə' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ĥ' | 'ħ' => 'h',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ỉ' | 'ị' => 'i',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ơ' | 'ọ'..='ợ' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ț' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ư' | 'ụ'..='ự' => 'u',
        'ý' | 'ÿ' | 'ŷ' | 'ỳ'..='ỹ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ß' => return push('s') && push('s'),
        'æ' => return push('a') && push('e'),
        'œ' => return push('o') && push('e'),
        'þ' => return push('t') && push('h'),
        // Accents that stand for themselves, as some systems write them.
        '\u{300}'..='\u{36f}' => return true,
        '’' | '‘' => '\'',
        other => other,
    };
    push(base)
}

/// Countries with the length of their IBANs.
const LENGTHS: &[u8] = b"AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24\
FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27\
MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28\
TL23TN24TR26UA29VA22VG24XK20YE30";

/// Country, check digits, account, in about the length of the country: `Some` tells whether the number they form leaves 1 when
/// divided by 97.
pub(super) fn iban(piece: &[u8]) -> Option<bool> {
    let [a, b, c, d, account @ ..] = piece else { return None };
    if !(11..=30).contains(&account.len()) || !c.is_ascii_digit() || !d.is_ascii_digit() {
        return None;
    }
    let country = [a.to_ascii_uppercase(), b.to_ascii_uppercase()];
    let (known, _) = LENGTHS.as_chunks::<4>();
    let [_, _, tens, ones] = known.iter().find(|known| known[..2] == country)?;
    // One sign more or less is a slip of the pen, and still an account.
    if usize::from((tens - b'0') * 10 + ones - b'0').abs_diff(piece.len()) > 1 {
        return None;
    }
    let remainder = account.iter().chain(&piece[..4]).try_fold(0u32, |rest, byte| match byte.to_ascii_uppercase() {
        digit @ b'0'..=b'9' => Some((rest * 10 + u32::from(digit - b'0')) % 97),
        letter @ b'A'..=b'Z' => Some((rest * 100 + u32::from(letter - b'A') + 10) % 97),
        _ => None,
    });
    remainder.map(|rest| rest == 1)
}

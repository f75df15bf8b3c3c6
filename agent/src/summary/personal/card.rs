//! Payment cards.

/// Twelve to nineteen digits of a known issuer: `Some` tells whether the check digit (Luhn) is right.
pub(super) fn card(digits: &[u8]) -> Option<bool> {
    let four = digits.first_chunk::<4>()?.iter().fold(0, |sum, digit| sum * 10 + u32::from(*digit));
    let issuer = match digits.len() {
        12 => matches!(four, 5018 | 5020 | 5038 | 5893 | 6304 | 6759..=6763),
        13 => (4000..=4999).contains(&four),
        14 => matches!(four, 3000..=3059 | 3095 | 3600..=3699 | 3800..=3999),
        15 => matches!(four, 3400..=3499 | 3700..=3799 | 2131 | 1800),
        16 => is_issuer_of_sixteen(four),
        17..=19 => {
            matches!(four, 6011 | 6200..=6299 | 6440..=6599 | 5018 | 5020 | 5038 | 6304 | 6759..=6763 | 4000..=4999)
        }
        _ => false,
    };
    let varied = digits.iter().any(|digit| *digit != digits[digits.len() - 2]);
    (issuer && varied).then(|| luhn(digits))
}

/// Visa, Mastercard, JCB, Discover, `UnionPay`, Mir, Maestro, `RuPay`, Diners.
fn is_issuer_of_sixteen(four: u32) -> bool {
    matches!(four, 4000..=4999 | 5000..=5599 | 2200..=2720 | 3000..=3059 | 3088 | 3095..=3096 | 3112 | 3158 | 3337
        | 3528..=3589 | 3600..=3699 | 3800..=3999 | 6011 | 6040..=6099 | 6200..=6299 | 6360..=6399 | 6440..=6599
        | 6759..=6763 | 8100..=8199)
}

pub(super) fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let doubled = u32::from(*digit) << (place & 1);
            if doubled > 9 { doubled - 9 } else { doubled }
        })
        .sum();
    sum.is_multiple_of(10)
}

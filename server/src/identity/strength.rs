//! What a new password must be. There are no rules about kinds of characters: length and rarity are what counts.

use zxcvbn::{Score, zxcvbn};

use super::PasswordError;

/// The shortest password without a second factor.
pub const SHORTEST_PASSWORD: usize = 15;
/// And with one.
pub const SHORTEST_BESIDE_A_FACTOR: usize = 8;
/// Longer ones only cost time.
pub const LONGEST_PASSWORD: usize = 1024;
/// Estimating guesses takes time that grows with the length; what is common is so within this.
const ESTIMATED: usize = 100;

/// What a password is measured by.
#[derive(Debug, Clone, Default)]
pub struct PasswordRules {
    /// Whether its owner has a second factor besides.
    pub beside_a_factor: bool,
    /// Words that somebody who knows the owner would try: name, e-mail address, workspace.
    pub personal: Vec<String>,
}

impl PasswordRules {
    /// The least number of characters.
    pub const fn shortest(&self) -> usize {
        if self.beside_a_factor { SHORTEST_BESIDE_A_FACTOR } else { SHORTEST_PASSWORD }
    }
}

/// Refuses what is short, endless, or guessed early: the common passwords, their usual disguises, keyboard walks,
/// repetitions, dates, and what is known of the owner.
pub fn check_password(password: &str, rules: &PasswordRules) -> Result<(), PasswordError> {
    if password.chars().count() < rules.shortest() {
        return Err(PasswordError::TooShort(rules.shortest()));
    }
    if password.len() > LONGEST_PASSWORD {
        return Err(PasswordError::TooLong);
    }
    let start: String = password.chars().take(ESTIMATED).flat_map(char::to_lowercase).collect();
    let least = if rules.beside_a_factor { Score::Two } else { Score::Three };
    let rest = without(&start, &rules.personal);
    if zxcvbn(&start, &[]).score() < least || (rest != start && zxcvbn(&rest, &[]).score() < Score::Two) {
        return Err(PasswordError::Common);
    }
    Ok(())
}

/// What is left of a password when the words that are known of its owner are taken out.
fn without(password: &str, personal: &[String]) -> String {
    let personal = personal.iter().map(|text| text.to_lowercase());
    let mut words: Vec<String> = personal
        .flat_map(|text| {
            let parts = text.split(|character: char| !character.is_alphanumeric()).map(str::to_owned);
            parts.chain([text.clone()]).collect::<Vec<_>>()
        })
        .chain(["conspectus".to_owned()])
        .filter(|word| word.chars().count() > 2)
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.iter().fold(password.to_owned(), |rest, word| rest.replace(word.as_str(), ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_long_and_common_all_the_same_is_refused() {
        let common = [
            "aaaaaaaaaaaaaaa",
            "123456789012345",
            "passwordpassword",
            "Password12345678",
            "qwertyuiopasdfgh",
            "iloveyouiloveyou",
            "p4ssw0rdp4ssw0rd",
            "abcabcabcabcabcabc",
        ];
        for password in common {
            let refused = check_password(password, &PasswordRules::default());
            assert!(matches!(refused, Err(PasswordError::Common)), "{password}");
        }
    }

    #[test]
    fn what_is_long_and_rare_is_taken_whatever_its_characters() {
        for password in ["correct horse battery staple", "vier blaue Kamele singen", "ежик в тумане не спит"]
        {
            assert!(check_password(password, &PasswordRules::default()).is_ok(), "{password}");
        }
    }

    #[test]
    fn a_password_made_of_its_owners_name_is_refused() {
        let rules = PasswordRules { personal: vec!["augusta.lovelace@example.org".into()], ..PasswordRules::default() };
        let refused = check_password("augusta.lovelace1", &rules);
        assert!(matches!(refused, Err(PasswordError::Common)), "{refused:?}");
    }

    #[test]
    fn eight_characters_are_enough_beside_a_second_factor_and_only_there() {
        let beside = PasswordRules { beside_a_factor: true, ..PasswordRules::default() };
        assert!(check_password("kV7#mq2Z", &beside).is_ok());
        assert!(matches!(check_password("kV7#mq2", &beside), Err(PasswordError::TooShort(8))));
        assert!(matches!(
            check_password("fourteen chars", &PasswordRules::default()),
            Err(PasswordError::TooShort(15))
        ));
    }

    #[test]
    fn a_password_as_long_as_a_book_is_refused_and_one_as_long_as_a_page_is_not() {
        let page: String = (0..300_u32).map(|place| char::from(b'a' + (place * place % 23) as u8)).collect();
        assert!(check_password(&page, &PasswordRules::default()).is_ok());
        assert!(matches!(check_password(&page.repeat(4), &PasswordRules::default()), Err(PasswordError::TooLong)));
    }
}

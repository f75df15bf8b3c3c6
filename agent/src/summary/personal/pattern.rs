use conspectus_metadata::PersonalClass;

use super::super::partial::fields;

/// How a value may show personal data. One class has several patterns, because they differ in how much one hit says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(in crate::summary) enum Pattern {
    Email,
    UserUrl,
    Secret,
    RandomToken,
    Password,
    Iban,
    Card,
    Mac,
    Ip,
    ShortIp,
    PhoneInternational,
    PhoneGrouped,
    PhonePlain,
    PhoneTrunk,
    PhoneDigits,
    /// Check digits and a form of its own, or a form that nothing else has.
    IdForm,
    IdNine,
    IdTen,
    IdEleven,
    IdTwelve,
    IdLetter,
    IdLetters,
    IdSixteen,
    PersonListed,
    PersonLikely,
    PersonWord,
    Street,
    Town,
    BirthDate,
    Coordinates,
}

impl Pattern {
    pub(super) const COUNT: usize = 30;

    pub(super) const ALL: [Self; Self::COUNT] = [
        Self::Email,
        Self::UserUrl,
        Self::Secret,
        Self::RandomToken,
        Self::Password,
        Self::Iban,
        Self::Card,
        Self::Mac,
        Self::Ip,
        Self::ShortIp,
        Self::PhoneInternational,
        Self::PhoneGrouped,
        Self::PhonePlain,
        Self::PhoneTrunk,
        Self::PhoneDigits,
        Self::IdForm,
        Self::IdNine,
        Self::IdTen,
        Self::IdEleven,
        Self::IdTwelve,
        Self::IdLetter,
        Self::IdLetters,
        Self::IdSixteen,
        Self::PersonListed,
        Self::PersonLikely,
        Self::PersonWord,
        Self::Street,
        Self::Town,
        Self::BirthDate,
        Self::Coordinates,
    ];

    /// A bit for each pattern that is sure by itself.
    const SURE: u32 = {
        let (mut sure, mut at) = (0, 0);
        while at < Self::COUNT {
            sure |= (Self::ALL[at].is_sure() as u32) << at;
            at += 1;
        }
        sure
    };

    /// Whether a value that passes is one, whatever stands around it.
    pub(super) const fn is_sure(self) -> bool {
        self.chance() == 0.0
    }

    pub(super) const fn class(self) -> PersonalClass {
        match self {
            Self::Email => PersonalClass::Email,
            Self::UserUrl => PersonalClass::Url,
            Self::Secret | Self::RandomToken | Self::Password => PersonalClass::Secret,
            Self::Iban => PersonalClass::Iban,
            Self::Card => PersonalClass::PaymentCard,
            Self::Mac => PersonalClass::MacAddress,
            Self::Ip | Self::ShortIp => PersonalClass::IpAddress,
            Self::PhoneInternational | Self::PhoneGrouped | Self::PhonePlain | Self::PhoneTrunk | Self::PhoneDigits => {
                PersonalClass::Phone
            }
            Self::IdForm
            | Self::IdNine
            | Self::IdTen
            | Self::IdEleven
            | Self::IdTwelve
            | Self::IdLetter
            | Self::IdLetters
            | Self::IdSixteen => PersonalClass::NationalId,
            Self::PersonListed | Self::PersonLikely | Self::PersonWord => PersonalClass::Person,
            Self::Street | Self::Town => PersonalClass::Address,
            Self::BirthDate => PersonalClass::BirthDate,
            Self::Coordinates => PersonalClass::Coordinates,
        }
    }

    /// At most how many ordinary values of the pattern's outline pass it: 0 where a value that passes is one, whatever
    /// stands around it.
    pub(super) const fn chance(self) -> f64 {
        match self {
            Self::Email
            | Self::UserUrl
            | Self::Secret
            | Self::Mac
            | Self::Ip
            | Self::PhoneInternational
            | Self::IdForm => 0.0,
            // 97 remainders.
            Self::Iban => 0.011,
            // 23 letters.
            Self::IdLetter => 0.045,
            // Luhn, Verhoeff, modulo 11, two kinds of them.
            Self::Card | Self::IdTwelve => 0.11,
            Self::IdNine | Self::IdTen | Self::IdLetters | Self::BirthDate => 0.2,
            // Six states number their people with eleven digits.
            Self::IdEleven => 0.22,
            Self::IdSixteen => 0.05,
            Self::RandomToken | Self::Password | Self::Coordinates => 0.1,
            Self::ShortIp => 0.6,
            Self::PhoneGrouped | Self::PhoneTrunk => 0.15,
            Self::PhonePlain => 0.58,
            Self::PhoneDigits => 0.85,
            Self::PersonListed | Self::Street => 0.03,
            Self::PersonLikely | Self::Town => 0.3,
            Self::PersonWord => 0.25,
        }
    }
}

/// What one value showed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::summary) struct Marks {
    /// Patterns that the value has the outline of.
    tried: u32,
    /// Patterns that it passed; and whether it reads as a number or a date.
    passed: u32,
}

fields!(Marks: tried, passed);

impl Marks {
    const NUMERIC: u32 = 1 << 30;
    const DATE: u32 = 1 << 31;

    /// The value has the pattern.
    pub(super) fn set(&mut self, pattern: Pattern) {
        self.judge(pattern, true);
    }

    /// Whether the value shows a pattern that is sure by itself.
    pub(in crate::summary) const fn is_sure(self) -> bool {
        self.passed & Pattern::SURE != 0
    }

    /// The value has the outline of the pattern, and passes it or not.
    pub(super) fn judge(&mut self, pattern: Pattern, passes: bool) {
        self.tried |= 1 << pattern as u32;
        self.passed |= u32::from(passes) << pattern as u32;
    }

    pub(super) fn set_numeric(&mut self) {
        self.passed |= Self::NUMERIC;
    }

    pub(super) fn set_date(&mut self) {
        self.passed |= Self::DATE;
    }

    pub(super) const fn is_empty(self) -> bool {
        self.tried == 0 && self.passed == 0
    }

    pub(super) const fn is_numeric(self) -> bool {
        self.passed & Self::NUMERIC != 0
    }

    pub(super) const fn is_date(self) -> bool {
        self.passed & Self::DATE != 0
    }

    pub(super) const fn tried(self, pattern: Pattern) -> bool {
        self.tried >> pattern as u32 & 1 == 1
    }

    pub(super) const fn passed(self, pattern: Pattern) -> bool {
        self.passed >> pattern as u32 & 1 == 1
    }
}

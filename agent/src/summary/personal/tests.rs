use conspectus_metadata::PersonalClass::{self, *};

use super::{Pattern, PatternCounts, integer_marks, text_marks};

/// Classes of which the text has a pattern, for sure or perhaps.
fn classes(text: &str) -> Vec<PersonalClass> {
    let marks = text_marks(text.as_bytes());
    let mut classes: Vec<_> =
        Pattern::ALL.into_iter().filter(|pattern| marks.passed(*pattern)).map(Pattern::class).collect();
    classes.dedup();
    classes
}

#[test]
fn personal_data_is_recognised_alone_and_inside_a_text() {
    let samples = [
        (Email, "ada.lovelace+notes@mail.example.org"),
        (Email, "please write to <bob@example.co.uk>, not to me"),
        (Email, "müller@bücher.example"),
        (Phone, "+49 30 901820-17"),
        (Phone, "call 0041 44 668 18 00 today"),
        (Phone, "(415) 555-2671"),
        (Phone, "415-555-2671"),
        (PaymentCard, "4111 1111 1111 1111"),
        (PaymentCard, "paid with 5500005555555559 on Monday"),
        (PaymentCard, "378282246310005"),
        (Iban, "DE89370400440532013000"),
        (Iban, "GB82 WEST 1234 5698 7654 32"),
        (NationalId, "078-05-1120"),
        (NationalId, "AB123456C"),
        (NationalId, "12345678Z"),
        (NationalId, "X1234567L"),
        (NationalId, "RSSMRA85T10A562S"),
        (NationalId, "255081416802538"),
        (NationalId, "811218-9876"),
        (NationalId, "123.456.789-09"),
        (NationalId, "11010519491231002X"),
        (NationalId, "44051401359"),
        (IpAddress, "192.168.17.4"),
        (IpAddress, "from 2001:db8::8a2e:370:7334 at noon"),
        (MacAddress, "00:1A:2b:3C:4d:5E"),
        (MacAddress, "00-1A-2B-3C-4D-5E"),
        (Url, "postgres://ada:secret@db.example.org/sales"),
        (Secret, "AKIAIOSFODNN7EXAMPLE"),
        (Secret, "token=ghp_16C7e42F292c6912E7710c838347Ae178B4a"),
        (Secret, "-----BEGIN RSA PRIVATE KEY-----\nMIIE"),
        (Secret, "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N"),
    ];
    for (class, text) in samples {
        assert!(classes(text).contains(&class), "{text}: {:?}", classes(text));
    }
}

#[test]
fn ordinary_values_are_not_personal() {
    let samples = [
        "",
        "1",
        "3.14159",
        "2024-03-01",
        "2024-03-01 12:30:59",
        "01/02/2023",
        "hello, world",
        "N725MQ",
        "a@b",
        "@home",
        "1.2.3",
        "12:30",
        "v10.4.2",
        "4111 1111 1111 1112",
        "DE89370400440532013001",
        "12345678A",
        "078-00-1120",
        "999-99-9999",
        "value_0012345",
        "0.0000012345678",
        "-1234567.891",
        "1e-17",
        "1234567",
        "foo::bar",
        "10:20:30",
        "550e8400-e29b-41d4-a716-446655440000",
        "the quick brown fox jumps over the lazy dog",
        "12.345.678,90",
        "2024-03-01T12:30:59.123456Z",
        "0000000000000000",
        "https://example.org/a?b=c",
        "ratio 3:4:5",
    ];
    for text in samples {
        assert_eq!(classes(text), [], "{text}");
    }
}

#[test]
fn numbers_and_dates_in_text_are_told_apart() {
    let looks = |text: &str| {
        let mut counts = PatternCounts::default();
        counts.add(text_marks(text.as_bytes()), 1);
        (counts.numeric(), counts.dates())
    };
    for text in ["1", "-3.5", "+1e10", " 42 ", "1,5"] {
        assert_eq!(looks(text), (1, 0), "{text}");
    }
    for text in ["2024-03-01", "01.02.2023", "3/14/2015", "2024-03-01T12:30:59Z"] {
        assert_eq!(looks(text), (0, 1), "{text}");
    }
    for text in ["", "a1", "1-2", "1.2.3", "-", "e5", "2024-13-41"] {
        assert_eq!(looks(text), (0, 0), "{text}");
    }
}

#[test]
fn cards_and_phones_hide_in_integers() {
    assert!(integer_marks(4_111_111_111_111_111.0).passed(Pattern::Card));
    assert!(!integer_marks(4_111_111_111_111_112.0).passed(Pattern::Card));
    assert!(integer_marks(14_155_552_671.0).passed(Pattern::PhoneDigits));
    assert!(!integer_marks(1_700_000_000.0).passed(Pattern::PhoneDigits));
    assert_eq!(integer_marks(f64::NAN), integer_marks(-5.0));
}

#[test]
fn no_bytes_upset_the_patterns() {
    let mut state = 88_172_645_463_325_252u64;
    let alphabet = b"0123456789@.:-+ /AZaz_e\xc3\xa4\xff\x00GBDEX()[]%=,'xKst\n";
    for _ in 0..200_000 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let length = (state % 40) as usize;
        let text: Vec<u8> = (0..length).map(|i| alphabet[(state >> (i % 50)) as usize % alphabet.len()]).collect();
        text_marks(&text);
    }
}

use super::*;
use crate::summary::personal::text_marks;

#[test]
fn numbers_with_a_form_of_their_own_are_sure() {
    let numbers = [
        ("United States", "078-05-1120"),
        ("United States, taxpayer", "912-70-1234"),
        ("Brazil", "123.456.789-09"),
        ("Brazil, company", "11.222.333/0001-81"),
        ("Belgium", "85.07.30-033.28"),
        ("Sweden", "811218-9876"),
        ("Sweden, with the century", "19811218-9876"),
        ("Chile", "12.345.678-5"),
        ("Switzerland", "756.9217.0769.85"),
        ("France", "255081416802538"),
        ("France, in groups", "2 55 08 14 168 025 38"),
        ("Italy", "RSSMRA85T10A562S"),
        ("Italy, in small letters", "rssmra85t10a562s"),
        ("China", "11010519491231002X"),
        ("Finland", "131052-308T"),
        ("Mexico", "HEGG560427MVZRRL04"),
    ];
    for (state, number) in numbers {
        assert!(text_marks(number.as_bytes()).passed(Pattern::IdForm), "{state}: {number}");
    }
}

#[test]
fn numbers_that_chance_may_make_are_judged_under_their_chance() {
    let numbers = [
        ("Netherlands", "111222333", Pattern::IdNine),
        ("Canada", "130 692 544", Pattern::IdNine),
        ("United Kingdom, patient", "9434765919", Pattern::IdTen),
        ("United Kingdom, patient in groups", "943 476 5919", Pattern::IdTen),
        ("Germany", "86095742719", Pattern::IdEleven),
        ("Poland", "44051401359", Pattern::IdEleven),
        ("Norway", "01010750160", Pattern::IdEleven),
        ("Turkey", "10000000146", Pattern::IdEleven),
        ("Estonia", "37605030299", Pattern::IdEleven),
        ("Romania", "1960523460016", Pattern::IdEleven),
        ("South Africa", "8001015009087", Pattern::IdEleven),
        ("India", "2341 2341 2346", Pattern::IdTwelve),
        ("Spain", "12345678Z", Pattern::IdLetter),
        ("Spain, with a dash", "12345678-Z", Pattern::IdLetter),
        ("Spain, foreigner", "X1234567L", Pattern::IdLetter),
        ("Singapore", "S1234567D", Pattern::IdLetter),
        ("Ireland", "1234567FA", Pattern::IdLetter),
        ("Denmark", "310545-4285", Pattern::IdLetter),
        ("United Kingdom", "AB123456C", Pattern::IdLetters),
        ("United Kingdom, in groups", "AB 12 34 56 C", Pattern::IdLetters),
        ("India, taxpayer", "ABCPE1234F", Pattern::IdLetters),
        ("Taiwan", "A123456789", Pattern::IdLetters),
        ("Germany, identity card", "T220001293", Pattern::IdLetters),
    ];
    for (state, number, pattern) in numbers {
        assert!(text_marks(number.as_bytes()).passed(pattern), "{state}: {number}");
    }
}

#[test]
fn a_wrong_check_digit_is_tried_and_does_not_pass() {
    let numbers = [
        ("111222334", Pattern::IdNine),
        ("44051401358", Pattern::IdEleven),
        ("12345678A", Pattern::IdLetter),
        ("DE89370400440532013001", Pattern::Iban),
        ("4111111111111112", Pattern::Card),
    ];
    for (number, pattern) in numbers {
        let marks = text_marks(number.as_bytes());
        assert!(marks.tried(pattern) && !marks.passed(pattern), "{number}");
    }
}

#[test]
fn an_iban_has_about_the_length_of_its_country() {
    for iban in
        ["DE89370400440532013000", "GB82 WEST 1234 5698 7654 32", "NO9386011117947", "mt84malt011000012345mtlcast001s"]
    {
        assert!(text_marks(iban.as_bytes()).passed(Pattern::Iban), "{iban}");
    }
    for other in ["DE893704004405320", "ZZ89370400440532013000", "order 12345"] {
        assert!(!text_marks(other.as_bytes()).tried(Pattern::Iban), "{other}");
    }
}

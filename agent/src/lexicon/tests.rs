use super::*;

#[test]
fn words_are_compared_without_capitals_and_accents() {
    for (word, plain) in [
        ("Müller", "muller"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("İpek", "ipek"),
        ("Æbelø", "aebelo"),
        ("e\u{301}tude", "etude"),
        ("Nguyễn", "nguyen"),
        ("O’Neil", "o'neil"),
        ("Иван", "иван"),
    ] {
        assert_eq!(fold(word).as_str(), plain, "{word}");
    }
    assert_eq!(fold(&"x".repeat(1000)).as_str(), "", "too long for a list");
}

#[test]
fn a_lexicon_holds_its_words_and_no_remarks() {
    let lexicon = Lexicon::parse("Ann Bo # a remark\n\n# another\nCédric");
    for word in ["ann", "bo", "cedric"] {
        assert!(lexicon.contains(word), "{word}");
    }
    for word in ["", "a", "remark", "another", "#"] {
        assert!(!lexicon.contains(word), "{word}");
    }
    assert!(!Lexicon::parse("").contains("x"));
}

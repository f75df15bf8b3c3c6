use super::*;

fn class(name: &str) -> Option<PersonalClass> {
    class_of_name(name, TypeFamily::Text)
}

#[test]
fn names_of_personal_columns_are_known_in_several_languages() {
    let cases = [
        ("email", PersonalClass::Email),
        ("E-Mail Adresse", PersonalClass::Email),
        ("customerEmail", PersonalClass::Email),
        ("correo", PersonalClass::Email),
        ("Handynummer", PersonalClass::Phone),
        ("téléphone", PersonalClass::Phone),
        ("first_name", PersonalClass::Person),
        ("Vorname", PersonalClass::Person),
        ("apellidos", PersonalClass::Person),
        ("name", PersonalClass::Person),
        ("client_ip", PersonalClass::IpAddress),
        ("mac_address", PersonalClass::MacAddress),
        ("ipv4", PersonalClass::IpAddress),
        ("home_address", PersonalClass::Address),
        ("Straße", PersonalClass::Address),
        ("zip_code", PersonalClass::Address),
        ("DateOfBirth", PersonalClass::BirthDate),
        ("geburtsdatum", PersonalClass::BirthDate),
        ("card_number", PersonalClass::PaymentCard),
        ("IBAN", PersonalClass::Iban),
        ("ssn", PersonalClass::NationalId),
        ("api_key", PersonalClass::Secret),
        ("lat", PersonalClass::Coordinates),
        ("phone_num", PersonalClass::Phone),
        ("CustomerEMailAddress", PersonalClass::Email),
        ("customerfirstname", PersonalClass::Person),
        ("NumeroDeTelefono", PersonalClass::Phone),
        ("numéro de sécurité sociale", PersonalClass::NationalId),
        ("GEBURTSDATUM", PersonalClass::BirthDate),
        ("fecha_nacimiento", PersonalClass::BirthDate),
        ("data-di-nascita", PersonalClass::BirthDate),
        ("foedselsdato", PersonalClass::BirthDate),
        ("födelsedatum", PersonalClass::BirthDate),
        ("Fodselsnummer", PersonalClass::NationalId),
        ("codice_fiscale", PersonalClass::NationalId),
        ("nr telefonu", PersonalClass::Phone),
        ("imię i nazwisko", PersonalClass::Person),
        ("Strassenname", PersonalClass::Address),
        ("código postal", PersonalClass::Address),
        ("huisnummer", PersonalClass::Address),
        ("kod-pocztowy", PersonalClass::Address),
        ("laengengrad", PersonalClass::Coordinates),
        ("pickup_longitude", PersonalClass::Coordinates),
        ("wachtwoord", PersonalClass::Secret),
        ("userPassword", PersonalClass::Secret),
        ("rekeningnummer", PersonalClass::Iban),
        ("SSN2", PersonalClass::NationalId),
        ("clientIPAddress", PersonalClass::IpAddress),
    ];
    for (name, expected) in cases {
        assert_eq!(class(name), Some(expected), "{name}");
    }
}

#[test]
fn names_about_personal_data_and_ordinary_names_are_not_personal() {
    let names = [
        "email_count",
        "has_phone",
        "address_type",
        "carrier",
        "tailnum",
        "origin",
        "dest",
        "flight",
        "air_time",
        "distance",
        "time_hour",
        "hostname",
        "product_name",
        "manufacturer",
        "model",
        "engine",
        "wind_dir",
        "platform",
        "latency",
        "mailing",
        "zipper",
        "machine",
        "streets_ahead_score",
        "customer_id",
        "longest",
        "tokens_per_row",
        "street_count",
        "description",
        "long_term",
        "n_emails",
        "max_tokens",
        "cell_count",
        "phone_type",
        "mac_os",
        "birth_rate",
        "emission",
        "telemetry",
        "positional",
        "nominal",
        "status",
    ];
    for name in names {
        assert_eq!(class(name), None, "{name}");
    }
}

#[test]
fn the_type_must_fit_the_class() {
    assert_eq!(class_of_name("email", TypeFamily::Boolean), None);
    assert_eq!(class_of_name("name", TypeFamily::Integer), None);
    assert_eq!(class_of_name("mobile", TypeFamily::Boolean), None);
    assert_eq!(class_of_name("lat", TypeFamily::Float), Some(PersonalClass::Coordinates));
    assert_eq!(class_of_name("zip", TypeFamily::Integer), Some(PersonalClass::Address));
}

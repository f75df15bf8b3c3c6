//! Words that name personal data: English, German, French, Spanish, Italian, Portuguese, Dutch, Polish and Scandinavian.

use conspectus_metadata::PersonalClass::{
    self, Address, BirthDate, Coordinates, Email, Iban, IpAddress, MacAddress, NationalId, PaymentCard, Person, Phone,
    Secret,
};

/// Words that make a name one *about* personal data: `email_count`, `has_phone`, `address_type`.
pub(super) const ABOUT: [&str; 34] = [
    "count",
    "counts",
    "num",
    "number_of",
    "n",
    "nb",
    "anzahl",
    "total",
    "has",
    "is",
    "flag",
    "length",
    "len",
    "type",
    "status",
    "valid",
    "verified",
    "missing",
    "changed",
    "opted",
    "consent",
    "ratio",
    "rate",
    "share",
    "mean",
    "avg",
    "score",
    "days",
    "pct",
    "percent",
    "encoded",
    "category",
    "frequency",
    "cnt",
];

/// Single words that name personal data wherever they stand.
const WORDS: [(PersonalClass, &[&str]); 12] = [
    (Email, &["email", "emails", "mail", "correo", "courriel", "epost", "emailaddress", "mailadresse"]),
    (IpAddress, &["ip", "ipaddr", "ipaddress", "ipv4", "ipv6"]),
    (MacAddress, &["mac", "macaddr", "macaddress"]),
    (
        Phone,
        &[
            "phone",
            "phones",
            "telephone",
            "tel",
            "mobile",
            "cellphone",
            "fax",
            "telefon",
            "telefonnummer",
            "handy",
            "handynummer",
            "mobilnummer",
            "téléphone",
            "portable",
            "teléfono",
            "telefono",
            "móvil",
            "movil",
            "celular",
            "cellulare",
            "telefone",
            "telefoon",
            "phonenumber",
            "msisdn",
            "whatsapp",
        ],
    ),
    (Iban, &["iban", "kontonummer", "accountnumber", "bankkonto"]),
    (PaymentCard, &["creditcard", "cardnumber", "ccnumber", "ccnum", "cvv", "cvc", "kreditkarte", "kartennummer"]),
    (
        NationalId,
        &[
            "ssn",
            "nin",
            "nino",
            "passport",
            "passportnumber",
            "reisepass",
            "steuerid",
            "steuernummer",
            "nir",
            "dni",
            "nie",
            "nif",
            "cpf",
            "cnpj",
            "bsn",
            "pesel",
            "personnummer",
            "cedula",
            "cédula",
            "curp",
            "aadhaar",
            "codicefiscale",
            "sozialversicherungsnummer",
            "ahv",
            "svnr",
            "taxid",
            "nhs",
            "mrn",
            "driverslicense",
        ],
    ),
    (
        Person,
        &[
            "firstname",
            "lastname",
            "surname",
            "fullname",
            "forename",
            "middlename",
            "maidenname",
            "givenname",
            "familyname",
            "username",
            "vorname",
            "nachname",
            "familienname",
            "geburtsname",
            "prénom",
            "prenom",
            "apellido",
            "apellidos",
            "cognome",
            "sobrenome",
            "voornaam",
            "achternaam",
            "nazwisko",
            "imię",
            "imie",
            "fornavn",
            "etternavn",
            "efternavn",
            "förnamn",
            "efternamn",
            "patientname",
            "customername",
        ],
    ),
    (
        Address,
        &[
            "address",
            "addresses",
            "street",
            "streetaddress",
            "addr",
            "adresse",
            "anschrift",
            "strasse",
            "straße",
            "hausnummer",
            "rue",
            "dirección",
            "direccion",
            "calle",
            "indirizzo",
            "endereço",
            "endereco",
            "adres",
            "straat",
            "ulica",
            "adress",
            "zip",
            "zipcode",
            "postcode",
            "postalcode",
            "plz",
            "postleitzahl",
        ],
    ),
    (
        BirthDate,
        &[
            "dob",
            "birthdate",
            "birthday",
            "birth",
            "dateofbirth",
            "birthyear",
            "geburtsdatum",
            "geburtstag",
            "geburtsjahr",
            "naissance",
            "nacimiento",
            "nascita",
            "nascimento",
            "geboortedatum",
            "urodzenia",
            "fødselsdato",
            "födelsedatum",
        ],
    ),
    (
        Coordinates,
        &[
            "lat",
            "latitude",
            "lon",
            "lng",
            "long",
            "longitude",
            "coordinates",
            "coords",
            "geolocation",
            "breitengrad",
            "längengrad",
        ],
    ),
    (
        Secret,
        &[
            "password",
            "passwords",
            "passwd",
            "pwd",
            "passphrase",
            "secret",
            "secrets",
            "token",
            "apikey",
            "privatekey",
            "passwort",
            "kennwort",
            "contraseña",
            "motdepasse",
            "senha",
            "wachtwoord",
            "pin",
            "otp",
        ],
    ),
];

/// Pairs of words that follow each other.
const PAIRS: [(PersonalClass, &[[&str; 2]]); 9] = [
    (Email, &[["e", "mail"]]),
    (IpAddress, &[["remote", "addr"], ["client", "addr"]]),
    (Phone, &[["contact", "number"], ["cell", "number"], ["numéro", "téléphone"]]),
    (Iban, &[["account", "number"], ["bank", "account"], ["account", "no"]]),
    (
        PaymentCard,
        &[["credit", "card"], ["card", "number"], ["card", "no"], ["cc", "number"], ["cc", "num"], ["debit", "card"]],
    ),
    (
        NationalId,
        &[
            ["social", "security"],
            ["national", "id"],
            ["tax", "id"],
            ["id", "card"],
            ["driver", "license"],
            ["drivers", "license"],
            ["steuer", "id"],
            ["codice", "fiscale"],
            ["license", "number"],
            ["nhs", "number"],
        ],
    ),
    (
        Person,
        &[
            ["first", "name"],
            ["last", "name"],
            ["full", "name"],
            ["middle", "name"],
            ["maiden", "name"],
            ["given", "name"],
            ["family", "name"],
            ["user", "name"],
            ["patient", "name"],
            ["customer", "name"],
            ["client", "name"],
            ["employee", "name"],
            ["contact", "name"],
            ["person", "name"],
            ["owner", "name"],
            ["holder", "name"],
            ["member", "name"],
            ["author", "name"],
            ["nom", "famille"],
            ["doctor", "name"],
            ["student", "name"],
            ["borrower", "name"],
            ["applicant", "name"],
            ["insured", "name"],
            ["birth", "name"],
            ["name", "first"],
            ["name", "last"],
        ],
    ),
    (
        Address,
        &[
            ["postal", "code"],
            ["post", "code"],
            ["code", "postal"],
            ["zip", "code"],
            ["house", "number"],
            ["home", "town"],
        ],
    ),
    (Secret, &[["api", "key"], ["private", "key"], ["access", "key"], ["secret", "key"], ["mot", "passe"]]),
];

/// Names that are personal only when nothing stands beside them.
const ALONE: [(PersonalClass, &[&str]); 3] = [
    (
        Person,
        &[
            "name", "names", "nom", "nombre", "nome", "naam", "imiona", "patient", "customer", "employee", "owner",
            "person",
        ],
    ),
    (Coordinates, &["location", "x_coord", "geo", "geom", "geometry", "point"]),
    (PaymentCard, &["card", "pan"]),
];

/// The words of a name: at separators, at capitals, and between letters and digits; in small letters.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous = ' ';
    for c in name.chars() {
        let begins = !previous.is_alphanumeric()
            || c.is_uppercase() && previous.is_lowercase()
            || c.is_numeric() != previous.is_numeric();
        if c.is_alphanumeric() {
            if begins && !(c.is_numeric() && words.last().is_some_and(|word| word == "ipv")) {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(c.to_lowercase());
            }
        }
        previous = c;
    }
    words
}

/// The class that the words name, the more certain ones first.
pub(super) fn look_up(words: &[String]) -> Option<PersonalClass> {
    let has = |wanted: &str| words.iter().any(|word| word == wanted);
    let by_pair = PAIRS
        .iter()
        .find(|(_, pairs)| pairs.iter().any(|pair| words.windows(2).any(|two| two[0] == pair[0] && two[1] == pair[1])));
    if let Some((class, _)) = by_pair {
        return Some(*class);
    }
    let joined = words.concat();
    let by_word = WORDS.iter().find(|(_, list)| list.iter().any(|word| has(word) || joined == *word));
    if let Some((class, _)) = by_word {
        return Some(*class);
    }
    // `name`, or `name1`: digits alone add nothing.
    let letters: Vec<&String> = words.iter().filter(|word| !word.chars().all(char::is_numeric)).collect();
    let [only] = letters.as_slice() else { return None };
    ALONE.iter().find(|(_, list)| list.contains(&only.as_str())).map(|(class, _)| *class)
}

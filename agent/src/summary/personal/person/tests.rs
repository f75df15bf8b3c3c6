use super::super::{Marks, Pattern};
use super::*;

fn marks(text: &str) -> Marks {
    let mut marks = Marks::default();
    person(text, &mut marks);
    marks
}

#[test]
fn names_of_persons_are_known_in_many_orders_and_scripts() {
    let names = [
        "Ada Hopper",
        "Dr. Anna Schmidt",
        "Müller, Hans-Peter",
        "María Fernanda García López",
        "Jan van der Berg",
        "KOWALSKI JAN",
        "ann lee",
        "pan Marek Nowak",
        "Prof. Serda Unknownname",
        "Siân Jones-Evans",
        "Олена Шевченко",
        "James T. Miller Jr.",
    ];
    for name in names {
        assert!(marks(name).passed(Pattern::PersonListed), "{name}");
    }
    for name in ["Isabella", "Kowalczyk", "王小明", "김민준", "佐藤 花子"] {
        assert!(marks(name).passed(Pattern::PersonWord), "{name}");
    }
}

#[test]
fn places_companies_and_things_are_not_taken_for_persons() {
    let things = [
        "New York",
        "San Antonio",
        "Port Jennifer",
        "Smith and Jones",
        "Miller Group",
        "John F Kennedy Intl",
        "the quick brown fox",
        "Medium Priority",
        "Delta Air Lines Inc.",
        "alpha",
        "a",
        "",
        "Order Status",
    ];
    for thing in things {
        let marks = marks(thing);
        assert!(!marks.passed(Pattern::PersonListed) && !marks.passed(Pattern::PersonLikely), "{thing}");
    }
}

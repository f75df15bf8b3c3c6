use super::*;

#[test]
fn personal_data_is_found_anywhere_in_a_name() {
    let names = [
        "ann.lee@example.org",
        "score_ann.lee@example.org",
        "4111 1111 1111 1111",
        "card_4111111111111111",
        "DE89370400440532013000",
        "GB29 NWBK 6016 1331 9268 19",
        "192.168.10.20",
        "host 10.0.0.7",
        "00:1b:44:11:3a:b7",
        "+49 30 1234567",
        "(555) 010-4477",
        "078-05-1120",
        "2001:db8:0:1:1:1:1:1",
    ];
    for name in names {
        assert!(holds_personal(name), "{name}");
        assert!(looks_like_data(name), "{name}");
    }
}

#[test]
fn secrets_and_values_are_not_names() {
    let names = [
        "ghp_0123456789abcdefghij",
        "550e8400-e29b-41d4-a716-446655440000",
        "d41d8cd98f00b204e9800998ecf8427e",
        "x9Kq2LmZ7pTr4Vw8Yb3Nc6",
        "42.5",
        "-17",
        "1,234.50",
        "12%",
        "1e-7",
        "2013-01-01",
        "01/02/2013",
        "12 Jan 2013",
        "2013-01-01T05:00:00Z",
        "05:15",
        "NaN",
        "true",
        "€ 12",
        "two\nlines",
    ];
    for name in names {
        assert!(looks_like_data(name), "{name}");
    }
}

#[test]
fn ordinary_names_are_kept() {
    let names = [
        "dep_time",
        "sched_arr_time",
        "air_time",
        "tailnum",
        "Total Amount (USD)",
        "x1",
        "feature_12",
        "PC1",
        "V28",
        "2nd_floor",
        "income > 50k",
        "pulse_2013",
        "Größe in cm",
        "año",
        "収入",
        "is_true",
        "temp",
        "time_hour",
        "q25",
        "loan_amnt",
        "customer_id",
        "A",
        "",
        "log1p(price)",
        "mean(delay)",
        "lag_7",
        "age_18_25",
        "may",
        "sex_male",
        "embedding_768",
        "class",
        "hour of day",
        "__index_level_0__",
        "NOx",
        "pm2.5",
        "p_value",
        "Unnamed: 0",
        "price_2020_2021",
        "date",
        "DistanceToNearestHospitalInKilometres2020",
    ];
    for name in names {
        assert!(!looks_like_data(name), "{name}");
    }
}

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::saml_provider::{OWN, RSA_SHA256, Response, STRANGERS, known_to, post, post_to, return_with, sign, sign_in};
use super::{Forgery, Lie, come_back, entered, is_refused, leave};
use crate::harness::{Answer, App, Kind, on_both_engines};

const RSA_SHA1: &str = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";

/// The assertion with its signature, cut out of a response.
fn assertion_of(xml: &str) -> String {
    let start = xml.find("<saml:Assertion").expect("an assertion");
    let end = xml.rfind("</saml:Assertion>").expect("its end") + "</saml:Assertion>".len();
    xml[start..end].to_owned()
}

/// The account that an answer signed in.
async fn who(app: &App, answer: &Answer) -> Option<String> {
    let cookies = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().expect("text"));
    let cookie = cookies.into_iter().find(|cookie| cookie.starts_with("conspectus_session=csp_ses_"))?;
    let shown = come_back(app, "/api/v1/session", cookie.split(';').next()).await;
    shown.json["actor"]["id"].as_str().map(str::to_owned)
}

/// An assertion about somebody else that nobody signed.
fn forged(response: &Response) -> String {
    let evil = Response { subject: "admin".into(), assertion_id: "_evil".into(), ..response.clone() };
    evil.assertion().replace("grace@example.org", "ada@example.org").replace("Grace", "Mallory")
}

on_both_engines! {
    async fn a_person_signs_in_and_goes_on_to_where_they_wanted(app: App) {
        let id = known_to(&app, |_| {}).await;
        let away = leave(&app, id, "/projects/1").await;
        assert!(away.url.as_str().starts_with("https://idp.example.org/sso?SAMLRequest="));
        let answer = return_with(&app, &away, &Response::to(&app, &away).signed()).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/projects/1"));
        assert_eq!(entered(&app, &answer).await, "Grace");
    }

    async fn its_metadata_say_where_responses_go_and_that_assertions_are_signed(app: App) {
        let id = known_to(&app, |_| {}).await;
        let answer = app.get(&format!("/api/v1/sso/{id}/metadata"), None).await;
        let text = String::from_utf8(answer.bytes).expect("text");
        assert!(text.contains(&format!("entityID=\"http://conspectus.test/api/v1/sso/{id}/metadata\"")), "{text}");
        assert!(text.contains(&format!("Location=\"http://conspectus.test/api/v1/sso/{id}/acs\"")), "{text}");
        assert!(text.contains("WantAssertionsSigned=\"true\""), "{text}");
    }

    async fn responses_that_are_meant_otherwise_open_nothing(app: App) {
        let id = known_to(&app, |_| {}).await;
        let lies: [Lie<Response>; 10] = [
            ("another audience", |response| response.audience = "https://other.example".into()),
            ("another recipient", |response| response.recipient = "https://other.example/acs".into()),
            ("another destination", |response| response.destination = "https://other.example/acs".into()),
            ("another issuer", |response| response.issuer = "https://evil.example".into()),
            ("another request", |response| response.request = "_of_somebody_else".into()),
            ("no request", |response| response.request = String::new()),
            ("too old", |response| response.until = response.from.plus_seconds(-100)),
            ("from the future", |response| response.from = response.until.plus_seconds(-1)),
            ("nobody", |response| response.subject = String::new()),
            ("a passing name", |response| response.format = response.format.replace("persistent", "transient")),
        ];
        for (what, lie) in lies {
            let answer = sign_in(&app, id, lie).await;
            assert_eq!(answer.header("location"), "/sign-in?refused=rejected", "{what}");
        }
    }

    async fn a_minute_of_a_wrong_clock_is_forgiven_and_two_are_not(app: App) {
        let id = known_to(&app, |_| {}).await;
        let shifted = |seconds: i64| {
            let app = &app;
            async move {
                let answer = sign_in(app, id, |response| {
                    response.from = app.now().plus_seconds(seconds);
                    response.until = response.from.plus_seconds(30);
                });
                entered(app, &answer.await).await
            }
        };
        assert_eq!((shifted(55).await, shifted(120).await), ("Grace".into(), String::new()));
        assert_eq!((shifted(-85).await, shifted(-150).await), ("Grace".into(), String::new()));
    }

    async fn only_the_providers_own_signature_over_the_assertion_counts(app: App) {
        let id = known_to(&app, |_| {}).await;
        let signatures: [Forgery<Response>; 6] = [
            ("none", |response| response.unsigned()),
            ("a stranger's", |response| sign(&response.unsigned(), false, &STRANGERS, RSA_SHA256)),
            ("over the response only", |response| sign(&response.unsigned(), true, &OWN, RSA_SHA256)),
            ("weak", |response| response.signed().replace(RSA_SHA256, RSA_SHA1)),
            ("words changed", |response| response.signed().replace("readers", "owners")),
            ("an entity", |response| format!("<!DOCTYPE x [<!ENTITY e \"person-1\">]>{}", response.signed())),
        ];
        for (what, signed) in signatures {
            let away = leave(&app, id, "/").await;
            let xml = signed(Response::to(&app, &away));
            let answer = return_with(&app, &away, &xml).await;
            assert_eq!(answer.header("location"), "/sign-in?refused=rejected", "{what}");
        }
    }

    async fn a_comment_cuts_nobodys_name_short(app: App) {
        let id = known_to(&app, |_| {}).await;
        let admin = who(&app, &sign_in(&app, id, |response| response.subject = "admin".into()).await).await;
        let away = leave(&app, id, "/").await;
        let response = Response { subject: "admin.evil".into(), ..Response::to(&app, &away) };
        let xml = response.signed().replace("admin.evil", "admin<!-- -->.evil");
        let evil = who(&app, &return_with(&app, &away, &xml).await).await;
        assert!(admin.is_some() && evil != admin, "the signature holds without the comment, so the name must too");
    }

    async fn a_signed_assertion_lends_its_signature_to_no_other(app: App) {
        let id = known_to(&app, |_| {}).await;
        let wrappings: [Forgery<(Response, String)>; 6] = [
            ("beside, before", |(response, signed)| response.around(&format!("{}{signed}", forged(&response)))),
            ("beside, after", |(response, signed)| response.around(&format!("{signed}{}", forged(&response)))),
            ("inside", |(response, signed)| {
                response.around(&forged(&response).replace("</saml:Issuer>", &format!("</saml:Issuer>{signed}")))
            }),
            ("in an extension", |(response, signed)| {
                let hidden = format!("<samlp:Extensions>{signed}</samlp:Extensions>");
                response.around(&forged(&response)).replace("<samlp:Status>", &format!("{hidden}<samlp:Status>"))
            }),
            ("in the signature's object", |(response, signed)| {
                let bare = response.assertion();
                let object = format!("<ds:Object>{bare}</ds:Object></ds:Signature>");
                let evil = signed.replace("</ds:Signature>", &object).replace("person-1", "admin");
                response.around(&evil)
            }),
            ("under the same id", |(response, signed)| {
                let twin = forged(&response).replace("_evil", &response.assertion_id);
                response.around(&format!("{twin}{signed}"))
            }),
        ];
        for (what, wrap) in wrappings {
            let away = leave(&app, id, "/").await;
            let response = Response::to(&app, &away);
            let signed = assertion_of(&response.signed());
            let xml = wrap((response, signed));
            let answer = return_with(&app, &away, &xml).await;
            assert_ne!(entered(&app, &answer).await, "Mallory", "{what}");
            assert_eq!(answer.header("location"), "/sign-in?refused=rejected", "{what}");
        }
    }

    async fn a_response_is_good_once(app: App) {
        let id = known_to(&app, |_| {}).await;
        let away = leave(&app, id, "/").await;
        let xml = Response::to(&app, &away).signed();
        let first = post(&app, &away, &xml).await;
        assert!(first.header("location").contains("/finish?"), "{}", first.header("location"));
        is_refused(&post(&app, &away, &xml).await, "expired");
        assert_eq!(entered(&app, &come_back(&app, first.header("location"), Some(&away.cookie)).await).await, "Grace");
        is_refused(&come_back(&app, first.header("location"), Some(&away.cookie)).await, "expired");
        let other = leave(&app, id, "/").await;
        is_refused(&post(&app, &other, &xml).await, "rejected");
    }

    async fn an_assertion_that_was_accepted_is_not_accepted_for_another_request(app: App) {
        let id = known_to(&app, |_| {}).await;
        let spent = sign_in(&app, id, |response| response.assertion_id = "_same".into()).await;
        assert_eq!(entered(&app, &spent).await, "Grace");
        is_refused(&sign_in(&app, id, |response| response.assertion_id = "_same".into()).await, "rejected");
    }

    async fn nobody_is_signed_in_by_a_response_in_a_browser_that_did_not_ask(app: App) {
        let id = known_to(&app, |_| {}).await;
        let (victim, attacker) = (leave(&app, id, "/").await, leave(&app, id, "/").await);
        let posted = post(&app, &attacker, &Response::to(&app, &attacker).signed()).await;
        is_refused(&come_back(&app, posted.header("location"), Some(&victim.cookie)).await, "expired");
        is_refused(&come_back(&app, posted.header("location"), None).await, "expired");
        let unasked = post_to(&app, id, "made-up", &STANDARD.encode(Response::to(&app, &victim).signed())).await;
        is_refused(&unasked, "expired");
    }

    async fn a_finish_without_a_response_finishes_nothing(app: App) {
        let id = known_to(&app, |_| {}).await;
        let away = leave(&app, id, "/").await;
        let path = format!("/api/v1/sso/{id}/finish?state={}", away.query("RelayState"));
        is_refused(&come_back(&app, &path, Some(&away.cookie)).await, "expired");
    }

    async fn what_is_no_response_at_all_is_refused_politely(app: App) {
        let id = known_to(&app, |_| {}).await;
        let deep = "<a>".repeat(50_000);
        for text in ["", "<", "<a/>", "&&&&", &deep] {
            let away = leave(&app, id, "/").await;
            is_refused(&post(&app, &away, text).await, "rejected");
        }
        let away = leave(&app, id, "/").await;
        is_refused(&post_to(&app, id, &away.query("RelayState"), "%%% no base64").await, "rejected");
    }
}

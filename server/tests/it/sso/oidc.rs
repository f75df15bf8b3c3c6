use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use serde_json::{Value, json};

use super::oidc_provider::{CODE, Provider, SECRET, Signer, back, unsigned};
use super::{Lie, come_back, entered, is_refused, leave};
use crate::harness::{App, Kind, on_both_engines};

on_both_engines! {
    async fn a_person_signs_in_and_goes_on_to_where_they_wanted(app: App) {
        let provider = Provider::start().await;
        let id = provider.known_to(&app, |_| {}).await;
        let away = leave(&app, id, "/projects/1").await;
        assert_eq!(away.query("response_type"), "code");
        assert_eq!(away.query("redirect_uri"), format!("http://conspectus.test/api/v1/sso/{id}/callback"));
        assert_eq!(away.query("scope"), "openid profile email");
        provider.will_say(&away, provider.key.sign(&provider.claims(&app, &away)));
        let answer = back(&app, &away).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/projects/1"));
        assert_eq!(entered(&app, &answer).await, "Grace");
    }

    async fn tokens_that_say_anything_else_open_nothing(app: App) {
        let provider = Provider::start().await;
        let id = provider.known_to(&app, |_| {}).await;
        let lies: [Lie<Value>; 10] = [
            ("another audience", |claims| claims["aud"] = json!("somebody-else")),
            ("one audience too many", |claims| claims["aud"] = json!(["conspectus", "somebody-else"])),
            ("another issuer", |claims| claims["iss"] = json!("https://evil.example")),
            ("another nonce", |claims| claims["nonce"] = json!("of another sign-in")),
            ("no nonce", |claims| drop(claims.as_object_mut().expect("an object").remove("nonce"))),
            ("expired", |claims| claims["exp"] = json!(claims["iat"].as_i64().expect("a time") - 61)),
            ("from the future", |claims| claims["iat"] = json!(claims["iat"].as_i64().expect("a time") + 120)),
            ("no subject", |claims| drop(claims.as_object_mut().expect("an object").remove("sub"))),
            ("no address", |claims| claims["email"] = json!("not an address")),
            ("of another access token", |claims| claims["at_hash"] = json!("AAAAAAAAAAAAAAAAAAAAAA")),
        ];
        for (what, lie) in lies {
            let answer = provider.sign_in(&app, id, lie).await;
            assert_eq!(answer.header("location"), "/sign-in?refused=rejected", "{what}");
            assert_eq!(entered(&app, &answer).await, "", "{what}");
        }
    }

    async fn signatures_that_prove_nothing_open_nothing(app: App) {
        let provider = Provider::start().await;
        let id = provider.known_to(&app, |_| {}).await;
        let away = leave(&app, id, "/").await;
        let claims = provider.claims(&app, &away);
        let none = format!("{}.", unsigned(&json!({ "alg": "none" }), &claims));
        let shared = unsigned(&json!({ "alg": "HS256" }), &claims);
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes()), shared.as_bytes());
        let shared = format!("{shared}.{}", URL_SAFE_NO_PAD.encode(tag));
        let mut changed = provider.key.sign(&claims);
        changed.replace_range(..changed.len() - 86, &unsigned(&json!({ "alg": "ES256" }), &json!({ "sub": "admin" })));
        for (what, token) in [
            ("none", none),
            ("the client's own secret", shared),
            ("a stranger's key", Signer::new().sign(&claims)),
            ("claims changed afterwards", changed),
            ("no token at all", String::new()),
        ] {
            let away = leave(&app, id, "/").await;
            provider.will_say(&away, token);
            let answer = back(&app, &away).await;
            assert_eq!(answer.header("location"), "/sign-in?refused=rejected", "{what}");
        }
    }

    async fn a_state_is_good_once_in_the_browser_and_for_the_provider_it_was_made_for(app: App) {
        let provider = Provider::start().await;
        let id = provider.known_to(&app, |_| {}).await;
        let other = provider.known_to(&app, |settings| settings.name = "Other".into()).await;
        let away = leave(&app, id, "/").await;
        provider.will_say(&away, provider.key.sign(&provider.claims(&app, &away)));
        let path = format!("/api/v1/sso/{id}/callback?state={}&code={CODE}", away.query("state"));
        is_refused(&come_back(&app, &path, None).await, "expired");
        let stranger = leave(&app, id, "/").await;
        is_refused(&come_back(&app, &path, Some(&stranger.cookie)).await, "expired");
        is_refused(&come_back(&app, &path.replace(&away.query("state"), "made-up"), Some(&away.cookie)).await, "expired");
        assert_eq!(entered(&app, &back(&app, &away).await).await, "Grace", "the attempts above ended nothing");
        is_refused(&back(&app, &away).await, "expired");
        let mixed = leave(&app, id, "/").await;
        let path = format!("/api/v1/sso/{other}/callback?state={}&code={CODE}", mixed.query("state"));
        is_refused(&come_back(&app, &path, Some(&mixed.cookie)).await, "expired");
        assert_eq!(provider.trades(), 1, "the code of a foreign sign-in goes nowhere");
    }

    async fn a_sign_in_that_took_too_long_is_over(app: App) {
        let provider = Provider::start().await;
        let id = provider.known_to(&app, |_| {}).await;
        let away = leave(&app, id, "/").await;
        app.pass_seconds(601);
        provider.will_say(&away, provider.key.sign(&provider.claims(&app, &away)));
        is_refused(&back(&app, &away).await, "expired");
    }

    async fn an_answer_of_a_mixed_up_issuer_is_refused_before_the_code_goes_anywhere(app: App) {
        let provider = Provider::start().await;
        let id = provider.known_to(&app, |_| {}).await;
        let answer_with = |issuer: &str| {
            let (app, provider, issuer) = (&app, &provider, issuer.to_owned());
            async move {
                let away = leave(app, id, "/").await;
                provider.will_say(&away, provider.key.sign(&provider.claims(app, &away)));
                let path = format!("/api/v1/sso/{id}/callback?state={}&code={CODE}{issuer}", away.query("state"));
                come_back(app, &path, Some(&away.cookie)).await
            }
        };
        is_refused(&answer_with("&iss=https://evil.example").await, "rejected");
        provider.promise_issuer();
        is_refused(&answer_with("").await, "rejected");
        assert_eq!(provider.trades(), 0);
        let named = answer_with(&format!("&iss={}", provider.issuer)).await;
        assert_eq!(entered(&app, &named).await, "Grace");
    }

    async fn a_provider_that_calls_itself_otherwise_is_not_the_one(app: App) {
        let provider = Provider::start().await;
        let id = provider.known_to(&app, |_| {}).await;
        provider.pretend("https://id.example.org");
        is_refused(&app.get(&format!("/api/v1/sso/{id}/start"), None).await, "unavailable");
    }

    async fn keys_are_those_that_the_provider_publishes_now(app: App) {
        let provider = Provider::start().await;
        let id = provider.known_to(&app, |_| {}).await;
        assert_eq!(entered(&app, &provider.sign_in(&app, id, |_| {}).await).await, "Grace");
        let new = Signer::new();
        provider.publish(vec![new.public()]);
        is_refused(&provider.sign_in(&app, id, |_| {}).await, "rejected");
        let away = leave(&app, id, "/").await;
        provider.will_say(&away, new.sign(&provider.claims(&app, &away)));
        assert_eq!(entered(&app, &back(&app, &away).await).await, "Grace");
    }

    async fn what_the_token_leaves_out_is_asked_for_and_must_be_about_the_same_person(app: App) {
        let provider = Provider::start().await;
        let id = provider.known_to(&app, |_| {}).await;
        let bare = |claims: &mut Value| {
            for name in ["email", "email_verified", "name", "groups"] {
                claims.as_object_mut().expect("an object").remove(name);
            }
        };
        let about = |subject: &str| json!({ "sub": subject, "email": "grace@example.org", "name": "Grace", "groups": ["readers"] });
        provider.user_info(about("person-2"));
        is_refused(&provider.sign_in(&app, id, bare).await, "rejected");
        provider.user_info(about("person-1"));
        assert_eq!(entered(&app, &provider.sign_in(&app, id, bare).await).await, "Grace");
    }

    async fn a_provider_that_says_no_is_quoted_nowhere(app: App) {
        let provider = Provider::start().await;
        let id = provider.known_to(&app, |_| {}).await;
        let away = leave(&app, id, "/").await;
        let path = format!("/api/v1/sso/{id}/callback?state={}&error=access_denied&error_description=%3Cb%3Ex", away.query("state"));
        is_refused(&come_back(&app, &path, Some(&away.cookie)).await, "declined");
    }
}

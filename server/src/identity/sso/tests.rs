use super::*;

fn provider(roles: &[(&str, Role)], default_role: Option<Role>) -> ProviderSettings {
    let connection = Connection::Oidc(Oidc {
        issuer: "https://id.example.org".into(),
        client_id: "conspectus".into(),
        client_secret: None,
        scopes: vec!["email".into()],
        email_claim: "email".into(),
        name_claim: "name".into(),
        groups_claim: "groups".into(),
    });
    let roles = roles.iter().map(|(group, role)| RoleRule { group: (*group).into(), role: *role }).collect();
    ProviderSettings { roles, default_role, ..ProviderSettings::new("Example", connection) }
}

fn groups(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn the_highest_role_of_all_groups_counts() {
    let provider = provider(&[("readers", Role::Viewer), ("owners", Role::Admin), ("makers", Role::Analyst)], None);
    let decision = provider.role_of(Some(&groups(&["readers", "makers", "owners"])));
    assert_eq!(decision, RoleDecision::Give(Role::Admin));
    assert_eq!(provider.role_of(Some(&groups(&["makers"]))), RoleDecision::Give(Role::Analyst));
}

#[test]
fn without_a_group_that_counts_the_default_role_decides() {
    let strict = provider(&[("owners", Role::Admin)], None);
    assert_eq!(strict.role_of(Some(&groups(&["Owners", "owners "]))), RoleDecision::None, "names are exact");
    let open = provider(&[("owners", Role::Admin)], Some(Role::Viewer));
    assert_eq!(open.role_of(Some(&groups(&[]))), RoleDecision::Give(Role::Viewer));
}

#[test]
fn a_provider_that_says_nothing_about_groups_changes_no_role_that_groups_decide() {
    assert_eq!(provider(&[("owners", Role::Admin)], Some(Role::Viewer)).role_of(None), RoleDecision::Keep);
    assert_eq!(provider(&[], Some(Role::Analyst)).role_of(None), RoleDecision::Give(Role::Analyst));
}

#[test]
fn settings_that_cannot_be_safe_are_refused() {
    let check = |change: &dyn Fn(&mut ProviderSettings)| {
        let mut settings = provider(&[], None);
        change(&mut settings);
        settings.check().map_err(|error| error.field)
    };
    assert!(check(&|_| {}).is_ok());
    assert_eq!(check(&|settings| settings.name = " ".into()), Err("name"));
    assert_eq!(check(&|settings| settings.default_role = Some(Role::Operator)), Err("roles"));
    let issuer = |issuer: &'static str| {
        check(&move |settings| {
            if let Connection::Oidc(oidc) = &mut settings.connection {
                oidc.issuer = issuer.into();
            }
        })
    };
    for bad in
        ["http://id.example.org", "ftp://id.example.org", "id.example.org", "https://a@b.org", "https://b.org?x=1"]
    {
        assert_eq!(issuer(bad), Err("issuer"), "{bad}");
    }
    assert!(issuer("http://127.0.0.1:8080/realms/a").is_ok(), "a provider on this machine needs no TLS");
    let saml = |metadata: &'static str| {
        check(&move |settings| {
            settings.connection = Connection::Saml(Saml { metadata: metadata.into(), ..Saml::default() });
        })
    };
    assert_eq!(saml("<a/>"), Err("metadata"));
}

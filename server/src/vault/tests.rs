use super::*;
use uuid::Uuid;

fn keys(master: &MasterKey, workspace: Uuid) -> WorkspaceKeys {
    let wrapped: Vec<WrappedKey> = WorkspaceKeys::generate(master, workspace)
        .expect("random")
        .into_iter()
        .map(|key| WrappedKey {
            purpose: key.purpose.as_str().to_owned(),
            version: key.version,
            master_key: master.id().to_owned(),
            wrapped: key.wrapped,
        })
        .collect();
    WorkspaceKeys::open(master, workspace, &wrapped).expect("opens")
}

fn place(row: u128) -> Place {
    Place { table: Table::Project, row: Uuid::from_u128(row) }
}

#[test]
fn a_sealed_body_opens_at_its_own_place_only() {
    let master = MasterKey::from_bytes(&[7; 32]).expect("32 bytes");
    let (a, b) = (keys(&master, Uuid::from_u128(1)), keys(&master, Uuid::from_u128(2)));
    let sealed = a.seal(place(9), &"flights").expect("seals");
    assert_eq!(a.unseal::<String>(place(9), &sealed).expect("opens"), "flights");
    assert!(a.unseal::<String>(place(10), &sealed).is_err(), "another row");
    let elsewhere = Place { table: Table::Asset, ..place(9) };
    assert!(a.unseal::<String>(elsewhere, &sealed).is_err(), "another table");
    assert!(b.unseal::<String>(place(9), &sealed).is_err(), "another workspace");
}

#[test]
fn a_body_changed_by_one_bit_or_cut_short_does_not_open() {
    let master = MasterKey::from_bytes(&[7; 32]).expect("32 bytes");
    let keys = keys(&master, Uuid::from_u128(1));
    let sealed = keys.seal(place(9), &"flights").expect("seals");
    for position in 0..sealed.len() {
        let mut forged = sealed.clone();
        forged[position] ^= 1;
        assert!(keys.unseal::<String>(place(9), &forged).is_err(), "byte {position}");
        assert!(keys.unseal::<String>(place(9), &sealed[..position]).is_err(), "cut at {position}");
    }
}

#[test]
fn another_master_key_is_named_rather_than_failing_darkly() {
    let (master, other) = (MasterKey::from_bytes(&[7; 32]), MasterKey::from_bytes(&[8; 32]));
    let (master, other) = (master.expect("32 bytes"), other.expect("32 bytes"));
    let workspace = Uuid::from_u128(1);
    let wrapped: Vec<WrappedKey> = WorkspaceKeys::generate(&master, workspace)
        .expect("random")
        .into_iter()
        .map(|key| WrappedKey {
            purpose: key.purpose.as_str().into(),
            version: 1,
            master_key: master.id().into(),
            wrapped: key.wrapped,
        })
        .collect();
    let error = WorkspaceKeys::open(&other, workspace, &wrapped).expect_err("refused");
    assert!(error.to_string().contains(master.id()) && error.to_string().contains(other.id()));
}

#[test]
fn equal_values_share_a_blind_index_within_a_workspace_and_field_only() {
    let master = MasterKey::from_bytes(&[7; 32]).expect("32 bytes");
    let (a, b) = (keys(&master, Uuid::from_u128(1)), keys(&master, Uuid::from_u128(2)));
    assert_eq!(a.blind("word", b"flights"), a.blind("word", b"flights"));
    assert_ne!(a.blind("word", b"flights"), a.blind("name", b"flights"));
    assert_ne!(a.blind("word", b"flights"), b.blind("word", b"flights"));
}

#[cfg(unix)]
#[test]
fn the_key_file_is_private_made_once_and_refused_when_others_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("master.key");
    let made = MasterKey::load_or_create(&path).expect("makes it");
    assert_eq!(std::fs::metadata(&path).expect("exists").permissions().mode() & 0o777, 0o600);
    assert_eq!(MasterKey::load_or_create(&path).expect("reads it").id(), made.id());
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("chmod");
    assert!(MasterKey::load_or_create(&path).expect_err("refused").to_string().contains("chmod 600"));
}

use super::*;
use uuid::Uuid;

/// Lets a future of the file's provider end; it never waits for anything.
fn now<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(future)
}

fn custody(byte: u8) -> Custody {
    Custody::from(MasterKey::from_bytes(&[byte; 32]).expect("32 bytes"))
}

fn wrapped(custody: &Custody, workspace: Uuid) -> Vec<WrappedKey> {
    let made = now(WorkspaceKeys::generate(custody, &KeyName::file(), workspace)).expect("random");
    made.into_iter().map(|key| stored(key, KeyState::Active)).collect()
}

fn stored(key: NewKey, state: KeyState) -> WrappedKey {
    let NewKey { purpose, version, wrapped } = key;
    WrappedKey { purpose, version, state, master_key: wrapped.reference, wrapped: wrapped.bytes }
}

fn keys(custody: &Custody, workspace: Uuid) -> WorkspaceKeys {
    now(WorkspaceKeys::open(custody, workspace, &wrapped(custody, workspace))).expect("opens")
}

/// The content keys of a workspace in these states, from version 1 on.
fn content(custody: &Custody, states: &[KeyState]) -> Vec<WrappedKey> {
    let make = |(number, state): (u8, &KeyState)| {
        let what = (Uuid::from_u128(1), KeyPurpose::Content, u32::from(number));
        let key = now(WorkspaceKeys::make(custody, &KeyName::file(), what, &[number; 32])).expect("wraps");
        stored(key, *state)
    };
    (1..).zip(states).map(make).collect()
}

fn opened(custody: &Custody, keys: &[WrappedKey]) -> WorkspaceKeys {
    now(WorkspaceKeys::open(custody, Uuid::from_u128(1), keys)).expect("opens")
}

fn place(row: u128) -> Place {
    Place { table: Table::Project, row: Uuid::from_u128(row) }
}

#[test]
fn a_sealed_body_opens_at_its_own_place_only() {
    let master = custody(7);
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
    let master = custody(7);
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
    let (master, other) = ([7; 32], [8; 32]);
    let workspace = Uuid::from_u128(1);
    let wrapped = wrapped(&custody(7), workspace);
    let error = now(WorkspaceKeys::open(&custody(8), workspace, &wrapped)).expect_err("refused");
    let id = |bytes: [u8; 32]| MasterKey::from_bytes(&bytes).expect("32 bytes").id();
    assert!(error.to_string().contains(&id(master)) && error.to_string().contains(&id(other)));
}

#[test]
fn no_two_bodies_share_a_key_so_equal_bodies_look_different() {
    let keys = keys(&custody(7), Uuid::from_u128(1));
    let salts = (0..1000).map(|_| keys.seal(place(9), &"flights").expect("seals")[PREFIX_BYTES..][..24].to_vec());
    assert_eq!(salts.collect::<std::collections::HashSet<_>>().len(), 1000);
}

#[test]
fn a_new_key_opens_before_it_seals_and_the_old_one_opens_after() {
    use KeyState::{Active, Announced, Destroyed};
    let custody = custody(7);
    let first = opened(&custody, &content(&custody, &[Active]));
    let announced = opened(&custody, &content(&custody, &[Active, Announced]));
    let second = opened(&custody, &content(&custody, &[Active, Active]));
    let last = opened(&custody, &content(&custody, &[Destroyed, Active]));
    let (old, new) = (first.seal(place(9), &"old").expect("seals"), second.seal(place(9), &"new").expect("seals"));
    assert_eq!(announced.seal(place(9), &"x").expect("seals")[..PREFIX_BYTES], old[..PREFIX_BYTES]);
    assert_eq!(announced.unseal::<String>(place(9), &new).expect("opens"), "new");
    assert!(matches!(first.unseal::<String>(place(9), &new), Err(VaultError::UnknownKeyVersion(2))));
    let anew = second.reseal(place(9), &old).expect("opens").expect("was old");
    assert_eq!(last.unseal::<String>(place(9), &anew).expect("opens"), "old");
    assert!(second.reseal(place(9), &anew).expect("opens").is_none(), "once is enough");
    assert!(matches!(last.unseal::<String>(place(9), &old), Err(VaultError::Destroyed)));
}

#[test]
fn a_body_that_names_another_version_of_the_key_does_not_open() {
    let custody = custody(7);
    let keys = opened(&custody, &content(&custody, &[KeyState::Active, KeyState::Active]));
    let mut forged = keys.seal(place(9), &"flights").expect("seals");
    forged[PREFIX_BYTES - 1] = 1;
    assert!(matches!(keys.unseal::<String>(place(9), &forged), Err(VaultError::DoesNotOpen { .. })));
}

#[test]
fn what_an_earlier_version_sealed_still_opens_and_is_sealed_anew() {
    let custody = custody(7);
    let keys = opened(&custody, &content(&custody, &[KeyState::Active]));
    let key =
        ring::aead::LessSafeKey::new(ring::aead::UnboundKey::new(&ring::aead::AES_256_GCM, &[1; 32]).expect("a key"));
    let place_data = format!("conspectus body|{}|project|{}|1", Uuid::from_u128(1), Uuid::from_u128(9));
    let mut sealed = vec![1, 0, 0, 0, 1];
    sealed.extend(super::body::seal_with(&key, place_data.as_bytes(), b"\"flights\"").expect("seals"));
    assert_eq!(keys.unseal::<String>(place(9), &sealed).expect("opens"), "flights");
    let anew = keys.reseal(place(9), &sealed).expect("opens").expect("was old");
    assert_eq!((anew[0], keys.unseal::<String>(place(9), &anew).expect("opens").as_str()), (2, "flights"));
}

#[test]
fn of_a_workspace_without_keys_nothing_opens_and_its_log_can_still_be_checked() {
    let custody = custody(7);
    let workspace = Uuid::from_u128(1);
    let mut stored = wrapped(&custody, workspace);
    let before = now(WorkspaceKeys::open(&custody, workspace, &stored)).expect("opens");
    let (sealed, signature) = (before.seal(place(9), &"x").expect("seals"), before.sign(b"hash").expect("signs"));
    for key in stored.iter_mut().filter(|key| key.purpose != KeyPurpose::Audit) {
        (key.state, key.wrapped) = (KeyState::Destroyed, Vec::new());
    }
    let after = now(WorkspaceKeys::open(&custody, workspace, &stored)).expect("opens");
    assert!(matches!(after.unseal::<String>(place(9), &sealed), Err(VaultError::Destroyed)));
    assert!(matches!(after.seal(place(9), &"y"), Err(VaultError::Destroyed)));
    assert!(matches!(after.blind("word", b"x"), Err(VaultError::Destroyed)));
    assert!(after.is_signed(b"hash", &signature));
}

#[test]
fn equal_values_share_a_blind_index_within_a_workspace_and_field_only() {
    let master = custody(7);
    let (a, b) = (keys(&master, Uuid::from_u128(1)), keys(&master, Uuid::from_u128(2)));
    let blind = |keys: &WorkspaceKeys, field| keys.blind(field, b"flights").expect("there is a key");
    assert_eq!(blind(&a, "word"), blind(&a, "word"));
    assert_ne!(blind(&a, "word"), blind(&a, "name"));
    assert_ne!(blind(&a, "word"), blind(&b, "word"));
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

#[cfg(unix)]
#[test]
fn a_rotated_key_file_holds_the_old_key_until_it_is_forgotten_and_other_servers_read_it_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("master.key");
    let (ours, theirs) =
        (MasterKey::load_or_create(&path).expect("made"), MasterKey::load_or_create(&path).expect("read"));
    let old = ours.id();
    now(ours.rotate("")).expect("rotates");
    assert_ne!(ours.id(), old);
    let wrapped = now(ours.wrap("", b"place", b"secret")).expect("wraps");
    assert_eq!(now(theirs.unwrap(&wrapped.reference, b"place", &wrapped.bytes)).expect("opens").as_slice(), b"secret");
    assert!(now(theirs.unwrap(&wrapped.reference, b"elsewhere", &wrapped.bytes)).is_err());
    assert_eq!(theirs.ids(), [ours.id(), old.clone()]);
    assert!(MasterKey::forget(&path, &old).expect("writes"));
    assert_eq!(MasterKey::load_or_create(&path).expect("read").ids(), [ours.id()]);
}

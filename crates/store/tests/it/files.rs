//! Files under the digests of their bytes.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use guohe_cases::ports::Files as _;
use guohe_store::FileDirectory;
use sha2::{Digest as _, Sha256};
use tokio::task::JoinSet;

/// Every file below a directory, with its bytes.
pub(crate) fn tree(root: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(tree(&path));
        } else {
            found.push((path.clone(), std::fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}

fn only_file(root: &Path) -> PathBuf {
    let files = tree(root);
    assert_eq!(files.len(), 1, "{files:?}");
    files[0].0.clone()
}

#[tokio::test]
async fn bytes_come_back_under_their_digest_and_others_do_not() {
    let root = tempfile::tempdir().unwrap();
    let files = FileDirectory::open(root.path()).unwrap();
    let (large, nothing) = (vec![7; 3_000_000], Vec::new());
    for bytes in [&large, &nothing] {
        let digest = files.keep(bytes).await.unwrap();
        assert_eq!(digest, <[u8; 32]>::from(Sha256::digest(bytes)));
        assert_eq!(files.fetch(&digest).await.unwrap().as_ref(), Some(bytes));
    }
    assert_eq!(files.fetch(&[0; 32]).await.unwrap(), None);
}

#[tokio::test]
async fn keeping_twice_is_keeping_once() {
    let root = tempfile::tempdir().unwrap();
    let files = FileDirectory::open(root.path()).unwrap();
    let digest = files.keep(b"one").await.unwrap();
    let before = tree(root.path());
    assert_eq!(files.keep(b"one").await.unwrap(), digest);
    assert_eq!(tree(root.path()), before);
    assert_eq!(before.len(), 1);
}

#[tokio::test]
async fn many_who_keep_the_same_at_once_leave_one_file() {
    let root = tempfile::tempdir().unwrap();
    let files = FileDirectory::open(root.path()).unwrap();
    let mut keepers = JoinSet::new();
    for _ in 0..16 {
        let files = files.clone();
        keepers.spawn(async move { files.keep(&vec![7; 100_000]).await.unwrap() });
    }
    let digests = keepers.join_all().await;
    let expected: [u8; 32] = Sha256::digest(vec![7; 100_000]).into();
    assert_eq!(digests, [expected; 16]);
    assert_eq!(std::fs::read(only_file(root.path())).unwrap(), vec![7; 100_000]);
}

#[tokio::test]
async fn a_damaged_file_is_not_given_out_and_is_mended_by_keeping_it_again() {
    let root = tempfile::tempdir().unwrap();
    let files = FileDirectory::open(root.path()).unwrap();
    let digest = files.keep(b"the report").await.unwrap();
    for damage in [&b"the rePort"[..], b"the rep", b""] {
        std::fs::write(only_file(root.path()), damage).unwrap();
        let refused = files.fetch(&digest).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::InvalidData);
        assert_eq!(files.keep(b"the report").await.unwrap(), digest);
        assert_eq!(files.fetch(&digest).await.unwrap().as_deref(), Some(&b"the report"[..]));
    }
}

#[tokio::test]
async fn what_cannot_be_written_leaves_nothing_under_its_name() {
    let root = tempfile::tempdir().unwrap();
    let files = FileDirectory::open(root.path()).unwrap();
    // A file where the folder of this digest should be.
    let digest: [u8; 32] = Sha256::digest(b"one").into();
    let folder = format!("{:02x}", digest[0]);
    std::fs::write(root.path().join(&folder), b"in the way").unwrap();
    files.keep(b"one").await.unwrap_err();
    assert_eq!(tree(root.path()), [(root.path().join(folder), b"in the way".to_vec())]);
}

//! What is running: the digests of the program's own file and of each pack, to be compared with what is published, and
//! with what ran before.
//!
//! A digest that the program tells of itself shows that it is what was installed to somebody who trusts it that far; whoever
//! has put another program in its place can have it say anything. What it finds is an exchange that nobody meant to hide.

use std::{
    collections::BTreeMap,
    env,
    fs::File,
    io::{self, Read as _},
};

use guohe_cases::{law::Laws, ports::Store as _};
use guohe_rules::syntax::Words;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::installation::{Installation, cannot};

/// The setting in which it is kept what ran last.
const SETTING: &str = "running";
/// So much of the file is looked at in one go.
const PIECE: usize = 256 * 1024;

/// The digests, in hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Running {
    /// Of the program.
    pub(crate) program: String,
    /// Of each pack, by its id.
    packs: BTreeMap<String, String>,
}

impl Running {
    /// What runs now, kept for the next start; with what is not as it was at the last.
    ///
    /// # Errors
    /// The exit code, after what is wrong has been said.
    pub(super) async fn begins(installation: &Installation) -> Result<(Self, Vec<Words>), u8> {
        let now = Self::now(&installation.laws).await;
        let now = now.map_err(|error| cannot("读取程序文件", "read the program's file", &error))?;
        let (store, tenant) = (&installation.store, &installation.tenant);
        let before = store.setting(tenant, SETTING).await;
        let before = before.map_err(|error| cannot("读取设置", "read the settings", &error))?;
        // What cannot be read is no digest of anything that ran.
        let before = before.and_then(|kept| serde_json::from_value::<Self>(kept).ok());
        let changes = before.as_ref().map(|before| now.changes(before)).unwrap_or_default();
        if before.as_ref() != Some(&now) {
            let kept = store.set_setting(tenant, SETTING, &json!(now)).await;
            kept.map_err(|error| cannot("保存设置", "keep the settings", &error))?;
        }
        Ok((now, changes))
    }

    async fn now(laws: &Laws) -> io::Result<Self> {
        let program = tokio::task::spawn_blocking(program).await.map_err(io::Error::other)??;
        let packs = laws.iter().map(|law| (law.pack.id().to_owned(), law.pack.hash_hex()));
        Ok(Self { program, packs: packs.collect() })
    }

    /// What is not as it was; each is a line in the log of security too.
    fn changes(&self, before: &Self) -> Vec<Words> {
        let all = |running: &Self| {
            let packs = running.packs.iter().map(|(id, hash)| (id.clone(), hash.clone()));
            packs.chain([(String::new(), running.program.clone())]).collect::<BTreeMap<_, _>>()
        };
        let (now, was) = (all(self), all(before));
        let names = now.keys().chain(was.keys()).collect::<std::collections::BTreeSet<_>>();
        names.into_iter().filter_map(|name| change(name, was.get(name), now.get(name))).collect()
    }
}

/// How something changed, under its name; the program has none.
fn change(name: &str, was: Option<&String>, is: Option<&String>) -> Option<Words> {
    if was == is {
        return None;
    }
    let [from, to] = [was, is].map(|hash| hash.map_or("-", String::as_str));
    let what = if name.is_empty() { "guohe" } else { name };
    tracing::warn!(
        target: "guohe::security",
        what, from, to,
        "what runs is not what ran before"
    );
    Some(Words {
        zh: format!(
            "{what} 与上次启动时不同（SHA-256 由 {from} 变为 {to}）；如刚升级，请与公布的摘要核对，否则请立即查明"
        ),
        en: format!(
            "{what} is not what it was at the last start (SHA-256 {from}, now {to}); after an upgrade compare it with what \
             is published, and find out at once otherwise"
        ),
    })
}

/// The digest of the program's own file.
///
/// # Errors
/// It cannot be read.
pub(crate) fn program() -> io::Result<String> {
    // Where the system knows it, the very file that was started, whatever lies under its name by now.
    let own = File::open("/proc/self/exe").or_else(|_| File::open(env::current_exe()?))?;
    digest(own)
}

fn digest(mut file: File) -> io::Result<String> {
    let (mut digest, mut piece) = (Sha256::new(), vec![0; PIECE]);
    loop {
        let read = file.read(&mut piece)?;
        let Some(part) = piece.get(..read).filter(|part| !part.is_empty()) else { break };
        digest.update(part);
    }
    Ok(guohe_cases::attachment::hexadecimal(digest.finalize()))
}

#[cfg(test)]
mod tests {
    use std::{env, fs};

    use sha2::{Digest as _, Sha256};

    use super::{Running, program};

    #[test]
    fn the_program_tells_the_digest_of_its_own_file() {
        let bytes = fs::read(env::current_exe().unwrap()).unwrap();
        let whole = guohe_cases::attachment::hexadecimal(Sha256::digest(bytes));
        assert_eq!(program().unwrap(), whole);
    }

    #[test]
    fn each_thing_that_is_not_what_it_was_is_named_with_both_digests_and_nothing_else_is() {
        let running = |program: &str, packs: &[(&str, &str)]| Running {
            program: program.to_owned(),
            packs: packs.iter().map(|(id, hash)| ((*id).to_owned(), (*hash).to_owned())).collect(),
        };
        let before = running("aa", &[("a/one", "11"), ("a/two", "22"), ("a/gone", "33")]);
        assert_eq!(before.changes(&before), []);
        let now = running("bb", &[("a/one", "11"), ("a/two", "23"), ("a/new", "44")]);
        let said: Vec<String> = now.changes(&before).into_iter().map(|one| one.en).collect();
        let begins = [
            "guohe is not what it was at the last start (SHA-256 aa, now bb);",
            "a/gone is not what it was at the last start (SHA-256 33, now -);",
            "a/new is not what it was at the last start (SHA-256 -, now 44);",
            "a/two is not what it was at the last start (SHA-256 22, now 23);",
        ];
        assert_eq!(said.len(), begins.len(), "{said:#?}");
        for (said, begin) in said.iter().zip(begins) {
            assert!(said.starts_with(begin), "{said}");
        }
    }
}

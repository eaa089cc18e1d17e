//! Authorities that share an installation: each a realm of its own, reached under host names of its own.
//!
//! A realm has its own accounts, cases, registers, settings and chain of the log; the tables keep it in every key.
//! What is shared is the program, the database, the folder of files (addressed by content, reached through
//! cases only) and the keys that sign checkpoints.

use std::collections::{BTreeMap, BTreeSet};

use guohe_cases::{event::Tenant, law::Laws, ports::Store};
use serde::{Deserialize, Serialize};

use crate::{command::BAD_INPUT, installation::cannot};

/// The realm of an installation that serves one authority, and of every host name that no other has.
pub(crate) const MAIN: &str = "main";

/// The setting of the realm [`MAIN`] that holds the others.
const SETTING: &str = "authorities";

/// The longest name of a host (RFC 1035).
const LONGEST: usize = 253;

/// How an authority is reached, and which packs it runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Authority {
    /// Host names in small letters, without a port.
    pub(crate) hosts: BTreeSet<String>,
    /// The packs that it runs; all of the shelf when there is none.
    pub(crate) packs: BTreeSet<String>,
}

/// All of them by their ids, without [`MAIN`].
pub(crate) type Authorities = BTreeMap<String, Authority>;

/// The authorities that an installation serves beside its first.
///
/// # Errors
/// The exit code, after what is wrong has been said.
pub(crate) async fn all(store: &dyn Store) -> Result<Authorities, u8> {
    let kept = store.setting(&Tenant(MAIN.to_owned()), SETTING).await;
    let kept = kept.map_err(|error| cannot("读取设置", "read the settings", &error))?;
    let read = kept.map_or_else(|| Ok(Authorities::new()), serde_json::from_value);
    read.map_err(|error| cannot("读取主管部门名单", "read the authorities", &error))
}

/// Keeps them.
///
/// # Errors
/// The exit code, after what is wrong has been said.
pub(crate) async fn keep(store: &dyn Store, all: &Authorities) -> Result<(), u8> {
    let value = serde_json::to_value(all);
    let value = value.map_err(|error| cannot("写入设置", "write the settings", &error))?;
    let set = store.set_setting(&Tenant(MAIN.to_owned()), SETTING, &value).await;
    set.map_err(|error| cannot("写入设置", "write the settings", &error))
}

/// The realm of an authority and the packs that it runs.
///
/// # Errors
/// The exit code, after it has been said that there is no such authority.
pub(crate) async fn realm(
    store: &dyn Store,
    id: Option<&str>,
) -> Result<(Tenant, BTreeSet<String>), u8> {
    let id = id.unwrap_or(MAIN);
    if id == MAIN {
        return Ok((Tenant(id.to_owned()), BTreeSet::new()));
    }
    let known = all(store).await?;
    let Some(authority) = known.get(id) else {
        eprintln!("没有主管部门“{id}”；用 guohe authority list 查看");
        eprintln!("there is no authority `{id}`; see `guohe authority list`");
        return Err(BAD_INPUT);
    };
    Ok((Tenant(id.to_owned()), authority.packs.clone()))
}

/// What is wrong with an authority beside the others, in both languages; none may take what another has.
pub(crate) fn faults(
    (id, new): (&str, &Authority),
    others: &Authorities,
    laws: &Laws,
) -> Vec<(String, String)> {
    let mut faults = Vec::new();
    let plain = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-';
    if id == MAIN || id.is_empty() || id.len() > 40 || !id.chars().all(plain) {
        faults.push((
            format!("代号“{id}”不可用：只用小写字母、数字和连字符，不超过 40 个，不能是 {MAIN}"),
            format!("`{id}` cannot be an id: small letters, digits and hyphens, at most 40, and not `{MAIN}`"),
        ));
    }
    if new.hosts.is_empty() {
        faults.push((
            "请用 --host 给出至少一个域名".to_owned(),
            "give at least one host name with --host".to_owned(),
        ));
    }
    for host in &new.hosts {
        if !is_host(host) {
            faults.push((
                format!("“{host}”不是域名：只写名称，不写协议、端口和路径"),
                format!("`{host}` is no host name; leave out scheme, port and path"),
            ));
        }
        let owner = others.iter().find(|(other, one)| *other != id && one.hosts.contains(host));
        if let Some((owner, _)) = owner {
            faults.push((
                format!("域名 {host} 已属于 {owner}"),
                format!("the host {host} belongs to {owner}"),
            ));
        }
    }
    for pack in &new.packs {
        if !laws.iter().any(|law| law.pack.id() == pack) {
            let there: Vec<&str> = laws.iter().map(|law| law.pack.id()).collect();
            faults.push((
                format!("没有规则包 {pack}；有：{}", there.join("、")),
                format!("there is no pack {pack}; there are {}", there.join(", ")),
            ));
        }
    }
    faults
}

fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        let sign = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-';
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(sign)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.len() <= LONGEST && host.split('.').all(label)
}

/// The name in a `Host` header, as the names of authorities are kept.
pub(crate) fn host_of(header: &str) -> String {
    let name = match header.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|sign| sign.is_ascii_digit()) => name,
        _ => header,
    };
    name.trim_end_matches('.').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use guohe_cases::law::Laws;

    use super::{Authorities, Authority, faults, host_of, is_host};

    fn of(hosts: &[&str], packs: &[&str]) -> Authority {
        let set = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
        Authority { hosts: set(hosts), packs: set(packs) }
    }

    #[test]
    fn a_host_belongs_to_one_authority_and_an_id_and_a_pack_must_be_there() {
        let others = Authorities::from([("north".to_owned(), of(&["north.example"], &[]))]);
        let count = |id: &str, new: &Authority| faults((id, new), &others, &Laws::default()).len();
        assert_eq!(count("south", &of(&["south.example"], &[])), 0);
        assert_eq!(count("north", &of(&["north.example", "n.example"], &[])), 0);
        assert_eq!(count("south", &of(&["north.example"], &[])), 1);
        assert_eq!(count("south", &of(&[], &["no/pack"])), 2);
        for id in ["", "main", "South", "a b", "../x"] {
            assert_eq!(count(id, &of(&["south.example"], &[])), 1, "{id}");
        }
    }

    #[test]
    fn hosts_are_compared_without_port_case_and_final_dot() {
        for header in ["Kw.Example.CN", "kw.example.cn:8080", "kw.example.cn."] {
            assert_eq!(host_of(header), "kw.example.cn", "{header}");
        }
        assert_eq!(host_of("[::1]:8080"), "[::1]");
        for host in ["", "http://a.example", "a.example:80", "a..b", "-a.example", "a_b.example"] {
            assert!(!is_host(host), "{host}");
        }
    }
}

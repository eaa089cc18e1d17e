//! A provider of unified logins, as the operator has set it.

use std::collections::{BTreeMap, BTreeSet};

use guohe_rules::syntax::Words;
use serde::{Deserialize, Serialize};
use url::{Host, Url};

use super::token::Claims;

/// The providers of an authority, by the id that stands in the address to which each sends people back. An id that was in
/// use is not given to another provider: linked logins are kept under it.
pub type Providers = BTreeMap<String, Provider>;

/// A provider that speaks `OpenID` Connect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Its name for machines, exactly as its tokens say it: an address over https, or over http on this machine.
    pub issuer: String,
    /// By which name it knows the installation.
    pub client: String,
    /// What the button says.
    pub name: Words,
    /// What is asked for beside `openid`.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub scopes: BTreeSet<String>,
    /// By what it finds the account of an applicant who has linked none; without it everybody links first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finds: Option<Finds>,
    /// Which ways to sign in there count as two factors.
    #[serde(default)]
    pub counts: Counts,
}

/// A claim that says which account it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finds {
    /// The name of the claim, in the ID token or else among what the provider tells of a person.
    pub claim: String,
    /// What it holds.
    pub holds: Holds,
}

/// What a claim holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// The credit code of a unit; its administrator is meant.
    CreditCode,
    /// The login here.
    Login,
}

/// Values that stand for two factors; none of them where the lists are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Counts {
    /// Of `acr`: how strongly somebody signed in.
    pub acr: BTreeSet<String>,
    /// Of `amr`: by which means; one of them is enough.
    pub amr: BTreeSet<String>,
}

impl Counts {
    /// Whether somebody signed in there by two factors.
    pub(crate) fn hold(&self, claims: &Claims) -> bool {
        claims.acr.as_ref().is_some_and(|acr| self.acr.contains(acr))
            || claims.amr.iter().any(|amr| self.amr.contains(amr))
    }
}

/// The name of the setting.
pub const SETTING: &str = "unified_logins";
/// The longest id.
const LONGEST: usize = 32;
/// Claims that change hands: whoever has the address or the number today need not be who had it yesterday.
const BORROWED: [&str; 3] = ["email", "preferred_username", "phone_number"];

/// What is wrong with a provider that is to be set under an id, in both languages.
pub fn faults(id: &str, provider: &Provider) -> Vec<Words> {
    let words = |zh: &str, en: &str| Words { zh: zh.to_owned(), en: en.to_owned() };
    let mut found = Vec::new();
    let plain = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-';
    if !(1..=LONGEST).contains(&id.len()) || !id.chars().all(plain) {
        found.push(words(
            "代号应为 1 至 32 个小写字母、数字或连字符",
            "the id has 1 to 32 small letters, digits or hyphens",
        ));
    }
    if reachable(&provider.issuer).is_none_or(|url| url.query().is_some()) {
        found.push(words(
            "issuer 应为 https 地址（仅本机可用 http），与提供方公布的完全一致",
            "the issuer is an address over https (http on this machine alone), exactly as the provider says it",
        ));
    }
    if provider.client.trim().is_empty() {
        found.push(words("client 不能为空", "the client is not empty"));
    }
    if [&provider.name.zh, &provider.name.en].iter().any(|name| name.trim().is_empty()) {
        found.push(words("name 应有中文和英文", "the name is given in Chinese and in English"));
    }
    let borrowed = |finds: &Finds| BORROWED.contains(&finds.claim.as_str());
    if provider.finds.as_ref().is_some_and(borrowed) {
        found.push(words(
            "不能凭邮箱、用户名或手机号认领账号：它们会换人；请用统一社会信用代码或不变的标识",
            "no account is found by e-mail, user name or telephone, which change hands; use the credit code or an \
             identifier that stays",
        ));
    }
    found
}

/// An address that may be asked: over https, or over http where that does not leave this machine.
pub(super) fn reachable(address: &str) -> Option<Url> {
    let url = Url::parse(address).ok()?;
    let plain = url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
    let here = match url.host()? {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    (plain && (url.scheme() == "https" || (url.scheme() == "http" && here))).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::{Counts, Finds, Holds, Provider, faults, reachable};
    use guohe_rules::syntax::Words;

    fn provider() -> Provider {
        Provider {
            issuer: "https://sso.example".to_owned(),
            client: "guohe".to_owned(),
            name: Words { zh: "统一登录".to_owned(), en: "Unified login".to_owned() },
            scopes: [].into(),
            finds: None,
            counts: Counts::default(),
        }
    }

    #[test]
    fn only_https_is_asked_and_http_on_this_machine() {
        for sound in
            ["https://sso.example/x", "http://localhost:1/", "http://127.0.0.1", "http://[::1]:9/"]
        {
            assert!(reachable(sound).is_some(), "{sound}");
        }
        for other in [
            "http://sso.example",
            "http://localhost.evil.example",
            "ftp://localhost",
            "https://user@sso.example",
            "https://sso.example/#x",
            "file:///etc/passwd",
            "",
        ] {
            assert_eq!(reachable(other), None, "{other}");
        }
    }

    #[test]
    fn what_changes_hands_finds_no_account() {
        assert_eq!(faults("province", &provider()), []);
        for (claim, count) in [("email", 1), ("phone_number", 1), ("credit_code", 0)] {
            let finds = Some(Finds { claim: claim.to_owned(), holds: Holds::Login });
            assert_eq!(
                faults("province", &Provider { finds, ..provider() }).len(),
                count,
                "{claim}"
            );
        }
        let http = Provider { issuer: "http://sso.example".to_owned(), ..provider() };
        assert_eq!((faults("../x", &provider()).len(), faults("x", &http).len()), (1, 1));
    }
}

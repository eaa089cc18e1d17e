//! Keeping accounts that exist: roles, second factors, the end of an account, the limits of signing in.

use guohe_cases::{
    credential::Credentials as _,
    message::owner::{self, Affair, Origin},
    moment::Moment,
    person::Person,
    ports::{Account, Store as _},
    refusal::Fault,
    verbs::{Failure, Receipt, account as verbs, round::Calling},
};
use guohe_store::{Resealed, Safe};
use guohe_web::{
    demands::Demands, second_factor, session::Limits, site::Outside as _, surface::Surface,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;
use uuid::Builder;

use super::{accounts, role_of, wrong};
use crate::{
    command::serve::{
        Clock, chance, demands as demands_set, limits as limits_set, scanner as scanner_set,
        surface as surface_set,
    },
    installation::{Installation, cannot},
    print,
    scanner::Scanner,
};

async fn named(installation: &Installation, login: &str) -> Result<Account, u8> {
    let login = login.trim().to_lowercase();
    let mut known = accounts(installation).await?.into_iter();
    known.find(|account| account.login == login).ok_or_else(|| {
        wrong(
            &format!("没有账号 {login}；用 guohe account list 查看"),
            &format!("nobody has the login {login}; see `guohe account list`"),
        )
    })
}

/// The present code of an invented person.
pub(super) async fn code(installation: &Installation, login: &str) -> Result<(), u8> {
    let account = named(installation, login).await?;
    if !account.demonstration {
        return Err(wrong(
            "只显示演示账号的验证码；真实账号的验证码在本人的验证器里",
            "codes are shown for demonstration accounts only; others have theirs in their authenticator",
        ));
    }
    let factor = installation.store.factor(&installation.tenant, account.id).await;
    let factor = factor.map_err(|error| cannot("读取账号", "read the account", &error))?;
    let factor = factor.ok_or_else(|| {
        wrong(
            "该账号没有启用两步验证，登录时留空",
            "the account has no second factor; leave the code empty",
        )
    })?;
    print(&format!("{}\n", second_factor::code(&factor.secret, Clock::of_the_machine().now())));
    Ok(())
}

/// What whoever works at the machine does, now.
pub(super) fn operator() -> Calling {
    let id = || Builder::from_random_bytes(chance().first_chunk().copied().unwrap_or_default());
    let now = Clock::of_the_machine().now();
    let moment = Moment { now, fresh: id().into_uuid(), seed: chance() };
    Calling { person: Person::operator(), moment, once: None }
}

/// What became of it; a refusal is said with all its reasons.
///
/// # Errors
/// The exit code.
pub(super) fn done(done: Result<Receipt, Failure>) -> Result<(), u8> {
    match done {
        Ok(_) => Ok(()),
        Err(Failure::Refused(refusal)) => {
            for fault in &refusal.faults {
                eprintln!("{} / {}", fault.what.zh, fault.what.en);
            }
            if refusal.faults.is_empty() {
                eprintln!("{} / {}", refusal.next.zh, refusal.next.en);
            }
            Err(wrong(&refusal.what.zh, &refusal.what.en))
        }
        Err(failure) => Err(cannot("写入账号", "write the account", &failure)),
    }
}

/// Tells the owner of an account what was done with it here.
async fn tells(installation: &Installation, account: &Account, affair: Affair) -> Result<(), u8> {
    let (store, told) = (&*installation.store, (account.id, affair));
    let moment = operator().moment;
    let told = owner::tell(store, &installation.tenant, told, (Origin::Office, &moment)).await;
    told.map_err(|error| cannot("告知账号本人", "tell the owner of the account", &error))
}

/// Takes the second factor away.
pub(super) async fn reset(installation: &Installation, login: &str) -> Result<(), u8> {
    let account = named(installation, login).await?;
    done(verbs::reset_factor(installation.desk(), &operator(), account.id).await)?;
    tells(installation, &account, Affair::FactorsReset).await?;
    print(&format!("{}: 下次登录时重新启用两步验证 / gets another second factor\n", account.login));
    Ok(())
}

/// Closes an account or opens it again.
pub(super) async fn close(
    installation: &Installation,
    login: &str,
    closed: bool,
) -> Result<(), u8> {
    let account = named(installation, login).await?;
    done(verbs::close(installation.desk(), &operator(), account.id, closed).await)?;
    let state = if closed { "已停用 / closed" } else { "已恢复 / open again" };
    print(&format!("{}: {state}\n", account.login));
    Ok(())
}

/// Gives an account other roles.
pub(super) async fn roles(
    installation: &Installation,
    login: &str,
    asked: &[String],
) -> Result<(), u8> {
    let account = named(installation, login).await?;
    let mut roles = Vec::new();
    for role in asked {
        roles.push(role_of(installation, role)?.0);
    }
    let told = format!("{} {}\n", account.login, roles.join(" "));
    done(verbs::give_roles(installation.desk(), &operator(), account.id, roles).await)?;
    tells(installation, &account, Affair::Roles).await?;
    print(&told);
    Ok(())
}

/// Reads a setting as it was typed, and keeps it.
async fn keep<T: DeserializeOwned + Serialize>(
    installation: &Installation,
    (name, text): (&str, &str),
    faults: impl Fn(&T) -> Vec<Fault>,
) -> Result<(), u8> {
    let read: T = serde_json::from_str(text).map_err(|error| {
        wrong(
            &format!("不能识别：{error}；不带 --set 可查看各项名称"),
            &format!("cannot be read: {error}; without --set you see the names"),
        )
    })?;
    if let Some(fault) = faults(&read).first() {
        let place = &fault.place;
        let [zh, en] =
            [format!("{place}：{}", fault.what.zh), format!("{place}: {}", fault.what.en)];
        return Err(wrong(&zh, &en));
    }
    let kept = installation.store.set_setting(&installation.tenant, name, &json!(read)).await;
    kept.map_err(|error| cannot("写入设置", "write the settings", &error))
}

/// Shows the limits of signing in, or sets them.
pub(super) async fn limits(installation: &Installation, set: Option<&str>) -> Result<(), u8> {
    if let Some(text) = set {
        keep(installation, (Limits::SETTING, text), Limits::faults).await?;
    }
    print(&format!("{}\n", json!(limits_set(installation).await?)));
    Ok(())
}

/// Shows what is demanded of accounts, or sets it: for whoever has locked themselves out on the page.
pub(super) async fn demands(installation: &Installation, set: Option<&str>) -> Result<(), u8> {
    if let Some(text) = set {
        keep(installation, (Demands::SETTING, text), Demands::faults).await?;
    }
    print(&format!("{}\n", json!(demands_set(installation).await?)));
    Ok(())
}

/// Shows how the pages meet the network, or sets it.
pub(super) async fn surface(installation: &Installation, set: Option<&str>) -> Result<(), u8> {
    if let Some(text) = set {
        // Whoever works at the machine holds all of it, and may measure it beyond what its pages take.
        keep::<Surface>(installation, (Surface::SETTING, text), |_| Vec::new()).await?;
    }
    print(&format!("{}\n", json!(surface_set(installation).await?)));
    Ok(())
}

/// Shows who scans files, or sets it.
pub(super) async fn scanner(installation: &Installation, set: Option<&str>) -> Result<(), u8> {
    if let Some(text) = set {
        keep::<Option<Scanner>>(installation, (Scanner::SETTING, text), |_| Vec::new()).await?;
    }
    print(&format!("{}\n", json!(scanner_set(installation).await?)));
    Ok(())
}

/// Seals every secret under a new key.
pub(super) async fn reseal(installation: &Installation) -> Result<(), u8> {
    let store = &installation.store;
    let renewed = store.safe().map(Safe::renew).transpose();
    renewed.map_err(|error| cannot("生成密钥", "make a key", &error))?;
    let done = store.seal_secrets().await;
    let Resealed { sealed, lost } =
        done.map_err(|error| cannot("加密密钥", "seal the secrets", &error))?;
    let named = store.seal_accounts().await;
    named.map_err(|error| cannot("加密账号信息", "seal the accounts", &error))?;
    print(&format!("已用新密钥重新加密 / sealed under a new key: {sealed} secrets; {lost} lost\n"));
    Ok(())
}

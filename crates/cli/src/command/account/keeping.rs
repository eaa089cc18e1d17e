//! Keeping accounts that exist: roles, second factors, the end of an account, the limits of signing in.

use guohe_cases::{
    credential::Credentials as _,
    ports::{Account, Store as _},
};
use guohe_web::{second_factor, session::Limits, site::Outside as _};
use serde_json::json;

use super::{accounts, role_of, wrong};
use crate::{
    command::serve::{Clock, limits as limits_set},
    installation::{Installation, cannot},
    print,
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

/// Takes the second factor away.
pub(super) async fn reset(installation: &Installation, login: &str) -> Result<(), u8> {
    let account = named(installation, login).await?;
    let dropped = installation.store.drop_factors(&installation.tenant, account.id).await;
    dropped.map_err(|error| cannot("写入账号", "write the account", &error))?;
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
    let hash = account.hash_when(closed);
    let set = installation.store.set_password(&installation.tenant, account.id, &hash, None).await;
    set.map_err(|error| cannot("写入账号", "write the account", &error))?;
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
    let set = installation.store.set_roles(&installation.tenant, account.id, &roles).await;
    set.map_err(|error| cannot("写入账号", "write the account", &error))?;
    print(&format!("{} {}\n", account.login, roles.join(" ")));
    Ok(())
}

/// Shows the limits of signing in, or sets them.
pub(super) async fn limits(installation: &Installation, set: Option<&str>) -> Result<(), u8> {
    if let Some(text) = set {
        let read: Limits = serde_json::from_str(text).map_err(|error| {
            wrong(
                &format!("不能识别：{error}；不带 --set 可查看各项名称"),
                &format!("cannot be read: {error}; without --set you see the names"),
            )
        })?;
        let store = &installation.store;
        let kept = store.set_setting(&installation.tenant, Limits::SETTING, &json!(read)).await;
        kept.map_err(|error| cannot("写入设置", "write the settings", &error))?;
    }
    print(&format!("{}\n", json!(limits_set(installation).await?)));
    Ok(())
}

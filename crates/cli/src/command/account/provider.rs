//! `guohe account provider`: the providers of unified logins.

use std::path::PathBuf;

use clap::Args;
use guohe_cases::{linked::Links as _, ports::Store as _};
use guohe_web::unified::{Provider, Providers, SETTING, faults, way_back};
use serde_json::json;

use super::{BAD_INPUT, Place, wrong};
use crate::{
    command::serve::providers as providers_set,
    installation::{Installation, cannot},
    print,
};

/// The arguments.
#[derive(Debug, Args)]
pub(crate) struct ProviderArgs {
    /// The id of one: small letters, digits and hyphens. It stands in the address to which people are sent back, and
    /// linked logins are kept under it, so another provider gets another one.
    id: Option<String>,
    #[command(flatten)]
    place: Place,
    /// What it is, as JSON: `{"issuer": "https://…", "client": "guohe", "name": {"zh": "…", "en": "…"}}`; besides, if
    /// wanted, `"scopes": […]`, `"finds": {"claim": "…", "holds": "credit_code"}` or `"login"`, and `"counts": {"acr":
    /// […], "amr": […]}` for what stands for two factors there.
    #[arg(long, value_name = "JSON", requires = "id")]
    set: Option<String>,
    /// A file with the secret by which the provider knows the installation; it is read, kept, and never shown.
    #[arg(long, value_name = "FILE", requires = "id")]
    secret: Option<PathBuf>,
    /// Takes it away; the logins that are linked stay and sign nobody in.
    #[arg(long, requires = "id", conflicts_with_all = ["set", "secret"])]
    remove: bool,
}

impl ProviderArgs {
    pub(super) fn place(&self) -> &Place {
        &self.place
    }
}

/// Shows the providers, or keeps one.
pub(super) async fn run(installation: &Installation, asked: &ProviderArgs) -> Result<(), u8> {
    let mut providers = providers_set(installation).await?;
    if let Some(id) = &asked.id {
        change(installation, &mut providers, id, asked).await?;
    }
    for (id, provider) in &providers {
        let secret = installation.store.provider_secret(&installation.tenant, id).await;
        let secret = secret.map_err(|error| cannot("读取设置", "read the settings", &error))?;
        let secret = if secret.is_some() { "有 / kept" } else { "无 / none" };
        print(&format!("{id} {}\n", json!(provider)));
        print(&format!("  回调地址 / redirect: {}\n", way_back("ORIGIN", id)));
        print(&format!("  密钥 / secret: {secret}\n"));
    }
    print(&format!("{} providers\n", providers.len()));
    Ok(())
}

async fn change(
    installation: &Installation,
    providers: &mut Providers,
    id: &str,
    asked: &ProviderArgs,
) -> Result<(), u8> {
    let failed = |error| cannot("写入设置", "write the settings", &error);
    let (store, tenant) = (&installation.store, &installation.tenant);
    if let Some(text) = &asked.set {
        providers.insert(id.to_owned(), read(id, text)?);
    }
    if !providers.contains_key(id) {
        return Err(wrong(
            &format!("没有统一登录 {id}；用 --set 设置"),
            &format!("there is no unified login {id}; --set makes one"),
        ));
    }
    if asked.remove {
        providers.remove(id);
        store.set_provider_secret(tenant, id, None).await.map_err(failed)?;
    }
    if let Some(file) = &asked.secret {
        let text = std::fs::read_to_string(file)
            .map_err(|error| cannot("读取密钥文件", "read the file of the secret", &error))?;
        let secret = text.trim();
        if secret.is_empty() {
            return Err(wrong("密钥文件是空的", "the file of the secret is empty"));
        }
        store.set_provider_secret(tenant, id, Some(secret.as_bytes())).await.map_err(failed)?;
    }
    store.set_setting(tenant, SETTING, &json!(providers)).await.map_err(failed)
}

fn read(id: &str, text: &str) -> Result<Provider, u8> {
    let provider: Provider = serde_json::from_str(text).map_err(|error| {
        wrong(
            &format!("不能识别：{error}；各项名称见 guohe account provider --help"),
            &format!("cannot be read: {error}; see `guohe account provider --help`"),
        )
    })?;
    let found = faults(id, &provider);
    for fault in &found {
        eprintln!("{} / {}", fault.zh, fault.en);
    }
    if found.is_empty() { Ok(provider) } else { Err(BAD_INPUT) }
}

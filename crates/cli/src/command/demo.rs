//! `guohe demo`: an installation with invented content at every desk, on its own stated day.

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc};

use clap::Args;
use guohe_cases::{
    credential::{Credentials as _, Enrolment, Factor},
    law::Law,
    moment::civil_day,
    ports::Store as _,
    replay::{SETTING, Script, Stage, latest, play},
    verbs::attach::Room,
};
use guohe_rules::pack::PackFiles;
use guohe_web::{password, second_factor};
use serde_json::json;

use super::{
    BAD_INPUT,
    print::Fonts,
    serve::{Clock, Realm, Told, Work, at_work, chance, listen, server, shown, talk},
};
use crate::{
    apart::Apart,
    installation::{self, Installation, cannot},
    mail::MailServer,
    paper::padded,
    post::Ways,
    print,
    sms::Gateway,
};

/// The arguments of `guohe demo`.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// The data directory, made and filled when there is none.
    #[arg(long, value_name = "DIR", default_value = "data/demo")]
    data: PathBuf,
    /// A PostgreSQL server, `postgres://…`, in place of the database in the data directory.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// The address to listen on.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    #[command(flatten)]
    mail: MailServer,
    #[command(flatten)]
    sms: Gateway,
    #[command(flatten)]
    fonts: Fonts,
}

/// Serves the demonstration, telling its story first where that has not been done.
pub(crate) fn run(demo: &Demo, packs: PackFiles) -> ExitCode {
    talk();
    installation::run(async {
        let server = server(demo.database.as_deref())?;
        let installation = Installation::open(&demo.data, server, &packs).await?;
        drop(packs);
        let (law, script) = story(&installation)?;
        let listener = listen(demo.listen).await?;
        tell(&installation, &law, &script).await?;
        let secrets = second_factors(&installation, &script).await?;
        let recorded = latest(installation.desk()).await;
        let recorded = recorded.map_err(|error| cannot("读取记录", "read the log", &error))?;
        // Whoever goes on with a demonstration of yesterday does not act before what was done then.
        let now = recorded.map_or(script.now(), |last| last.max(script.now()));
        let told = Told::begin()?;
        print(&welcome(&script, &shown(&listener, demo.listen), &secrets));
        let clock = Clock::from(now);
        let (folder, origin, stamping) = (None, None, None);
        let press = demo.fonts.press_apart();
        let marks = false;
        let hooks = false;
        let ways = Ways { mail: demo.mail.open()?, sms: demo.sms.open(&demo.data)? };
        let work = Work {
            clock,
            demonstration: true,
            marks,
            folder,
            origin,
            stamping,
            ways,
            press,
            hooks,
            concerns: Vec::new(),
            program: None,
            changed: false,
        };
        at_work(vec![Realm::first(installation).await?], listener, told, work).await
    })
}

/// The first pack that carries a story, and its story.
fn story(installation: &Installation) -> Result<(Arc<Law>, Script), u8> {
    for law in installation.laws.iter() {
        match Script::of(law) {
            Ok(Some(script)) => return Ok((Arc::clone(law), script)),
            Ok(None) => {}
            Err(error) => return Err(cannot("读取演示", "read the demonstration", &error)),
        }
    }
    eprintln!("没有带演示的规则包 / no pack carries a demonstration");
    Err(BAD_INPUT)
}

/// Brings the story about, unless the data directory holds it.
async fn tell(installation: &Installation, law: &Law, script: &Script) -> Result<(), u8> {
    let failed = |error| cannot("读取数据目录", "read the data directory", &error);
    let Installation { tenant, store, files, .. } = installation;
    if let Some(told) = store.setting(tenant, SETTING).await.map_err(failed)? {
        if told.get("pack") == Some(&json!(law.reference())) {
            return Ok(());
        }
        eprintln!("该目录中的演示由另一版规则包生成；请删除它，或用 --data 指定另一目录");
        eprintln!(
            "the demonstration there was made with other packs; remove it, or name another --data"
        );
        return Err(BAD_INPUT);
    }
    let accounts = store.accounts(tenant).await.map_err(failed)?;
    if accounts.iter().any(|account| !account.demonstration) {
        eprintln!("该目录存有真实数据，不写入演示；请用 --data 指定另一目录");
        eprintln!("the directory holds real data and is left alone; name another --data");
        return Err(BAD_INPUT);
    }
    let mut salt = [0; 16];
    salt.iter_mut().zip(chance()).for_each(|(to, from)| *to = from);
    let password = password::hash(&script.password, &salt);
    let password = password.map_err(|error| cannot("加密口令", "hash the password", &error))?;
    let (desk, password) = (installation.desk(), password.as_str());
    let inspector = Apart::new();
    let room = Room { inspector: &inspector, files: &**files };
    let stage = Stage { desk, room, law, script, password };
    play(stage).await.map_err(|error| cannot("生成演示", "tell the demonstration", &error))
}

/// Gives a second factor to everybody who needs one and has none; gives the secrets as they are typed, by login.
async fn second_factors(
    installation: &Installation,
    script: &Script,
) -> Result<BTreeMap<String, String>, u8> {
    let failed = |error| cannot("写入验证密钥", "write the secrets of second factors", &error);
    let Installation { tenant, store, laws, .. } = installation;
    let mut secrets = BTreeMap::new();
    for account in store.accounts(tenant).await.map_err(failed)? {
        if !account.demonstration || !second_factor::is_needed(&account, laws) {
            continue;
        }
        let secret = second_factor::invented(&script.password, &account.login);
        secrets.insert(account.login, second_factor::typed(&secret));
        if store.factor(tenant, account.id).await.map_err(failed)?.is_none() {
            let factor = Factor { secret, since: script.now(), used: 0 };
            let enrolment = Enrolment { factor, recovery: Vec::new() };
            store.put_factor(tenant, account.id, &enrolment, None).await.map_err(failed)?;
        }
    }
    Ok(secrets)
}

/// What is printed at the start: where it is, who can sign in, and what waits for them.
fn welcome(script: &Script, address: &str, secrets: &BTreeMap<String, String>) -> String {
    let day = civil_day(script.now());
    let mut text = format!("\n国合演示 / Guohe demonstration: http://{address}\n");
    let mut line = |said: String| {
        text.push_str(&said);
        text.push('\n');
    };
    line(format!("演示日期 / stated date: {day}"));
    line(format!("{} {}", script.about.zh, script.about.en));
    line(format!("口令 / password: {}\n", script.password));
    for account in &script.accounts {
        let login = padded(&account.login, 10);
        line(format!("  {login} {} {}", padded(&account.name, 12), account.desk.zh));
        line(format!("  {} {}", padded("", 23), account.desk.en));
        if let Some(secret) = secrets.get(&account.login) {
            line(format!("  {} 验证密钥 / second factor: {secret}", padded("", 23)));
        }
    }
    line("\n验证码 / codes: guohe account code LOGIN --data DIR".to_owned());
    line("\n按 Ctrl+C 停止 / stop with Ctrl+C".to_owned());
    text
}

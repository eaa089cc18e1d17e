//! `guohe account`: who may sign in to an installation. Invitations and self-registration come with the pages;
//! the first people of an authority are entered here.

mod keeping;
mod provider;

use std::{
    io::{self, BufRead as _, IsTerminal as _},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, Subcommand};
use guohe_cases::{
    account::Office,
    credit_code::CreditCode,
    department,
    ports::{Account, Store as _},
    unit,
    verbs::account as verbs,
};
use guohe_rules::{pack::PackFiles, syntax::ActorKind};
use guohe_web::password;
use uuid::Uuid;

use super::{BAD_INPUT, USAGE, serve::chance};
use crate::{
    installation::{self, Installation, cannot},
    paper::padded,
    print,
};

/// Where an installation keeps what it has.
#[derive(Debug, Args)]
pub(crate) struct Place {
    /// The data directory, made when there is none.
    #[arg(long, value_name = "DIR", default_value = "data/guohe", env = "GUOHE_DATA")]
    pub(super) data: PathBuf,
    /// A PostgreSQL server, `postgres://…`, in place of the database in the data directory.
    #[arg(long, value_name = "URL", env = "GUOHE_DATABASE", hide_env_values = true)]
    pub(super) database: Option<String>,
    /// Which authority, where several share the installation.
    #[arg(long, value_name = "ID", env = "GUOHE_AUTHORITY")]
    pub(super) authority: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AccountCommand {
    /// Who there is.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// The present code of an invented person of a demonstration; of nobody else.
    Code(One),
    /// Takes the second factor away, for somebody who has lost it and every recovery code: they get another when
    /// they sign in next.
    Reset(One),
    /// Closes an account: nobody signs in with it, and its sessions end. What it did stays.
    Close(One),
    /// Opens a closed account again.
    Reopen(One),
    /// Gives an account other roles in the place of those it has, and ends its sessions.
    Roles {
        #[command(flatten)]
        one: One,
        /// A role of a pack, `PACK:ROLE`, or one of the administrators: `system`, `security`, `audit`.
        #[arg(long = "role", value_name = "ROLE", required = true)]
        roles: Vec<String>,
    },
    /// Shows for how long one stays signed in and how often one may be wrong, or sets it.
    Limits {
        #[command(flatten)]
        place: Place,
        /// The figures as JSON, such as `{"staff_idle_minutes": 10}`; what is left out is as usual.
        #[arg(long, value_name = "JSON")]
        set: Option<String>,
    },
    /// Shows what the security administrator demands of accounts, or sets it: from where administrators come, the term
    /// and the kinds of signs of passwords, how long codes count, after how many days without use an account is closed.
    Demands {
        #[command(flatten)]
        place: Place,
        /// The demands as JSON, such as `{"admin_networks": []}`; what is left out is as usual.
        #[arg(long, value_name = "JSON")]
        set: Option<String>,
    },
    /// Shows behind which proxies the pages are, how often one may ask and how much one may open, or sets it.
    Surface {
        #[command(flatten)]
        place: Place,
        /// The figures as JSON, such as `{"https": true, "trusted_proxies": ["10.0.0.0/8"]}`; what is left out is as
        /// usual.
        #[arg(long, value_name = "JSON")]
        set: Option<String>,
    },
    /// Shows who scans files for malware, or sets it; files are held until they were found clean.
    Scanner {
        #[command(flatten)]
        place: Place,
        /// What scans as JSON: `{"clamd": {"at": "/run/clamav/clamd.ctl", "seconds": 60}}`, or `{"command": {"run":
        /// ["clamscan", "-"], "clean": [0], "infected": [1], "seconds": 60}}`, where `{file}` among the arguments
        /// stands for a path; `null` for nobody.
        #[arg(long, value_name = "JSON")]
        set: Option<String>,
    },
    /// Makes a new key for the secrets of authenticators and of unified logins, and seals all of them under it. Servers
    /// that run go on; the old keys stay in the file for backups from before.
    Reseal {
        #[command(flatten)]
        place: Place,
    },
    /// Shows the providers of unified logins, or sets one.
    Provider(provider::ProviderArgs),
    /// Adds an account; the password is asked for, or read as one line from standard input.
    Add(Add),
}

/// An account that exists.
#[derive(Debug, Args)]
pub(crate) struct One {
    /// What is typed to sign in.
    login: String,
    #[command(flatten)]
    place: Place,
}

/// The arguments of `guohe account add`.
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// What is typed to sign in.
    login: String,
    /// The name of the person.
    #[arg(long)]
    name: String,
    /// A role of a pack, `PACK:ROLE`; the pack may be left out where only one has the role.
    #[arg(long = "role", value_name = "ROLE", required = true)]
    roles: Vec<String>,
    /// The login of somebody of the same organisation; an applicant with neither this nor a code begins a new one.
    #[arg(long, value_name = "LOGIN", conflicts_with = "unit")]
    with: Option<String>,
    /// The unified social credit code of the organisation.
    #[arg(long, value_name = "CODE")]
    unit: Option<String>,
    /// The code of the department for which somebody recommends; see `guohe unit list`.
    #[arg(long, value_name = "CODE", conflicts_with_all = ["unit", "with"])]
    department: Option<String>,
    #[command(flatten)]
    place: Place,
}

/// Looks at accounts or adds one.
pub(crate) fn run(command: &AccountCommand, packs: &PackFiles) -> ExitCode {
    installation::run(async {
        match command {
            AccountCommand::List { place } => list(&place.open(packs).await?).await,
            AccountCommand::Add(new) => add(&new.place.open(packs).await?, new).await,
            AccountCommand::Code(one) => {
                keeping::code(&one.place.open(packs).await?, &one.login).await
            }
            AccountCommand::Reset(one) => {
                keeping::reset(&one.place.open(packs).await?, &one.login).await
            }
            AccountCommand::Close(one) => {
                keeping::close(&one.place.open(packs).await?, &one.login, true).await
            }
            AccountCommand::Reopen(one) => {
                keeping::close(&one.place.open(packs).await?, &one.login, false).await
            }
            AccountCommand::Roles { one, roles } => {
                keeping::roles(&one.place.open(packs).await?, &one.login, roles).await
            }
            AccountCommand::Limits { place, set } => {
                keeping::limits(&place.open(packs).await?, set.as_deref()).await
            }
            AccountCommand::Demands { place, set } => {
                keeping::demands(&place.open(packs).await?, set.as_deref()).await
            }
            AccountCommand::Scanner { place, set } => {
                keeping::scanner(&place.open(packs).await?, set.as_deref()).await
            }
            AccountCommand::Reseal { place } => keeping::reseal(&place.open(packs).await?).await,
            AccountCommand::Provider(asked) => {
                provider::run(&asked.place().open(packs).await?, asked).await
            }
            AccountCommand::Surface { place, set } => {
                keeping::surface(&place.open(packs).await?, set.as_deref()).await
            }
        }
    })
}

impl Place {
    /// Opens the installation there, for the authority that is named.
    ///
    /// # Errors
    /// The exit code, after what is wrong has been said.
    pub(crate) async fn open(&self, packs: &PackFiles) -> Result<Installation, u8> {
        self.first(packs).await?.of(self.authority.as_deref()).await
    }

    /// The same for its first authority, whichever is named.
    ///
    /// # Errors
    /// The exit code, after what is wrong has been said.
    pub(super) async fn first(&self, packs: &PackFiles) -> Result<Installation, u8> {
        Installation::open(&self.data, self.database.as_deref(), packs).await
    }
}

async fn accounts(installation: &Installation) -> Result<Vec<Account>, u8> {
    let found = installation.store.accounts(&installation.tenant).await;
    found.map_err(|error| cannot("读取账号", "read the accounts", &error))
}

async fn list(installation: &Installation) -> Result<(), u8> {
    let accounts = accounts(installation).await?;
    for account in &accounts {
        let (login, name) = (padded(&account.login, 16), padded(&account.name, 16));
        print(&format!("{login} {name} {}\n", account.roles.join(" ")));
    }
    print(&format!("{} accounts\n", accounts.len()));
    Ok(())
}

async fn add(installation: &Installation, new: &Add) -> Result<(), u8> {
    let login = new.login.trim().to_lowercase();
    let known = accounts(installation).await?;
    let (mut roles, mut applies) = (Vec::new(), false);
    for role in &new.roles {
        let (role, kind) = role_of(installation, role)?;
        applies |= kind == Some(ActorKind::Applicant);
        roles.push(role);
    }
    let organisation = match (&new.with, &new.unit) {
        (None, None) if new.department.is_some() => Some(department_of(installation, new).await?),
        (None, Some(code)) => {
            let code = CreditCode::read(code).map_err(|fault| {
                let words = fault.words();
                wrong(&words.zh, &words.en)
            })?;
            let found = unit::of_code(installation.desk(), &code).await;
            Some(found.map_err(|error| cannot("读取单位", "read the organisation", &error))?)
        }
        (Some(other), _) => {
            let other = known.iter().find(|account| account.login == *other);
            let organisation = other.and_then(|other| other.organisation);
            Some(organisation.ok_or_else(|| {
                wrong(
                    "--with 所指账号不存在或不属于任何单位",
                    "nobody of an organisation has the login of --with",
                )
            })?)
        }
        (None, None) => applies.then(Uuid::now_v7),
    };
    let name = new.name.trim().to_owned();
    let account = Account {
        id: Uuid::now_v7(),
        password: hashed(&login, &name)?,
        login,
        name,
        roles,
        organisation,
        demonstration: false,
    };
    let told = format!("{} {}\n", account.login, account.roles.join(" "));
    keeping::done(verbs::add(installation.desk(), &keeping::operator(), account).await)?;
    print(&told);
    Ok(())
}

/// The department for which somebody recommends.
async fn department_of(installation: &Installation, new: &Add) -> Result<Uuid, u8> {
    let known = department::all(installation.desk()).await;
    let known = known.map_err(|error| cannot("读取部门", "read the departments", &error))?;
    let code = new.department.as_deref().unwrap_or_default();
    let found = known.contains_key(code).then(|| department::id_of(code));
    found.ok_or_else(|| {
        wrong(
            &format!("没有代码为“{code}”的部门；用 guohe unit list 查看"),
            &format!("there is no department `{code}`; see `guohe unit list`"),
        )
    })
}

/// A role with its pack, and what kind of actor it is; none for the administrators.
fn role_of(installation: &Installation, asked: &str) -> Result<(String, Option<ActorKind>), u8> {
    if let Some(office) = Office::of(asked) {
        return Ok((office.role().to_owned(), None));
    }
    let mut all = Vec::new();
    for law in installation.laws.iter() {
        let pack = law.pack.id();
        let actors = law.pack.file.actors.iter();
        all.extend(actors.map(|actor| (pack, actor.id.value.as_str(), actor.kind)));
    }
    let whole = |(pack, actor, _): &(&str, &str, ActorKind)| format!("{pack}:{actor}");
    let named = all.iter().filter(|role| whole(role) == asked || role.1 == asked);
    if let [role] = named.collect::<Vec<_>>().as_slice() {
        return Ok((whole(role), Some(role.2)));
    }
    let offices = Office::ALL.iter().map(|office| office.role().to_owned());
    let known: Vec<String> = offices.chain(all.iter().map(whole)).collect();
    eprintln!("角色 {asked} 不存在或不唯一；可用：{}", known.join("、"));
    eprintln!("no single role is called {asked}; there are: {}", known.join(", "));
    Err(USAGE)
}

/// Asks for the password of somebody and hashes it.
fn hashed(login: &str, name: &str) -> Result<String, u8> {
    let asked = if io::stdin().is_terminal() {
        rpassword::prompt_password("口令 / password: ")
    } else {
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line).map(|_| line)
    };
    let asked = asked.map_err(|error| cannot("读取口令", "read the password", &error))?;
    let typed = asked.trim_end_matches(['\r', '\n']);
    if let Some(fault) = password::fault(typed, &[login, name]) {
        let words = fault.words();
        return Err(wrong(&words.zh, &words.en));
    }
    let mut salt = [0; 16];
    salt.iter_mut().zip(chance()).for_each(|(to, from)| *to = from);
    password::hash(typed, &salt).map_err(|error| cannot("加密口令", "hash the password", &error))
}

fn wrong(zh: &str, en: &str) -> u8 {
    eprintln!("{zh} / {en}");
    BAD_INPUT
}

//! A story as it is written: who takes part, which rounds and cases there are, who does what and when.

use std::{collections::BTreeMap, fmt};

use guohe_rules::{
    facts::Tree,
    syntax::{Additions, Words},
    yaml,
};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};
use serde_json::Value;
use uuid::Uuid;

use super::{ReplayError, ids};
use crate::{
    facts::{Edit, Standing},
    happened::Wrote,
    law::Law,
    moment::instant,
    round::Contact,
};

/// The folder of a pack in which its story lies.
const FOLDER: &str = "demo";
/// The file that tells it.
const FILE: &str = "demo.yaml";

/// A story.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// What it is, in words for every page.
    pub about: Words,
    /// The stated date and time at which it stands when it has been told, Asia/Shanghai.
    #[serde(deserialize_with = "civil")]
    pub clock: DateTime,
    /// The password of all its accounts; everybody may know it.
    pub password: String,
    /// Minutes between the acts of a step that several people do one after another.
    pub minutes_apart: i32,
    /// Organisations by their name in the story.
    pub organisations: BTreeMap<String, Words>,
    /// Who takes part.
    pub accounts: Vec<Account>,
    /// The pool of experts, as a table that an officer would read in; see [`crate::expert::table`].
    #[serde(default)]
    pub experts: String,
    /// Rounds.
    pub rounds: Vec<Round>,
    /// What experts say in answer to a question, in turn.
    pub reasons: BTreeMap<String, Vec<String>>,
    /// Files that people attach, by name.
    #[serde(default)]
    pub files: BTreeMap<String, File>,
    /// Cases, each with what happens to it.
    pub cases: Vec<Case>,
    /// What happens to several cases at once.
    #[serde(default)]
    pub together: Vec<Together>,
    /// The facts of each host, by the file they stand in.
    #[serde(skip)]
    pub(super) hosts: BTreeMap<String, Tree>,
    /// Ids of rounds and cases that came about otherwise, by their name in the story.
    #[serde(skip)]
    pub(super) elsewhere: BTreeMap<String, Uuid>,
}

/// Somebody who takes part.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// What they type to sign in.
    pub login: String,
    /// Their name.
    pub name: String,
    /// Roles, by the actors of the pack.
    pub roles: Vec<String>,
    /// The organisation for which they act.
    #[serde(default)]
    pub organisation: Option<String>,
    /// What there is to see and do at their desk.
    pub desk: Words,
}

/// A round.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Round {
    /// Its name in the story.
    pub id: String,
    /// Who opens it.
    pub by: String,
    /// When.
    #[serde(deserialize_with = "civil")]
    pub at: DateTime,
    /// Its name.
    pub name: Words,
    /// First day.
    pub opens_on: Date,
    /// Last day.
    pub closes_on: Date,
    /// The reference date of its conditions.
    pub reference_date: Date,
    /// Parameters.
    pub parameters: BTreeMap<String, Value>,
    /// Readings.
    pub readings: BTreeMap<String, String>,
    /// What it puts on file.
    pub file: Vec<Wrote>,
    /// Whom to ask about it.
    #[serde(default)]
    pub contact: Contact,
    /// Conditions that its notice adds.
    #[serde(default)]
    pub adds: Additions,
    /// Why it is opened though readings are undecided or values missing.
    #[serde(default)]
    pub despite: Option<String>,
}

/// A file.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// The name it has.
    pub name: String,
    /// What it is said to be.
    pub label: String,
    /// Its content.
    pub text: String,
}

/// A case and what happens to it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Its name in the story.
    pub id: String,
    /// Why it is told.
    pub shows: Words,
    /// The round.
    pub round: String,
    /// The type applied for.
    #[serde(rename = "type")]
    pub kind: String,
    /// The file of its facts.
    pub host: String,
    /// How it stands when the story has been told.
    pub expect: Expected,
    /// What happens.
    pub acts: Vec<Step>,
}

/// How a case stands when the story has been told.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// The stage.
    pub stage: String,
    /// Whose turn it is.
    #[serde(default)]
    pub waits_for: Option<String>,
    /// The last day for that.
    #[serde(default)]
    pub due: Option<Date>,
    /// What the machine finds over all conditions, at the level of what the applicant declares.
    pub overall: String,
    /// Clauses that are neither satisfied nor left to people, with what is found.
    #[serde(default)]
    pub but: BTreeMap<String, String>,
}

/// What happens to several cases in one act.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Together {
    /// The cases.
    pub cases: Vec<String>,
    /// Who.
    pub by: String,
    /// When.
    #[serde(deserialize_with = "civil")]
    pub at: DateTime,
    /// The act.
    pub act: String,
}

/// Something that happens to a case; exactly one of the things below `by` is said.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// When; of several people, the first.
    #[serde(deserialize_with = "civil")]
    pub at: DateTime,
    /// Who: a login, [`ANYBODY`], or several logins that do the same one after another.
    pub by: By,
    /// The application is started.
    #[serde(default)]
    pub open: bool,
    /// Nobody acts, and what the passing of time has brought about is recorded.
    #[serde(default)]
    pub time_passes: bool,
    /// These sections of the facts are filled in; all of them when none is named.
    #[serde(default)]
    pub fill: Option<Vec<String>>,
    /// Single facts are changed.
    #[serde(default)]
    pub edit: Option<Vec<Edit>>,
    /// A file is attached.
    #[serde(default)]
    pub attach: Option<Attach>,
    /// Facts are marked.
    #[serde(default)]
    pub mark: Option<Mark>,
    /// An act of the procedure is done.
    #[serde(default)]
    pub act: Option<String>,
    /// What is handed in with it; a text that begins with `@` is the account of that login.
    #[serde(default)]
    pub input: Value,
    /// What is answered to the questions of a panel.
    #[serde(default)]
    pub says: Option<Says>,
}

/// A file attached.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attach {
    /// The file.
    pub file: String,
    /// Sections it proves; everything filled in when none is named.
    #[serde(default)]
    pub proves: Vec<String>,
    /// Sections it does not prove.
    #[serde(default)]
    pub except: Vec<String>,
}

/// Facts marked.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// As what.
    pub standing: Standing,
    /// Places; everything filled in when none is named.
    #[serde(default)]
    pub places: Vec<String>,
    /// Why.
    pub reasons: String,
}

/// Answers: yes to what is not named, each with a reason from the list of the story.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Says {
    /// Questions answered with no, and why; a question about a row is `slot[row]`.
    #[serde(default)]
    pub no: BTreeMap<String, String>,
    /// For questions answered with a number: the numbers of the people of the step, in their order; the last
    /// one stands for those that follow.
    #[serde(default)]
    pub points: BTreeMap<String, Vec<String>>,
    /// Only so many questions are answered; all when absent.
    #[serde(default)]
    pub first: Option<usize>,
}

/// Who does something.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum By {
    /// One.
    One(String),
    /// Several, one after another.
    Several(Vec<String>),
}

/// Somebody without an account.
pub(super) const ANYBODY: &str = "public";

impl By {
    /// All of them.
    pub fn all(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Several(all) => all,
        }
    }
}

impl Script {
    /// The story of a pack; none when it carries none.
    ///
    /// # Errors
    /// A file that cannot be read, or is missing.
    pub fn of(law: &Law) -> Result<Option<Self>, ReplayError> {
        let path = |name: &str| format!("{}/{FOLDER}/{name}", law.pack.id());
        let Some(text) = law.pack.files.get(&path(FILE)) else { return Ok(None) };
        let unreadable = |file: String| move |fault| ReplayError::Unreadable { file, fault };
        let mut script: Self = yaml::parse(text).map_err(unreadable(path(FILE)))?;
        for case in &script.cases {
            let file = path(&case.host);
            let text = law.pack.files.get(&file).ok_or_else(|| unknown("file", &file))?;
            let read: yaml::Located<Tree> = yaml::parse(text).map_err(unreadable(file))?;
            script.hosts.insert(case.host.clone(), read.value);
        }
        Ok(Some(script))
    }

    /// Somebody has opened a round or a case of the story by hand: it has that id, and the story goes on there.
    pub fn came_about(&mut self, name: &str, id: Uuid) {
        self.elsewhere.insert(name.to_owned(), id);
    }

    /// The facts of the host of a case, as the file has them.
    pub fn host(&self, case: &Case) -> Option<&Tree> {
        self.hosts.get(&case.host)
    }

    /// The id that an account has in the installation.
    ///
    /// # Errors
    /// There is no such account.
    pub fn account_id(&self, login: &str) -> Result<Uuid, ReplayError> {
        let known = self.accounts.iter().any(|account| account.login == login);
        let id = || ids::id(self.clock, &format!("account/{login}"));
        known.then(id).ok_or_else(|| unknown("account", login))
    }

    /// The id that an organisation has in the installation.
    ///
    /// # Errors
    /// There is no such organisation.
    pub fn organisation_id(&self, name: &str) -> Result<Uuid, ReplayError> {
        let known = self.organisations.contains_key(name);
        let id = || ids::id(self.clock, &format!("organisation/{name}"));
        known.then(id).ok_or_else(|| unknown("organisation", name))
    }

    /// The id that a round has in the installation.
    ///
    /// # Errors
    /// There is no such round.
    pub fn round_id(&self, name: &str) -> Result<Uuid, ReplayError> {
        if let Some(id) = self.elsewhere.get(name) {
            return Ok(*id);
        }
        let round = self.rounds.iter().find(|round| round.id == name);
        let id = |round: &Round| ids::id(round.at, &format!("round/{name}"));
        round.map(id).ok_or_else(|| unknown("round", name))
    }

    /// The id that a case has in the installation.
    ///
    /// # Errors
    /// There is no such case, or nobody opens it.
    pub fn case_id(&self, name: &str) -> Result<Uuid, ReplayError> {
        if let Some(id) = self.elsewhere.get(name) {
            return Ok(*id);
        }
        let case = self.cases.iter().find(|case| case.id == name);
        let opened = case.and_then(|case| case.acts.iter().find(|step| step.open));
        let id = |step: &Step| ids::id(step.at, &format!("case/{name}"));
        opened.map(id).ok_or_else(|| unknown("case that is opened", name))
    }

    /// The instant at which the story stands when it has been told.
    pub fn now(&self) -> Timestamp {
        instant(self.clock)
    }
}

pub(super) fn unknown(what: &'static str, name: &str) -> ReplayError {
    ReplayError::Unknown { what, name: name.to_owned() }
}

/// A civil time, `2026-03-05 09:30`.
fn civil<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateTime, D::Error> {
    struct Written;
    impl de::Visitor<'_> for Written {
        type Value = DateTime;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a day and a time, as in 2026-03-05 09:30")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<DateTime, E> {
            text.parse().map_err(E::custom)
        }
    }
    deserializer.deserialize_str(Written)
}

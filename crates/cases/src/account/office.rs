//! The three administrators, and what does not go together in one account.

use guohe_rules::syntax::Words;

use crate::{
    law::Laws,
    refusal::{Fault, words},
};

/// One of the three administrators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Office {
    /// Keeps accounts and settings.
    System,
    /// Says who may do what, and looks at alarms.
    Security,
    /// Looks at the log.
    Audit,
}

impl Office {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::System, Self::Security, Self::Audit];

    /// The role by which accounts hold it.
    pub fn role(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Security => "security",
            Self::Audit => "audit",
        }
    }

    /// The office of a role.
    pub fn of(role: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|office| office.role() == role)
    }

    /// What it is called.
    pub fn name(self) -> Words {
        match self {
            Self::System => words("系统管理员", "System administrator"),
            Self::Security => words("安全管理员", "Security administrator"),
            Self::Audit => words("审计管理员", "Audit administrator"),
        }
    }
}

/// Why roles cannot be those of one account: all reasons at once.
pub fn clashes(roles: &[String], laws: &Laws, belongs: bool) -> Vec<Fault> {
    let mut faults: Vec<Fault> = roles
        .iter()
        .filter(|role| Office::of(role).is_none() && !exists(role, laws))
        .map(|role| {
            let zh = format!("没有角色“{role}”；请从列出的角色中选择");
            Fault::at("roles", zh, format!("there is no role `{role}`; choose one of those listed"))
        })
        .collect();
    faults.extend(mixed(roles, belongs));
    faults
}

/// Why the office of an administrator does not go with what stands beside it, whichever laws there are.
fn mixed(roles: &[String], belongs: bool) -> Vec<Fault> {
    let offices: Vec<Office> = roles.iter().filter_map(|role| Office::of(role)).collect();
    let mut faults = Vec::new();
    if let [one, other, ..] = offices.as_slice() {
        let (one, other) = (one.name(), other.name());
        faults.push(Fault::at(
            "roles",
            format!(
                "{}与{}不得由同一人担任：管账号的人、定权限的人、查日志的人互相制约；请另选一人",
                one.zh, other.zh
            ),
            format!(
                "one person cannot be {} and {}: whoever keeps accounts, grants rights or reads the log is \
                 watched by the others; choose somebody else",
                one.en.to_lowercase(),
                other.en.to_lowercase()
            ),
        ));
    }
    if let Some(office) = offices.first().filter(|_| offices.len() < roles.len()) {
        let office = office.name();
        faults.push(Fault::at(
            "roles",
            format!("{}不得同时承担业务角色：管理员看不到申请与评分；请另选一人", office.zh),
            format!(
                "the {} holds no role in a procedure: administrators see neither applications nor scores; \
                 choose somebody else",
                office.en.to_lowercase()
            ),
        ));
    }
    if let Some(office) = offices.first().filter(|_| belongs) {
        let office = office.name();
        faults.push(Fault::at(
            "roles",
            format!("{}不得由申报单位的人员担任；请为其另建账号", office.zh),
            format!(
                "the {} does not belong to an organisation that applies; give them an account of their own",
                office.en.to_lowercase()
            ),
        ));
    }
    faults
}

/// Whether whoever holds some roles may act by others beside their own: only where one account could hold both. An
/// administrator stands in for one of their own office and for nobody else.
pub fn go_together(own: &[String], others: &[String], belongs: bool) -> bool {
    let mut both = [own, others].concat();
    both.sort_unstable();
    both.dedup();
    mixed(&both, belongs).is_empty()
}

fn exists(role: &str, laws: &Laws) -> bool {
    let Some((pack, actor)) = role.split_once(':') else { return false };
    laws.iter().any(|law| law.pack.id() == pack && law.pack.actor(actor).is_some())
}

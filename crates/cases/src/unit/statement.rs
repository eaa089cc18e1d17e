//! What a unit states about itself, as typed, and what is wrong with it.

use std::collections::BTreeMap;

use guohe_rules::vocabulary::Vocabulary;
use serde::{Deserialize, Serialize};

use crate::{credit_code::CreditCode, department::Listed, refusal::Fault};

/// The list of kinds of organisations in the vocabulary.
pub const KINDS: &str = "organisation_kind";
/// The list of places in the vocabulary.
pub const PLACES: &str = "division";
/// The longest text of a cell.
const LONGEST: usize = 200;

/// What is stated. Everything is kept as typed, right or wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Statement {
    /// The name.
    pub name_zh: String,
    /// The name in English.
    pub name_en: String,
    /// The unified social credit code.
    pub code: String,
    /// The kind of organisation, by code of [`KINDS`].
    pub kind: String,
    /// Where it is registered, by code of [`PLACES`].
    pub place: String,
    /// The code of the department above it; empty where it comes to the authority directly.
    pub superior: String,
}

/// Whom to ask. Personal text: it can be erased.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// The name.
    pub name: String,
    /// The telephone number.
    pub telephone: String,
    /// The address for mail.
    pub mail: String,
}

/// Everything that keeps a statement from being handed in, by field.
pub fn faults(
    statement: &Statement,
    contact: &Contact,
    vocabulary: &Vocabulary,
    departments: &BTreeMap<String, Listed>,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let texts = [
        ("name_zh", &statement.name_zh, "请填写单位全称", "enter the full name in Chinese"),
        ("name_en", &statement.name_en, "请填写英文名称", "enter the name in English"),
        ("contact_name", &contact.name, "请填写联系人姓名", "enter the name of the contact"),
        ("telephone", &contact.telephone, "请填写联系电话", "enter the telephone number"),
        ("mail", &contact.mail, "请填写电子邮箱", "enter the address for mail"),
    ];
    for (field, text, zh, en) in texts {
        if text.is_empty() {
            faults.push(Fault::at(field, zh, en));
        } else if text.chars().count() > LONGEST {
            faults.push(Fault::at(
                field,
                format!("最多 {LONGEST} 个字符"),
                format!("{LONGEST} characters at most"),
            ));
        }
    }
    if !contact.mail.is_empty() && !is_mail(&contact.mail) {
        faults.push(Fault::at(
            "mail",
            "邮箱应形如 name@example.org",
            "write it like name@example.org",
        ));
    }
    if !contact.telephone.is_empty() && !is_telephone(&contact.telephone) {
        faults.push(Fault::at(
            "telephone",
            "电话由 5 至 20 个数字组成，可含空格、连字符和加号",
            "a number has 5 to 20 digits; spaces, hyphens and a plus may stand between",
        ));
    }
    if let Err(fault) = CreditCode::read(&statement.code) {
        faults.push(Fault { place: "code".to_owned(), what: fault.words() });
    }
    let known = |list: &str, code: &str| {
        let at = vocabulary.code_list(list).and_then(|at| vocabulary.lists.get(usize::from(at)));
        at.is_some_and(|list| list.codes.iter().any(|(known, _)| known == code))
    };
    if !known(KINDS, &statement.kind) {
        faults.push(Fault::at("kind", "请选择单位性质", "choose the kind of organisation"));
    }
    if !known(PLACES, &statement.place) {
        faults.push(Fault::at("place", "请选择登记注册地", "choose the place of registration"));
    }
    if !statement.superior.is_empty() && !departments.contains_key(&statement.superior) {
        faults.push(Fault::at(
            "superior",
            "请从列表中选择上级部门；没有的不选",
            "choose a department from the list, or leave it open",
        ));
    }
    faults
}

fn is_mail(text: &str) -> bool {
    let parts = text.split_once('@');
    parts.is_some_and(|(name, host)| {
        !name.is_empty()
            && host.contains('.')
            && !host.starts_with('.')
            && !host.ends_with('.')
            && !text.chars().any(|sign| sign.is_whitespace() || sign.is_control())
            && !host.contains('@')
    })
}

fn is_telephone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (5..=20).contains(&digits)
        && text.chars().all(|sign| sign.is_ascii_digit() || [' ', '-', '+'].contains(&sign))
}

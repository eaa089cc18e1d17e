//! Whom to ask about a call.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::refusal::Fault;

/// Whom to ask about a call, as its page and its notices say; each line may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// The office in charge.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub office: String,
    /// Its telephone, several with a comma between them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// Its address for mail.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub mail: String,
    /// Where it is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
}

impl Contact {
    /// Whether nobody can be asked.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What cannot be dialled or written to.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let dialled = |sign: char| sign.is_ascii_digit() || "+-() ,，、;；/转".contains(sign);
        let has_digit = self.phone.chars().any(|sign| sign.is_ascii_digit());
        let dials = has_digit && self.phone.chars().all(dialled);
        if !self.phone.is_empty() && !dials {
            faults.push(Fault::at(
                "contact.phone",
                "电话只能写数字和分隔符，多个号码用逗号分开",
                "a telephone number has digits and separators; put a comma between several",
            ));
        }
        let written = |mail: &str| {
            mail.split_once('@').is_some_and(|(name, host)| {
                !name.is_empty()
                    && host.contains('.')
                    && !host.contains('@')
                    && !mail.contains(char::is_whitespace)
            })
        };
        if !self.mail.is_empty() && !written(&self.mail) {
            faults.push(Fault::at(
                "contact.mail",
                "邮箱地址应如 name@example.cn",
                "a mail address reads like name@example.cn",
            ));
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::Contact;

    fn places(phone: &str, mail: &str) -> Vec<String> {
        let contact =
            Contact { phone: phone.to_owned(), mail: mail.to_owned(), ..Contact::default() };
        contact.faults().into_iter().map(|fault| fault.place).collect()
    }

    #[test]
    fn lines_that_cannot_be_used_are_named_and_empty_ones_are_not() {
        assert_eq!(places("", ""), Vec::<String>::new());
        assert_eq!(
            places("010-0000 0000 转 12，+86 10 0000 0001", "a.b@example.cn"),
            Vec::<String>::new()
        );
        assert_eq!(places("见附件", "a@b"), ["contact.phone", "contact.mail"]);
        assert_eq!(places("-", "a b@example.cn"), ["contact.phone", "contact.mail"]);
        assert_eq!(places("", "a@b@example.cn"), ["contact.mail"]);
    }
}

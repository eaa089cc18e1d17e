//! The check of a certificate: by its number and the code that is printed on it.

use guohe_cases::{
    directory::{Base, NUMBER, Wanted},
    query::{How, Test, Tree},
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    pages::public::{Verdict, Verify},
    parts::{Field, Input, Link},
    site::Site,
    trouble::Trouble,
    visit::Here,
    words::{fill, word},
};

use super::{
    answer::{Answer, Asked, page},
    directory::{base_facts, state},
};

/// The check of a certificate.
pub(crate) async fn verify(here: Here, asked: Asked) -> Answer {
    let lang = here.lang();
    let get = |key: &str| asked.get(key).map(|text| text.trim().to_owned()).unwrap_or_default();
    let (number, code) = (get("number"), get("code"));
    let field = |name: &str, key: &str, value: &str| {
        Field::new(name, word(lang, key), Input::Text { value: value.to_owned() })
    };
    let verdict = if number.is_empty() || code.is_empty() {
        None
    } else {
        Some(looked_up(&here, &number, &code).await?)
    };
    page(&Verify {
        ui: here.frame().await?,
        errors: Vec::new(),
        fields: vec![
            field("number", "verify.number", &number),
            field("code", "verify.code", &code),
        ],
        verdict,
    })
}

async fn looked_up(here: &Here, number: &str, code: &str) -> Result<Verdict, Trouble> {
    let lang = here.lang();
    let Some(base) = certified(here, number, code).await? else {
        return Ok(Verdict::Unknown { number: number.to_owned() });
    };
    let dossier = here.dossier(base.id).await?;
    let (state, tone) = state(here, &base);
    let good = tone == "good";
    let headline = if good {
        word(lang, "verify.good").into_owned()
    } else {
        fill(lang, "verify.bad", &[&state])
    };
    Ok(Verdict::Found {
        good,
        headline,
        facts: base_facts(here, &dossier.law, &dossier.case),
        base: Link::new(word(lang, "verify.base"), format!("/bases/{}", base.id)),
    })
}

/// The base of a certificate, where number and code belong together.
pub(crate) async fn certified(
    here: &Here,
    number: &str,
    code: &str,
) -> Result<Option<Base>, Trouble> {
    let exactly = Test { field: Some(NUMBER.to_owned()), how: How::Holds(number.to_lowercase()) };
    let wanted = Wanted { query: Tree::Leaf(exactly), most: usize::MAX, ..Wanted::default() };
    let mut found = here.found(&wanted).await?.bases.into_iter();
    let Some(base) = found.find(|base| base.number == number) else { return Ok(None) };
    let plain = |text: &str| {
        text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase()
    };
    let same = plain(&here.site.check_code(base.id, number).await?) == plain(code);
    Ok(same.then_some(base))
}

/// The setting that holds the key from which check codes follow.
const CODE_KEY: &str = "certificate_key";

impl Site {
    /// The check code of a certificate: it follows from its number and a key that only this installation has.
    pub(crate) async fn check_code(&self, case: Uuid, number: &str) -> Result<String, Trouble> {
        let kept = self.store.setting(&self.tenant, CODE_KEY).await?;
        let key = if let Some(key) = kept.as_ref().and_then(Value::as_str) {
            key.to_owned()
        } else {
            let fresh = self.secret();
            self.store.set_setting(&self.tenant, CODE_KEY, &json!(fresh)).await?;
            fresh
        };
        let inner = Sha256::new()
            .chain_update(&key)
            .chain_update(case.as_bytes())
            .chain_update(number)
            .finalize();
        let outer = Sha256::new().chain_update(&key).chain_update(inner).finalize();
        Ok(code_of(outer.as_ref()))
    }
}

/// Twelve letters and digits in three groups, without those that look alike.
fn code_of(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let mut code = String::with_capacity(14);
    for (at, byte) in bytes.iter().take(12).enumerate() {
        if at > 0 && at % 4 == 0 {
            code.push('-');
        }
        let sign = SIGNS.get(usize::from(byte % 32)).copied().unwrap_or(b'2');
        code.push(char::from(sign));
    }
    code
}

#[cfg(test)]
mod tests {
    use super::code_of;

    #[test]
    fn a_check_code_has_three_groups_of_four() {
        let code = code_of(&[0, 31, 32, 255, 7, 8, 9, 10, 11, 12, 13, 14]);
        assert_eq!(code, "2Z2Z-9ABC-DEFG");
    }
}

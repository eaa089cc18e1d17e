//! Under which licence open data may be used.
//!
//! The authority says so, and the system administrator enters it; nothing is granted while nobody has. It is read with
//! every request, so that it counts from the moment at which it is kept.

use axum::http::HeaderValue;
use guohe_cases::{ports::StoreError, refusal::Fault};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{lang::Lang, sent::Sent, site::Site, trouble::Trouble};

/// The longest name, in signs.
const LONGEST: usize = 120;

/// A licence, by its name and where its words stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Licence {
    /// Its name in Chinese.
    pub(crate) zh: String,
    /// Its name in English.
    pub(crate) en: String,
    /// Where its words stand: a whole address, over http or https.
    pub(crate) url: String,
}

impl Licence {
    /// The name of the setting.
    pub(crate) const SETTING: &'static str = "open_data_licence";
    /// The fields of its form: name in both languages, address.
    pub(crate) const FIELDS: [&'static str; 3] = ["licence_zh", "licence_en", "licence_url"];

    /// What was typed; none where nothing was, which takes back what was named.
    pub(crate) fn typed(sent: &Sent) -> Result<Option<Self>, Vec<Fault>> {
        let [zh, en, url] = Self::FIELDS.map(|field| sent.text(field).trim());
        if [zh, en, url].iter().all(|text| text.is_empty()) {
            return Ok(None);
        }
        let mut faults = Vec::new();
        for (field, text) in Self::FIELDS.into_iter().zip([zh, en]) {
            if text.is_empty() || text.chars().count() > LONGEST {
                faults.push(Fault::at(
                    field,
                    format!("请填写许可名称，最多 {LONGEST} 个字符；三项都留空则不指明许可"),
                    format!(
                        "enter the name of the licence, {LONGEST} characters at most; with all three empty none is named"
                    ),
                ));
            }
        }
        let whole = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        match whole {
            Some(whole) if faults.is_empty() => {
                Ok(Some(Self { zh: zh.to_owned(), en: en.to_owned(), url: whole.into() }))
            }
            Some(_) => Err(faults),
            None => {
                let [.., field] = Self::FIELDS;
                faults.push(Fault::at(
                    field,
                    "请填写许可全文的完整网址，以 https:// 或 http:// 开头",
                    "enter the whole address of its words, beginning with https:// or http://",
                ));
                Err(faults)
            }
        }
    }

    /// Its name.
    pub(crate) fn name(&self, lang: Lang) -> &str {
        lang.of(&self.zh, &self.en)
    }

    /// How a file that cannot say it itself says it: a link in the head of the answer (RFC 8288).
    pub(crate) fn link(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&format!("<{}>; rel=\"license\"", self.url)).ok()
    }
}

impl Site {
    /// The licence that the authority has named for its open data, if it has.
    pub(crate) async fn licence(&self) -> Result<Option<Licence>, Trouble> {
        let kept = self.store.setting(&self.tenant, Licence::SETTING).await?;
        let read = kept.map(serde_json::from_value::<Option<Licence>>).transpose();
        Ok(read.map_err(|error| StoreError::Database(Box::new(error)))?.flatten())
    }
}

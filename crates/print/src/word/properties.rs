//! What the file says of itself: title, number, version, the digest of its content, whether it is a draft.

use jiff::civil::Date;
use serde_json::Value;

use super::{Tongue, escaped};
use crate::Sheet;

const CORE: &str = include_str!("../../word/core.xml");
const CUSTOM: &str = include_str!("../../word/custom.xml");

/// What the file says of itself.
#[derive(Debug)]
pub(super) struct Properties<'a> {
    title: &'a str,
    number: &'a str,
    version: u64,
    digest: &'a str,
    author: &'a str,
    language: &'static str,
    draft: Option<&'a str>,
    day: Date,
}

impl<'a> Properties<'a> {
    pub(super) fn of(
        sheet: &'a Sheet,
        data: &'a Value,
        tongue: Tongue,
        draft: Option<&'a str>,
    ) -> Self {
        let said = |place: &str| data.pointer(place).and_then(Value::as_str).unwrap_or_default();
        let mark = sheet.mark.as_ref();
        Self {
            title: said("/doc/title"),
            number: said("/doc/number"),
            version: mark.map_or(0, |mark| mark.version),
            digest: mark.map_or("", |mark| mark.digest.as_str()),
            author: said(if tongue.english { "/authority/en" } else { "/authority/zh" }),
            language: if tongue.english { "en-US" } else { "zh-CN" },
            draft,
            day: sheet.day,
        }
    }

    /// Those that every file has.
    pub(super) fn core(&self) -> String {
        let status = self.draft.map(escaped).unwrap_or_default();
        CORE.replace("{language}", self.language)
            .replace("{day}", &self.day.to_string())
            .replace("{version}", &self.version.to_string())
            .replace("{status}", &status)
            .replace("{title}", &escaped(self.title))
            .replace("{author}", &escaped(self.author))
            .replace("{number}", &escaped(self.number))
    }

    /// Those of this product.
    pub(super) fn custom(&self) -> String {
        CUSTOM
            .replace("{version}", &self.version.to_string())
            .replace("{digest}", &escaped(self.digest))
            .replace("{number}", &escaped(self.number))
    }
}

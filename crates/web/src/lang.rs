//! The two languages of the product. Chinese is the first; English is complete beside it.

use std::fmt;

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Both, the first one first.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// The short code used in addresses and cookies.
    pub fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// The language tag for `lang` attributes.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-Hans",
            Self::En => "en",
        }
    }

    /// The name of the language in itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::Zh => "中文",
            Self::En => "English",
        }
    }

    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }

    /// Reads a short code; anything else gives `None`.
    pub fn read(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// What a browser that sends `Accept-Language` prefers: English only when it ranks before Chinese.
    pub fn accepted(header: &str) -> Self {
        let first = |prefix: &str| {
            header.split(',').position(|part| part.trim().to_ascii_lowercase().starts_with(prefix))
        };
        match (first("zh"), first("en")) {
            (None, Some(_)) => Self::En,
            (Some(zh), Some(en)) if en < zh => Self::En,
            _ => Self::Zh,
        }
    }

    /// One of two texts.
    pub fn of<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    /// What stands between the parts of a list of words.
    pub fn comma(self) -> &'static str {
        self.of("、", ", ")
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::Lang;

    #[test]
    fn english_is_chosen_only_when_it_ranks_before_chinese() {
        let chosen: Vec<Lang> =
            ["", "en-GB,en;q=0.9", "zh-CN,zh;q=0.9,en;q=0.8", "en,zh;q=0.5", "fr"]
                .into_iter()
                .map(Lang::accepted)
                .collect();
        assert_eq!(chosen, [Lang::Zh, Lang::En, Lang::Zh, Lang::En, Lang::Zh]);
    }
}

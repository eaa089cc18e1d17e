//! Styles, scripts and icons: part of the binary, addressed by their content so that browsers may keep them.
//!
//! Nothing is loaded from elsewhere. To add a style or a script, add the file to its list below; the order
//! of the list is the order in the bundle.

use std::sync::LazyLock;

use guohe_cases::attachment::hexadecimal;
use sha2::{Digest as _, Sha256};

/// Styles in the order in which they apply.
const STYLES: [&str; 10] = [
    include_str!("../assets/css/tokens.css"),
    include_str!("../assets/css/base.css"),
    include_str!("../assets/css/shell.css"),
    include_str!("../assets/css/parts.css"),
    include_str!("../assets/css/forms.css"),
    include_str!("../assets/css/findings.css"),
    include_str!("../assets/css/tables.css"),
    include_str!("../assets/css/pages.css"),
    guohe_cases::procedure::diagram::STYLE,
    include_str!("../assets/css/print.css"),
];

/// Scripts; each keeps its names to itself.
const SCRIPTS: [&str; 9] = [
    include_str!("../assets/js/autosave.js"),
    include_str!("../assets/js/rows.js"),
    include_str!("../assets/js/lists.js"),
    include_str!("../assets/js/paste.js"),
    include_str!("../assets/js/clock.js"),
    include_str!("../assets/js/reading.js"),
    include_str!("../assets/js/points.js"),
    include_str!("../assets/js/passkey.js"),
    include_str!("../assets/js/invitation.js"),
];

const ICON: &str = include_str!("../assets/icon.svg");

/// A file as it is served.
#[derive(Debug)]
pub struct Asset {
    /// Its address, with the digest of its content.
    pub path: String,
    /// Its media type.
    pub media: &'static str,
    /// Its bytes.
    pub body: String,
}

impl Asset {
    fn new(stem: &str, extension: &str, media: &'static str, body: String) -> Self {
        let digest = Sha256::digest(body.as_bytes());
        let mut version = hexadecimal(digest);
        version.truncate(12);
        Self { path: format!("/assets/{stem}.{version}.{extension}"), media, body }
    }
}

/// The style sheet.
pub static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("guohe", "css", "text/css; charset=utf-8", STYLES.concat()));

/// The script.
pub static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    let body = SCRIPTS.map(|script| format!("(() => {{\n{script}\n}})();\n")).concat();
    Asset::new("guohe", "js", "text/javascript; charset=utf-8", body)
});

/// The mark in the browser's tab.
pub static MARK: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("mark", "svg", "image/svg+xml", ICON.to_owned()));

/// The asset at an address.
pub fn at(path: &str) -> Option<&'static Asset> {
    let all: [&'static Asset; 3] = [&STYLE, &SCRIPT, &MARK];
    all.into_iter().find(|asset| asset.path == path)
}

#[cfg(test)]
mod tests {
    use super::{MARK, SCRIPT, STYLE, at};

    #[test]
    fn an_asset_is_found_at_its_own_address_only() {
        assert_eq!(at(&STYLE.path).map(|asset| asset.media), Some("text/css; charset=utf-8"));
        assert_eq!(at("/assets/guohe.000000000000.css").map(|asset| asset.media), None);
    }

    #[test]
    fn nothing_is_loaded_from_elsewhere() {
        for asset in [&STYLE, &SCRIPT, &MARK] {
            let outside = asset.body.replace("http://www.w3.org/2000/svg", "");
            assert!(!outside.contains("://"), "{}", asset.path);
        }
    }

    /// The policy of the pages forbids them (Trusted Types), so a script that used one would fail in the browser.
    #[test]
    fn one_script_makes_markup_out_of_text_and_by_the_named_policy_alone() {
        const SINKS: [&str; 18] = [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "setHTMLUnsafe",
            "parseHTMLUnsafe",
            "createContextualFragment",
            "document.write",
            "srcdoc",
            "eval(",
            "Function(",
            "Worker(",
            "serviceWorker",
            "createElement(\"script\")",
            "setTimeout(\"",
            "setInterval(\"",
            "createScript",
            "XMLHttpRequest",
            "javascript:",
        ];
        let used: Vec<&str> = SINKS.into_iter().filter(|sink| SCRIPT.body.contains(sink)).collect();
        assert_eq!(used, Vec::<&str>::new());
        let once = [
            "trustedTypes?.createPolicy(\"guohe\", { createHTML: (html) => html })",
            "parseFromString(markup ? markup.createHTML(html) : html, \"text/html\")",
        ];
        let named = ["trustedTypes", "parseFromString"];
        for (whole, name) in once.into_iter().zip(named) {
            let found = [whole, name].map(|text| SCRIPT.body.matches(text).count());
            assert_eq!(found, [1, 1], "{name}");
        }
    }
}

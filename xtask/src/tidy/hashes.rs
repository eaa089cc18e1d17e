//! Only the hashes that are decided on (docs/security/cryptography.md): SHA-2 and SM3, and argon2 for passwords.
//!
//! Whoever needs another one, because a format of others demands it, adds a line to [`DEMANDED`] and says by what.

use super::{File, Finding, Tree, rust_text::code_only};

/// Names of hashes and check sums that nobody may rest on, as they stand in code and as packages are called.
const OTHERS: [&str; 22] = [
    "md2",
    "md4",
    "md5",
    "sha1",
    "sha3",
    "keccak",
    "ripemd",
    "ripemd160",
    "whirlpool",
    "blake2",
    "blake3",
    "crc",
    "crc32",
    "crc32fast",
    "adler",
    "adler2",
    "fnv",
    "xxhash",
    "siphasher",
    "ahash",
    "murmur3",
    "defaulthasher",
];
/// Where a format of others demands one: the check sums inside a ZIP file, which nothing else rests on.
const DEMANDED: [(&str, &str); 1] = [("crates/record/", "crc32fast")];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    tree.files().iter().flat_map(of_file).collect()
}

fn of_file(file: &File) -> Vec<Finding> {
    let names = if file.is_crate_source() {
        in_code(&file.text)
    } else if file.path.starts_with("crates/") && file.path.ends_with("/Cargo.toml") {
        in_manifest(&file.text)
    } else {
        Vec::new()
    };
    let demanded = |name: &str| {
        DEMANDED.iter().any(|(place, one)| file.path.starts_with(place) && *one == name)
    };
    let found = names.into_iter().filter(|(_, name)| !demanded(name));
    let said = |(line, name)| {
        let message = format!(
            "`{name}` is no hash that is decided on; take SHA-256 (docs/security/cryptography.md)"
        );
        Finding::at(&file.path, line, message)
    };
    found.map(said).collect()
}

/// The names of other hashes in code, by line.
fn in_code(text: &str) -> Vec<(usize, String)> {
    let code = code_only(text);
    let mut found = Vec::new();
    for (number, line) in (1..).zip(code.lines()) {
        let words = line.split(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '_'));
        found.extend(words.filter_map(other).map(|name| (number, name)));
    }
    found
}

/// The packages that bring other hashes, by line.
fn in_manifest(text: &str) -> Vec<(usize, String)> {
    let packages = (1..).zip(text.lines()).filter_map(|(number, line)| {
        let name = line.split(['=', '.']).next()?.trim();
        Some((number, other(name)?))
    });
    packages.collect()
}

/// The hash that a word names, alone or as one of its parts.
fn other(word: &str) -> Option<String> {
    let plain = word.to_ascii_lowercase();
    // `md-5` and `sha-1` are how packages write it.
    let joined = plain.replace('-', "");
    let mut parts = plain.split(['_', '-']).chain([joined.as_str()]);
    parts.find(|part| OTHERS.contains(part)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<(usize, String)> {
        let name = |finding: Finding| {
            let name = finding.message.split('`').nth(1).unwrap().to_owned();
            (finding.line.unwrap(), name)
        };
        check(&Tree::of(&[(path, text)])).into_iter().map(name).collect()
    }

    #[test]
    fn other_hashes_are_found_in_code_and_among_packages() {
        let code = "use sha2::Sha256;\nlet a = Md5::new();\nlet b = ring::SHA1_FOR_LEGACY_USE_ONLY;\nlet c = hmac_sha1;\n";
        let said = [(2, "md5".to_owned()), (3, "sha1".to_owned()), (4, "sha1".to_owned())];
        assert_eq!(found("crates/web/src/a.rs", code), said);
        let manifest = "[dependencies]\nsha2 = \"1\"\nmd-5 = \"1\"\nblake3.workspace = true\ncrc32fast = \"1\"\n";
        let said = [(3, "md5".to_owned()), (4, "blake3".to_owned()), (5, "crc32fast".to_owned())];
        assert_eq!(found("crates/web/Cargo.toml", manifest), said);
    }

    #[test]
    fn what_is_decided_on_what_is_demanded_and_what_is_only_said_is_none() {
        let code = "use sm3::Sm3;\nlet a = Sha512::new(); // not md5\nlet b = \"sha1\";\nlet sharp = sha384(a);\n";
        assert_eq!(found("crates/web/src/a.rs", code), []);
        assert_eq!(found("crates/record/src/container.rs", "crc32fast::hash(bytes)\n"), []);
        assert_eq!(found("crates/web/tests/it/a.rs", "Md5::new()\n"), []);
    }
}

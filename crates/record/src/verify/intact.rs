//! Whether the bytes of a record are those that were signed: container, list of parts, signatures, digests.

use std::collections::BTreeMap;

use guohe_chain::{
    both::{Both, hex},
    keys::PublicKey,
    signed::{BadNote, Signed},
};
use guohe_rules::pack::PackFiles;
use serde::Deserialize as _;
use serde_json::Value;

use super::{Read, parsed, typed};
use crate::{
    container::{self, DIRECTORY, Damage, Entry},
    json,
    manifest::{FORMAT, KEYS, MANIFEST, Manifest, PACK, SIGNATURE, statement},
    report::Lines,
};

/// Reads a record. None when something does not hold, a failure when it cannot be read at all; lines say why.
pub(super) fn read(
    bytes: &[u8],
    known: Option<&[PublicKey]>,
    lines: &mut Lines,
) -> Result<Option<Read>, ()> {
    let entries = match container::read(bytes) {
        Ok(entries) => entries,
        Err(damage) => {
            let shaped = damage.shaped;
            lines.wrong(&named(&damage, bytes), damage.what.zh, damage.what.en);
            return if shaped { Ok(None) } else { Err(()) };
        }
    };
    let [first, signature, parts @ ..] = &entries[..] else {
        lines.wrong(
            DIRECTORY,
            "档案中没有清单和签名",
            "the record holds no manifest and no signature",
        );
        return Err(());
    };
    for (entry, wanted) in [(first, MANIFEST), (signature, SIGNATURE)] {
        if entry.name != wanted {
            lines.wrong(
                wanted,
                format!("此处应为 {wanted}"),
                format!("{wanted} has to stand here"),
            );
            return Err(());
        }
    }
    let Some(value) = parsed(MANIFEST, first.bytes, lines) else { return Err(()) };
    let Some(manifest) = typed::<Manifest>(&value, MANIFEST, lines) else { return Err(()) };
    if manifest.format != FORMAT {
        lines.wrong(
            MANIFEST,
            format!("格式是 {}，本程序只认 {FORMAT}", manifest.format),
            format!("the form is {}, and this program knows {FORMAT} alone", manifest.format),
        );
        return Err(());
    }
    let held = keys(parts, lines);
    let trusted = known.unwrap_or(&held);
    signed((first, signature), &manifest, trusted, lines);
    digests(&manifest, parts, lines);
    if lines.faults() > 0 {
        return Ok(None);
    }
    let (json, files) = contents(&manifest, parts, lines);
    if lines.faults() > 0 {
        return Ok(None);
    }
    let count = entries.len();
    lines.holds(
        MANIFEST,
        format!("{count} 个条目逐字节完整：两种摘要、两种签名均相符"),
        format!("{count} entries are whole to the byte: both digests and both signatures hold"),
    );
    Ok(Some(Read { manifest, parts: json, files, keys: trusted.to_vec() }))
}

/// The parts that are JSON, and the files of the pack.
fn contents(
    manifest: &Manifest,
    parts: &[Entry<'_>],
    lines: &mut Lines,
) -> (BTreeMap<String, Value>, PackFiles) {
    let (mut json, mut files) = (BTreeMap::new(), PackFiles::new());
    let is_json =
        |name: &str| manifest.parts.iter().any(|part| part.name == name && part.kind == "json");
    for entry in parts {
        if let Some(path) = entry.name.strip_prefix(PACK) {
            match str::from_utf8(entry.bytes) {
                Ok(text) => drop(files.insert(path.to_owned(), text.to_owned())),
                Err(_why) => lines.wrong(entry.name, "不是 UTF-8 文本", "it is no UTF-8"),
            }
        } else if is_json(entry.name)
            && let Some(value) = parsed(entry.name, entry.bytes, lines)
        {
            json.insert(entry.name.to_owned(), value);
        }
    }
    (json, files)
}

/// The part in which a damage stands. Of two names that differ the one that the manifest has there is right.
fn named(damage: &Damage, bytes: &[u8]) -> String {
    let Some((number, found)) = &damage.renamed else { return damage.part.clone() };
    let manifest = container::first(bytes).and_then(|first| json::read(first.bytes).ok());
    let manifest = manifest.and_then(|manifest| Manifest::deserialize(&manifest).ok());
    let parts = manifest.map(|manifest| manifest.parts).unwrap_or_default();
    let listed = |full: bool| {
        let first = [MANIFEST, SIGNATURE].into_iter();
        let parts = parts.iter().filter(move |part| full || !part.full_only);
        first.chain(parts.map(|part| part.name.as_str())).nth(*number)
    };
    let belongs = |name: &str| [true, false].into_iter().any(|full| listed(full) == Some(name));
    if belongs(found) && !belongs(&damage.part) {
        DIRECTORY.to_owned()
    } else {
        damage.part.clone()
    }
}

fn keys(parts: &[Entry<'_>], lines: &mut Lines) -> Vec<PublicKey> {
    let text = parts.iter().find(|entry| entry.name == KEYS).map_or(&b""[..], |entry| entry.bytes);
    let keys = str::from_utf8(text).ok().map(|text| text.lines().map(PublicKey::parse));
    let keys = keys.and_then(|keys| keys.collect::<Result<Vec<_>, _>>().ok());
    keys.unwrap_or_else(|| {
        lines.wrong(KEYS, "其中有不是公钥的行", "a line of it is no public key");
        Vec::new()
    })
}

/// Whether the list of parts is what was signed.
fn signed(
    (first, signature): (&Entry<'_>, &Entry<'_>),
    manifest: &Manifest,
    keys: &[PublicKey],
    lines: &mut Lines,
) {
    let text = str::from_utf8(signature.bytes).unwrap_or_default();
    let Ok(signed) = Signed::parse(text) else {
        return lines.wrong(
            SIGNATURE,
            "不是签名文本的写法",
            "it does not have the form of a signed text",
        );
    };
    if signed.body != statement(manifest.case, manifest.decision, first.bytes) {
        if signed.signatures.any(&signed.body, keys) {
            return lines.wrong(
                MANIFEST,
                "清单不是所签的清单：签名之后被改动",
                "the manifest is not the one that was signed: it was changed afterwards",
            );
        }
        return lines.wrong(
            SIGNATURE,
            "所签的文字与清单不符",
            "what was signed is not about this manifest",
        );
    }
    match signed.signatures.check(&signed.body, keys) {
        Ok(()) => {}
        Err(BadNote::UnknownKey(name)) => lines.wrong(
            SIGNATURE,
            format!("由另一把钥匙“{name}”签署，不在所认的公钥之中"),
            format!("signed by `{name}`, a key that is not among those known"),
        ),
        Err(BadNote::Signature(name)) => lines.wrong(
            SIGNATURE,
            format!("“{name}”的签名不成立"),
            format!("the signature by `{name}` does not hold"),
        ),
        Err(BadNote::Unsigned(algorithm)) => lines.wrong(
            SIGNATURE,
            format!("缺少 {algorithm} 的签名"),
            format!("the signature by {algorithm} is missing"),
        ),
        Err(BadNote::Form) => {
            lines.wrong(
                SIGNATURE,
                "不是签名文本的写法",
                "it does not have the form of a signed text",
            );
        }
    }
}

/// Whether the parts are those of the list, each with its digests.
fn digests(manifest: &Manifest, parts: &[Entry<'_>], lines: &mut Lines) {
    let full = parts
        .iter()
        .any(|entry| manifest.parts.iter().any(|part| part.full_only && part.name == entry.name));
    let wanted: Vec<_> = manifest.parts.iter().filter(|part| full || !part.full_only).collect();
    for (at, part) in wanted.iter().enumerate() {
        let Some(entry) = parts.get(at).filter(|entry| entry.name == part.name) else {
            return lines.wrong(
                &part.name,
                "此处应为这一部分，却缺少或换了位置",
                "this part has to stand here, and is missing or stands elsewhere",
            );
        };
        let digest = Both::of(&[entry.bytes]);
        if (hex(digest.sha256), hex(digest.sm3)) != (part.sha256.clone(), part.sm3.clone())
            || entry.bytes.len() as u64 != part.size
        {
            lines.wrong(
                &part.name,
                "内容与清单所列的摘要不符：被改动过",
                "its content is not that of the digests in the manifest: it was changed",
            );
        }
    }
    if let Some(more) = parts.get(wanted.len()) {
        lines.wrong(more.name, "清单没有这一部分", "the manifest has no such part");
    }
}

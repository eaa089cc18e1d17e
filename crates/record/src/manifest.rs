//! The list of parts: what each is, and its digests. It is what is signed.

use guohe_cases::law::PackRef;
use guohe_chain::both::{Both, hex};
use guohe_rules::syntax::Words;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::report::words;

/// The name and the version of this form.
pub(crate) const FORMAT: &str = "guohe-record/1";

/// The part that lists the others; the first entry.
pub(crate) const MANIFEST: &str = "manifest.json";
/// The signatures of the list; the second entry.
pub(crate) const SIGNATURE: &str = "signature";
/// The keys that check signatures.
pub(crate) const KEYS: &str = "keys";
/// What was decided.
pub(crate) const DECISION: &str = "decision.json";
/// Who acted.
pub(crate) const PEOPLE: &str = "people.json";
/// What people did, in order.
pub(crate) const ACTS: &str = "acts.json";
/// The facts that the conditions were held against.
pub(crate) const FACTS: &str = "facts.json";
/// Where each fact comes from.
pub(crate) const PROVENANCE: &str = "provenance.json";
/// What the machine found.
pub(crate) const TRACE: &str = "trace.json";
/// What people judged.
pub(crate) const JUDGEMENTS: &str = "judgements.json";
/// Which conditions were waived.
pub(crate) const WAIVERS: &str = "waivers.json";
/// What was attached.
pub(crate) const EVIDENCE: &str = "evidence.json";
/// Values from outside that clauses used.
pub(crate) const VALUES: &str = "values.json";
/// What the call fixed.
pub(crate) const ROUND: &str = "round.json";
/// What registers said, and the values that officers had entered.
pub(crate) const OUTSIDE: &str = "outside.json";
/// The proof that the acts are in the log.
pub(crate) const LOG: &str = "log.json";
/// The events themselves; in the full edition only.
pub(crate) const EVENTS: &str = "events.json";
/// What was left out elsewhere; in the full edition only.
pub(crate) const WITHHELD: &str = "withheld.json";
/// The folder of the files of the pack.
pub(crate) const PACK: &str = "pack/";

/// The parts besides the pack, in their order, with what each is.
pub(crate) const PARTS: &[(&str, &str, &str)] = &[
    (KEYS, "公钥，逐行一个", "public keys, one a line"),
    (DECISION, "决定：事项、结果、时间、办理角色", "the decision: act, outcome, days, roles"),
    (
        PEOPLE,
        "办理人：以编号出现；依规则不具名者只有代号",
        "who acted, by number; by alias where the rule hides names",
    ),
    (ACTS, "各办理事项，按先后顺序", "the acts of people, in order"),
    (
        FACTS,
        "作出决定时据以核验的事实，连同佐证程度",
        "the facts at the decision, with how well each is supported",
    ),
    (
        PROVENANCE,
        "每项事实在哪一条记录中填写、核验",
        "in which record each fact was stated and marked",
    ),
    (
        TRACE,
        "系统逐条核验结果，附条款出处",
        "what the machine found, clause by clause, with citations",
    ),
    (
        JUDGEMENTS,
        "由人作出的判断与评审意见，以代号出现",
        "judgements of people and panels, by alias",
    ),
    (WAIVERS, "豁免及会签", "waivers and countersignatures"),
    (EVIDENCE, "附件清单：只有摘要，没有内容", "attachments by their digests, without content"),
    (
        VALUES,
        "各条款所用的日历与参数及其出处",
        "the calendar and the parameters that clauses used, with their sources",
    ),
    (ROUND, "本轮次设定的日期、参数与读法", "what the call fixed: days, parameters, readings"),
    (OUTSIDE, "当时登记簿与经确认的参数", "what registers and confirmed parameters said then"),
    (
        LOG,
        "日志证明：叶、包含路径与签名检查点",
        "proof of the log: leaves, ways to the root, signed checkpoint",
    ),
    (EVENTS, "逐条记录原文（仅完整版）", "the recorded events themselves (full edition only)"),
    (
        WITHHELD,
        "公开版中略去的各项值及其随机数（仅完整版）",
        "the values left out of the public edition, with their salts (full edition only)",
    ),
];

/// What is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Name and version of the form.
    pub format: String,
    /// The realm.
    pub tenant: String,
    /// The case.
    pub case: Uuid,
    /// The number of the event in the case by which it was decided.
    pub decision: u64,
    /// The pack in its exact version.
    pub pack: PackRef,
    /// The parts in the order in which they stand in the file.
    pub parts: Vec<Part>,
}

/// A part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its name in the container.
    pub name: String,
    /// How it is written: `json`, `text`, `yaml`.
    pub kind: String,
    /// Whether only the full edition holds it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub full_only: bool,
    /// Its length in bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal digits.
    pub sha256: String,
    /// SM3 in hexadecimal digits.
    pub sm3: String,
    /// What it is.
    pub what: Words,
}

impl Part {
    /// Describes the bytes of a part.
    pub(crate) fn of(name: &str, bytes: &[u8]) -> Self {
        let known = PARTS.iter().find(|(part, ..)| *part == name);
        let what = known.map_or_else(
            || words("规则包的文件", "a file of the pack"),
            |(_, zh, en)| words(*zh, *en),
        );
        let kind = match name.rsplit_once('.') {
            _ if name.starts_with(PACK) => "yaml",
            Some((_, "json")) => "json",
            _ => "text",
        };
        let digest = Both::of(&[bytes]);
        Self {
            name: name.to_owned(),
            kind: kind.to_owned(),
            full_only: [EVENTS, WITHHELD].contains(&name),
            size: bytes.len() as u64,
            sha256: hex(digest.sha256),
            sm3: hex(digest.sm3),
            what,
        }
    }
}

/// The text that is signed for a list of parts.
pub fn statement(case: Uuid, decision: u64, manifest: &[u8]) -> String {
    let digest = Both::of(&[manifest]);
    let (sha256, sm3) = (hex(digest.sha256), hex(digest.sm3));
    format!("{FORMAT}\n{case} {decision}\nsha256 {sha256}\nsm3 {sm3}\n")
}

//! The page of the log.

use crate::{
    lang::Lang,
    pages::public::{CheckpointRow, LogPage},
    samples::frame::{Desk, ui},
};

pub(super) fn log(lang: Lang) -> LogPage {
    let row = |at: &str, size, short: &str| CheckpointRow {
        at: at.to_owned(),
        size,
        short: short.to_owned(),
        stamped: (size == 48_190).then(|| "2026-05-15 10:42".to_owned()),
    };
    LogPage {
        ui: ui(lang, Desk::Public, "/log"),
        checkpoints: vec![
            row("2026-05-15 10:52", 48_213, "48213 9f2c-11ab-7e05-d3c4 60b1-fe82-4d9a-0c77"),
            row("2026-05-15 10:42", 48_190, "48190 02d7-5a91-cc3e-8f16 b7e4-2290-6cd5-e13f"),
        ],
        keys: vec![
            "guohe/log/ed25519+1f0a3b77+AeqGb4FlA4G0pT1m0y1ckVxJ8Vq2Q0o9mJ5v1m6dYkQH".to_owned(),
            format!("guohe/log/sm2+9c41d20e+{}", "QmFzZTY0".repeat(14)),
        ],
    }
}

pub(super) fn none(lang: Lang) -> LogPage {
    LogPage { checkpoints: Vec::new(), ..log(lang) }
}

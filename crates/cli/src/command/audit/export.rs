//! `guohe audit export`: the log as JSON lines. docs/log.md describes them.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use clap::Args;
use guohe_cases::event::Tenant;
use guohe_chain::{
    both::{Both, hex},
    leaf::Leaf,
    verify::Entry,
};
use guohe_rules::pack::PackFiles;
use guohe_store::{CHECKPOINTS_FILE, Database, kept_notes};
use serde_json::{Value, json};

use super::{There, told::Progress};
use crate::{
    installation::{Installation, cannot},
    print,
};

/// The arguments of `guohe audit export`.
#[derive(Debug, Args)]
pub(crate) struct Export {
    #[command(flatten)]
    place: There,
    /// Another file of checkpoints than the one in the data directory.
    #[arg(long, value_name = "FILE")]
    checkpoints: Option<PathBuf>,
    /// The new file.
    file: PathBuf,
}

/// Writes every log of an installation.
pub(super) async fn export(what: &Export, packs: &PackFiles) -> Result<(), u8> {
    let installation = what.place.read(packs).await?;
    let usual = what.place.data.join(CHECKPOINTS_FILE);
    let kept = what.checkpoints.as_deref().unwrap_or(&usual);
    let mut file = File::create_new(&what.file)
        .map(BufWriter::new)
        .map_err(|error| cannot("新建文件", "create the file", &error))?;
    let count = written(&installation, kept, &mut file).await?;
    file.flush().map_err(|error| cannot("写入文件", "write the file", &error))?;
    print(&format!("已导出 {count} 条事件 / {count} events exported\n"));
    Ok(())
}

async fn written(
    installation: &Installation,
    kept: &Path,
    out: &mut impl Write,
) -> Result<u64, u8> {
    line(out, &json!({ "export": "guohe-log/1" }))?;
    let store = &*installation.store;
    let read = |error| cannot("读取记录", "read the log", &error);
    let mut count = 0;
    for tenant in store.tenants().await.map_err(read)? {
        count += log(store, &tenant, out).await?;
    }
    let notes =
        kept_notes(kept).map_err(|error| cannot("读取检查点", "read the checkpoints", &error))?;
    for note in notes {
        line(out, &json!({ "checkpoint": note.text(), "outside": true }))?;
    }
    Ok(count)
}

async fn log(store: &Database, tenant: &Tenant, out: &mut impl Write) -> Result<u64, u8> {
    let read = |error| cannot("读取记录", "read the log", &error);
    let head = store.chain_head(tenant).await.map_err(read)?;
    let size = head.as_ref().map_or(0, |head| head.frontier.size());
    let link = head.map_or_else(Both::default, |head| head.link);
    line(out, &json!({ "tenant": tenant.0, "size": size, "link": both(&link) }))?;
    let (mut count, mut after, mut progress) = (0, 0, Progress::new());
    loop {
        let entries = store.chained(tenant, after).await.map_err(read)?;
        let Some(last) = entries.last() else { break };
        after = last.chained.number;
        for one in &entries {
            line(out, &entry(tenant, one))?;
            count += 1;
        }
        progress.at("条", "events", count);
    }
    for place in store.unchained(tenant).await.map_err(read)? {
        let place = json!({ "about": place.about, "id": place.id, "seq": place.seq });
        line(out, &json!({ "unchained": place, "tenant": tenant.0 }))?;
    }
    for note in store.stored_notes(tenant).await.map_err(read)? {
        line(out, &json!({ "checkpoint": note.text, "outside": false }))?;
    }
    Ok(count)
}

/// An entry with the particulars of its event; of text about natural persons the commitment alone, worked out anew.
fn entry(tenant: &Tenant, entry: &Entry) -> Value {
    let (place, chained) = (&entry.place, &entry.chained);
    let leaf = entry.event.as_ref().map(|event| {
        let text = Leaf { tenant: &tenant.0, place, chained, event }.text();
        serde_json::from_str(&text).unwrap_or(Value::String(text))
    });
    let personal = entry.event.as_ref().and_then(|event| event.personal.as_ref());
    json!({
        "number": chained.number,
        "leaf": leaf,
        "payload": entry.event.as_ref().map(|event| &event.payload),
        "personal": personal.map(|text| both(&text.commitment())),
        "leaf_digest": both(&entry.leaf),
        "link_digest": both(&entry.link),
    })
}

fn both(both: &Both) -> Value {
    json!({ "sha256": hex(both.sha256), "sm3": hex(both.sm3) })
}

fn line(out: &mut impl Write, value: &Value) -> Result<(), u8> {
    writeln!(out, "{value}").map_err(|error| cannot("写入文件", "write the file", &error))
}

//! `guohe unit`: the organisations of an installation, and the departments above them.

use std::{fs, path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use guohe_cases::{
    department::{self, Listed},
    event::About,
    ports::{RowQuery, Store as _},
    verbs::department::{Told, list, place},
};
use guohe_rules::pack::PackFiles;

use super::{
    account::Place,
    register::{calling, failed},
};
use crate::{
    installation::{self, Installation, cannot},
    paper::padded,
    print,
};

#[derive(Debug, Subcommand)]
pub(crate) enum UnitCommand {
    /// The departments, each with those above it, and the organisations with where their registration stands.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Reads departments in: CSV with the heading `code,name,name_en,above`. All rows or none.
    Departments(Table),
    /// Reads in which organisation stands under which departments: CSV with the heading `unit,name,above`, where the
    /// unit is a unified social credit code and departments are parted by semicolons. All rows or none.
    Place(Table),
}

/// A table to be read in.
#[derive(Debug, Args)]
pub(crate) struct Table {
    /// The table.
    file: PathBuf,
    /// Read and check the table and record nothing.
    #[arg(long)]
    dry_run: bool,
    /// The login of the officer who reads it in.
    #[arg(long, value_name = "LOGIN")]
    by: String,
    #[command(flatten)]
    place: Place,
}

/// Lists organisations and departments, or reads them in.
pub(crate) fn run(command: &UnitCommand, packs: &PackFiles) -> ExitCode {
    installation::run(async {
        match command {
            UnitCommand::List { place } => listed(&place.open(packs).await?).await,
            UnitCommand::Departments(table) => read_in(table, packs, true).await,
            UnitCommand::Place(table) => read_in(table, packs, false).await,
        }
    })
}

async fn listed(installation: &Installation) -> Result<(), u8> {
    let all = department::all(installation.desk()).await;
    let all = all.map_err(|error| cannot("读取部门", "read the departments", &error))?;
    for one in all.values() {
        let chain = department::chain(&all, &one.code);
        let names: Vec<&str> = chain.iter().map(|one: &&Listed| one.name.zh.as_str()).collect();
        print(&format!("{} {}\n", padded(&one.code, 20), names.join(" → ")));
    }
    let (mut after, mut units) = (None, 0);
    loop {
        let about = Some(About::Organisation);
        let query = RowQuery { about, after, ..RowQuery::default() };
        let rows = installation.store.rows(&installation.tenant, &query).await;
        let rows = rows.map_err(|error| cannot("读取单位", "read the organisations", &error))?;
        let Some(last) = rows.last() else { break };
        after = Some(last.stream.id);
        for row in rows.iter().filter(|row| row.kind.as_deref() == Some("unit")) {
            units += 1;
            let code = padded(row.number.as_deref().unwrap_or("-"), 20);
            print(&format!("{code} {} {}\n", padded(&row.stage, 10), row.title));
        }
    }
    print(&format!("{} departments, {units} organisations\n", all.len()));
    Ok(())
}

async fn read_in(table: &Table, packs: &PackFiles, departments: bool) -> Result<(), u8> {
    let text = fs::read_to_string(&table.file)
        .map_err(|error| cannot("读取文件", "read the file", &error))?;
    let installation = table.place.open(packs).await?;
    let (desk, by) = (installation.desk(), calling(&installation, &table.by).await?);
    let done = if departments {
        list(desk, &by, &text, table.dry_run).await
    } else {
        place(desk, &by, &text, table.dry_run).await
    };
    let Told { new, same } = done.map_err(|failure| failed(&failure))?;
    let said =
        if table.dry_run { "未写入 / nothing was recorded" } else { "已写入 / recorded" };
    print(&format!("{new} 行有变动，{same} 行不变；{said} ({new} changed, {same} as before)\n"));
    Ok(())
}

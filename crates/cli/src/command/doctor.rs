//! `guohe doctor`: whether everything an installation needs is there, one line for each thing.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use guohe_cases::moment::civil_day;
use guohe_print::{Origin, Refusal};
use guohe_rules::{
    pack::{Pack, PackFiles, ParamValue},
    syntax::Words,
};
use jiff::Timestamp;

use super::{print::Fonts, serve::program};
use crate::{fence, installation, print, shelf};

/// The arguments of `guohe doctor`.
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// The data directory to look at as well.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// A PostgreSQL server, `postgres://…`, in place of the database in the data directory.
    #[arg(long, value_name = "URL", env = "GUOHE_DATABASE", hide_env_values = true)]
    database: Option<String>,
    #[command(flatten)]
    fonts: Fonts,
}

/// What was found about one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// As it should be.
    Good,
    /// It works, and somebody should know.
    Note,
    /// It does not work.
    Bad,
}

type Line = (Mark, String);

/// Looks at everything; 1 when something does not work.
pub(crate) fn run(doctor: &Doctor, packs: &PackFiles) -> ExitCode {
    let mut lines = vec![about_program()];
    lines.extend(about_packs(packs));
    lines.push(faces(&doctor.fonts));
    lines.extend(doctor.data.as_deref().map(writable));
    let ended = installation::run(async {
        match (&doctor.database, &doctor.data) {
            (Some(url), _) => lines.extend(server(url).await),
            (None, Some(data)) => lines.push(tables(guohe_store::steps(data).await)),
            (None, None) => {}
        }
        Ok(())
    });
    if ended != ExitCode::SUCCESS {
        return ended;
    }
    for (mark, line) in &lines {
        let mark = match mark {
            Mark::Good => "好  ok  ",
            Mark::Note => "注意 note",
            Mark::Bad => "坏  bad ",
        };
        print(&format!("{mark}  {line}\n"));
    }
    let count = |of: Mark| lines.iter().filter(|(mark, _)| *mark == of).count();
    print(&format!(
        "{} checks, {} notes, {} bad\n",
        lines.len(),
        count(Mark::Note),
        count(Mark::Bad)
    ));
    ExitCode::from(u8::from(count(Mark::Bad) > 0))
}

/// The digest of the program, to be compared with what is published.
fn about_program() -> Line {
    match program() {
        Ok(digest) => (Mark::Good, format!("程序文件 / the program's file: SHA-256 {digest}")),
        Err(error) => (Mark::Bad, format!("程序文件 / the program's file: {error}")),
    }
}

fn about_packs(packs: &PackFiles) -> Vec<Line> {
    let Ok((loaded, laws)) = installation::laws(packs) else {
        return vec![(Mark::Bad, "规则包有错误 / packs have errors".to_owned())];
    };
    let mut lines = Vec::new();
    for pack in &loaded.packs {
        let hash = pack.hash_hex();
        let runs = laws.iter().any(|law| law.pack.id() == pack.id());
        let (zh, en) = if runs {
            ("可办理申报", "runs cases")
        } else {
            ("可核对", "answers questions")
        };
        let clauses = pack.own_clauses().count();
        let said = format!("{}: {clauses} 条款 / clauses, {zh} / {en}, SHA-256 {hash}", pack.id());
        lines.push((Mark::Good, said));
        lines.extend(calendar(pack));
    }
    let notes = loaded.findings.len().saturating_sub(shelf::errors(&loaded.findings));
    if notes > 0 {
        lines.push((Mark::Note, format!("{notes} 处提示 / warnings: guohe pack lint")));
    }
    lines
}

/// Whether the calendar has this year and the next; the next one is announced late in the year.
fn calendar(pack: &Pack) -> Vec<Line> {
    let name = &pack.file.calendar;
    let this = civil_day(Timestamp::now()).year();
    let value = pack.names.parameter(name).map(|at| pack.parameters.get(at));
    let Some(ParamValue::Calendar(calendar)) = value else {
        return vec![(Mark::Bad, format!("{name}: 没有日历 / there is no calendar"))];
    };
    [this, this.saturating_add(1)]
        .map(|year| {
            if let Some(source) = calendar.sources.get(&year) {
                return (Mark::Good, format!("{name} {year}: {source}"));
            }
            let zh = "尚未录入，涉及该年的期限无法计算";
            let en = "not entered; terms that touch it cannot be computed";
            (Mark::Note, format!("{name} {year}: {zh} / {en}"))
        })
        .into()
}

/// Whether papers can be printed, and with whose faces.
fn faces(fonts: &Fonts) -> Line {
    match fonts.faces().origin() {
        Origin::Built => {
            (Mark::Good, "PDF 字体：随程序提供 / faces for PDF: in the program".to_owned())
        }
        Origin::Machine => {
            (Mark::Good, "PDF 字体：取自本机 / faces for PDF: those of this machine".to_owned())
        }
        Origin::Nowhere => {
            let ((zh, en), (zh_next, en_next)) = (Refusal::NoFaces.what(), Refusal::NoFaces.next());
            (Mark::Note, format!("{zh}；{zh_next} / {en}; {en_next}"))
        }
    }
}

/// Whether something can be written into the directory.
fn writable(data: &Path) -> Line {
    let probe = data.join(".guohe-doctor");
    let tried = fs::write(&probe, b"guohe").and_then(|()| fs::remove_file(&probe));
    match tried {
        Ok(()) => (Mark::Good, format!("{}: 可写 / writable", data.display())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            (Mark::Note, format!("{}: 尚不存在 / not there yet", data.display()))
        }
        Err(error) => (Mark::Bad, format!("{}: {error}", data.display())),
    }
}

/// How new the tables are.
fn tables(found: Result<guohe_store::Steps, guohe_store::OpenError>) -> Line {
    match found {
        Ok(guohe_store::Steps { taken: None, known }) => {
            (Mark::Note, format!("数据库尚未建立 / no database yet; step {known} is known"))
        }
        Ok(guohe_store::Steps { taken: Some(taken), known }) => {
            let mark = if taken > known { Mark::Bad } else { Mark::Good };
            (mark, format!("数据库版本 / database step {taken} of {known}"))
        }
        Err(error) => (Mark::Bad, format!("数据库 / database: {error}")),
    }
}

/// How new the tables of a server are, and whether it keeps authorities apart for the role that one is connected as.
async fn server(url: &str) -> Vec<Line> {
    let found = match guohe_store::server(url).await {
        Ok(found) => found,
        Err(error) => return vec![tables(Err(error))],
    };
    let about_role = if let Some(Words { zh, en }) = fence::role(&found) {
        (Mark::Note, format!("{zh} / {en}"))
    } else {
        let role = &found.role;
        let zh = format!("数据库角色 {role}：各主管部门之间的隔离对它有效");
        let en = format!("the fence between authorities holds for the database role {role}");
        (Mark::Good, format!("{zh} / {en}"))
    };
    let mut lines = vec![tables(Ok(found.steps)), about_role];
    let open = fence::tables(&found);
    lines.extend(open.map(|Words { zh, en }| (Mark::Bad, format!("{zh} / {en}"))));
    lines
}

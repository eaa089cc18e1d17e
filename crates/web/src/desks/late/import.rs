//! Late entries from a table, with the papers that show them: looked at first, then all rows or none.
//!
//! Papers are sent each time: nothing is kept on the server between looking and entering.

mod shown;

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::Path;
use guohe_cases::{
    case::Case,
    late::table::{self, Cells, act_of, input},
    law::Law,
    ports::RowQuery,
    refusal::Fault,
    verbs::{
        Failure,
        attach::{AttachError, Incoming},
        late::{MOST_ROWS, Paper, Row, enter_all},
    },
};
use guohe_rules::diagnostic::words;
use std::sync::Arc;
use uuid::Uuid;

use crate::{
    pages::officer::LateSeen,
    parts::{ErrorLine, Link},
    policy::Relation,
    sent::{Sent, Upload},
    trouble::Trouble,
    views::case::{number, title},
    visit::Here,
    words::fill,
};

use super::{
    super::{
        answer::{Answer, calling, page, wrong},
        experts::whole,
        scanned,
    },
    address,
};
pub(crate) use shown::template;

/// The authority and the instrument of an address.
type Named = (String, String);

/// The law that an address names, and where its late entries are read in.
fn law_of(here: &Here, named: &Named) -> Result<(Arc<Law>, String), Trouble> {
    let id = format!("{}/{}", named.0, named.1);
    let law = here.site.laws.iter().find(|law| law.pack.id() == id).ok_or(Trouble::NotFound)?;
    Ok((Arc::clone(law), of_law(law)))
}

/// Where late entries under a law are read in.
pub(crate) fn of_law(law: &Law) -> String {
    format!("/desk/late/{}/import", law.pack.id())
}

/// What became of a table that was sent.
#[derive(Default)]
struct Looked {
    text: String,
    errors: Vec<ErrorLine>,
    faults: Vec<Fault>,
    seen: Option<Vec<LateSeen>>,
    /// The cases in which something was entered.
    done: Vec<Link>,
}

/// The form for a table and its papers.
pub(crate) async fn form(here: Here, Path(named): Path<Named>) -> Answer {
    let (law, _) = law_of(&here, &named)?;
    page(&shown::import_page(&here, &law, Looked::default()).await?)
}

/// The cases of a law that the visitor stands before, by what they are called in tables.
async fn called(here: &Here, law: &Arc<Law>) -> Result<BTreeMap<String, Vec<Uuid>>, Trouble> {
    let mut called: BTreeMap<String, Vec<Uuid>> = BTreeMap::new();
    for row in here.cases(Relation::Before, RowQuery::default()).await? {
        if here.law_of_row(&row).is_some_and(|own| Arc::ptr_eq(own, law)) {
            let id = row.stream.id;
            called.entry(number(id)).or_default().push(id);
            called.entry(id.to_string()).or_default().push(id);
        }
    }
    Ok(called)
}

/// The table that was sent, and the papers beside it.
async fn parts<'s>(here: &Here, sent: &'s Sent) -> (Result<String, Vec<Fault>>, Vec<&'s Upload>) {
    let pasted = sent.text("table");
    let table = sent.files.iter().position(|file| pasted.trim().is_empty() && is_table(file));
    let others = sent.files.iter().enumerate().filter(|(at, _)| Some(*at) != table);
    let papers = others.map(|(_, file)| file).collect();
    let text = match table.and_then(|at| sent.files.get(at)) {
        Some(file) => here.table_of(file).await,
        None => Ok(pasted.to_owned()),
    };
    (text, papers)
}

/// Looks at a table, or enters its rows.
pub(crate) async fn read_in(here: Here, Path(named): Path<Named>, sent: Sent) -> Answer {
    let (law, _) = law_of(&here, &named)?;
    let again = async |looked: Looked| wrong(&shown::import_page(&here, &law, looked).await?);
    let (text, papers) = parts(&here, &sent).await;
    let text = match text {
        Ok(text) => text,
        Err(faults) => return again(Looked { faults, ..Looked::default() }).await,
    };
    if text.trim().is_empty() {
        return again(Looked { errors: here.no_table(), ..Looked::default() }).await;
    }
    let lines = match table::rows(&text, &law) {
        Ok(lines) => lines,
        Err(faults) => return again(Looked { text, faults, ..Looked::default() }).await,
    };
    let mut reading = Reading::of(called(&here, &law).await?, papers, lines.len());
    for (line, cells) in &lines {
        reading.row(&here, *line, cells).await?;
    }
    reading.unused();
    let by = calling(&here, &sent);
    let dry = !reading.faults.is_empty() || sent.text("do") != "load";
    let rows = rows(&reading.found);
    let done = enter_all(here.site.desk(), here.site.room(), &by, &rows, dry).await;
    drop(rows);
    match done {
        Ok(()) => {}
        Err(AttachError::Failure(Failure::Refused(refusal))) if refusal.faults.is_empty() => {
            let errors = vec![whole(&here, &refusal)];
            return again(Looked { text, errors, ..Looked::default() }).await;
        }
        Err(AttachError::Failure(Failure::Refused(refusal))) => reading.add(refusal.faults),
        Err(error) => return Err(error.into()),
    }
    let Reading { faults, found, seen, .. } = reading;
    if !faults.is_empty() {
        return again(Looked { text, faults, ..Looked::default() }).await;
    }
    if dry {
        let looked = Looked { text, seen: Some(seen), ..Looked::default() };
        return page(&shown::import_page(&here, &law, looked).await?);
    }
    entered(&here, &law, &found).await
}

/// The page after rows were entered.
async fn entered(here: &Here, law: &Arc<Law>, found: &[Found<'_>]) -> Answer {
    let mut done: Vec<Link> = Vec::new();
    let cases: BTreeSet<Uuid> = found.iter().map(|row| row.case.id).collect();
    for id in cases {
        scanned(here, id).await?;
        let case = found.iter().find(|row| row.case.id == id);
        let name = case.map(|row| title(here.lang(), &row.case)).unwrap_or_default();
        done.push(Link::new(format!("{name} {}", number(id)), address(id)));
    }
    let looked = Looked { done, ..Looked::default() };
    let mut shown = shown::import_page(here, law, looked).await?;
    shown.ui.flash = Some(fill(here.lang(), "late.import.done", &[&found.len()]));
    page(&shown)
}

/// Whether a file is the table, and not a paper.
fn is_table(file: &Upload) -> bool {
    let name = file.name.to_lowercase();
    [".xlsx", ".csv", ".txt"].iter().any(|end| name.ends_with(end))
}

/// A row of which the case and the act were found.
struct Found<'r> {
    line: u64,
    case: Arc<Case>,
    act: String,
    day: Option<jiff::civil::Date>,
    why: String,
    input: serde_json::Value,
    paper: Option<&'r Upload>,
    page: String,
}

/// A table while it is read.
struct Reading<'r> {
    called: BTreeMap<String, Vec<Uuid>>,
    papers: Vec<&'r Upload>,
    /// How many rows cite a paper, and whether one of them says on no page.
    cited: BTreeMap<&'r str, Vec<(u64, bool)>>,
    found: Vec<Found<'r>>,
    seen: Vec<LateSeen>,
    faults: Vec<Fault>,
}

impl<'r> Reading<'r> {
    fn of(called: BTreeMap<String, Vec<Uuid>>, papers: Vec<&'r Upload>, rows: usize) -> Self {
        let mut faults = Vec::new();
        if rows == 0 || rows > MOST_ROWS {
            faults.push(Fault::at(
                "table",
                format!("表中填写了 {rows} 行；一次可录入 1 至 {MOST_ROWS} 行"),
                format!("{rows} rows are filled in; from 1 to {MOST_ROWS} can be entered at once"),
            ));
        }
        let (cited, found, seen) = (BTreeMap::new(), Vec::new(), Vec::new());
        Self { called, papers, cited, found, seen, faults }
    }

    fn fault(&mut self, line: u64, fault: Fault) {
        let place = format!("line {line}, {}", fault.place);
        // Of one cell one thing is said.
        if self.faults.iter().all(|known| known.place != place) {
            self.faults.push(Fault { place, ..fault });
        }
    }

    /// What the domain says besides.
    fn add(&mut self, faults: Vec<Fault>) {
        for fault in faults {
            if self.faults.iter().all(|known| known.place != fault.place) {
                self.faults.push(fault);
            }
        }
        self.faults.sort_by_key(|fault| line_of(&fault.place));
    }

    /// Reads a row.
    async fn row(&mut self, here: &Here, line: u64, cells: &Cells) -> Result<(), Trouble> {
        let text = |column: &str| cells.get(column).map_or("", String::as_str);
        let Some(id) = self.case(line, text("case")) else { return Ok(()) };
        let case = here.site.desk().case(id).await?;
        let law = here.site.desk().law_of(&case)?;
        let own = title(here.lang(), &case);
        if !text("title").is_empty() && text("title") != own {
            self.fault(line, another(&own));
        }
        let paper = self.paper(line, text("paper"), text("page"));
        let day = table::day(text("took_place_on")).unwrap_or_else(|fault| {
            self.fault(line, fault);
            None
        });
        let Some(act) = act_of(law, text("act")) else {
            self.fault(line, no_act(text("act")));
            return Ok(());
        };
        let input = input(law, &case, act, cells).unwrap_or_else(|faults| {
            for fault in faults {
                self.fault(line, fault);
            }
            serde_json::Value::Null
        });
        self.seen.push(shown::seen(here, law, (&own, id), (act, cells)));
        self.found.push(Found {
            line,
            case,
            act: act.id.value.clone(),
            day,
            why: text("why").to_owned(),
            input,
            paper,
            page: text("page").to_owned(),
        });
        Ok(())
    }

    /// The case that a row names.
    fn case(&mut self, line: u64, text: &str) -> Option<Uuid> {
        let found = self.called.get(text).or_else(|| self.called.get(&text.to_uppercase()));
        let what = match found.map(Vec::as_slice) {
            Some([one]) => return Some(*one),
            Some(_) => words(
                "有几件案件是这一编号；请使用下载的模板中的完整编号",
                "several cases have this number; take the whole one of the template",
            ),
            None => words(
                format!("没有编号为“{text}”的案件，或不由您办理；请使用下载的模板"),
                format!("there is no case `{text}`, or it is not yours; begin with the template"),
            ),
        };
        self.fault(line, Fault { place: "case".to_owned(), what });
        None
    }

    /// The paper that a row cites.
    fn paper(&mut self, line: u64, name: &str, page: &str) -> Option<&'r Upload> {
        let mut same = self.papers.iter().filter(|file| file.name.eq_ignore_ascii_case(name));
        let what = match (name.is_empty(), same.next().copied(), same.next()) {
            (true, ..) => return None,
            (false, Some(file), None) => {
                self.cited.entry(&file.name).or_default().push((line, page.is_empty()));
                return Some(file);
            }
            (false, None, _) => words(
                format!("没有上传名为“{name}”的扫描件；请与表格一并选择"),
                format!("no scan named `{name}` was sent; choose it together with the table"),
            ),
            (false, Some(_), Some(_)) => words(
                format!("上传了几个名为“{name}”的文件；请改名后再上传"),
                format!("several files named `{name}` were sent; rename them"),
            ),
        };
        self.fault(line, Fault { place: "paper".to_owned(), what });
        None
    }

    /// Papers that nobody cites, and rows that share one without saying where in it they stand.
    fn unused(&mut self) {
        let papers: Vec<&str> = self.papers.iter().map(|file| file.name.as_str()).collect();
        for name in papers.into_iter().filter(|name| !self.cited.contains_key(name)) {
            self.faults.push(Fault::at(
                name,
                "没有一行引用这个扫描件；请在“扫描件文件名”一列填写，或不要选择它",
                "no row cites this scan; name it in the column of scans, or do not choose it",
            ));
        }
        let shared: Vec<u64> = self
            .cited
            .values()
            .filter(|rows| rows.len() > 1)
            .flatten()
            .filter(|(_, silent)| *silent)
            .map(|(line, _)| *line)
            .collect();
        for line in shared {
            self.fault(
                line,
                Fault::at(
                    "page",
                    "几行引用同一个扫描件；请写明各自的页码或位置",
                    "several rows cite this scan; say on which page each stands",
                ),
            );
        }
    }
}

/// What is to be entered.
fn rows<'f>(found: &'f [Found<'_>]) -> Vec<Row<'f>> {
    let row = |one: &'f Found<'_>| Row {
        line: one.line,
        case: one.case.id,
        paper: Paper {
            act: &one.act,
            took_place_on: one.day,
            reasons: &one.why,
            input: one.input.clone(),
            file: one.paper.map(|file| Incoming {
                name: &file.name,
                label: &one.page,
                proves: &[],
                bytes: &file.bytes,
            }),
        },
    };
    found.iter().map(row).collect()
}

fn line_of(place: &str) -> u64 {
    let rest = place.strip_prefix("line ").unwrap_or_default();
    rest.split(',').next().and_then(|line| line.parse().ok()).unwrap_or_default()
}

fn another(own: &str) -> Fault {
    Fault::at(
        "title",
        format!("该编号的案件是“{own}”；请核对编号"),
        format!("the case of this number is “{own}”; look at the number again"),
    )
}

fn no_act(text: &str) -> Fault {
    Fault::at(
        "act",
        format!("“{text}”不是可以成批补录的事项；请从模板的下拉列表中选择，异议须逐件补录"),
        format!(
            "`{text}` is no act that a table can enter; choose from the list of the template, and enter objections one by one"
        ),
    )
}

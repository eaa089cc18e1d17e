//! Tables of departments, and of which organisation stands under which: CSV with a heading, every fault with its line.

use std::collections::{BTreeMap, BTreeSet};

use guohe_rules::syntax::Words;

use super::{Listed, chain};
use crate::{
    credit_code::CreditCode,
    csv::{on_line, records},
    refusal::Fault,
};

/// The columns of a table of departments.
pub const DEPARTMENTS: [&str; 4] = ["code", "name", "name_en", "above"];
/// The columns of a table of organisations.
pub const PLACES: [&str; 3] = ["unit", "name", "above"];
/// The longest code of a department.
const LONGEST: usize = 40;

/// An organisation, with the departments above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// By what it is known.
    pub code: CreditCode,
    /// Its name, for lists.
    pub name: String,
    /// Codes of departments; none where it comes to the authority directly.
    pub above: Vec<String>,
}

type Cells = BTreeMap<String, String>;

/// Reads a table of departments, against those that there are.
///
/// # Errors
/// Every fault of every row, placed `line N, column`.
pub fn departments(
    text: &str,
    known: &BTreeMap<String, Listed>,
) -> Result<Vec<Listed>, Vec<Fault>> {
    let (lines, mut faults) = lines(text, &DEPARTMENTS)?;
    let (mut all, mut read) = (known.clone(), BTreeMap::new());
    for (at, cells) in lines {
        let cell = |column: &str| cells.get(column).cloned().unwrap_or_default();
        let one = Listed {
            code: cell("code"),
            name: Words { zh: cell("name"), en: cell("name_en") },
            above: Some(cell("above")).filter(|above| !above.is_empty()),
        };
        faults.extend(faults_of(&one).into_iter().map(|fault| on_line(at, fault)));
        if read.insert(one.code.clone(), at).is_some() {
            let twice = Fault::at(
                "code",
                format!("“{}”在表中出现两次", one.code),
                format!("`{}` stands in the table twice", one.code),
            );
            faults.push(on_line(at, twice));
        }
        all.insert(one.code.clone(), one);
    }
    for (code, at) in &read {
        let Some(one) = all.get(code) else { continue };
        faults.extend(unknown_above(&all, one.above.iter()).map(|fault| on_line(*at, fault)));
        let top = chain(&all, code).last().and_then(|last| last.above.clone());
        if top.is_some_and(|above| all.contains_key(&above)) {
            let circle = Fault::at(
                "above",
                format!("“{code}”的上级又在它之下；请改正其中一行"),
                format!("`{code}` stands above itself; correct one of the rows"),
            );
            faults.push(on_line(*at, circle));
        }
    }
    let read = read.into_keys().filter_map(|code| all.remove(&code)).collect();
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

/// Reads a table of organisations.
///
/// # Errors
/// Every fault of every row, placed `line N, column`.
pub fn places(text: &str, known: &BTreeMap<String, Listed>) -> Result<Vec<Placed>, Vec<Fault>> {
    let (lines, mut faults) = lines(text, &PLACES)?;
    let (mut read, mut seen) = (Vec::new(), BTreeSet::new());
    for (at, cells) in lines {
        let cell = |column: &str| cells.get(column).cloned().unwrap_or_default();
        let above: Vec<String> = cell("above")
            .split([';', '；'])
            .map(|code| code.trim().to_owned())
            .filter(|code| !code.is_empty())
            .collect();
        faults.extend(unknown_above(known, above.iter()).map(|fault| on_line(at, fault)));
        match CreditCode::read(&cell("unit")) {
            Ok(code) if seen.insert(code.clone()) => {
                read.push(Placed { code, name: cell("name"), above });
            }
            Ok(code) => faults.push(on_line(
                at,
                Fault::at(
                    "unit",
                    format!("{code} 在表中出现两次；几个上级写在同一行，用分号隔开"),
                    format!("{code} stands in the table twice; write several departments in one row, with semicolons"),
                ),
            )),
            Err(fault) => {
                let what = fault.words();
                faults.push(on_line(at, Fault { place: "unit".to_owned(), what }));
            }
        }
    }
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

/// What is wrong with a department by itself.
fn faults_of(one: &Listed) -> Vec<Fault> {
    let mut faults = Vec::new();
    let plain = |sign: char| sign.is_ascii_alphanumeric() || sign == '-';
    if one.code.is_empty() || one.code.len() > LONGEST || !one.code.chars().all(plain) {
        faults.push(Fault::at(
            "code",
            format!("代码由 1 至 {LONGEST} 个字母、数字或连字符组成"),
            format!("a code has 1 to {LONGEST} letters, digits or hyphens"),
        ));
    }
    for (column, text) in [("name", &one.name.zh), ("name_en", &one.name.en)] {
        if text.is_empty() {
            faults.push(Fault::at(column, "请填写名称", "enter the name"));
        }
    }
    faults
}

fn unknown_above<'a>(
    all: &'a BTreeMap<String, Listed>,
    above: impl Iterator<Item = &'a String>,
) -> impl Iterator<Item = Fault> {
    above.filter(|code| !all.contains_key(*code)).map(|code| {
        Fault::at(
            "above",
            format!("没有代码为“{code}”的部门；请先导入该部门"),
            format!("there is no department `{code}`; list it first"),
        )
    })
}

/// Rows with their lines, and what is wrong with the shape of others.
type Lines = (Vec<(u64, Cells)>, Vec<Fault>);

/// The rows of a table; its faults alone where the heading is not that of the table.
fn lines(text: &str, columns: &[&str]) -> Result<Lines, Vec<Fault>> {
    let mut lines = records(text.trim_start_matches('\u{feff}'))?.into_iter();
    let heading = lines.next().map(|(_, heading)| heading).unwrap_or_default();
    let heading: Vec<String> = heading.iter().map(|name| name.trim().to_lowercase()).collect();
    if heading.iter().map(String::as_str).ne(columns.iter().copied()) {
        let columns = columns.join(",");
        return Err(vec![Fault::at(
            "line 1",
            format!("第一行应为标题：{columns}"),
            format!("the first line is the heading: {columns}"),
        )]);
    }
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    for (at, cells) in lines {
        if cells.len() == heading.len() {
            let cells = cells.into_iter().map(|cell| cell.trim().to_owned());
            rows.push((at, heading.iter().cloned().zip(cells).collect()));
        } else {
            faults.push(Fault::at(
                format!("line {at}"),
                format!("这一行有 {} 列，标题有 {} 列", cells.len(), heading.len()),
                format!("the row has {} columns, the heading {}", cells.len(), heading.len()),
            ));
        }
    }
    Ok((rows, faults))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{departments, places};

    fn at<T: std::fmt::Debug>(read: Result<T, Vec<crate::refusal::Fault>>) -> Vec<String> {
        read.unwrap_err().into_iter().map(|fault| fault.place).collect()
    }

    #[test]
    fn each_fault_of_a_table_of_departments_is_placed() {
        let none = BTreeMap::new();
        let table = "code,name,name_en,above\np,省,Province,\nc,市,City,p\nc,市,City,p\na b,,X,q\n";
        assert_eq!(
            at(departments(table, &none)),
            ["line 4, code", "line 5, code", "line 5, name", "line 5, above"]
        );
        let circle = "code,name,name_en,above\na,甲,A,b\nb,乙,B,a\n";
        assert_eq!(at(departments(circle, &none)), ["line 2, above", "line 3, above"]);
        assert_eq!(at(departments("code,name\n", &none)), ["line 1"]);
        let two = "code,name,name_en,above\nc,市,City,p\np,省,Province,\n";
        assert_eq!(departments(two, &none).unwrap().len(), 2);
    }

    #[test]
    fn each_fault_of_a_table_of_organisations_is_placed() {
        let known = "code,name,name_en,above\np,省,Province,\nm,部,Ministry,\n";
        let known = departments(known, &BTreeMap::new()).unwrap();
        let known = known.into_iter().map(|one| (one.code.clone(), one)).collect();
        let table = "unit,name,above\n91350100M000100Y43,甲,p；m\n91350100M000100Y44,乙,p\n91350100M000100Y43,丙,x\n";
        assert_eq!(at(places(table, &known)), ["line 3, unit", "line 4, above", "line 4, unit"]);
        let right = places("unit,name,above\n91350100M000100Y43,甲,p；m\n", &known).unwrap();
        assert_eq!(right[0].above, ["p", "m"]);
    }
}

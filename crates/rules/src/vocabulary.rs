//! The vocabulary, resolved: records, fields and codes by number, with their words.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    diagnostic::{Diagnostic, words},
    syntax::{self, DataClass, FieldType, Source, Words},
    yaml::Located,
};

/// What kind of value a field holds, resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Yes or no.
    Flag,
    /// A civil date.
    Date,
    /// A calendar year.
    Year,
    /// A whole number.
    Number,
    /// Fen.
    Money,
    /// Square metres.
    Area,
    /// A ratio.
    Ratio,
    /// Free text.
    Text,
    /// One code of a list.
    Code(u16),
    /// Several codes of a list of at most 64.
    Codes(u16),
    /// A row of a record.
    Row(u16),
    /// A row of one of these records.
    Party(Vec<u16>),
}

impl Kind {
    /// The records to a row of which a field points; none where it holds a value.
    pub fn records(&self) -> &[u16] {
        match self {
            Self::Row(record) => std::slice::from_ref(record),
            Self::Party(records) => records,
            Self::Flag
            | Self::Date
            | Self::Year
            | Self::Number
            | Self::Money
            | Self::Area
            | Self::Ratio
            | Self::Text
            | Self::Code(_)
            | Self::Codes(_) => &[],
        }
    }
}

/// A field.
#[derive(Debug, Clone)]
pub struct FieldDef {
    /// Its key.
    pub id: String,
    /// What it holds.
    pub kind: Kind,
    /// Who may know it at most; none where neither the field nor its record says so, which the linter finds.
    pub class: Option<DataClass>,
    /// As written: words, help, whether "none" is an answer.
    pub written: syntax::Field,
}

impl FieldDef {
    /// Whether it is about a natural person.
    pub fn is_personal(&self) -> bool {
        self.class.is_some_and(DataClass::is_personal)
    }
}

/// A record.
#[derive(Debug, Clone)]
pub struct RecordDef {
    /// The singular noun of paths.
    pub id: String,
    /// The plural noun of facts; none for a record that exists once.
    pub list: Option<String>,
    /// Its fields.
    pub fields: Vec<FieldDef>,
    /// As written: words, counter, verb.
    pub written: syntax::Record,
}

impl RecordDef {
    /// The place of a field.
    pub fn field(&self, id: &str) -> Option<u16> {
        let at = self.fields.iter().position(|field| field.id == id)?;
        u16::try_from(at).ok()
    }

    /// Whether the applicant states it.
    pub fn is_stated(&self) -> bool {
        self.written.source.is_none()
    }

    /// Whether its rows come from a register.
    pub fn is_registry(&self) -> bool {
        self.written.source == Some(Source::Registry)
    }
}

/// The name under which a field takes its codes from the types of the pack that is read.
pub const TYPES: &str = "$types";
/// The code that stands for any type of another pack: known to be none of this one.
pub const OTHER_TYPE: &str = "$other";

/// A list of codes.
#[derive(Debug, Clone, Default)]
pub struct CodeDef {
    /// Its name.
    pub id: String,
    /// Codes in order.
    pub codes: Vec<(String, Words)>,
    by_id: BTreeMap<String, u16>,
    in_names: BTreeMap<u16, Words>,
    other: Option<u16>,
}

impl CodeDef {
    /// The place of a code.
    pub fn code(&self, id: &str) -> Option<u16> {
        self.by_id.get(id).copied()
    }

    /// The place of a code as it stands among facts. A type of a pack may be written with the pack before it,
    /// `PACK:TYPE`, as registers that several authorities share have it; one of another pack is the code for
    /// all of those.
    pub fn read(&self, id: &str) -> Option<u16> {
        let other = || self.by_id.get(OTHER_TYPE).copied().filter(|_| id.contains(':'));
        self.code(id).or_else(other)
    }

    /// The code [`OTHER_TYPE`], in the list that has it. Codes beyond it are codes of other packs, each with
    /// its text among the texts of the facts ([`Facts::foreign`](crate::facts::Facts::foreign)).
    pub(crate) fn other(&self) -> Option<u16> {
        self.other
    }

    /// The words of a code.
    pub fn words(&self, code: u16) -> Option<&Words> {
        self.codes.get(usize::from(code)).map(|(_, words)| words)
    }

    /// The words of a code inside a name.
    pub fn in_names(&self, code: u16) -> Option<&Words> {
        self.in_names.get(&code).or_else(|| self.words(code))
    }
}

/// All records and code lists.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// Records in the order of their names; the packs of a shelf share them.
    pub records: Vec<Arc<RecordDef>>,
    /// Code lists in the order of their names.
    pub lists: Vec<Arc<CodeDef>>,
    record_names: BTreeMap<String, u16>,
    list_names: BTreeMap<String, u16>,
    code_names: BTreeMap<String, u16>,
}

impl Vocabulary {
    /// A record by its singular noun.
    pub fn record(&self, id: &str) -> Option<u16> {
        self.record_names.get(id).copied()
    }

    /// A record by its plural noun.
    pub fn list(&self, id: &str) -> Option<u16> {
        self.list_names.get(id).copied()
    }

    /// A code list by its name.
    pub fn code_list(&self, id: &str) -> Option<u16> {
        self.code_names.get(id).copied()
    }

    /// The definition of a record.
    pub fn record_def(&self, record: u16) -> Option<&RecordDef> {
        self.records.get(usize::from(record)).map(Arc::as_ref)
    }

    /// The definition of a field.
    pub fn field_def(&self, record: u16, field: u16) -> Option<&FieldDef> {
        self.record_def(record)?.fields.get(usize::from(field))
    }

    /// The definition of a code list.
    pub fn code_def(&self, list: u16) -> Option<&CodeDef> {
        self.lists.get(usize::from(list)).map(Arc::as_ref)
    }

    /// Resolves the records of all files. What is wrong is added to `findings`; what is right is kept.
    pub fn resolve(files: Vec<(Arc<str>, syntax::Record)>, findings: &mut Vec<Diagnostic>) -> Self {
        let mut all = Self::default();
        all.add_list(CodeDef { id: TYPES.to_owned(), ..CodeDef::default() });
        for (file, record) in &files {
            all.name_codes(file, record, findings);
            all.name_record(file, record, findings);
        }
        for (file, record) in files {
            if all.record_names.get(&record.record.value).map(|at| usize::from(*at))
                == Some(all.records.len())
            {
                let def = all.resolve_record(&file, record, findings);
                all.records.push(Arc::new(def));
            }
        }
        all
    }

    fn name_codes(
        &mut self,
        file: &Arc<str>,
        record: &syntax::Record,
        findings: &mut Vec<Diagnostic>,
    ) {
        for list in &record.codes {
            if self.code_names.contains_key(&list.id.value) {
                findings.push(twice(file, &list.id));
                continue;
            }
            let mut def = CodeDef { id: list.id.value.clone(), ..CodeDef::default() };
            for code in &list.codes {
                let at = u16::try_from(def.codes.len()).unwrap_or(u16::MAX);
                if def.by_id.insert(code.id.value.clone(), at).is_some() {
                    findings.push(twice(file, &code.id));
                    continue;
                }
                def.codes.push((code.id.value.clone(), words(&code.zh, &code.en)));
                def.in_names.extend(code.in_names.clone().map(|words| (at, words)));
            }
            self.add_list(def);
        }
    }

    fn add_list(&mut self, def: CodeDef) {
        self.code_names.insert(def.id.clone(), index(self.lists.len()));
        self.lists.push(Arc::new(def));
    }

    /// The same for a pack: the codes of [`TYPES`] are its types, each also with the pack before it, and one
    /// code for the types of all other packs.
    #[must_use]
    pub fn for_types(mut self, pack: &str, types: &[syntax::TypeDef]) -> Self {
        let list = self.code_list(TYPES).and_then(|at| self.lists.get_mut(usize::from(at)));
        let Some(list) = list.map(Arc::make_mut) else { return self };
        for def in types {
            let (at, id) = (index(list.codes.len()), &def.id.value);
            list.by_id.insert(id.clone(), at);
            list.by_id.insert(format!("{pack}:{id}"), at);
            list.codes.push((id.clone(), def.name.clone()));
        }
        list.other = Some(index(list.codes.len()));
        list.by_id.insert(OTHER_TYPE.to_owned(), index(list.codes.len()));
        list.codes
            .push((OTHER_TYPE.to_owned(), words("其他办法的类别", "type of another regulation")));
        self
    }

    fn name_record(
        &mut self,
        file: &Arc<str>,
        record: &syntax::Record,
        findings: &mut Vec<Diagnostic>,
    ) {
        let at = index(self.record_names.len());
        if self.record_names.contains_key(&record.record.value) {
            findings.push(twice(file, &record.record));
            return;
        }
        self.record_names.insert(record.record.value.clone(), at);
        if let Some(list) = &record.list
            && self.list_names.insert(list.value.clone(), at).is_some()
        {
            findings.push(twice(file, list));
        }
    }

    fn resolve_record(
        &self,
        file: &Arc<str>,
        record: syntax::Record,
        findings: &mut Vec<Diagnostic>,
    ) -> RecordDef {
        let mut fields: Vec<FieldDef> = Vec::new();
        for field in &record.fields {
            if fields.iter().any(|known| known.id == field.id.value) {
                findings.push(twice(file, &field.id));
                continue;
            }
            let kind = self.resolve_kind(file, &field.kind, findings);
            let (id, class) = (field.id.value.clone(), field.class.or(record.class));
            fields.push(FieldDef { id, kind, class, written: field.clone() });
        }
        for name in record.key.iter().filter(|key| !fields.iter().any(|f| f.id == key.value)) {
            let message = words(
                format!("“{}”没有事实“{name}”", record.record),
                format!("`{}` has no fact `{name}`", record.record),
            );
            findings.push(Diagnostic::error("unknown-name", file, name.place, message));
        }
        let list = record.list.as_ref().map(|list| list.value.clone());
        RecordDef { id: record.record.value.clone(), list, fields, written: record }
    }

    /// The resolved kind of a written one; names that do not exist are findings and become free text.
    pub fn resolve_kind(
        &self,
        file: &Arc<str>,
        kind: &FieldType,
        findings: &mut Vec<Diagnostic>,
    ) -> Kind {
        let mut missing = |name: &Located<String>| {
            let message = words(
                format!("词汇表中没有“{name}”"),
                format!("there is no `{name}` in the vocabulary"),
            );
            findings.push(Diagnostic::error("unknown-name", file, name.place, message));
            Kind::Text
        };
        match kind {
            FieldType::Flag => Kind::Flag,
            FieldType::Date => Kind::Date,
            FieldType::Year => Kind::Year,
            FieldType::Number => Kind::Number,
            FieldType::Money => Kind::Money,
            FieldType::Area => Kind::Area,
            FieldType::Ratio => Kind::Ratio,
            FieldType::Text => Kind::Text,
            FieldType::Code(list) => self.code_list(list).map_or_else(|| missing(list), Kind::Code),
            FieldType::Codes(list) => {
                self.code_list(list).map_or_else(|| missing(list), Kind::Codes)
            }
            FieldType::Row(record) => {
                self.record(&record.value).map_or_else(|| missing(record), Kind::Row)
            }
            FieldType::Party(records) => {
                let mut known = Vec::new();
                for record in records {
                    match self.record(&record.value) {
                        Some(at) => known.push(at),
                        None => drop(missing(record)),
                    }
                }
                Kind::Party(known)
            }
        }
    }
}

/// A position as the small number by which names are known.
pub(crate) fn index(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

fn twice(file: &Arc<str>, name: &Located<String>) -> Diagnostic {
    let message = words(format!("“{name}”定义了两次"), format!("`{name}` is defined twice"));
    Diagnostic::error("duplicate-id", file, name.place, message)
}

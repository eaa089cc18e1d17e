//! What notices and certificates show of a case, and by what the directory finds a base.

use guohe_rules::{diagnostic::words, syntax::Source, vocabulary::Kind, yaml::Located};

use super::Checker;

impl Checker<'_> {
    pub(super) fn shown(&mut self, path: &Located<String>) {
        let vocabulary = &self.pack.names.vocabulary;
        let found = path.value.split_once('.').and_then(|(record, field)| {
            let def = vocabulary.record_def(vocabulary.record(record)?)?;
            let of_file = def.written.source == Some(Source::Procedure);
            (def.list.is_none() || of_file).then(|| def.field(field))?
        });
        if found.is_none() {
            self.say(
                "unknown-fact",
                path.place,
                words(
                    format!("“{path}”既不是只存在一份的记录中的事实，也不是案卷记录中的事实"),
                    format!("`{path}` is neither a fact of a record that exists once nor one of the case file"),
                ),
            );
        }
    }

    /// What the directory finds a base by has a closed list of codes, so that people can choose among them.
    pub(super) fn found_by(&mut self, path: &Located<String>) {
        let vocabulary = &self.pack.names.vocabulary;
        let found = path.value.split_once('.').and_then(|(record, field)| {
            let def = vocabulary.record_def(vocabulary.record(record)?)?;
            def.fields.get(usize::from(def.field(field)?))
        });
        if !found.is_some_and(|def| matches!(def.kind, Kind::Code(_) | Kind::Codes(_))) {
            self.say(
                "unknown-fact",
                path.place,
                words(
                    format!("“{path}”不是从代码表中选择的事实，名录不能据此查找"),
                    format!("`{path}` is no fact with a list of codes, so the directory cannot find by it"),
                ),
            );
        }
    }
}

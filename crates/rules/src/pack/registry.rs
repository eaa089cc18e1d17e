//! What a pack says about the registers it needs, held to the vocabulary.

use std::sync::Arc;

use crate::{
    diagnostic::{Diagnostic, words},
    syntax::PackFile,
    vocabulary::{Kind, Vocabulary},
    yaml::Located,
};

/// Names that do not exist, and fields that cannot divide a register, are findings.
pub(super) fn check(
    file: &Arc<str>,
    pack: &PackFile,
    vocabulary: &Vocabulary,
    findings: &mut Vec<Diagnostic>,
) {
    let mut unknown = |name: &Located<String>, zh: &str, en: &str| {
        let message = words(format!("“{name}”{zh}"), format!("`{name}` {en}"));
        findings.push(Diagnostic::error("registry-need", file, name.place, message));
    };
    for need in &pack.registries {
        let def = vocabulary.record(&need.record).and_then(|at| vocabulary.record_def(at));
        let Some(def) = def.filter(|def| def.is_registry()) else {
            unknown(
                &need.record,
                "不是词汇表中来自登记的记录",
                "is no record of the vocabulary that comes from a register",
            );
            continue;
        };
        let Some(scope) = &need.scope else { continue };
        let field = def.fields.iter().find(|field| field.id == *scope.field);
        let Some(Kind::Code(list)) = field.map(|field| &field.kind) else {
            unknown(
                &scope.field,
                "不是该记录中取一个代码的事实",
                "is no fact of the record that holds one code",
            );
            continue;
        };
        let codes = vocabulary.code_def(*list);
        for code in &scope.codes {
            if codes.is_none_or(|codes| codes.code(code).is_none()) {
                unknown(code, "不在该代码表中", "is not in that list of codes");
            }
        }
    }
}

//! The stages of a procedure as a diagram, from data alone: a picture, or text in the notation of Mermaid.

mod layout;
mod svg;

pub use svg::{Place, svg};

use guohe_rules::syntax::Words;

use super::{Act, Procedure, Stage, check::targets};

/// The style of the picture, for pages that hold one.
pub const STYLE: &str = include_str!("diagram/style.css");

/// The stages to which an act leads from a stage, each once, in the order of the file.
pub fn goals<'a>(procedure: &'a Procedure, act: &'a Act, from: &str) -> Vec<&'a Stage> {
    let acts: Vec<&Act> = procedure.acts.iter().collect();
    let ids = targets(act, from, &acts);
    procedure.stages.iter().filter(|stage| ids.contains(&stage.id.value.as_str())).collect()
}

/// Draws a procedure. `pick` chooses the language; what the text does not write is marked with ○.
pub fn mermaid(procedure: &Procedure, pick: impl Fn(&Words) -> &str) -> String {
    let mut lines = vec!["stateDiagram-v2".to_owned()];
    for stage in &procedure.stages {
        let mark = if stage.operational { " ○" } else { "" };
        lines.push(format!("    {}: {}{mark}", stage.id, quiet(pick(&stage.name))));
    }
    if let Some(first) = procedure.first() {
        lines.push(format!("    [*] --> {}", first.id));
    }
    let acts: Vec<&Act> = procedure.acts.iter().collect();
    for act in &acts {
        let mark = if act.operational { " ○" } else { "" };
        let label = format!("{}{mark}", quiet(pick(&act.name)));
        for from in &act.from {
            let mut all = targets(act, from, &acts);
            all.sort_unstable();
            all.dedup();
            lines.extend(all.iter().map(|to| format!("    {from} --> {to}: {label}")));
        }
    }
    for stage in procedure.stages.iter().filter(|stage| stage.end.is_some()) {
        lines.push(format!("    {} --> [*]", stage.id));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// Colons and semicolons have a meaning of their own in the notation.
fn quiet(label: &str) -> String {
    label.replace([':', ';'], " ")
}

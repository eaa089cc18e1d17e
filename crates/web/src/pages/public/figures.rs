//! Figures for everybody.

use askama::Template;

use crate::{
    parts::Link,
    ui::{Crumb, Ui},
};

/// The page with its plots.
#[derive(Debug, Template)]
#[template(path = "public/figures.html")]
pub(crate) struct FiguresPage {
    pub(crate) ui: Ui,
    /// How many bases were ever certified.
    pub(crate) total: usize,
    /// How many of them hold their title today.
    pub(crate) in_force: usize,
    pub(crate) plots: Vec<Plot>,
    /// How procedures went that are over, law by law.
    pub(crate) past: Vec<PastBlock>,
}

/// How the procedures of one law went.
#[derive(Debug)]
pub(crate) struct PastBlock {
    pub(crate) law: Link,
    /// How many are over.
    pub(crate) procedures: usize,
    pub(crate) plots: Vec<Plot>,
}

/// A plot, drawn; its table has all of its bars.
#[derive(Debug)]
pub(crate) struct Plot {
    pub(crate) title: String,
    /// By what it counts.
    pub(crate) name: String,
    /// In units of the plot.
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Whether bars stand side by side.
    pub(crate) columns: bool,
    /// The heads of the table behind that of the name.
    pub(crate) heads: Vec<String>,
    /// How many of the bars are drawn, from the first one.
    pub(crate) shown: usize,
    pub(crate) bars: Vec<PlotBar>,
}

/// A bar: what it counts, and where it stands in units of the plot.
#[derive(Debug, Default)]
pub(crate) struct PlotBar {
    pub(crate) label: String,
    /// The number that is drawn.
    pub(crate) count: usize,
    /// The numbers of the table, one under each head.
    pub(crate) cells: Vec<String>,
    /// What is behind it, where that can be shown.
    pub(crate) href: Option<String>,
    pub(crate) x: usize,
    pub(crate) y: usize,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

impl FiguresPage {
    /// The directory is one step up.
    fn crumbs(&self) -> Vec<Crumb> {
        vec![Crumb::new(self.ui.t("nav.bases"), "/bases")]
    }
}

impl Plot {
    /// The bars that are drawn.
    fn drawn(&self) -> &[PlotBar] {
        self.bars.get(..self.shown).unwrap_or(&self.bars)
    }
}

impl PlotBar {
    /// The middle of a column.
    fn middle(&self) -> usize {
        self.x + self.width / 2
    }

    /// The label as far as there is room above a bar.
    fn short(&self) -> String {
        const MOST: usize = 52;
        let wide = |sign: char| if sign.is_ascii() { 1 } else { 2 };
        let mut room = MOST;
        let mut short = String::new();
        for sign in self.label.chars() {
            let Some(left) = usize::checked_sub(room, wide(sign)) else {
                short.push('…');
                break;
            };
            room = left;
            short.push(sign);
        }
        short
    }
}

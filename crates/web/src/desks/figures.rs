//! Figures for everybody: how many bases were certified, by year, type and whatever else the packs let them be found
//! by; and how procedures went that are over. Each plot is drawn here, with its table under it, and each number of bases
//! leads to them.

use guohe_cases::{
    case::NO_CLAUSE,
    directory::{Facet, Past, STATE, State, Stay, Wanted, YEAR},
    law::Law,
    notice::Standing,
};

use crate::{
    lang::Lang,
    pages::public::{FiguresPage, PastBlock, Plot, PlotBar},
    parts::Link,
    views::{case, finding::cite, regulation, words::say},
    visit::Here,
    words::{fill, word},
};

use super::{
    answer::{Answer, page},
    directory::{facet_name, value_name},
    notice::standing,
};

/// So many values a plot shows at the most; its table has all of them.
const MOST: usize = 15;
/// The width of a plot, in its own units: about the pixels of a phone, so that its words can be read there.
const WIDTH: usize = 420;
/// The room that is left for the number behind a bar.
const RIGHT: usize = 60;
/// The height of a name with its bar below.
const LINE: usize = 44;
/// Where in it the bar begins.
const NAME: usize = 20;
/// The thickness of a bar.
const THICK: usize = 14;
/// The height of columns.
const TALL: usize = 180;
/// What stands above columns, and what below.
const ABOVE: usize = 20;
const BELOW: usize = 24;

/// The page.
pub(crate) async fn figures(here: Here) -> Answer {
    let found = here.found(&Wanted::default()).await?;
    let of = |id: &str| found.facets.iter().find(|facet| facet.id == id);
    let in_force = of(STATE)
        .and_then(|facet| facet.values.iter().find(|(value, _)| value == State::InForce.word()));
    let order = here.site.facets();
    let plots = order.iter().filter_map(|id| of(id)).filter(|facet| facet.values.len() > 1);
    let past = here.past().await?;
    page(&FiguresPage {
        ui: here.frame().await?,
        total: found.total,
        in_force: in_force.map_or(0, |(_, count)| *count),
        plots: plots.map(|facet| of_facet(&here, facet)).collect(),
        past: past.iter().filter_map(|past| block(&here, past)).collect(),
    })
}

/// The plot of a facet: years stand side by side in their order, names one under the other, the most frequent first.
fn of_facet(here: &Here, facet: &Facet) -> Plot {
    let (site, lang) = (&here.site, here.lang());
    let mut values = facet.values.clone();
    if facet.id == YEAR {
        values.sort();
    }
    let bar = |(value, count): &(String, usize)| PlotBar {
        label: value_name(site, lang, &facet.id, value),
        count: *count,
        cells: vec![count.to_string()],
        href: Some(format!("/bases?{}={}", facet.id, crate::routes::escaped(value))),
        ..PlotBar::default()
    };
    let bars = values.iter().map(bar).collect();
    let name = facet_name(site, lang, &facet.id);
    let title = fill(lang, "figures.by", &[&name]);
    let heads = vec![word(lang, "figures.count").into_owned()];
    plot((title, name), heads, bars, facet.id == YEAR)
}

/// How the procedures of a law went; none where the law is not loaded.
fn block(here: &Here, past: &Past) -> Option<PastBlock> {
    let lang = here.lang();
    let law = here.site.laws.iter().find(|law| law.pack.id() == past.law)?;
    let plots = [
        stays(lang, law, &past.stays),
        counted(lang, "figures.wanting", ("figures.clause", "figures.procedures"), {
            past.wanting.iter().map(|(id, count)| (clause(lang, law, id), *count)).collect()
        }),
        counted(lang, "figures.objections", ("figures.standing", "figures.objections.count"), {
            let told = |of: Standing| (standing(lang, of).0, None);
            past.objections.iter().map(|(of, count)| (told(*of), *count)).collect()
        }),
    ];
    Some(PastBlock {
        law: Link::new(say(lang, &law.pack.file.title), regulation::href(law.pack.id())),
        procedures: past.procedures,
        plots: plots.into_iter().filter(|plot| !plot.bars.is_empty()).collect(),
    })
}

/// How long procedures stood in each stage, in the order in which the law has them.
fn stays(lang: Lang, law: &Law, stays: &[Stay]) -> Plot {
    let place =
        |stay: &&Stay| law.procedure.stages.iter().position(|stage| stage.id.value == stay.stage);
    let mut stays: Vec<&Stay> = stays.iter().collect();
    stays.sort_by_key(place);
    let bar = |stay: &&Stay| PlotBar {
        label: case::stage(lang, law, &stay.stage),
        count: stay.median as usize,
        cells: vec![
            stay.procedures.to_string(),
            stay.shortest.to_string(),
            stay.median.to_string(),
            stay.longest.to_string(),
        ],
        ..PlotBar::default()
    };
    let heads = ["figures.procedures", "figures.shortest", "figures.median", "figures.longest"];
    let heads = heads.map(|head| word(lang, head).into_owned()).to_vec();
    let named = |key: &str| word(lang, key).into_owned();
    let bars = stays.iter().map(bar).collect();
    plot((named("figures.stays"), named("figures.stage")), heads, bars, false)
}

/// A clause by its place and name, and where it is read.
fn clause(lang: Lang, law: &Law, id: &str) -> (String, Option<String>) {
    match (law.pack.clause(id), cite(lang, law, id)) {
        (Some(clause), Some(cite)) => {
            (format!("{} {}", cite.label, say(lang, &clause.written.name)), Some(cite.href))
        }
        _ if id == NO_CLAUSE => (word(lang, "figures.no_clause").into_owned(), None),
        _ => (id.to_owned(), None),
    }
}

/// A plot of counts, the most frequent first.
fn counted(
    lang: Lang,
    title: &str,
    (name, count): (&str, &str),
    counts: Vec<((String, Option<String>), usize)>,
) -> Plot {
    let named = |key: &str| word(lang, key).into_owned();
    let bar = |((label, href), count): ((String, Option<String>), usize)| PlotBar {
        label,
        count,
        cells: vec![count.to_string()],
        href,
        ..PlotBar::default()
    };
    let bars = counts.into_iter().map(bar).collect();
    plot((named(title), named(name)), vec![named(count)], bars, false)
}

fn plot(
    (title, name): (String, String),
    heads: Vec<String>,
    bars: Vec<PlotBar>,
    columns: bool,
) -> Plot {
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or_default().max(1);
    let mut plot = Plot { title, name, width: WIDTH, height: 0, columns, heads, shown: 0, bars };
    if plot.columns {
        side_by_side(&mut plot, most);
    } else {
        one_under_another(&mut plot, most);
    }
    plot
}

/// Columns from the left to the right; all of them, each as wide as there is room.
fn side_by_side(plot: &mut Plot, most: usize) {
    let step = (WIDTH / plot.bars.len().max(1)).clamp(1, 80);
    for (at, bar) in plot.bars.iter_mut().enumerate() {
        bar.height = (TALL * bar.count).div_ceil(most);
        bar.width = (step * 7 / 10).max(1);
        bar.x = at * step + (step - bar.width) / 2;
        bar.y = ABOVE + TALL - bar.height;
    }
    plot.shown = plot.bars.len();
    plot.height = ABOVE + TALL + BELOW;
}

/// Bars from the top down; the first ones.
fn one_under_another(plot: &mut Plot, most: usize) {
    plot.shown = plot.bars.len().min(MOST);
    for (at, bar) in plot.bars.iter_mut().enumerate() {
        bar.x = 0;
        bar.y = at * LINE + NAME;
        bar.width = ((WIDTH - RIGHT) * bar.count).div_ceil(most);
        bar.height = THICK;
    }
    plot.height = plot.shown * LINE;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot(counts: &[usize], columns: bool) -> Plot {
        let bar = |count: &usize| PlotBar { count: *count, ..PlotBar::default() };
        let bars: Vec<PlotBar> = counts.iter().map(bar).collect();
        let name = String::new();
        let heads = Vec::new();
        Plot { title: name.clone(), name, width: WIDTH, height: 0, columns, heads, shown: 0, bars }
    }

    #[test]
    fn columns_stand_on_one_line_and_are_as_tall_as_their_numbers() {
        let mut plot = plot(&[1, 4, 2], true);
        side_by_side(&mut plot, 4);
        let feet: Vec<usize> = plot.bars.iter().map(|bar| bar.y + bar.height).collect();
        assert_eq!(feet, [ABOVE + TALL; 3]);
        let tall: Vec<usize> = plot.bars.iter().map(|bar| bar.height).collect();
        assert_eq!(tall, [TALL / 4, TALL, TALL / 2]);
        assert!(plot.bars.iter().all(|bar| bar.x + bar.width <= WIDTH));
    }

    #[test]
    fn bars_do_not_leave_the_plot_and_the_last_ones_are_left_to_the_table() {
        let mut plot = plot(&(1..=20).rev().collect::<Vec<_>>(), false);
        one_under_another(&mut plot, 20);
        assert_eq!((plot.shown, plot.height, plot.bars.len()), (MOST, MOST * LINE, 20));
        assert_eq!(plot.bars[0].x + plot.bars[0].width, WIDTH - RIGHT);
        assert!(plot.bars.iter().take(plot.shown).all(|bar| bar.y + bar.height <= plot.height));
    }
}

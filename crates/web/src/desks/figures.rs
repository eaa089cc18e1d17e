//! Figures for everybody: how many bases were certified, by year, type and whatever else the packs let them be found
//! by. Each plot is drawn here, with its table under it, and each number leads to the bases behind it.

use guohe_cases::directory::{Facet, STATE, State, Wanted, YEAR};

use crate::{
    pages::public::{FiguresPage, Plot, PlotBar},
    visit::Here,
    words::fill,
};

use super::{
    answer::{Answer, page},
    directory::{facet_name, value_name},
};

/// So many values a plot shows at the most; its table has all of them.
const MOST: usize = 15;
/// The width of a plot, in its own units.
const WIDTH: usize = 640;
/// Where the bars of a plot of names begin.
const LEFT: usize = 200;
/// The room that is left for the number behind a bar.
const RIGHT: usize = 60;
/// The height of a line.
const LINE: usize = 26;
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
    page(&FiguresPage {
        ui: here.frame().await?,
        total: found.total,
        in_force: in_force.map_or(0, |(_, count)| *count),
        plots: plots.map(|facet| plot(&here, facet)).collect(),
    })
}

/// The plot of a facet: years stand side by side in their order, names one under the other, the most frequent first.
fn plot(here: &Here, facet: &Facet) -> Plot {
    let (site, lang) = (&here.site, here.lang());
    let mut values = facet.values.clone();
    if facet.id == YEAR {
        values.sort();
    }
    let bars: Vec<PlotBar> = values
        .iter()
        .map(|(value, count)| PlotBar {
            label: value_name(site, lang, &facet.id, value),
            count: *count,
            href: format!("/bases?{}={}", facet.id, crate::routes::escaped(value)),
            ..PlotBar::default()
        })
        .collect();
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or_default().max(1);
    let name = facet_name(site, lang, &facet.id);
    let title = fill(lang, "figures.by", &[&name]);
    let mut plot =
        Plot { title, name, width: WIDTH, height: 0, columns: facet.id == YEAR, shown: 0, bars };
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
        bar.x = LEFT;
        bar.y = at * LINE;
        bar.width = ((WIDTH - LEFT - RIGHT) * bar.count).div_ceil(most);
        bar.height = LINE * 7 / 10;
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
        Plot { title: name.clone(), name, width: WIDTH, height: 0, columns, shown: 0, bars }
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

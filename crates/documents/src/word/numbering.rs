//! Lists: what their levels look like, which paragraphs are in them by their style, and how far they have come.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    numerals::numeral,
    xml::{Element, Sink},
};

/// A list has so many levels.
const LEVELS: usize = 9;
/// A style is based on others at so many removes at most.
const LONGEST_CHAIN: usize = 20;

/// What a level of a list looks like.
#[derive(Debug, Clone, Default)]
struct Level {
    start: Option<u32>,
    format: String,
    /// `第%1条`, `%1.%2`.
    text: String,
    suffix: Option<String>,
    /// After which level the count begins anew; 0 for never.
    restart: Option<u32>,
    /// Whether the numbers of other levels are written in digits.
    legal: bool,
    /// The style whose paragraphs stand on this level.
    style: Option<String>,
}

#[derive(Debug, Clone, Default)]
struct List {
    levels: BTreeMap<usize, Level>,
    /// The name under which it is a style of lists.
    named: Option<String>,
    /// The name of the style of lists whose levels it has.
    like: Option<String>,
}

/// A use of a list, perhaps with other levels.
#[derive(Debug, Clone, Default)]
struct Use {
    list: String,
    starts: BTreeMap<usize, u32>,
    levels: BTreeMap<usize, Level>,
}

/// The lists of a document, and the numbers that were given in them.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbering {
    lists: BTreeMap<String, List>,
    uses: BTreeMap<String, Use>,
    counts: BTreeMap<String, [Option<u32>; LEVELS]>,
    begun: BTreeSet<String>,
    /// Where in the part the walk is.
    list: Option<String>,
    used: Option<String>,
    level: Option<usize>,
}

impl Numbering {
    /// The number of the next paragraph of a list, with what stands between it and the words; nothing where there
    /// is no such list. Without a level it is that of the style.
    pub(super) fn next(
        &mut self,
        used: &str,
        level: Option<usize>,
        style: Option<&str>,
    ) -> Option<String> {
        let of = self.uses.get(used)?.clone();
        let levels = self.levels(&of)?;
        let by_style = || {
            levels
                .iter()
                .find(|(_, level)| level.style.is_some() && level.style.as_deref() == style)
        };
        let at = level.or_else(|| by_style().map(|(at, _)| *at)).unwrap_or(0);
        let here = levels.get(&at)?;
        let counts = self.counts.entry(of.list.clone()).or_default();
        if self.begun.insert(used.to_owned()) {
            for at in of.starts.keys() {
                counts.iter_mut().skip(*at).take(1).for_each(|count| *count = None);
            }
        }
        let start = |at: usize| {
            let own = of.starts.get(&at).copied();
            own.or_else(|| levels.get(&at).and_then(|level| level.start)).unwrap_or(1)
        };
        for (below, count) in counts.iter_mut().enumerate().skip(at) {
            if below == at {
                *count = Some(count.map_or_else(|| start(at), |count| count.saturating_add(1)));
            } else if goes_back(levels.get(&below), at) {
                *count = None;
            }
        }
        let value = |at: usize| counts.get(at).copied().flatten().unwrap_or_else(|| start(at));
        Some(written(here, &levels, value))
    }

    /// The levels of a use: its own, and those of its list.
    fn levels(&self, of: &Use) -> Option<BTreeMap<usize, Level>> {
        let list = self.lists.get(&of.list)?;
        let like = list
            .like
            .as_ref()
            .and_then(|like| self.lists.values().find(|list| list.named.as_ref() == Some(like)));
        let mut levels = like.unwrap_or(list).levels.clone();
        levels.extend(of.levels.clone());
        Some(levels)
    }

    fn level(&mut self) -> Option<&mut Level> {
        let at = self.level?;
        let levels = match (&self.list, &self.used) {
            (Some(list), _) => &mut self.lists.get_mut(list)?.levels,
            (None, Some(used)) => &mut self.uses.get_mut(used)?.levels,
            (None, None) => return None,
        };
        Some(levels.entry(at).or_default())
    }
}

/// Whether the count of a level begins anew after a paragraph of a level above it.
fn goes_back(level: Option<&Level>, above: usize) -> bool {
    let restart = level.and_then(|level| level.restart).and_then(|at| usize::try_from(at).ok());
    restart.is_none_or(|at| above < at)
}

/// The text of a level with its places filled.
fn written(here: &Level, levels: &BTreeMap<usize, Level>, value: impl Fn(usize) -> u32) -> String {
    let mut text = String::new();
    let mut signs = here.text.chars().peekable();
    while let Some(sign) = signs.next() {
        let digit = signs
            .peek()
            .and_then(|next| next.to_digit(10))
            .filter(|digit| sign == '%' && *digit > 0);
        let Some(at) = digit.and_then(|digit| usize::try_from(digit - 1).ok()) else {
            // Bullets from fonts of symbols have no meaning in text.
            text.push(if ('\u{e000}'..='\u{f8ff}').contains(&sign) { '•' } else { sign });
            continue;
        };
        signs.next();
        let format = levels.get(&at).map_or("decimal", |level| level.format.as_str());
        let digits = here.legal && format != "none";
        text.push_str(&numeral(if digits { "decimal" } else { format }, value(at)));
    }
    match here.suffix.as_deref() {
        Some("nothing") => {}
        Some("space") => text.push(' '),
        Some(_) | None if text.is_empty() => {}
        Some(_) | None => text.push('\t'),
    }
    text
}

impl Sink for Numbering {
    fn open(&mut self, element: &Element) {
        let at = || element.get("ilvl").and_then(|at| at.parse().ok()).filter(|at| *at < LEVELS);
        let said = || element.val().unwrap_or_default().to_owned();
        match element.name.as_str() {
            "abstractNum" => {
                self.list = element.get("abstractNumId").map(str::to_owned);
                self.lists.extend(self.list.iter().map(|id| (id.clone(), List::default())));
            }
            "num" => {
                self.used = element.get("numId").map(str::to_owned);
                self.uses.extend(self.used.iter().map(|id| (id.clone(), Use::default())));
            }
            "lvl" | "lvlOverride" => self.level = at(),
            "abstractNumId" => {
                if let Some(used) = self.used.as_ref().and_then(|id| self.uses.get_mut(id)) {
                    used.list = said();
                }
            }
            "styleLink" | "numStyleLink" => {
                let Some(list) = self.list.as_ref().and_then(|id| self.lists.get_mut(id)) else {
                    return;
                };
                let link =
                    if element.name == "styleLink" { &mut list.named } else { &mut list.like };
                *link = Some(said());
            }
            "startOverride" => {
                let used = self.used.as_ref().and_then(|id| self.uses.get_mut(id));
                if let (Some(used), Some(level), Some(start)) = (used, self.level, element.number())
                {
                    used.starts.insert(level, start);
                }
            }
            name => {
                if let Some(level) = self.level() {
                    level.learn(name, element);
                }
            }
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "abstractNum" => (self.list, self.level) = (None, None),
            "num" => (self.used, self.level) = (None, None),
            "lvl" if self.used.is_none() => self.level = None,
            "lvlOverride" => self.level = None,
            _ => {}
        }
    }

    fn text(&mut self, _text: &str) {}
}

impl Level {
    fn learn(&mut self, name: &str, element: &Element) {
        let said = || element.val().map(str::to_owned);
        match name {
            "start" => self.start = element.number(),
            "numFmt" => self.format = said().unwrap_or_default(),
            "lvlText" => self.text = said().unwrap_or_default(),
            "suff" => self.suffix = said(),
            "lvlRestart" => self.restart = element.number(),
            "isLgl" => self.legal = element.is_on(),
            "pStyle" => self.style = said(),
            _ => {}
        }
    }
}

/// What the styles of paragraphs say about lists.
#[derive(Debug, Default)]
pub(super) struct Styles {
    known: BTreeMap<String, Style>,
    default: Option<String>,
    open: Option<String>,
}

#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    used: Option<String>,
    level: Option<usize>,
}

impl Styles {
    /// The list of a style and its level in it, from the style itself or what it is based on. Without a style it
    /// is the one that paragraphs have by default.
    pub(super) fn list(&self, style: Option<&str>) -> Option<(&str, Option<usize>)> {
        let mut next = style.or(self.default.as_deref());
        let mut level = None;
        for _ in 0..LONGEST_CHAIN {
            let style = self.known.get(next?)?;
            level = level.or(style.level);
            if let Some(used) = &style.used {
                return Some((used, level));
            }
            next = style.based_on.as_deref();
        }
        None
    }
}

impl Sink for Styles {
    fn open(&mut self, element: &Element) {
        if element.name == "style" {
            let id = element.get("styleId").map(str::to_owned);
            if element.get("type") == Some("paragraph")
                && element.get("default").is_some_and(|on| on != "0")
            {
                self.default.clone_from(&id);
            }
            self.open = id;
            return;
        }
        let Some(id) = &self.open else { return };
        let style = self.known.entry(id.clone()).or_default();
        match element.name.as_str() {
            "basedOn" => style.based_on = element.val().map(str::to_owned),
            "numId" => style.used = element.val().map(str::to_owned),
            "ilvl" => style.level = element.val().and_then(|at| at.parse().ok()),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if name == "style" {
            self.open = None;
        }
    }

    fn text(&mut self, _text: &str) {}
}

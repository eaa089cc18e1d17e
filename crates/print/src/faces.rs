//! The faces with which paper is set, by the part that they play in a Chinese document.
//!
//! Templates ask for a part and never for a product: `song`, `hei`, `fang`, `kai`, `biaosong`. Who plays it is found
//! once, on first use: what the operator has put into a folder, else what the build took from npm, else what the system
//! has. A sign that none of them holds is looked for in every face of the folder and of the system.

mod found;

use std::{collections::BTreeMap, fmt, path::PathBuf, sync::OnceLock};

use typst::{
    foundations::Bytes,
    text::{Font, FontBook, FontInfo, FontWeight},
    utils::LazyHash,
};

use found::{Found, in_folders};

/// What the build took from npm: the part, and the file as WOFF2.
const BUILT_IN: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/faces.rs"));

/// Where systems keep faces.
const SYSTEM: &[&str] = &[
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:\\Windows\\Fonts",
];

/// The parts, with the families that may play them, the best first.
const PARTS: &[(&str, &[&str])] = &[
    ("song", &["Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "SimSun", "Songti SC"]),
    (
        "hei",
        &[
            "Noto Sans CJK SC",
            "Noto Sans SC",
            "Source Han Sans SC",
            "SimHei",
            "WenQuanYi Micro Hei",
        ],
    ),
    (
        "fang",
        &[
            "FangSong_GB2312",
            "FangSong",
            "仿宋_GB2312",
            "仿宋",
            "FZFangSong-Z02",
            "STFangsong",
            "Zhuque Fangsong (technical preview)",
        ],
    ),
    (
        "kai",
        &["KaiTi_GB2312", "KaiTi", "楷体_GB2312", "楷体", "FZKai-Z03", "STKaiti", "LXGW WenKai"],
    ),
    (
        "biaosong",
        &["FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK"],
    ),
];

/// A sign that every face for Chinese holds.
const CHINESE: char = '国';

/// Where the faces of the text come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// From npm, when the program was built.
    Built,
    /// From the system on which it runs, or from the folder of the operator.
    Machine,
    /// There are none for Chinese.
    Nowhere,
}

/// The faces with which paper is set.
#[derive(Debug)]
pub struct Faces {
    folders: Vec<PathBuf>,
    system: bool,
    built_in: bool,
    set: OnceLock<Option<Set>>,
    everything: OnceLock<Vec<Found>>,
}

/// The faces of the parts.
pub(crate) struct Set {
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) fonts: Vec<Font>,
    origin: Origin,
}

impl fmt::Debug for Set {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Set").field("fonts", &self.fonts.len()).finish_non_exhaustive()
    }
}

impl Set {
    /// Whether one of them has a glyph for a sign.
    pub(crate) fn holds(&self, sign: char) -> bool {
        (0..self.fonts.len())
            .filter_map(|at| self.book.info(at))
            .any(|info| info.coverage.contains(u32::from(sign)))
    }
}

impl Faces {
    /// The faces of this machine, those of the folders first. Nothing is read before the first document.
    pub fn of_machine(folders: Vec<PathBuf>) -> Self {
        Self {
            folders,
            system: true,
            built_in: true,
            set: OnceLock::new(),
            everything: OnceLock::new(),
        }
    }

    /// Only the faces in the folders, for whoever wants to know exactly what is used.
    pub fn only(folders: Vec<PathBuf>) -> Self {
        Self { system: false, built_in: false, ..Self::of_machine(folders) }
    }

    /// The same without those of the system.
    #[must_use]
    pub fn without_system(self) -> Self {
        Self { system: false, ..self }
    }

    /// Where the faces of the text come from.
    pub fn origin(&self) -> Origin {
        self.set().map_or(Origin::Nowhere, |set| set.origin)
    }

    /// The faces of the parts; none where there is none for Chinese.
    pub(crate) fn set(&self) -> Option<&Set> {
        self.set.get_or_init(|| self.cast()).as_ref()
    }

    /// Gives each part to a face.
    fn cast(&self) -> Option<Set> {
        let mut parts: BTreeMap<&str, Vec<Font>> = BTreeMap::new();
        let mut rest = Vec::new();
        let built_in = BUILT_IN.iter().filter(|_| self.built_in);
        for (part, file) in built_in {
            let font =
                wuff::decompress_woff2(file).ok().and_then(|file| Font::new(Bytes::new(file), 0));
            if *part == "rest" {
                rest.extend(font);
            } else {
                parts.entry(part).or_default().extend(font);
            }
        }
        let origin = if parts.is_empty() { Origin::Machine } else { Origin::Built };
        let theirs = in_folders(&self.folders);
        for (part, families) in PARTS {
            let own = found::of_family(&theirs, families);
            if !own.is_empty() {
                parts.insert(part, own);
            }
        }
        if !(parts.contains_key("song") && parts.contains_key("hei")) {
            for (part, families) in PARTS {
                let system = found::of_family(self.everything(), families);
                if !parts.contains_key(part) && !system.is_empty() {
                    parts.insert(part, system);
                }
            }
        }
        Self::staged(parts, rest, origin)
    }

    /// The book, in which each face stands under its part; a part that nobody plays is taken over.
    fn staged(
        mut parts: BTreeMap<&str, Vec<Font>>,
        rest: Vec<Font>,
        origin: Origin,
    ) -> Option<Set> {
        let first = |parts: &BTreeMap<&str, Vec<Font>>, wanted: &[&str]| {
            wanted.iter().find_map(|part| parts.get(part).cloned())
        };
        let song = first(&parts, &["song", "hei", "fang", "kai"])?;
        let hei = first(&parts, &["hei"]).unwrap_or_else(|| song.clone());
        let light = |fonts: &[Font]| weighing(fonts, |weight| weight <= FontWeight::MEDIUM);
        let heavy = |fonts: &[Font]| weighing(fonts, |weight| weight >= FontWeight::SEMIBOLD);
        let regular = light(&song);
        parts.entry("biaosong").or_insert_with(|| heavy(&song));
        parts.entry("fang").or_insert_with(|| regular.clone());
        parts.entry("kai").or_insert(regular);
        parts.insert("hei", hei);
        parts.insert("song", song);
        let (mut book, mut fonts) = (FontBook::new(), Vec::new());
        let rest = rest.into_iter().map(|font| ("rest", font));
        let cast = parts
            .into_iter()
            .flat_map(|(part, fonts)| fonts.into_iter().map(move |font| (part, font)));
        for (part, font) in cast.chain(rest) {
            book.push(FontInfo { family: part.to_owned(), ..font.info().clone() });
            fonts.push(font);
        }
        let set = Set { book: LazyHash::new(book), fonts, origin };
        set.holds(CHINESE).then_some(set)
    }

    /// Faces for signs that those of the parts do not hold; and the signs that no face holds, each with its place.
    pub(crate) fn beyond(
        &self,
        lacking: &BTreeMap<char, String>,
    ) -> (Vec<Font>, Vec<(char, String)>) {
        let (mut more, mut unheld): (Vec<Font>, Vec<_>) = (Vec::new(), Vec::new());
        for (sign, place) in lacking {
            let code = u32::from(*sign);
            if more.iter().any(|font| font.info().coverage.contains(code)) {
                continue;
            }
            let held = self.everything().iter().filter(|found| found.info.coverage.contains(code));
            match held.max_by_key(|found| found.suits()).and_then(Found::font) {
                Some(font) => more.push(font),
                None => unheld.push((*sign, place.clone())),
            }
        }
        (more, unheld)
    }

    /// Every face of the folders and of the system.
    fn everything(&self) -> &[Found] {
        self.everything.get_or_init(|| {
            let system = SYSTEM.iter().filter(|_| self.system).map(PathBuf::from);
            let folders: Vec<_> = self.folders.iter().cloned().chain(system).collect();
            in_folders(&folders)
        })
    }
}

/// The faces of a weight; all of them when none has it.
fn weighing(fonts: &[Font], fits: impl Fn(FontWeight) -> bool) -> Vec<Font> {
    let some: Vec<_> =
        fonts.iter().filter(|font| fits(font.info().variant.weight)).cloned().collect();
    if some.is_empty() { fonts.to_vec() } else { some }
}

//! What is measured: the packs of the repository and a small law, with facts that are complete or not.

use guohe_rules::{
    facts::{CellRef, Facts, Tree},
    pack::{Pack, Parameters},
    situation::{self, Situation},
    value::{Cell, Level, Num, RowRef},
    yaml::{self, Located},
};
use std::sync::Arc;

use super::{fixture, packs};

/// Facts of one host, and the type it applies for.
pub(crate) struct Scene {
    pub(crate) name: &'static str,
    pub(crate) pack: Arc<Pack>,
    pub(crate) situation: Situation,
    pub(crate) kind: usize,
}

impl Scene {
    fn example(name: &'static str, example: &str) -> Self {
        let (pack, situation) = packs::with_example(example);
        let kind = situation.kind.unwrap();
        Self { name, pack, situation, kind }
    }

    /// An example with some of its facts changed.
    fn changed(name: &'static str, example: &str, changes: &str) -> Self {
        let shelf = guohe_rules::pack::Shelf::load(&packs::files());
        let path = |pack: &Pack| format!("{}/examples/{example}", pack.id());
        let has = |pack: &&Arc<Pack>| pack.files.contains_key(&path(pack));
        let pack = Arc::clone(shelf.packs.iter().find(has).unwrap());
        let base: Located<Tree> = yaml::parse(&pack.files[&path(&pack)]).unwrap();
        let changes: Located<Tree> = yaml::parse(changes).unwrap();
        let facts = Located::nowhere(base.value.merged(&changes.value));
        let (situation, findings) = situation::read(&pack, name, &facts, None);
        assert_eq!(findings, Vec::new());
        let kind = pack.type_at("PARK").unwrap();
        Self { name, pack, situation, kind }
    }
}

/// One host, whole type, explained.
pub(crate) fn hosts() -> Vec<Scene> {
    vec![
        Scene::example("all met", "T11.yaml"),
        Scene::example("one count short", "T02.yaml"),
        Scene::example("failed year, planned", "T10.yaml"),
        Scene::example("two unknown partners", "T04.yaml"),
        Scene::changed("12 unknown, certain", "base/park.yaml", TWELVE_EVENTS),
        Scene::changed("12 unknown, open", "base/park.yaml", TWELVE_ANYWHERE),
    ]
}

/// The hosts of all worked cases of all packs, each with the type it applies for.
pub(crate) fn worked_cases() -> Vec<(Arc<Pack>, Situation)> {
    let shelf = guohe_rules::pack::Shelf::load(&packs::files());
    let mut hosts = Vec::new();
    for pack in &shelf.packs {
        let folder = format!("{}/examples/", pack.id());
        let top = |path: &str| path.strip_prefix(&folder).is_some_and(|rest| !rest.contains('/'));
        let cases = pack.files.iter().filter(|(path, _)| top(path));
        let read = cases.filter_map(|(_, text)| packs::of_example(pack, text));
        hosts.extend(read.map(|situation| (Arc::clone(pack), situation)));
    }
    hosts
}

/// The facts of one host as every pack sees them, on one day, with nothing judged and nothing fixed by a round.
pub(crate) fn one_host_everywhere() -> Vec<(Arc<Pack>, Situation)> {
    let shelf = guohe_rules::pack::Shelf::load(&packs::files());
    let base = |pack: &Arc<Pack>| {
        pack.files.get(&format!("{}/examples/base/park.yaml", pack.id())).cloned()
    };
    let base: Located<Tree> = yaml::parse(&shelf.packs.iter().find_map(base).unwrap()).unwrap();
    let Tree::Map(mut entries) = base.value else { panic!("a base of facts is a map") };
    entries.retain(|(name, _)| ["facts", "lists", "registry"].contains(&name.value.as_str()));
    let day: Located<Tree> = yaml::parse("round: {date: 2026-05-15}").unwrap();
    let facts = Located::nowhere(Tree::Map(entries).merged(&day.value));
    let asked: Vec<(&Pack, &Parameters)> =
        shelf.packs.iter().map(|pack| (&**pack, &pack.parameters)).collect();
    let (situations, findings) = situation::read_all(&asked, "one host", &facts, None);
    assert_eq!(findings, Vec::new());
    shelf.packs.iter().cloned().zip(situations).collect()
}

/// Each year one small event and four whose size nobody has stated: if one of them is large it is enough,
/// and if all are small there are five. Certain, though no single answer says so.
const TWELVE_EVENTS: &str = "
facts:
  events:
    - {id: A1, name: 甲一, owner: host, role: host, kind: exchange, scale: small_medium, international: true, held_on: 2023-02-01}
    - {id: A2, name: 甲二, owner: host, role: host, kind: exchange, international: true, held_on: 2023-04-01}
    - {id: A3, name: 甲三, owner: host, role: host, kind: exchange, international: true, held_on: 2023-06-01}
    - {id: A4, name: 甲四, owner: TA, role: host, kind: exchange, international: true, held_on: 2023-08-01}
    - {id: A5, name: 甲五, owner: TB, role: host, kind: exchange, international: true, held_on: 2023-10-01}
    - {id: B1, name: 乙一, owner: host, role: host, kind: exchange, scale: small_medium, international: true, held_on: 2024-02-01}
    - {id: B2, name: 乙二, owner: host, role: host, kind: exchange, international: true, held_on: 2024-04-01}
    - {id: B3, name: 乙三, owner: host, role: host, kind: exchange, international: true, held_on: 2024-06-01}
    - {id: B4, name: 乙四, owner: TA, role: host, kind: exchange, international: true, held_on: 2024-08-01}
    - {id: B5, name: 乙五, owner: TB, role: host, kind: exchange, international: true, held_on: 2024-10-01}
    - {id: C1, name: 丙一, owner: host, role: host, kind: exchange, scale: small_medium, international: true, held_on: 2025-02-01}
    - {id: C2, name: 丙二, owner: host, role: host, kind: exchange, international: true, held_on: 2025-04-01}
    - {id: C3, name: 丙三, owner: host, role: host, kind: exchange, international: true, held_on: 2025-06-01}
    - {id: C4, name: 丙四, owner: TA, role: host, kind: exchange, international: true, held_on: 2025-08-01}
    - {id: C5, name: 丙五, owner: TB, role: host, kind: exchange, international: true, held_on: 2025-10-01}
";

/// Twelve gaps over seven clauses, each of which may go either way.
const TWELVE_ANYWHERE: &str = "
facts:
  host: {status: unknown, legal_form: unknown, has_international_office: unknown}
  staff:
    - {id: S1, name: 甲某, dedicated: unknown}
  cooperations:
    - {id: C1, owner: host, partner: P1, form: unknown, since: 2019-05-20, valid_to: none}
    - {id: C2, owner: host, partner: P2, form: unknown, since: 2021-11-08, valid_to: none}
    - {id: C3, owner: host, partner: P3, form: agreement, since: 2022-03-15, valid_to: none}
    - {id: C4, owner: TA, partner: P4, form: agreement, since: 2023-07-01, valid_to: none}
    - {id: C5, owner: TB, partner: P5, form: unknown, since: 2024-02-10, valid_to: none}
  sites:
    - {id: A1, name: 主园区, owner: host, functions: [reception], place: CN, planned_construction_area: 50000 m2, land_area: 42000 m2}
  events:
    - {id: E1, name: 甲, owner: host, role: host, kind: exchange, international: true, held_on: 2023-09-18}
    - {id: E2, name: 乙, owner: host, kind: exchange, scale: large, international: true, held_on: 2024-09-18}
    - {id: E3, name: 丙, owner: host, role: host, kind: exchange, scale: large, held_on: 2025-09-18}
  visits:
    - {id: V1, delegation: 一, owner: host, received_on: 2025-06-12, headcount: 6}
    - {id: V2, delegation: 二, owner: host, origin: GB, received_on: 2025-07-10, headcount: 6}
    - {id: V3, delegation: 三, owner: TA, origin: SG, received_on: 2025-08-21, headcount: 6}
    - {id: V4, delegation: 四, owner: host, origin: HK, received_on: 2025-10-16, headcount: 6}
    - {id: V5, delegation: 五, owner: TB, origin: US, received_on: 2025-11-06, headcount: 6}
    - {id: V6, delegation: 六, owner: host, origin: DE, received_on: 2024-06-12, headcount: 6}
    - {id: V7, delegation: 七, owner: host, origin: GB, received_on: 2024-07-10, headcount: 6}
    - {id: V8, delegation: 八, owner: TA, origin: SG, received_on: 2024-08-21, headcount: 6}
    - {id: V9, delegation: 九, owner: host, origin: HK, received_on: 2024-10-16, headcount: 6}
    - {id: V10, delegation: 十, owner: TB, origin: US, received_on: 2024-11-06, headcount: 6}
    - {id: V11, delegation: 十一, owner: host, origin: DE, received_on: 2023-06-12, headcount: 6}
    - {id: V12, delegation: 十二, owner: host, origin: GB, received_on: 2023-07-10, headcount: 6}
    - {id: V13, delegation: 十三, owner: TA, origin: SG, received_on: 2023-08-21, headcount: 6}
    - {id: V14, delegation: 十四, owner: host, origin: HK, received_on: 2023-10-16, headcount: 6}
    - {id: V15, delegation: 十五, owner: TB, origin: US, received_on: 2023-11-06, headcount: 6}
";

/// Eight comparisons: partners, land, and in each of three years large events or small ones.
const EIGHT: &str = "
      all:
        - at_least: [{count: {of: partners, where: {one_of: {fact: partner.country, listed: [aa]}}}}, 5]
        - at_least: [host.land, 50000 m2]
        - every_period:
            periods: {complete_years: {last: 3}}
            test:
              any:
                - at_least:
                    - count:
                        of: events
                        where:
                          all:
                            - within: {date: event.held_on, window: period}
                            - one_of: {fact: event.scale, listed: [large]}
                    - 1
                - at_least:
                    - count:
                        of: events
                        where:
                          all:
                            - within: {date: event.held_on, window: period}
                            - one_of: {fact: event.scale, listed: [small]}
                    - 5
";

/// The law with the eight comparisons, and a thousand hosts with 4–20 partners and 10–30 events; some meet
/// it and most do not.
pub(crate) fn eight_comparisons() -> (Arc<Pack>, Vec<Situation>) {
    let pack = fixture::with_rule(EIGHT);
    let mut draw = Draw(2026);
    let hosts = (0..1_000).map(|_| host(&pack, &mut draw)).collect();
    (pack, hosts)
}

fn host(pack: &Pack, draw: &mut Draw) -> Situation {
    let on = "2026-05-15".parse().unwrap();
    let mut situation = Situation::unknown(pack, on);
    let names = &pack.names.vocabulary;
    let field = |record: &str, field: &str| {
        let record = names.record(record).unwrap();
        (record, names.record_def(record).unwrap().field(field).unwrap())
    };
    let facts = &mut situation.facts;
    let (record, land) = field("host", "land");
    let area = Num::whole(i64::from(40_000 + draw.below(40_000)));
    set(facts, (record, 0, land), Cell::Number(area));
    let (record, country) = field("partner", "country");
    for _ in 0..4 + draw.below(17) {
        let row = add(facts, record);
        let code = u16::try_from(draw.below(10)).unwrap() / 5;
        set(facts, (record, row, country), Cell::Code(code));
    }
    let (record, scale) = field("event", "scale");
    let (_, held_on) = field("event", "held_on");
    for _ in 0..10 + draw.below(21) {
        let row = add(facts, record);
        let large = u16::from(draw.below(4) > 0);
        set(facts, (record, row, scale), Cell::Code(large));
        let day = 19_358 + i64::from(draw.below(1_100));
        set(facts, (record, row, held_on), Cell::Number(Num::whole(day)));
    }
    situation
}

fn add(facts: &mut Facts, record: u16) -> u32 {
    let table = facts.table_mut(record).unwrap();
    table.closed = true;
    let id = format!("{}", table.len());
    table.add_row(id)
}

fn set(facts: &mut Facts, (record, row, field): (u16, u32, u16), cell: Cell) {
    facts.set(CellRef { at: RowRef { record, row }, field }, cell, Level::Verified);
}

/// A small generator, so that the hosts are the same in every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: u32) -> u32 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(self.0 >> 33).unwrap() % n
    }
}

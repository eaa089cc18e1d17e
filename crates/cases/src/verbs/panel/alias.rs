//! The names under which members of a panel know each other.
//!
//! An alias is drawn by lot from a wide range: a letter and two digits, `K72`. What is not there tells nothing, because most of
//! the range is never there. The bytes of chance come from outside and are kept nowhere; what was drawn stands in the
//! event that convenes the panel. The alias of a seat follows from chance and from the seats filled before it, and not from who
//! sits there or how many come after; seats are then kept in the order of their aliases, so that no list tells the order
//! in which they were filled.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Letters that neither look like a digit or another letter nor sound like one when they are spoken.
const LETTERS: &[u8] = b"AFHKLMRWXY";

/// Digits without those that look like a letter; one and seven sound alike in Chinese, so one of them is enough.
const DIGITS: &[u8] = b"23456789";

/// How often a name of one length is drawn anew before a longer one is.
const TRIES: u32 = 4096;

/// What an alias follows from.
pub(super) struct Lot<'a> {
    /// Bytes of chance.
    pub(super) seed: [u8; 32],
    /// The case.
    pub(super) case: Uuid,
    /// The panel, by its id in the case.
    pub(super) panel: &'a str,
}

impl Lot<'_> {
    /// Gives each of those who come an alias that nobody in the case bears, in the order of the aliases.
    pub(super) fn seated(
        &self,
        experts: Vec<Uuid>,
        borne: impl IntoIterator<Item = String>,
    ) -> Vec<(String, Uuid)> {
        let mut borne: BTreeSet<String> = borne.into_iter().collect();
        let mut seats = Vec::with_capacity(experts.len());
        let mut drawn = 0;
        for expert in experts {
            let alias = loop {
                let alias = self.draw(drawn);
                drawn += 1;
                if borne.insert(alias.clone()) {
                    break alias;
                }
            };
            seats.push((alias, expert));
        }
        seats.sort();
        seats
    }

    /// The name of a number: a letter and two digits, and a digit more whenever so many names were drawn that the
    /// shorter ones may be used up.
    fn draw(&self, number: u32) -> String {
        let mut hash = Sha256::new();
        hash.update(b"alias\n");
        hash.update(self.seed);
        hash.update(self.case.as_bytes());
        hash.update(self.panel.as_bytes());
        hash.update(number.to_be_bytes());
        let mut chance = hash.finalize().into_iter();
        let longer = usize::try_from(number / TRIES).unwrap_or(0);
        let signs =
            [LETTERS, DIGITS, DIGITS].into_iter().chain(std::iter::repeat_n(DIGITS, longer));
        signs.filter_map(|signs| sign(&mut chance, signs)).map(char::from).collect()
    }
}

/// A sign by chance, each as likely as the others: a byte beyond the last whole round is passed over.
fn sign(chance: &mut impl Iterator<Item = u8>, signs: &[u8]) -> Option<u8> {
    let whole = 256 - 256 % signs.len();
    let byte = chance.map(usize::from).find(|byte| *byte < whole)?;
    signs.get(byte % signs.len()).copied()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use uuid::Uuid;

    use super::{DIGITS, LETTERS, Lot};

    fn lot(seed: u8) -> Lot<'static> {
        Lot { seed: [seed; 32], case: Uuid::from_u128(7), panel: "panel-1" }
    }

    fn experts(count: u128) -> Vec<Uuid> {
        (1..=count).map(Uuid::from_u128).collect()
    }

    #[test]
    fn an_alias_is_a_letter_and_two_digits_that_nobody_in_the_case_bears() {
        let seats = lot(1).seated(experts(300), ["A22".to_owned()]);
        let names: BTreeSet<&str> = seats.iter().map(|(alias, _)| alias.as_str()).collect();
        assert_eq!(names.len(), 300);
        assert!(!names.contains("A22"));
        for name in names {
            let [letter, digits @ ..] = name.as_bytes() else { panic!("{name}") };
            assert!(LETTERS.contains(letter) && digits.len() == 2, "{name}");
            assert!(digits.iter().all(|digit| DIGITS.contains(digit)), "{name}");
        }
    }

    #[test]
    fn who_comes_later_or_sits_elsewhere_changes_no_alias_and_seats_stand_in_its_order() {
        let few = lot(1).seated(experts(5), []);
        let many = lot(1).seated(experts(7), []);
        assert!(few.iter().all(|seat| many.contains(seat)), "{few:?} {many:?}");
        let mut others = experts(5);
        others[0] = Uuid::from_u128(9);
        let named =
            |seats: &[(String, Uuid)]| seats.iter().map(|(a, _)| a.clone()).collect::<Vec<_>>();
        assert_eq!(named(&few), named(&lot(1).seated(others, [])));
        assert!(few.is_sorted(), "{few:?}");
        assert_ne!(named(&few), named(&lot(2).seated(experts(5), [])));
    }

    #[test]
    fn first_seats_get_names_from_all_over_the_range() {
        let all: BTreeSet<String> =
            (0..=255).map(|seed| lot(seed).seated(experts(1), [])[0].0.clone()).collect();
        assert!(all.len() > 180, "{}", all.len());
        let letters: BTreeSet<char> = all.iter().filter_map(|name| name.chars().next()).collect();
        assert_eq!(letters.len(), LETTERS.len());
    }

    #[test]
    fn more_members_than_short_names_get_longer_ones() {
        let seats = lot(3).seated(experts(700), []);
        let names: BTreeSet<&str> = seats.iter().map(|(alias, _)| alias.as_str()).collect();
        assert_eq!(names.len(), 700);
        let short = names.iter().filter(|name| name.len() == 3).count();
        assert!((600..=640).contains(&short), "{short}");
    }
}

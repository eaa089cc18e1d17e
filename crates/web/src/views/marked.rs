//! Where two sentences differ: stretches that both have and stretches that only one has.

use crate::pages::public::{Marked, Stretch};

/// Two sentences whose parts that differ are longer than so many pairs of words are not compared any closer.
const MOST_PAIRS: usize = 250_000;
/// What both have between two stretches that differ is not told apart when it is no longer than this.
const SHORTEST: usize = 2;

/// Two sentences, with what only one of them says marked in each. Figures and words of the Latin alphabet stay
/// whole, everything else is compared sign by sign.
pub(crate) fn both(old: &str, new: &str) -> (Marked, Marked) {
    let (old, new) = (words(old), words(new));
    let pairs = common(&old, &new);
    let side = |words: &[&str], kept: Vec<usize>| {
        let mut stretches: Vec<(bool, String)> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let differs = kept.binary_search(&at).is_err();
            match stretches.last_mut().filter(|(last, _)| *last == differs) {
                Some((_, text)) => text.push_str(word),
                None => stretches.push((differs, (*word).to_owned())),
            }
        }
        joined(stretches)
    };
    let kept_old = pairs.iter().map(|(at, _)| *at).collect();
    let kept_new = pairs.iter().map(|(_, at)| *at).collect();
    (side(&old, kept_old), side(&new, kept_new))
}

/// Crumbs of agreement between two differences only make them harder to read.
fn joined(stretches: Vec<(bool, String)>) -> Marked {
    let mut all: Vec<Stretch> = Vec::new();
    let last = stretches.len().saturating_sub(1);
    for (at, (differs, text)) in stretches.into_iter().enumerate() {
        let crumb = !differs && at > 0 && at < last && text.chars().count() <= SHORTEST;
        let differs = differs || crumb;
        match all.last_mut().filter(|stretch| stretch.differs == differs) {
            Some(stretch) => stretch.text.push_str(&text),
            None => all.push(Stretch { text, differs }),
        }
    }
    Marked(all)
}

/// A text in words: runs of Latin letters and figures, and every other sign by itself.
fn words(text: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == ',';
    let (mut all, mut rest) = (Vec::new(), text);
    while let Some(first) = rest.chars().next() {
        let run = if is_word(first) { rest.find(|c| !is_word(c)) } else { Some(first.len_utf8()) };
        let (word, after) = rest.split_at(run.unwrap_or(rest.len()));
        all.push(word);
        rest = after;
    }
    all
}

/// The places of the longest sequence of words that both have.
fn common(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let shorter = old.len().min(new.len()) - head;
    let ends = old.iter().rev().zip(new.iter().rev()).take(shorter);
    let tail = ends.take_while(|(a, b)| a == b).count();
    let middle = |all: &[&'_ str]| head..all.len() - tail;
    let (one, other) = (old.get(middle(old)), new.get(middle(new)));
    let between = longest(one.unwrap_or_default(), other.unwrap_or_default());
    let heads = (0..head).map(|at| (at, at));
    let between = between.into_iter().map(|(a, b)| (head + a, head + b));
    let tails = (0..tail).rev().map(|back| (old.len() - 1 - back, new.len() - 1 - back));
    heads.chain(between).chain(tails).collect()
}

/// The same of what begins and ends differently, by a table of the lengths that are left.
fn longest(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let wide = new.len() + 1;
    if old.len().saturating_mul(new.len()) > MOST_PAIRS {
        return Vec::new();
    }
    let mut left = vec![0_u32; (old.len() + 1) * wide];
    let value =
        |left: &[u32], a: usize, b: usize| left.get(a * wide + b).copied().unwrap_or_default();
    for (a, one) in old.iter().enumerate().rev() {
        for (b, other) in new.iter().enumerate().rev() {
            let best = if one == other {
                value(&left, a + 1, b + 1) + 1
            } else {
                value(&left, a + 1, b).max(value(&left, a, b + 1))
            };
            if let Some(cell) = left.get_mut(a * wide + b) {
                *cell = best;
            }
        }
    }
    let (mut a, mut b, mut pairs) = (0, 0, Vec::new());
    while let (Some(one), Some(other)) = (old.get(a), new.get(b)) {
        if one == other {
            pairs.push((a, b));
            (a, b) = (a + 1, b + 1);
        } else if value(&left, a + 1, b) >= value(&left, a, b + 1) {
            a += 1;
        } else {
            b += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::both;

    /// Both sentences with what differs between brackets.
    fn shown(old: &str, new: &str) -> [String; 2] {
        let (old, new) = both(old, new);
        [old, new].map(|marked| {
            let stretch = |one: &crate::pages::public::Stretch| {
                if one.differs { format!("[{}]", one.text) } else { one.text.clone() }
            };
            marked.0.iter().map(stretch).collect()
        })
    }

    #[test]
    fn figures_that_differ_are_marked_whole_and_each_by_itself() {
        let old = "面积不少于 40000 平方米；或占地不少于 40000 平方米。";
        let new = "面积不少于 50000 平方米；或占地不少于 50000 平方米。";
        let marked = old.replace("40000", "[40000]");
        assert_eq!(shown(old, new), [marked.clone(), marked.replace("40000", "50000")]);
    }

    #[test]
    fn what_only_one_of_them_says_is_marked_there_and_nothing_is_lost() {
        assert_eq!(shown("三年内", "近三年内"), ["三年内", "[近]三年内"]);
        assert_eq!(shown("", "new"), ["", "[new]"]);
        assert_eq!(shown("same", "same"), ["same", "same"]);
        assert_eq!(shown("a, bc d", "a, bx d"), ["a, [bc] d", "a, [bx] d"]);
    }

    #[test]
    fn crumbs_of_agreement_between_differences_are_not_told_apart() {
        assert_eq!(shown("甲在乙前", "丙在丁前"), ["[甲在乙]前", "[丙在丁]前"]);
    }
}

//! A measured quantity as a field, and what was typed into it as a literal of the rule language.

use guohe_rules::{
    syntax::{Literal, Measured, Unit},
    value::Num,
};
use jiff::civil::Date;

use crate::{
    parts::{Input, MoneyUnit},
    sent::Sent,
};

/// So many yuan are one ten-thousand, the unit in which amounts are usually written.
const WAN: i64 = 10_000;

/// The field for a quantity that reads so far as this literal; a text that is none is kept to be seen.
pub(crate) fn input(of: Measured, written: &str) -> Input {
    let read = Literal::read(written);
    let number = |unit: Unit| match read {
        Some(Literal::Number(n, found)) if found == unit => n.to_string(),
        _ => written.to_owned(),
    };
    match of {
        // A browser shows nothing in a date input for what is no date.
        Measured::Date if !written.is_empty() && written.parse::<Date>().is_err() => {
            Input::Text { value: written.to_owned() }
        }
        Measured::Date => Input::Date { value: written.to_owned() },
        Measured::Year => Input::Year { value: written.to_owned() },
        Measured::Number => Input::Number { value: written.to_owned(), unit: String::new() },
        Measured::Ratio => Input::Ratio { value: number(Unit::Percent) },
        Measured::Money => {
            Input::Money { value: number(Unit::Yuan), unit: MoneyUnit::Yuan, shown: None }
        }
        Measured::Area => {
            let mu = matches!(read, Some(Literal::Number(_, Unit::Mu)));
            let value = number(if mu { Unit::Mu } else { Unit::SquareMetre });
            Input::Area { value, mu, shown: None }
        }
    }
}

/// What was typed, as a literal; a text that is no number stays as it is.
pub(crate) fn literal(of: Measured, sent: &Sent, name: &str) -> String {
    let text = sent.text(name).trim();
    let unit = sent.text(&format!("{name}.unit"));
    let Some(number) = Num::read(text) else { return text.to_owned() };
    let in_unit = |number: Num, unit: Unit| Literal::Number(number, unit).to_string();
    match of {
        Measured::Date | Measured::Year | Measured::Number => text.to_owned(),
        Measured::Ratio => in_unit(number, Unit::Percent),
        Measured::Area if unit == "mu" => in_unit(number, Unit::Mu),
        Measured::Area => in_unit(number, Unit::SquareMetre),
        Measured::Money if unit == "yuan" => in_unit(number, Unit::Yuan),
        Measured::Money => match number.times(Num::whole(WAN)) {
            Some(yuan) => in_unit(yuan, Unit::Yuan),
            None => text.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use guohe_rules::syntax::Measured;

    use super::{Input, MoneyUnit, Sent, input, literal};

    fn typed(of: Measured, text: &str, unit: &str) -> String {
        literal(of, &Sent::of(&[("value", text), ("value.unit", unit)]), "value")
    }

    #[test]
    fn a_number_gets_the_unit_beside_it_and_anything_else_stays() {
        assert_eq!(typed(Measured::Ratio, " 4.6 ", ""), "4.6%");
        assert_eq!(typed(Measured::Money, "12.5", "wan"), "125000 yuan");
        assert_eq!(typed(Measured::Money, "12.5", "yuan"), "12.5 yuan");
        assert_eq!(typed(Measured::Area, "75", "mu"), "75 mu");
        assert_eq!(typed(Measured::Area, "75", ""), "75 m2");
        assert_eq!(typed(Measured::Number, "3", ""), "3");
        assert_eq!(typed(Measured::Ratio, "4:1", ""), "4:1");
        assert_eq!(typed(Measured::Money, "soon", "yuan"), "soon");
    }

    #[test]
    fn a_literal_comes_back_as_the_number_and_its_unit() {
        assert_eq!(input(Measured::Ratio, "4.6%"), Input::Ratio { value: "4.6".to_owned() });
        let money = |value: &str| Input::Money {
            value: value.to_owned(),
            unit: MoneyUnit::Yuan,
            shown: None,
        };
        assert_eq!(input(Measured::Money, "125000 yuan"), money("125000"));
        assert_eq!(input(Measured::Money, "soon"), money("soon"));
        let area = |mu| Input::Area { value: "75".to_owned(), mu, shown: None };
        assert_eq!(input(Measured::Area, "75 mu"), area(true));
        assert_eq!(input(Measured::Area, "75 m2"), area(false));
        let day = "2026-05-01".to_owned();
        assert_eq!(input(Measured::Date, "2026-05-01"), Input::Date { value: day });
        let no_day = "May Day".to_owned();
        assert_eq!(input(Measured::Date, "May Day"), Input::Text { value: no_day });
    }
}

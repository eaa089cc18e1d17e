use super::{
    plain, read_area, read_count, read_date, read_flag, read_money, read_ratio, read_year,
};

fn text(result: Result<serde_json::Value, guohe_rules::syntax::Words>) -> String {
    result.map_or_else(|words| format!("fault: {}", words.en), |value| value.to_string())
}

#[test]
fn amounts_keep_every_fen_and_their_unit() {
    let cases = [
        ("1亿元", "\"100000000.00 yuan\""),
        ("1000万元", "\"10000000.00 yuan\""),
        ("0.01 元", "\"0.01 yuan\""),
        ("52,299,999.99 yuan", "\"52299999.99 yuan\""),
        ("0.000001 万元", "\"0.01 yuan\""),
        ("0", "fault: say the unit: 元, 万元, 亿元 or yuan (got `0`)"),
        ("0.001 元", "fault: `0.001 元` has parts smaller than a fen; write it to the fen"),
        ("-3 元", "fault: `-3 元` must not be negative"),
        ("一千元", "fault: `一千` is not an amount"),
    ];
    for (typed, expected) in cases {
        assert_eq!(text(read_money(typed)), expected, "{typed}");
    }
}

#[test]
fn dates_are_read_as_they_are_written_in_china_and_nothing_is_guessed() {
    for typed in ["2024-02-29", "2024/2/29", "2024.02.29", "2024年2月29日", "2024年2月29"] {
        assert_eq!(read_date(typed).unwrap().to_string(), "2024-02-29", "{typed}");
    }
    for typed in ["2023-02-29", "2023-13-01", "2023-00-10", "24-02-01", "去年", "2024", "45000"] {
        assert!(read_date(typed).is_err(), "{typed}");
    }
}

#[test]
fn an_impossible_day_is_named() {
    let fault = read_date("2023年2月30日").unwrap_err();
    assert_eq!(fault.zh, "2023年2月没有30日，或没有2月，请核对");
}

#[test]
fn areas_carry_their_unit_and_mu_stay_mu() {
    assert_eq!(text(read_area("5万平方米")), "\"50000 m2\"");
    assert_eq!(text(read_area("75亩")), "\"75 mu\"");
    assert_eq!(text(read_area("49,999.5㎡")), "\"49999.5 m2\"");
    assert_eq!(text(read_area("50000")), "fault: say the unit: m2 or mu (got `50000`)");
}

#[test]
fn numbers_years_ratios_and_flags_say_what_they_are_not() {
    assert_eq!(text(read_count("1,200")), "1200");
    assert_eq!(text(read_count("3.5")), "fault: `3.5` is not a whole number");
    assert_eq!(text(read_year("2025年")), "2025");
    assert_eq!(
        text(read_year("25")),
        "fault: `25` is not a year; write four digits, for instance 2025"
    );
    assert_eq!(text(read_ratio("4.6%")), "\"4.6%\"");
    assert_eq!(text(read_ratio("4.6")), "fault: `4.6` is not a percentage; write it as 4.6%");
    assert_eq!(text(read_flag("是")), "true");
    assert_eq!(text(read_flag("也许")), "fault: `也许` is neither yes nor no");
}

#[test]
fn full_width_letters_digits_and_signs_are_the_plain_ones() {
    assert_eq!(plain("２０２６－０５－１５　ＡＢＣ％"), "2026-05-15 ABC%");
}

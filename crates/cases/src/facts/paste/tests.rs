use super::cells;

#[test]
fn quoted_cells_keep_tabs_line_breaks_and_quotation_marks() {
    let table = "a\t\"b\tc\"\r\n\"d \"\"e\"\"\nf\"\tg\r\n";
    assert_eq!(cells(table), [["a", "b\tc"], ["d \"e\"\nf", "g"]]);
}

#[test]
fn a_quotation_mark_inside_a_cell_is_one_and_empty_lines_are_none() {
    assert_eq!(cells("5\" pipe\tx\n\n\t\nlast"), [vec!["5\" pipe", "x"], vec!["last"]]);
}

#[test]
fn an_open_quotation_swallows_no_cell() {
    assert_eq!(cells("\"open\tcell\n"), [["open\tcell\n"]]);
}

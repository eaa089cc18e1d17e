use serde_json::json;

use super::place_in_form;

#[test]
fn a_fault_finds_its_field_though_empty_rows_were_left_out() {
    let defects = [(0, json!({})), (3, json!({}))];
    assert_eq!(place_in_form("defects[1].what", &defects), "defects.3.what");
    assert_eq!(place_in_form("experts[4]", &defects), "experts");
    assert_eq!(place_in_form("fields.visited_on", &defects), "fields.visited_on");
}

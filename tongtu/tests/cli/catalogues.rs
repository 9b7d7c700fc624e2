//! Catalogues of any origin: what blocks, for whom, and which lines could not be read.

use serde_json::json;

use crate::program::{Folder, told, tongtu};

const RING_FOR_ONE_INDUSTRY: &str = r#"{"held":"id-card"}
{"service":888,"needs":[{"any":[680],"if":{"ind":7}},{"any":["id-card"]}],"days":2}
{"service":680,"needs":[{"any":[888]}]}
"#;

#[test]
fn a_ring_that_one_industry_meets_blocks_that_industry_only() {
    let well = told(&["unblock", "-", "--format", "json"], RING_FOR_ONE_INDUSTRY);
    assert_eq!((well.code, &well.json()["blocked"]), (0, &json!([])));
    let ended = told(&["unblock", "-", "--profile", "ind=7,", "--format", "json"], RING_FOR_ONE_INDUSTRY);
    assert_eq!(ended.code, 2, "a name without a value is refused: {}", ended.err);
    let ended = told(&["unblock", "-", "--profile", "ind=7", "--format", "json"], RING_FOR_ONE_INDUSTRY);
    assert_eq!((ended.code, &ended.json()["blocked"]), (1, &json!([888, 680])));
    assert_eq!(ended.json()["roots"][0]["kind"], "circular");
    assert_eq!(ended.json()["roots"][0]["core"], json!([888, 680]));
}

#[test]
fn tells_the_smallest_profile_that_is_blocked() {
    let ended = told(&["unblock", "-", "--profiles", "--format", "json"], RING_FOR_ONE_INDUSTRY);
    assert_eq!(ended.code, 1);
    assert_eq!(ended.json()["blocked_for_some"][0], json!({"id": 888, "smallest": {"ind": 7}}));
    let classes = json!([{"profile": {"ind": 7}, "blocked": 2}, {"profile": {"ind": null}, "blocked": 0}]);
    assert_eq!(ended.json()["profiles"], classes);
}

#[test]
fn every_bad_line_is_told_and_the_rest_is_judged() {
    let folder = Folder::new();
    folder.write("c.jsonl", "{\"held\":1}\nnonsense\n{\"service\":2,\"needs\":[{\"any\":[3]}]}\n{\"holds\":4}\n");
    let ended = tongtu(&["unblock", &format!("{}/c.jsonl", folder.path())]);
    assert_eq!(ended.code, 1);
    for part in ["4 lines", "2 blocked", "nobody issues it: 3", "  2:1: ", "  4:"] {
        assert!(ended.out.contains(part), "{part}: {}", ended.out);
    }
}

#[test]
fn an_attribute_nobody_asks_about_is_a_mistake() {
    let ended = told(&["unblock", "-", "--profile", "size=1"], RING_FOR_ONE_INDUSTRY);
    assert_eq!(ended.code, 2);
    assert!(ended.err.contains("`size`"), "{}", ended.err);
}

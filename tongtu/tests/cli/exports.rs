//! Files for other programs: written whole, refused where they cannot be.

use crate::program::{Folder, playbooks, tongtu};

fn epidemic() -> String {
    playbooks().join("epidemic").to_string_lossy().into_owned()
}

#[test]
fn a_catalogue_is_written_in_every_form() {
    let folder = Folder::new();
    for (form, begins) in
        [("turtle", "@prefix"), ("items", "\u{feff}事项标识"), ("materials", "\u{feff}"), ("steps", "\u{feff}")]
    {
        let ended = tongtu(&["export", "catalogue", &epidemic(), "--as", form, "--region", "990121"]);
        assert_eq!(ended.code, 0, "{}", ended.err);
        assert!(ended.out.starts_with(begins), "{form}: {}", ended.out);
    }
    let book = format!("{}/c.xlsx", folder.path());
    assert_eq!(tongtu(&["export", "catalogue", &epidemic(), "--as", "xlsx", "--out", &book]).code, 0);
    assert!(std::fs::read(&book).expect("written").starts_with(b"PK"));
}

#[test]
fn what_cannot_be_written_is_said_before_anything_is() {
    let folder = Folder::new();
    let sqlite = format!("{}/county.sqlite", folder.path());
    let there = format!("{}/there.sqlite", folder.path());
    assert_eq!(tongtu(&["migrate", "--database", &sqlite]).code, 0);
    folder.write("there.sqlite", "mine");
    for (words, told) in [
        (&["export", "catalogue", &epidemic(), "--as", "xlsx"][..], "--out"),
        (&["export", "catalogue", &epidemic(), "--base", "https://example.org"][..], "--base"),
        (&["export", "catalogue", &epidemic(), "--region", "abc"][..], "--region"),
        (&["export", "log", "--database", &sqlite, "--as", "ocel-sqlite"][..], "--out"),
        (&["export", "log", "--database", &sqlite, "--from", "2020-03-31", "--to", "2020-03-01"][..], "first day"),
        (&["export", "log", "--database", &sqlite, "--as", "ocel-sqlite", "--out", &there][..], "is there already"),
    ] {
        let ended = tongtu(words);
        assert_eq!(ended.code, 2, "{words:?}");
        assert!(ended.err.contains(told), "{words:?}: {}", ended.err);
        assert_eq!(ended.out, "", "{words:?}");
    }
    assert_eq!(std::fs::read_to_string(&there).expect("still there"), "mine");
}

#[test]
fn an_empty_county_has_an_empty_log() {
    let folder = Folder::new();
    let sqlite = format!("{}/county.sqlite", folder.path());
    assert_eq!(tongtu(&["migrate", "--database", &sqlite]).code, 0);
    let xes = tongtu(&["export", "log", "--database", &sqlite]);
    assert_eq!(xes.code, 0, "{}", xes.err);
    assert!(xes.out.ends_with("</log>\n") && xes.err.contains("0 cases"), "{}{}", xes.out, xes.err);
    let ocel = tongtu(&["export", "log", "--database", &sqlite, "--as", "ocel"]);
    assert_eq!(ocel.json()["events"].as_array().map(Vec::len), Some(0));
}

//! What a lower level adds is decided by whom its rules meet, not by how they are written.

use playbook::lints;

use crate::small::{files, lines, reading};

/// Findings of overlay-adds, and errors of reading, for one change of a county.
fn told(kind: &str, change: &str) -> Vec<String> {
    let until = if kind == "relaxes" { "" } else { "until = 2020-04-30\n" };
    let overlay = format!(
        "[overlay]\nregion = \"990121\"\nname = {{ zh-CN = \"通河县\", en = \"Tonghe\" }}\nfrom = 2020-03-10\n\
         until = 2020-06-30\nbasis = \"b\"\n[[change]]\nservice = \"resume-work\"\nkind = \"{kind}\"\nbasis = \"b\"\n\
         {until}{change}"
    );
    let reading = reading(&files(&[("overlays/990121/overlay.toml", &overlay)]));
    let Some(playbook) = &reading.playbook else { return lines(&reading) };
    let found = lints::run(playbook).into_iter().filter(|finding| finding.code == "overlay-adds");
    found.map(|finding| finding.message.en).collect()
}

const MORE: &str = "more is asked for \"Resume work\" by Tonghe: ";

#[track_caller]
fn adds(change: &str, more: &str) {
    assert_eq!(told("tightens", change), [format!("{MORE}{more}")], "{change}");
}

#[track_caller]
fn adds_nothing(change: &str) {
    assert_eq!(told("tightens", change), Vec::<String>::new(), "{change}");
    assert_eq!(told("relaxes", change), Vec::<String>::new(), "it relaxes: {change}");
}

fn masks(rest: &str) -> String {
    format!("drop_needs = [\"masks\"]\n[[change.add_need]]\nid = \"masks\"\nbasis = \"b\"\n{rest}")
}

const EITHER: &str = "any = [\"mask-stock\", \"mask-order\"]\n";

#[test]
fn the_same_demand_in_other_words_is_no_addition() {
    adds_nothing(&masks(&format!("{EITHER}when = \"NOT headcount < :micro_headcount_max\"\n")));
    adds_nothing(&masks(&format!("{EITHER}when = \"headcount > 3 AND headcount >= :micro_headcount_max\"\n")));
    adds_nothing(&masks("any = [\"mask-order\", \"mask-stock\", \"plan\"]\nwhen = \"headcount >= 10\"\n"));
    adds_nothing(
        "[[change.add_need]]\nid = \"again\"\nevidence = \"roster\"\nbasis = \"b\"\nwhen = \"headcount > 3\"\n",
    );
}

#[test]
fn a_demand_of_more_applicants_names_one_of_them() {
    let change = masks(&format!("{EITHER}when = \"headcount >= 3\"\n"));
    adds(&change, "Mask stock, Mask order (Staff on site 3 people, Risk tier “Medium risk”: asked only here)");
}

#[test]
fn fewer_ways_and_fresher_papers_are_more() {
    adds(
        &masks("evidence = \"mask-order\"\nwhen = \"headcount >= :micro_headcount_max\"\n"),
        "Mask order (no longer accepted: Mask stock)",
    );
    adds(
        &masks(&format!("{EITHER}when = \"headcount >= :micro_headcount_max\"\nmax_age_days = 7\n")),
        "Mask stock, Mask order (no older than 7 days, so far of any age)",
    );
    adds(
        &masks("at_least = 2\nof = [\"mask-stock\", \"mask-order\"]\n"),
        "Mask stock, Mask order (2 of them, so far 1)",
    );
}

#[test]
fn who_must_ask_and_who_may_be_granted_are_compared_by_meaning() {
    adds_nothing("set = { when = \"NOT region_tier IN ('low')\" }\n");
    adds_nothing("set = { when = \"region_tier = 'medium' AND headcount > 3\" }\n");
    adds("set = { when = \"TRUE\" }\n", "when (Risk tier “Low risk”: asked only here)");
    adds_nothing("set = { eligible = \"headcount >= 0\" }\n");
    adds_nothing("set = { eligible = \"region_tier <> 'low' OR headcount > 10\" }\n");
    adds(
        "set = { eligible = \"headcount < 100\" }\n",
        "eligible (Staff on site 100 people, Risk tier “Medium risk”: may be granted above, not here)",
    );
}

#[test]
fn a_step_done_before_is_no_addition() {
    let step = |days: u32| {
        format!(
            "drop_steps = [\"health-review\"]\n[[change.add_step]]\nid = \"health-review\"\n\
             name = {{ zh-CN = \"防疫审核\", en = \"Health review\" }}\nagency = \"health\"\nreads = [\"plan\"]\n\
             gives = [\"health-opinion\"]\nworking_days = {days}\nbasis = \"b\"\n"
        )
    };
    adds_nothing(&step(1));
    adds(&step(2), "Health review");
}

#[test]
fn later_changes_are_held_against_earlier_ones() {
    let raise = |above: u32| {
        format!(
            "[[change.add_need]]\nid = \"n{above}\"\nevidence = \"plan\"\nwhen = \"headcount > {above}\"\nbasis = \"b\"\n"
        )
    };
    let next = "[[change]]\nservice = \"resume-work\"\nkind = \"adds\"\nbasis = \"b\"\nuntil = 2020-04-30\n";
    assert_eq!(told("adds", &format!("{}{next}{}", raise(3), raise(9))).len(), 1);
    assert_eq!(told("adds", &format!("{}{next}{}", raise(9), raise(3))).len(), 2);
}

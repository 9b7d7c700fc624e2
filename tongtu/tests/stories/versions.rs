//! Rules change while cases are under way: a filed case keeps its rules, a draft moves on.

use playbook::Files;
use testkit::{Db, TestTown};

use crate::counter::{self, all_agree};
use crate::house::{DAY, HOUSE, shipped};

testkit::on_both_engines!(a_filed_case_keeps_its_rules_and_a_draft_moves_on);

/// The epidemic book a day later: whoever resumes work shows an observation room, whatever the tier and size.
fn stricter() -> Files {
    let mut files = shipped("epidemic");
    change(&mut files, "playbook.toml", "version = \"2020.3\"", "version = \"2020.4\"");
    change(
        &mut files,
        "playbook.toml",
        "from = 2020-03-03\nuntil = 2020-12-31\nbasis = \"国办",
        "from = 2020-03-17\nuntil = 2020-12-31\nbasis = \"国办",
    );
    change(
        &mut files,
        "services/resume-work.toml",
        "when = \"region_tier = 'high' OR headcount >= :observe_room_min\"\n",
        "",
    );
    files
}

fn change(files: &mut Files, path: &str, from: &str, to: &str) {
    let text = String::from_utf8(files[path].clone()).expect("text");
    assert!(text.contains(from), "{path} has `{from}`");
    files.insert(path.to_owned(), text.replacen(from, to, 1).into_bytes());
}

async fn a_filed_case_keeps_its_rules_and_a_draft_moves_on(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let filed = counter::files(&mut clerk).await;
    let draft = counter::begins(&mut clerk).await;
    counter::answers(&mut clerk).await;
    counter::hands_in(&mut clerk).await;
    clerk.is_told(&[]);

    ground::playbooks::publish_files(town.app(), stricter(), "system").await.expect("a sound book");
    clerk.opens(&format!("{draft}/check")).await.is_told(&[]).does_not_see("规则已更新");
    town.days_pass(1);
    // the owner is told on every page of the draft what is new, and nothing typed is lost
    clerk.opens(&format!("{draft}/answers")).await.sees("规则已更新，您的草稿按新规则办理").sees("观察室照片");
    assert_eq!(clerk.value("fact-workplace_address"), "城关镇河滨路 18 号");
    clerk.opens(&format!("{draft}/papers")).await.sees("现在执行 2020.4 版");
    clerk.opens(&format!("{draft}/check")).await.sees("规则已更新");
    clerk.is_told(&["缺少材料：观察室照片或观察点共用约定"]);
    counter::sends(&mut clerk).await;
    clerk.is_told(&["缺少材料：观察室照片或观察点共用约定"]);

    clerk.opens(&filed).await.does_not_see("观察室照片");
    all_agree(&town, &filed).await;
    clerk.opens(&filed).await.sees("准予");
}

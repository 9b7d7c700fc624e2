//! A source that is asked only with consent: nobody asks it before, and what it told is not used after.

use testkit::{Db, TestTown};

use crate::counter;
use crate::house::{DAY, HOUSE};
use crate::sources_town::{Folder, Office, has_sources, says, sources_run, tier_source};

async fn a_source_that_needs_consent_is_asked_only_with_it(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let folder = Folder::new();
    let office = Office::opens(says(r#"{"data": {"tier": 0, "day": "2020-03-15"}}"#));
    let source = tier_source(office.port)
        .replace("疫情分级系统", "到达登记系统")
        .replace("key = \"region\"", "key = \"uscc\"\nconsent = true")
        .replace("fact.region-tier", "fact.from-high-headcount")
        .replace("codes = { \"1\" = \"low\", \"2\" = \"medium\", \"3\" = \"high\" }", "");
    has_sources(&town, &folder, &source).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::begins(&mut clerk).await;
    sources_run(&town).await;
    assert_eq!(office.asked(), 0, "nobody has agreed");
    assert_eq!(clerk.value("近14天从高风险地区来岗的有几人"), "");

    clerk.follows("有信息可以由其他部门直接提供，需要您先同意").await;
    clerk.sees("到达登记系统").sees("高风险地区来岗人数").sees("没有同意，不会查询");
    let letter = clerk.letter("同意查询 到达登记系统");
    assert_eq!(clerk.sends(&letter.clone().with("source", "another")).await, 404);
    clerk.sends(&letter).await;
    clerk.sends(&letter).await;
    clerk.sees("已同意");
    sources_run(&town).await;
    assert_eq!(office.asked(), 1);
    clerk.opens(&format!("{case}/answers")).await;
    assert!(clerk.fact("高风险地区来岗人数").contains("到达登记系统"), "{}", clerk.fact("高风险地区来岗人数"));

    // taken back, the applicant says it, and nobody asks
    clerk.opens(&format!("{case}/consent")).await;
    clerk.presses("撤回同意 到达登记系统").await;
    clerk.sees("没有同意，不会查询");
    sources_run(&town).await;
    assert_eq!(office.asked(), 1);
    clerk.opens(&format!("{case}/answers")).await;
    counter::answers(&mut clerk).await;
    counter::hands_in(&mut clerk).await;
    counter::sends(&mut clerk).await;
    clerk.sees("已经收到");
    clerk.opens(&case).await;
    clerk.sees("同意向来源查询信息").sees("撤回查询信息的同意");
    // filed, there is nothing to agree to any more
    assert_eq!(clerk.sends(&letter.with("txid", "01E3GDNJM000000000000AGAIN")).await, 409);
    let report = store::journal::verify(town.app().db()).await.expect("the journal is read");
    assert!(report.is_sound(), "{report:?}");
}

testkit::on_both_engines!(a_source_that_needs_consent_is_asked_only_with_it);

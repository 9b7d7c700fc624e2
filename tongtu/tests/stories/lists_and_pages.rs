//! A list never shows what its page would refuse: every line of every list of cases opens, and no other case does.

use testkit::{Db, Person, TestTown};
use web::Role;

use crate::counter;
use crate::house::{DAY, HOUSE, newcomer};

testkit::on_both_engines!(every_line_of_a_list_opens_and_nothing_else_does);

/// The links to cases in the page a person looks at.
fn cases(person: &Person, root: &str) -> Vec<String> {
    let links = person.page().links.iter().map(|link| link.href.clone());
    let mut found: Vec<String> = links.filter(|href| href.starts_with(root)).collect();
    found.sort();
    found.dedup();
    found
}

async fn every_line_of_a_list_opens_and_nothing_else_does(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let first = counter::files(&mut clerk).await;
    let second = counter::begins(&mut clerk).await;
    let mut other = newcomer(&town, "clerk-masks", Role::Enterprise, "", "91990121MA0001018U").await;
    let third = counter::begins(&mut other).await;
    counter::decides(&town, "officer-health", &first, "health-review", "同意", "").await;

    let mut seen_by_enterprises = Vec::new();
    for (person, own, foreign) in [
        (&mut clerk, vec![first.clone(), second.clone()], vec![third.clone()]),
        (&mut other, vec![third.clone()], vec![first.clone(), second.clone()]),
    ] {
        person.opens("/e").await;
        let listed = cases(person, "/e/case/");
        for case in &own {
            assert!(listed.iter().any(|href| href.starts_with(case)), "{case} is not in {listed:?}");
        }
        for href in &listed {
            assert_eq!(person.tries(href).await, 200, "{href}");
        }
        for case in &foreign {
            assert!(listed.iter().all(|href| !href.starts_with(case)), "{case} is in {listed:?}");
            assert_eq!(person.tries(case).await, 404, "{case}");
        }
        seen_by_enterprises.extend(listed);
    }
    assert!(seen_by_enterprises.len() >= 3);

    let mut opened = 0;
    for who in ["officer-health", "officer-industry", "officer-emergency", "officer-street"] {
        let mut officer = town.person(who).await;
        for list in ["/o", "/o?state=all", "/o?state=approved&sort=name"] {
            officer.opens(list).await;
            for href in cases(&officer, "/o/case/") {
                assert_eq!(officer.tries(&href).await, 200, "{who} {list} {href}");
                opened += 1;
            }
        }
        for draft in [&second, &third] {
            let id = draft.rsplit('/').next().expect("a case has an id");
            let html = officer.browser().get("/o?state=all").await.text();
            assert!(!html.contains(id), "{who} sees a draft");
            assert_eq!(officer.tries(&counter::desk_of(draft, "health-review")).await, 404);
        }
    }
    assert!(opened >= 4, "two desks have dealt with it, in two lists each: {opened}");
}

//! A list of enterprises is brought in: errors all at once, duplicates named, the same again changes nothing.

use testkit::{Db, TestTown};

use crate::house::{DAY, HOUSE};

testkit::on_both_engines!(a_list_with_errors_and_duplicates);

const LIST: &str = "统一社会信用代码,企业名称,县区,职工人数,数据日期\n\
    91350100M000100Y43,云岭青禾农机有限公司,通河县,40,2020-03-15\n\
    91990121MA0001018U,通河县恒安口罩厂,990121,30,2020-03-16\n\
    91350100M000100Y43,云岭青禾农机有限公司,通河县,41,2020-03-15\n\
    91350100M000100Y4Z,写错的企业,通河县,多,\n";

async fn a_list_with_errors_and_duplicates(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut officer = town.person("officer-industry").await;
    officer.opens("/o/enterprises/import").await;
    officer.attaches("file", "名单.csv", LIST.as_bytes());
    let send =
        officer.page().forms.iter().find(|form| form.multipart).expect("a form for the file").buttons[0].words.clone();
    officer.presses(&send).await;
    assert_eq!(officer.fact("新登记的企业"), "1");
    assert_eq!(officer.fact("信息有变化的企业"), "1");
    let wrong: Vec<&str> = officer.page().rows.iter().map(String::as_str).filter(|row| !row.starts_with('3')).collect();
    let told = [
        "4 | 统一社会信用代码 | 与第 2 行是同一家企业，但内容不同",
        "5 | 统一社会信用代码 | 统一社会信用代码中不会出现：第 18 位“Z”",
        "5 | 职工人数 | “多”不是人数",
    ];
    assert_eq!(wrong.len(), told.len(), "{wrong:#?}");
    for (row, words) in wrong.iter().zip(told) {
        assert!(row.starts_with(words), "{row}");
    }
    assert_eq!(officer.page().row("恒安口罩厂"), Some("3 | 通河县恒安口罩厂 91990121MA0001018U | 职工人数：24 → 30"));
    let path = officer.page().path.clone();
    assert_eq!(
        officer.tries("/o/enterprises/91350100M000100Y43").await,
        404,
        "nothing is written before it is confirmed"
    );

    officer.opens(&path).await;
    let form = officer.page().forms.iter().find(|form| form.action == path).expect("a form to confirm");
    let letter = form.letter(&form.buttons[0]);
    for _ in 0..2 {
        assert_eq!(officer.sends(&letter).await, 200);
    }
    officer.opens("/o/enterprises/91350100M000100Y43").await.sees("云岭青禾农机有限公司").sees("40");
    officer.opens("/o/enterprises/91990121MA0001018U").await.sees("30");
    assert_eq!(officer.tries("/o/enterprises/91350100M000100Y4Z").await, 404);
}

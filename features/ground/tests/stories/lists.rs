//! Bringing in a list of enterprises: checked whole, written once, the same again changes nothing.

use crate::town::{Town, page};
use web::testing::Browser;

const HEAD: &str = "统一社会信用代码,企业名称,县区,职工人数,联系人,联系电话,数据日期\n";
const NEW_USCC: &str = "91350100M000100Y43";

async fn upload(browser: &mut Browser, table: &[u8]) -> web::testing::Answer {
    let txid = page(browser, "/o/enterprises/import").await.txid();
    let file: (&str, &str, &str, &[u8]) = ("file", "名单.csv", "text/csv", table);
    browser.upload("/o/enterprises/import", &[("txid", &txid)], &[file]).await
}

fn count(text: &str, words: &str) -> String {
    let after = text.split_once(words).map_or("", |(_, rest)| rest);
    after
        .split("<dd")
        .nth(1)
        .unwrap_or_default()
        .chars()
        .skip_while(|c| *c != '>')
        .skip(1)
        .take_while(|c| c.is_ascii_digit())
        .collect()
}

#[tokio::test]
async fn a_list_is_checked_whole_and_written_only_on_confirmation() {
    let town = Town::new().await;
    let mut officer = town.browser("officer-industry").await;
    let table = format!(
        "{HEAD}{NEW_USCC},云岭青禾农机有限公司,通河县,40,丁香,13812345678,2020-02-19\n\
         91990121MA0001018U,通河县恒安口罩厂,990121,30,,,2020-02-20\n\
         91990121MA000100XU,通河县河滨纺织有限公司,990121,85,,,2020-01-01\n\
         91350100M000100Y4Z,写错的企业,330106,多,,,\n"
    );
    let kept = upload(&mut officer, table.as_bytes()).await;
    assert_eq!(kept.status, 303, "{}", kept.text());
    let path = kept.location().to_owned();
    let preview = page(&mut officer, &path).await;
    let text = preview.text();
    for (words, expected) in
        [("新登记的企业", "1"), ("信息有变化的企业", "1"), ("库中数据更新", "1"), ("有问题、不导入的行", "1")]
    {
        assert_eq!(count(&text, words), expected, "{words}");
    }
    assert_eq!(text.matches("<tr><th scope=\"row\">5</th>").count(), 3, "three problems of row 5");
    assert!(!text.contains("13812345678"), "the telephone is masked");
    assert_eq!(officer.get(&format!("/o/enterprises/{NEW_USCC}")).await.status, 404, "nothing is written yet");
    let errors = officer.get(&format!("{path}/errors?format=csv")).await.text();
    assert!(errors.contains("写错的企业") && !errors.contains("青禾"));
    let mut other = town.browser("officer-health").await;
    assert_eq!(other.get(&path).await.status, 404, "another officer's list is not there");

    for _ in 0..2 {
        let done = officer.post(&path, &[("txid", &preview.txid())]).await;
        assert_eq!((done.status.as_u16(), done.location()), (303, path.as_str()));
    }
    assert_eq!(count(&page(&mut officer, &path).await.text(), "新登记的企业"), "1");
    let one = page(&mut officer, &format!("/o/enterprises/{NEW_USCC}")).await.text();
    assert!(one.contains("名单.csv") && one.contains("2020-02-19") && one.contains("138****5678"));
    assert!(!one.contains("13812345678"));
}

#[tokio::test]
async fn the_same_list_again_changes_nothing() {
    let town = Town::new().await;
    let mut officer = town.browser("officer-industry").await;
    let table = format!("{HEAD}{NEW_USCC},云岭青禾农机有限公司,通河县,40,,,\n");
    for (added, same) in [("1", "0"), ("0", "1")] {
        let path = upload(&mut officer, table.as_bytes()).await.location().to_owned();
        let preview = page(&mut officer, &path).await;
        assert_eq!(count(&preview.text(), "新登记的企业"), added);
        assert_eq!(count(&preview.text(), "没有变化的企业"), same);
        officer.post(&path, &[("txid", &preview.txid())]).await;
        town.site.clock.advance_ms(60 * 60 * 1000);
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_used_is_refused_at_once_with_the_reason() {
    let town = Town::new().await;
    let mut officer = town.browser("officer-industry").await;
    let many = format!("{HEAD}{}", "x,y\n".repeat(50_001));
    for (table, words) in [
        (&b""[..], "没有内容"),
        (b"\x89PNG\r\n\x1a\n\0\0", "不是能读懂的"),
        (b"a,b\n1,2\n", "缺少“统一社会信用代码”"),
        (many.as_bytes(), "超过 50000 行"),
    ] {
        let answer = upload(&mut officer, table).await;
        assert_eq!(answer.status, 422, "{words}");
        assert!(answer.text().contains(words), "{words}");
    }
    let txid = page(&mut officer, "/o/enterprises/import").await.txid();
    let none = officer.upload("/o/enterprises/import", &[("txid", &txid)], &[]).await;
    assert_eq!(none.status, 422);
}

#[tokio::test]
async fn the_template_comes_back_without_a_problem() {
    let town = Town::new().await;
    let mut officer = town.browser("officer-industry").await;
    for format in ["csv", "xlsx"] {
        let template = officer.get(&format!("/o/enterprises/template?format={format}")).await;
        assert_eq!(template.status, 200);
        let path = upload(&mut officer, &template.bytes).await.location().to_owned();
        let text = page(&mut officer, &path).await.text();
        assert_eq!(count(&text, "有问题、不导入的行"), "0", "{format}");
        assert_eq!(count(&text, "新登记的企业"), "1", "{format}");
    }
}

#[tokio::test]
async fn an_export_holds_the_area_without_its_people() {
    let town = Town::new().await;
    let mut officer = town.browser("officer-industry").await;
    for format in ["csv", "xlsx"] {
        let file = officer.get(&format!("/o/enterprises/export?format={format}&section=C")).await;
        assert_eq!(file.status, 200);
        let lines = ground::enterprises::sheet::read(&file.bytes).expect("readable");
        assert_eq!(lines.len(), 5, "a heading and four makers: {format}");
        assert!(!lines[0].cells.iter().any(|words| words.contains("联系")));
    }
    assert_eq!(officer.get("/o/enterprises/export?format=exe").await.status, 404);
}

#[tokio::test]
async fn an_enterprise_corrects_its_own_facts_and_rules_see_them() {
    let town = Town::new().await;
    let mut clerk = town.browser("clerk").await;
    let form = page(&mut clerk, "/e/enterprise/edit").await;
    assert!(form.text().contains("value=\"86\""));
    let fields = [
        ("txid", form.txid()),
        ("name", "通河县河滨纺织有限公司".into()),
        ("headcount", "88".into()),
        ("contact_phone", "13812345678".into()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
    assert_eq!(clerk.post("/e/enterprise", &fields).await.location(), "/e/enterprise?saved=1");
    let own = page(&mut clerk, "/e/enterprise?saved=1").await.text();
    assert!(own.contains("138****5678") && !own.contains("13812345678"));
    assert!(!page(&mut clerk, "/e/enterprise/edit").await.text().contains("13812345678"));
    let facts = town
        .site
        .app
        .db()
        .read(|tx| -> Result<_, store::Fault> {
            let found = ground::enterprises::find_by_uscc(tx, ground::enterprises::CLERKS_USCC)?.expect("registered");
            ground::enterprises::facts_of(tx, found.region.as_str(), &found.id)
        })
        .await
        .expect("read")
        .expect("there");
    let value = |name: &str| rules::Facts::get(&facts, name).map(|known| known.value);
    assert_eq!(value("headcount"), Some(rules::Value::Int(88)));
    assert_eq!(value("industry_section"), Some("C".into()));
    assert_eq!(value("size_class"), Some("small".into()));
    assert_eq!(value("region_county"), Some("990121".into()));
    assert_eq!(value("assets"), None, "unknown, not zero");
}

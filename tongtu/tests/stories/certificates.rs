//! What a grant yields and a refusal says, on paper and signed: readable, checkable, and gone when it was changed.

use testkit::{Db, TestTown};

use crate::counter::{self, decides};
use crate::house::{DAY, HOUSE};

fn keep(name: &str, text: &str) {
    if let Some(folder) = std::env::var_os("TONGTU_INTEROP_OUT") {
        std::fs::write(std::path::PathBuf::from(folder).join(name), text).expect("the folder is there");
    }
}

testkit::on_both_engines!(a_certificate_is_signed_and_a_changed_record_is_found_out);

async fn a_certificate_is_signed_and_a_changed_record_is_found_out(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    counter::all_agree(&town, &case).await;
    clerk.opens(&case).await.follows("复工通知书").await.follows("在线核验这份证件").await;
    clerk.sees("真实、有效").sees("与签发时一致");
    let page = clerk.page().path.clone();
    let file = page.replace("/verify/", "/certificate/") + "/signed";
    let mut anybody = town.browser();
    let signed = anybody.get(&file).await;
    assert_eq!(signed.status, 200);
    let keys = anybody.get("/.well-known/jwks.json").await;
    keep("certificate.jws", &signed.text());
    keep("jwks.json", &keys.text());
    let trusted = credential::KeySet::parse(&keys.text()).expect("a key set");
    let said = credential::verify(&trusted, ground::cases::signed::KIND, &signed.text()).expect("genuine");
    assert_eq!(said["name"], "通河县河滨纺织有限公司");

    let db = town.app().db();
    let changed = db.write(|tx| -> Result<u64, store::Fault> {
        tx.execute("UPDATE certificate SET subject_name = $1", store::params!["别的公司"])
    });
    assert_eq!(changed.await.expect("changed by hand"), 1);
    clerk.opens(&page).await.sees("请勿采信").does_not_see("真实、有效").does_not_see("下载带签名的文件");
}

#[tokio::test]
async fn a_refusal_is_a_letter_with_rule_reasons_and_recourse_for_those_it_concerns() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    let letter = case.replace("/e/case/", "/decision/");
    assert_eq!(clerk.tries(&letter).await, 404, "nothing is decided yet");
    decides(&town, "officer-health", &case, "health-review", "不同意", "没有设测温点").await;
    decides(&town, "officer-industry", &case, "industry-review", "同意", "").await;
    clerk.opens(&case).await.follows("决定书").await;
    clerk.sees("决定书").sees("不予批准").sees("没有设测温点").sees("拨打12345").sees("准予条件").sees("依据");
    for officer in ["officer-health", "officer-industry", "auditor"] {
        town.person(officer).await.opens(&letter).await.sees("没有设测温点");
    }
    for other in ["drafter", "admin"] {
        assert_eq!(town.person(other).await.tries(&letter).await, 404, "{other}");
    }
    assert_eq!(town.browser().get(&format!("{letter}/{}", "0".repeat(32))).await.status, 404, "a guessed mark");
    assert_eq!(town.browser().get(&letter).await.status, 303);
}

//! How a case can end: refused with every reason, not needed at all, taken back, granted at once.

use testkit::{Db, TestTown};
use web::Role;

use crate::counter::{self, decides};
use crate::house::{DAY, HOUSE, newcomer};

testkit::on_both_engines!(a_refusal_tells_every_reason_together);

async fn a_refusal_tells_every_reason_together(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    decides(&town, "officer-health", &case, "health-review", "不同意", "没有设测温点<img src=x onerror=alert(1)>")
        .await;
    clerk.opens(&case).await.sees("办理中").does_not_see("不予批准的理由：");
    let mut industry = town.person("officer-industry").await;
    industry.opens("/o").await.sees("待办");
    decides(&town, "officer-industry", &case, "industry-review", "不同意", "名册与参保人数不符").await;
    clerk.opens(&case).await;
    clerk.sees("不予批准").sees("没有设测温点").sees("名册与参保人数不符").sees("拨打12345");
    clerk.does_not_see("撤回申请").does_not_see("复工通知书");
    assert!(!clerk.page().html.contains("<img src=x"), "what an officer types is text");
    industry.opens(&counter::desk_of(&case, "decision")).await.sees("无需办理");
    assert!(industry.page().forms.iter().all(|form| !form.action.contains("/decision")), "nothing left to decide");
}

#[tokio::test]
async fn a_corrected_answer_brings_in_the_agency_it_calls_for() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    let mut health = town.person("officer-health").await;
    health.opens(&counter::desk_of(&case, "health-review")).await;
    health.chooses("意见", "要求补正").chooses("要求补正的内容", "所在县风险等级");
    health.fills("理由", "本县今天调整为高风险").presses("提交意见").await;

    clerk.opens(&case).await.presses("去补正").await;
    clerk.chooses("所在县风险等级", "高风险").presses("继续").await;
    clerk.presses("下一步：核对").await;
    clerk.is_told(&["缺少材料：观察室照片或观察点共用约定"]);
    clerk.follows("修改材料").await.at("观察室照片或观察点共用约定").chooses("交哪一种", "观察室照片");
    counter::uploads(&mut clerk, "观察室照片或观察点共用约定", "观察室.png", &testkit::papers::png()).await;
    clerk.presses("下一步：核对").await;
    clerk.ticks("以上内容已核对，真实有效").presses("补正完成，重新提交").await;
    clerk.sees("办理中").sees("上门核查");

    for (who, step) in [("officer-health", "health-review"), ("officer-industry", "industry-review")] {
        decides(&town, who, &case, step, "同意", "").await;
    }
    let mut lead = town.person("officer-industry").await;
    assert_eq!(lead.tries(&counter::desk_of(&case, "decision")).await, 404, "the visit has not been made");
    decides(&town, "officer-street", &case, "site-check", "同意", "已到现场").await;
    decides(&town, "officer-industry", &case, "decision", "同意", "").await;
    clerk.opens(&case).await.sees("准予").sees("高风险");
}

#[tokio::test]
async fn in_a_low_risk_county_there_is_nothing_to_ask_for() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    clerk.opens("/find/epidemic/resume-work").await;
    clerk.chooses("所在县风险等级", "低风险").presses("看看要办什么").await;
    clerk.sees("不需要办").sees("可以直接开展");
    assert!(clerk.page().forms.iter().all(|form| form.action != "/e/apply"), "no button to apply");

    // a draft begun while the county was at medium risk
    let case = counter::begins(&mut clerk).await;
    counter::answers(&mut clerk).await;
    counter::hands_in(&mut clerk).await;
    clerk.follows("修改信息").await;
    clerk.chooses("所在县风险等级", "低风险").presses("存草稿，以后再填").await;
    clerk.opens(&format!("{case}/check")).await;
    counter::sends(&mut clerk).await;
    clerk.is_told(&["按所填情况，不需要办“企业复工”"]);
    clerk.opens(&case).await.sees("草稿");
}

#[tokio::test]
async fn who_does_not_meet_the_conditions_is_told_which() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    counter::begins(&mut clerk).await;
    counter::answers(&mut clerk).await;
    counter::hands_in(&mut clerk).await;
    clerk.follows("修改信息").await;
    clerk.fills("有发热、咳嗽等症状的有几人", "2").presses("存草稿，以后再填").await;
    clerk.opens("/e").await.follows("企业复工").await.presses("继续填写").await;
    let check = clerk.page().path.replace("/answers", "/check");
    clerk.opens(&check).await;
    counter::sends(&mut clerk).await;
    assert_eq!(clerk.page().summary.len(), 1, "{:?}", clerk.page().summary);
    clerk.sees("不符合条件，没有满足：").sees("有症状人数").sees("拨打12345");
}

#[tokio::test]
async fn a_case_can_be_taken_back_until_it_is_decided() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let case = counter::files(&mut clerk).await;
    clerk.opens(&case).await;
    let letter = clerk.letter("撤回申请");
    clerk.sends(&letter).await;
    clerk.sees("已撤回").does_not_see("撤回申请");
    assert_eq!(clerk.sends(&letter).await, 200, "the same press again changes nothing");
    assert_eq!(clerk.sends(&letter.with("txid", "01E3GDNJM00000000000000009")).await, 409);
    let mut officer = town.person("officer-health").await;
    officer.opens(&counter::desk_of(&case, "health-review")).await.sees("无需办理");
    assert!(officer.page().forms.iter().all(|form| !form.action.contains("/o/case/")), "nothing left to decide");
}

#[tokio::test]
async fn a_commitment_without_a_step_is_granted_at_once() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let files = [
        ("playbook.toml", BOOK),
        ("agencies.toml", AGENCIES),
        ("evidence.toml", EVIDENCE),
        ("services/open-stall.toml", STALL),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).into();
    ground::playbooks::publish_files(town.app(), files, "system").await.expect("a sound book");
    let mut clerk = town.person("clerk").await;
    clerk.opens("/find/stalls/open-stall").await.sees("即时办结");
    clerk.presses("开始办理").await;
    let case = clerk.page().path.replace("/answers", "");
    clerk.opens(&format!("{case}/papers")).await;
    clerk.ticks("已阅读《守约承诺》").presses("作出承诺").await;
    clerk.presses("下一步：核对").await;
    counter::sends(&mut clerk).await;
    clerk.sees("已经办成").does_not_see("答复期限");
    clerk.presses("查看进度").await;
    clerk.sees("准予").follows("摆摊凭证").await;
    clerk.sees("长期有效");
}

#[tokio::test]
async fn a_commitment_takes_effect_when_it_is_filed_and_is_looked_at_afterwards() {
    let town = TestTown::start(DAY, &HOUSE).await;
    let mut clerk = newcomer(&town, "clerk-shop", Role::Enterprise, "", "91990121MA00010507").await;
    clerk.opens("/find/epidemic/farm-shop?fact-region_tier=medium&fact-sells_farm_goods=yes").await;
    clerk.sees("需要办理").presses("开始办理").await;
    let case = clerk.page().path.replace("/answers", "");
    for (question, answer) in [("fact-symptom_headcount", "0"), ("fact-workplace_address", "东坪乡上坪村 2 组")]
    {
        clerk.fills(question, answer);
    }
    clerk.fills("fact-contact_phone", "13800000001").chooses("fact-sells_pesticide", "否").presses("继续").await;
    clerk.opens(&format!("{case}/papers")).await;
    clerk.ticks("已阅读《").presses("作出承诺").await;
    clerk.presses("下一步：核对").await;
    counter::sends(&mut clerk).await;
    clerk.sees("已经办成").does_not_see("答复期限");
    clerk.presses("查看进度").await;
    clerk.sees("准予").does_not_see("撤回申请");
    let mut officer = newcomer(&town, "officer-farm", Role::Officer, "agriculture", "").await;
    officer.opens(&counter::desk_of(&case, "accept")).await;
    officer.does_not_see("要求补正");
    officer.chooses("意见", "已登记，核对无误").fills("理由", "已登记").presses("提交意见").await;
    clerk.opens(&case).await.sees("准予").sees("已登记");
}

const BOOK: &str = r#"[playbook]
id = "stalls"
name = { zh-CN = "摆摊", en = "Stalls" }
version = "2020.1"
from = 2020-01-01
basis = "通河县城管〔2020〕1号"
"#;

const AGENCIES: &str = r#"[agency.market-supervision]
name = { zh-CN = "市场监督管理局", en = "Market Supervision Bureau" }
level = "county"
"#;

const EVIDENCE: &str = r#"[evidence.promise]
name = { zh-CN = "守约承诺", en = "Promise" }
kind = "commitment"
issuer = ["applicant"]
minutes = 1
basis = "通河县城管〔2020〕1号 二"

[evidence.stall-pass]
name = { zh-CN = "摆摊凭证", en = "Stall pass" }
kind = "certificate"
issuer = ["service:open-stall"]
basis = "通河县城管〔2020〕1号 三"
"#;

const STALL: &str = r#"[service]
id = "open-stall"
name = { zh-CN = "摆摊报备", en = "Open a stall" }
lead = "market-supervision"
for = "enterprise"
mode = "commitment"
yields = ["stall-pass"]
basis = "通河县城管〔2020〕1号 一"
statutory_working_days = 1
promised_working_days = 1
silence = "granted"
fee = 0

[[need]]
evidence = "promise"
ask_every_time = true
basis = "通河县城管〔2020〕1号 二"
"#;

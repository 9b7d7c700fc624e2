//! Somebody is invited to fill parts of a form or to sign: sees those parts alone, and filing stays with the applicant.

use testkit::{Db, Person, TestTown, papers};
use web::Role;

use crate::counter;
use crate::house::{DAY, HOUSE, REGION, newcomer};

/// The landlord and a stranger, both registered in the demonstration.
const LANDLORD: &str = "91990121MA00010694";
const STRANGER: &str = "91990121MA0001042C";

const ADDRESS: &str = "实际经营地址在哪里？";

async fn invites(clerk: &mut Person, case: &str, code: &str, days: &str) -> String {
    clerk.opens(&format!("{case}/joint")).await;
    clerk.fills("对方企业的统一社会信用代码", code).chooses("请对方填什么", "经营地址");
    clerk
        .chooses("请对方填什么", "防控方案")
        .ticks("请对方签名确认")
        .fills("几天内有效", days)
        .presses("发出邀请")
        .await;
    let told = clerk.page().told();
    let from = told.rfind(&format!("/e/joint/{REGION}/")).expect("the address to send");
    told[from..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/' || *c == '-').collect()
}

async fn a_landlord_fills_and_signs_and_the_applicant_files(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let mut landlord = newcomer(&town, "landlord", Role::Enterprise, "", LANDLORD).await;
    let mut stranger = newcomer(&town, "stranger", Role::Enterprise, "", STRANGER).await;
    let case = counter::begins(&mut clerk).await;
    clerk.opens(&format!("{case}/joint")).await;
    assert_eq!(clerk.tries_pressing("发出邀请").await, 422);
    assert_eq!(clerk.page().summary.len(), 2, "{}", clerk.page().told());
    clerk.fills("对方企业的统一社会信用代码", "91990121MA00001379").ticks("请对方签名确认");
    assert_eq!(clerk.tries_pressing("发出邀请").await, 422);
    clerk.is_told(&["登记库里没有这家企业"]);
    let link = invites(&mut clerk, &case, LANDLORD, "7").await;

    // before it is accepted nothing is there; a forwarded link opens for nobody else, signed in or not
    let parts = case.replace("/e/case/", "/e/joint/case/");
    assert_eq!(landlord.tries(&format!("{parts}/answers")).await, 404);
    for page in [link.as_str(), &parts, &format!("{parts}/answers"), &format!("{parts}/papers")] {
        assert_eq!(stranger.tries(page).await, 404, "{page}");
    }
    landlord.opens("/e").await;
    landlord.sees("通河县河滨纺织有限公司请您一起填写一份申请").follows("查看").await;
    let accept = landlord.letter("接受，开始填写");
    assert_eq!(stranger.sends(&accept).await, 404);
    landlord.sends(&accept).await;
    landlord.sends(&accept).await;

    // those parts and nothing else; the case itself stays closed
    landlord.sees(ADDRESS).does_not_see("有发热、咳嗽等症状的有几人").does_not_see("职工");
    for page in [&case, &format!("{case}/answers"), &format!("{case}/check"), &format!("{case}/joint")] {
        assert_eq!(landlord.tries(page).await, 404, "{page}");
    }
    landlord.opens(&format!("{parts}/answers")).await;
    let letter = landlord.fills(ADDRESS, "城关镇河滨路 20 号").letter("继续");
    landlord.sends(&letter.clone().with("fact-symptomatic", "9")).await;
    landlord.opens(&format!("{parts}/papers")).await;
    landlord.sees("防控方案").does_not_see("返岗人员名册");
    let letter = landlord.at("防控方案").attaches("选择文件", "租约.pdf", &papers::pdf()).letter("上传");
    assert_eq!(landlord.sends(&letter.clone().with("need", "staff-roster")).await, 422, "not a part of theirs");
    landlord.opens(&format!("{parts}/papers")).await;
    counter::uploads(&mut landlord, "防控方案", "方案.pdf", &papers::pdf()).await;

    // the applicant cannot file over their heads
    clerk.opens(&format!("{case}/answers")).await;
    assert_eq!(clerk.value(ADDRESS), "城关镇河滨路 20 号");
    clerk.fills("有发热、咳嗽等症状的有几人", "0").fills("近14天从高风险地区来岗的有几人", "0");
    clerk
        .fills("打算哪一天复工？", "2020-03-20")
        .fills("经办人的手机号码是多少？", "13800000000")
        .presses("继续")
        .await;
    counter::uploads(&mut clerk, "返岗人员名册", "名册.pdf", &papers::pdf()).await;
    clerk.at("复工承诺书").ticks("已阅读《复工承诺书》").presses("作出承诺").await;
    clerk.at(counter::MASKS).chooses("交哪一种", "口罩库存照片");
    counter::uploads(&mut clerk, counter::MASKS, "库存.png", &papers::png()).await;
    clerk.presses("下一步：核对").await;
    clerk.ticks("以上内容已核对，真实有效");
    assert_eq!(clerk.tries_pressing("提交申请").await, 422);
    assert!(clerk.page().summary[0].contains("还没有填完或签名"), "{}", clerk.page().told());

    landlord.opens(&parts).await;
    assert_eq!(landlord.tries_pressing("填完了，确认").await, 422);
    landlord.is_told(&["没有确认填写内容属实", "还没有签名"]);
    landlord.ticks("由我填写的内容已核对，真实有效").fills("签名", "赵六").presses("填完了，确认").await;
    landlord.sees("已填完并确认");

    // a change to what was signed asks for the signature again
    clerk.opens(&format!("{case}/answers")).await;
    clerk.fills(ADDRESS, "城关镇河滨路 18 号").presses("继续").await;
    landlord.opens(&parts).await;
    landlord.sees("城关镇河滨路 18 号").sees("通河县河滨纺织有限公司");
    let done = landlord.ticks("由我填写的内容已核对，真实有效").fills("签名", "赵六").letter("填完了，确认");
    landlord.sends(&done).await;
    clerk.opens(&format!("{case}/check")).await;
    counter::sends(&mut clerk).await;
    clerk.sees("已经收到");

    // afterwards: who signed stands with the case, names masked; nothing can be written any more
    let mut officer = town.person("officer-health").await;
    officer.opens(&counter::desk_of(&case, "health-review")).await;
    officer.sees("会同填报").sees("签名：赵*").does_not_see("赵六");
    landlord.opens(&parts).await;
    landlord.does_not_see("填完了，确认");
    assert_eq!(landlord.sends(&done.clone().with("txid", "01E3GDNJM000000000000AGAIN")).await, 409);
}

async fn an_invitation_ends_when_revoked_when_its_day_passes_and_for_colleagues(db: Db) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    let mut clerk = town.person("clerk").await;
    let mut landlord = newcomer(&town, "landlord", Role::Enterprise, "", LANDLORD).await;
    let mut colleague = newcomer(&town, "colleague", Role::Enterprise, "", LANDLORD).await;
    let case = counter::begins(&mut clerk).await;
    let parts = case.replace("/e/case/", "/e/joint/case/");

    let link = invites(&mut clerk, &case, LANDLORD, "7").await;
    colleague.opens(&link).await;
    let late = colleague.letter("接受，开始填写");
    landlord.opens(&link).await;
    landlord.presses("接受，开始填写").await;
    assert_eq!(colleague.sends(&late).await, 409, "the first has it");
    assert_eq!(colleague.tries(&format!("{parts}/answers")).await, 404);
    landlord.opens(&format!("{parts}/answers")).await;
    let save = landlord.fills(ADDRESS, "别处").letter("继续");
    clerk.opens(&format!("{case}/joint")).await;
    clerk.presses("撤回邀请").await;
    clerk.sees("已撤回");
    assert_eq!(landlord.sends(&save).await, 404, "taken back while the form lay open");
    assert_eq!(landlord.tries(&parts).await, 404);

    let link = invites(&mut clerk, &case, LANDLORD, "1").await;
    landlord.opens(&link).await;
    let accept = landlord.letter("接受，开始填写");
    town.days_pass(2);
    assert_eq!(landlord.sends(&accept).await, 409);
    landlord.opens(&link).await;
    landlord.sees("已过期").does_not_see("接受，开始填写");
    landlord.opens("/e").await;
    landlord.does_not_see("请您一起填写");
}

testkit::on_both_engines!(
    a_landlord_fills_and_signs_and_the_applicant_files,
    an_invitation_ends_when_revoked_when_its_day_passes_and_for_colleagues,
);

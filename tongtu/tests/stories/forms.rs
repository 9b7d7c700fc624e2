//! Every kind of question: typed as people type, refused with everything wrong at once, kept and shown as it should be.

use testkit::Db;

use crate::forms_town::{begins, town};

testkit::on_both_engines!(every_kind_of_question_is_answered_and_filed);

async fn every_kind_of_question_is_answered_and_filed(db: Db) {
    let (_town, mut clerk) = town(db).await;
    let case = begins(&mut clerk).await;
    clerk.fills("请说明经过", "第一行\n第二行").fills("合作单位的代码是什么？", "91350100M000100Y44");
    clerk.fills("负责人的身份证号是什么？", "110105194912310021").fills("负责人的电话是多少？", "1380");
    clerk.fills("住在哪里？", "河滨路 18 号").fills("第 1 行，姓名", "李明").fills("第 1 行，电话", "12");
    clerk.fills("粘贴", "电话\t姓名\n13900001111\t王芳\nx\t\n").chooses("有没有宿舍？", "否").presses("继续").await;
    assert_eq!(clerk.page().status, 422);
    let told = clerk.page().summary.clone();
    for part in ["校验", "“电话”不是一个电话号码", "第 1 行：“电话”", "第 3 行：“姓名”没有填", "第 3 行：“电话”"]
    {
        assert!(told.iter().any(|line| line.contains(part)), "{part} is missing in {told:?}");
    }
    assert_eq!(clerk.value("第 2 行，姓名"), "王芳", "pasted rows come back to be mended in place");
    assert_eq!(clerk.value("请说明经过"), "第一行\n第二行");

    clerk.fills("合作单位的代码是什么？", "91350100m000100y43").fills("负责人的身份证号是什么？", "11010519491231002x");
    clerk.fills("负责人的电话是多少？", "138 0000 2222").fills("第 1 行，电话", "13800003333");
    clerk.fills("第 3 行，电话", "").ticks("以上人员均已体检合格").presses("存草稿，以后再填").await;
    clerk.opens(&format!("{case}/answers")).await;
    assert_eq!(clerk.value("第 1 行，电话"), "138****3333", "a kept number is not written back");
    assert_eq!(clerk.value("负责人的电话是多少？"), "");
    clerk.sees("138****2222").does_not_see("13800002222").does_not_see("11010519491231002X");
    clerk.does_not_see("宿舍有几张床？");
    // saved again as it stands: the masks stand for what was kept
    clerk.presses("继续").await;
    clerk.opens(&format!("{case}/check")).await;
    clerk.is_told(&["“来自”还没有填"]);
    clerk.sees("李明 · 138****3333").sees("王芳 · 139****1111");

    clerk.opens(&format!("{case}/answers")).await;
    let letter = clerk.letter("存草稿，以后再填").with("fact-from_place-1", "330000");
    clerk.sends(&letter).await;
    clerk.opens(&format!("{case}/check")).await.sees("浙江省");
    clerk.fills("负责人签名", "李明").ticks("以上内容已核对，真实有效").presses("提交申请").await;
    assert!(clerk.page().path.ends_with("/receipt"), "{}", clerk.page().told());
}

#[tokio::test]
async fn a_place_is_chosen_step_by_step_and_a_file_brings_rows() {
    let (_town, mut clerk) = town(testkit::sqlite()).await;
    let case = begins(&mut clerk).await;
    let lists = |clerk: &testkit::Person| clerk.letter("存草稿，以后再填");
    let letter = lists(&clerk).with("fact-from_place-1", "330000").with("pick", "fact-from_place");
    clerk.sends(&letter).await;
    let letter = clerk.letter("存草稿，以后再填").with("fact-from_place-2", "330100").with("pick", "fact-from_place");
    clerk.sends(&letter).await;
    let mut letter = clerk.letter("存草稿，以后再填").with("fact-from_place-3", "330106");
    let sheet = "姓名,电话\n李明,13800000000\n王芳,13900000000\n";
    letter.files.push(("fact-arrivals-file".into(), "名单.csv".into(), sheet.as_bytes().to_vec()));
    clerk.sends(&letter).await;
    clerk.opens(&format!("{case}/check")).await;
    clerk.sees("浙江省杭州市西湖区").sees("王芳 · 139****0000");
}

#[tokio::test]
async fn a_signature_is_asked_each_time() {
    let (_town, mut clerk) = town(testkit::sqlite()).await;
    let case = begins(&mut clerk).await;
    clerk.does_not_see("负责人签名");
    clerk.opens(&format!("{case}/check")).await;
    let before = clerk.page().summary.len();
    clerk.ticks("以上内容已核对，真实有效").presses("提交申请").await;
    assert_eq!(clerk.page().status, 422);
    assert!(clerk.page().summary.contains(&"还没有签名".to_owned()), "{:?}", clerk.page().summary);
    assert_eq!(clerk.page().summary.len(), before + 1);
    clerk.fills("负责人签名", "李明").ticks("以上内容已核对，真实有效").presses("提交申请").await;
    assert_eq!(clerk.value("负责人签名"), "李明", "what was typed is kept");
    assert!(!clerk.page().summary.contains(&"还没有签名".to_owned()));
    clerk.opens(&format!("{case}/check")).await;
    assert_eq!(clerk.value("负责人签名"), "", "asked anew");
}

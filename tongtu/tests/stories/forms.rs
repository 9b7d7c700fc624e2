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

#[tokio::test]
async fn what_certainly_does_not_apply_is_hidden_kept_in_the_draft_and_not_filed() {
    let (_town, mut clerk) = town(testkit::sqlite()).await;
    let case = begins(&mut clerk).await;
    clerk.sees("宿舍有几张床？").sees("宿舍有没有热水？");
    clerk.fills("宿舍有几张床？", "4").chooses("有没有宿舍？", "否").presses("保存并查看变化").await;
    clerk.sees("这次保存后的变化").sees("不再要填：床位数、热水").does_not_see("宿舍有几张床？");
    clerk.does_not_see("宿舍有没有热水？");
    clerk.opens(&format!("{case}/check")).await;
    assert!(!clerk.page().says("床位数"), "what does not apply is neither filed nor missing");
    clerk.opens(&format!("{case}/answers")).await;
    clerk.chooses("有没有宿舍？", "是").presses("继续").await;
    clerk.sees("新增要填：床位数");
    assert_eq!(clerk.value("宿舍有几张床？"), "4", "what was typed before is not lost");
    clerk.opens(&format!("{case}/check")).await.sees("床位数");
}

#[tokio::test]
async fn it_ends_early_with_reasons_and_never_on_what_is_not_known() {
    let (town, mut clerk) = town(testkit::sqlite()).await;
    let case = begins(&mut clerk).await;
    clerk.does_not_see("目前不符合条件").does_not_see("这样判断是因为");
    let letter = clerk.letter("继续").with("fact-from_place-1", "420000");
    clerk.sends(&letter).await;
    clerk.sees("目前不符合条件").sees("这样判断是因为").sees("湖北省").sees("您填写的；填错了可以在下面改");
    clerk.sees("示例文件第1条").sees("牵头部门").sees("仍然要求书面决定");
    clerk.opens(&format!("{case}/check")).await;
    assert!(clerk.page().summary.iter().any(|line| line.contains("不符合条件")), "{:?}", clerk.page().summary);

    // a written decision all the same: nothing of the papers, everything the form asks besides
    clerk
        .fills("负责人签名", "李明")
        .ticks("以上内容已核对，真实有效")
        .ticks("我已知道不符合条件")
        .presses("提交申请")
        .await;
    assert_eq!(clerk.page().status, 422);
    assert!(clerk.page().summary.iter().all(|line| !line.contains("不符合条件")), "{:?}", clerk.page().summary);
    clerk.opens(&format!("{case}/answers")).await;
    clerk.fills("请说明经过", "经过").fills("合作单位的代码是什么？", "91350100M000100Y43");
    clerk.fills("负责人的身份证号是什么？", "11010519491231002X").fills("负责人的电话是多少？", "13800002222");
    clerk.fills("住在哪里？", "河滨路 18 号").fills("第 1 行，姓名", "李明").fills("第 1 行，电话", "13800003333");
    clerk.ticks("以上人员均已体检合格").chooses("有没有宿舍？", "否").presses("仍然要求书面决定").await;
    assert!(clerk.page().path.ends_with("/papers"), "{}", clerk.page().told());
    clerk.opens(&format!("{case}/check")).await;
    clerk
        .fills("负责人签名", "李明")
        .ticks("以上内容已核对，真实有效")
        .ticks("我已知道不符合条件")
        .presses("提交申请")
        .await;
    assert!(clerk.page().path.ends_with("/receipt"), "{}", clerk.page().told());
    let mut officer = town.person("officer-industry").await;
    let id = case.rsplit('/').next().expect("an id");
    assert_eq!(
        officer.tries(&format!("/o/case/{}/{id}/review", crate::house::REGION)).await,
        404,
        "the office leads it"
    );
    clerk.opens(&case).await.sees("要求书面决定");
}

#[tokio::test]
async fn where_nothing_has_to_be_asked_for_nothing_is_asked() {
    let (_town, mut clerk) = town(testkit::sqlite()).await;
    let case = begins(&mut clerk).await;
    clerk.chooses("要不要办？", "否").presses("继续").await;
    clerk.sees("不需要办").does_not_see("住在哪里？").does_not_see("仍然要求书面决定");
    clerk.opens(&format!("{case}/check")).await.does_not_see("我已知道不符合条件");
    clerk.opens(&format!("{case}/answers")).await;
    clerk.chooses("要不要办？", "是").presses("保存并查看变化").await;
    clerk.sees("住在哪里？").does_not_see("不需要办");
}

//! A rule book whose one service asks for everything a form can ask for.

use ground::playbooks::publish_files;
use playbook::Files;
use testkit::{Db, Person, TestTown};

use crate::house::{DAY, HOUSE};

const SERVICE: &str = r#"
[service]
id = "everything"
name = { zh-CN = "样样都问", en = "Ask for everything" }
lead = "office"
for = "enterprise"
mode = "review"
when = "wants = true"
eligible = "from_place NOT LIKE '42%'"
yields = []
basis = "示例文件第1条"
statutory_working_days = 5
promised_working_days = 2
silence = "none"

[[ask]]
fact = "story"
[[ask]]
fact = "partner"
[[ask]]
fact = "who"
[[ask]]
fact = "phone-of"
[[ask]]
fact = "place-of"
[[ask]]
fact = "arrivals"
[[ask]]
fact = "beds"
when = "dorm = true"
[[ask]]
fact = "dorm"
[[ask]]
fact = "hot-water"
when = "dorm = true AND beds > 0"
[[ask]]
fact = "true-words"
[[ask]]
fact = "signed-by"

[[step]]
id = "look"
name = { zh-CN = "审核", en = "Review" }
agency = "office"
working_days = 1
"#;

const FACTS: &str = r#"
[fact.wants]
type = "boolean"
name = { zh-CN = "要办", en = "Wanted" }
question = { zh-CN = "要不要办？", en = "Is it wanted?" }

[fact.from-place]
type = "division"
name = { zh-CN = "来自", en = "From" }
question = { zh-CN = "人员从哪里来？", en = "Where do they come from?" }

[fact.story]
type = "long-text"
name = { zh-CN = "经过", en = "Story" }
question = { zh-CN = "请说明经过", en = "Tell the story" }

[fact.partner]
type = "uscc"
name = { zh-CN = "合作单位", en = "Partner" }
question = { zh-CN = "合作单位的代码是什么？", en = "What is the partner's code?" }

[fact.who]
type = "resident-id"
name = { zh-CN = "身份证号", en = "Identity number" }
question = { zh-CN = "负责人的身份证号是什么？", en = "What is the identity number of the person in charge?" }

[fact.phone-of]
type = "phone"
name = { zh-CN = "电话", en = "Phone" }
question = { zh-CN = "负责人的电话是多少？", en = "What is the phone of the person in charge?" }

[fact.place-of]
type = "address"
name = { zh-CN = "地址", en = "Address" }
question = { zh-CN = "住在哪里？", en = "Where is the lodging?" }

[fact.arrivals]
type = "table"
name = { zh-CN = "返岗人员", en = "People coming back" }
question = { zh-CN = "哪些人要返岗？", en = "Who is coming back?" }
columns = [
  { id = "name", type = "text", name = { zh-CN = "姓名", en = "Name" } },
  { id = "phone", type = "phone", name = { zh-CN = "电话", en = "Phone" } },
  { id = "day", type = "date", name = { zh-CN = "到达日期", en = "Day of arrival" }, optional = true },
]

[fact.dorm]
type = "boolean"
name = { zh-CN = "有宿舍", en = "Dormitory" }
question = { zh-CN = "有没有宿舍？", en = "Is there a dormitory?" }

[fact.beds]
type = "integer"
unit = "person"
name = { zh-CN = "床位数", en = "Beds" }
question = { zh-CN = "宿舍有几张床？", en = "How many beds are there?" }

[fact.hot-water]
type = "boolean"
name = { zh-CN = "热水", en = "Hot water" }
question = { zh-CN = "宿舍有没有热水？", en = "Is there hot water in the dormitory?" }

[fact.true-words]
type = "declaration"
name = { zh-CN = "承诺", en = "Declaration" }
question = { zh-CN = "以上人员均已体检合格", en = "Everybody named has passed the health check" }

[fact.signed-by]
type = "signature"
name = { zh-CN = "负责人签名", en = "Signature" }
question = { zh-CN = "负责人签名", en = "Signature of the person in charge" }
"#;

const BOOK: &str = r#"
[playbook]
id = "forms"
name = { zh-CN = "表单示例", en = "Forms" }
version = "1"
from = 2020-01-01
basis = "示例文件"
"#;

const AGENCIES: &str = r#"
[agency.office]
name = { zh-CN = "综合窗口", en = "Front office" }
level = "county"
"#;

/// The files of the book.
pub fn book() -> Files {
    let files = [
        ("playbook.toml", BOOK),
        ("facts.toml", FACTS),
        ("agencies.toml", AGENCIES),
        ("evidence.toml", ""),
        ("services/everything.toml", SERVICE),
    ];
    files.into_iter().map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).collect()
}

/// The town with the book published, and its clerk.
pub async fn town(db: Db) -> (TestTown, Person) {
    let town = TestTown::on(db, DAY, &HOUSE).await;
    publish_files(town.app(), book(), "system").await.expect("the book is sound");
    let clerk = town.person("clerk").await;
    (town, clerk)
}

/// The clerk begins an application; its path.
pub async fn begins(clerk: &mut Person) -> String {
    clerk.opens("/find/forms/everything?fact-wants=yes").await;
    clerk.presses("开始办理").await;
    let path = clerk.page().path.clone();
    path.strip_suffix("/answers").expect("the first page of the application").to_owned()
}

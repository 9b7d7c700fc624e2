//! A small sound playbook that tests bend to their purpose.

use playbook::{Files, Playbook, Reading, read};
use rules::Catalogue;

pub const SOUND: &[(&str, &str)] = &[
    (
        "playbook.toml",
        r#"[playbook]
id = "small"
name = { zh-CN = "复工", en = "Resume" }
version = "1"
from = 2020-03-03
until = 2020-12-31
basis = "国办发明电〔2020〕6号"

[[parameter]]
name = "micro-headcount-max"
value = 10
unit = "person"
from = 2020-03-03
basis = "国办发明电〔2020〕6号"
"#,
    ),
    (
        "facts.toml",
        r#"[fact.headcount]
type = "integer"
unit = "person"
name = { zh-CN = "在岗人数", en = "Staff on site" }
question = { zh-CN = "多少人？", en = "How many people?" }
min = 0

[fact.region-tier]
type = "code"
name = { zh-CN = "风险等级", en = "Risk tier" }
register = "tiers"
values = [
  { code = "low", name = { zh-CN = "低风险", en = "Low risk" } },
  { code = "medium", name = { zh-CN = "中风险", en = "Medium risk" } },
]
"#,
    ),
    (
        "agencies.toml",
        r#"[agency.health]
name = { zh-CN = "卫生健康局", en = "Health Bureau" }
level = "county"

[agency.industry]
name = { zh-CN = "工业和信息化局", en = "Industry Bureau" }
level = "county"
keeps = ["licence"]
"#,
    ),
    (
        "evidence.toml",
        r#"[evidence.roster]
name = { zh-CN = "员工名册", en = "Staff roster" }
kind = "form"
issuer = ["applicant"]
proves = ["headcount"]

[evidence.plan]
name = { zh-CN = "防控方案", en = "Prevention plan" }
kind = "form"
issuer = ["applicant"]

[evidence.mask-stock]
name = { zh-CN = "口罩库存", en = "Mask stock" }
kind = "photo"
issuer = ["applicant"]

[evidence.mask-order]
name = { zh-CN = "口罩订单", en = "Mask order" }
kind = "form"
issuer = ["market"]

[evidence.licence]
name = { zh-CN = "营业执照", en = "Business licence" }
kind = "certificate"
issuer = []

[evidence.notice]
name = { zh-CN = "复工通知书", en = "Resumption notice" }
kind = "certificate"
issuer = ["service:resume-work"]
"#,
    ),
    (
        "services/resume-work.toml",
        r#"[service]
id = "resume-work"
name = { zh-CN = "企业复工", en = "Resume work" }
lead = "industry"
for = "enterprise"
mode = "review"
when = "region_tier <> 'low'"
yields = ["notice"]
basis = "国办发明电〔2020〕6号 一(一)"
statutory_working_days = 5
promised_working_days = 4
silence = "granted"
fee = 0

[[need]]
evidence = "roster"
basis = "国办发明电〔2020〕6号 一(二)"

[[need]]
id = "masks"
any = ["mask-stock", "mask-order"]
when = "headcount >= :micro_headcount_max"
basis = "国办发明电〔2020〕6号 一(二)"

[[step]]
id = "health-review"
name = { zh-CN = "防疫审核", en = "Health review" }
agency = "health"
reads = ["plan"]
gives = ["health-opinion"]
working_days = 1

[[step]]
id = "industry-review"
name = { zh-CN = "行业审核", en = "Industry review" }
agency = "industry"
reads = ["mask-stock", "mask-order", "roster"]
gives = ["industry-opinion"]
working_days = 2

[[step]]
id = "decision"
name = { zh-CN = "决定", en = "Decision" }
agency = "industry"
reads = ["health-opinion", "industry-opinion"]
working_days = 1
"#,
    ),
];

/// The sound playbook with some files replaced or added.
pub fn files(changes: &[(&str, &str)]) -> Files {
    let all = SOUND.iter().chain(changes);
    all.map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}

/// The sound playbook with one passage rewritten.
pub fn rewritten(path: &str, from: &str, to: &str) -> Files {
    let mut files = files(&[]);
    let text = String::from_utf8(files[path].clone()).expect("text");
    assert!(text.contains(from), "`{from}` stands in {path}");
    files.insert(path.to_owned(), text.replacen(from, to, 1).into_bytes());
    files
}

pub fn reading(files: &Files) -> Reading {
    read(files, &Catalogue::default())
}

pub fn sound(files: &Files) -> Playbook {
    let reading = reading(files);
    let told = told(&reading);
    assert!(reading.diagnostics.is_empty(), "{told}");
    reading.playbook.expect("no errors")
}

/// All findings in English as a person sees them.
pub fn told(reading: &Reading) -> String {
    let lang = civic::text::Lang::En;
    playbook::render::human(&reading.diagnostics, &reading.sources, lang, false)
}

/// `code file:line:column message` of each finding.
pub fn lines(reading: &Reading) -> Vec<String> {
    let line = |d: &playbook::Diagnostic| {
        let place = d.span.as_ref().map(|span| {
            let place = reading.sources.place(span);
            format!("{}:{}:{} ", span.file, place.line, place.column)
        });
        format!("{} {}{}", d.code, place.unwrap_or_default(), d.message.en)
    };
    reading.diagnostics.iter().map(line).collect()
}

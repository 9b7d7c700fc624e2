//! Every key of every file of a playbook, with its shape and its meaning.

use crate::keys::{FileKind, Key, MapKey, Shape, Table, Target};

const fn must(name: &'static str, shape: Shape, zh: &'static str, en: &'static str) -> Key {
    Key { name, shape, required: true, zh, en }
}

const fn may(name: &'static str, shape: Shape, zh: &'static str, en: &'static str) -> Key {
    Key { name, shape, required: false, zh, en }
}

const DAYS: Shape = Shape::Int { min: 0, max: 36_500 };
const COUNT: Shape = Shape::Int { min: 0, max: 1_000 };
const MINUTES: Shape = Shape::Int { min: 0, max: 100_000 };
const FEN: Shape = Shape::Int { min: 0, max: 100_000_000_000_000 };
const ANY_INT: Shape = Shape::Int { min: i64::MIN, max: i64::MAX };
const IDS: Shape = Shape::List(&Shape::Id);
const AGENCIES: Shape = Shape::List(&Shape::Ref(Target::Agency));
const EVIDENCE: Shape = Shape::List(&Shape::Ref(Target::Evidence));
const FACTS: Shape = Shape::List(&Shape::Ref(Target::Fact));
const BASIS: Key = may("basis", Shape::Str, "设定依据：文号和条款", "document number and article");
const NAME: Key = must("name", Shape::Text, "名称", "its name");

/// Levels a lint can be set to.
pub(crate) const LINT_LEVELS: &[&str] = &["off", "hint", "warn", "error"];

#[rustfmt::skip]
static PLAYBOOK: Table = Table { name: "[playbook]", keys: &[
    must("id", Shape::Id, "规则书编号，与文件夹同名", "id of the playbook, the name of its folder"),
    NAME,
    must("version", Shape::Str, "版本；已发布的版本不再改动", "version; a published one never changes"),
    must("from", Shape::Date, "生效日", "first day in force"),
    may("until", Shape::Date, "失效日（含当日）", "last day in force"),
    must("basis", Shape::Str, "制定依据", "the document it rests on"),
    may("about", Shape::Text, "一段说明", "one paragraph about it"),
] };

#[rustfmt::skip]
static ALLOW: Table = Table { name: "[[allow]]", keys: &[
    must("lint", Shape::Ref(Target::Lint), "容忍哪项检查的发现", "the lint whose finding is tolerated"),
    must("at", Shape::Str, "对象：文件#编号", "the thing it is about: file#id"),
    must("reason", Shape::Str, "理由", "why"),
    must("until", Shape::Date, "容忍到哪一天", "last day of tolerance"),
] };

#[rustfmt::skip]
static PARAMETER: Table = Table { name: "[[parameter]]", keys: &[
    must("name", Shape::Id, "参数名，规则中写作 :名称", "its name, written :name in rules"),
    must("value", Shape::Scalar, "取值：整数、字符串、是否或日期", "integer, string, boolean or date"),
    may("unit", Shape::Str, "单位", "unit"),
    must("from", Shape::Date, "自哪一天起", "first day of this value"),
    may("until", Shape::Date, "到哪一天止（含当日）", "last day of this value"),
    must("basis", Shape::Str, "依据：文号和条款", "document number and article"),
] };

#[rustfmt::skip]
static PLAYBOOK_FILE: Table = Table { name: "playbook.toml", keys: &[
    must("playbook", Shape::Table(&PLAYBOOK), "规则书本身", "the playbook itself"),
    may("lint", Shape::Map(MapKey::Lint, &Shape::Choice(LINT_LEVELS)), "各项检查的级别", "level of each lint"),
    may("allow", Shape::Tables(&ALLOW), "暂时容忍的发现", "findings tolerated for a time"),
    may("parameter", Shape::Tables(&PARAMETER), "带日期的参数", "dated values used in rules"),
] };

#[rustfmt::skip]
static CODE: Table = Table { name: "values", keys: &[
    must("code", Shape::Str, "代码", "the code"),
    NAME,
] };

#[rustfmt::skip]
static COLUMN: Table = Table { name: "columns", keys: &[
    must("id", Shape::Id, "栏的编号", "id of the column"),
    must("type", Shape::Choice(crate::build_shape::COLUMN_TYPES), "类型", "its type"),
    NAME,
    may("optional", Shape::Bool, "一行中可以不填", "a row may leave it empty"),
    may("min", ANY_INT, "最小值（整数、金额）", "least value (integer, money)"),
    may("max", ANY_INT, "最大值（整数、金额）", "greatest value (integer, money)"),
    may("values", Shape::Tables(&CODE), "代码表（仅代码类型）", "its codes (type code only)"),
] };

#[rustfmt::skip]
static FACT: Table = Table { name: "[fact.ID]", keys: &[
    must("type", Shape::Choice(crate::build_shape::TYPES), "类型", "its type"),
    NAME,
    may("columns", Shape::Tables(&COLUMN), "各栏（仅表格类型）", "its columns (type table only)"),
    may("unit", Shape::Str, "单位", "unit"),
    may("question", Shape::Text, "向申请人提问的话", "how the applicant is asked"),
    may("hint", Shape::Text, "填写提示", "a hint for the answer"),
    may("register", Shape::Str, "由哪个登记库提供；有它就不问申请人", "the register that holds it; then nobody is asked"),
    may("min", ANY_INT, "最小值（整数、金额）", "least value (integer, money)"),
    may("max", ANY_INT, "最大值（整数、金额）", "greatest value (integer, money)"),
    may("purpose", Shape::Text, "为何询问", "why it is asked"),
    may("values", Shape::Tables(&CODE), "代码表（仅代码类型）", "its codes (type code only)"),
] };

#[rustfmt::skip]
static FACTS_FILE: Table = Table { name: "facts.toml", keys: &[
    may("fact", Shape::Map(MapKey::Id, &Shape::Table(&FACT)), "规则可以用到的情况", "what rules may ask about"),
] };

#[rustfmt::skip]
static AGENCY: Table = Table { name: "[agency.ID]", keys: &[
    NAME,
    must("level", Shape::Choice(&["nation", "province", "city", "county", "street", "village"]), "层级", "level"),
    may("keeps", EVIDENCE, "已掌握的材料", "evidence it already holds"),
    may("phone", Shape::Str, "电话", "telephone"),
] };

#[rustfmt::skip]
static AGENCIES_FILE: Table = Table { name: "agencies.toml", keys: &[
    may("agency", Shape::Map(MapKey::Id, &Shape::Table(&AGENCY)), "部门", "agencies"),
] };

#[rustfmt::skip]
static EVIDENCE_TABLE: Table = Table { name: "[evidence.ID]", keys: &[
    NAME,
    must("kind", Shape::Choice(&["form", "certificate", "commitment", "fact", "photo", "inspection"]), "材料种类", "kind"),
    must("issuer", Shape::List(&Shape::Ref(Target::Issuer)), "出具机构；空表示无人出具", "who issues it; [] = nobody does"),
    may("held_by", AGENCIES, "已掌握它的部门", "agencies that hold it already"),
    may("proves", FACTS, "能证明的情况", "facts it proves"),
    may("abolished_by", Shape::Str, "取消该证明的依据", "the document since which nobody may issue it"),
    may("scarce_by", Shape::Str, "市场紧缺的依据（仅市场供应的材料）", "what says the market is short of it (only for what the market supplies)"),
    may("fee", FEN, "收费（分）", "fee in fen"),
    may("minutes", MINUTES, "申请人准备所需分钟", "minutes of the applicant's work"),
    may("visits", COUNT, "跑动次数", "visits it takes"),
    may("valid_days", DAYS, "有效天数", "days it stays valid"),
    may("stamps", COUNT, "须盖章数", "seals it must carry"),
    may("hint", Shape::Text, "提交什么", "what to hand in"),
    may("requires", EVIDENCE, "出具机构事先要求的材料", "evidence its issuer demands first"),
    BASIS,
] };

#[rustfmt::skip]
static EVIDENCE_FILE: Table = Table { name: "evidence.toml", keys: &[
    may("evidence", Shape::Map(MapKey::Id, &Shape::Table(&EVIDENCE_TABLE)), "材料", "evidence"),
] };

#[rustfmt::skip]
static SERVICE: Table = Table { name: "[service]", keys: &[
    must("id", Shape::Id, "事项编号，与文件同名", "its id, the name of its file"),
    NAME,
    may("about", Shape::Text, "给申请人的一两句说明", "one or two sentences for applicants"),
    must("lead", Shape::Ref(Target::Agency), "牵头部门（一口受理）", "the one window that takes it in"),
    must("for", Shape::Choice(&["enterprise", "person"]), "服务对象", "who applies"),
    must("mode", Shape::Choice(&["review", "filing", "commitment", "automatic"]), "办理方式：审批、备案、告知承诺、自动", "how it is handled"),
    may("when", Shape::Rule, "谁需要办理", "who must ask at all"),
    may("eligible", Shape::Rule, "谁可以获准", "who may be granted"),
    may("yields", EVIDENCE, "产出的证照", "evidence it issues"),
    BASIS,
    must("statutory_working_days", DAYS, "法定办结工作日", "working days the law gives"),
    must("promised_working_days", DAYS, "承诺办结工作日", "working days promised"),
    may("valid_days", DAYS, "结果有效天数", "days its result is valid"),
    must("silence", Shape::Choice(&["granted", "refused", "none"]), "逾期未答复视为", "what silence past the deadline means"),
    may("recourse", Shape::Text, "不服时向谁反映", "where to turn against a refusal"),
    may("fee", FEN, "收费（分）", "fee in fen"),
    may("yearly", Shape::Int { min: 0, max: 1_000_000_000 }, "每年办件数；没有统计就不写", "applications a year; left out where nobody has counted"),
    may("yearly_basis", Shape::Str, "办件数的出处；与 yearly 同写", "where that figure is taken from; goes with yearly"),
    may("after", Shape::Table(&AFTER), "受理之后怎么办：延期、加急、复核、事后核查", "terms for what may follow a filing"),
] };

#[rustfmt::skip]
static AFTER: Table = Table { name: "after", keys: &[
    may("extension_working_days", DAYS, "最多延长一次几个工作日；0 表示不得延长", "most one extension may add; 0 = none"),
    may("express_working_days", DAYS, "急事急办承诺几个工作日", "working days promised in express handling"),
    may("reconsideration_days", DAYS, "几日内可以申请复核；0 表示不受理", "days to ask for reconsideration; 0 = none"),
    may("reopening_days", DAYS, "撤回后几日内可以恢复", "days in which a withdrawn case may be taken up again"),
    may("check_working_days", DAYS, "事后核查在几个工作日内完成", "working days for the check afterwards"),
    may("check_share", Shape::Int { min: 1, max: 100 }, "事后核查的抽查比例（%）；不写为全查", "percent checked afterwards; all by default"),
    may("bar_days", DAYS, "承诺不实后多少日内不适用告知承诺", "days without commitment mode after a broken promise"),
    may("on_unknown", Shape::Choice(&["ask", "review"]), "自动办理遇到情况不明时：先问清，或转人工", "automatic mode meeting an unknown"),
] };

#[rustfmt::skip]
static ASK: Table = Table { name: "[[ask]]", keys: &[
    must("fact", Shape::Ref(Target::Fact), "询问的情况", "the fact asked"),
    may("when", Shape::Rule, "在什么情况下询问", "when it is asked"),
] };

#[rustfmt::skip]
static NEED: Table = Table { name: "[[need]]", keys: &[
    may("id", Shape::Id, "需求编号；默认取材料编号或 need-N", "its id; default: evidence id or need-N"),
    may("evidence", Shape::Ref(Target::Evidence), "一份材料", "one piece of evidence"),
    may("any", EVIDENCE, "任选其一", "any one of these"),
    may("at_least", Shape::Int { min: 1, max: 1_000 }, "至少几份（与 of 连用）", "at least so many (with of)"),
    may("of", EVIDENCE, "从这些中选", "out of these"),
    may("when", Shape::Rule, "在什么情况下需要", "when it is demanded"),
    may("max_age_days", DAYS, "材料最长几天前出具", "how old it may be"),
    may("ask_every_time", Shape::Bool, "每次都要（如签名）", "asked every time (a signature)"),
    BASIS,
] };

#[rustfmt::skip]
static STEP: Table = Table { name: "[[step]]", keys: &[
    must("id", Shape::Id, "环节编号", "its id"),
    NAME,
    must("agency", Shape::Ref(Target::Agency), "办理部门", "who does it"),
    may("reads", IDS, "所依据的材料或前面环节的结果", "evidence or results of other steps it reads"),
    may("gives", IDS, "产出的结果", "results that other steps may read"),
    may("after", IDS, "排在哪些环节之后", "steps ordered before it"),
    must("working_days", DAYS, "所需工作日", "working days it takes"),
    may("visits", COUNT, "申请人到场次数", "visits by the applicant"),
    may("when", Shape::Rule, "在什么情况下需要", "when it is done"),
    BASIS,
] };

#[rustfmt::skip]
static SERVICE_FILE: Table = Table { name: "services/ID.toml", keys: &[
    must("service", Shape::Table(&SERVICE), "事项", "the service"),
    may("ask", Shape::Tables(&ASK), "表单另问的情况", "facts asked beside those in rules"),
    may("need", Shape::Tables(&NEED), "需要的材料", "what must be handed in"),
    may("step", Shape::Tables(&STEP), "办理环节", "what agencies do"),
] };

#[rustfmt::skip]
static OVERLAY: Table = Table { name: "[overlay]", keys: &[
    must("region", Shape::Region, "区划代码，与文件夹同名", "division code, the name of its folder"),
    NAME,
    may("extends", Shape::Region, "叠加在哪一层之上；默认最近的上级", "what it lies on; default: the next level above"),
    must("from", Shape::Date, "生效日", "first day in force"),
    may("until", Shape::Date, "失效日（含当日）", "last day in force"),
    must("basis", Shape::Str, "依据：文号和条款", "document number and article"),
] };

#[rustfmt::skip]
static SET: Table = Table { name: "set", keys: &[
    may("name", Shape::Text, "名称", "its name"),
    may("about", Shape::Text, "说明", "sentences for applicants"),
    may("lead", Shape::Ref(Target::Agency), "牵头部门", "the window that takes it in"),
    may("mode", Shape::Choice(&["review", "filing", "commitment", "automatic"]), "办理方式", "how it is handled"),
    may("when", Shape::Rule, "谁需要办理", "who must ask at all"),
    may("eligible", Shape::Rule, "谁可以获准", "who may be granted"),
    BASIS,
    may("statutory_working_days", DAYS, "法定办结工作日", "working days the law gives"),
    may("promised_working_days", DAYS, "承诺办结工作日", "working days promised"),
    may("valid_days", DAYS, "结果有效天数", "days its result is valid"),
    may("silence", Shape::Choice(&["granted", "refused", "none"]), "逾期未答复视为", "what silence means"),
    may("recourse", Shape::Text, "不服时向谁反映", "where to turn against a refusal"),
    may("fee", FEN, "收费（分）", "fee in fen"),
] };

#[rustfmt::skip]
static CHANGE: Table = Table { name: "[[change]]", keys: &[
    must("service", Shape::Ref(Target::Service), "改动哪个事项", "the service that changes"),
    must("kind", Shape::Choice(&["adds", "tightens", "relaxes"]), "增设、收紧或放宽", "adds, tightens or relaxes"),
    may("basis", Shape::Str, "依据；增设、收紧时必填", "its basis; required to add or tighten"),
    may("until", Shape::Date, "截止日；增设、收紧时必填", "its last day; required to add or tighten"),
    may("set", Shape::Table(&SET), "改写 [service] 的单项", "scalar keys of [service]"),
    may("drop_needs", IDS, "取消的材料需求", "needs dropped"),
    may("drop_steps", IDS, "取消的环节", "steps dropped"),
    may("add_need", Shape::Tables(&NEED), "增加的材料需求", "needs added"),
    may("add_step", Shape::Tables(&STEP), "增加的环节", "steps added"),
] };

#[rustfmt::skip]
static OVERLAY_FILE: Table = Table { name: "overlay.toml", keys: &[
    must("overlay", Shape::Table(&OVERLAY), "这一层", "the overlay itself"),
    may("change", Shape::Tables(&CHANGE), "对已有事项的改动", "changes to existing services"),
] };

/// Every kind of file, in the order in which the format page tells of them.
#[rustfmt::skip]
pub static FILES: &[FileKind] = &[
    FileKind { name: "playbook", pattern: "playbook.toml", root: Some(&PLAYBOOK_FILE) },
    FileKind { name: "facts", pattern: "facts.toml", root: Some(&FACTS_FILE) },
    FileKind { name: "agencies", pattern: "agencies.toml", root: Some(&AGENCIES_FILE) },
    FileKind { name: "evidence", pattern: "evidence.toml", root: Some(&EVIDENCE_FILE) },
    FileKind { name: "service", pattern: "services/*.toml", root: Some(&SERVICE_FILE) },
    FileKind { name: "overlay", pattern: "overlay.toml", root: Some(&OVERLAY_FILE) },
    FileKind { name: "tiers", pattern: "tiers.toml", root: None },
    FileKind { name: "codes", pattern: "codes.toml", root: None },
    FileKind { name: "appeals", pattern: "appeals.toml", root: None },
    FileKind { name: "measure", pattern: "measures/*.toml", root: None },
    FileKind { name: "policy", pattern: "policies/*.toml", root: None },
];

//! The catalogue in the fields of GB/T 39046-2020, as provincial platforms exchange it: items, materials, steps.
//!
//! Source: GB/T 39046-2020 政务服务平台基础数据规范, groups 事项管理 and 办理, and the column names provincial exchange
//! databases use. What the playbook does not say (codes given out by a province) stays empty; nothing is made up.

use civic::division::Level;

use super::Publisher;
use crate::model::{Audience, Evidence, Issuer, Mode, Need, Playbook, Service};

/// A column: the name of the standard, and the code exchange databases use where there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name in the standard.
    pub name: &'static str,
    /// Column name in exchange databases; our own where the standard leaves it open.
    pub code: &'static str,
}

/// A table of the exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Name of the sheet and of the file: `items`, `materials`, `steps`.
    pub id: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, as many cells as columns.
    pub rows: Vec<Vec<String>>,
}

/// The three tables of an effective playbook.
pub fn sheets(book: &Playbook, by: &Publisher) -> [Sheet; 3] {
    let services = || book.services.values();
    [
        table("items", "事项", ITEMS, services().map(|s| item(book, by, s)).collect()),
        table(
            "materials",
            "材料",
            MATERIALS,
            services().flat_map(|s| s.needs.iter().flat_map(|n| materials(book, s, n))).collect(),
        ),
        table("steps", "环节", STEPS, services().flat_map(|s| steps(book, s)).collect()),
    ]
}

fn table(id: &'static str, name: &'static str, columns: &[(&'static str, &'static str)], rows: Rows) -> Sheet {
    let columns = columns.iter().map(|(name, code)| Column { name, code }).collect();
    Sheet { id, name, columns, rows }
}

type Rows = Vec<Vec<String>>;

const ITEMS: &[(&str, &str)] = &[
    ("事项标识", "ITEM_ID"),
    ("事项名称", "TASK_NAME"),
    ("基本编码", "CATALOG_CODE"),
    ("实施编码", "TASK_CODE"),
    ("事项类型", "TASK_TYPE"),
    ("设定依据", "BY_LAW"),
    ("行使层级", "USE_LEVEL"),
    ("实施主体", "DEPT_NAME"),
    ("行政管辖", "AREA_CODE"),
    ("法定办结时限", "ANTICIPATE_DAY"),
    ("法定办结时限单位", "ANTICIPATE_TYPE"),
    ("承诺办结时限", "PROMISE_DAY"),
    ("承诺办结时限单位", "PROMISE_TYPE"),
    ("时限压缩比", "SHORTENED_SHARE"),
    ("受理条件", "ACCEPT_CONDITION"),
    ("办理流程", "HANDLE_FLOW"),
    ("共同实施部门", "DECIDE_DEPT"),
    ("结果名称", "RESULT_NAME"),
    ("是否收费", "IS_FEE"),
    ("收费金额（元）", "FEE_YUAN"),
    ("收费依据", "FEE_BASIS"),
    ("服务对象", "SERVE_TYPE"),
    ("办理形式", "HANDLE_FORM"),
    ("办件类型", "PROJECT_TYPE"),
    ("到办事现场次数", "LIMIT_SCENE_NUM"),
    ("材料数", "MATERIAL_NUM"),
    ("咨询电话", "LINK_WAY"),
    ("监督救济途径", "SUPERVISE_WAY"),
];

fn item(book: &Playbook, by: &Publisher, service: &Service) -> Vec<String> {
    let lead = book.agencies.get(&service.lead);
    let basis = service.basis.clone().unwrap_or_default();
    let at_once = matches!(service.mode, Mode::Automatic | Mode::Filing | Mode::Commitment);
    let statutory = service.statutory_working_days;
    let shortened = 1.0 - f64::from(service.promised_working_days) / f64::from(statutory.max(1));
    let others: Vec<&str> = {
        let mut seen = std::collections::BTreeSet::from([service.lead.as_str()]);
        service.steps.iter().map(|s| s.agency.as_str()).filter(|a| seen.insert(a)).collect()
    };
    let visits: u32 = service.steps.iter().map(|s| s.visits).sum();
    vec![
        format!("{}/{}", book.id, service.id),
        service.name.zh.clone(),
        String::new(),
        String::new(),
        // a filing is 其他行政权力 (10); whether a review is a licence, the playbook does not say
        if service.mode == Mode::Filing { "10" } else { "" }.to_owned(),
        basis.clone(),
        lead.map_or("", |a| level(a.level)).to_owned(),
        agency(book, &service.lead),
        by.region.clone(),
        statutory.to_string(),
        "工作日".to_owned(),
        service.promised_working_days.to_string(),
        "工作日".to_owned(),
        if statutory == 0 { String::new() } else { format!("{:.0}%", shortened.max(0.0) * 100.0) },
        service.eligible.as_ref().or(service.when.as_ref()).map_or(String::new(), |r| r.text().to_owned()),
        service.steps.iter().map(|s| s.name.zh.as_str()).collect::<Vec<_>>().join("→"),
        others.iter().map(|a| agency(book, a)).collect::<Vec<_>>().join("、"),
        service.yields.iter().map(|e| book.evidence_name(e).zh).collect::<Vec<_>>().join("、"),
        if service.fee > 0 { "1" } else { "0" }.to_owned(),
        if service.fee > 0 { format!("{}.{:02}", service.fee / 100, service.fee % 100) } else { String::new() },
        if service.fee > 0 { basis } else { String::new() },
        if service.audience == Audience::Enterprise { "2" } else { "1" }.to_owned(),
        "1,2,3".to_owned(),
        if at_once { "1" } else { "2" }.to_owned(),
        visits.to_string(),
        service.needs.len().to_string(),
        lead.and_then(|a| a.phone.clone()).unwrap_or_default(),
        service.recourse.as_ref().map(|r| r.zh.clone()).unwrap_or_default(),
    ]
}

const MATERIALS: &[(&str, &str)] = &[
    ("事项标识", "ITEM_ID"),
    ("材料标识", "MATERIAL_ID"),
    ("材料名称", "MATERIAL_NAME"),
    ("出具机构", "ISSUER"),
    ("出具时间要求", "ISSUE_TIME_LIMIT"),
    ("办理说明", "HANDLE_NOTE"),
    ("使用说明", "USE_NOTE"),
    ("是否必备材料", "IS_NEED"),
    ("可替代组", "ALTERNATIVE_GROUP"),
    ("已由政府部门掌握", "HELD_BY"),
    ("盖章数", "STAMP_NUM"),
    ("设定依据", "BY_LAW"),
];

/// One row for each paper of a demand; papers that can stand for each other share a group.
fn materials(book: &Playbook, service: &Service, need: &Need) -> Rows {
    let all = need.demand.evidence();
    let enough = need.demand.enough();
    let group = if all.len() > enough { format!("{}：{} 选 {enough}", need.id, all.len()) } else { String::new() };
    let row = |id: &String| {
        let evidence = book.evidence.get(id);
        let hint = evidence.and_then(|e| e.hint.as_ref()).map(|h| h.zh.clone());
        let held: Vec<String> = evidence.map_or(Vec::new(), |e| e.held_by.iter().map(|a| agency(book, a)).collect());
        vec![
            format!("{}/{}", book.id, service.id),
            id.clone(),
            book.evidence_name(id).zh,
            evidence.map_or(String::new(), |e| issuers(book, e)),
            need.max_age_days.map_or(String::new(), |days| format!("{days} 日内出具")),
            hint.unwrap_or_default(),
            need.when.as_ref().map_or(String::new(), |rule| format!("仅当 {}", rule.text())),
            if need.when.is_none() && all.len() == enough { "1" } else { "0" }.to_owned(),
            group.clone(),
            held.join("、"),
            evidence.map_or(0, |e| e.stamps).to_string(),
            need.basis.clone().unwrap_or_default(),
        ]
    };
    all.iter().map(row).collect()
}

const STEPS: &[(&str, &str)] = &[
    ("事项标识", "ITEM_ID"),
    ("环节标识", "STEP_ID"),
    ("环节名称", "STEP_NAME"),
    ("单位", "DEPT_NAME"),
    ("前置环节", "AFTER_STEP"),
    ("承诺工作日", "PROMISE_DAY"),
    ("到办事现场次数", "LIMIT_SCENE_NUM"),
    ("适用条件", "USE_CONDITION"),
    ("设定依据", "BY_LAW"),
];

fn steps(book: &Playbook, service: &Service) -> Rows {
    let name = |id: &String| service.steps.iter().find(|s| s.id == *id).map_or(id.clone(), |s| s.name.zh.clone());
    let row = |step: &crate::model::Step| {
        vec![
            format!("{}/{}", book.id, service.id),
            step.id.clone(),
            step.name.zh.clone(),
            agency(book, &step.agency),
            step.after.iter().map(name).collect::<Vec<_>>().join("、"),
            step.working_days.to_string(),
            step.visits.to_string(),
            step.when.as_ref().map_or(String::new(), |rule| rule.text().to_owned()),
            step.basis.clone().unwrap_or_default(),
        ]
    };
    service.steps.iter().map(row).collect()
}

fn agency(book: &Playbook, id: &str) -> String {
    book.agencies.get(id).map_or_else(|| id.to_owned(), |a| a.name.zh.clone())
}

fn issuers(book: &Playbook, evidence: &Evidence) -> String {
    let one = |issuer: &Issuer| match issuer {
        Issuer::Applicant => "申请人".to_owned(),
        Issuer::Market => "市场购买".to_owned(),
        Issuer::Agency(id) => agency(book, id),
        Issuer::Service(id) => book.services.get(id).map_or_else(|| id.clone(), |s| format!("办理“{}”取得", s.name.zh)),
    };
    evidence.issuers.iter().map(one).collect::<Vec<_>>().join("、")
}

/// Code list A.2 行使层级.
fn level(level: Level) -> &'static str {
    match level {
        Level::Nation => "1",
        Level::Province => "2",
        Level::City => "3",
        Level::County => "4",
        Level::Street => "5",
        Level::Village => "6",
    }
}

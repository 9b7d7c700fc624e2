//! Made-up people for `tongtu demo`, two where an act takes two, and the links that sign in as them.

use store::{Fault, params};
use web::{App, BoxFuture, Role, Stop, cookie, password};

use super::model::{NewPerson, State};
use super::store::{self as accounts, Desk};
use crate::enterprises::{self, By};

/// County of the demonstration.
const REGION: &str = "990121";

/// Id, Chinese name, English name; ids are those of the playbooks.
const DESKS: &[(&str, &str, &str)] = &[
    ("agriculture", "农业农村局", "Agriculture Bureau"),
    ("commerce", "商务局", "Commerce Bureau"),
    ("development", "发展和改革局", "Development Bureau"),
    ("emergency", "应急管理局", "Emergency Bureau"),
    ("fire-rescue", "消防救援大队", "Fire and Rescue"),
    ("headquarters", "县疫情防控指挥部", "County epidemic headquarters"),
    ("health", "卫生健康局", "Health Bureau"),
    ("housing", "住房和城乡建设局", "Construction Bureau"),
    ("human-resources", "人力资源和社会保障局", "Human Resources Bureau"),
    ("industry", "工业和信息化局", "Industry Bureau"),
    ("market-supervision", "市场监督管理局", "Market Supervision Bureau"),
    ("police", "公安局", "Police"),
    ("street", "城关镇人民政府", "Chengguan Town Government"),
    ("transport", "交通运输局", "Transport Bureau"),
];

/// Sign-in name, name, role, agency, region.
const PEOPLE: &[(&str, &str, Role, &str, &str)] = &[
    ("clerk", "李晓梅", Role::Enterprise, "", REGION),
    ("worker", "王建国", Role::Worker, "", REGION),
    ("community", "赵桂兰", Role::Community, "", "990121001001"),
    ("officer-industry", "陈志远", Role::Officer, "industry", REGION),
    ("officer-industry-2", "罗海燕", Role::Officer, "industry", REGION),
    ("officer-health", "刘佳宁", Role::Officer, "health", REGION),
    ("officer-emergency", "何大勇", Role::Officer, "emergency", REGION),
    ("officer-human-resources", "周敏", Role::Officer, "human-resources", REGION),
    ("officer-street", "马立新", Role::Officer, "street", REGION),
    ("head-industry", "许向东", Role::Head, "industry", REGION),
    ("head-health", "郭慧", Role::Head, "health", REGION),
    ("supervisor", "林静", Role::Supervisor, "", REGION),
    ("dispatched", "孙浩", Role::Dispatched, "industry", REGION),
    ("operator", "吴倩", Role::Operator, "", REGION),
    ("command", "郑国强", Role::Command, "headquarters", REGION),
    ("drafter", "高文清", Role::Drafter, "headquarters", REGION),
    ("drafter-2", "丁雅琴", Role::Drafter, "headquarters", REGION),
    ("auditor", "沈正", Role::Auditor, "", REGION),
    ("admin", "曹立", Role::Admin, "", REGION),
];

/// Creates the made-up desks and people; run again, it changes nothing. Their passwords are drawn at random and
/// told to nobody: the links of [`demo_links`] are the way in.
pub fn fill(app: App) -> BoxFuture<'static, anyhow::Result<()>> {
    Box::pin(async move {
        // one hash for all of them: nobody knows the password of any
        let hash = password::hash_aside(app.random_token()).await?;
        let ids: Vec<String> = PEOPLE.iter().map(|_| app.new_id()).collect();
        let by = By { actor: "system".to_owned(), office: String::new(), now_ms: app.now_ms(), today: app.today() };
        let outcome = app.db().write(move |tx| fill_tables(tx, &ids, &hash, &by)).await;
        match outcome {
            Ok(()) => Ok(()),
            Err(Stop::Fault(error)) => Err(error),
            Err(stop) => Err(anyhow::anyhow!("the made-up people were refused: {stop:?}")),
        }
    })
}

fn fill_tables(tx: &mut store::Tx, ids: &[String], hash: &str, by: &By) -> Result<(), Stop> {
    for (id, zh, en) in DESKS {
        let name = civic::Text::new(*zh, *en);
        accounts::add_desk(tx, &Desk { region: REGION.to_owned(), id: (*id).to_owned(), name }, by)?;
    }
    let clerks = enterprises::find_by_uscc(tx, enterprises::CLERKS_USCC)?.map(|enterprise| enterprise.id);
    for ((sign_in, name, role, agency, region), id) in PEOPLE.iter().zip(ids) {
        if accounts::by_sign_in(tx, sign_in)?.is_some() {
            continue;
        }
        let person = NewPerson {
            region: (*region).to_owned(),
            sign_in: (*sign_in).to_owned(),
            name: (*name).to_owned(),
            role: *role,
            agency: Some((*agency).to_owned()).filter(|agency| !agency.is_empty()),
            enterprise: clerks.clone().filter(|_| *role == Role::Enterprise),
        };
        accounts::create(tx, id, &person, hash, State::Active, by)?;
    }
    Ok(())
}

/// A link that signs in as a made-up person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoLink {
    /// What the person is.
    pub role: Role,
    /// Agency of an officer.
    pub agency: Option<String>,
    /// Sign-in name.
    pub sign_in: String,
    /// Name shown.
    pub name: String,
    /// `/sign-in/demo/…`, good until the next call.
    pub path: String,
}

/// Draws a fresh link for every made-up person; links drawn before stop working.
///
/// # Errors
/// Not in the demonstration, or a fault of the database.
pub async fn demo_links(app: &App) -> anyhow::Result<Vec<DemoLink>> {
    anyhow::ensure!(app.settings().demo, "one-click sign-in exists only in the demonstration");
    let tokens: Vec<String> = PEOPLE.iter().map(|_| app.random_token()).collect();
    let links = app
        .db()
        .write(move |tx| -> Result<Vec<DemoLink>, Fault> {
            let mut links = Vec::new();
            for (.., region) in PEOPLE {
                tx.execute(include_str!("sql/demo_key_clear.sql"), params![*region])?;
            }
            for ((sign_in, ..), token) in PEOPLE.iter().zip(tokens) {
                let Some(person) = accounts::by_sign_in(tx, sign_in)? else { continue };
                tx.execute(
                    include_str!("sql/demo_key_insert.sql"),
                    params![&person.region, cookie::token_hash(&token), &person.id],
                )?;
                links.push(DemoLink {
                    role: person.role,
                    agency: person.agency,
                    sign_in: person.sign_in,
                    name: person.name,
                    path: format!("/sign-in/demo/{token}"),
                });
            }
            Ok(links)
        })
        .await?;
    Ok(links)
}

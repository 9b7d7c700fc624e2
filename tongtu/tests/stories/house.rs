//! The house of the stories: every service, the rule books of the repository, everybody's sign-in link.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use civic::RegionCode;
use ground::accounts::{NewPerson, State, create, demo_links};
use ground::enterprises::{By, find_by_uscc};
use playbook::Files;
use testkit::{Doors, House, Person, TestTown};
use web::{App, BoxFuture, Feature, Role, Stop};

/// County of the demo.
pub const REGION: &str = "990121";

/// A Monday on which the rule books of the repository are in force.
pub const DAY: &str = "2020-03-16";

/// The house as `tongtu demo` fills it.
pub const HOUSE: House = House { features, open };

/// Every service, in the order of their needs.
pub fn features() -> &'static [&'static Feature] {
    static ALL: OnceLock<Vec<&'static Feature>> = OnceLock::new();
    ALL.get_or_init(|| [ground::ALL, people::ALL, firms::ALL, board::ALL].concat())
}

fn open(app: App) -> BoxFuture<'static, anyhow::Result<Doors>> {
    Box::pin(async move {
        for book in ["epidemic", "safety-restart"] {
            ground::playbooks::publish_files(&app, shipped(book), "system").await?;
        }
        let links = demo_links(&app).await?;
        Ok(links.into_iter().map(|link| (link.sign_in, link.path)).collect())
    })
}

/// Folder of the rule books.
pub fn playbooks() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../playbooks")
}

/// The files of a rule book of the repository.
pub fn shipped(book: &str) -> Files {
    let root = playbooks().join(book);
    let mut files = Files::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of the repository") {
            let path = entry.expect("an entry of it").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&root).expect("it lies below").to_string_lossy().replace('\\', "/");
                files.insert(name, std::fs::read(&path).expect("a file of the repository"));
            }
        }
    }
    files
}

/// Somebody more: gets an account with a password and signs in on the page.
pub async fn newcomer(town: &TestTown, sign_in: &str, role: Role, agency: &str, uscc: &str) -> Person {
    const PASSWORD: &str = "三棵老槐树在河滨路上";
    let app = town.app();
    let hash = web::password::hash_aside(PASSWORD.to_owned()).await.expect("a hash");
    let by = By { actor: "system".into(), office: String::new(), now_ms: app.now_ms(), today: app.today() };
    let (id, name, agency, uscc) = (app.new_id(), sign_in.to_owned(), agency.to_owned(), uscc.to_owned());
    let made = app.db().write(move |tx| -> Result<(), Stop> {
        let enterprise = find_by_uscc(tx, &uscc)?.map(|e| e.id);
        let region = RegionCode::parse(REGION).expect("a code").to_string();
        let agency = Some(agency).filter(|a| !a.is_empty());
        let person = NewPerson { region, sign_in: name.clone(), name, role, agency, enterprise };
        create(tx, &id, &person, &hash, State::Active, &by)
    });
    made.await.expect("an account");
    let mut person = town.stranger();
    person.name = sign_in.to_owned();
    person.opens("/sign-in").await;
    person.fills("sign_in", sign_in).fills("password", PASSWORD).at("登录").presses("登录").await;
    person
}

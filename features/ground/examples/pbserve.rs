//! temp
use std::collections::BTreeMap;
struct Keeper;
impl web::SessionKeeper for Keeper {
    fn find<'a>(&'a self, _: &'a web::App, t: String) -> web::BoxFuture<'a, anyhow::Result<Option<web::Session>>> {
        Box::pin(async move {
            Ok(Some(web::Session {
                id: t,
                person: "p1".into(),
                name: "起草员".into(),
                role: web::Role::Drafter,
                region: "990121".into(),
                agency: None,
                enterprise: None,
                started_ms: 0,
            }))
        })
    }
}
const F: &[&web::Feature] = &[
    &ground::regions::FEATURE,
    &ground::enterprises::FEATURE,
    &ground::playbooks::FEATURE,
    &web::Feature { name: "keeper", group: "g", keeper: Some(&Keeper), ..web::Feature::EMPTY },
];
fn take(folder: &std::path::Path, below: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for e in std::fs::read_dir(folder).unwrap() {
        let e = e.unwrap();
        let p = format!("{below}{}", e.file_name().to_string_lossy());
        if e.path().is_dir() {
            take(&e.path(), &format!("{p}/"), files)
        } else {
            files.insert(p, std::fs::read(e.path()).unwrap());
        }
    }
}
#[tokio::main]
async fn main() {
    let town = web::testing::TestApp::new(F).await;
    (F[0].demo.unwrap())(town.app.clone()).await.unwrap();
    town.clock.set_ms(1584500400000);
    for n in ["epidemic", "safety-restart"] {
        let mut f = BTreeMap::new();
        take(std::path::Path::new(&format!("/work/main/playbooks/{n}")), "", &mut f);
        let t = std::time::Instant::now();
        let d = ground::playbooks::publish_files(&town.app, f.clone(), "system").await;
        println!("{n} publish {:?} {:?}", t.elapsed(), d);
        if let Ok(d) = d {
            let t = std::time::Instant::now();
            let p = ground::playbooks::by_digest(&town.app, &d).await.unwrap().unwrap();
            println!("by_digest {:?}", t.elapsed());
            let t = std::time::Instant::now();
            println!("findings {} {:?}", p.findings(town.app.today()).len(), t.elapsed());
            let t = std::time::Instant::now();
            let _ = ground::playbooks::current(&town.app, n, "990121", town.app.today()).await;
            println!("current warm {:?}", t.elapsed());
            let t = std::time::Instant::now();
            let _ = p.playbook.effective(civic::RegionCode::parse("990121").ok().as_ref(), town.app.today());
            println!("effective {:?}", t.elapsed());
        }
        if n == "epidemic" {
            let mut weak = f;
            for (k, v) in weak.iter_mut() {
                let s = String::from_utf8_lossy(v)
                    .replace("missing-issuer = \"error\"", "")
                    .replace("no-basis = \"error\"", "")
                    .replace("needless-series = \"error\"", "")
                    .replace("version = \"2020.3\"", "version = \"2020.2\"")
                    .replace(
                        "from = 2020-03-03\nuntil = 2020-12-31\nbasis = \"国办发明电〔2020〕6号\"",
                        "from = 2020-02-03\nuntil = 2020-12-31\nbasis = \"国办发明电〔2020〕6号\"",
                    );
                let s = if k.starts_with("services") {
                    s.replace("basis = \"云岭省肺炎防指〔2020〕7号 清单一 第5项\"", "")
                } else {
                    s
                };
                if k.starts_with("services") {
                    *v = s.replace("after = []", "").into_bytes()
                } else {
                    *v = s.into_bytes()
                }
            }
            println!("weak {:?}", ground::playbooks::publish_files(&town.app, weak, "drafter").await);
        }
    }
    let l = tokio::net::TcpListener::bind("127.0.0.1:8471").await.unwrap();
    println!("serving");
    let r = web::router(town.app.clone());
    let _ = town.browser();
    axum::serve(l, r).await.unwrap();
}

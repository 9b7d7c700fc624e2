//! A demonstration town in memory for the tests of this group.

use ground::accounts::{DemoLink, demo_links};
use web::testing::{Answer, Browser, TestApp};
use web::{Feature, Settings};

/// The services these tests are about; rules and cases have tests of their own.
pub static FEATURES: &[&Feature] =
    &[&ground::regions::FEATURE, &ground::enterprises::FEATURE, &ground::accounts::FEATURE];

/// A town with its made-up people, and the links to sign in as them.
pub struct Town {
    pub site: TestApp,
    pub links: Vec<DemoLink>,
}

impl Town {
    /// A town in memory.
    pub async fn new() -> Town {
        Town::on(store::Db::memory().expect("a database in memory opens")).await
    }

    /// A town on a given database.
    pub async fn on(db: store::Db) -> Town {
        let settings = Settings { secure_cookies: false, demo: true, ..Settings::default() };
        let site = TestApp::on(db, FEATURES, settings).await;
        for feature in FEATURES {
            if let Some(fill) = feature.demo {
                fill(site.app.clone()).await.expect("the demonstration fills");
            }
        }
        let links = demo_links(&site.app).await.expect("links");
        Town { site, links }
    }

    /// A browser signed in as the made-up person with this sign-in name.
    pub async fn browser(&self, sign_in: &str) -> Browser {
        let link = self.links.iter().find(|link| link.sign_in == sign_in).expect("a made-up person");
        let mut browser = self.site.browser();
        assert_eq!(browser.get(&link.path).await.status, 303);
        browser
    }
}

/// Opens a page that must be there, in both languages, without a word missing.
pub async fn page(browser: &mut Browser, path: &str) -> Answer {
    let sign = if path.contains('?') { '&' } else { '?' };
    let english = browser.get(&format!("{path}{sign}lang=en")).await;
    let answer = browser.get(&format!("{path}{sign}lang=zh-CN")).await;
    for answer in [&english, &answer] {
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        assert!(!answer.text().contains('⟦'), "{path}: {}", words_missing(&answer.text()));
    }
    answer
}

fn words_missing(text: &str) -> &str {
    text.split('⟦').nth(1).and_then(|rest| rest.split('⟧').next()).unwrap_or_default()
}

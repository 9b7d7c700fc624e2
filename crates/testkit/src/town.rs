//! The town: its services, its database, its clock, and the people one can ask to act.

use std::collections::BTreeMap;

use civic::Date;
use store::Db;
use web::testing::{Browser, TestApp};
use web::{App, BoxFuture, Feature, Settings};

use crate::Person;

/// Nine in the morning, milliseconds into the local day.
const NINE_MS: i64 = 9 * HOUR_MS;
const HOUR_MS: i64 = 60 * 60 * 1000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// By sign-in name, the path that signs a person in.
pub type Doors = BTreeMap<String, String>;

/// What stands in a town, and how its doors are opened.
pub struct House {
    /// The services, in the order of their needs.
    pub features: fn() -> &'static [&'static Feature],
    /// Run after every service has filled its part: publishes rule books and tells where people sign in.
    pub open: fn(App) -> BoxFuture<'static, anyhow::Result<Doors>>,
}

/// A made-up town with a clock that stands still until it is moved.
pub struct TestTown {
    site: TestApp,
    doors: Doors,
}

impl TestTown {
    /// A town on SQLite in memory, at nine in the morning of `day`.
    ///
    /// # Panics
    /// When the house cannot be opened; a test should stop there.
    pub async fn start(day: &str, house: &House) -> TestTown {
        TestTown::on(crate::sqlite(), day, house).await
    }

    /// A town on an empty database.
    ///
    /// # Panics
    /// As [`TestTown::start`].
    pub async fn on(db: Db, day: &str, house: &House) -> TestTown {
        let settings = Settings { secure_cookies: false, demo: true, ..Settings::default() };
        let site = TestApp::on(db, (house.features)(), settings).await;
        let day: Date = day.parse().expect("a day written 2020-03-16");
        site.clock.set_ms(civic::clock::start_of(day).as_millisecond() + NINE_MS);
        for feature in (house.features)() {
            if let Some(fill) = feature.demo {
                let filled = fill(site.app.clone()).await;
                filled.unwrap_or_else(|error| panic!("the demo of `{}`: {error:#}", feature.name));
            }
        }
        let doors = (house.open)(site.app.clone()).await;
        TestTown { site, doors: doors.unwrap_or_else(|error| panic!("the house does not open: {error:#}")) }
    }

    /// The application, for what no page shows.
    pub fn app(&self) -> &App {
        &self.site.app
    }

    /// The town's day.
    pub fn today(&self) -> Date {
        self.site.app.today()
    }

    /// A made-up person, signed in.
    ///
    /// # Panics
    /// When nobody of that name lives here.
    pub async fn person(&self, sign_in: &str) -> Person {
        let known = || self.doors.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        let path =
            self.doors.get(sign_in).unwrap_or_else(|| panic!("nobody signs in as `{sign_in}`; known: {}", known()));
        let mut browser = self.site.browser();
        let answer = browser.get(path).await;
        assert_eq!(answer.status, 303, "`{sign_in}` is not let in: {}", answer.text());
        Person::new(sign_in, browser)
    }

    /// Somebody who is not signed in.
    pub fn stranger(&self) -> Person {
        Person::new("stranger", self.site.browser())
    }

    /// A bare browser, for requests that no page would send.
    pub fn browser(&self) -> Browser {
        self.site.browser()
    }

    /// Moves the clock by whole days; the hour stays.
    pub fn days_pass(&self, days: i64) {
        self.site.clock.advance_ms(days * DAY_MS);
    }

    /// Moves the clock by hours.
    pub fn hours_pass(&self, hours: i64) {
        self.site.clock.advance_ms(hours * HOUR_MS);
    }
}

//! The record by which one service tells the house everything about itself.

use std::future::Future;
use std::pin::Pin;

use crate::openapi::Api;
use crate::ui::Notice;
use crate::{App, Ctx, Door, Routes, SessionKeeper, Stop};

/// A boxed future; what function pointers in a [`Feature`] return.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Fills the made-up county with what a feature shows in the demo.
pub type DemoFill = fn(App) -> BoxFuture<'static, anyhow::Result<()>>;

/// What somebody should know before anything else: shown on top of the page where the day's work begins.
pub type Notices = for<'a> fn(&'a Ctx) -> BoxFuture<'a, Result<Vec<Notice>, Stop>>;

/// One service. `Feature { name: "relief", group: "firms", ..Feature::EMPTY }`.
pub struct Feature {
    /// Folder name, unique in the composition.
    pub name: &'static str,
    /// Group folder: `ground`, `people`, `firms`, `board`.
    pub group: &'static str,
    /// Names of features that must stand before this one.
    pub needs: &'static [&'static str],
    /// Title: Chinese, English.
    pub title: (&'static str, &'static str),
    pub routes: fn() -> Routes,
    /// What its routes below `/api/` are for, described for programs.
    pub api: fn() -> Api,
    /// In order; names are unique over all features.
    pub migrations: &'static [store::Migration],
    /// Columns this feature offers to rules.
    pub facts: fn() -> Vec<rules::Fact>,
    pub nav: &'static [Nav],
    pub jobs: &'static [JobKind],
    /// What it has to say on top of a desk to whoever is signed in; see [`Ctx::notices`].
    pub notices: Option<Notices>,
    /// `include_str!("words.toml")`; see [`crate::words`].
    pub words: &'static str,
    /// Help page in Markdown: Chinese, English.
    pub help: (&'static str, &'static str),
    /// Set by the one feature that keeps sessions.
    pub keeper: Option<&'static dyn SessionKeeper>,
    /// Fills the made-up county of `tongtu demo`.
    pub demo: Option<DemoFill>,
}

impl Feature {
    /// Nothing of everything, to spread from.
    pub const EMPTY: Feature = Feature {
        name: "",
        group: "",
        needs: &[],
        title: ("", ""),
        routes: Routes::new,
        api: Api::default,
        migrations: &[],
        facts: Vec::new,
        nav: &[],
        jobs: &[],
        notices: None,
        words: "",
        help: ("", ""),
        keeper: None,
        demo: None,
    };
}

/// One entry of the main navigation, shown to those whom the door lets pass.
#[derive(Clone, Copy, Debug)]
pub struct Nav {
    pub door: Door,
    /// Path the entry leads to.
    pub path: &'static str,
    /// Key in the feature's words.
    pub key: &'static str,
}

/// One kind of background job a feature runs.
#[derive(Clone, Copy)]
pub struct JobKind {
    /// Kind in the job table, e.g. `relief-match`.
    pub kind: &'static str,
    pub run: fn(App, store::jobs::Job) -> BoxFuture<'static, anyhow::Result<()>>,
}

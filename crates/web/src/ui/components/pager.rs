//! Pages of a long list: links that keep the rest of the address.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::ui::Example;
use crate::{Ctx, Say};

/// Page links; writes nothing but the count when all fits on one page.
#[derive(Clone, Debug, Template)]
#[template(path = "ui/components/pager.html")]
pub struct Pager {
    w: Say,
    position: String,
    previous: Option<String>,
    next: Option<String>,
}

impl HtmlSafe for Pager {}

impl Pager {
    /// `page` counts from 1.
    pub fn new(w: Say, ctx: &Ctx, page: u32, items_total: u64, per_page: u32) -> Pager {
        Pager::with(w, page, items_total, per_page, |n| ctx.address_with(&[("page", &n.to_string())]))
    }

    /// The page asked for in `?page=`, from 1 to 1,000,000.
    pub fn page_of(ctx: &Ctx) -> u32 {
        ctx.query("page").parse().unwrap_or(1).clamp(1, 1_000_000)
    }

    fn with(w: Say, page: u32, items_total: u64, per_page: u32, address: impl Fn(u32) -> String) -> Pager {
        let pages = items_total.div_ceil(u64::from(per_page.max(1))).max(1);
        let position = w.n_with("pager-position", items_total as i64, &[("page", &page), ("pages", &pages)]);
        Pager {
            w,
            position,
            previous: (page > 1).then(|| address(page - 1)),
            next: (u64::from(page) < pages).then(|| address(page + 1)),
        }
    }
}

pub fn examples(w: Say) -> Vec<Example> {
    let address = |n: u32| format!("/preview?page={n}");
    vec![
        Example::new("in the middle", Pager::with(w, 2, 1234, 50, address)),
        Example::new("all on one page", Pager::with(w, 1, 1, 50, address)),
    ]
}

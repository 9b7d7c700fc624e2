//! What every list of this service has in common: its page, how it is asked for, and how far it goes.

use askama::Template;
use web::Ctx;
use web::ui::{Actions, Filter, Order, Pager, Table};

/// Lines of a page.
pub(super) const PER_PAGE: u32 = 50;
/// Most lines of a file.
pub(super) const LINES_MAX: u32 = 50_000;

/// What can be done, which lines are shown, the lines, and the way to the others.
#[derive(Template)]
#[template(path = "accounts/pages/list.html")]
pub(super) struct List {
    pub(super) actions: Actions,
    pub(super) filter: Filter,
    pub(super) table: Table,
    pub(super) pager: Pager,
}

/// What the address asks of a list.
pub(super) struct Asked {
    /// Part of a name.
    pub(super) words: String,
    /// Column to sort by: one of the list's own, its first where the address names none of them.
    pub(super) column: &'static str,
    /// The order as the heads of the columns show it.
    pub(super) order: Order,
}

impl Asked {
    /// Reads the address; `orders` are the columns a reader may sort by.
    pub(super) fn of(ctx: &Ctx, orders: &'static [&'static str]) -> Asked {
        let order = Order::from_query(ctx, orders);
        let named = orders.iter().find(|key| **key == order.key).or(orders.first());
        let words = ctx.query("q").trim().chars().take(100).collect();
        Asked { words, column: named.copied().unwrap_or_default(), order }
    }
}

/// The order as it stands in the address, kept while a filter changes.
pub(super) fn sort_of(order: &Order) -> String {
    format!("{}{}", if order.descending { "-" } else { "" }, order.key)
}

/// How many lines lie before a page.
pub(super) fn skipped(page: u32) -> u64 {
    u64::from(page - 1) * u64::from(PER_PAGE)
}

/// The same lines as a file.
pub(super) fn export_of(ctx: &Ctx, list: &str) -> String {
    ctx.address_with(&[("format", "csv"), ("page", "")]).replacen(list, &format!("{list}/export"), 1)
}

//! Where events may go: outside, over TLS; inside only to hosts that whoever runs the site has named.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use civic::{Problem, Text};
use web::App;

use super::model::URL_MAX;
use crate::outside::{Wrong, host_of};

/// Hosts of the own network that may be told.
#[derive(Default)]
struct Inside(Mutex<Arc<BTreeSet<String>>>);

/// Lets events go to these hosts although they lie inside the own network; `10.1.2.3` or `intake.example.internal`.
pub fn allow_inside(app: &App, hosts: impl IntoIterator<Item = String>) {
    let hosts = hosts.into_iter().map(|host| host.trim().to_ascii_lowercase()).collect();
    *app.extension::<Inside>().0.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(hosts);
}

/// Whether events may go to this host although it lies inside.
fn is_allowed(app: &App, host: &str) -> bool {
    app.extension::<Inside>().0.lock().unwrap_or_else(PoisonError::into_inner).contains(host)
}

/// Whether this address leads to a host of the own network that may be told. Judged anew whenever something is sent.
///
/// # Errors
/// The address may not be asked at all any more.
pub fn goes_inside(app: &App, url: &str) -> Result<bool, Wrong> {
    host_of(url, |host| is_allowed(app, host)).map(|host| is_allowed(app, &host))
}

/// What is wrong with an address somebody gives.
///
/// # Errors
/// The problem, at `field`.
pub fn check(app: &App, field: &str, url: &str) -> Result<String, Problem> {
    let url = url.trim();
    let long = url.chars().count() > URL_MAX;
    let wrong = match goes_inside(app, url) {
        Ok(_) if !long && url.is_ascii() && !url.contains('#') => return Ok(url.to_owned()),
        Ok(_) | Err(Wrong::Unreadable | Wrong::Scheme) => (
            ("webhooks/url", "网址写错了", "is not an address"),
            (
                "请填写完整的网址，例如 https://intake.example.gov.cn/events，最多 500 个字符",
                "give a whole address such as https://intake.example.gov.cn/events, at most 500 characters",
            ),
        ),
        Err(Wrong::Account) => (
            ("webhooks/url-account", "网址里不能写账号和密码", "an address carries no name and password"),
            ("请去掉账号；收到的内容用签名核对", "leave them out; check what arrives by its signature"),
        ),
        Err(Wrong::Clear) => (
            ("webhooks/url-clear", "网址要以 https:// 开头", "an address begins with https://"),
            (
                "请用 https 网址；内网地址请系统管理方登记主机名",
                "use https; a host inside must be named by whoever runs the site",
            ),
        ),
        Err(Wrong::Inside) => (
            ("webhooks/url-inside", "这个地址在内网", "the address lies inside the own network"),
            (
                "请用外网网址；内网地址请系统管理方登记主机名",
                "use one outside; a host inside must be named by whoever runs the site",
            ),
        ),
    };
    let ((code, zh, en), (next_zh, next_en)) = wrong;
    Err(Problem::new(field, code, Text::new(zh, en), Text::new(next_zh, next_en)))
}

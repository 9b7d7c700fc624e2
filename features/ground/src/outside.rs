//! Asking computers outside the house: which addresses are allowed, how long and how much is waited for.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use civic::Text;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

/// Longest head of an answer, bytes.
const HEAD_MAX: usize = 32 * 1024;

/// Finds the addresses of a host and drops those inside, so that what was checked is what is connected to.
#[derive(Default)]
struct Outside {
    names: DefaultResolver,
}

impl fmt::Debug for Outside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outside")
    }
}

impl Resolver for Outside {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        let mut kept = self.empty();
        for address in found.iter().filter(|address| !is_inside(address.ip())) {
            kept.push(*address);
        }
        // a name that leads inside is as good as no name: nothing is sent there
        if kept.is_empty() { Err(Error::HostNotFound) } else { Ok(kept) }
    }
}

/// Asks one computer: no redirect is followed, no proxy used, and nothing waited for beyond `time`. Unless
/// `inside`, names that lead into the own network lead nowhere.
pub fn agent(time: Duration, inside: bool) -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(time))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .proxy(None)
        .max_response_header_size(HEAD_MAX)
        .user_agent("tongtu")
        .build();
    if inside {
        Agent::with_parts(config, DefaultConnector::default(), DefaultResolver::default())
    } else {
        Agent::with_parts(config, DefaultConnector::default(), Outside::default())
    }
}

/// Words for a failure; the address is in none of them.
pub fn failure(error: &Error, time: Duration) -> Text {
    let seconds = time.as_secs();
    match error {
        Error::Timeout(_) => {
            Text::new(format!("{seconds} 秒内没有回应"), format!("it did not answer within {seconds} seconds"))
        }
        Error::BodyExceedsLimit(bytes) => {
            Text::new(format!("回应超过 {bytes} 字节"), format!("its answer is longer than {bytes} bytes"))
        }
        Error::HostNotFound => {
            Text::new("找不到主机，或主机在内网", "its host is not found or lies inside the own network")
        }
        Error::Rustls(_) | Error::Tls(_) => {
            Text::new("证书或加密连接有问题", "its certificate or encryption is not in order")
        }
        Error::Io(_) | Error::ConnectionFailed => Text::new("连接不上或连接中断", "the connection failed or broke off"),
        _ => Text::new("回应不合 HTTP 规则", "its answer breaks the rules of HTTP"),
    }
}

/// The address belongs to this machine, a private network, or nobody.
pub fn is_inside(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_unspecified()
                || v4.is_broadcast()
                || v4.is_multicast()
                || v4.is_documentation()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 198 && (18..20).contains(&b))
        }
        IpAddr::V6(v6) => match v6.to_ipv4() {
            Some(v4) => is_inside(IpAddr::V4(v4)),
            None => {
                v6.is_unique_local()
                    || v6.is_unicast_link_local()
                    || v6.is_multicast()
                    // site-local, long out of use, and still routed inside some houses
                    || (v6.segments()[0] & 0xffc0) == 0xfec0
                    // an address of the old network inside the new one: 64:ff9b::/96, 2002::/16 and Teredo
                    || v6.segments()[0] == 0x0064
                    || v6.segments()[0] == 0x2002
                    || (v6.segments()[0] == 0x2001 && v6.segments()[1] == 0)
            }
        },
    }
}

/// What an address is refused for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It cannot be read as an address.
    Unreadable,
    /// It begins with something else than `https://` or `http://`, or has no host.
    Scheme,
    /// It carries a name and a password.
    Account,
    /// It would travel in the clear, and does not stay inside.
    Clear,
    /// It leads into the own network.
    Inside,
}

/// The host of an address, unless the address could do what it must not. What a name leads to is looked at when it
/// is asked, by [`agent`].
///
/// # Errors
/// The first thing wrong with it.
pub fn host_of(url: &str, inside: impl Fn(&str) -> bool) -> Result<String, Wrong> {
    let uri: Uri = url.parse().map_err(|_| Wrong::Unreadable)?;
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']).to_ascii_lowercase();
    if host.is_empty() || !matches!(uri.scheme_str(), Some("http" | "https")) {
        return Err(Wrong::Scheme);
    }
    if uri.authority().is_some_and(|a| a.as_str().contains('@')) {
        return Err(Wrong::Account);
    }
    let inside = inside(&host);
    if uri.scheme_str() == Some("http") && !inside {
        return Err(Wrong::Clear);
    }
    let own = host == "localhost" || host.ends_with(".localhost");
    if !inside && (own || host.parse::<IpAddr>().is_ok_and(is_inside)) {
        return Err(Wrong::Inside);
    }
    Ok(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_inside_are_known_in_every_disguise() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "fd00::1",
            "fe80::1",
            "fec0::1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:0:7f00:1::",
        ] {
            assert!(is_inside(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2400:3200::1", "2001:db9::1"] {
            assert!(!is_inside(outside.parse().unwrap()), "{outside}");
        }
    }

    #[test]
    fn a_host_inside_is_asked_only_where_it_is_allowed() {
        let nowhere = |url: &str| host_of(url, |_| false);
        assert_eq!(nowhere("https://data.example.gov.cn/x"), Ok("data.example.gov.cn".into()));
        for (bad, why) in [
            ("x y", Wrong::Unreadable),
            ("file:///etc/passwd", Wrong::Unreadable),
            ("gopher://example.cn/", Wrong::Scheme),
            ("http://data.example.gov.cn/", Wrong::Clear),
            ("https://user:pass@example.cn/", Wrong::Account),
            ("https://127.0.0.1/", Wrong::Inside),
            ("https://[::1]:9/", Wrong::Inside),
            ("https://LocalHost/", Wrong::Inside),
            ("https://169.254.169.254/latest", Wrong::Inside),
        ] {
            assert_eq!(nowhere(bad), Err(why), "{bad}");
        }
        assert_eq!(host_of("http://10.0.0.5:8080/x", |host| host == "10.0.0.5"), Ok("10.0.0.5".into()));
    }
}

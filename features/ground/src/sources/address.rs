//! Which addresses a source may have: no names that lead into the office's own network unless that is allowed.

use std::fmt;
use std::net::IpAddr;

use civic::Text;
use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Finds the addresses of a host and drops those inside, so that what was checked is what is connected to.
#[derive(Default)]
pub struct Outside {
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
                    // an address of the old network inside the new one: 64:ff9b::/96 and 2002::/16
                    || v6.segments()[0] == 0x0064
                    || v6.segments()[0] == 0x2002
            }
        },
    }
}

/// What is wrong with the address of a source, and what to do.
pub fn url_trouble(url: &str, private_network: bool) -> Option<(Text, Text)> {
    let example =
        Text::new("例如 https://data.example.gov.cn/firm/{key}", "for example https://data.example.gov.cn/firm/{key}");
    let Ok(uri) = url.replace("{key}", "KEY").parse::<Uri>() else {
        return Some((Text::new("网址写错了", "is not an address"), example));
    };
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    if host.is_empty() || !matches!(uri.scheme_str(), Some("http" | "https")) {
        return Some((Text::new("网址要以 https:// 开头", "an address begins with https://"), example));
    }
    if uri.authority().is_some_and(|a| a.as_str().contains('@')) || host.contains("KEY") {
        return Some((
            Text::new("网址里不能写账号，主机名里不能写 {key}", "no account in the address, no {key} in the host"),
            example,
        ));
    }
    if !url.contains("{key}") {
        return Some((Text::new("网址里没有 {key}", "the address has no {key}"), example));
    }
    if uri.scheme_str() == Some("http") && !private_network {
        let help = Text::new(
            "请用 https；只有内网来源可以写 private_network = true 后用 http",
            "use https; only a source in the office's own network may use http, with private_network = true",
        );
        return Some((Text::new("密钥和代码会明文传输", "secret and code would travel in the clear"), help));
    }
    if !private_network && host.parse::<IpAddr>().is_ok_and(is_inside) {
        let help = Text::new(
            "内网来源请写 private_network = true",
            "write private_network = true for a source in the office's own network",
        );
        return Some((Text::new("这个地址在内网", "the address lies inside the office's own network"), help));
    }
    None
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
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
        ] {
            assert!(is_inside(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2400:3200::1"] {
            assert!(!is_inside(outside.parse().unwrap()), "{outside}");
        }
    }

    #[test]
    fn an_address_is_refused_for_what_it_could_do() {
        let refused = |url: &str| url_trouble(url, false).is_some();
        assert!(!refused("https://data.example.gov.cn/firm/{key}"));
        for bad in [
            "http://data.example.gov.cn/{key}",
            "https://data.example.gov.cn/firm",
            "https://{key}.example.cn/",
            "https://user:pass@example.cn/{key}",
            "file:///etc/{key}",
            "https://127.0.0.1/{key}",
            "https://[::1]/{key}",
            "x {key}",
        ] {
            assert!(refused(bad), "{bad}");
        }
        assert!(url_trouble("http://10.0.0.5:8080/{key}", true).is_none());
    }
}

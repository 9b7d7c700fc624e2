//! Which addresses a source may have: no names that lead into the office's own network unless that is allowed.

use civic::Text;

use crate::outside::{Wrong, host_of};

/// What is wrong with the address of a source, and what to do.
pub fn url_trouble(url: &str, private_network: bool) -> Option<(Text, Text)> {
    let example =
        Text::new("例如 https://data.example.gov.cn/firm/{key}", "for example https://data.example.gov.cn/firm/{key}");
    // a sign that stands in no name of a host by itself
    let host = host_of(&url.replace("{key}", "K--EY"), |_| private_network);
    match host {
        Err(Wrong::Unreadable) => Some((Text::new("网址写错了", "is not an address"), example)),
        Err(Wrong::Scheme) => Some((Text::new("网址要以 https:// 开头", "an address begins with https://"), example)),
        Ok(host) if !host.contains("k--ey") => key_trouble(url, example),
        Ok(_) | Err(Wrong::Account) => Some((
            Text::new("网址里不能写账号，主机名里不能写 {key}", "no account in the address, no {key} in the host"),
            example,
        )),
        Err(Wrong::Clear) => {
            let help = Text::new(
                "请用 https；只有内网来源可以写 private_network = true 后用 http",
                "use https; only a source in the office's own network may use http, with private_network = true",
            );
            Some((Text::new("密钥和代码会明文传输", "secret and code would travel in the clear"), help))
        }
        Err(Wrong::Inside) => {
            let help = Text::new(
                "内网来源请写 private_network = true",
                "write private_network = true for a source in the office's own network",
            );
            Some((Text::new("这个地址在内网", "the address lies inside the office's own network"), help))
        }
    }
}

fn key_trouble(url: &str, example: Text) -> Option<(Text, Text)> {
    (!url.contains("{key}")).then(|| (Text::new("网址里没有 {key}", "the address has no {key}"), example))
}

#[cfg(test)]
mod tests {
    use super::*;

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

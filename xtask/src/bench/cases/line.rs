//! One person's line to the program: requests one after another on one connection, with a cookie.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A connection that is opened at the first request.
pub struct Line {
    host: String,
    stream: Option<BufReader<TcpStream>>,
    /// Session cookie, as it is sent.
    pub cookie: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The page.
    pub body: String,
}

/// What is sent besides the path.
pub struct Sent<'a> {
    /// `GET` or `POST`.
    pub method: &'a str,
    /// Header lines, each ended.
    pub headers: String,
    /// The body.
    pub body: &'a [u8],
}

impl Line {
    /// To a program at `http://127.0.0.1:PORT`.
    pub fn to(address: &str) -> Line {
        let host = address.trim_start_matches("http://").trim_end_matches('/').to_owned();
        Line { host, stream: None, cookie: String::new() }
    }

    /// Reads a page.
    pub fn get(&mut self, path: &str) -> Result<Answer> {
        self.ask(path, &Sent { method: "GET", headers: "Accept: text/html\r\n".into(), body: b"" })
    }

    /// Sends a form, as a browser of this site does.
    pub fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Result<Answer> {
        let body: Vec<String> = form.iter().map(|(name, value)| format!("{name}={}", quoted(value))).collect();
        let headers = format!(
            "Accept: text/html\r\nOrigin: http://{}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: \
             application/x-www-form-urlencoded\r\n",
            self.host
        );
        self.ask(path, &Sent { method: "POST", headers, body: body.join("&").as_bytes() })
    }

    /// Sends a request and reads its answer.
    pub fn ask(&mut self, path: &str, sent: &Sent) -> Result<Answer> {
        let answer = self.try_ask(path, sent);
        if answer.is_err() {
            self.stream = None;
        }
        answer
    }

    fn try_ask(&mut self, path: &str, sent: &Sent) -> Result<Answer> {
        if self.stream.is_none() {
            let stream = TcpStream::connect(&self.host)?;
            stream.set_read_timeout(Some(Duration::from_secs(60)))?;
            stream.set_nodelay(true)?;
            self.stream = Some(BufReader::new(stream));
        }
        let stream = self.stream.as_mut().context("opened above")?;
        let cookie = if self.cookie.is_empty() { String::new() } else { format!("Cookie: {}\r\n", self.cookie) };
        let head = format!(
            "{} {path} HTTP/1.1\r\nHost: {}\r\nAccept-Language: en\r\n{cookie}{}Content-Length: {}\r\n\r\n",
            sent.method,
            self.host,
            sent.headers,
            sent.body.len()
        );
        stream.get_mut().write_all(&[head.as_bytes(), sent.body].concat())?;
        let (answer, cookie) = read(stream)?;
        if let Some(cookie) = cookie {
            self.cookie = cookie;
        }
        Ok(answer)
    }
}

/// Reads one answer, and the session cookie it sets.
fn read(stream: &mut impl BufRead) -> Result<(Answer, Option<String>)> {
    let first = text_line(stream)?;
    let status = first.split(' ').nth(1).and_then(|word| word.parse().ok());
    let status = status.with_context(|| format!("not an HTTP answer: {first:?}"))?;
    let (mut length, mut chunked, mut cookie) = (0, false, None);
    loop {
        let line = text_line(stream)?;
        if line.is_empty() {
            break;
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse()?,
            "transfer-encoding" => chunked = value.eq_ignore_ascii_case("chunked"),
            "set-cookie" if value.starts_with("tongtu=") => {
                cookie = value.split(';').next().map(str::to_owned);
            }
            _ => {}
        }
    }
    let body = if chunked { chunks(stream)? } else { bytes(stream, length)? };
    Ok((Answer { status, body: String::from_utf8_lossy(&body).into_owned() }, cookie))
}

fn text_line(stream: &mut impl BufRead) -> Result<String> {
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        bail!("the connection was closed");
    }
    Ok(line.trim_end().to_owned())
}

fn bytes(stream: &mut impl Read, length: usize) -> Result<Vec<u8>> {
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok(body)
}

fn chunks(stream: &mut impl BufRead) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let length = usize::from_str_radix(&text_line(stream)?, 16).context("the length of a chunk")?;
        body.extend(bytes(stream, length)?);
        text_line(stream)?;
        if length == 0 {
            return Ok(body);
        }
    }
}

/// As a form writes it.
fn quoted(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' | b'.' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_in_chunks_reads_like_one_with_a_length() {
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
        let (answer, cookie) = read(&mut chunked.as_bytes()).unwrap();
        assert_eq!((answer.status, answer.body.as_str(), cookie), (200, "abcde", None));
        let plain =
            "HTTP/1.1 303 See Other\r\nLocation: /o\r\nSet-Cookie: tongtu=abc; Path=/\r\nContent-Length: 2\r\n\r\nok";
        let (answer, cookie) = read(&mut plain.as_bytes()).unwrap();
        assert_eq!((answer.status, answer.body.as_str()), (303, "ok"));
        assert_eq!(cookie.as_deref(), Some("tongtu=abc"));
    }

    #[test]
    fn what_a_form_sends_has_no_sign_that_means_something() {
        assert_eq!(quoted("a b&c=是"), "a%20b%26c%3D%E6%98%AF");
    }
}

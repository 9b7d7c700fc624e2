//! One person at a browser: opens, reads, fills, presses.

use axum::http::StatusCode;
use web::testing::{Answer, Browser};

use crate::form::{Entry, FieldOnPage, Letter, meant};
use crate::page::{Page, squeeze};

/// More redirects than this in a row are a circle.
const REDIRECTS_MAX: usize = 10;

/// A person with a browser of their own. A clone is the same person in a second window.
#[derive(Clone)]
pub struct Person {
    /// Sign-in name, for messages.
    pub name: String,
    browser: Browser,
    page: Option<Page>,
    part: String,
}

impl Person {
    pub(crate) fn new(name: &str, browser: Browser) -> Person {
        Person { name: name.to_owned(), browser, page: None, part: String::new() }
    }

    /// From now on the person reads English.
    #[must_use]
    pub fn reading_english(mut self) -> Person {
        self.browser = self.browser.header("accept-language", "en");
        self
    }

    /// The page in front of the person.
    ///
    /// # Panics
    /// Before anything has been opened.
    pub fn page(&self) -> &Page {
        self.page.as_ref().expect("a page has been opened")
    }

    /// The browser itself, for requests that no page would send.
    pub fn browser(&mut self) -> &mut Browser {
        &mut self.browser
    }

    /// Opens a path and follows redirects to a page.
    ///
    /// # Panics
    /// When it is no page (200).
    pub async fn opens(&mut self, path: &str) -> &mut Person {
        let status = self.tries(path).await;
        self.must(status == 200, || format!("opens {path} and gets {status}"));
        self
    }

    /// Opens a path, whatever comes; its status after redirects.
    pub async fn tries(&mut self, path: &str) -> u16 {
        let answer = self.browser.get(path).await;
        self.arrives(path, answer).await
    }

    /// Follows the link with these words.
    ///
    /// # Panics
    /// When there is no such link, or it leads to no page.
    pub async fn follows(&mut self, words: &str) -> &mut Person {
        let links = self.page().links.iter().map(|link| (link.href.clone(), link.words.as_str(), link.href.as_str()));
        let mut links: Vec<_> = links.collect();
        links.dedup_by(|a, b| a.0 == b.0 && a.1 == b.1);
        let href = meant(links, words).unwrap_or_else(|why| self.fails(&format!("wants a link: {why}")));
        self.opens(&href).await
    }

    /// From here on, only fields and buttons of the part of the page under this heading are meant.
    ///
    /// # Panics
    /// When no form stands under such a heading.
    pub fn at(&mut self, heading: &str) -> &mut Person {
        let there = self.page().forms.iter().any(|form| squeeze(&form.heading).contains(&squeeze(heading)));
        self.must(there, || format!("looks for a form under the heading `{heading}`"));
        heading.clone_into(&mut self.part);
        self
    }

    /// Types into a field, found by label or name.
    ///
    /// # Panics
    /// When there is no such field to type into.
    pub fn fills(&mut self, field: &str, typed: &str) -> &mut Person {
        self.enters(field, |found| match &mut found.entry {
            Entry::Typed(text) => {
                typed.clone_into(text);
                true
            }
            _ => false,
        })
    }

    /// Chooses one option of a field, or ticks one more where several may be.
    ///
    /// # Panics
    /// When there is no such field or option.
    pub fn chooses(&mut self, field: &str, option: &str) -> &mut Person {
        self.enters(field, |found| match &mut found.entry {
            Entry::Chosen { options, chosen, many } => {
                let all = options.iter().enumerate().map(|(at, (value, words))| (at, words.as_str(), value.as_str()));
                let Ok(at) = meant(all.collect(), option) else { return false };
                if !*many {
                    chosen.clear();
                }
                if !chosen.contains(&at) {
                    chosen.push(at);
                }
                true
            }
            _ => false,
        })
    }

    /// Ticks a box.
    ///
    /// # Panics
    /// When there is no such box.
    pub fn ticks(&mut self, field: &str) -> &mut Person {
        self.enters(field, |found| match &mut found.entry {
            Entry::Chosen { options, chosen, many: true } if options.len() == 1 => {
                *chosen = vec![0];
                true
            }
            _ => false,
        })
    }

    /// Chooses a file; where a field takes several, one more.
    ///
    /// # Panics
    /// When there is no such field for a file.
    pub fn attaches(&mut self, field: &str, name: &str, bytes: &[u8]) -> &mut Person {
        self.enters(field, |found| match &mut found.entry {
            Entry::File { several, files } => {
                if !*several {
                    files.clear();
                }
                files.push((name.to_owned(), bytes.to_vec()));
                true
            }
            _ => false,
        })
    }

    /// Presses a button and follows to the page it leads to.
    ///
    /// # Panics
    /// When there is no such button, or what comes is neither a page nor a form sent back with reasons.
    pub async fn presses(&mut self, words: &str) -> &mut Person {
        let status = self.tries_pressing(words).await;
        self.must(status == 200 || status == 422, || format!("presses `{words}` and gets {status}"));
        self
    }

    /// Presses a button, whatever comes; the status after redirects.
    pub async fn tries_pressing(&mut self, words: &str) -> u16 {
        let button = self.page().links.iter().find(|link| link.button && link.words == words);
        if let Some(href) = button.map(|link| link.href.clone()) {
            return self.tries(&href).await;
        }
        let letter = self.letter(words);
        self.sends(&letter).await
    }

    /// What pressing a button would send.
    ///
    /// # Panics
    /// When there is no such button.
    pub fn letter(&self, words: &str) -> Letter {
        let forms = self.page().forms.iter().filter(|form| squeeze(&form.heading).contains(&squeeze(&self.part)));
        let buttons =
            forms.flat_map(|form| form.buttons.iter().map(move |button| ((form, button), button.words.as_str(), "")));
        match meant(buttons.collect(), words) {
            Ok((form, button)) => form.letter(button),
            Err(why) => self.fails(&format!("wants to press a button: {why}")),
        }
    }

    /// Sends a letter and follows redirects; the status at the end.
    pub async fn sends(&mut self, letter: &Letter) -> u16 {
        let answer = self.posts(letter).await;
        self.arrives(&letter.path, answer).await
    }

    /// Sends a letter and takes the answer as it comes, without following.
    pub async fn posts(&mut self, letter: &Letter) -> Answer {
        let pairs: Vec<(&str, &str)> = letter.pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        if !letter.post {
            let query: Vec<String> = pairs.iter().map(|(n, v)| format!("{}={}", encode(n), encode(v))).collect();
            return self.browser.get(&format!("{}?{}", letter.path, query.join("&"))).await;
        }
        if !letter.multipart {
            return self.browser.post(&letter.path, &pairs).await;
        }
        let kind =
            |bytes: &[u8]| if bytes.starts_with(b"%PDF") { "application/pdf" } else { "application/octet-stream" };
        let files: Vec<_> = letter
            .files
            .iter()
            .map(|(n, file, bytes)| (n.as_str(), file.as_str(), kind(bytes), bytes.as_slice()))
            .collect();
        self.browser.upload(&letter.path, &pairs, &files).await
    }

    /// The page has these words.
    ///
    /// # Panics
    /// When it has not.
    pub fn sees(&mut self, words: &str) -> &mut Person {
        self.must(self.page().says(words), || format!("should see `{words}`"));
        self
    }

    /// The page does not have these words.
    ///
    /// # Panics
    /// When it has.
    pub fn does_not_see(&mut self, words: &str) -> &mut Person {
        self.must(!self.page().says(words), || format!("should not see `{words}`"));
        self
    }

    /// The summary of the page lists exactly these, in any order.
    ///
    /// # Panics
    /// When it lists more, less or others.
    pub fn is_told(&mut self, expected: &[&str]) -> &mut Person {
        let mut found: Vec<&str> = self.page().summary.iter().map(String::as_str).collect();
        let mut expected = expected.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        self.must(found == expected, || format!("should be told exactly {expected:#?}\n  but is told {found:#?}"));
        self
    }

    /// The value of a fact on the page.
    ///
    /// # Panics
    /// When there is no such fact.
    pub fn fact(&self, term: &str) -> String {
        let found = self.page().fact(term).map(str::to_owned);
        found.unwrap_or_else(|| self.fails(&format!("looks for the fact `{term}`")))
    }

    /// What stands in a field.
    ///
    /// # Panics
    /// When there is no such field.
    pub fn value(&self, field: &str) -> String {
        let (form, at) = self.place(field);
        self.page().forms[form].fields[at].value()
    }

    async fn arrives(&mut self, path: &str, mut answer: Answer) -> u16 {
        let mut path = path.to_owned();
        for _ in 0..REDIRECTS_MAX {
            if answer.status != StatusCode::SEE_OTHER {
                self.part.clear();
                self.page = Some(Page::read(&path, &answer));
                return answer.status.as_u16();
            }
            path = answer.location().split('#').next().unwrap_or_default().to_owned();
            answer = self.browser.get(&path).await;
        }
        panic!("{} is sent in circles around {path}", self.name);
    }

    fn enters(&mut self, field: &str, enter: impl FnOnce(&mut FieldOnPage) -> bool) -> &mut Person {
        let (form, at) = self.place(field);
        let page = self.page.as_mut().expect("a page has been opened");
        if !enter(&mut page.forms[form].fields[at]) {
            self.fails(&format!("cannot enter that into `{field}`"));
        }
        self
    }

    /// Form and field in it.
    fn place(&self, field: &str) -> (usize, usize) {
        let mut all = Vec::new();
        for (form, number) in self.page().forms.iter().zip(0..) {
            if squeeze(&form.heading).contains(&squeeze(&self.part)) {
                let fields = form.fields.iter().zip(0..).filter(|(field, _)| !field.is_hidden());
                all.extend(fields.map(|(field, at)| ((number, at), field.label.as_str(), field.name.as_str())));
            }
        }
        meant(all, field).unwrap_or_else(|why| self.fails(&format!("wants a field: {why}")))
    }

    fn must(&self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.fails(&what());
        }
    }

    fn fails(&self, what: &str) -> ! {
        panic!("{} {what}{}", self.name, self.page().told());
    }
}

/// Encodes text for a query.
fn encode(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

//! Reads an event log of cases in XES, event by event, however long it is.

use std::io::{self, BufRead, Read};

use civic::Timestamp;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::observer::Observer;
use super::refused::Refusal;
use super::story::{Act, Story, stops_from};

/// One tag takes no more; what does is no log.
const TAG_BYTES_MAX: usize = 1 << 20;

/// Reads a log to its end, or to where it breaks off; every case goes to the observer.
pub fn read_xes(input: impl BufRead, observer: &mut Observer) {
    let mut reader = Reader::from_reader(Lines { input, line: 1, since: 0 });
    let mut buffer = Vec::new();
    let mut log = Log { observer, story: None, act: None, inner: 0, is_whole: false };
    let why = loop {
        buffer.clear();
        reader.get_mut().since = 0;
        let line = reader.get_ref().line;
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => log.begin(&tag, line, false),
            Ok(Event::Empty(tag)) => log.begin(&tag, line, true),
            Ok(Event::End(tag)) => log.end(tag.name().as_ref()),
            Ok(Event::Eof) if log.story.is_some() => break Some("no </trace>".to_owned()),
            Ok(Event::Eof) if !log.is_whole => break Some("no </log>".to_owned()),
            Ok(Event::Eof) => break None,
            Ok(_) => {}
            Err(error) => break Some(error.to_string()),
        }
    };
    if let Some(why) = why {
        let line = reader.get_ref().line;
        log.observer.refuse(Refusal::Broken, line, &why);
    }
}

struct Log<'o> {
    observer: &'o mut Observer,
    story: Option<Story>,
    /// The event being read: its line, what it is, and how its name and moment are written.
    act: Option<Seen>,
    /// Depth of attributes inside attributes, which are not ours.
    inner: u32,
    /// The log, be it empty, was read to its end.
    is_whole: bool,
}

#[derive(Default)]
struct Seen {
    line: u64,
    name: String,
    moment: Option<Timestamp>,
    act: Act,
}

impl Log<'_> {
    fn begin(&mut self, tag: &BytesStart<'_>, line: u64, empty: bool) {
        if self.inner > 0 {
            self.inner += u32::from(!empty);
            return;
        }
        match tag.name().as_ref() {
            "trace" if self.story.is_none() => {
                let story = Story { place: line, ..Story::default() };
                if empty { self.observer.take(story) } else { self.story = Some(story) }
            }
            "event" if self.story.is_some() && self.act.is_none() => {
                self.act = Some(Seen { line, ..Seen::default() });
                if empty {
                    self.end("event");
                }
            }
            _ if self.story.is_some() => {
                if let Some((key, value)) = pair(tag) {
                    self.attribute(&key, value, line);
                }
                self.inner = u32::from(!empty);
            }
            "log" => self.is_whole = empty,
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if self.inner > 0 {
            self.inner -= 1;
        } else if name == "event" {
            let Some(seen) = self.act.take() else { return };
            self.observer.event();
            let Some(story) = &mut self.story else { return };
            if seen.name.is_empty() {
                return self.observer.refuse(Refusal::NoName, seen.line, &story.name);
            }
            let Some(moment) = seen.moment else {
                return self.observer.refuse(Refusal::NoMoment, seen.line, &seen.name);
            };
            // `step-approved health-review`: what was done, to which step
            let (kind, step) = seen.name.split_once(' ').unwrap_or((&seen.name, ""));
            let step = seen.act.step.or_else(|| (!step.is_empty()).then(|| step.to_owned()));
            let kind = kind.to_owned();
            story.acts.push(Act { at_ms: moment.as_millisecond(), kind, step, ..seen.act });
        } else if name == "log" {
            self.is_whole = true;
        } else if name == "trace"
            && let Some(story) = self.story.take()
        {
            self.observer.take(story);
        }
    }

    fn attribute(&mut self, key: &str, value: String, line: u64) {
        if let Some(seen) = &mut self.act {
            match key {
                "concept:name" => seen.name = value,
                "time:timestamp" => seen.moment = value.parse().ok(),
                "tongtu:step" => seen.act.step = Some(value),
                "tongtu:opened" => seen.act.opened_ms = value.parse().ok().map(Timestamp::as_millisecond),
                "tongtu:asks-for" => seen.act.asks_for = words(&value),
                _ => {}
            }
            return;
        }
        let Some(story) = &mut self.story else { return };
        match key {
            "concept:name" => story.name = value,
            "tongtu:region" => story.region = value,
            "tongtu:playbook" => story.playbook = value,
            "tongtu:version" => story.version = value,
            "tongtu:service" => story.service = value,
            "tongtu:kind" => story.kind = value,
            "tongtu:begun" => story.begun = value.parse().ok(),
            "tongtu:due" => story.due = value.parse().ok(),
            "tongtu:papers" => story.papers = words(&value),
            "tongtu:counter" => story.at_counter = value == "yes",
            "tongtu:stops" => match stops_from(&value) {
                Some(stops) => story.stops = Some(stops),
                None => self.observer.refuse(Refusal::BadStops, line, &value),
            },
            _ => {}
        }
    }
}

pub(super) fn words(value: &str) -> Vec<String> {
    value.split_whitespace().map(str::to_owned).collect()
}

/// Key and value of an attribute.
fn pair(tag: &BytesStart<'_>) -> Option<(String, String)> {
    let text = |name: &str| {
        let found = tag.try_get_attribute(name).ok()??;
        found.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
    };
    Some((text("key")?, text("value")?))
}

/// Counts lines while they are read, and ends a tag that is too long.
struct Lines<R> {
    input: R,
    line: u64,
    since: usize,
}

impl<R: BufRead> Read for Lines<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let there = self.fill_buf()?;
        let many = there.len().min(into.len());
        into[..many].copy_from_slice(&there[..many]);
        self.consume(many);
        Ok(many)
    }
}

impl<R: BufRead> BufRead for Lines<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.since > TAG_BYTES_MAX {
            return Err(io::Error::other("a tag longer than a megabyte"));
        }
        self.input.fill_buf()
    }

    fn consume(&mut self, many: usize) {
        if let Ok(there) = self.input.fill_buf() {
            self.line += there[..many.min(there.len())].iter().filter(|byte| **byte == b'\n').count() as u64;
        }
        self.since += many;
        self.input.consume(many);
    }
}

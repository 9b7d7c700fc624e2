//! Reads an event log of cases in OCEL 2.0, JSON. Objects and events may come in any order, so the cases are kept
//! until the end of the file; nothing else of it is.

use std::collections::HashMap;
use std::fmt;
use std::io::Read;
use std::marker::PhantomData;

use civic::Timestamp;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::observer::Observer;
use super::refused::Refusal;
use super::story::{Act, Story, stops_from};
use super::xes::words;

/// Reads a log to its end, or to where it breaks off; every case goes to the observer.
pub fn read_ocel(input: impl Read, observer: &mut Observer) {
    let mut log = Log { observer, cases: HashMap::new(), order: Vec::new(), entries: 0 };
    let mut json = serde_json::Deserializer::from_reader(input);
    let read = Whole(&mut log).deserialize(&mut json).and_then(|()| json.end());
    if let Err(error) = read {
        log.observer.refuse(Refusal::Broken, error.line() as u64, &error.to_string());
    }
    for id in log.order {
        match log.cases.remove(&id) {
            Some((Some(_), story)) => log.observer.take(story),
            Some((None, story)) => {
                for _ in &story.acts {
                    log.observer.refuse(Refusal::NoCase, story.place, &id);
                }
            }
            None => {}
        }
    }
}

/// An object, with what is read of it.
#[derive(Deserialize)]
struct Object {
    #[serde(default)]
    id: String,
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    attributes: Vec<Pair>,
}

#[derive(Deserialize)]
struct Pair {
    #[serde(default)]
    name: String,
    #[serde(default)]
    value: Value,
}

#[derive(Deserialize)]
struct Happened {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    time: String,
    #[serde(default)]
    attributes: Vec<Pair>,
    #[serde(default)]
    relationships: Vec<Related>,
}

#[derive(Deserialize)]
struct Related {
    #[serde(rename = "objectId", default)]
    id: String,
    #[serde(default)]
    qualifier: String,
}

struct Log<'o> {
    observer: &'o mut Observer,
    /// Cases by id; without a line while only events named them.
    cases: HashMap<String, (Option<u64>, Story)>,
    order: Vec<String>,
    entries: u64,
}

impl Log<'_> {
    fn case(&mut self, id: &str) -> &mut (Option<u64>, Story) {
        if !self.cases.contains_key(id) {
            self.order.push(id.to_owned());
        }
        self.cases.entry(id.to_owned()).or_default()
    }

    fn object(&mut self, object: Object) {
        self.entries += 1;
        if object.kind != "case" {
            return;
        }
        let place = self.entries;
        if matches!(self.cases.get(&object.id), Some((Some(_), _))) {
            return self.observer.refuse(Refusal::CaseTwice, place, &object.id);
        }
        let (at, story) = self.case(&object.id);
        *at = Some(place);
        story.place = place;
        object.id.clone_into(&mut story.name);
        let mut bad = None;
        for Pair { name, value } in object.attributes {
            let Value::String(value) = value else { continue };
            match name.as_str() {
                "region" => story.region = value,
                "playbook" => story.playbook = value,
                "version" => story.version = value,
                "service" => story.service = value,
                "kind" => story.kind = value,
                "begun" => story.begun = value.parse().ok(),
                "due" => story.due = value.parse().ok(),
                "papers" => story.papers = words(&value),
                "counter" => story.at_counter = value == "yes",
                "stops" => match stops_from(&value) {
                    Some(stops) => story.stops = Some(stops),
                    None => bad = Some(value),
                },
                _ => {}
            }
        }
        if let Some(value) = bad {
            self.observer.refuse(Refusal::BadStops, place, &value);
        }
    }

    fn event(&mut self, event: Happened) {
        self.entries += 1;
        self.observer.event();
        let place = self.entries;
        let text = |wanted: &str| {
            let found = event.attributes.iter().find(|pair| pair.name == wanted);
            found.and_then(|pair| pair.value.as_str()).unwrap_or_default()
        };
        if event.kind.is_empty() {
            return self.observer.refuse(Refusal::NoName, place, &event.time);
        }
        let Ok(moment) = event.time.parse::<Timestamp>() else {
            return self.observer.refuse(Refusal::NoMoment, place, &event.kind);
        };
        let Some(case) = event.relationships.iter().find(|related| related.qualifier == "case") else {
            return self.observer.refuse(Refusal::NoCase, place, &event.kind);
        };
        let step = text("activity").split_once(' ').map(|(_, step)| step.to_owned());
        let opened_ms = text("opened").parse().ok().map(Timestamp::as_millisecond);
        let asks_for = words(text("asks_for"));
        let act = Act { at_ms: moment.as_millisecond(), kind: event.kind.clone(), step, opened_ms, asks_for };
        self.case(&case.id).1.acts.push(act);
    }
}

/// The whole file.
struct Whole<'l, 'o>(&'l mut Log<'o>);

impl<'de> DeserializeSeed<'de> for Whole<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Whole<'_, '_> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("an OCEL 2.0 log: {\"objects\": [...], \"events\": [...]}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "objects" => map.next_value_seed(Each { log: &mut *self.0, put: Log::object, of: PhantomData })?,
                "events" => map.next_value_seed(Each { log: &mut *self.0, put: Log::event, of: PhantomData })?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// One of the two lists, entry by entry.
struct Each<'l, 'o, T> {
    log: &'l mut Log<'o>,
    put: fn(&mut Log<'o>, T),
    of: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Each<'_, '_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Each<'_, '_, T> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(entry) = list.next_element::<T>()? {
            (self.put)(self.log, entry);
        }
        Ok(())
    }
}

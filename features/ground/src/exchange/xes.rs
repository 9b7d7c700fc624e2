//! Event log as XES (IEEE 1849-2016): one trace a case, one event an act.

use std::fmt::Write;

use process::observed::stops_to;

use super::event::{events, moment};
use super::story::story;
use crate::cases::log::Logged;

/// What stands before the first trace.
pub const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <global scope="trace">
    <string key="concept:name" value="unknown"/>
  </global>
  <global scope="event">
    <string key="concept:name" value="unknown"/>
    <date key="time:timestamp" value="1970-01-01T08:00:00.000+08:00"/>
    <string key="lifecycle:transition" value="complete"/>
    <string key="org:group" value="unknown"/>
  </global>
  <classifier name="Activity" keys="concept:name"/>
  <classifier name="Activity and office" keys="concept:name org:group"/>
"#;

/// What stands after the last trace.
pub const TAIL: &str = "</log>\n";

/// One case as a trace.
pub fn trace(logged: &Logged) -> String {
    let case = &logged.case;
    let mut out = String::with_capacity(1024);
    out.push_str("  <trace>\n");
    string(&mut out, 4, "concept:name", case.number.as_deref().unwrap_or(&case.id));
    string(&mut out, 4, "tongtu:region", &case.region);
    string(&mut out, 4, "tongtu:playbook", &case.playbook);
    string(&mut out, 4, "tongtu:version", &case.digest);
    string(&mut out, 4, "tongtu:service", &case.service);
    string(&mut out, 4, "tongtu:state", case.state.as_str());
    if let Some(filed) = case.filed_at {
        line(&mut out, 4, "date", "tongtu:filed", &moment(filed));
    }
    if let Some(due) = case.due_on {
        string(&mut out, 4, "tongtu:due", &due.to_string());
    }
    let story = story(logged);
    string(&mut out, 4, "tongtu:kind", &story.kind);
    if let Some(begun) = story.begun {
        string(&mut out, 4, "tongtu:begun", &begun.to_string());
    }
    if let Some(stops) = &story.stops {
        string(&mut out, 4, "tongtu:stops", &stops_to(stops));
    }
    string(&mut out, 4, "tongtu:papers", &story.papers.join(" "));
    if story.at_counter {
        string(&mut out, 4, "tongtu:counter", "yes");
    }
    for event in events(logged) {
        out.push_str("    <event>\n");
        string(&mut out, 6, "concept:name", &event.activity);
        line(&mut out, 6, "date", "time:timestamp", &event.at);
        string(&mut out, 6, "lifecycle:transition", "complete");
        string(&mut out, 6, "org:group", &event.office);
        if let Some(step) = &event.step {
            string(&mut out, 6, "tongtu:step", step);
        }
        if let Some(opened) = &event.opened {
            line(&mut out, 6, "date", "tongtu:opened", opened);
        }
        if !event.asks_for.is_empty() {
            string(&mut out, 6, "tongtu:asks-for", &event.asks_for.join(" "));
        }
        out.push_str("    </event>\n");
    }
    out.push_str("  </trace>\n");
    out
}

fn string(out: &mut String, indent: usize, key: &str, value: &str) {
    line(out, indent, "string", key, value);
}

fn line(out: &mut String, indent: usize, kind: &str, key: &str, value: &str) {
    let _ = writeln!(out, "{:indent$}<{kind} key=\"{key}\" value=\"{}\"/>", "", escaped(value));
}

/// Attribute text; characters that XML cannot hold are left out.
fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\t' | '\n' | '\r' => text.push(' '),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_escaped_or_left_out() {
        assert_eq!(escaped("a<b>&\"\u{0}\u{1}\n甲"), "a&lt;b&gt;&amp;&quot; 甲");
    }
}

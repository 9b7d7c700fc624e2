//! Logs read back: figures as counted by hand, and what is wrong with a log counted by its place.

use std::collections::BTreeMap;

use process::observed::{Observed, Observer, Refusal, Share, Terms, read_ocel, read_xes};

fn trace(name: &str, more: &str, events: &[(&str, &str)]) -> String {
    let mut text = format!(
        "<trace>\n<string key=\"concept:name\" value=\"{name}\"/>\n<string key=\"tongtu:service\" value=\"s\"/>\n{more}\n"
    );
    for (what, at) in events {
        text.push_str(&format!(
            "<event>\n<string key=\"concept:name\" value=\"{what}\"/><date key=\"time:timestamp\" value=\"2020-03-{at}:00+08:00\"/>\n</event>\n"
        ));
    }
    text + "</trace>\n"
}

fn terms() -> BTreeMap<String, Terms> {
    let steps = [("a", 1, vec![]), ("b", 2, vec!["a".to_owned()])];
    let steps = steps.map(|(id, days, waits)| (id.to_owned(), (days, waits)));
    BTreeMap::from([("s".to_owned(), Terms { law: 5, promised: 3, steps: steps.into() })])
}

fn seen(xes: &str) -> Observed {
    let mut observer = Observer::new(terms());
    read_xes(xes.as_bytes(), &mut observer);
    observer.finish(None)
}

#[test]
fn figures_are_those_counted_by_hand() {
    // Monday 2 March. The first: a on Tuesday, b on Friday 6; granted that day: 4 working days, 3 of them b's.
    let quick = [
        ("file", "02T09:00"),
        ("step-approved a", "03T10:00"),
        ("step-approved b", "06T10:00"),
        ("granted", "06T10:00"),
    ];
    // The second: a asks on Wednesday 4, the applicant answers on Friday 6, a agrees on Monday 9, b refuses on Friday 13.
    let slow = [
        ("file", "02T09:00"),
        ("correction-asked a", "04T10:00"),
        ("resubmit", "06T10:00"),
        ("step-approved a", "09T10:00"),
        ("step-refused b", "13T10:00"),
        ("refused", "13T10:00"),
    ];
    let open = [("file", "03T09:00")];
    let all = seen(&format!("<log>{}{}{}</log>", trace("1", "", &quick), trace("2", "", &slow), trace("3", "", &open)));
    assert!(all.refused.is_empty(), "{:?}", all.refused);
    assert_eq!((all.cases, all.events, all.as_of.map(|day| day.to_string())), (3, 11, Some("2020-03-13".to_owned())));
    let s = &all.services["s"];
    assert_eq!((s.cases, s.granted, s.refused, s.open, s.open_late, s.corrected), (3, 1, 1, 1, 1, 1));
    let days = |spread: &process::observed::Spread| spread.iter().collect::<Vec<_>>();
    assert_eq!(days(&s.calendar_days), [(4, 1), (11, 1)]);
    assert_eq!(days(&s.working_days), [(4, 1), (9, 1)]);
    assert_eq!(days(&s.counted_days), [(4, 1), (7, 1)], "Thursday and Friday stood still");
    assert_eq!(days(&s.applicant_days), [(0, 1), (2, 1)]);
    // promised 3: the first was due on the 5th; law 5: due on the 9th, and on the 11th with two days still
    assert_eq!((s.late_by_promise, s.late_by_law), (Share::new(2, 2), Share::new(1, 2)));
    let (a, b) = (&s.steps["a"], &s.steps["b"]);
    assert_eq!((a.cases, a.corrected, a.refused, a.held_days), (2, 1, 0, 1 + 3));
    assert_eq!((b.cases, b.corrected, b.refused, b.held_days), (2, 0, 1, 3 + 4));
    assert_eq!((days(&a.handled), days(&b.handled)), (vec![(1, 1), (3, 1)], vec![(3, 1), (4, 1)]));
    assert_eq!(days(&b.waited), [(1, 1), (5, 1)], "until a had agreed");
    assert_eq!((a.late, b.late), (Share::new(1, 2), Share::new(2, 2)));
    assert_eq!(s.held_in_all(), a.held_days + b.held_days + s.applicant_days.sum() + s.nobody_days);
    assert_eq!(s.ways(), [("", 1), ("a > b", 1), ("a? > a > b!", 1)]);
}

#[test]
fn what_is_wrong_with_a_log_is_counted_with_its_line() {
    let good = trace("1", "", &[("file", "02T09:00"), ("granted", "03T09:00")]);
    let backwards = trace("2", "", &[("granted", "03T09:00"), ("file", "02T09:00")]);
    let twice = trace("4", "", &[("file", "02T09:00"), ("file", "02T09:00"), ("granted", "03T09:00")]);
    let odd = "<trace>\n<string key=\"concept:name\" value=\"5\"/>\n<event>\n<date key=\"time:timestamp\" value=\"soon\"/></event></trace>";
    let stops = "<string key=\"tongtu:stops\" value=\"correction soon\"/>";
    let log = format!(
        "<log>\n{good}{good}{backwards}{}{twice}{odd}{}<trace><event>",
        trace("3", "", &[("granted", "03T09:00")]),
        trace("6", stops, &[("file", "02T09:00"), ("granted", "03T09:00")]),
    );
    let all = seen(&log);
    let reasons: Vec<(Refusal, u64)> = all.refused.iter().map(|(why, count, _)| (why, count)).collect();
    assert_eq!(
        reasons,
        [
            (Refusal::Broken, 1),
            (Refusal::NoName, 1),
            (Refusal::EventTwice, 1),
            (Refusal::CaseTwice, 1),
            (Refusal::NoService, 1),
            (Refusal::NeverFiled, 1),
            (Refusal::OutOfOrder, 1),
            (Refusal::BadStops, 1),
        ]
    );
    let (_, _, places) = all.refused.iter().find(|(why, ..)| *why == Refusal::CaseTwice).expect("told twice");
    assert_eq!(places, [(13, "1".to_owned())], "the line on which the second begins");
    assert_eq!(all.services["s"].cases, 4, "the first, the one put in order, the one with an act twice, the sixth");
}

#[test]
fn empty_and_hostile_files_are_refused_not_feared() {
    assert!(seen("<log></log>").refused.is_empty(), "nothing was filed yet");
    for text in ["", "<xml/>", "{}", "\u{0}", "<log><trace", "<!DOCTYPE x [<!ENTITY a 'b'>]><log>&a;"] {
        let all = seen(text);
        assert_eq!((all.cases, all.refused.count(Refusal::Broken)), (0, 1), "{text}");
    }
    let deep = format!("<log><trace>{}", "<string key='a' value='b'>".repeat(100_000));
    assert_eq!(seen(&deep).refused.count(Refusal::Broken), 1);
    let long = format!("<log><trace><string key=\"concept:name\" value=\"{}\"/></trace></log>", "x".repeat(4 << 20));
    assert_eq!(seen(&long).services.len(), 0);
    let ages = trace(
        "1",
        "<string key=\"tongtu:begun\" value=\"-009999-01-01\"/>",
        &[("file", "02T09:00"), ("granted", "03T09:00")],
    );
    assert_eq!(seen(&format!("<log>{ages}</log>")).refused.count(Refusal::TooLong), 1);
    for text in ["", "[]", "{\"objects\":[1]}", "{\"events\":[{\"type\":\"file\"", "{\"objects\":7}"] {
        let mut observer = Observer::default();
        read_ocel(text.as_bytes(), &mut observer);
        assert_eq!(observer.finish(None).refused.count(Refusal::Broken), 1, "{text}");
    }
}

#[test]
fn objects_may_come_after_the_events_that_touch_them() {
    let event = |kind: &str, at: &str, case: &str| {
        format!(
            r#"{{"id":"{kind}{case}","type":"{kind}","time":"2020-03-{at}T09:00:00+08:00","relationships":[{{"objectId":"{case}","qualifier":"case"}}]}}"#
        )
    };
    let events = [event("file", "02", "c1"), event("granted", "04", "c1"), event("file", "02", "nobody's")].join(",");
    let log = format!(
        r#"{{"events":[{events}],"other":{{"x":[1,2]}},"objects":[{{"id":"c1","type":"case","attributes":[{{"name":"service","value":"s"}}]}}]}}"#
    );
    let mut observer = Observer::new(terms());
    read_ocel(log.as_bytes(), &mut observer);
    let all = observer.finish(None);
    assert_eq!((all.services["s"].granted, all.services["s"].working_days.median()), (1, Some(2)));
    assert_eq!(all.refused.iter().map(|(why, count, _)| (why, count)).collect::<Vec<_>>(), [(Refusal::NoCase, 1)]);
}

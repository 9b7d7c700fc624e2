//! A route for a reader: what to get, from whom, in what order.

use std::fmt::Write;

use civic::text::Lang;
use rules::Truth;

use super::report::yuan;
use super::route::{Aim, Route, Stuck};
use super::table::{plain, some, table};

/// A route as text, or what it is stuck at.
pub fn route_human(found: &Result<Route, Stuck>, aim: Aim, lang: Lang) -> String {
    let say = |zh: &'static str, en: &'static str| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    let title = match aim {
        Aim::Fastest => say("最快", "Fastest"),
        Aim::Cheapest => say("最省", "Cheapest"),
    };
    let route = match found {
        Ok(route) => route,
        Err(stuck) => {
            let names: Vec<String> =
                stuck.papers.iter().map(|(id, name)| format!("{} ({id})", plain(name.get(lang)))).collect();
            let (no_way, by) = (say("办不成；无法取得：", "No way leads there; out of reach:"), say("、", ", "));
            return format!("{no_way} {}\n", names.join(by));
        }
    };
    let Route { days, visits, minutes, .. } = route;
    let fee = yuan(route.fee);
    let mut text = match lang {
        Lang::Zh => format!("{title}：{days} 个工作日，收费 {fee} 元，跑动 {visits} 次，准备 {minutes} 分钟\n"),
        Lang::En => format!(
            "{title}: {}, fees {fee} yuan, {}, {} of work\n",
            some(*days, "working day"),
            some(*visits, "visit"),
            some(*minutes, "minute")
        ),
    };
    if route.must_ask == Truth::False {
        text.push_str(say("  按所给情况不必办理。\n", "  With these facts it need not be asked for at all.\n"));
    }
    if route.eligible == Truth::False {
        text.push_str(say("  按所给情况不会获准。\n", "  With these facts it would not be granted.\n"));
    }
    if !route.exact {
        text.push_str(say(
            "  组合太多：这是已找到的最好办法，未证明最好。\n",
            "  Too many combinations: the best found, not proven best.\n",
        ));
    }
    text.push_str(&table(&stops(route, lang), 2));
    let _ = writeln!(
        text,
        "{}",
        say("* 决定总时间的一环；第 0 日即可着手。", "* decides how long it all takes; day 0: begin at once.")
    );
    text
}

/// The stops as rows under their headings.
fn stops(route: &Route, lang: Lang) -> Vec<Vec<String>> {
    let say = |zh: &'static str, en: &'static str| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    let words: [(&str, &str); 7] = [
        ("", ""),
        ("出具", "from"),
        ("第几日", "day"),
        ("收费", "fee"),
        ("跑动", "visits"),
        ("分钟", "minutes"),
        ("须先有", "after"),
    ];
    let mut rows = vec![words.iter().map(|(zh, en)| say(zh, en).to_owned()).collect::<Vec<_>>()];
    for (number, stop) in route.stops.iter().enumerate() {
        let mark = if stop.critical { "*" } else { " " };
        let place = |id: &String| route.stops.iter().position(|s| s.id == *id).map(|at| (at + 1).to_string());
        let after: Vec<String> = stop.after.iter().filter_map(place).collect();
        rows.push(vec![
            format!("{:>3}{mark} {}", number + 1, plain(stop.name.get(lang))),
            plain(stop.from.get(lang)),
            if stop.start == stop.finish { stop.start.to_string() } else { format!("{}-{}", stop.start, stop.finish) },
            yuan(stop.fee),
            stop.visits.to_string(),
            stop.minutes.to_string(),
            after.join(","),
        ]);
    }
    rows
}

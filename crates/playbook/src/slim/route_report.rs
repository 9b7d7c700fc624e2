//! A route for a reader: what to get, from whom, in what order.

use std::fmt::Write;

use civic::text::Lang;
use rules::Truth;

use super::report::yuan;
use super::route::{Aim, Route, Stuck};
use super::table::{plain, some, table};

/// The fastest and the cheapest route as text, told once where they are the same, or what they are stuck at.
pub fn routes_human(fastest: &Result<Route, Stuck>, cheapest: &Result<Route, Stuck>, lang: Lang) -> String {
    let (first, second) = (told(fastest, Some(Aim::Fastest), lang), told(cheapest, Some(Aim::Cheapest), lang));
    let same = told(fastest, None, lang);
    match fastest {
        Err(_) => first,
        Ok(_) if same == told(cheapest, None, lang) => same,
        Ok(_) => format!("{first}\n{second}"),
    }
}

/// A route under its title; without an aim, one that is the best in both ways.
fn told(found: &Result<Route, Stuck>, aim: Option<Aim>, lang: Lang) -> String {
    let say = |zh: &'static str, en: &'static str| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    let title = match aim {
        Some(Aim::Fastest) => say("最快", "Fastest"),
        Some(Aim::Cheapest) => say("最省", "Cheapest"),
        None => say("最快，也最省", "Fastest, and cheapest"),
    };
    let route = match found {
        Ok(route) => route,
        Err(stuck) => {
            let names: Vec<String> =
                stuck.papers.iter().map(|(id, name)| format!("{} ({id})", plain(name.get(lang)))).collect();
            let (no_way, by) = (say("办不成；无法取得：", "No way leads there; out of reach: "), say("、", ", "));
            let why = say("为什么、怎样解开，见 tongtu lint。", "`tongtu lint` says why, and what would free it.");
            return format!("{no_way}{}\n{why}\n", names.join(by));
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
        let place = |id: &String| route.stops.iter().position(|s| s.id == *id).map(|at| at + 1);
        let after: Vec<usize> = stop.after.iter().filter_map(place).collect();
        rows.push(vec![
            format!("{:>3}{mark} {}", number + 1, plain(stop.name.get(lang))),
            plain(stop.from.get(lang)),
            if stop.start == stop.finish { stop.start.to_string() } else { format!("{}-{}", stop.start, stop.finish) },
            yuan(stop.fee),
            stop.visits.to_string(),
            stop.minutes.to_string(),
            in_rows(after),
        ]);
    }
    rows
}

/// Numbers, three and more in a row told by the first and the last: `1-4,7`.
fn in_rows(mut numbers: Vec<usize>) -> String {
    numbers.sort_unstable();
    let mut rows: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match rows.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => rows.push((number, number)),
        }
    }
    let told = |(first, last): &(usize, usize)| match last - first {
        0 => first.to_string(),
        1 => format!("{first},{last}"),
        _ => format!("{first}-{last}"),
    };
    rows.iter().map(told).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::in_rows;

    #[test]
    fn numbers_in_a_row_are_told_by_the_first_and_the_last() {
        assert_eq!(in_rows(vec![]), "");
        assert_eq!(in_rows(vec![2, 1]), "1,2");
        assert_eq!(in_rows(vec![1, 2, 3, 7, 9, 10]), "1-3,7,9,10");
    }
}

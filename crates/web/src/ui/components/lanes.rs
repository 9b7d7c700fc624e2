//! A service as a road over working days: a lane for each office, its steps as milestones; a block breaks the line.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::Say;
use crate::ui::Example;

const WIDTH: u64 = 490;
const LEFT: u64 = 12;
/// Where words of a lane begin: beside the road that comes down from the applicant.
const WORDS: u64 = LEFT + 14;
/// Where the last day ends.
const RIGHT: u64 = WIDTH - 14;
/// From the top of a row to its line, and to the next row.
const LINE: u64 = 26;
const ROW: u64 = 40;
const LANE_HEAD: u64 = 26;
const TOP: u64 = 38;
/// Most days that get a number of their own.
const TICKS_MAX: u64 = 10;

/// What one office does, from one working day to another.
#[derive(Clone, Debug)]
pub struct Leg {
    pub lane: usize,
    pub name: String,
    pub start: u64,
    pub finish: u64,
    /// It lies on the longest chain.
    pub critical: bool,
}

/// The way from handing in to the answer.
#[derive(Clone, Debug)]
pub struct Lanes {
    label: String,
    day: String,
    applicant: String,
    begin: String,
    end: String,
    lanes: Vec<String>,
    legs: Vec<Leg>,
    blocked: Option<String>,
}

struct Placed {
    leg: Leg,
    y: u64,
    x: (u64, u64),
}

struct Words {
    x: u64,
    y: u64,
    right: bool,
    class: &'static str,
    text: String,
}

#[derive(Default, Template)]
#[template(path = "ui/components/lanes.html")]
struct Svg {
    label: String,
    width: u64,
    height: u64,
    /// Days: x and number.
    ticks: Vec<(u64, String)>,
    /// Tops of the lanes.
    edges: Vec<u64>,
    /// Class and path.
    lines: Vec<(&'static str, String)>,
    /// Class, x and y.
    milestones: Vec<(&'static str, u64, u64)>,
    stop: Option<(u64, u64)>,
    words: Vec<Words>,
}

impl Lanes {
    /// `label` tells what is drawn; `day` heads the axis; the applicant's lane has `begin` and `end` as milestones.
    pub fn new(
        label: impl Into<String>,
        day: impl Into<String>,
        applicant: impl Into<String>,
        begin: impl Into<String>,
        end: impl Into<String>,
    ) -> Lanes {
        let (label, day, begin, end) = (label.into(), day.into(), begin.into(), end.into());
        let applicant = applicant.into();
        Lanes { label, day, applicant, begin, end, lanes: Vec::new(), legs: Vec::new(), blocked: None }
    }

    /// Adds what an office does; the same office keeps its lane.
    #[must_use]
    pub fn leg(mut self, office: &str, name: impl Into<String>, start: u64, finish: u64, critical: bool) -> Lanes {
        let lane = self.lanes.iter().position(|there| there == office).unwrap_or_else(|| {
            self.lanes.push(office.to_owned());
            self.lanes.len() - 1
        });
        self.legs.push(Leg { lane, name: name.into(), start, finish: finish.max(start), critical });
        self
    }

    /// The road breaks right after handing in, for this reason; what would follow is never reached.
    #[must_use]
    pub fn blocked(mut self, why: impl Into<String>) -> Lanes {
        self.blocked = Some(why.into());
        self
    }

    fn last_day(&self) -> u64 {
        self.legs.iter().map(|leg| leg.finish).max().unwrap_or(0).max(1)
    }

    fn x(&self, day: u64) -> u64 {
        let begin = if self.blocked.is_some() { LEFT + 190 } else { LEFT };
        let share = u128::from(day) * u128::from(RIGHT - begin) / u128::from(self.last_day());
        begin + u64::try_from(share).unwrap_or(0)
    }

    fn svg(&self) -> Svg {
        let mut svg = Svg { label: self.label.clone(), width: WIDTH, ..Svg::default() };
        let road = TOP + LANE_HEAD + LINE;
        svg.words.push(word(WORDS, TOP + 16, "lanes-lane", &self.applicant));
        let (placed, bottom) = self.place(&mut svg);
        svg.height = bottom + 6;
        self.draw_days(&mut svg);
        let end = self.x(self.last_day());
        svg.words.push(word(WORDS, road - 11, "", &self.begin));
        svg.milestones.push(("lanes-done", LEFT, road));
        match &self.blocked {
            Some(why) => {
                svg.lines.push(("lanes-road", format!("M{LEFT} {road}h60")));
                svg.stop = Some((LEFT + 84, road));
                svg.words.push(word(LEFT + 102, road + 5, "lanes-why", why));
            }
            None => {
                svg.words.push(Words { right: true, ..word(end - 14, road - 11, "", &self.end) });
                if placed.is_empty() {
                    svg.lines.push(("lanes-road", format!("M{LEFT} {road}H{end}")));
                }
                svg.milestones.push(("lanes-done", end, road));
            }
        }
        self.draw_legs(&mut svg, &placed, road, end);
        svg
    }

    /// Rows within the lanes, so that no line or name lies on another; gives the legs and where the last lane ends.
    fn place(&self, svg: &mut Svg) -> (Vec<Placed>, u64) {
        let mut top = TOP + LANE_HEAD + ROW + 4;
        let mut placed = Vec::new();
        for (lane, office) in self.lanes.iter().enumerate() {
            svg.edges.push(top);
            svg.words.push(word(WORDS, top + 18, "lanes-lane", office));
            let mut rows: Vec<u64> = Vec::new();
            for leg in self.legs.iter().filter(|leg| leg.lane == lane) {
                let x = (self.x(leg.start), self.x(leg.finish));
                let from = (x.0 + 14).min(RIGHT.saturating_sub(width_of(&leg.name)));
                let row = rows.iter().position(|used| *used <= from).unwrap_or_else(|| {
                    rows.push(0);
                    rows.len() - 1
                });
                rows[row] = x.1.max(from + width_of(&leg.name)) + 16;
                let y = top + LANE_HEAD + ROW * u64::try_from(row).unwrap_or(0) + LINE;
                placed.push(Placed { leg: leg.clone(), y, x });
            }
            top += LANE_HEAD + ROW * u64::try_from(rows.len().max(1)).unwrap_or(1) + 4;
        }
        (placed, top)
    }

    fn draw_days(&self, svg: &mut Svg) {
        if self.blocked.is_some() {
            return;
        }
        let last = self.last_day();
        let step = last.div_ceil(TICKS_MAX);
        let mut days: Vec<u64> = (0..=TICKS_MAX).map(|n| n.saturating_mul(step)).filter(|day| *day < last).collect();
        // the last day always has its number; one too near to it makes room
        days.retain(|day| (last - day).saturating_mul(2) >= step);
        days.push(last);
        svg.ticks = days.into_iter().map(|day| (self.x(day), day.to_string())).collect();
        svg.words.push(word(LEFT, 13, "lanes-axis", &self.day));
    }

    fn draw_legs(&self, svg: &mut Svg, placed: &[Placed], road: u64, end: u64) {
        let reached = self.blocked.is_none();
        for Placed { leg, y, x } in placed {
            let class = match (reached, leg.critical) {
                (false, _) => "lanes-never",
                (true, true) => "lanes-road",
                (true, false) => "lanes-side",
            };
            let mut path = String::new();
            if reached {
                // a step begins where another ended: from there, or from the applicant, the road comes down or up
                let before = placed.iter().filter(|p| p.leg.finish == leg.start && p.leg.start < p.leg.finish);
                let before = before.max_by_key(|p| (p.leg.critical, p.y == *y)).filter(|_| leg.start > 0);
                let from = before.map_or(road, |p| p.y);
                path = format!("M{} {from}V{y}", x.0);
            }
            path.push_str(&format!("M{} {y}H{}", x.0, x.1.max(x.0 + 1)));
            if reached && leg.finish == self.last_day() {
                path.push_str(&format!("V{road}"));
            }
            svg.lines.push((class, path));
            let waited_for = placed.iter().any(|p| p.leg.start == leg.finish && p.y != *y);
            if reached && leg.finish < self.last_day() && !waited_for {
                svg.lines.push(("lanes-wait", format!("M{} {y}H{end}V{road}", x.1)));
            }
            svg.milestones.push((if reached { "lanes-stop-at" } else { "lanes-unreached" }, x.1, *y));
            let left = (x.0 + 14).min(RIGHT.saturating_sub(width_of(&leg.name)));
            svg.words.push(word(left, y - 9, "", &leg.name));
        }
        // the main road lies on top
        svg.lines.sort_by_key(|(class, _)| *class == "lanes-road");
    }
}

fn word(x: u64, y: u64, class: &'static str, text: &str) -> Words {
    Words { x, y, right: false, class, text: text.to_owned() }
}

/// About how wide words are: a Chinese character as wide as it is high, others half.
fn width_of(text: &str) -> u64 {
    text.chars().map(|c| if c.is_ascii() { 8 } else { 15 }).sum()
}

impl std::fmt::Display for Lanes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.svg().render().map_err(|_| std::fmt::Error)?)
    }
}

impl HtmlSafe for Lanes {}

pub fn examples(w: Say) -> Vec<Example> {
    let lanes = || {
        Lanes::new(
            w.t("example-caption"),
            w.t("example-hint"),
            w.t("example-name"),
            w.t("example-file"),
            w.t("example-ok"),
        )
    };
    let road = lanes()
        .leg(w.t("example-place"), w.t("example-promise"), 0, 2, true)
        .leg("<b>&\"'", w.t("example-file"), 0, 1, false)
        .leg("<b>&\"'", w.t("example-promise"), 2, 5, true);
    let broken = lanes().leg(w.t("example-place"), w.t("example-promise"), 0, 2, true).blocked(w.t("example-stop"));
    vec![Example::new("a way of five days", road), Example::new("a way that is blocked", broken)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lanes() -> Lanes {
        Lanes::new("x", "day", "you", "in", "out")
    }

    #[test]
    fn a_step_begins_on_the_line_of_the_one_it_waits_for() {
        let svg = lanes().leg("a", "one", 0, 2, true).leg("b", "two", 2, 3, true).svg();
        let ys: Vec<u64> = svg.milestones.iter().map(|(_, _, y)| *y).collect();
        let second = &svg.lines[1].1;
        assert!(second.starts_with(&format!("M{} {}V{}", lanes_x(2, 3), ys[2], ys[3])), "{second}");
        assert!(second.ends_with(&format!("V{}", ys[0])), "{second}");
    }

    fn lanes_x(day: u64, last: u64) -> u64 {
        LEFT + day * (RIGHT - LEFT) / last
    }

    #[test]
    fn two_steps_of_one_office_at_the_same_time_lie_on_two_lines() {
        let svg = lanes().leg("a", "one", 0, 2, true).leg("a", "two", 0, 2, false).svg();
        assert_ne!(svg.milestones[2].2, svg.milestones[3].2);
    }

    #[test]
    fn a_blocked_road_breaks_and_names_no_day() {
        let svg = lanes().leg("a", "one", 0, 2, true).blocked("no way").svg();
        assert!(svg.stop.is_some() && svg.ticks.is_empty());
        assert!(svg.lines.iter().any(|(class, _)| *class == "lanes-never"));
    }

    #[test]
    fn nothing_to_do_is_still_a_road_and_huge_numbers_draw() {
        assert_eq!(lanes().svg().lines.len(), 1);
        let long = lanes().leg("a", "long", 0, u64::MAX, true).svg();
        assert!(long.ticks.len() <= 12, "{:?}", long.ticks);
    }
}

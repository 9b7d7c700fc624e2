//! A model drawn as SVG: lanes, nodes in the shapes of BPMN, flows with their names.

use std::fmt::Write as _;

use civic::text::Lang;

use crate::layout::{Area, HEAD, Layout, layouts};
use crate::model::{Gate, Kind, Model, Process};

/// Signs a line of a box holds; a Chinese character takes two.
const LINE: usize = 16;
/// Lines a box holds.
const LINES: usize = 4;

/// The drawing of all processes, for a file of its own. [`crate::road`] tells the same in words.
pub fn svg(model: &Model, lang: Lang) -> String {
    let layouts = layouts(model);
    let width = layouts.iter().map(|layout| layout.w).max().unwrap_or(0) + 20;
    let outer = model.processes.iter().zip(&layouts).filter(|(process, _)| process.part_of.is_none());
    let height = outer.map(|(_, layout)| layout.h + 60).sum::<i64>() + 10;
    let names: Vec<&str> = model.processes.iter().filter(|p| p.part_of.is_none()).map(|p| &*p.name).collect();
    let title = escape(&match lang {
        Lang::Zh => format!("流程图：{}", names.join("、")),
        Lang::En => format!("process: {}", names.join(", ")),
    });
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-10 -10 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         role=\"img\" lang=\"{}\" font-family=\"sans-serif\" font-size=\"11\">\n<title>{title}</title>\n\
         <rect x=\"-10\" y=\"-10\" width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n\
         <defs><marker id=\"tip\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">\
         <path d=\"M0 0L10 5L0 10z\" fill=\"#333\"/></marker></defs>\n",
        lang.tag()
    );
    for (process, layout) in model.processes.iter().zip(&layouts) {
        draw(&mut text, process, layout);
    }
    text.push_str("</svg>\n");
    text
}

fn draw(text: &mut String, process: &Process, layout: &Layout) {
    let mut out = |line: String| writeln!(text, "{line}").expect("a string takes any text");
    if process.part_of.is_none() {
        out(rect(Area { x: 0, y: layout.y, w: layout.w, h: layout.h }, 0, "#fff"));
        out(upright(&process.name, HEAD / 2, layout.y + layout.h / 2));
    }
    for (name, area) in &layout.lanes {
        out(rect(*area, 0, "none"));
        out(upright(name, area.x + HEAD / 2, area.y + area.h / 2));
    }
    for (flow, way) in process.flows.iter().zip(&layout.flows) {
        let corners: Vec<String> = way.iter().map(|(x, y)| format!("{x},{y}")).collect();
        out(format!(
            "<polyline points=\"{}\" fill=\"none\" stroke=\"#333\" marker-end=\"url(#tip)\"/>",
            corners.join(" ")
        ));
        let words = if flow.name.is_empty() { flow.condition.as_deref().unwrap_or_default() } else { &flow.name };
        let full = escape(words);
        let at = [0, 0, 0, 1, 2, 1][way.len().min(5)]; // beside a straight line, or where it has turned
        if let (false, Some((x, y))) = (words.is_empty(), way.get(at)) {
            out(format!(
                "<text x=\"{}\" y=\"{}\" fill=\"#555\"><title>{full}</title>{}</text>",
                x + 3,
                y - 4,
                escape(&cut(words, 9))
            ));
        }
    }
    for (node, area) in process.nodes.iter().zip(&layout.nodes) {
        out(shape(node.kind, *area));
        let expanded = matches!(node.kind, Kind::Sub(_));
        match node.kind {
            Kind::Task => lines(&node.name, *area, area.y + area.h / 2).into_iter().for_each(&mut out),
            _ if expanded => {
                out(format!("<text x=\"{}\" y=\"{}\">{}</text>", area.x + 6, area.y + 14, escape(&cut(&node.name, 30))))
            }
            _ => lines(&node.name, *area, area.y + area.h + 14).into_iter().for_each(&mut out),
        }
    }
}

fn shape(kind: Kind, area: Area) -> String {
    let (cx, cy, r) = (area.x + area.w / 2, area.y + area.h / 2, area.w / 2);
    let circle = |width: u8, extra: &str| {
        format!(
            "<circle cx=\"{cx}\" cy=\"{cy}\" r=\"{r}\" fill=\"#fff\" stroke=\"#333\" stroke-width=\"{width}\"{extra}/>"
        )
    };
    match kind {
        Kind::Start => circle(1, ""),
        Kind::End(_) => circle(3, ""),
        Kind::Event | Kind::Boundary(_, true) => {
            circle(1, "") + &format!("<circle cx=\"{cx}\" cy=\"{cy}\" r=\"{}\" fill=\"none\" stroke=\"#333\"/>", r - 4)
        }
        Kind::Boundary(_, false) => circle(1, " stroke-dasharray=\"4 2\""),
        Kind::Task => rect(area, 8, "#fff"),
        Kind::Sub(_) => rect(area, 8, "none"),
        Kind::Gate(gate) => {
            let sign = match gate {
                Gate::One => "×",
                Gate::All => "+",
                Gate::Some => "○",
                Gate::Event => "◎",
            };
            format!(
                "<path d=\"M{cx} {}L{} {cy}L{cx} {}L{} {cy}z\" fill=\"#fff\" stroke=\"#333\"/>\
                 <text x=\"{cx}\" y=\"{}\" font-size=\"24\" text-anchor=\"middle\">{sign}</text>",
                area.y,
                area.x + area.w,
                area.y + area.h,
                area.x,
                cy + 8
            )
        }
    }
}

fn rect(area: Area, round: i64, fill: &str) -> String {
    let Area { x, y, w, h } = area;
    format!("<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"{round}\" fill=\"{fill}\" stroke=\"#333\"/>")
}

fn upright(words: &str, x: i64, y: i64) -> String {
    format!(
        "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\" transform=\"rotate(-90 {x} {y})\">{}</text>",
        escape(&cut(words, 40))
    )
}

/// A name in several lines around (in a box) or below a level.
fn lines(words: &str, area: Area, level: i64) -> Vec<String> {
    let broken = broken(words);
    let inside = level < area.y + area.h;
    let first = if inside { level + 4 - 6 * (broken.len() as i64 - 1) } else { level };
    let x = area.x + area.w / 2;
    let line = |(at, line): (usize, &String)| {
        let y = first + 12 * at as i64;
        format!("<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\">{}</text>", escape(line))
    };
    broken.iter().enumerate().map(line).collect()
}

fn wide(sign: char) -> usize {
    if sign.is_ascii() { 1 } else { 2 }
}

fn broken(words: &str) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    let mut width = 0;
    for sign in words.chars() {
        let full = width + wide(sign) > LINE || (sign == ' ' && width > LINE * 2 / 3);
        if full {
            if lines.len() == LINES {
                lines[LINES - 1].push('…');
                break;
            }
            lines.push(String::new());
            width = 0;
        }
        if !(sign == ' ' && width == 0) {
            let last = lines.len() - 1;
            lines[last].push(sign);
            width += wide(sign);
        }
    }
    lines
}

fn cut(words: &str, width: usize) -> String {
    let mut left = width;
    let mut text = String::new();
    for sign in words.chars() {
        match left.checked_sub(wide(sign)) {
            Some(rest) => left = rest,
            None => return text + "…",
        }
        text.push(sign);
    }
    text
}

/// Text as XML holds it; signs XML cannot hold are left out.
pub(crate) fn escape(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for sign in words.chars() {
        match sign {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\t' | '\n' | '\r' => text.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            sign if sign < ' ' => {}
            sign => text.push(sign),
        }
    }
    text
}

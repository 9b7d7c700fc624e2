//! Where each node of a process is drawn: columns by order, bands by lane, ways at right angles.

use std::collections::HashMap;

use crate::model::{Kind, Model, Process};
use crate::net::Net;
use crate::paths::{back_flows, forward};

/// Width of a lane's and a pool's name.
pub(crate) const HEAD: i64 = 30;
const GAP: i64 = 60;
const ROOM: i64 = 40;

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) x: i64,
    pub(crate) y: i64,
    pub(crate) w: i64,
    pub(crate) h: i64,
}

impl Area {
    fn middle(&self) -> i64 {
        self.y + self.h / 2
    }

    fn centre(&self) -> i64 {
        self.x + self.w / 2
    }

    fn moved(self, x: i64, y: i64) -> Area {
        Area { x: self.x + x, y: self.y + y, ..self }
    }
}

/// One process laid out; its own corner is at 0,0.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    /// Lanes from the top: name and area; none for a process without.
    pub(crate) lanes: Vec<(String, Area)>,
    /// The area of each node.
    pub(crate) nodes: Vec<Area>,
    /// The corners of each flow.
    pub(crate) flows: Vec<Vec<(i64, i64)>>,
    /// The upper edge of all.
    pub(crate) y: i64,
    /// Width of all.
    pub(crate) w: i64,
    /// Height of all.
    pub(crate) h: i64,
}

impl Layout {
    pub(crate) fn moved(&self, x: i64, y: i64) -> Layout {
        Layout {
            lanes: self.lanes.iter().map(|(name, area)| (name.clone(), area.moved(x, y))).collect(),
            nodes: self.nodes.iter().map(|area| area.moved(x, y)).collect(),
            flows: self.flows.iter().map(|way| way.iter().map(|(a, b)| (a + x, b + y)).collect()).collect(),
            y: self.y + y,
            ..*self
        }
    }
}

/// All processes of a model, one below the other, each subprocess inside its node.
pub(crate) fn layouts(model: &Model) -> Vec<Layout> {
    let mut sizes: Vec<(i64, i64)> = vec![(0, 0); model.processes.len()];
    let mut own: Vec<Layout> = Vec::new();
    // what stands inside comes after what it is part of, so sizes are known from the last to the first
    for (number, process) in model.processes.iter().enumerate().rev() {
        let layout = one(process, model, &sizes);
        sizes[number] = (layout.w, layout.h);
        own.push(layout);
    }
    own.reverse();
    let mut y = 0;
    for (number, process) in model.processes.iter().enumerate() {
        own[number] = match process.part_of {
            Some((outer, node)) => {
                let at = own[outer].nodes[node];
                own[number].moved(at.x, at.y)
            }
            None => {
                let moved = own[number].moved(0, y);
                y += moved.h + GAP;
                moved
            }
        };
    }
    own
}

fn size(kind: Kind, sizes: &[(i64, i64)]) -> (i64, i64) {
    match kind {
        Kind::Start | Kind::Event | Kind::Boundary(..) | Kind::End(_) => (36, 36),
        Kind::Gate(_) => (50, 50),
        Kind::Task => (110, 80),
        Kind::Sub(inside) => (sizes[inside].0.max(110), sizes[inside].1.max(80)),
    }
}

/// Where a node goes: lane, row in the lane, column.
#[derive(Clone, Copy)]
struct Cell {
    lane: usize,
    row: usize,
    column: usize,
}

fn one(process: &Process, model: &Model, sizes: &[(i64, i64)]) -> Layout {
    let net = Net::of(process, model.form);
    let back = back_flows(&net);
    let plan = unblock::schedule(&vec![1; process.nodes.len()], &forward(&net, &back));
    let plan = plan.expect("flows that lead back were taken out");
    let (lanes, cells) = cells(&net, &plan.wave);
    let size_of = |at: usize| size(process.nodes[at].kind, sizes);
    let free = |at: &usize| !matches!(process.nodes[*at].kind, Kind::Boundary(..));
    let columns = plan.wave.iter().map(|wave| *wave as usize + 1).max().unwrap_or(1);
    let mut widths = vec![0; columns];
    let mut heights: Vec<Vec<i64>> = vec![Vec::new(); lanes.len()];
    for at in (0..cells.len()).filter(free) {
        let Cell { lane, row, column } = cells[at];
        let (w, h) = size_of(at);
        widths[column] = widths[column].max(w);
        if heights[lane].len() <= row {
            heights[lane].resize(row + 1, 80);
        }
        heights[lane][row] = heights[lane][row].max(h);
    }
    heights.iter_mut().filter(|rows| rows.is_empty()).for_each(|rows| rows.push(80));
    let named = process.part_of.is_none() && lanes.iter().any(|name| !name.is_empty());
    let left = if process.part_of.is_some() {
        0
    } else if named {
        2 * HEAD
    } else {
        HEAD
    };
    let xs = starts(left + GAP / 2, widths.iter().map(|width| width + GAP));
    let width = xs[columns] + GAP / 2;
    let mut layout = Layout { w: width, ..Layout::default() };
    let mut rows: Vec<Vec<i64>> = Vec::new();
    for (name, heights) in lanes.iter().zip(&heights) {
        let ys = starts(layout.h, heights.iter().map(|height| height + ROOM));
        let end = ys[heights.len()];
        if named {
            layout.lanes.push((name.clone(), Area { x: HEAD, y: layout.h, w: width - HEAD, h: end - layout.h }));
        }
        layout.h = end;
        rows.push(ys);
    }
    layout.nodes = vec![Area::default(); cells.len()];
    for at in (0..cells.len()).filter(free) {
        let (Cell { lane, row, column }, (w, h)) = (cells[at], size_of(at));
        let (x, y) = (xs[column] + (widths[column] - w) / 2, rows[lane][row] + ROOM / 2);
        layout.nodes[at] = Area { x, y: y + (heights[lane][row] - h) / 2, w, h };
    }
    edges_of_work(&net, &mut layout);
    let turns: Vec<i64> = cells.iter().map(|cell| xs[cell.column] - GAP / 3).collect();
    layout.flows = ways(&net, &back, &plan.wave, &cells, &rows, &layout.nodes, &turns);
    layout
}

/// The corners of each flow; `rows` are the upper edges of the rows of each lane, with the lower edge of the last.
fn ways(
    net: &Net<'_>,
    back: &[usize],
    wave: &[u32],
    cells: &[Cell],
    rows: &[Vec<i64>],
    areas: &[Area],
    turns: &[i64],
) -> Vec<Vec<(i64, i64)>> {
    let process = net.process;
    let mut leads_back = vec![false; process.flows.len()];
    back.iter().for_each(|at| leads_back[*at] = true);
    let way = |(flow, back): (&crate::Flow, bool)| {
        let span = wave[flow.to].saturating_sub(wave[flow.from]);
        let host = if let Kind::Boundary(host, _) = process.nodes[flow.from].kind { host } else { flow.from };
        let Cell { lane, row, .. } = cells[host];
        let (top, below) = (rows[lane][row] + 8, rows[lane][row + 1] - 8);
        let (from, to) = (areas[flow.from], areas[flow.to]);
        if back {
            around(from.centre(), from.y, top, turns[flow.to], to)
        } else if span > 1 || host != flow.from {
            around(from.centre(), from.y + from.h, below, turns[flow.to], to)
        } else {
            straight(from, turns[flow.to], to)
        }
    };
    process.flows.iter().zip(leads_back).map(way).collect()
}

/// Boundary events sit side by side on the lower edge of what they stand at.
fn edges_of_work(net: &Net<'_>, layout: &mut Layout) {
    let mut taken: HashMap<usize, i64> = HashMap::new();
    for (at, node) in net.process.nodes.iter().enumerate() {
        if let Kind::Boundary(host, _) = node.kind {
            let nth = taken.entry(host).or_insert(0);
            let area = layout.nodes[host];
            layout.nodes[at] = Area { x: area.x + area.w - 46 - 40 * *nth, y: area.y + area.h - 18, w: 36, h: 36 };
            *nth += 1;
        }
    }
}

/// The beginnings of lengths laid end to end, and the end of the last.
fn starts(first: i64, lengths: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut all = vec![first];
    for length in lengths {
        all.push(all[all.len() - 1] + length);
    }
    all
}

/// Names of lanes from the top, and the cell of each node.
fn cells(net: &Net<'_>, wave: &[u32]) -> (Vec<String>, Vec<Cell>) {
    let nodes = &net.process.nodes;
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    order.sort_by_key(|at| wave[*at]);
    let mut lanes: Vec<String> = Vec::new();
    let mut by_name: HashMap<String, usize> = HashMap::new();
    for node in nodes.iter().filter(|node| !node.who.is_empty()) {
        let name = node.who.join(", ");
        by_name.entry(name.clone()).or_insert_with(|| {
            lanes.push(name);
            lanes.len() - 1
        });
    }
    if lanes.is_empty() {
        lanes.push(String::new());
    }
    let mut cells = vec![Cell { lane: 0, row: 0, column: 0 }; nodes.len()];
    let mut free: HashMap<(usize, usize), usize> = HashMap::new();
    for at in order {
        let before = net.into[at].iter().map(|flow| net.process.flows[*flow].from).find(|from| wave[*from] < wave[at]);
        let before = before.map(|from| cells[from]);
        let lane = by_name.get(&nodes[at].who.join(", ")).copied().or(before.map(|cell| cell.lane)).unwrap_or(0);
        let column = wave[at] as usize;
        let wish = before.filter(|cell| cell.lane == lane).map_or(0, |cell| cell.row);
        if matches!(nodes[at].kind, Kind::Boundary(..)) {
            cells[at] = Cell { lane, row: wish, column };
            continue;
        }
        let next = free.entry((lane, column)).or_insert(0);
        let row = wish.max(*next);
        *next = row + 1;
        cells[at] = Cell { lane, row, column };
    }
    (lanes, cells)
}

/// To the next column.
fn straight(from: Area, turn: i64, to: Area) -> Vec<(i64, i64)> {
    let (start, end) = ((from.x + from.w, from.middle()), (to.x, to.middle()));
    if start.1 == end.1 {
        return vec![start, end];
    }
    vec![start, (turn, start.1), (turn, end.1), end]
}

/// Along the free strip at `level`, into the left side of the target.
fn around(x: i64, y: i64, level: i64, turn: i64, to: Area) -> Vec<(i64, i64)> {
    vec![(x, y), (x, level), (turn, level), (turn, to.middle()), (to.x, to.middle())]
}

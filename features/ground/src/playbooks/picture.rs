//! What hangs on what in a rule book, around one service or one paper: who asks, what is asked, who issues it, what
//! the issuer asks in turn.

use playbook::{Evidence, Issuer, Playbook, Service};
use web::Say;
use web::ui::{Cell, Column, Layers, Node, Table};

/// What the picture is about.
#[derive(Clone, Copy, Debug)]
pub enum Focus<'a> {
    /// A service and all it asks for.
    Service(&'a Service),
    /// A paper, who asks for it and who issues it.
    Evidence(&'a Evidence),
}

impl<'a> Focus<'a> {
    /// Reads `service/ID` or `evidence/ID`; anything else is the first service.
    pub fn of(book: &'a Playbook, address: &str) -> Option<Focus<'a>> {
        let found = match address.split_once('/') {
            Some(("service", id)) => book.services.get(id).map(Focus::Service),
            Some(("evidence", id)) => book.evidence.get(id).map(Focus::Evidence),
            _ => None,
        };
        found.or_else(|| book.services.values().next().map(Focus::Service))
    }

    /// Its name.
    pub fn name(self, w: Say) -> &'a str {
        match self {
            Focus::Service(service) => w.text(&service.name),
            Focus::Evidence(evidence) => w.text(&evidence.name),
        }
    }
}

/// One thing of the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Thing {
    Service(String),
    Evidence(String),
    Agency(String),
    Applicant,
    Market,
}

/// Things in columns, and lines from one column to the next: column, from, to, one of several.
#[derive(Debug, Default)]
struct Web {
    columns: [Vec<Thing>; 4],
    lines: Vec<(usize, usize, usize, bool)>,
}

impl Web {
    fn put(&mut self, column: usize, thing: Thing) -> usize {
        let there = self.columns[column].iter().position(|known| *known == thing);
        there.unwrap_or_else(|| {
            self.columns[column].push(thing);
            self.columns[column].len() - 1
        })
    }

    fn line(&mut self, column: usize, from: usize, to: usize, choice: bool) {
        if !self.lines.iter().any(|&(c, f, t, _)| (c, f, t) == (column, from, to)) {
            self.lines.push((column, from, to, choice));
        }
    }
}

fn around(book: &Playbook, focus: Focus) -> Web {
    let mut web = Web::default();
    match focus {
        Focus::Service(service) => {
            let from = web.put(0, Thing::Service(service.id.clone()));
            for need in &service.needs {
                let of = need.demand.evidence();
                for id in of {
                    let to = web.put(1, Thing::Evidence(id.clone()));
                    web.line(0, from, to, need.demand.enough() < of.len());
                }
            }
        }
        Focus::Evidence(evidence) => {
            let to = web.put(1, Thing::Evidence(evidence.id.clone()));
            for service in book.services.values() {
                let asks = service.needs.iter().find(|n| n.demand.evidence().contains(&evidence.id));
                if let Some(need) = asks {
                    let from = web.put(0, Thing::Service(service.id.clone()));
                    web.line(0, from, to, need.demand.enough() < need.demand.evidence().len());
                }
            }
            for other in book.evidence.values().filter(|e| e.requires.contains(&evidence.id)) {
                let from = web.put(0, Thing::Evidence(other.id.clone()));
                web.line(0, from, to, false);
            }
        }
    }
    for (row, thing) in web.columns[1].clone().into_iter().enumerate() {
        let Thing::Evidence(id) = thing else { continue };
        let Some(evidence) = book.evidence.get(&id).filter(|e| e.abolished_by.is_none()) else { continue };
        issuers(&mut web, row, evidence);
    }
    web
}

fn issuers(web: &mut Web, row: usize, evidence: &Evidence) {
    for issuer in &evidence.issuers {
        let thing = match issuer {
            Issuer::Applicant => Thing::Applicant,
            Issuer::Market => Thing::Market,
            Issuer::Agency(id) => Thing::Agency(id.clone()),
            Issuer::Service(id) => Thing::Service(id.clone()),
        };
        let to = web.put(2, thing);
        web.line(1, row, to, evidence.issuers.len() > 1);
        for required in &evidence.requires {
            let last = web.put(3, Thing::Evidence(required.clone()));
            web.line(2, to, last, false);
        }
    }
}

/// The picture; `root` is the address of the page, to which `?at=…` is added; empty = nothing leads on.
pub fn layers(w: Say, book: &Playbook, focus: Focus, root: &str) -> Layers {
    let web = around(book, focus);
    let centre = match focus {
        Focus::Service(service) => Thing::Service(service.id.clone()),
        Focus::Evidence(evidence) => Thing::Evidence(evidence.id.clone()),
    };
    let heads = ["picture-asks", "picture-papers", "picture-issuers", "picture-required"];
    let mut picture = Layers::new(w.with("picture-label", &[("name", &focus.name(w))]));
    let used = web.columns.iter().rposition(|column| !column.is_empty()).unwrap_or(0);
    for (column, head) in web.columns.iter().zip(heads).take(used + 1) {
        let nodes = column.iter().map(|thing| {
            let node = node(w, book, thing, root);
            if *thing == centre { node.centre() } else { node }
        });
        picture = picture.column(w.t(head), nodes.collect());
    }
    web.lines.iter().fold(picture, |picture, &(c, from, to, choice)| picture.line(c, from, to, choice))
}

/// The same in words: who asks, what, and whether another will do.
pub fn table(w: Say, book: &Playbook, focus: Focus, root: &str) -> Table {
    let web = around(book, focus);
    let columns = ["picture-from", "picture-relation", "picture-to"].map(|key| Column::new(w.t(key)));
    let cell = |thing: &Thing| match address(thing, root) {
        Some(href) => Cell::link(href, name(w, book, thing)),
        None => Cell::text(name(w, book, thing)),
    };
    let rows = web.lines.iter().map(|&(c, from, to, choice)| {
        let relation = match (c, choice) {
            (0, false) => w.t("picture-asks-for"),
            (0, true) => w.t("picture-asks-one-of"),
            (1, false) => w.t("picture-issued-by"),
            (1, true) => w.t("picture-issued-by-one-of"),
            _ => w.t("picture-demands-first"),
        };
        vec![cell(&web.columns[c][from]), relation.into(), cell(&web.columns[c + 1][to])]
    });
    Table::new(w.t("picture-table"), columns.into()).rows(rows)
}

fn name(w: Say, book: &Playbook, thing: &Thing) -> String {
    let text = match thing {
        Thing::Service(id) => book.services.get(id).map(|s| w.text(&s.name)),
        Thing::Evidence(id) => book.evidence.get(id).map(|e| w.text(&e.name)),
        Thing::Agency(id) => book.agencies.get(id).map(|a| w.text(&a.name)),
        Thing::Applicant => Some(w.t("picture-applicant")),
        Thing::Market => Some(w.t("picture-market")),
    };
    text.map_or_else(|| format!("{thing:?}"), str::to_owned)
}

fn address(thing: &Thing, root: &str) -> Option<String> {
    match thing {
        _ if root.is_empty() => None,
        Thing::Service(id) => Some(format!("{root}?at=service/{id}")),
        Thing::Evidence(id) => Some(format!("{root}?at=evidence/{id}")),
        _ => None,
    }
}

fn node(w: Say, book: &Playbook, thing: &Thing, root: &str) -> Node {
    let mut node = Node::new(name(w, book, thing));
    if let Some(href) = address(thing, root) {
        node = node.link(href);
    }
    let Thing::Evidence(id) = thing else { return node };
    match book.evidence.get(id) {
        Some(evidence) if evidence.abolished_by.is_some() => node.blocked(w.t("picture-abolished")),
        Some(evidence) if evidence.issuers.is_empty() => node.blocked(w.t("picture-no-issuer")),
        _ => node,
    }
}

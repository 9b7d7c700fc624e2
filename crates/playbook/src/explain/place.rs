//! Where a clause stands and what it rests on, in a bracket: file, line, level, basis.

use civic::text::{Lang, Text};
use rules::Rule;

use crate::graph::{Clause, Papers};
use crate::model::{Evidence, Provenance};

/// A name in quotation marks.
pub(super) fn quoted(name: &Text, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("“{}”", name.zh),
        Lang::En => format!("\"{}\"", name.en),
    }
}

/// Several names, one after another.
pub(super) fn listed(names: &[String], lang: Lang) -> String {
    names.join(match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    })
}

/// Who wrote a clause, when it was not the playbook itself: the overlay's name, or its level.
pub(super) fn level(papers: &Papers<'_>, from: &Provenance) -> Option<Text> {
    let region = from.region.as_ref()?;
    let layer = papers.playbook.layers.iter().find(|layer| layer.region == *region);
    Some(layer.map_or_else(|| region.level().name(), |layer| layer.name.clone()))
}

/// `(services/a.toml:20, Tonghe County, no legal basis)` of a demand.
pub(super) fn of_clause(papers: &Papers<'_>, clause: Clause<'_>, lang: Lang) -> String {
    bracket(papers, clause.from(), clause.basis(), clause.when().map(Rule::text), lang)
}

/// The same of a paper's entry; a paper without a basis of its own is nothing to tell.
pub(super) fn of_paper(papers: &Papers<'_>, paper: &Evidence, lang: Lang) -> String {
    let basis = paper.abolished_by.as_deref().or(paper.basis.as_deref());
    match basis {
        Some(basis) => bracket(papers, &paper.from, Some(basis), None, lang),
        None => wrap(parts(papers, &paper.from, lang), lang),
    }
}

fn bracket(papers: &Papers<'_>, from: &Provenance, basis: Option<&str>, when: Option<&str>, lang: Lang) -> String {
    let mut parts = parts(papers, from, lang);
    parts.extend(when.map(|when| match lang {
        Lang::Zh => format!("条件 `{when}`"),
        Lang::En => format!("when `{when}`"),
    }));
    parts.push(match (basis, lang) {
        (Some(basis), Lang::Zh) => format!("依据“{basis}”"),
        (Some(basis), Lang::En) => format!("basis \"{basis}\""),
        (None, Lang::Zh) => "没有依据".to_owned(),
        (None, Lang::En) => "no legal basis".to_owned(),
    });
    wrap(parts, lang)
}

fn parts(papers: &Papers<'_>, from: &Provenance, lang: Lang) -> Vec<String> {
    let place = format!("{}:{}", from.file, from.line);
    let level = level(papers, from).map(|level| level.get(lang).to_owned());
    std::iter::once(place).chain(level).collect()
}

fn wrap(parts: Vec<String>, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("（{}）", parts.join("，")),
        Lang::En => format!(" ({})", parts.join(", ")),
    }
}

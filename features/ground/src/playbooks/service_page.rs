//! For everybody: one service, what it asks of whom and why, who asked it, and the way through the agencies.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use civic::Date;
use playbook::finder::{self, Finding};
use playbook::{Need, Playbook, Service, Step};
use rules::{FactKind, Value};
use web::ui::{Cell, Column, Empty, Facts, Filter, Milestone, Road, Table};
use web::{Ctx, Reply, Say, Stop};

use super::conditions::Conditions;
use super::library;
use super::place::{Around, Place};
use super::rules_pages::{here, not_in_force};
use super::wording;

#[derive(Template)]
#[template(path = "playbooks/pages/service.html")]
struct ServicePage {
    w: Say,
    place: String,
    about: Option<String>,
    filter: Filter,
    facts: Facts,
    demands: Table,
    export: String,
    less: String,
    questions: Option<Table>,
    steps: String,
    road: Option<Road>,
}

/// A service with the book around it, in force in the area on the day.
struct Told {
    w: Say,
    book: Playbook,
    service: Service,
    on: Date,
}

impl Told {
    async fn of(
        ctx: &Ctx,
        place: &Place,
        id: &str,
        service: &str,
    ) -> Result<Option<(Told, Arc<super::Published>)>, Stop> {
        let Some(published) = library::current(&ctx.app, id, place.region.as_str(), place.on).await? else {
            return Ok(None);
        };
        let book = published.playbook.effective(Some(&place.region), place.on);
        let service = book.services.get(service).cloned().ok_or(Stop::NotFound)?;
        Ok(Some((Told { w: ctx.say("playbooks"), book, service, on: place.on }, published)))
    }
}

/// `/rules/{playbook}/{service}?region=&on=&q=`.
pub async fn service(ctx: Ctx, Path((id, service)): Path<(String, String)>) -> Reply {
    let w = ctx.say("playbooks");
    let place = Place::of(&ctx)?;
    let Some((told, published)) = Told::of(&ctx, &place, &id, &service).await? else {
        return not_in_force(&ctx, &place, &id).await;
    };
    let around = Around::of(&ctx, &place, std::slice::from_ref(&published)).await?;
    // nobody's facts: every condition stays open, so the plan holds all that can be asked
    let nobody: BTreeMap<String, Value> = BTreeMap::new();
    let found = finder::find(&told.service, &told.book, &nobody, told.on);
    let page = ServicePage {
        w,
        place: here(w, &around, place.on),
        about: told.service.about.as_ref().map(|about| w.text(about).to_owned()),
        filter: place.filter(w, &ctx, &around),
        facts: told.facts(),
        demands: told.demands(&ctx, &place),
        export: place.link(&format!("/rules/{id}/{service}/demands.csv")),
        less: place.link_with("/leave-out", &[("service", &format!("{id}/{service}"))]),
        questions: told.questions(&found),
        steps: w.n("playbooks-steps-days", i64::from(found.working_days)),
        road: (!found.waves.is_empty()).then(|| told.road(&found)),
    };
    let title = w.text(&told.service.name).to_owned();
    ctx.crumb(&place.link("/rules"), w.t("playbooks-rules"))
        .crumb(&place.link(&format!("/rules/{id}")), w.text(&told.book.name))
        .page(&title, page)
}

impl Told {
    fn rule(&self, rule: &rules::Rule) -> Cell {
        Cell::html(Conditions::new(self.w, rule, &self.book, self.on))
    }

    /// The condition of a clause, or that it has none.
    fn when(&self, rule: Option<&rules::Rule>) -> Cell {
        rule.map_or_else(|| Cell::text(self.w.t("playbooks-always")), |rule| self.rule(rule))
    }

    fn facts(&self) -> Facts {
        let (w, service) = (self.w, &self.service);
        let days = |days: u32| w.n("playbooks-working-days", i64::from(days));
        let mut facts = Facts::new()
            .fact(w.t("playbooks-audience"), wording::audience(w, service.audience))
            .fact(w.t("playbooks-who-must"), self.when(service.when.as_ref()))
            .fact(w.t("playbooks-who-may"), self.when(service.eligible.as_ref()))
            .fact(w.t("playbooks-mode"), wording::mode(w, service.mode))
            .fact(w.t("playbooks-lead"), wording::agency(w, &self.book, &service.lead))
            .fact(w.t("playbooks-promised"), days(service.promised_working_days))
            .fact(w.t("playbooks-statutory"), days(service.statutory_working_days))
            .fact(w.t("playbooks-silence"), wording::silence(w, service.silence))
            .fact(w.t("playbooks-fee"), wording::fee(w, service.fee));
        for id in &service.yields {
            let name = self.book.evidence_name(id);
            facts = facts.fact(w.t("playbooks-yields"), w.text(&name));
        }
        if let Some(days) = service.valid_days {
            facts = facts.fact(w.t("playbooks-result-valid"), w.n("playbooks-days", i64::from(days)));
        }
        let recourse = service.recourse.as_ref().map_or(w.t("playbooks-no-recourse"), |recourse| w.text(recourse));
        facts = facts
            .fact(w.t("playbooks-recourse"), recourse)
            .fact(w.t("playbooks-basis"), self.basis(service.basis.as_ref()))
            .fact(w.t("playbooks-author"), wording::author_cell(w, &self.book, &service.from));
        for (key, from) in &service.changed {
            let key = w.t(&format!("playbooks-changed-{key}"));
            facts =
                facts.fact(w.with("playbooks-changed", &[("what", &key)]), wording::author_cell(w, &self.book, from));
        }
        facts
    }

    fn basis(&self, basis: Option<&String>) -> Cell {
        let w = self.w;
        basis.map_or_else(|| web::ui::State::caution(w.t("playbooks-no-basis")).into(), Cell::text)
    }

    /// The demands whose words hold those asked for.
    fn demands(&self, ctx: &Ctx, place: &Place) -> Table {
        let w = self.w;
        let words = ctx.query("q").trim().to_lowercase();
        let columns = ["playbooks-asked", "playbooks-when", "playbooks-basis", "playbooks-author"];
        let found = self.service.needs.iter().filter(|need| self.need_words(need).to_lowercase().contains(&words));
        let empty = if self.service.needs.is_empty() {
            Empty::new(w.t("playbooks-asks-nothing"), w.t("playbooks-asks-nothing-fills"))
        } else {
            Empty::new(w.t("playbooks-no-demand"), w.t("playbooks-no-match-fills"))
                .action(place.link(&ctx.path), w.t("filter-clear"))
        };
        Table::new(w.t("playbooks-asked-list"), columns.map(|key| Column::new(w.t(key))).into())
            .rows(found.map(|need| {
                vec![
                    self.need(need),
                    self.when(need.when.as_ref()),
                    self.basis(need.basis.as_ref()),
                    wording::author_cell(w, &self.book, &need.from),
                ]
            }))
            .empty(empty)
    }

    fn need_words(&self, need: &Need) -> String {
        let basis = need.basis.as_deref().unwrap_or_default();
        format!("{} {} {basis}", need.id, wording::demand(self.w, &self.book, &need.demand))
    }

    fn need(&self, need: &Need) -> Cell {
        let w = self.w;
        let mut cell = Cell::text(wording::demand(w, &self.book, &need.demand));
        let one = need.demand.evidence().len() == 1;
        for evidence in need.demand.evidence().iter().filter_map(|id| self.book.evidence.get(id)) {
            let lines = wording::evidence_lines(w, &self.book, evidence);
            if one {
                cell = lines.into_iter().fold(cell, Cell::and);
            } else {
                let lines = lines.join(w.t("playbooks-semicolon"));
                cell = cell.and(format!("{}{}{lines}", w.text(&evidence.name), w.t("playbooks-colon")));
            }
        }
        if let Some(days) = need.max_age_days {
            cell = cell.and(w.n("playbooks-max-age", i64::from(days)));
        }
        if need.ask_every_time {
            cell = cell.and(w.t("playbooks-every-time"));
        }
        cell
    }

    /// What the applicant is asked to tell: facts of rules and of the form that no register holds.
    fn questions(&self, found: &Finding) -> Option<Table> {
        let w = self.w;
        let columns = ["playbooks-question", "playbooks-answer", "playbooks-purpose"];
        let rows: Vec<Vec<Cell>> = found
            .questions
            .iter()
            .filter_map(|name| self.book.catalogue.get(name))
            .map(|fact| {
                let question = fact.question.as_ref().unwrap_or(&fact.words);
                let mut asked = Cell::text(w.text(question));
                if let Some(hint) = &fact.hint {
                    asked = asked.and(w.text(hint));
                }
                let name = fact.name.as_str();
                let purpose = self.book.purposes.get(name).map(|purpose| w.text(purpose).to_owned());
                vec![asked, self.answer(&fact.kind).into(), purpose.unwrap_or_else(|| self.used_in(name)).into()]
            })
            .collect();
        let columns = columns.map(|key| Column::new(w.t(key))).into();
        (!rows.is_empty()).then(|| Table::new(w.t("playbooks-questions"), columns).rows(rows))
    }

    fn answer(&self, kind: &FactKind) -> String {
        let w = self.w;
        let key = match kind {
            FactKind::Bool => "playbooks-answer-bool",
            FactKind::Int => "playbooks-answer-int",
            FactKind::Money => "playbooks-answer-money",
            FactKind::Text => "playbooks-answer-text",
            FactKind::Date => "playbooks-answer-date",
            FactKind::Code(codes) => {
                let names: Vec<&str> = codes.iter().map(|(_, name)| w.text(name)).collect();
                return names.join(w.t("playbooks-comma"));
            }
        };
        w.t(key).to_owned()
    }

    /// For a fact without a stated purpose: the rules of this service that read it.
    fn used_in(&self, fact: &str) -> String {
        let w = self.w;
        let reads = |rule: Option<&rules::Rule>| rule.is_some_and(|rule| rule.facts().contains(&fact));
        let mut used = Vec::new();
        if reads(self.service.when.as_ref()) {
            used.push(w.t("playbooks-who-must").to_owned());
        }
        if reads(self.service.eligible.as_ref()) {
            used.push(w.t("playbooks-who-may").to_owned());
        }
        let needs = self.service.needs.iter().filter(|need| reads(need.when.as_ref()));
        used.extend(needs.map(|need| wording::demand(w, &self.book, &need.demand)));
        let steps = self.service.steps.iter().filter(|step| reads(step.when.as_ref()));
        used.extend(steps.map(|step| w.text(&step.name).to_owned()));
        match used.is_empty() {
            true => w.t("playbooks-in-form").to_owned(),
            false => w.with("playbooks-decides", &[("what", &used.join(w.t("playbooks-semicolon")))]),
        }
    }

    /// The agencies' steps, one milestone a wave: what stands under one milestone runs side by side.
    fn road(&self, found: &Finding) -> Road {
        let w = self.w;
        let mut road = Road::new(w);
        for (at, wave) in found.waves.iter().enumerate() {
            let steps: Vec<&Step> =
                wave.iter().filter_map(|id| self.service.steps.iter().find(|step| step.id == *id)).collect();
            let number = at + 1;
            road = match steps.as_slice() {
                [one] => road
                    .stop(Milestone::Todo, w.with("playbooks-step", &[("n", &number), ("name", &w.text(&one.name))])),
                many => road.stop(Milestone::Todo, w.n_with("playbooks-wave", many.len(), &[("number", &number)])),
            };
            for step in &steps {
                road = road.detail(self.step(step, steps.len() > 1));
            }
        }
        road
    }

    fn step(&self, step: &Step, named: bool) -> Cell {
        let (w, comma) = (self.w, self.w.t("playbooks-comma"));
        let mut words = Vec::new();
        if named {
            words.push(w.text(&step.name).to_owned());
        }
        words.push(wording::agency(w, &self.book, &step.agency));
        words.push(w.n("playbooks-working-days", i64::from(step.working_days)));
        if step.visits > 0 {
            words.push(w.n("playbooks-visits", i64::from(step.visits)));
        }
        words.extend(step.basis.clone());
        let mut cell = Cell::text(words.join(comma));
        if let Some(rule) = &step.when {
            cell = cell.and(w.t("playbooks-step-when")).and(self.inline(rule));
        }
        if step.from.region.is_some() {
            cell = cell.and(wording::author_cell(w, &self.book, &step.from));
        }
        cell
    }

    /// A condition as one line of text: a milestone's line holds no lists.
    fn inline(&self, rule: &rules::Rule) -> String {
        let nobody: BTreeMap<String, Value> = BTreeMap::new();
        let told = rule.explain(&nobody, &self.book.parameters, self.on, &self.book.catalogue);
        let lines: Vec<String> = flat(self.w, &told.root);
        lines.join(self.w.t("playbooks-semicolon"))
    }
}

fn flat(w: Say, node: &rules::Node) -> Vec<String> {
    let mut words = vec![w.text(&node.words).to_owned()];
    words.extend(node.children.iter().flat_map(|child| flat(w, child)));
    words
}

/// `/rules/{playbook}/{service}/demands.csv`: what is asked, as a file.
pub async fn export(ctx: Ctx, Path((id, service)): Path<(String, String)>) -> Reply {
    let w = ctx.say("playbooks");
    let place = Place::of(&ctx)?;
    let (told, _) = Told::of(&ctx, &place, &id, &service).await?.ok_or(Stop::NotFound)?;
    let rows = told.service.needs.iter().map(|need| {
        vec![
            need.id.clone(),
            wording::demand(w, &told.book, &need.demand),
            need.when.as_ref().map_or_else(|| w.t("playbooks-always").to_owned(), |rule| told.inline(rule)),
            need.when.as_ref().map(|rule| rule.text().to_owned()).unwrap_or_default(),
            need.basis.clone().unwrap_or_default(),
            wording::author(w, &told.book, &need.from),
            format!("{}:{}", need.from.file, need.from.line),
        ]
    });
    let heading = [
        "playbooks-id",
        "playbooks-asked",
        "playbooks-when",
        "playbooks-rule-text",
        "playbooks-basis",
        "playbooks-author",
        "playbooks-where",
    ]
    .map(|key| w.t(key));
    web::csv_file(&ctx, &format!("{id}-{service}"), &heading, rows.collect())
}

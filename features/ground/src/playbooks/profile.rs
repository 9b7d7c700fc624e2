//! Who the figures are for: what the address says of an applicant, `?service=…&fact-headcount=8`.

use std::collections::BTreeMap;

use civic::money::Fen;
use civic::{Problem, Text, dates};
use playbook::Playbook;
use rules::{Fact, FactKind, Value};
use web::ui::{Field, Filter};
use web::{Ctx, Form, Say};

/// Most characters of one answer that are kept.
const TYPED_MAX: usize = 200;

/// The services looked at and what is known of the applicant.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// Only this service; empty = all of them.
    pub service: String,
    /// What is known; what is not counts as demanded.
    pub facts: BTreeMap<String, Value>,
    /// Answers that are none.
    pub problems: Vec<Problem>,
    /// What was typed, by the field's name, to go on saying it.
    typed: Vec<(String, String)>,
}

impl Profile {
    /// Reads the address.
    pub fn of(ctx: &Ctx, book: &Playbook) -> Profile {
        Profile::read(book, |name| ctx.query(name))
    }

    /// Reads a form that carries the same fields.
    pub fn of_form(form: &Form, book: &Playbook) -> Profile {
        Profile::read(book, |name| form.get(name).to_owned())
    }

    fn read(book: &Playbook, said: impl Fn(&str) -> String) -> Profile {
        let mut profile = Profile { service: said("service"), ..Profile::default() };
        if !book.services.contains_key(&profile.service) {
            profile.service.clear();
        }
        for fact in asked(book, &profile.service) {
            let name = fact_field(&fact.name);
            let typed: String = said(&name).chars().take(TYPED_MAX).collect();
            match value(fact, &typed) {
                _ if typed.trim().is_empty() => {}
                Some(value) => drop(profile.facts.insert(fact.name.clone(), value)),
                None => profile.problems.push(no_value(fact, &name)),
            }
            if !typed.is_empty() {
                profile.typed.push((name, typed));
            }
        }
        profile
    }

    /// The services asked about; empty for all.
    pub fn services(&self) -> Vec<String> {
        if self.service.is_empty() { Vec::new() } else { vec![self.service.clone()] }
    }

    /// All pairs, to be carried on by links and forms.
    pub fn pairs(&self) -> Vec<(&str, &str)> {
        let service = Some(("service", &*self.service)).filter(|(_, id)| !id.is_empty());
        service.into_iter().chain(self.typed.iter().map(|(name, typed)| (&**name, &**typed))).collect()
    }

    /// Adds the choice of a service, and the questions its rules ask, to a filter.
    pub fn fields(&self, w: Say, book: &Playbook, filter: Filter) -> Filter {
        let names = book.services.values().map(|s| (s.id.clone(), w.text(&s.name).to_owned()));
        let mut choice = Field::select("service", w.t("slim-service"), names).blank(w.t("all")).value(&self.service);
        if self.service.is_empty() {
            choice = choice.hint(w.t("slim-service-hint"));
        }
        asked(book, &self.service).into_iter().fold(filter.field(choice), |filter, fact| {
            let name = fact_field(&fact.name);
            let typed = self.typed.iter().find(|(there, _)| *there == name).map_or("", |(_, typed)| typed);
            filter.field(field(w, fact, &name).value(typed).problems(w, &self.problems))
        })
    }
}

/// Field of a fact, as in the forms of applicants.
fn fact_field(fact: &str) -> String {
    format!("fact-{fact}")
}

/// What was typed as a value of the fact's kind; none when it is none.
fn value(fact: &Fact, typed: &str) -> Option<Value> {
    let typed = typed.trim();
    match &fact.kind {
        FactKind::Bool if typed == "yes" || typed == "no" => Some(Value::Bool(typed == "yes")),
        FactKind::Bool => None,
        FactKind::Int => typed.replace([',', '，'], "").parse().ok().map(Value::Int),
        FactKind::Money => Fen::parse(typed).ok().map(|fen| Value::Int(fen.0)),
        FactKind::Date => dates::parse(typed).ok().map(Value::Date),
        FactKind::Text => Some(Value::Text(typed.to_owned())),
        FactKind::Code(codes) => codes.iter().find(|(code, _)| code == typed).map(|_| Value::Text(typed.to_owned())),
    }
}

fn no_value(fact: &Fact, field: &str) -> Problem {
    let wanted = match &fact.kind {
        FactKind::Bool | FactKind::Code(_) => ("请从列出的选项中选一个", "choose one of those listed"),
        FactKind::Int => ("请填整数，例如 12", "type a whole number, such as 12"),
        FactKind::Money => ("请填金额，例如 1234.50", "type an amount, such as 1234.50"),
        FactKind::Date => ("请按 2020-03-03 的样子填写", "write it like 2020-03-03"),
        FactKind::Text => ("请写要点", "keep to the main points"),
    };
    Problem::new(
        field,
        "playbooks/no-value",
        Text::new(format!("“{}”看不懂", fact.words.zh), format!("`{}` cannot be read", fact.words.en)),
        Text::new(wanted.0, wanted.1),
    )
}

/// What the rules of a service ask about; nothing while no service is chosen.
fn asked<'a>(book: &'a Playbook, service: &str) -> Vec<&'a Fact> {
    let Some(service) = book.services.get(service) else { return Vec::new() };
    service.facts_in_rules().into_iter().filter_map(|name| book.catalogue.get(name)).collect()
}

fn field(w: Say, fact: &Fact, name: &str) -> Field {
    let label = w.text(&fact.words);
    let unknown = w.t("slim-unknown");
    match &fact.kind {
        FactKind::Bool => Field::select(name, label, [("yes", w.t("yes")), ("no", w.t("no"))]).blank(unknown),
        FactKind::Code(codes) => {
            Field::select(name, label, codes.iter().map(|(code, words)| (code.clone(), w.text(words).to_owned())))
                .blank(unknown)
        }
        FactKind::Int => Field::number(name, label),
        FactKind::Money => Field::money(name, label),
        FactKind::Date => Field::date(name, label),
        FactKind::Text => Field::text(name, label),
    }
}

//! “What do I need”: questions from the rules, an exact list with the reason for every line.
//!
//! Answers live in the address, so the page can be sent to a colleague; only facts that rules use
//! are asked here, never a name, a phone or an address.

use askama::Template;
use axum::extract::Path;
use civic::Problem;
use civic::text::Text;
use ground::cases::facts::{CaseFacts, read_answer};
use ground::cases::whole::Rules;
use ground::cases::{CaseFact, completeness, field};
use ground::enterprises::{self, EnterpriseFacts};
use ground::sources::{self, About, FactState, SourceFacts};
use playbook::Audience;
use rules::{Fact, Truth};
use store::Fault;
use web::ui::{BeginForm, Facts, Field, Notice, Road, Summary, Table, Why, begin_form};
use web::{Ctx, Reply, Say, Stop};

use super::finder_parts as parts;
use super::list;

#[derive(Template)]
#[template(path = "approvals/pages/finder.html")]
struct FinderPage {
    w: Say,
    name: String,
    about: String,
    summary: Summary,
    held: Facts,
    any_held: bool,
    action: String,
    questions: Vec<Field>,
    verdict: Notice,
    why: Option<Why>,
    eligible: Option<Notice>,
    needs: Table,
    outline: Facts,
    road: Road,
    recourse: String,
    apply: Option<Apply>,
    sign_in: Option<String>,
    /// For somebody who is not signed in as an enterprise: who would be asked, and where to sign in.
    prefill: Option<(String, String)>,
    person: bool,
}

struct Apply {
    begin: BeginForm,
    hidden: Vec<(String, String)>,
}

/// `GET /find/{playbook}/{service}?fact-…`.
pub async fn page(ctx: Ctx, Path((playbook, service)): Path<(String, String)>) -> Reply {
    let w = ctx.say("approvals");
    let region = list::region(&ctx);
    let rules = Rules::now(&ctx.app, &playbook, &service, &region).await?;
    let (register, told) = held(&ctx).await?;
    let gather = |answers| {
        let facts = CaseFacts::gather(&rules.playbook.catalogue, &register, answers);
        facts.with_sources(told.clone(), &CaseFacts::default())
    };
    let known = gather(Vec::new());
    let asked = questions(&rules, &known);
    let (answers, problems) = read(&ctx, &asked);
    let facts = gather(answers.clone());
    let content = compose(&ctx, w, &rules, &facts, &asked, &answers, &problems);
    let title = w.text(&rules.service().name).to_owned();
    ctx.clone().crumb("/find", w.t("list-title")).page(&title, content)
}

/// What the register and the sources hold of the enterprise that is signed in; nothing for anybody else.
///
/// Nobody is asked here. What a source has not told can be tried out with any answer, so only known values count.
async fn held(ctx: &Ctx) -> Result<(EnterpriseFacts, SourceFacts), Stop> {
    let session = ctx.session.as_ref();
    let Some((session, enterprise)) = session.and_then(|s| Some((s, s.enterprise.clone()?))) else {
        return Ok(<_>::default());
    };
    let (region, set, now_ms) = (session.region.clone(), sources::set_now(&ctx.app), ctx.app.now_ms());
    let read = ctx.app.db().read(move |tx| -> Result<_, Fault> {
        let Some(known) = enterprises::find(tx, &region, &enterprise)? else { return Ok(<_>::default()) };
        let about = About { region: &region, uscc: known.uscc.as_str() };
        let mut told = sources::facts_of(tx, &set.config, about, now_ms)?;
        told.retain(|_, fact| fact.state == FactState::Known);
        Ok((enterprises::facts_of(tx, &region, &enterprise)?.unwrap_or_default(), told))
    });
    Ok(read.await?)
}

/// The facts that decide something and are not held; questions that only fill the form come later.
fn questions<'a>(rules: &'a Rules, known: &CaseFacts) -> Vec<&'a Fact> {
    ground::cases::facts::names_in_rules(rules.service())
        .into_iter()
        .filter(|name| known.fact(name).is_none())
        .filter_map(|name| rules.playbook.catalogue.get(name))
        .collect()
}

fn read(ctx: &Ctx, asked: &[&Fact]) -> (Vec<CaseFact>, Vec<Problem>) {
    let mut answers = Vec::new();
    let mut problems = Vec::new();
    for fact in asked {
        let typed = ctx.query(&completeness::fact_field(&fact.name));
        match read_answer(fact, &typed, ctx.app.today()) {
            Ok(found) => answers.extend(found),
            Err(problem) => problems.push(problem),
        }
    }
    (answers, problems)
}

fn compose(
    ctx: &Ctx,
    w: Say,
    rules: &Rules,
    facts: &CaseFacts,
    asked: &[&Fact],
    answers: &[CaseFact],
    problems: &[Problem],
) -> FinderPage {
    let service = rules.service();
    let finding = rules.book().find(facts);
    let questions = asked.iter().map(|fact| {
        let name = completeness::fact_field(&fact.name);
        let value = facts.fact(&fact.name).map(|f| &f.value);
        let typed = ctx.query(&name);
        let mut field = field(ctx.lang, fact, value, (!typed.is_empty()).then_some(&typed), problems);
        if finding.missing.contains(&fact.name) {
            field = field.hint(parts::hint(w, fact));
        }
        field
    });
    let person = service.audience == Audience::Person;
    let open =
        finding.must_ask != Truth::False && finding.eligible.as_ref().is_none_or(|(truth, _)| *truth != Truth::False);
    let clerk = ctx.session.as_ref().is_some_and(|s| s.enterprise.is_some());
    let here = format!("/find/{}/{}", rules.playbook.id, service.id);
    FinderPage {
        w,
        name: w.text(&service.name).to_owned(),
        about: service.about.as_ref().map_or(String::new(), |a| w.text(a).to_owned()),
        summary: Summary::new(w, problems),
        any_held: facts.all().any(|f| !f.answered),
        held: parts::held(w, rules, facts),
        questions: questions.collect(),
        verdict: parts::verdict(w, &finding),
        why: finding.must_ask_why.as_ref().map(|why| Why::new(w, why)),
        eligible: parts::eligible(w, &finding),
        needs: parts::needs(w, rules, &finding),
        outline: parts::outline(w, rules, &finding),
        road: parts::road(w, rules, &finding),
        recourse: service.recourse.as_ref().map_or(String::new(), |r: &Text| w.text(r).to_owned()),
        apply: (open && clerk && !person).then(|| apply(ctx, rules, answers)),
        sign_in: (open && !clerk && !person).then(|| format!("/sign-in?next={here}")),
        prefill: (!clerk && !person && !asked.is_empty())
            .then(|| (prefill(ctx, w, rules), format!("/sign-in?next={here}"))),
        action: here,
        person,
    }
}

/// What signing in would fill: the register, and the sources that offer something the rules use.
fn prefill(ctx: &Ctx, w: Say, rules: &Rules) -> String {
    let (set, region) = (sources::set_now(&ctx.app), list::region(ctx));
    let used = ground::cases::facts::names_used(rules.service());
    let offering = set.config.serving(&region).filter(|source| used.iter().any(|fact| source.offer(fact).is_some()));
    let names: Vec<&str> = offering.map(|source| w.text(&source.words)).collect();
    match names.is_empty() {
        true => w.t("finder-prefill").to_owned(),
        false => w.with("finder-prefill-sources", &[("sources", &names.join(w.t("list-comma")))]),
    }
}

fn apply(ctx: &Ctx, rules: &Rules, answers: &[CaseFact]) -> Apply {
    let mut hidden =
        vec![("playbook".to_owned(), rules.playbook.id.clone()), ("service".to_owned(), rules.service().id.clone())];
    for answer in answers {
        if let Some(fact) = rules.playbook.catalogue.get(&answer.fact) {
            let typed = ground::cases::facts::typed(fact, &answer.value);
            hidden.push((completeness::fact_field(&answer.fact), typed));
        }
    }
    Apply { begin: begin_form("/e/apply", ctx.app.new_id(), false), hidden }
}

//! Acts on several steps: first a page that lists them, then each by the same act as alone.

use askama::Template;
use axum::http::StatusCode;
use civic::{Problem, Text};
use web::ui::{BeginForm, Cell, Column, EndForm, Field, Kind, Notice, Summary, Table, begin_form, end_form};
use web::{Ctx, Form, Reply, Say, Stop};

use super::assign::{self, Place};
use super::batch_do;
use crate::cases::completeness;
use crate::cases::desk::officer;
use crate::cases::desk_books::Team;
use crate::cases::model::{StepState, Verdict};
use crate::cases::whole::{Rules, Whole};
use crate::cases::{decide, parts, said, words};

/// Most steps at once.
const PICKS_MAX: usize = 100;

/// What is done to all of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// Agree, with one reason.
    Approve,
    /// Give to one colleague, with one note.
    Assign,
}

/// One step picked, as it stands.
pub struct Picked {
    pub place: Place,
    pub whole: Whole,
    pub rules: Rules,
    /// Who has it; empty = nobody.
    pub was: String,
}

#[derive(Template)]
#[template(path = "cases/pages/batch.html")]
struct BatchPage {
    w: Say,
    summary: Summary,
    title: &'static str,
    about: String,
    gone: Option<Notice>,
    table: Table,
    begin: BeginForm,
    act: &'static str,
    hidden: Vec<(String, String)>,
    fields: Vec<Field>,
    button: String,
    end: EndForm,
    any: bool,
}

/// `POST /o/batch`: without `sure` the page that lists what was ticked, with it the act.
pub async fn act(ctx: Ctx, form: Form) -> Reply {
    officer(&ctx)?;
    let what = if form.get("act") == "assign" { What::Assign } else { What::Approve };
    let (picked, gone) = picked(&ctx, &form).await?;
    let problems = wrong(&picked, &form, what);
    if form.get("sure") != "yes" || !problems.is_empty() {
        return show(&ctx, &form, what, (&picked, gone), &problems).await;
    }
    let team = team(&ctx).await?;
    let to = form.get("to").to_owned();
    if what == What::Assign && team.others().all(|c| c.id != to) {
        let missing = super::assign_page::colleague(&team, "", "").expect_err("no region holds the empty code");
        return show(&ctx, &form, what, (&picked, gone), &[missing]).await;
    }
    batch_do::run(&ctx, &form, what, picked, &team).await
}

async fn team(ctx: &Ctx) -> Result<Team, Stop> {
    let (session, agency) = officer(ctx)?;
    Team::of(ctx, session, &agency).await
}

/// The steps ticked that are this desk's, each once, and how many were not there.
async fn picked(ctx: &Ctx, form: &Form) -> Result<(Vec<Picked>, usize), Stop> {
    let mut picks = form.all("pick");
    picks.sort_unstable();
    picks.dedup();
    let (mut picked, mut gone) = (Vec::new(), 0);
    for pick in picks.into_iter().take(PICKS_MAX + 1) {
        let mut parts = pick.splitn(3, '/').map(str::to_owned);
        let (Some(region), Some(id), Some(step)) = (parts.next(), parts.next(), parts.next()) else {
            gone += 1;
            continue;
        };
        let place = (region, id, step);
        match decide::load(ctx, &place).await {
            Ok((whole, rules)) => {
                let at = place.clone();
                let given = ctx.app.db().read(move |tx| assign::of_step(tx, &at.0, &at.1, &at.2)).await?;
                picked.push(Picked { place, whole, rules, was: given.to.unwrap_or_default() });
            }
            Err(Stop::NotFound) => gone += 1,
            Err(other) => return Err(other),
        }
    }
    Ok((picked, gone))
}

/// Everything that keeps this from being done to these steps.
fn wrong(picked: &[Picked], form: &Form, what: What) -> Vec<Problem> {
    let mut problems = Vec::new();
    if picked.is_empty() {
        problems.push(nothing_picked());
    }
    if picked.len() > PICKS_MAX {
        problems.push(too_many());
    }
    if what == What::Approve {
        let service = |one: &Picked| (one.whole.case.playbook.clone(), one.whole.case.service.clone());
        if picked.windows(2).any(|two| service(&two[0]) != service(&two[1])) {
            problems.push(several_services());
        }
        if form.get("sure") == "yes" {
            problems.extend(completeness::decision_problems(&Verdict::Approve, form.get("reason")));
        }
    } else if form.get("sure") == "yes" {
        problems.extend(said::optional("note", form.get("note")).err());
    }
    problems
}

async fn show(ctx: &Ctx, form: &Form, what: What, (picked, gone): (&[Picked], usize), problems: &[Problem]) -> Reply {
    let w = ctx.say("cases");
    let team = team(ctx).await?;
    let (title, about, act) = match what {
        What::Approve => ("batch-approve-title", w.t("batch-approve-about"), "approve"),
        What::Assign => ("batch-assign-title", w.t("batch-assign-about"), "assign"),
    };
    let fields = match what {
        What::Approve => vec![
            Field::textarea("reason", w.t("decide-reason")).optional(w).value(form.get("reason")).problems(w, problems),
        ],
        What::Assign => {
            let others: Vec<(String, String)> = team.others().map(|c| (c.id.clone(), c.name.clone())).collect();
            vec![
                Field::select("to", w.t("who-to"), others)
                    .blank(w.t("choose"))
                    .value(form.get("to"))
                    .problems(w, problems),
                Field::text("note", w.t("who-note")).optional(w).value(form.get("note")).problems(w, problems),
            ]
        }
    };
    let hidden = picked.iter().flat_map(|one| {
        let (region, id, step) = &one.place;
        let pick = format!("{region}/{id}/{step}");
        [("pick".to_owned(), pick.clone()), (format!("was-{pick}"), one.was.clone())]
    });
    let n = i64::try_from(picked.len()).unwrap_or(i64::MAX);
    let content = BatchPage {
        w,
        summary: Summary::new(w, problems),
        title: w.t(title),
        about: about.to_owned(),
        gone: (gone > 0)
            .then(|| Notice::new(Kind::Caution, w.n("batch-gone", i64::try_from(gone).unwrap_or(i64::MAX)))),
        table: table(ctx, w, picked, &team),
        begin: begin_form("/o/batch", ctx.app.new_id(), false),
        act,
        hidden: hidden.collect(),
        fields,
        button: if what == What::Approve { w.n("batch-approve-send", n) } else { w.n("batch-assign-send", n) },
        end: end_form(),
        any: !picked.is_empty() && picked.len() <= PICKS_MAX,
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    ctx.clone().crumb("/o", w.t("queue-title")).page_with(status, title, content)
}

fn table(ctx: &Ctx, w: Say, picked: &[Picked], team: &Team) -> Table {
    let columns = vec![
        Column::new(w.t("queue-number")),
        Column::new(w.t("queue-service")),
        Column::new(w.t("queue-applicant")),
        Column::new(w.t("queue-state")),
        Column::new(w.t("queue-due")),
        Column::new(w.t("queue-who")),
    ];
    let rows = picked.iter().filter_map(|one| {
        let (region, id, step) = &one.place;
        let at = one.whole.steps.iter().find(|s| s.step == *step)?;
        let case = &one.whole.case;
        let due = parts::step_deadline(w, at, ctx.app.today());
        let mut state: Cell = words::step_state(w, at.state).into();
        if at.state != StepState::Open {
            state = state.and(w.t("batch-not-open"));
        }
        Some(vec![
            Cell::link(format!("/o/case/{region}/{id}/{step}"), case.number.as_deref().unwrap_or_default()),
            Cell::text(w.text(&one.rules.service().name)).and(words::step_name(w, one.rules.service(), step)),
            Cell::text(&case.subject.name).and(Cell::code(&case.subject.code)),
            state,
            due.map_or_else(|| Cell::text("—"), Cell::html),
            Cell::text(
                team.name(w, Some(one.was.as_str()).filter(|was| !was.is_empty()))
                    .unwrap_or_else(|| w.t("who-nobody").to_owned()),
            ),
        ])
    });
    Table::new(w.t("batch-list"), columns).rows(rows).dense()
}

fn nothing_picked() -> Problem {
    Problem::new(
        "",
        "cases/nothing-picked",
        Text::new("没有勾选任何一件", "nothing is ticked"),
        Text::new("请返回列表，在编号前勾选要一起办的", "go back to the list and tick those to be dealt with together"),
    )
}

fn too_many() -> Problem {
    Problem::new(
        "",
        "cases/picked-too-many",
        Text::new(format!("一次最多 {PICKS_MAX} 件"), format!("{PICKS_MAX} at a time at most")),
        Text::new("请分几次办理", "do it in several parts"),
    )
}

fn several_services() -> Problem {
    Problem::new(
        "",
        "cases/picked-several-services",
        Text::new("勾选的不是同一个事项", "what is ticked is not all of one service"),
        Text::new("请先按事项筛选，再一起同意", "filter by one service first, then agree to those together"),
    )
}

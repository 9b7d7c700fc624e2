//! Beginning an application: one draft, with what the finder was told already in it.

use ground::cases::acts::{self, Hand};
use ground::cases::facts::read_answer;
use ground::cases::whole::Rules;
use ground::cases::{CaseFact, CaseRefusal, Subject, completeness};
use ground::enterprises;
use ground::sources::{self, About};
use store::once;
use web::{Ctx, Form, Reply};

use super::own::clerk;

/// `POST /e/apply`: makes a draft and leads to its first page; the same form makes it once.
pub async fn begin(ctx: Ctx, form: Form) -> Reply {
    let (session, enterprise) = clerk(&ctx)?;
    let (region, txid, hand) = (session.region.clone(), form.txid()?, Hand::of(&ctx)?);
    let rules = Rules::now(&ctx.app, form.get("playbook"), form.get("service"), &region).await?;
    let answers = answers(&ctx, &rules, &form);
    let (id, _) = ctx
        .app
        .db()
        .write(move |tx| {
            once::once(tx, &region, &txid, "case/begin", hand.now_ms, |tx| {
                let known = enterprises::find(tx, &region, &enterprise)?.ok_or(CaseRefusal::NotFound)?;
                let subject = Subject {
                    id: known.id.clone(),
                    name: known.name().to_owned(),
                    code: known.uscc.as_str().to_owned(),
                };
                let service = (rules.playbook.id.as_str(), rules.digest.as_str(), rules.service().id.as_str());
                let case = acts::begin(tx, &hand, &region, service, subject)?;
                let set = sources::set_now(&hand.app);
                let wanted = ground::cases::facts::names_used(rules.service());
                let about = About { region: &region, uscc: &case.subject.code };
                sources::ask(tx, &set.config, about, &wanted, hand.now_ms)?;
                for answer in &answers {
                    ground::cases::put_fact(tx, &region, &case.id, answer)?;
                }
                Ok::<_, CaseRefusal>(format!("/e/case/{region}/{}/answers", case.id))
            })
        })
        .await?;
    ctx.redirect(&id)
}

/// What the finder was told; anything unusable is asked again on the form.
fn answers(ctx: &Ctx, rules: &Rules, form: &Form) -> Vec<CaseFact> {
    ground::cases::facts::names_used(rules.service())
        .into_iter()
        .filter_map(|name| rules.playbook.catalogue.get(name))
        .filter(|fact| fact.shape != rules::Shape::Signature)
        .filter_map(|fact| read_answer(fact, form.get(&completeness::fact_field(&fact.name)), ctx.app.today()).ok()?)
        .collect()
}

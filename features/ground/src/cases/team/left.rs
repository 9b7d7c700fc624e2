//! Somebody may no longer sign in: what they had goes back to their desk.

use store::jobs::Job;
use web::{App, BoxFuture};

use super::assign::{self, Given};
use crate::cases::acts::Hand;
use crate::cases::model::CaseRefusal;

/// Puts back every step of the person the job names.
pub fn run(app: App, job: Job) -> BoxFuture<'static, anyhow::Result<()>> {
    Box::pin(async move {
        let person = job.payload["person"].as_str().unwrap_or_default().to_owned();
        let hand = Hand::of_the_house(&app);
        let back = app.db().write(move |tx| -> Result<(), CaseRefusal> {
            for ((region, case, step), agency) in assign::of_person(tx, ("0", "999999999999"), &person)? {
                assign::write(tx, &hand, (&region, &case, &step), &agency, &Given::default())?;
            }
            Ok(())
        });
        back.await.map_err(|refusal| anyhow::anyhow!("what an officer had was not put back: {refusal:?}"))
    })
}

//! The first administrator of a region, made at the terminal: everybody else is made by an administrator on a page.

use civic::{Problem, RegionCode};
use web::{App, Role, Stop, password};

use super::model::{NewPerson, State, check_password, read_name, read_sign_in};
use super::store::create;
use crate::enterprises::By;

/// Creates an administrator of `region` and returns the sign-in name as it is stored.
///
/// # Errors
/// Every problem of region, sign-in name, name and password at once; a sign-in name that is taken.
pub async fn add_admin(app: &App, region: &str, sign_in: &str, name: &str, secret: &str) -> Result<String, Stop> {
    let mut wrong: Vec<Problem> = Vec::new();
    let region = RegionCode::parse(region).map_err(|problem| wrong.push(problem.at("--region"))).ok();
    let sign_in = read_sign_in("--sign-in", sign_in).map_err(|problem| wrong.push(problem)).ok();
    let name = read_name("--name", name).map_err(|problem| wrong.push(problem)).ok();
    if let Err(problem) = check_password("password", secret, sign_in.as_deref().unwrap_or_default()) {
        wrong.push(problem);
    }
    let (Some(region), Some(sign_in), Some(name), true) = (region, sign_in, name, wrong.is_empty()) else {
        return Err(wrong.into());
    };
    let hash = password::hash_aside(secret.to_owned()).await?;
    let person = NewPerson {
        region: region.as_str().to_owned(),
        sign_in: sign_in.clone(),
        name,
        role: Role::Admin,
        agency: None,
        enterprise: None,
    };
    let by = By { actor: "system".to_owned(), office: String::new(), now_ms: app.now_ms(), today: app.today() };
    let id = app.new_id();
    app.db().write(move |tx| create(tx, &id, &person, &hash, State::Active, &by)).await?;
    Ok(sign_in)
}

//! Which area and which day a page of rules speaks of, from its address.

use std::collections::BTreeSet;
use std::sync::Arc;

use civic::{Date, RegionCode, Text, dates};
use store::{Fault, Tx};
use web::ui::{Field, Filter};
use web::{Ctx, Say, Stop};

use super::model::Published;
use crate::regions;

/// The area and the day asked about: `?region=990121&on=2020-03-15`.
#[derive(Clone, Debug)]
pub struct Place {
    /// The area.
    pub region: RegionCode,
    /// The day.
    pub on: Date,
    /// What the address said, to go on saying it.
    asked: Vec<(&'static str, String)>,
}

impl Place {
    /// Reads the address; without one, the area that runs this site and today.
    ///
    /// # Errors
    /// A refusal for a code or a date that is none: rules of another place or day would mislead.
    pub fn of(ctx: &Ctx) -> Result<Place, Stop> {
        let (region, on) = (ctx.query("region"), ctx.query("on"));
        let mut problems = Vec::new();
        let mut place = Place {
            region: RegionCode::parse(&ctx.app.settings().region).unwrap_or_else(|_| RegionCode::nation()),
            on: ctx.app.today(),
            asked: Vec::new(),
        };
        if !region.is_empty() {
            match RegionCode::parse(&region) {
                Ok(code) => place.region = code,
                Err(problem) => problems.push(problem.at("region")),
            }
            place.asked.push(("region", place.region.to_string()));
        }
        if !on.is_empty() {
            match dates::parse(&on) {
                Ok(day) => place.on = day,
                Err(problem) => problems.push(problem.at("on")),
            }
            place.asked.push(("on", place.on.to_string()));
        }
        if problems.is_empty() { Ok(place) } else { Err(problems.into()) }
    }

    /// The address of another page about the same area and day.
    pub fn link(&self, path: &str) -> String {
        self.link_with(path, &[])
    }

    /// The same with more in the query; values are codes, numbers or plain words.
    pub fn link_with(&self, path: &str, more: &[(&str, &str)]) -> String {
        let asked = self.asked.iter().map(|(key, value)| (*key, value.as_str()));
        let all: Vec<String> = asked
            .chain(more.iter().copied().filter(|(_, value)| !value.is_empty()))
            .map(|(key, value)| format!("{key}={}", encoded(value)))
            .collect();
        if all.is_empty() { path.to_owned() } else { format!("{path}?{}", all.join("&")) }
    }

    /// The filter bar: words, area, day.
    pub fn filter(&self, w: Say, ctx: &Ctx, around: &Around) -> Filter {
        let areas = around.choices.iter().map(|(code, name)| (code.to_string(), format!("{} {code}", w.text(name))));
        Filter::new(w, ctx.path.as_str(), "list")
            .field(Field::search("q", w.t("playbooks-search")).hint(w.t("playbooks-search-hint")).value(ctx.query("q")))
            .field(Field::select("region", w.t("playbooks-region"), areas).value(self.region.to_string()))
            .field(Field::date("on", w.t("playbooks-on")).value(self.on.to_string()))
            .keep("sort", ctx.query("sort"))
    }
}

/// Percent-encoding of everything but the plainest characters.
pub(super) fn encoded(value: &str) -> String {
    let mut all = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => all.push(char::from(byte)),
            other => all.push_str(&format!("%{other:02X}")),
        }
    }
    all
}

/// Names of the area asked about and of those one may go to from it.
#[derive(Clone, Debug)]
pub struct Around {
    /// The area with everything above it.
    pub full_name: Text,
    /// Areas to choose from, by code.
    pub choices: Vec<(RegionCode, Text)>,
}

impl Around {
    /// The site's own area with those above, beside and below it, and all that have rules of their own.
    pub async fn of(ctx: &Ctx, place: &Place, books: &[Arc<Published>]) -> Result<Around, Stop> {
        let mut codes = BTreeSet::from([place.region.clone()]);
        codes.extend(books.iter().flat_map(|book| book.playbook.overlays.iter().map(|overlay| overlay.region.clone())));
        let own = RegionCode::parse(&ctx.app.settings().region).unwrap_or_else(|_| RegionCode::nation());
        let region = place.region.clone();
        Ok(ctx.app.db().read(move |tx| -> Result<_, Fault> { load(tx, &region, &own, codes) }).await?)
    }
}

fn load(tx: &mut Tx, region: &RegionCode, own: &RegionCode, mut codes: BTreeSet<RegionCode>) -> Result<Around, Fault> {
    let nation = RegionCode::nation();
    let whole = Text::new("全国", "The whole country");
    codes.extend(own.ancestors());
    for above in own.parent().iter().chain([own]).filter(|above| **above != nation) {
        codes.extend(regions::children(tx, above)?.into_iter().map(|area| area.code));
    }
    codes.remove(&nation);
    let mut choices = vec![(nation.clone(), whole.clone())];
    for code in codes {
        let name = regions::find(tx, &code)?.map_or_else(|| Text::same(code.as_str()), |area| area.name);
        choices.push((code, name));
    }
    let full_name = if *region == nation { whole } else { regions::full_name(tx, region)? };
    Ok(Around { full_name, choices })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_goes_on_saying_what_was_asked() {
        let mut place = Place {
            region: RegionCode::nation(),
            on: Date::constant(2020, 3, 15),
            asked: vec![("on", "2020-03-15".to_owned())],
        };
        assert_eq!(place.link("/rules"), "/rules?on=2020-03-15");
        assert_eq!(place.link_with("/rules", &[("q", "a&b"), ("sort", "")]), "/rules?on=2020-03-15&q=a%26b");
        place.asked.clear();
        assert_eq!(place.link("/rules"), "/rules");
    }
}

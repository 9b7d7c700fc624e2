//! Choosing an area step by step, province to county, with nothing but a form.

use askama::Template;
use askama::filters::HtmlSafe;
use civic::{Level, Problem, RegionCode};
use store::{Fault, Tx};
use web::ui::{Button, Field, field_id};
use web::{Form, Say};

use super::lookup;
use super::model::Area;

/// Most lists one below the other: province, city, county.
const STEPS_MAX: usize = 3;

/// The lists of a picker as far as they are chosen.
#[derive(Clone, Debug)]
pub struct Picker {
    name: String,
    /// One list a level, and what is chosen in it.
    steps: Vec<(Vec<Area>, Option<RegionCode>)>,
}

/// What a form says was picked: the deepest list that agrees with those above it; `""` for nothing.
///
/// Changing the province empties the city and the county below it.
pub fn picked(form: &Form, name: &str) -> String {
    let mut above: Option<RegionCode> = None;
    for step in 1..=STEPS_MAX {
        let Ok(code) = RegionCode::parse(form.get(&format!("{name}-{step}"))) else { break };
        if above.as_ref().is_some_and(|above| !code.is_within(above)) {
            break;
        }
        above = Some(code);
    }
    above.map(String::from).unwrap_or_default()
}

/// True when the person asked for the next list, not to send the form.
pub fn asked(form: &Form, name: &str) -> bool {
    form.all("pick").contains(&name)
}

impl Picker {
    /// Reads the lists down to the county; `chosen` is a code or `""`.
    pub fn load(tx: &mut Tx, name: &str, chosen: &str) -> Result<Picker, Fault> {
        let mut steps = Vec::new();
        let mut above = RegionCode::nation();
        let path = match RegionCode::parse(chosen) {
            Ok(code) => lookup::path(tx, &code)?,
            Err(_) => Vec::new(),
        };
        for step in 0..STEPS_MAX {
            let below: Vec<Area> =
                lookup::children(tx, &above)?.into_iter().filter(|area| area.level <= Level::County).collect();
            if below.is_empty() {
                break;
            }
            let chosen = path.get(step).map(|area| area.code.clone());
            steps.push((below, chosen.clone()));
            match chosen {
                Some(code) if code.level() < Level::County => above = code,
                _ => break,
            }
        }
        Ok(Picker { name: name.to_owned(), steps })
    }

    /// As HTML: the lists, and the button that brings the next one.
    pub fn show(&self, w: Say, legend: &str, problems: &[Problem]) -> PickerHtml {
        // the page that shows the picker belongs to another service: these words are the picker's own
        let own = Say::of(include_str!("words.toml"), w.lang);
        let last = self.steps.len();
        let mut fields = Vec::new();
        for (at, (areas, chosen)) in self.steps.iter().enumerate() {
            let number = at + 1;
            let options = areas.iter().map(|area| (area.code.to_string(), w.text(&area.name).to_owned()));
            let mut field = Field::select(format!("{}-{number}", self.name), own.t(LABELS[at]), options)
                .blank(own.t("picker-choose"))
                .value(chosen.as_ref().map(RegionCode::to_string).unwrap_or_default());
            if number == last {
                field = field.id(field_id(&self.name));
                for problem in problems.iter().filter(|problem| problem.field == self.name) {
                    field = field.error(problem.line(w.lang));
                }
            }
            fields.push(field);
        }
        let button = Button::new(own.t("picker-next")).secondary().sends("pick", self.name.clone());
        PickerHtml { legend: legend.to_owned(), fields, button }
    }
}

const LABELS: [&str; STEPS_MAX] = ["picker-province", "picker-city", "picker-county"];

/// The picker's fields in one group.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = "<fieldset class=\"field field-group\"><legend class=\"field-label\">{{ legend }}</legend>{% for field in fields %}{{ field }}{% endfor %}{{ button }}</fieldset>"
)]
pub struct PickerHtml {
    legend: String,
    fields: Vec<Field>,
    button: Button,
}

impl HtmlSafe for PickerHtml {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_province_empties_what_was_chosen_below() {
        let form = |lists: &[&str]| {
            Form::from_pairs(lists.iter().enumerate().map(|(at, code)| (format!("region-{}", at + 1), *code)))
        };
        for (lists, expected) in [
            (&["330000", "330100", "330106"][..], "330106"),
            (&["420000", "330100", "330106"], "420000"),
            (&["420000", "429004"], "429004"),
            (&["330000", "", "330106"], "330000"),
            (&[""], ""),
            (&["x"], ""),
        ] {
            assert_eq!(picked(&form(lists), "region"), expected, "{lists:?}");
        }
    }
}

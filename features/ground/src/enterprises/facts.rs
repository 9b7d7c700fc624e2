//! What the register offers to rules: counts, industry, size class and place of an enterprise.

use std::collections::BTreeMap;

use civic::industry::{self, Industry};
use civic::size::{self, Figures, SizeClass};
use civic::{Date, Text};
use rules::{Fact, FactKind, Facts, Known, Value};
use store::{Fault, Tx};

use super::item::{Item, ItemValue};
use super::model::Enterprise;
use super::store::find;

/// The facts of one enterprise with their sources.
#[derive(Clone, Debug, Default)]
pub struct EnterpriseFacts(pub BTreeMap<String, Known>);

impl Facts for EnterpriseFacts {
    fn get(&self, name: &str) -> Option<Known> {
        self.0.get(name).cloned()
    }
}

/// The facts of an enterprise; `None` when it is not in the register of this county.
pub fn facts_of(tx: &mut Tx, region: &str, enterprise: &str) -> Result<Option<EnterpriseFacts>, Fault> {
    Ok(find(tx, region, enterprise)?.map(|enterprise| facts_from(&enterprise)))
}

/// The facts of an enterprise at hand.
pub fn facts_from(enterprise: &Enterprise) -> EnterpriseFacts {
    let mut facts = BTreeMap::new();
    let register = Text::new("企业登记信息", "the enterprise's registration");
    let mut say = |name: &str, value: Value, source: Text, as_of: Option<Date>| {
        facts.insert(name.to_owned(), Known { value, source: Some(source), as_of });
    };
    say("uscc", enterprise.uscc.as_str().into(), register.clone(), None);
    for code in enterprise.region.ancestors() {
        let name = match code.level() {
            civic::Level::Province => "region_province",
            civic::Level::City => "region_city",
            civic::Level::County => "region_county",
            _ => continue,
        };
        say(name, code.as_str().into(), register.clone(), None);
    }
    for (item, name) in [
        (Item::Name, "enterprise_name"),
        (Item::Headcount, "headcount"),
        (Item::InsuredHeadcount, "insured_headcount"),
        (Item::RevenueFen, "revenue"),
        (Item::AssetsFen, "assets"),
    ] {
        if let Some(held) = enterprise.items.get(&item) {
            let value = match &held.value {
                ItemValue::Int(number) => Value::Int(*number),
                ItemValue::Words(words) => Value::Text(words.clone()),
            };
            say(name, value, held.origin.source.words(), Some(held.origin.as_of));
        }
    }
    if let Some(held) = enterprise.items.get(&Item::Industry)
        && let Ok(found) = Industry::parse(enterprise.words(Item::Industry))
    {
        let (source, as_of) = (held.origin.source.words(), Some(held.origin.as_of));
        say("industry_section", found.section().to_string().into(), source.clone(), as_of);
        if let Some(division) = found.division() {
            say("industry_division", division.to_owned().into(), source, as_of);
        }
        if let Some((class, as_of)) = size_class(enterprise) {
            let source = Text::new("按统计上大中小微型企业划分办法计算", "computed by the statistical size classes");
            say("size_class", class.id().into(), source, as_of);
        }
    }
    EnterpriseFacts(facts)
}

/// The size class once the known figures decide it, and the day of the oldest of them.
pub fn size_class(enterprise: &Enterprise) -> Option<(SizeClass, Option<Date>)> {
    let found = Industry::parse(enterprise.words(Item::Industry)).ok()?;
    let figures = Figures {
        employees: enterprise.int(Item::Headcount),
        revenue_fen: enterprise.int(Item::RevenueFen),
        assets_fen: enterprise.int(Item::AssetsFen),
    };
    let possible = size::classify(&found, &figures);
    let mut possible = possible.into_iter();
    let class = possible.next().filter(|_| possible.next().is_none())?;
    let as_of = [Item::Headcount, Item::RevenueFen, Item::AssetsFen]
        .iter()
        .filter_map(|item| enterprise.items.get(item))
        .map(|held| held.origin.as_of)
        .min();
    Some((class, as_of))
}

/// The columns offered to rules.
pub fn facts() -> Vec<Fact> {
    let sections = industry::sections().map(|section| (section.code.to_owned(), section.name()));
    let classes = SizeClass::ALL.map(|class| (class.id().to_owned(), class.name()));
    let people = Some("person");
    let most = Some(10_000_000);
    vec![
        fact("uscc", FactKind::Text, None, "统一社会信用代码", "Unified social credit code"),
        fact("enterprise_name", FactKind::Text, None, "企业名称", "Name of the enterprise"),
        Fact { min: Some(0), max: most, ..fact("headcount", FactKind::Int, people, "职工人数", "Headcount") },
        Fact {
            min: Some(0),
            max: most,
            ..fact("insured_headcount", FactKind::Int, people, "参保人数", "Insured headcount")
        },
        fact("revenue", FactKind::Money, None, "上年营业收入", "Revenue last year"),
        fact("assets", FactKind::Money, None, "上年末资产总额", "Assets at last year's end"),
        fact("industry_section", FactKind::Code(sections.collect()), None, "行业门类", "Industry section"),
        fact("industry_division", FactKind::Text, None, "行业大类", "Industry division"),
        fact("size_class", FactKind::Code(classes.to_vec()), None, "企业规模", "Size class"),
        fact("region_province", FactKind::Text, None, "所在省", "Province"),
        fact("region_city", FactKind::Text, None, "所在市", "City"),
        fact("region_county", FactKind::Text, None, "所在县（区）", "County"),
    ]
}

fn fact(name: &str, kind: FactKind, unit: Option<&str>, zh: &str, en: &str) -> Fact {
    Fact {
        name: name.to_owned(),
        kind,
        shape: rules::Shape::Plain,
        unit: unit.map(str::to_owned),
        words: Text::new(zh, en),
        question: None,
        hint: None,
        register: Some("enterprises".to_owned()),
        min: None,
        max: None,
    }
}

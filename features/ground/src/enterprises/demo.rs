//! Made-up enterprises for `tongtu demo`: every kind of size and industry the rules tell apart.

use std::collections::BTreeMap;

use civic::{Date, RegionCode};
use web::{App, BoxFuture, Stop};

use super::item::{Item, ItemValue};
use super::model::Statement;
use super::store::{By, find_by_uscc, register};

/// Code of the enterprise whose clerk signs in with one click.
pub const CLERKS_USCC: &str = "91990121MA000100XU";

/// Code, name, address, industry, headcount, insured, revenue in 10,000 yuan (-1: unknown).
type Firm = (&'static str, &'static str, &'static str, &'static str, i64, i64, i64);

const FIRMS: &[Firm] = &[
    (CLERKS_USCC, "通河县河滨纺织有限公司", "城关镇河滨路 18 号", "C17", 86, 80, 1_200),
    ("91990121MA0001018U", "通河县恒安口罩厂", "城关镇工业园二路 3 号", "C17", 24, 20, 260),
    ("91990121MA0001026N", "云岭通河机械制造有限公司", "城关镇工业园一路 9 号", "C34", 420, 402, 9_800),
    ("91990121MA0001034H", "通河县柳河建筑工程有限公司", "柳河镇柳河街 27 号", "E47", 130, 96, 4_500),
    ("91990121MA0001042C", "通河县老渡口饭店", "城关镇北街 5 号", "H62", 9, 6, 88),
    ("91990121MA00010507", "通河县东坪农资供应站", "东坪乡上坪村 2 组", "F51", 6, 5, 640),
    ("91990121MA00010694", "通河县城关农贸市场管理有限公司", "城关镇北街 41 号", "L72", 18, 15, 230),
    ("91990121MA0001077Y", "通河县顺达客运有限公司", "城关镇车站路 1 号", "G54", 62, 60, 1_050),
    ("91990121MA0001085R", "通河县云图软件有限公司", "城关镇创业园 B 座", "I65", 14, 14, -1),
    ("91990121MA0001093L", "通河县柳河食品加工有限公司", "柳河镇工业小区", "C13", 55, -1, -1),
    ("91990122MA0009001D", "安渡县安渡港装卸有限公司", "安渡镇码头路 6 号", "G59", 75, 70, 820),
];

/// Registers the made-up enterprises; run again, it changes nothing.
pub fn fill(app: App) -> BoxFuture<'static, anyhow::Result<()>> {
    Box::pin(async move {
        let ids = app.clone();
        let by = By { actor: "system".to_owned(), office: String::new(), now_ms: app.now_ms(), today: app.today() };
        let outcome = app
            .db()
            .write(move |tx| -> Result<(), Stop> {
                for firm in FIRMS {
                    if find_by_uscc(tx, firm.0)?.is_none() {
                        register(tx, ids.new_id(), &statement(firm, by.today), &by)?;
                    }
                }
                Ok(())
            })
            .await;
        match outcome {
            Ok(()) => Ok(()),
            Err(Stop::Fault(error)) => Err(error),
            Err(stop) => Err(anyhow::anyhow!("the made-up enterprises were refused: {stop:?}")),
        }
    })
}

fn statement(firm: &Firm, as_of: Date) -> Statement {
    let (uscc, name, address, industry, headcount, insured, revenue) = *firm;
    let mut items: BTreeMap<Item, ItemValue> = [
        (Item::Name, ItemValue::Words(name.to_owned())),
        (Item::Address, ItemValue::Words(address.to_owned())),
        (Item::Industry, ItemValue::Words(industry.to_owned())),
        (Item::Headcount, ItemValue::Int(headcount)),
    ]
    .into();
    if insured >= 0 {
        items.insert(Item::InsuredHeadcount, ItemValue::Int(insured));
    }
    if revenue >= 0 {
        items.insert(Item::RevenueFen, ItemValue::Int(revenue * 10_000 * 100));
    }
    let region = RegionCode::parse(&uscc[2..8]).expect("the codes above carry their county");
    Statement { row: 0, uscc: uscc.to_owned(), region, items, as_of: Some(as_of) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_made_up_enterprise_has_a_valid_code_and_industry() {
        for firm in FIRMS {
            assert!(civic::uscc::Uscc::parse(firm.0).is_ok(), "{}", firm.0);
            assert!(Item::Industry.read(firm.3).is_ok(), "{}", firm.3);
        }
    }
}

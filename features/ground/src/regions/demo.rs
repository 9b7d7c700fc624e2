//! The made-up province of `tongtu demo`: codes that no real place has.

use civic::{RegionCode, Text};
use store::Fault;
use web::{App, BoxFuture};

use super::lookup;

const AREAS: &[(&str, &str, &str, &str)] = &[
    ("990000", "000000", "云岭省", "Yunling Province"),
    ("990100", "990000", "平川市", "Pingchuan City"),
    ("990121", "990100", "通河县", "Tonghe County"),
    ("990122", "990100", "安渡县", "Andu County"),
    ("990121001", "990121", "城关镇", "Chengguan Town"),
    ("990121002", "990121", "柳河镇", "Liuhe Town"),
    ("990121003", "990121", "东坪乡", "Dongping Township"),
    ("990121001001", "990121001", "北街社区", "North Street Community"),
    ("990121001002", "990121001", "河滨社区", "Riverside Community"),
    ("990121002001", "990121002", "柳河村", "Liuhe Village"),
    ("990121003001", "990121003", "上坪村", "Upper Ping Village"),
];

/// Adds the made-up areas; run again, it changes nothing.
pub fn fill(app: App) -> BoxFuture<'static, anyhow::Result<()>> {
    Box::pin(async move {
        let now_ms = app.now_ms();
        app.db()
            .write(move |tx| -> Result<(), Fault> {
                for (code, parent, zh, en) in AREAS {
                    lookup::add(tx, &read(code), &read(parent), &Text::new(*zh, *en), now_ms)?;
                }
                Ok(())
            })
            .await?;
        Ok(())
    })
}

fn read(code: &str) -> RegionCode {
    RegionCode::parse(code).expect("the codes above are well formed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_made_up_area_stands_below_its_parent() {
        for (code, parent, ..) in AREAS {
            assert!(read(code).is_within(&read(parent)), "{code}");
            assert!(super::super::model::national(&read(code)).is_none(), "{code}");
        }
    }
}

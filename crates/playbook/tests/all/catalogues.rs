//! The service catalogue for other systems: every shipped playbook, whole.

use civic::Text;
use playbook::catalogue::{Publisher, sheets, turtle};
use playbook::{Playbook, read};
use rules::Catalogue;

use crate::real::playbooks;

fn shipped() -> Vec<Playbook> {
    let read = |(name, files): (String, playbook::Files)| {
        let book = read(&files, &Catalogue::default()).playbook;
        book.unwrap_or_else(|| panic!("{name} cannot be read"))
    };
    playbooks().into_iter().map(read).map(|book| book.effective(None, book.from)).collect()
}

fn county() -> Publisher {
    Publisher::by_name("990121", Text::new("通河县", "Tonghe County"))
}

#[test]
fn every_service_of_every_shipped_playbook_is_in_the_turtle() {
    for book in shipped() {
        let text = turtle(&book, &county());
        for service in book.services.values() {
            let node = format!("<urn:tongtu:{}:service:{}>", book.id, service.id);
            assert!(text.contains(&format!("{node} a cpsv:PublicService")), "{node} in\n{text}");
            assert!(text.contains(&format!("dct:identifier \"{}/{}\"", book.id, service.id)));
        }
    }
}

#[test]
fn the_same_playbook_gives_the_same_text() {
    for book in shipped() {
        assert_eq!(turtle(&book, &county()), turtle(&book, &county()));
    }
}

#[test]
fn a_name_that_no_address_can_hold_is_escaped() {
    let by = Publisher {
        base: "https://example.org/c/".into(),
        region: "99 \"<0>".into(),
        region_name: Text::new("甲", "A"),
    };
    let book = &shipped()[0];
    let text = turtle(book, &by);
    assert!(text.contains("https://example.org/c/area/99%20%22%3C0%3E"), "{text}");
}

#[test]
fn every_row_of_the_exchange_tables_has_a_cell_for_every_column() {
    for book in shipped() {
        let tables = sheets(&book, &county());
        assert_eq!(tables[0].rows.len(), book.services.len());
        let papers: usize = book.services.values().flat_map(|s| &s.needs).map(|n| n.demand.evidence().len()).sum();
        assert_eq!(tables[1].rows.len(), papers);
        let steps: usize = book.services.values().map(|s| s.steps.len()).sum();
        assert_eq!(tables[2].rows.len(), steps);
        for table in &tables {
            assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{}", table.id);
        }
    }
}

#[test]
fn a_paper_asked_only_sometimes_or_replaceable_is_not_a_must() {
    let book = shipped().into_iter().find(|book| book.id == "epidemic").expect("it is shipped");
    let [_, materials, _] = sheets(&book, &county());
    let column = |name| materials.columns.iter().position(|c| c.name == name).expect("a column");
    let (must, when, group) = (column("是否必备材料"), column("使用说明"), column("可替代组"));
    assert!(materials.rows.iter().any(|row| row[must] == "1"));
    for row in &materials.rows {
        let always = row[when].is_empty() && row[group].is_empty();
        assert_eq!(row[must] == "1", always, "{row:?}");
    }
}

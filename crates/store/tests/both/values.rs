//! What goes in comes out, the same on both engines.

use store::{Fault, Value, params};

use crate::databases;

const PUT: &str = "INSERT INTO note (region, id, n, body, weight, flag, content) VALUES ($1, $2, $3, $4, $5, $6, $7)";

#[tokio::test]
async fn every_kind_of_value_comes_back_as_it_went_in() {
    for db in databases().await {
        let long = "通".repeat(3_500_000);
        let bytes: Vec<u8> = (0..10_000_000u32).map(|n| (n % 256) as u8).collect();
        let body = "𠮷野家 é \u{202e} ' \" \\ \u{1f600} $1 ?1 %_".to_owned();
        let (sent_long, sent_bytes, sent_body) = (long.clone(), bytes.clone(), body.clone());
        db.write(move |tx| {
            tx.execute(PUT, params!["r", "a", i64::MAX, sent_body, 1.5, true, vec![0u8, 255]])?;
            tx.execute(PUT, params!["r", "b", i64::MIN, sent_long, -0.1, false, sent_bytes])?;
            tx.execute(PUT, params!["r", "c", None::<i64>, None::<String>, None::<f64>, 0, None::<Vec<u8>>])
        })
        .await
        .unwrap();
        let rows = db.read(|tx| tx.query("SELECT * FROM note ORDER BY id", &[])).await.unwrap();
        assert_eq!(rows[0].get::<i64>("n").unwrap(), i64::MAX);
        assert_eq!(rows[0].get::<String>("body").unwrap(), body);
        assert_eq!(rows[0].get::<f64>("weight").unwrap(), 1.5);
        assert!(rows[0].get::<bool>("flag").unwrap());
        assert_eq!(rows[0].get::<Vec<u8>>("content").unwrap(), [0, 255]);
        assert_eq!(rows[1].get::<i64>("n").unwrap(), i64::MIN);
        assert!(rows[1].get::<String>("body").unwrap() == long);
        assert!(rows[1].get::<Vec<u8>>("content").unwrap() == bytes);
        for column in ["n", "body", "weight", "content"] {
            assert_eq!(rows[2].value(column), Some(&Value::Null));
        }
    }
}

#[tokio::test]
async fn text_with_nul_is_refused_on_both_engines() {
    for db in databases().await {
        let outcome = db.write(|tx| tx.execute(PUT, params!["r", "a", 1, "a\0b", 1.0, 0, vec![0u8]])).await;
        assert!(matches!(&outcome, Err(Fault::Unfit { what }) if what.contains("$4")), "{outcome:?}");
    }
}

#[tokio::test]
async fn broken_constraints_are_told_apart() {
    for db in databases().await {
        let flag = db.write(|tx| tx.execute(PUT, params!["r", "a", 1, "", 1.0, 2, vec![0u8]])).await;
        assert!(matches!(flag, Err(Fault::Constraint(_))), "{flag:?}");
        let null = db.write(|tx| tx.execute(PUT, params!["r", None::<String>, 1, "", 1.0, 0, vec![0u8]])).await;
        assert!(matches!(null, Err(Fault::Constraint(_))), "{null:?}");
        let kind = db.write(|tx| tx.execute(PUT, params!["r", "a", "many", "", 1.0, 0, vec![0u8]])).await;
        assert!(kind.is_err(), "{kind:?}");
    }
}

#[tokio::test]
async fn parameters_go_by_number_and_like_minds_case() {
    for db in databases().await {
        let row = db
            .read(|tx| {
                tx.one(
                    "SELECT CAST($2 AS TEXT) AS second, CAST($1 AS BIGINT) AS first, '$1' AS literal,
                            $3 LIKE 'A%' AS upper, lower($3) LIKE 'a%' AS either -- $9
                     ",
                    params![1, "two", "abc"],
                )
            })
            .await
            .unwrap();
        assert_eq!(row.get::<String>("second").unwrap(), "two");
        assert_eq!(row.get::<i64>("first").unwrap(), 1);
        assert_eq!(row.get::<String>("literal").unwrap(), "$1");
        assert!(!row.get::<bool>("upper").unwrap());
        assert!(row.get::<bool>("either").unwrap());
    }
}

#[tokio::test]
async fn a_wrong_number_of_parameters_is_a_fault() {
    for db in databases().await {
        let outcome = db.read(|tx| tx.query("SELECT id FROM note WHERE region = $1", &[])).await;
        let Err(Fault::Database(why)) = outcome else { panic!("must fail") };
        assert!(why.to_string().contains("1 parameters and was given 0"), "{why}");
    }
}

#[tokio::test]
async fn the_catalogue_names_queries_that_one_engine_would_not_take() {
    for db in databases().await {
        let queries = [
            ("good.sql", "SELECT id FROM note WHERE region = $1"),
            ("typo.sql", "SELECT idd FROM note"),
            ("insert.sql", "INSERT INTO note (region, id) VALUES ($1, $2) ON CONFLICT (region, id) DO NOTHING"),
            ("two.sql", "SELECT 1; SELECT 2"),
            ("quotes.sql", "SELECT \"text\" AS n"),
        ];
        let refused = store::catalogue::prepare_all(&db, &queries).await;
        let names: Vec<&str> = refused.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["typo.sql", "two.sql", "quotes.sql"], "{refused:?}");
    }
}

//! Values between our five kinds and PostgreSQL's types.

use std::error::Error;

use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Column, Row, Statement};

use crate::{Fault, Value};

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match (self, ty) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Int(v), &Type::INT8) => v.to_sql(ty, out),
            (Value::Int(v), &Type::INT4) => i32::try_from(*v)?.to_sql(ty, out),
            (Value::Int(v), &Type::INT2) => i16::try_from(*v)?.to_sql(ty, out),
            (Value::Int(v @ (0 | 1)), &Type::BOOL) => (*v == 1).to_sql(ty, out),
            (Value::Int(v), &Type::FLOAT8) => (*v as f64).to_sql(ty, out),
            (Value::Real(v), &Type::FLOAT8) => v.to_sql(ty, out),
            (Value::Real(v), &Type::FLOAT4) => (*v as f32).to_sql(ty, out),
            (Value::Text(v), _) if is_text(ty) => v.to_sql(ty, out),
            (Value::Bytes(v), &Type::BYTEA) => v.to_sql(ty, out),
            _ => Err(format!("{} is given where the statement takes {ty}", self.kind()).into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn is_text(ty: &Type) -> bool {
    matches!(*ty, Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN)
}

/// All columns of a row.
pub(crate) fn of(row: &Row) -> Result<Vec<Value>, Fault> {
    row.columns().iter().enumerate().map(|(at, column)| value(row, at, column)).collect()
}

fn value(row: &Row, at: usize, column: &Column) -> Result<Value, Fault> {
    let read = |error: tokio_postgres::Error| Fault::Database(error.into());
    Ok(match *column.type_() {
        Type::INT8 => row.try_get::<_, Option<i64>>(at).map_err(read)?.into(),
        Type::INT4 => row.try_get::<_, Option<i32>>(at).map_err(read)?.into(),
        Type::INT2 => row.try_get::<_, Option<i16>>(at).map_err(read)?.into(),
        Type::BOOL => row.try_get::<_, Option<bool>>(at).map_err(read)?.into(),
        Type::FLOAT8 => row.try_get::<_, Option<f64>>(at).map_err(read)?.into(),
        Type::FLOAT4 => row.try_get::<_, Option<f32>>(at).map_err(read)?.map(f64::from).into(),
        Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(at).map_err(read)?.into(),
        ref ty if is_text(ty) => row.try_get::<_, Option<String>>(at).map_err(read)?.into(),
        // A function without an answer: `SELECT pg_advisory_xact_lock(1)`.
        Type::VOID => Value::Null,
        ref other => return Err(foreign(column, other)),
    })
}

/// Refuses an answer with a type that SQLite does not have, before any row is there.
pub(crate) fn check_columns(statement: &Statement) -> Result<(), Fault> {
    let known = |ty: &Type| {
        is_text(ty)
            || matches!(
                *ty,
                Type::INT8
                    | Type::INT4
                    | Type::INT2
                    | Type::BOOL
                    | Type::FLOAT8
                    | Type::FLOAT4
                    | Type::BYTEA
                    | Type::VOID
            )
    };
    match statement.columns().iter().find(|column| !known(column.type_())) {
        Some(column) => Err(foreign(column, column.type_())),
        None => Ok(()),
    }
}

fn foreign(column: &Column, ty: &Type) -> Fault {
    let name = column.name();
    Fault::said(format_args!("column `{name}` is {ty}; write CAST(… AS BIGINT) or another type both engines have"))
}

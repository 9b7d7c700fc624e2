//! A row that came back: values under their column names.

use std::sync::Arc;

use crate::{Fault, Value};

/// One row of an answer. Column names are compared without regard to ASCII case, as both engines do.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub(crate) columns: Arc<[String]>,
    pub(crate) values: Vec<Value>,
}

impl Row {
    /// The column as a Rust value; a fault if there is no such column or it holds another kind.
    pub fn get<T: FromValue>(&self, column: &str) -> Result<T, Fault> {
        let value = self.value(column).ok_or_else(|| {
            Fault::said(format_args!("the answer has no column `{column}`, it has `{}`", self.columns.join("`, `")))
        })?;
        T::from_value(value)
            .ok_or_else(|| Fault::said(format_args!("column `{column}` holds {} and not {}", value.kind(), T::WANTED)))
    }

    /// The raw value of a column, if there is such a column.
    pub fn value(&self, column: &str) -> Option<&Value> {
        let at = self.columns.iter().position(|name| name.eq_ignore_ascii_case(column))?;
        self.values.get(at)
    }

    /// Column names in the order of the statement.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }
}

/// A Rust type that a column can be read as.
pub trait FromValue: Sized {
    /// The kind in words, for messages.
    const WANTED: &'static str;
    /// `None` if the value is of another kind or out of range.
    fn from_value(value: &Value) -> Option<Self>;
}

macro_rules! integers {
    ($($kind:ty),*) => {
        $(impl FromValue for $kind {
            const WANTED: &'static str = stringify!($kind);
            fn from_value(value: &Value) -> Option<Self> {
                match value {
                    Value::Int(v) => (*v).try_into().ok(),
                    _ => None,
                }
            }
        })*
    };
}

integers!(i64, i32, i16, u64, u32, u16, u8, usize);

impl FromValue for bool {
    const WANTED: &'static str = "a flag 0 or 1";
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Int(0) => Some(false),
            Value::Int(1) => Some(true),
            _ => None,
        }
    }
}

impl FromValue for f64 {
    const WANTED: &'static str = "real";
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Real(v) => Some(*v),
            _ => None,
        }
    }
}

impl FromValue for String {
    const WANTED: &'static str = "text";
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Text(v) => Some(v.clone()),
            _ => None,
        }
    }
}

impl FromValue for Vec<u8> {
    const WANTED: &'static str = "bytes";
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Bytes(v) => Some(v.clone()),
            _ => None,
        }
    }
}

impl FromValue for Value {
    const WANTED: &'static str = "any value";
    fn from_value(value: &Value) -> Option<Self> {
        Some(value.clone())
    }
}

impl<T: FromValue> FromValue for Option<T> {
    const WANTED: &'static str = T::WANTED;
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            other => T::from_value(other).map(Some),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Row {
        Row { columns: Arc::new(["id".into(), "n".into()]), values: vec![Value::Text("a".into()), Value::Null] }
    }

    #[test]
    fn a_missing_column_names_the_ones_there_are() {
        let Err(Fault::Database(why)) = row().get::<String>("name") else { panic!("must fail") };
        assert_eq!(why.to_string(), "the answer has no column `name`, it has `id`, `n`");
    }

    #[test]
    fn null_is_read_only_as_an_option() {
        assert_eq!(row().get::<Option<i64>>("N").unwrap(), None);
        assert!(row().get::<i64>("n").is_err());
    }
}

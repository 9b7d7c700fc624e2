//! The five kinds of value that both engines hold alike.

/// A parameter or a column. Flags are `Int` 0 or 1, times epoch milliseconds, dates ISO text, money fen.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Value {
    /// SQL NULL.
    #[default]
    Null,
    /// BIGINT, SMALLINT, INTEGER.
    Int(i64),
    /// DOUBLE PRECISION.
    Real(f64),
    /// TEXT, without NUL characters (PostgreSQL cannot hold them).
    Text(String),
    /// BYTEA.
    Bytes(Vec<u8>),
}

impl Value {
    /// The kind in words, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Int(_) => "integer",
            Value::Real(_) => "real",
            Value::Text(_) => "text",
            Value::Bytes(_) => "bytes",
        }
    }
}

macro_rules! from {
    ($($kind:ty => |$value:ident| $made:expr),* $(,)?) => {
        $(impl From<$kind> for Value {
            fn from($value: $kind) -> Value { $made }
        })*
    };
}

from! {
    i64 => |v| Value::Int(v),
    i32 => |v| Value::Int(v.into()),
    i16 => |v| Value::Int(v.into()),
    i8 => |v| Value::Int(v.into()),
    u32 => |v| Value::Int(v.into()),
    u16 => |v| Value::Int(v.into()),
    u8 => |v| Value::Int(v.into()),
    bool => |v| Value::Int(v.into()),
    f64 => |v| Value::Real(v),
    String => |v| Value::Text(v),
    &String => |v| Value::Text(v.clone()),
    &str => |v| Value::Text(v.to_owned()),
    std::borrow::Cow<'_, str> => |v| Value::Text(v.into_owned()),
    Vec<u8> => |v| Value::Bytes(v),
    &[u8] => |v| Value::Bytes(v.to_vec()),
    &Value => |v| v.clone(),
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}

impl<T: Clone + Into<Value>> From<&Option<T>> for Value {
    fn from(value: &Option<T>) -> Value {
        value.clone().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_values_become_database_values() {
        let made = crate::params![1i64, true, "a", None::<i64>, Some("b"), 1.5, vec![1u8]];
        let expected = [
            Value::Int(1),
            Value::Int(1),
            Value::Text("a".into()),
            Value::Null,
            Value::Text("b".into()),
            Value::Real(1.5),
            Value::Bytes(vec![1]),
        ];
        assert_eq!(made, expected);
    }
}

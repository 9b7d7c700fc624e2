//! What can go wrong between the program and its database, and whether to come back.

/// A fault of storage. `Display` says what happened and never prints the source; log the source at the edge.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The queue or the pool is full, or another writer was in the way: nothing was done, come back.
    #[error("the database is busy")]
    Busy {
        /// Seconds after which a repeat is worth while.
        retry_after_s: u32,
    },
    /// A row with the same unique columns is there already.
    #[error("a row with the same `{constraint}` exists already")]
    Unique {
        /// `table(column,column)` on both engines, or the index name where the index is on an expression.
        constraint: String,
    },
    /// A foreign key, CHECK or NOT NULL constraint refused the row.
    #[error("a row breaks a constraint of the database")]
    Constraint(#[source] anyhow::Error),
    /// The connection broke. The act may or may not have been done: repeat it under the same transaction id.
    #[error("the connection to the database was lost")]
    Lost {
        /// Seconds after which a repeat is worth while.
        retry_after_s: u32,
        /// What the driver said.
        source: anyhow::Error,
    },
    /// One statement took longer than the limit and was stopped.
    #[error("a database statement took longer than {limit_s} seconds and was stopped")]
    TooLong {
        /// The limit in seconds.
        limit_s: u64,
    },
    /// The disk of the database is full; nothing was stored.
    #[error("the disk of the database is full")]
    Full,
    /// The statement promised a row and there was none.
    #[error("no such row")]
    NoRow,
    /// A value that neither engine may hold, such as text with a NUL character.
    #[error("a value cannot be stored: {what}")]
    Unfit {
        /// Which parameter and why.
        what: String,
    },
    /// The same transaction id was used for another act.
    #[error("transaction id `{txid}` was used for `{earlier}` and cannot be used for `{act}`")]
    TxidReused {
        /// The id the client sent.
        txid: String,
        /// What it was used for first.
        earlier: String,
        /// What it is used for now.
        act: String,
    },
    /// The database was migrated by a later version of this program.
    #[error(
        "the database is newer than this program: it holds migration `{name}` of `{feature}`; start the newer program"
    )]
    NewerDatabase {
        /// Feature of the unknown migration.
        feature: String,
        /// Name of the unknown migration.
        name: String,
    },
    /// The text of an applied migration was edited afterwards.
    #[error(
        "migration `{feature}/sql/{name}.sql` was changed after it was applied; put the old text back and add a new file"
    )]
    MigrationChanged {
        /// Feature of the migration.
        feature: String,
        /// Name of the file without `.sql`.
        name: String,
    },
    /// The closure panicked; its changes were undone.
    #[error("a database closure panicked")]
    Panicked {
        /// The panic message, for the log.
        message: String,
    },
    /// The database was closed while the request waited; nothing was done.
    #[error("the database is closed")]
    Closed,
    /// Anything else, with its chain.
    #[error("a database statement failed")]
    Database(#[source] anyhow::Error),
}

impl Fault {
    /// A fault of our own making, with a message.
    pub(crate) fn said(message: impl std::fmt::Display) -> Fault {
        Fault::Database(anyhow::anyhow!("{message}"))
    }

    /// Seconds to wait before a repeat, for the faults that pass by themselves.
    pub fn retry_after_s(&self) -> Option<u32> {
        match self {
            Fault::Busy { retry_after_s } | Fault::Lost { retry_after_s, .. } => Some(*retry_after_s),
            Fault::Full => Some(60),
            Fault::TooLong { .. } => Some(5),
            _ => None,
        }
    }

    /// The same fault once more, for every request of a batch that failed together.
    pub(crate) fn again(&self) -> Fault {
        match self {
            Fault::Busy { retry_after_s } => Fault::Busy { retry_after_s: *retry_after_s },
            Fault::Full => Fault::Full,
            Fault::TooLong { limit_s } => Fault::TooLong { limit_s: *limit_s },
            Fault::Database(source) => Fault::Database(anyhow::anyhow!("{source:#}")),
            other => Fault::said(other),
        }
    }
}

//! Rules from outside: text in, verdicts, reasons and located mistakes out.

mod amounts;
mod bulk;
mod explaining;
mod hostile;
mod kleene;
mod language;
mod logic;
mod pages;
mod sqlite;
mod town;

//! Rules from outside: text in, verdicts, reasons and located mistakes out.

mod explaining;
mod hostile;
mod kleene;
mod language;
mod logic;
mod pages;
mod sqlite;
mod town;

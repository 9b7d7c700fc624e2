//! What one line of a catalogue says, read but not yet in the graph.

use crate::json::{Cursor, Read, Scalar};
use crate::jsonl::Name;

/// One need as it stands in a line.
#[derive(Default)]
pub(crate) struct Need {
    pub(crate) any: Vec<Name>,
    pub(crate) at_least: Option<u32>,
    pub(crate) when: Vec<(String, Name)>,
}

/// One line, read but not yet in the graph: a bad line leaves no trace.
#[derive(Default)]
pub(crate) struct Line {
    pub(crate) held: Option<Name>,
    pub(crate) service: Option<Name>,
    pub(crate) needs: Vec<Need>,
    pub(crate) when: Vec<(String, Name)>,
    /// days, fee, visits, minutes
    pub(crate) weights: [u32; 4],
}

fn name(cursor: &mut Cursor) -> Read<Name> {
    Ok(match cursor.scalar()? {
        Scalar::Int(number) => Name::Int(number),
        Scalar::Word(word) => Name::Word(word),
    })
}

fn condition(cursor: &mut Cursor, when: &mut Vec<(String, Name)>) -> Read<()> {
    cursor.object(|cursor, attribute| {
        when.push((attribute.to_owned(), name(cursor)?));
        Ok(())
    })
}

fn need(cursor: &mut Cursor) -> Read<Need> {
    let mut need = Need::default();
    let mut listed = false;
    cursor.object(|cursor, key| match key {
        "any" => {
            listed = true;
            cursor.list(|cursor| {
                need.any.push(name(cursor)?);
                Ok(())
            })
        }
        "at_least" => cursor.small().map(|least| need.at_least = Some(least)),
        "if" => condition(cursor, &mut need.when),
        other => cursor.wrong(format!("unknown key `{other}` of a need; known are any, at_least, if")),
    })?;
    if listed { Ok(need) } else { cursor.wrong("a need has no `any`") }
}

impl Line {
    /// None for a blank line.
    pub(crate) fn read(line: &[u8]) -> Read<Option<Line>> {
        let mut cursor = Cursor::new(line);
        if cursor.peek().is_none() {
            return Ok(None);
        }
        let mut read = Line::default();
        cursor.object(|cursor, key| {
            match key {
                "held" => read.held = Some(name(cursor)?),
                "service" => read.service = Some(name(cursor)?),
                "needs" => {
                    return cursor.list(|cursor| {
                        read.needs.push(need(cursor)?);
                        Ok(())
                    });
                }
                "if" => return condition(cursor, &mut read.when),
                "days" => read.weights[0] = cursor.small()?,
                "fee" => read.weights[1] = cursor.small()?,
                "visits" => read.weights[2] = cursor.small()?,
                "minutes" => read.weights[3] = cursor.small()?,
                other => return cursor.wrong(format!("unknown key `{other}`; a line is `held` or `service`")),
            }
            Ok(())
        })?;
        cursor.end()?;
        match (&read.held, &read.service) {
            (Some(_), None) if read.needs.is_empty() => Ok(Some(read)),
            (None, Some(_)) => Ok(Some(read)),
            _ => cursor.wrong("a line is either `held` or `service`, and only a service has needs"),
        }
    }
}

//! What one line of a catalogue says, read but not yet in the graph.

use crate::json::{Cursor, Read, Scalar};

/// Where in [`Line::words`] a word stands.
#[derive(Clone, Copy)]
pub(crate) struct Word {
    from: usize,
    to: usize,
}

/// What a line calls a thing or a value.
#[derive(Clone, Copy)]
pub(crate) enum Called {
    Int(i64),
    Word(Word),
}

/// "attribute is value".
pub(crate) type Condition = (Word, Called);

/// One need as it stands in a line: how far its names and conditions go in the lists of the line.
pub(crate) struct Need {
    pub(crate) any_end: usize,
    pub(crate) when_end: usize,
    pub(crate) at_least: Option<u32>,
}

/// One line, read but not yet in the graph: a bad line leaves no trace. The lists are used again
/// for the next line, so that reading allocates nothing.
#[derive(Default)]
pub(crate) struct Line {
    pub(crate) held: Option<Called>,
    pub(crate) service: Option<Called>,
    pub(crate) needs: Vec<Need>,
    /// the names of all needs, one need after the other
    pub(crate) any: Vec<Called>,
    /// the conditions of all needs, one need after the other
    pub(crate) need_when: Vec<Condition>,
    /// the conditions of the line itself
    pub(crate) when: Vec<Condition>,
    /// days, fee, visits, minutes
    pub(crate) weights: [u32; 4],
    words: String,
}

impl Line {
    /// Reads the next line; false for a blank one.
    pub(crate) fn read(&mut self, line: &[u8]) -> Read<bool> {
        self.clear();
        let mut cursor = Cursor::new(line);
        if cursor.peek().is_none() {
            return Ok(false);
        }
        cursor.object(|cursor, key| {
            match key {
                "held" => self.held = Some(self.called(cursor)?),
                "service" => self.service = Some(self.called(cursor)?),
                "needs" => return cursor.list(|cursor| self.need(cursor)),
                "if" => return self.condition(cursor, false),
                "days" => self.weights[0] = cursor.small()?,
                "fee" => self.weights[1] = cursor.small()?,
                "visits" => self.weights[2] = cursor.small()?,
                "minutes" => self.weights[3] = cursor.small()?,
                other => {
                    let (zh, en) = (
                        format!("没有键 `{other}`；一行是 `held` 或 `service`"),
                        format!("unknown key `{other}`; a line is `held` or `service`"),
                    );
                    return cursor.wrong(zh, en);
                }
            }
            Ok(())
        })?;
        cursor.end()?;
        match (&self.held, &self.service) {
            (Some(_), None) if self.needs.is_empty() => Ok(true),
            (None, Some(_)) => Ok(true),
            _ => cursor.wrong(
                "一行只能是 `held` 或 `service`，且只有 `service` 有 `needs`",
                "a line is either `held` or `service`, and only a service has needs",
            ),
        }
    }

    /// The letters of a word.
    pub(crate) fn text(&self, word: Word) -> &str {
        &self.words[word.from..word.to]
    }

    fn clear(&mut self) {
        (self.held, self.service, self.weights) = (None, None, [0; 4]);
        self.needs.clear();
        self.any.clear();
        self.need_when.clear();
        self.when.clear();
        self.words.clear();
    }

    fn keep(&mut self, word: &str) -> Word {
        let from = self.words.len();
        self.words.push_str(word);
        Word { from, to: self.words.len() }
    }

    fn called(&mut self, cursor: &mut Cursor) -> Read<Called> {
        Ok(match cursor.scalar()? {
            Scalar::Int(number) => Called::Int(number),
            Scalar::Word(word) => Called::Word(self.keep(&word)),
        })
    }

    fn condition(&mut self, cursor: &mut Cursor, of_need: bool) -> Read<()> {
        cursor.object(|cursor, attribute| {
            let attribute = self.keep(attribute);
            let value = self.called(cursor)?;
            if of_need { &mut self.need_when } else { &mut self.when }.push((attribute, value));
            Ok(())
        })
    }

    fn need(&mut self, cursor: &mut Cursor) -> Read<()> {
        let (mut listed, mut at_least) = (false, None);
        cursor.object(|cursor, key| match key {
            "any" => {
                listed = true;
                cursor.list(|cursor| {
                    let called = self.called(cursor)?;
                    self.any.push(called);
                    Ok(())
                })
            }
            "at_least" => cursor.small().map(|least| at_least = Some(least)),
            "if" => self.condition(cursor, true),
            other => cursor.wrong(
                format!("要求没有键 `{other}`；可用的有 any、at_least、if"),
                format!("unknown key `{other}` of a need; known are any, at_least, if"),
            ),
        })?;
        if !listed {
            return cursor.wrong("要求缺少 `any`", "a need has no `any`");
        }
        self.needs.push(Need { any_end: self.any.len(), when_end: self.need_when.len(), at_least });
        Ok(())
    }
}

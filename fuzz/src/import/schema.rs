//! Types: what a column says it is, and sometimes says wrongly.

use std::ffi::CString;
use std::ptr::null_mut;

use super::array::Memory;
use super::structs::{RawSchema, release_schema};
use crate::bytes::Bytes;

const PLAIN: &[&str] = &[
    "n",
    "b",
    "c",
    "C",
    "s",
    "S",
    "i",
    "I",
    "l",
    "L",
    "e",
    "f",
    "g",
    "z",
    "Z",
    "u",
    "U",
    "vz",
    "vu",
    "d:19,4",
    "d:5,2,32",
    "d:12,3,64",
    "d:50,1,256",
    "d:5,-2",
    "w:3",
    "w:0",
    "tdD",
    "tdm",
    "tts",
    "ttm",
    "ttu",
    "ttn",
    "tss:",
    "tsm:UTC",
    "tsu:Europe/Berlin",
    "tsn:",
    "tDs",
    "tDm",
    "tDu",
    "tDn",
    "tiM",
    "tiD",
    "tin",
];
const NESTED: &[&str] = &["+l", "+L", "+vl", "+vL", "+w:2", "+w:0", "+s", "+m", "+ud:0,1", "+us:0,1", "+r"];

/// A type and its parts.
pub struct Shape {
    pub format: CString,
    pub name: Option<CString>,
    pub children: Vec<Shape>,
    pub dictionary: Option<Box<Shape>>,
    pub nullable: bool,
}

impl Shape {
    /// Mostly a table; sometimes a single column.
    pub fn table(input: &mut Bytes<'_>) -> Self {
        if input.once_in(16) {
            return Self::column(input, 3);
        }
        let mut table = Self::plain("+s", input);
        table.children = (0..=input.below(4)).map(|_| Self::column(input, 3)).collect();
        table
    }

    fn plain(format: &str, input: &mut Bytes<'_>) -> Self {
        let name = CString::new(input.take(usize::from(input.0.len() > 8) * 2)).ok();
        let format = CString::new(format).unwrap_or_default();
        Self { format, name, children: Vec::new(), dictionary: None, nullable: !input.once_in(4) }
    }

    fn column(input: &mut Bytes<'_>, depth: usize) -> Self {
        if input.once_in(32) {
            // A format that nobody knows has no buffers.
            let unknown = String::from_utf8_lossy(&input.take(3)).into_owned();
            return Self::plain(&format!("?{unknown}"), input);
        }
        let choice = input.below(PLAIN.len() + 2 * NESTED.len() + 8);
        if let Some(format) = PLAIN.get(choice) {
            return Self::plain(format, input);
        }
        let part =
            |input: &mut Bytes<'_>| if depth == 0 { Self::plain("l", input) } else { Self::column(input, depth - 1) };
        if choice >= PLAIN.len() + 2 * NESTED.len() {
            let keys = input.pick(&["c", "C", "s", "S", "i", "I", "l", "L"]);
            let mut coded = Self::plain(keys, input);
            coded.dictionary = Some(Box::new(part(input)));
            return coded;
        }
        let format = NESTED[(choice - PLAIN.len()) / 2];
        let mut nested = Self::plain(format, input);
        nested.children = match format {
            "+s" => (0..input.below(4)).map(|_| part(input)).collect(),
            "+ud:0,1" | "+us:0,1" => vec![part(input), part(input)],
            "+r" => vec![Self::plain(input.pick(&["s", "i", "l", "u"]), input), part(input)],
            "+m" => {
                let mut entries = Self::plain("+s", input);
                entries.children = vec![part(input), part(input)];
                vec![entries]
            }
            _ => vec![part(input)],
        };
        nested
    }

    pub fn format(&self) -> &str {
        self.format.to_str().unwrap_or("")
    }

    pub fn schema(&self, memory: &mut Memory, input: &mut Bytes<'_>) -> RawSchema {
        let mut children: Vec<RawSchema> = self.children.iter().map(|child| child.schema(memory, input)).collect();
        if input.once_in(64) {
            children.pop();
        }
        let dictionary = self.dictionary.as_ref().map(|values| values.schema(memory, input));
        let said = children.len() as i64 + if input.once_in(64) { i64::from(input.byte() as i8) } else { 0 };
        let wrong = input.once_in(64);
        RawSchema {
            format: if wrong { std::ptr::null() } else { self.format.as_ptr() },
            name: self.name.as_ref().map_or(std::ptr::null(), |name| name.as_ptr()),
            metadata: std::ptr::null(),
            flags: if self.nullable { 2 } else { 0 },
            // Never more than there are pointers.
            n_children: said.min(children.len() as i64 + 4),
            children: memory.pointers(children, 4),
            dictionary: dictionary.map_or(null_mut(), |values| memory.keep(values)),
            release: Some(release_schema),
            private_data: null_mut(),
        }
    }
}

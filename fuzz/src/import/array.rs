//! Columns whose content, counts and pointers may be anything, in buffers that are long enough.

use std::any::Any;
use std::ffi::c_void;
use std::ptr::{null, null_mut};

use super::schema::Shape;
use super::structs::{RawArray, release_array};
use crate::bytes::Bytes;

/// Texts and items that offsets may point to.
const REACH: usize = 4_096;
/// Pointers beyond those that are said to be there.
const SPARE: usize = 8;

/// Keeps what was handed out until the stream is done.
#[derive(Default)]
pub struct Memory(Vec<Box<dyn Any>>);

impl Memory {
    pub fn keep<T: 'static>(&mut self, value: T) -> *mut T {
        let mut boxed = Box::new(value);
        let pointer = &raw mut *boxed;
        self.0.push(boxed);
        pointer
    }

    /// Pointers to these, and null pointers behind them.
    pub fn pointers<T: 'static>(&mut self, values: Vec<T>, spare: usize) -> *mut *mut T {
        let mut pointers: Vec<*mut T> = values.into_iter().map(|value| self.keep(value)).collect();
        pointers.extend(std::iter::repeat_n(null_mut(), spare));
        let start = pointers.as_mut_ptr();
        self.0.push(Box::new(pointers));
        start
    }

    /// At least so many bytes, aligned for every type.
    fn buffer(&mut self, bytes: &[u8], length: usize) -> *const c_void {
        let mut words = vec![0_u128; length.max(bytes.len()) / 16 + 2];
        for (at, byte) in bytes.iter().enumerate() {
            words[at / 16] |= u128::from(*byte) << (8 * (at % 16));
        }
        let start = words.as_ptr().cast();
        self.0.push(Box::new(words));
        start
    }
}

impl Shape {
    /// An array of so many rows, or one that says so.
    pub fn array(&self, rows: usize, memory: &mut Memory, input: &mut Bytes<'_>) -> RawArray {
        let offset = if input.once_in(8) { input.below(9) } else { 0 };
        let end = rows + offset;
        let mut buffers = self.buffers(end, memory, input);
        let mut children = self.parts(end, memory, input);
        if input.once_in(128) {
            children.pop();
        }
        let dictionary = self.dictionary.as_ref().map(|values| values.array(input.below(9), memory, input));
        if input.once_in(64) && !buffers.is_empty() {
            let at = input.below(buffers.len());
            buffers[at] = null();
        }
        let (n_buffers, n_children) = (buffers.len() as i64, children.len() as i64);
        buffers.extend(std::iter::repeat_n(null(), SPARE));
        let start = buffers.as_mut_ptr();
        memory.0.push(Box::new(buffers));
        let mut array = RawArray {
            length: rows as i64,
            null_count: if input.once_in(2) { -1 } else { input.below(rows + 1) as i64 },
            offset: offset as i64,
            n_buffers,
            n_children,
            buffers: start,
            children: memory.pointers(children, SPARE),
            dictionary: dictionary.map_or(null_mut(), |values| memory.keep(values)),
            release: Some(release_array),
            private_data: null_mut(),
        };
        if input.once_in(16) {
            spoil(&mut array, input);
        }
        array
    }

    fn width(&self) -> Option<usize> {
        Some(match self.format() {
            "c" | "C" => 1,
            "s" | "S" | "e" => 2,
            "i" | "I" | "f" | "tdD" | "tts" | "ttm" | "tiM" | "d:5,2,32" => 4,
            "d:19,4" | "d:5,-2" | "tin" => 16,
            "d:50,1,256" => 32,
            "w:3" => 3,
            "w:0" => 0,
            other if other.starts_with(['l', 'L', 'g', 't', 'd']) => 8,
            _ => return None,
        })
    }

    fn buffers(&self, end: usize, memory: &mut Memory, input: &mut Bytes<'_>) -> Vec<*const c_void> {
        let format = self.format();
        let validity = if input.once_in(2) { memory.buffer(&input.take(end / 8 + 1), end / 8 + 1) } else { null() };
        if let Some(width) = self.width() {
            return vec![validity, Self::fixed(width * end, memory, input)];
        }
        match format {
            "b" => vec![validity, Self::fixed(end / 8 + 1, memory, input)],
            "u" | "z" => vec![validity, offsets::<4>(end, memory, input), text(memory, input)],
            "U" | "Z" => vec![validity, offsets::<8>(end, memory, input), text(memory, input)],
            "vu" | "vz" => {
                let sizes = memory.buffer(&(REACH as i64).to_le_bytes(), 8);
                vec![validity, views(end, memory, input), text(memory, input), sizes]
            }
            "+l" | "+m" => vec![validity, offsets::<4>(end, memory, input)],
            "+L" => vec![validity, offsets::<8>(end, memory, input)],
            "+vl" => vec![validity, Self::fixed(4 * end, memory, input), Self::fixed(4 * end, memory, input)],
            "+vL" => vec![validity, Self::fixed(8 * end, memory, input), Self::fixed(8 * end, memory, input)],
            "+s" | "+w:2" | "+w:0" => vec![validity],
            "+us:0,1" => vec![Self::fixed(end, memory, input)],
            "+ud:0,1" => vec![Self::fixed(end, memory, input), Self::fixed(4 * end, memory, input)],
            _ => Vec::new(),
        }
    }

    /// Whatever the input holds, over and over.
    fn fixed(length: usize, memory: &mut Memory, input: &mut Bytes<'_>) -> *const c_void {
        let pattern = input.take(length.min(48));
        let bytes: Vec<u8> =
            pattern.iter().copied().cycle().take(if pattern.is_empty() { 0 } else { length }).collect();
        memory.buffer(&bytes, length)
    }

    fn parts(&self, end: usize, memory: &mut Memory, input: &mut Bytes<'_>) -> Vec<RawArray> {
        let rows = match self.format() {
            "+s" | "+us:0,1" => end,
            "+w:2" => 2 * end,
            "+r" => input.below(end + 2),
            _ => input.below(64),
        };
        self.children.iter().map(|child| child.array(rows, memory, input)).collect()
    }
}

/// Counts, and pointers that should be there. What grows a buffer beyond its memory stays.
fn spoil(array: &mut RawArray, input: &mut Bytes<'_>) {
    match input.below(10) {
        0 => array.length = -array.length - 1,
        1 => array.length /= 2,
        2 => array.offset = -1,
        3 => array.null_count = input.word() as i64,
        4 => array.n_buffers = input.pick(&[-1, 0, 1, array.n_buffers + 1, array.n_buffers - 1, i64::MIN]),
        5 => array.buffers = null_mut(),
        6 => array.children = null_mut(),
        7 => array.n_children = input.pick(&[-1, 0, array.n_children + 1, array.n_children - 1]),
        8 => array.dictionary = null_mut(),
        _ => array.release = None,
    }
}

/// Ascending for the most part, all within reach.
fn offsets<const WIDTH: usize>(end: usize, memory: &mut Memory, input: &mut Bytes<'_>) -> *const c_void {
    let mut at: i64 = input.pick(&[0, 0, 0, 1, 7]);
    let mut bytes = at.to_le_bytes()[..WIDTH].to_vec();
    for _ in 0..end {
        at = match input.byte() {
            // Backwards, or below zero.
            255 => at - 3,
            step => (at + i64::from(step % 12)).min(REACH as i64),
        };
        bytes.extend(&at.to_le_bytes()[..WIDTH]);
    }
    memory.buffer(&bytes, 0)
}

fn text(memory: &mut Memory, input: &mut Bytes<'_>) -> *const c_void {
    let pattern = [input.take(32), b"ab c4n4ry@x.org 1".to_vec()].concat();
    let bytes: Vec<u8> = pattern.into_iter().cycle().take(REACH).collect();
    memory.buffer(&bytes, REACH)
}

/// Short ones in place, long ones in the buffer, some of them beyond it or in one that is not there.
fn views(end: usize, memory: &mut Memory, input: &mut Bytes<'_>) -> *const c_void {
    let mut bytes = Vec::new();
    for _ in 0..end {
        let length = i32::from(input.byte() % 24);
        let (buffer, at) = match input.byte() {
            255 => (input.pick(&[-1, 1, 7, i32::MAX]), 0),
            254 => (0, input.pick(&[-5, i32::MAX, REACH as i32 - 1])),
            start => (0, i32::from(start)),
        };
        let length = if input.once_in(128) { input.pick(&[-1, i32::MIN, i32::MAX]) } else { length };
        let rest =
            if length > 12 { [*b"ab c", buffer.to_le_bytes(), at.to_le_bytes()].concat() } else { input.take(12) };
        bytes.extend(length.to_le_bytes());
        bytes.extend(rest.iter().copied().chain(std::iter::repeat(b'x')).take(12));
    }
    memory.buffer(&bytes, 0)
}

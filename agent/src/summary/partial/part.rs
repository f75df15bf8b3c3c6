//! The byte forms of what all structs are made of.

use super::{Reader, Writer};

/// What has a byte form inside a partial summary.
pub(in crate::summary) trait Part: Sized {
    fn write(&self, out: &mut Writer);
    /// `None` for bytes that no summary has.
    fn read(input: &mut Reader<'_>) -> Option<Self>;
}

/// A struct as its fields, one after another; the compiler notices a field that is forgotten.
macro_rules! fields {
    ($type:ty: $($field:ident),+ $(; $valid:expr)?) => {
        impl $crate::summary::partial::Part for $type {
            fn write(&self, out: &mut $crate::summary::partial::Writer) {
                let Self { $($field),+ } = self;
                $($crate::summary::partial::Part::write($field, out);)+
            }

            fn read(input: &mut $crate::summary::partial::Reader<'_>) -> Option<Self> {
                let read = Self { $($field: $crate::summary::partial::Part::read(input)?),+ };
                $(
                    let valid: fn(&Self) -> bool = $valid;
                    if !valid(&read) {
                        return None;
                    }
                )?
                Some(read)
            }
        }
    };
}
pub(in crate::summary) use fields;

/// A count.
impl Part for u64 {
    fn write(&self, out: &mut Writer) {
        out.count(*self);
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        input.count()
    }
}

impl Part for u32 {
    fn write(&self, out: &mut Writer) {
        out.count(u64::from(*self));
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        input.count()?.try_into().ok()
    }
}

impl Part for bool {
    fn write(&self, out: &mut Writer) {
        out.count(u64::from(*self));
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        match input.count()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Part for f64 {
    fn write(&self, out: &mut Writer) {
        out.word(self.to_bits());
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        input.word().map(Self::from_bits)
    }
}

impl Part for String {
    fn write(&self, out: &mut Writer) {
        out.count(self.len() as u64);
        out.bytes(self.as_bytes());
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        let length = input.length(1)?;
        input.bytes(length).and_then(|bytes| Self::from_utf8(bytes.to_vec()).ok())
    }
}

impl Part for Box<str> {
    fn write(&self, out: &mut Writer) {
        out.count(self.len() as u64);
        out.bytes(self.as_bytes());
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        String::read(input).map(Self::from)
    }
}

impl<T: Part> Part for Option<T> {
    fn write(&self, out: &mut Writer) {
        self.is_some().write(out);
        if let Some(inner) = self {
            inner.write(out);
        }
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        Some(if bool::read(input)? { Some(T::read(input)?) } else { None })
    }
}

impl<T: Part> Part for Vec<T> {
    fn write(&self, out: &mut Writer) {
        out.count(self.len() as u64);
        for item in self {
            item.write(out);
        }
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        let length = input.length(size_of::<T>())?;
        (0..length).map(|_| T::read(input)).collect()
    }
}

impl<T: Part> Part for Box<T> {
    fn write(&self, out: &mut Writer) {
        T::write(self, out);
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        input.take(size_of::<T>())?;
        T::read(input).map(Self::new)
    }
}

impl<A: Part, B: Part> Part for (A, B) {
    fn write(&self, out: &mut Writer) {
        self.0.write(out);
        self.1.write(out);
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        Some((A::read(input)?, B::read(input)?))
    }
}

impl<T: Part + Copy + Default, const N: usize> Part for [T; N] {
    fn write(&self, out: &mut Writer) {
        for item in self {
            item.write(out);
        }
    }

    fn read(input: &mut Reader<'_>) -> Option<Self> {
        let mut items = [T::default(); N];
        for item in &mut items {
            *item = T::read(input)?;
        }
        Some(items)
    }
}

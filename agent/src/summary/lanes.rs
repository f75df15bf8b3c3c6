//! Loops compiled for the widest vectors that the processor has.
//!
//! A loop over a chunk of values is written once, in plain Rust that the compiler turns into vector instructions. It is
//! compiled three times, and the processor decides which one runs. None of these loops rounds, or all of them round
//! alike, so that every machine finds the same figures.

#[cfg(target_arch = "x86_64")]
use std::is_x86_feature_detected as has;

/// What the processor offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lanes {
    /// Eight doubles at once.
    #[cfg(target_arch = "x86_64")]
    Eight,
    /// Four doubles at once.
    #[cfg(target_arch = "x86_64")]
    Four,
    /// Whatever every processor of its kind has.
    Plain,
}

#[cfg(target_arch = "x86_64")]
pub(super) fn lanes() -> Lanes {
    if !(has!("avx2") && has!("fma") && has!("bmi1") && has!("bmi2") && has!("lzcnt") && has!("popcnt")) {
        Lanes::Plain
    } else if has!("avx512f") && has!("avx512dq") && has!("avx512vl") && has!("avx512bw") && has!("avx512cd") {
        Lanes::Eight
    } else {
        Lanes::Four
    }
}

#[cfg(not(target_arch = "x86_64"))]
pub(super) fn lanes() -> Lanes {
    Lanes::Plain
}

/// Whether a product can be added without rounding it first, at no extra cost.
pub(super) fn multiplies_and_adds() -> bool {
    cfg!(target_arch = "aarch64") || lanes() != Lanes::Plain
}

/// Compiles a function for each kind of [`Lanes`].
macro_rules! vectorised {
    ($(#[$meta:meta])* $vis:vis fn $name:ident($($arg:ident: $type:ty),* $(,)?) $(-> $out:ty)? $body:block) => {
        $(#[$meta])*
        $vis fn $name($($arg: $type),*) $(-> $out)? {
            // It takes on the features of the function around it.
            #[inline(always)]
            fn plain($($arg: $type),*) $(-> $out)? $body

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,fma,bmi1,bmi2,lzcnt,popcnt")]
            fn four($($arg: $type),*) $(-> $out)? {
                plain($($arg),*)
            }

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw,avx512cd,avx2,fma,bmi1,bmi2,lzcnt,popcnt")]
            fn eight($($arg: $type),*) $(-> $out)? {
                plain($($arg),*)
            }

            #[cfg_attr(target_arch = "x86_64", expect(unsafe_code, reason = "only a processor knows its features"))]
            match $crate::summary::lanes::lanes() {
                // SAFETY: the processor has these features.
                #[cfg(target_arch = "x86_64")]
                $crate::summary::lanes::Lanes::Eight => unsafe { eight($($arg),*) },
                // SAFETY: the processor has these features.
                #[cfg(target_arch = "x86_64")]
                $crate::summary::lanes::Lanes::Four => unsafe { four($($arg),*) },
                $crate::summary::lanes::Lanes::Plain => plain($($arg),*),
            }
        }
    };
}
pub(super) use vectorised;

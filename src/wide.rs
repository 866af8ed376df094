//! Runs loops with the widest instructions the machine has.

mod vectors;

pub(crate) use vectors::{OnVectors, Vectors, on_vectors};

/// Runs `work`, compiled once more for machines that have AVX2 (x86-64-v3: AVX2, FMA, BMI1, BMI2) where the feature `simd`
/// is on; elsewhere, and without the feature, with what the build's target has. What is run this way gives the same
/// answers with any instructions: integers, and floats in steps that are exact.
///
/// What `work` calls has to be inlined into it to gain anything.
#[allow(
    clippy::inline_always,
    reason = "a closure that is not inlined is compiled for the narrow target"
)]
#[inline(always)]
pub(crate) fn wide<T>(work: impl FnOnce() -> T) -> T {
    #[cfg(feature = "simd")]
    return pulp::Arch::new().dispatch(work);
    #[cfg(not(feature = "simd"))]
    work()
}

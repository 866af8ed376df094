//! Floats side by side in the widest registers the machine has, where loops have more in them than compilers make vectors of.

/// Operations on vectors of floats; each lane has what the same operation on two floats gives.
pub(crate) trait Vectors<R>: Copy {
    /// Floats side by side.
    type Vector: Copy;
    /// One answer for each of them.
    type Mask: Copy;

    /// The vectors that the numbers fill, and the rest.
    fn split(self, numbers: &[R]) -> (&[Self::Vector], &[R]);
    /// All the same.
    fn all(self, number: R) -> Self::Vector;
    fn add(self, one: Self::Vector, other: Self::Vector) -> Self::Vector;
    fn sub(self, one: Self::Vector, other: Self::Vector) -> Self::Vector;
    fn mul(self, one: Self::Vector, other: Self::Vector) -> Self::Vector;
    /// The bits of either.
    fn or(self, one: Self::Vector, other: Self::Vector) -> Self::Vector;
    /// The larger of two numbers, of which neither is NaN.
    fn larger(self, one: Self::Vector, other: Self::Vector) -> Self::Vector;
    fn smaller(self, one: Self::Vector, other: Self::Vector) -> Self::Vector;
    fn is_equal(self, one: Self::Vector, other: Self::Vector) -> Self::Mask;
    fn either(self, one: Self::Mask, other: Self::Mask) -> Self::Mask;
    fn choose(self, which: Self::Mask, then: Self::Vector, other: Self::Vector) -> Self::Vector;
    /// The largest of all lanes.
    fn largest(self, vector: Self::Vector) -> R;
    /// The lanes one after the other.
    fn each(self, vector: Self::Vector, visit: impl FnMut(R));
}

/// Work on vectors of whatever width.
pub(crate) trait OnVectors {
    type Output;

    fn run<V: Vectors<f64> + Vectors<f32>>(self, vectors: V) -> Self::Output;
}

/// Does the work with the widest vectors the machine has, where the feature `simd` is on; elsewhere one number at a time.
pub(crate) fn on_vectors<W: OnVectors>(work: W) -> W::Output {
    #[cfg(feature = "simd")]
    return pulp::Arch::new().dispatch(of_pulp::Dispatched(work));
    #[cfg(not(feature = "simd"))]
    work.run(one_by_one::OneByOne)
}

#[cfg(feature = "simd")]
mod of_pulp {
    use pulp::{Simd, WithSimd};

    use super::{OnVectors, Vectors};

    pub(super) struct Dispatched<W>(pub(super) W);

    impl<W: OnVectors> WithSimd for Dispatched<W> {
        type Output = W::Output;

        #[allow(
            clippy::inline_always,
            reason = "to be compiled for the instruction set of the caller"
        )]
        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) -> W::Output {
            self.0.run(Widest(simd))
        }
    }

    #[derive(Clone, Copy)]
    struct Widest<S>(S);

    macro_rules! vectors {
        ($real:ty, $vector:ident, $mask:ident, $split:ident, $all:ident, $add:ident, $sub:ident, $mul:ident, $or:ident,
         $bits:ident, $real_of:ident, $max:ident, $min:ident, $equal:ident, $either:ident, $select:ident, $largest:ident) => {
            #[allow(
                clippy::inline_always,
                reason = "to be compiled for the instruction set of the caller"
            )]
            impl<S: Simd> Vectors<$real> for Widest<S> {
                type Vector = S::$vector;
                type Mask = S::$mask;

                #[inline(always)]
                fn split(self, numbers: &[$real]) -> (&[S::$vector], &[$real]) {
                    S::$split(numbers)
                }

                #[inline(always)]
                fn all(self, number: $real) -> S::$vector {
                    self.0.$all(number)
                }

                #[inline(always)]
                fn add(self, one: S::$vector, other: S::$vector) -> S::$vector {
                    self.0.$add(one, other)
                }

                #[inline(always)]
                fn sub(self, one: S::$vector, other: S::$vector) -> S::$vector {
                    self.0.$sub(one, other)
                }

                #[inline(always)]
                fn mul(self, one: S::$vector, other: S::$vector) -> S::$vector {
                    self.0.$mul(one, other)
                }

                #[inline(always)]
                fn or(self, one: S::$vector, other: S::$vector) -> S::$vector {
                    self.0.$real_of(self.0.$or(self.0.$bits(one), self.0.$bits(other)))
                }

                #[inline(always)]
                fn larger(self, one: S::$vector, other: S::$vector) -> S::$vector {
                    self.0.$max(one, other)
                }

                #[inline(always)]
                fn smaller(self, one: S::$vector, other: S::$vector) -> S::$vector {
                    self.0.$min(one, other)
                }

                #[inline(always)]
                fn is_equal(self, one: S::$vector, other: S::$vector) -> S::$mask {
                    self.0.$equal(one, other)
                }

                #[inline(always)]
                fn either(self, one: S::$mask, other: S::$mask) -> S::$mask {
                    self.0.$either(one, other)
                }

                #[inline(always)]
                fn choose(
                    self,
                    which: S::$mask,
                    then: S::$vector,
                    other: S::$vector,
                ) -> S::$vector {
                    self.0.$select(which, then, other)
                }

                #[inline(always)]
                fn largest(self, vector: S::$vector) -> $real {
                    self.0.$largest(vector)
                }

                #[inline(always)]
                fn each(self, vector: S::$vector, visit: impl FnMut($real)) {
                    pulp::bytemuck::cast_slice(&[vector]).iter().copied().for_each(visit);
                }
            }
        };
    }

    vectors!(
        f64,
        f64s,
        m64s,
        as_simd_f64s,
        splat_f64s,
        add_f64s,
        sub_f64s,
        mul_f64s,
        or_u64s,
        transmute_u64s_f64s,
        transmute_f64s_u64s,
        max_f64s,
        min_f64s,
        equal_f64s,
        or_m64s,
        select_f64s,
        reduce_max_f64s
    );
    vectors!(
        f32,
        f32s,
        m32s,
        as_simd_f32s,
        splat_f32s,
        add_f32s,
        sub_f32s,
        mul_f32s,
        or_u32s,
        transmute_u32s_f32s,
        transmute_f32s_u32s,
        max_f32s,
        min_f32s,
        equal_f32s,
        or_m32s,
        select_f32s,
        reduce_max_f32s
    );
}

#[cfg(not(feature = "simd"))]
mod one_by_one {
    use super::Vectors;

    /// Vectors of one number.
    #[derive(Clone, Copy)]
    pub(super) struct OneByOne;

    macro_rules! vectors {
        ($real:ty) => {
            impl Vectors<$real> for OneByOne {
                type Vector = $real;
                type Mask = bool;

                fn split(self, numbers: &[$real]) -> (&[$real], &[$real]) {
                    (numbers, &[])
                }

                fn all(self, number: $real) -> $real {
                    number
                }

                fn add(self, one: $real, other: $real) -> $real {
                    one + other
                }

                fn sub(self, one: $real, other: $real) -> $real {
                    one - other
                }

                fn mul(self, one: $real, other: $real) -> $real {
                    one * other
                }

                fn or(self, one: $real, other: $real) -> $real {
                    <$real>::from_bits(one.to_bits() | other.to_bits())
                }

                fn larger(self, one: $real, other: $real) -> $real {
                    one.max(other)
                }

                fn smaller(self, one: $real, other: $real) -> $real {
                    one.min(other)
                }

                #[expect(clippy::float_cmp, reason = "the very same number is meant")]
                fn is_equal(self, one: $real, other: $real) -> bool {
                    one == other
                }

                fn either(self, one: bool, other: bool) -> bool {
                    one | other
                }

                fn choose(self, which: bool, then: $real, other: $real) -> $real {
                    if which { then } else { other }
                }

                fn largest(self, vector: $real) -> $real {
                    vector
                }

                fn each(self, vector: $real, mut visit: impl FnMut($real)) {
                    visit(vector);
                }
            }
        };
    }

    vectors!(f64);
    vectors!(f32);
}

//! Having memory come into the cache before it is read.

/// A hint: whatever `at` points to, valid or not, nothing is read. Nothing happens where the
/// processor has no such hint that stable Rust can give.
#[inline(always)]
pub(crate) fn prefetch<T>(at: *const T) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a prefetch touches no memory that the program could observe, and never faults.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(at.cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = at;
}

/// The same for both ends of a value, which may lie across two lines of the cache.
#[inline(always)]
pub(crate) fn prefetch_value<T>(value: &T) {
    let at = std::ptr::from_ref(value);
    prefetch(at);
    prefetch(at.cast::<u8>().wrapping_add(size_of::<T>().saturating_sub(1)));
}

//! The memory limit of a store, including the memory for sealing it and for answers.

/// How much is added between two looks at the memory.
const STEP: u64 = 1 << 20;

/// A limit, and what is known to fit. Without a limit everything does.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    /// The bytes that there are.
    pub(super) limit: u64,
    /// What whoever fills the store holds besides.
    pub(super) elsewhere: u64,
    /// Bytes that fit without another look at the memory.
    left: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Self::of(u64::MAX)
    }
}

impl Budget {
    /// So many bytes, of which nobody knows yet how many are taken. There is no limit if they are as many as can be.
    pub(super) fn of(limit: u64) -> Self {
        Self { limit, elsewhere: 0, left: if limit == u64::MAX { limit } else { 0 } }
    }

    /// Takes bytes, if they are known to fit.
    #[inline]
    pub(super) fn take(&mut self, bytes: usize) -> bool {
        let left = self.left.checked_sub(bytes as u64);
        self.left = left.unwrap_or(self.left);
        left.is_some()
    }

    /// Whether bytes are known to fit.
    #[inline]
    pub(super) fn fits(&self, bytes: usize) -> bool {
        bytes as u64 <= self.left
    }

    /// Learns how much is taken. Whether that is within the limit.
    pub(super) fn look(&mut self, taken: u64) -> bool {
        let room = self.limit.checked_sub(taken);
        self.left = room.map_or(0, |room| room.min(STEP));
        room.is_some()
    }
}

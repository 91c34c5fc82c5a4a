//! Many short lists in few allocations, each list in one piece.

const SHIFT: u32 = 16;
const BLOCK: usize = 1 << SHIFT;

/// Where a list is in its arena.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Slice {
    /// Block number times the block size, plus the position in the block.
    start: u32,
    len: u32,
}

impl Slice {
    pub(crate) fn len(self) -> usize {
        self.len as usize
    }

    /// The number of the block that the list is in.
    pub(crate) fn block(self) -> usize {
        (self.start >> SHIFT) as usize
    }
}

/// Lists of values, kept in blocks of 64 Ki values. A longer list has a block of its own.
#[derive(Debug)]
pub(crate) struct Arena<T> {
    blocks: Vec<Vec<T>>,
    /// The values that there is room for in all blocks but the last.
    room: usize,
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self { blocks: Vec::new(), room: 0 }
    }
}

impl<T: Copy> Arena<T> {
    /// The bytes of a block.
    pub(crate) const BLOCK_BYTES: usize = BLOCK * size_of::<T>();

    /// Appends a list. `None` when positions no longer fit into 32 bits. Amortised O(length).
    pub(crate) fn push(&mut self, list: &[T]) -> Option<Slice> {
        let len = u32::try_from(list.len()).ok()?;
        if len == 0 {
            return Some(Slice::default());
        }
        let room = self.blocks.last().is_some_and(|block| block.len() + list.len() <= BLOCK);
        if !room {
            // As in a column, only the first block starts small.
            let capacity = if self.blocks.is_empty() { list.len() } else { list.len().max(BLOCK) };
            self.room += self.blocks.last().map_or(0, Vec::capacity);
            self.blocks.push(Vec::with_capacity(capacity));
        }
        let number = self.blocks.len() - 1;
        let block = self.blocks.last_mut()?;
        let start = u32::try_from(number << SHIFT | block.len()).ok()?;
        if block.capacity() - block.len() < list.len() {
            // Only a block that started small grows, as any vector does, but not beyond its length.
            block.reserve_exact(block.len().max(list.len()).min(BLOCK - block.len()));
        }
        block.extend_from_slice(list);
        Some(Slice { start, len })
    }

    /// The values of a list of this arena.
    #[inline]
    pub(crate) fn slice(&self, Slice { start, len }: Slice) -> &[T] {
        let at = start as usize & (BLOCK - 1);
        match self.blocks.get((start >> SHIFT) as usize) {
            Some(block) => &block[at..at + len as usize],
            None => &[],
        }
    }

    /// The number of blocks.
    pub(crate) fn blocks(&self) -> usize {
        self.blocks.len()
    }

    /// Frees a block whose lists are needed no more.
    pub(crate) fn free(&mut self, block: usize) {
        let is_last = block + 1 == self.blocks.len();
        let capacity = self.blocks.get_mut(block).map_or(0, |block| std::mem::take(block).capacity());
        self.room -= if is_last { 0 } else { capacity };
    }

    /// The bytes that the lists occupy, spare capacity included. O(1).
    pub(crate) fn heap_bytes(&self) -> usize {
        let values = self.room + self.blocks.last().map_or(0, Vec::capacity);
        values * size_of::<T>() + self.blocks.capacity() * size_of::<Vec<T>>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_every_length_come_back() {
        let mut arena = Arena::default();
        let lengths = [0, 1, 15, BLOCK - 16, 1, BLOCK, 3, BLOCK + 1, 5, 3 * BLOCK, 7, 0];
        let lists: Vec<Vec<usize>> = lengths.iter().map(|&len| (0..len).map(|i| i * 31).collect()).collect();
        let slices: Vec<Slice> = lists.iter().map(|list| arena.push(list).unwrap()).collect();
        for (list, slice) in lists.iter().zip(slices) {
            assert_eq!(arena.slice(slice), list);
        }
    }
}

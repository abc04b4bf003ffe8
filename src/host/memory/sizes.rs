//! The sizes of the blocks that a thread keeps: which one a layout has, by arithmetic alone.

use std::alloc::Layout;

/// How many sizes of blocks there are. Small ones have 24 bytes and, in steps of 16, up to 1032: these are the sizes that glibc's
/// blocks have anyway; elsewhere rounding up wastes a little. Larger ones, up to a quarter of a megabyte, come in eight sizes
/// from each power of two to the next.
pub(super) const SIZES: usize = SMALL + 1 + LARGE;
/// The number of the largest small size.
pub(super) const SMALL: usize = 64;
/// How many larger sizes there are.
const LARGE: usize = 8 * 8;
/// What the beginning of every block is a multiple of: what the C libraries of 64-bit systems give in any case.
const ALIGN: usize = 16;
/// The size of the largest block that is kept.
pub(super) const LARGEST: usize = bytes_of(SIZES - 1);

/// The size of a block in which so much has room, as its number.
#[inline]
pub(super) const fn size_of_block(layout: Layout) -> Option<usize> {
    let bytes = layout.size();
    if bytes > LARGEST || layout.align() > ALIGN {
        return None;
    }
    if bytes <= bytes_of(SMALL) {
        return size_of_small_block(layout);
    }
    let last = bytes - 8 - 1;
    let doubled = last.ilog2() as usize;
    Some(SMALL + 1 + (doubled - 10) * 8 + (last >> (doubled - 3)) - 8)
}

/// The bytes of a block of this size.
#[inline]
pub(super) const fn bytes_of(size: usize) -> usize {
    if size <= SMALL {
        return size * 16 + 8;
    }
    let large = size - SMALL - 1;
    ((large % 8 + 9) << (large / 8 + 7)) + 8
}

/// The same for what is small, which most blocks are.
#[inline]
pub(super) const fn size_of_small_block(layout: Layout) -> Option<usize> {
    let bytes = layout.size();
    if bytes > bytes_of(SMALL) || layout.align() > ALIGN {
        return None;
    }
    let least = if bytes < bytes_of(1) { bytes_of(1) } else { bytes };
    Some((least + 7) / 16)
}

/// What the system's allocator is asked for.
#[inline]
pub(super) fn whole(layout: Layout) -> Layout {
    size_of_block(layout).map_or(layout, |size| BLOCKS[size])
}

/// The layouts of all sizes of blocks.
pub(super) const BLOCKS: [Layout; SIZES] = {
    let mut blocks = [Layout::new::<()>(); SIZES];
    let mut size = 0;
    while size < SIZES {
        if let Ok(block) = Layout::from_size_align(bytes_of(size), ALIGN) {
            blocks[size] = block;
        }
        size += 1;
    }
    blocks
};

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(size: usize) -> Layout {
        Layout::from_size_align(size, 8).expect("a layout")
    }

    #[test]
    fn every_block_has_the_least_size_that_will_do() {
        for bytes in 1..=LARGEST {
            let size = size_of_block(layout(bytes)).expect("a size");
            assert!(bytes_of(size) >= bytes && (size == 1 || bytes_of(size - 1) < bytes), "{bytes} {size}");
            assert_eq!((BLOCKS[size].size(), BLOCKS[size].align()), (bytes_of(size), ALIGN));
        }
        assert_eq!((size_of_block(layout(LARGEST)), size_of_block(layout(LARGEST + 1))), (Some(SIZES - 1), None));
    }
}

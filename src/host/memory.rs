//! The memory guard: `limits.memory` for a program that builds a gigabyte string.
//!
//! Boa has no heap limit, and a failed allocation ends the whole process. The only place that stable Rust lets a program
//! watch its allocations is the global allocator, so this file holds the crate's only unsafe code: it counts what the
//! script's thread holds and, at the limit, stops that thread for good, so that the guard can report what had happened.
//!
//! The same place sees how deep the thread's stack is. A built-in that recurses natively over deeply nested data, such as
//! `String()` of an array nested a million times, allocates on its way down; so it is stopped here before it overflows the
//! stack, which would end the process.
//!
//! And a thread that runs many scripts keeps the blocks that a run gives back for the next run, which asks for the same sizes
//! again: each size has a list of free blocks, and the system's allocator has nothing to join and to split.

mod sizes;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::marker::PhantomData;
use std::ptr::{copy_nonoverlapping, null_mut};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sizes::{BLOCKS, SIZES, SMALL, bytes_of, size_of_block, size_of_small_block, whole};

/// The system's allocator with the guard in front. The binary installs it; in a test without it there is no memory limit.
#[derive(Debug)]
pub struct Guarded;

/// What is known of a thread; in one piece, because every allocation looks at most of it.
struct Thread {
    /// How many bytes of free blocks it may still keep: more with every kept block that is taken.
    may_keep: Cell<isize>,
    /// How far that may rise: then the limit of memory is met.
    most: Cell<isize>,
    /// The lowest address that its stack may reach; 0 without a limit.
    stack_ends: Cell<usize>,
    /// How much it has taken and not given back, counted down from [`BEGINNING`], if everything counts as taken that it may still
    /// keep. So a block that is taken or kept changes one number only.
    sum: Cell<isize>,
    /// How far what it has taken may be counted down; [`UNLIMITED`] without a limit.
    floor: Cell<isize>,
    /// Free blocks, for each size the last one that was given back; its first bytes lead to the one before.
    kept: [Cell<*mut u8>; SIZES],
    /// How far it may be counted down when the continuation that it is in has ended.
    saved: Cell<isize>,
    /// The run that it belongs to.
    run: Cell<u64>,
}

/// Larger than what any thread allocates, and so far from the largest number that counting never reaches it.
const BEGINNING: isize = isize::MAX / 2;
/// Lower than counting ever goes.
const UNLIMITED: isize = isize::MIN;

thread_local! {
    static THREAD: Thread = const {
        Thread {
            may_keep: Cell::new(0),
            most: Cell::new(isize::MAX),
            stack_ends: Cell::new(0),
            sum: Cell::new(BEGINNING),
            floor: Cell::new(UNLIMITED),
            kept: [const { Cell::new(null_mut()) }; SIZES],
            saved: Cell::new(UNLIMITED),
            run: Cell::new(0),
        }
    };
}

impl Thread {
    /// How much it has taken and not given back, counted down from [`BEGINNING`].
    fn left(&self) -> isize {
        self.sum.get() - self.may_keep.get()
    }

    /// So much was given back to the system's allocator; less than nothing was taken from it.
    fn returned(&self, bytes: isize) {
        self.sum.set(self.sum.get().wrapping_add(bytes));
        self.set_floor(self.floor.get());
    }

    fn set_floor(&self, floor: isize) {
        self.floor.set(floor);
        self.most.set(if floor == UNLIMITED { isize::MAX } else { self.sum.get().saturating_sub(floor) });
    }

    /// Changes how many bytes of free blocks it may still keep.
    fn set_may_keep(&self, bytes: isize) {
        let more = bytes - self.may_keep.replace(bytes);
        self.returned(more);
    }
}

/// What is known of the current thread.
#[inline(always)]
#[allow(unsafe_code, clippy::inline_always, reason = "every allocation asks")]
fn this_thread() -> &'static Thread {
    let thread = THREAD.with(std::ptr::from_ref);
    // SAFETY: it is made without running anything and never dropped, so it is there as long as its thread; and no caller of this
    // keeps it or hands it to another thread.
    unsafe { &*thread }
}

/// Lets this thread keep so many bytes of free blocks.
pub(super) fn keep_blocks(bytes: usize) {
    THREAD.with(|thread| thread.set_may_keep(bytes.cast_signed()));
}

/// A free block of this size that the thread has kept; it is taken.
#[inline]
#[allow(
    unsafe_code,
    clippy::cast_ptr_alignment,
    reason = "free blocks, aligned for a pointer, are linked through their first bytes"
)]
fn kept_block(thread: &Thread, size: usize) -> Option<*mut u8> {
    let block = thread.kept.get(size)?.get();
    if block.is_null() {
        return None;
    }
    // SAFETY: only `keep_block` puts blocks into the list, each with a pointer at its beginning, and nobody else has them.
    let before = unsafe { block.cast::<*mut u8>().read() };
    thread.kept[size].set(before);
    thread.may_keep.set(thread.may_keep.get() + bytes_of(size).cast_signed());
    Some(block)
}

/// Keeps a free block of this size, if the thread may; it is given back.
///
/// # Safety
///
/// The block is of that size, comes from the system's allocator, and nobody uses it any more.
#[inline]
#[allow(
    unsafe_code,
    clippy::cast_ptr_alignment,
    reason = "free blocks, aligned for a pointer, are linked through their first bytes"
)]
unsafe fn keep_block(thread: &Thread, block: *mut u8, size: usize) -> bool {
    let left = thread.may_keep.get() - bytes_of(size).cast_signed();
    if left < 0 {
        return false;
    }
    thread.may_keep.set(left);
    // SAFETY: every block has room for a pointer, is aligned for one, and is the caller's to give.
    unsafe { block.cast::<*mut u8>().write(thread.kept[size].get()) };
    thread.kept[size].set(block);
    true
}

/// Gives the kept blocks of this thread back to the system's allocator, and keeps no more.
#[allow(unsafe_code, reason = "the blocks are the system allocator's")]
pub(super) fn let_blocks_go() {
    THREAD.with(|thread| {
        for (size, layout) in BLOCKS.iter().enumerate().skip(1) {
            while let Some(block) = kept_block(thread, size) {
                // SAFETY: the block was the system allocator's, of this layout.
                unsafe { System.dealloc(block, *layout) };
                thread.returned(layout.size().cast_signed());
            }
        }
        thread.set_may_keep(0);
    });
}

/// As long as it is there, the thread that made it keeps free blocks, unless it does so anyway.
#[derive(Debug)]
pub(crate) struct Keeping(PhantomData<*const ()>);

impl Keeping {
    /// Lets this thread keep so many bytes of free blocks.
    pub(crate) fn blocks(bytes: usize) -> Option<Self> {
        let keeps = THREAD.with(|thread| thread.may_keep.get() > 0 || thread.kept.iter().any(|block| !block.get().is_null()));
        (!keeps).then(|| {
            keep_blocks(bytes);
            Self(PhantomData)
        })
    }
}

impl Drop for Keeping {
    fn drop(&mut self) {
        let_blocks_go();
    }
}

/// How many runs can have met their limit and not have been noticed yet.
const SLOTS: usize = 64;
/// The runs that have met their limit, each in the slot of its number.
static MET: [AtomicU64; SLOTS] = [const { AtomicU64::new(0) }; SLOTS];
/// The runs that have used up their stack, each in the slot of its number.
static TOO_DEEP: [AtomicU64; SLOTS] = [const { AtomicU64::new(0) }; SLOTS];
/// The number of the last run.
static LAST: AtomicU64 = AtomicU64::new(0);

/// A number for a run: several go on at a time, and each has its own limit.
pub(super) fn new_run() -> u64 {
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}

/// Room for one context and an article, and for the garbage of a few runs; what is not used costs nothing.
const ROOM: usize = 4 * 1024 * 1024;
/// Room for the component framework and a page.
const VIEW_ROOM: usize = 12 * 1024 * 1024;

/// Lets the C library take this thread's first memory in one piece: glibc extends the memory of a thread page by page, with a
/// system call for each, and a run takes more than a hundred. A block that is given back raises its threshold for mapping
/// blocks by themselves, and so the second one makes the thread's own memory long enough.
pub(super) fn make_room() {
    take_and_give_back(ROOM, |_| {});
}

/// The same for a run that may load the component framework, which will use most of it: in large pages, where the system has them.
pub(super) fn make_room_for_a_view() {
    take_and_give_back(VIEW_ROOM, in_large_pages);
}

fn take_and_give_back(room: usize, then: fn(&mut Vec<u8>)) {
    drop(std::hint::black_box(Vec::<u8>::with_capacity(2 * room)));
    let mut block = std::hint::black_box(Vec::<u8>::with_capacity(room));
    then(&mut block);
}

/// Asks for large pages below a block that nobody has written to.
#[cfg(target_os = "linux")]
#[allow(unsafe_code, reason = "a hint to the system about memory that is this thread's")]
fn in_large_pages(block: &mut Vec<u8>) {
    /// What large pages begin at a multiple of on most machines; where they are larger, the hint does nothing.
    const LARGE: usize = 2 * 1024 * 1024;
    let unused = block.spare_capacity_mut();
    let start = unused.as_mut_ptr();
    let skip = start.addr().next_multiple_of(LARGE) - start.addr();
    let Some(bytes) = unused.len().checked_sub(skip).map(|bytes| bytes / LARGE * LARGE).filter(|bytes| *bytes > 0) else {
        return;
    };
    // SAFETY: the range lies inside the block, and the hint changes nothing of what is in it.
    unsafe { libc::madvise(start.add(skip).cast(), bytes, libc::MADV_HUGEPAGE) };
}

#[cfg(not(target_os = "linux"))]
fn in_large_pages(_: &mut Vec<u8>) {}

/// Gives the current thread, which belongs to `run`, a limit of memory and one of stack below the caller, both in bytes.
pub(super) fn limit_this_thread(run: u64, bytes: u64, stack: usize) {
    THREAD.with(|thread| {
        thread.run.set(run);
        // Stacks grow downwards on every system that wxhost runs on.
        thread.stack_ends.set(stack_pointer().saturating_sub(stack));
        thread.set_floor(isize::try_from(bytes).map_or(UNLIMITED, |bytes| thread.left().saturating_sub(bytes)));
    });
}

/// Takes the limits away: what the host does after a run is not the program's.
pub(super) fn free_this_thread() {
    THREAD.with(|thread| {
        thread.set_floor(UNLIMITED);
        thread.stack_ends.set(0);
    });
}

/// How many bytes this thread has taken and not given back; what other threads give back for it counts as its own. Nothing without
/// the guard in front of the system's allocator.
pub(super) fn held() -> isize {
    THREAD.with(|thread| BEGINNING - thread.left())
}

/// About where the stack is now: the address of something on it.
#[inline]
fn stack_pointer() -> usize {
    let here = 0_u8;
    (&raw const here).addr()
}

/// Bytes that one continuation after an `await` may hold on to: less than the frames of a recursion that would overflow the
/// native stack, more than programs need.
const CONTINUATION: isize = 96 * 1024 * 1024;

/// Enters or leaves a continuation after an `await`, inside which a recursion has no limit but its memory.
pub(super) fn continuation(enters: bool) {
    THREAD.with(|thread| {
        let floor = thread.floor.get();
        if floor == UNLIMITED {
            return;
        }
        if enters {
            thread.saved.set(floor);
            thread.set_floor(floor.max(thread.left() - CONTINUATION));
        } else {
            thread.set_floor(thread.saved.get());
        }
    });
}

/// The limit that the thread of this run has met: `memory`, or `stack`.
pub(super) fn limit_met(run: u64) -> Option<&'static str> {
    let met = |runs: &'static [AtomicU64; SLOTS]| slot(runs, run).load(Ordering::Relaxed) == run;
    if met(&MET) { Some("memory") } else { met(&TOO_DEEP).then_some("stack") }
}

fn slot(runs: &'static [AtomicU64; SLOTS], run: u64) -> &'static AtomicU64 {
    &runs[usize::try_from(run).unwrap_or(0) % SLOTS]
}

/// Tells the guard which limit was met, and never returns.
#[cold]
#[inline(never)]
fn stop(thread: &Thread) -> ! {
    let runs = if thread.may_keep.get() > thread.most.get() { &MET } else { &TOO_DEEP };
    let run = thread.run.get();
    slot(runs, run).store(run, Ordering::Relaxed);
    loop {
        std::thread::sleep(Duration::from_secs(3600));
    }
}

/// Stops the thread if it has met a limit. To be called after anything was taken.
#[inline]
fn guard(thread: &Thread) {
    if thread.may_keep.get() > thread.most.get() || stack_pointer() < thread.stack_ends.get() {
        stop(thread);
    }
}

/// What the system's allocator is asked for, which is about to be taken.
fn from_system(thread: &Thread, layout: Layout) -> Layout {
    let whole = whole(layout);
    thread.returned(-whole.size().cast_signed());
    guard(thread);
    whole
}

/// A large block that the thread has kept, or what the system's allocator gives; apart, so that the common way is short.
///
/// # Safety
///
/// As for the system's allocator.
#[allow(unsafe_code, reason = "the system's allocator")]
#[cold]
#[inline(never)]
unsafe fn alloc_otherwise(thread: &Thread, layout: Layout) -> *mut u8 {
    if size_of_small_block(layout).is_none()
        && let Some(block) = size_of_block(layout).and_then(|size| kept_block(thread, size))
    {
        guard(thread);
        return block;
    }
    // SAFETY: the caller's contract is the system allocator's.
    unsafe { System.alloc(from_system(thread, layout)) }
}

/// Keeps a large block, or gives back to the system's allocator what the thread may not keep.
///
/// # Safety
///
/// As for the system's allocator, which was asked for a block of the size that the layout has.
#[allow(unsafe_code, reason = "the system's allocator")]
#[cold]
#[inline(never)]
unsafe fn dealloc_otherwise(thread: &Thread, pointer: *mut u8, layout: Layout) {
    let large = size_of_block(layout).filter(|size| *size > SMALL);
    // SAFETY: the caller gives the block away, and it has the size that its layout has.
    if large.is_some_and(|size| unsafe { keep_block(thread, pointer, size) }) {
        return;
    }
    let whole = whole(layout);
    thread.returned(whole.size().cast_signed());
    // SAFETY: the caller's contract is the system allocator's.
    unsafe { System.dealloc(pointer, whole) }
}

// SAFETY: every block comes from the system's allocator, asked for at least as much as the caller wants, and has the same layout
// there as long as it lives; a kept block has one owner at a time. Counting and keeping neither allocate nor panic.
#[allow(unsafe_code, reason = "the global allocator is the only hook that stable Rust offers; see above")]
unsafe impl GlobalAlloc for Guarded {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let thread = this_thread();
        if let Some(block) = size_of_small_block(layout).and_then(|size| kept_block(thread, size)) {
            guard(thread);
            return block;
        }
        // SAFETY: the caller's contract is the system allocator's.
        unsafe { alloc_otherwise(thread, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        let thread = this_thread();
        if let Some(block) = size_of_block(layout).and_then(|size| kept_block(thread, size)) {
            guard(thread);
            // SAFETY: the block has room for so many bytes.
            unsafe { block.write_bytes(0, layout.size()) };
            return block;
        }
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(from_system(thread, layout)) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        let thread = this_thread();
        // SAFETY: the caller gives the block away, and `alloc` made it of the size that its layout has.
        if size_of_small_block(layout).is_some_and(|size| unsafe { keep_block(thread, pointer, size) }) {
            return;
        }
        // SAFETY: as above.
        unsafe { dealloc_otherwise(thread, pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let Ok(wanted) = Layout::from_size_align(size, layout.align()) else { return null_mut() };
        let thread = this_thread();
        let (old, new) = (size_of_block(layout), size_of_block(wanted));
        if old.is_some() && old == new {
            return pointer;
        }
        if old.is_some() && thread.may_keep.get() > 0 {
            // SAFETY: as above; the new block has room for what fits into both.
            unsafe {
                let block = self.alloc(wanted);
                if !block.is_null() {
                    copy_nonoverlapping(pointer, block, layout.size().min(size));
                    self.dealloc(pointer, layout);
                }
                return block;
            }
        }
        let whole = whole(layout);
        let size = from_system(thread, wanted).size();
        thread.returned(whole.size().cast_signed());
        // SAFETY: as above.
        unsafe { System.realloc(pointer, whole, size) }
    }
}

#[cfg(test)]
#[allow(unsafe_code, reason = "an allocator is only called so")]
mod tests {
    use super::sizes::LARGEST;
    use super::*;

    const SIZES_TRIED: [usize; 14] = [1, 8, 24, 25, 40, 41, 1000, 1032, 1033, 1160, 1161, 5000, LARGEST, LARGEST + 1];

    fn layout(size: usize) -> Layout {
        Layout::from_size_align(size, 8).expect("a layout")
    }

    #[test]
    fn what_is_moved_stays_and_what_is_free_is_used_again() {
        for may_keep in [0, 200, 4 << 20] {
            keep_blocks(may_keep);
            for (from, to) in SIZES_TRIED.iter().flat_map(|from| SIZES_TRIED.iter().map(|to| (*from, *to))) {
                // SAFETY: every block is used within its size, and given back once with its layout.
                unsafe {
                    let block = Guarded.alloc(layout(from));
                    (0..from).for_each(|index| block.add(index).write(index.to_le_bytes()[0]));
                    let block = Guarded.realloc(block, layout(from), to);
                    assert!((0..from.min(to)).all(|index| block.add(index).read() == index.to_le_bytes()[0]), "{from} {to}");
                    let other = Guarded.alloc_zeroed(layout(to));
                    assert!(block != other && (0..to).all(|index| other.add(index).read() == 0), "{to}");
                    Guarded.dealloc(block, layout(to));
                    Guarded.dealloc(other, layout(to));
                    if may_keep > 2000 && to <= LARGEST {
                        let again = Guarded.alloc(layout(to));
                        assert_eq!(again, other, "{to}");
                        Guarded.dealloc(again, layout(to));
                    }
                }
            }
            assert!(THREAD.with(|thread| thread.may_keep.get()) <= may_keep.cast_signed());
            let_blocks_go();
            let is_empty = |thread: &Thread| thread.kept.iter().all(|block| block.get().is_null());
            assert!(THREAD.with(|thread| thread.may_keep.get() == 0 && is_empty(thread)));
        }
    }
}

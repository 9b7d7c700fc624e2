//! Spreads work that has no order over the cores; what comes out is in order all the same.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Most threads: beyond, memory is the bound.
const THREADS_MAX: usize = 8;

/// Does the work for each item, some at a time, and gives the results in the order of the items.
///
/// `least` is the number of items that are worth a thread of their own. Where there is one core, or no
/// threads, all is done here.
pub(crate) fn spread<T: Sync, R: Send>(items: &[T], least: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    over(cores.min(THREADS_MAX).min(items.len() / least.max(1)), items, work)
}

/// Gives back what many things hold, which for large ones takes as long as to make them.
pub(crate) fn dispose<T: Send>(items: Vec<T>, least: usize) {
    let items: Vec<Mutex<Option<T>>> = items.into_iter().map(|item| Mutex::new(Some(item))).collect();
    spread(&items, least, |item| drop(item.lock().map(|mut item| item.take())));
}

fn over<T: Sync, R: Send>(threads: usize, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    if threads < 2 {
        return items.iter().map(work).collect();
    }
    // parts are small enough for all threads to end at about the same time
    let size = items.len().div_ceil(threads * 32).max(1);
    let parts: Vec<&[T]> = items.chunks(size).collect();
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done: Vec<(usize, Vec<R>)> = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(part) = parts.get(at) else { return done };
            done.push((at, part.iter().map(&work).collect()));
        }
    };
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(take)).collect();
        let mut done = take();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().flat_map(|(_, results)| results).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items_however_many_work() {
        for count in [0, 1, 2, 7, 100, 1_000] {
            let items: Vec<usize> = (0..count).collect();
            let squares: Vec<usize> = items.iter().map(|item| item * item).collect();
            for threads in [0, 1, 2, 3, 8] {
                assert_eq!(over(threads, &items, |item| item * item), squares, "{count} over {threads}");
            }
        }
    }

    #[test]
    #[should_panic(expected = "the seventh")]
    fn what_goes_wrong_in_a_thread_is_not_lost() {
        let items: Vec<usize> = (0..16).collect();
        over(2, &items, |item| assert!(*item != 7, "the seventh"));
    }
}

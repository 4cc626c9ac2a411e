//! Other work for all cores, to see whether tests hold on a busy machine.

use std::hint;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

/// Keeps each core busy with an endless loop of ordinary priority until it is dropped.
pub(super) struct BusyCores {
    is_over: Arc<AtomicBool>,
    loops: Vec<JoinHandle<()>>,
}

impl BusyCores {
    pub(super) fn start() -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let is_over = Arc::new(AtomicBool::new(false));
        let loops = (0..cores)
            .map(|_| {
                let is_over = Arc::clone(&is_over);
                thread::spawn(move || {
                    while !is_over.load(Ordering::Relaxed) {
                        hint::spin_loop();
                    }
                })
            })
            .collect();
        println!("keeping {cores} cores busy meanwhile");
        Self { is_over, loops }
    }
}

impl Drop for BusyCores {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        for endless in self.loops.drain(..) {
            // A loop cannot panic.
            let _ = endless.join();
        }
    }
}

//! Evaluating a plan: blocks of rows over threads, each thread with places of its own.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Table;
use super::bits::{Bits, WORD, mask};
use super::dag::{Edge, Node, Step};
use super::pay::{Kept, Paid};
use super::plan::{End, Plan};
use super::test::Sides;
use crate::Truth;

/// Words of a block: 8,192 rows, so that what is reckoned stays near the processor.
pub(super) const BLOCK: usize = 128;

/// What a policy comes to over all subjects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Entitled.
    pub yes: u64,
    /// Not entitled.
    pub no: u64,
    /// Facts are missing.
    pub unknown: u64,
    /// What the entitled get in all, in fen, as far as their amounts are known.
    pub fen: i128,
    /// Entitled with a known amount.
    pub paid: u64,
    /// Entitled, but a fact is missing for the amount.
    pub amount_unknown: u64,
    /// Entitled, but the amount is beyond all reason.
    pub amount_too_large: u64,
    /// Entitled to less than nothing.
    pub amount_negative: u64,
}

/// The verdict of one policy over every subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdicts {
    /// Who is entitled.
    pub yes: Bits,
    /// Who is not. Of all others it is unknown.
    pub no: Bits,
}

impl Verdicts {
    /// The verdict over one subject.
    pub fn of(&self, row: usize) -> Truth {
        match (self.yes.get(row), self.no.get(row)) {
            (true, _) => Truth::True,
            (_, true) => Truth::False,
            _ => Truth::Unknown,
        }
    }

    /// The subjects of whom it is unknown, in order.
    pub fn unknown(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.yes.rows()).filter(|row| self.of(*row) == Truth::Unknown)
    }
}

/// The bits of a block, by place.
struct Places {
    yes: Vec<[u64; BLOCK]>,
    no: Vec<[u64; BLOCK]>,
    kept: Vec<Kept>,
}

impl Plan {
    /// Totals of every policy, in order.
    pub fn totals(&self, table: &Table, threads: usize) -> Vec<Totals> {
        let shares = self.over(
            table,
            threads,
            |_| true,
            || vec![Totals::default(); self.policies],
            |totals, block| {
                let total = &mut totals[block.policy];
                for (at, (yes, no)) in block.yes.iter().zip(block.no).enumerate() {
                    let rows = mask(table.rows() - (block.words.start + at) * WORD);
                    total.yes += u64::from((yes & rows).count_ones());
                    total.no += u64::from((no & rows).count_ones());
                }
                if let Some(pay) = &self.pays[block.policy] {
                    let mut paid = Paid::default();
                    let mut to = block.yes.to_vec();
                    if let Some(last) = to.last_mut() {
                        *last &= mask(table.rows() - (block.words.end - 1) * WORD);
                    }
                    pay.total(table, block.words.clone(), &to, block.kept, &mut paid);
                    total.fen += paid.fen;
                    total.paid += paid.known;
                    total.amount_unknown += paid.unknown;
                    total.amount_too_large += paid.too_large;
                    total.amount_negative += paid.negative;
                }
            },
        );
        let mut totals = vec![Totals::default(); self.policies];
        for share in &shares {
            totals.iter_mut().zip(share).for_each(|(total, share)| total.add(share));
        }
        for total in &mut totals {
            total.unknown = table.rows() as u64 - total.yes - total.no;
        }
        totals
    }

    /// The verdict of every policy over every subject.
    pub fn verdicts(&self, table: &Table, threads: usize) -> Vec<Verdicts> {
        let words = table.rows().div_ceil(WORD);
        let mut all = vec![(vec![0u64; words], vec![0u64; words]); self.policies];
        self.fill(table, threads, |_| true, &mut all);
        let made =
            |(yes, no)| Verdicts { yes: Bits::of_words(yes, table.rows()), no: Bits::of_words(no, table.rows()) };
        all.into_iter().map(made).collect()
    }

    /// Writes the verdicts of the blocks that are wished.
    pub(super) fn fill(
        &self,
        table: &Table,
        threads: usize,
        wished: impl Fn(usize) -> bool + Sync,
        all: &mut [(Vec<u64>, Vec<u64>)],
    ) {
        type Piece = (usize, usize, Vec<u64>, Vec<u64>);
        let shares = self.over(table, threads, wished, Vec::<Piece>::new, |pieces, block| {
            pieces.push((block.policy, block.words.start, block.yes.to_vec(), block.no.to_vec()));
        });
        for (policy, start, yes, no) in shares.into_iter().flatten() {
            let end = start + yes.len();
            all[policy].0[start..end].copy_from_slice(&yes);
            all[policy].1[start..end].copy_from_slice(&no);
        }
    }

    /// Shows every policy over every wished block, on so many threads; each gathers what it sees.
    fn over<S: Send>(
        &self,
        table: &Table,
        threads: usize,
        wished: impl Fn(usize) -> bool + Sync,
        start: impl Fn() -> S + Sync,
        see: impl Fn(&mut S, Block<'_>) + Sync,
    ) -> Vec<S> {
        let words = table.rows().div_ceil(WORD);
        let blocks = words.div_ceil(BLOCK);
        let next = AtomicUsize::new(0);
        let work = || {
            let mut gathered = start();
            let mut places = Places::new(self);
            loop {
                let block = next.fetch_add(1, Ordering::Relaxed);
                if block >= blocks {
                    return gathered;
                }
                if wished(block) {
                    let range = block * BLOCK..words.min((block + 1) * BLOCK);
                    self.block(table, range, &mut places, |block| see(&mut gathered, block));
                }
            }
        };
        let threads = threads.clamp(1, blocks.max(1));
        if threads == 1 {
            return vec![work()];
        }
        std::thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            let mut shares = vec![work()];
            for other in others {
                match other.join() {
                    Ok(share) => shares.push(share),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            shares
        })
    }

    fn block(&self, table: &Table, words: Range<usize>, places: &mut Places, mut see: impl FnMut(Block<'_>)) {
        let width = words.len();
        for step in &self.schedule.steps {
            match *step {
                Step::Make { node, place } => self.make(node, place, table, &words, places),
                Step::Root { root, place } => {
                    let (mut yes, mut no) = (&places.yes[place][..width], &places.no[place][..width]);
                    if self.roots[root].is_opposite() {
                        std::mem::swap(&mut yes, &mut no);
                    }
                    match self.ends[root] {
                        End::Keep(at) => places.kept[at] = (yes.to_vec(), no.to_vec()),
                        End::Verdict(policy) => {
                            see(Block { policy, words: words.clone(), yes, no, kept: &places.kept });
                        }
                    }
                }
            }
        }
    }

    fn make(&self, node: usize, place: usize, table: &Table, words: &Range<usize>, places: &mut Places) {
        let width = words.len();
        match &self.nodes[node] {
            Node::True => {
                places.yes[place][..width].fill(u64::MAX);
                places.no[place][..width].fill(0);
            }
            Node::Unknown => {
                places.yes[place][..width].fill(0);
                places.no[place][..width].fill(0);
            }
            Node::Test(test) => {
                let to = Sides { yes: &mut places.yes[place][..width], no: &mut places.no[place][..width] };
                test.ask(table, words.clone(), to);
            }
            Node::All(edges) => {
                let (mut all, mut one) = ([u64::MAX; BLOCK], [0u64; BLOCK]);
                for edge in edges {
                    let (yes, no) = places.sides(self.schedule.place_of[edge.node()], *edge);
                    all.iter_mut().zip(yes).for_each(|(all, yes)| *all &= yes);
                    one.iter_mut().zip(no).for_each(|(one, no)| *one |= no);
                }
                places.yes[place] = all;
                places.no[place] = one;
            }
        }
    }
}

/// The verdicts of a policy over a block.
struct Block<'a> {
    policy: usize,
    words: Range<usize>,
    yes: &'a [u64],
    no: &'a [u64],
    kept: &'a [Kept],
}

impl Places {
    fn new(plan: &Plan) -> Places {
        let places = plan.schedule.places;
        Places { yes: vec![[0; BLOCK]; places], no: vec![[0; BLOCK]; places], kept: vec![Kept::default(); plan.kept] }
    }

    fn sides(&self, place: usize, edge: Edge) -> (&[u64; BLOCK], &[u64; BLOCK]) {
        let (yes, no) = (&self.yes[place], &self.no[place]);
        if edge.is_opposite() { (no, yes) } else { (yes, no) }
    }
}

impl Totals {
    fn add(&mut self, other: &Totals) {
        self.yes += other.yes;
        self.no += other.no;
        self.fen += other.fen;
        self.paid += other.paid;
        self.amount_unknown += other.amount_unknown;
        self.amount_too_large += other.amount_too_large;
        self.amount_negative += other.amount_negative;
    }
}

//! Strongly connected components by Tarjan's algorithm (1972) with a stack of its own: depth costs memory only.

use crate::csr::Rows;

const NEW: u32 = u32::MAX;

/// Which component each row belongs to. Components are numbered so that edges between two lead from
/// the larger number to the smaller one.
pub(crate) struct Components {
    pub(crate) of: Vec<u32>,
    pub(crate) count: usize,
}

/// The components of the graph whose edges lead from each row to its items; items are row numbers.
pub(crate) fn components(edges: &Rows) -> Components {
    let n = edges.len();
    let mut found = Components { of: vec![NEW; n], count: 0 };
    let mut seen_at = vec![NEW; n];
    let mut low = vec![0_u32; n];
    let mut open: Vec<u32> = Vec::new();
    let mut path: Vec<(u32, usize)> = Vec::new();
    let mut clock = 0;
    for start in 0..n as u32 {
        if seen_at[start as usize] != NEW {
            continue;
        }
        path.push((start, 0));
        while let Some((node, edge)) = path.pop() {
            let at = node as usize;
            if edge == 0 {
                seen_at[at] = clock;
                low[at] = clock;
                clock += 1;
                open.push(node);
            } else {
                // back from the child walked last
                let child = edges.row(node)[edge - 1] as usize;
                if found.of[child] == NEW {
                    low[at] = low[at].min(low[child]);
                }
            }
            let mut next = edge;
            let mut descends = false;
            while let Some(&child) = edges.row(node).get(next) {
                next += 1;
                if seen_at[child as usize] == NEW {
                    path.push((node, next));
                    path.push((child, 0));
                    descends = true;
                    break;
                }
                if found.of[child as usize] == NEW {
                    low[at] = low[at].min(seen_at[child as usize]);
                }
            }
            if !descends && low[at] == seen_at[at] {
                close(node, &mut open, &mut found);
            }
        }
    }
    found
}

fn close(root: u32, open: &mut Vec<u32>, found: &mut Components) {
    while let Some(node) = open.pop() {
        found.of[node as usize] = found.count as u32;
        if node == root {
            break;
        }
    }
    found.count += 1;
}

impl Components {
    /// The members of each component, smallest first.
    pub(crate) fn members(&self) -> Rows {
        Rows::pack_from(self.count, self.of.len(), || {
            self.of.iter().enumerate().map(|(node, component)| (*component, node as u32))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_ring_of_a_million_is_one_component() {
        let n = 1_000_000_u32;
        let edges = Rows::pack_from(n as usize, n as usize, || (0..n).map(|node| (node, (node + 1) % n)));
        assert_eq!(components(&edges).count, 1);
    }

    proptest! {
        #[test]
        fn two_nodes_share_a_component_when_each_reaches_the_other(
            pairs in prop::collection::vec((0..7_u32, 0..7_u32), 0..16),
        ) {
            let found = components(&Rows::pack(7, &pairs));
            // a bit for each node reached
            let mut reach: Vec<u8> = (0..7).map(|node| 1 << node).collect();
            for _ in 0..7 {
                for (from, to) in &pairs {
                    reach[*from as usize] |= reach[*to as usize];
                }
            }
            for (a, from) in reach.iter().enumerate() {
                for (b, back) in reach.iter().enumerate() {
                    prop_assert_eq!(found.of[a] == found.of[b], from >> b & back >> a & 1 == 1);
                    prop_assert!(from >> b & 1 == 0 || found.of[a] >= found.of[b]);
                }
            }
        }
    }
}

//! The Merkle tree of RFC 6962: what is kept of it, which parts a proof consists of, and how a proof is checked.

use std::ops::Range;

use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use sha2::{Digest, Sha256};

/// SHA-256.
pub type Hash = [u8; 32];

/// No log grows longer; a checkpoint that says so is refused before any arithmetic on its size.
pub const MOST_LEAVES: u64 = 1 << 48;

/// Why a proof proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    #[error("the position is not in the log")]
    OutOfRange,
    #[error("the log has become shorter")]
    Shorter,
    #[error("the proof has not the length it must have")]
    Length,
    #[error("the proof leads to another root")]
    OtherRoot,
}

/// The hash of a leaf: it begins with 0, so that no inner node can pass for one.
#[must_use]
pub fn leaf_hash(data: &[u8]) -> Hash {
    Sha256::new_with_prefix([0]).chain_update(data).finalize().into()
}

/// The hash of the node above two others: it begins with 1.
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new_with_prefix([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The root of the tree over these leaf hashes.
#[must_use]
pub fn root_of(leaves: impl IntoIterator<Item = Hash>) -> Hash {
    let mut frontier = Frontier::default();
    for leaf in leaves {
        frontier.push(leaf);
    }
    frontier.root()
}

/// The complete subtrees that a tree consists of, largest first: all that is needed to append, and to know the root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    leaves: u64,
    nodes: Vec<Hash>,
}

/// A subtree that has just become complete: the leaves from `position << level` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Completed {
    pub level: u32,
    pub position: u64,
    pub hash: Hash,
}

impl Frontier {
    /// From the form that is stored: its hashes one after the other. None when there are not as many as `leaves` has ones.
    #[must_use]
    pub fn from_bytes(leaves: u64, bytes: &[u8]) -> Option<Self> {
        let (nodes, rest) = bytes.as_chunks::<32>();
        let fits = rest.is_empty() && nodes.len() == leaves.count_ones() as usize;
        fits.then(|| Self { leaves, nodes: nodes.to_vec() })
    }

    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.nodes.concat()
    }

    #[must_use]
    pub const fn leaves(&self) -> u64 {
        self.leaves
    }

    /// Appends a leaf. The subtrees it completes, smallest first.
    pub fn push(&mut self, leaf: Hash) -> Vec<Completed> {
        let (mut hash, mut completed) = (leaf, Vec::new());
        for level in 1..=self.leaves.trailing_ones() {
            let Some(left) = self.nodes.pop() else { break };
            hash = node_hash(&left, &hash);
            completed.push(Completed { level, position: self.leaves >> level, hash });
        }
        self.nodes.push(hash);
        self.leaves += 1;
        completed
    }

    /// The root; of no leaves, the hash of nothing.
    #[must_use]
    pub fn root(&self) -> Hash {
        joined(self.nodes.clone())
    }
}

/// All of a tree, for whoever proves many leaves of it.
#[derive(Debug, Clone)]
pub struct Tree {
    /// The complete subtrees of each level, from the leaves up.
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    /// Over these leaf hashes.
    #[must_use]
    pub fn new(leaves: Vec<Hash>) -> Self {
        let mut levels = vec![leaves];
        while let Some(below) = levels.last().filter(|below| below.len() > 1) {
            let (pairs, _) = below.as_chunks::<2>();
            let above = pairs.iter().map(|[left, right]| node_hash(left, right)).collect();
            levels.push(above);
        }
        Self { levels }
    }

    /// The hashes that prove that leaf `index` is in it.
    pub fn inclusion(&self, index: u64) -> Result<Vec<Hash>, ProofError> {
        let size = self.levels.first().map_or(0, |leaves| leaves.len() as u64);
        Ok(inclusion_parts(size, index)?.into_iter().map(|part| self.hash_of(&part)).collect())
    }

    fn hash_of(&self, range: &Range<u64>) -> Hash {
        let whole = blocks(range).into_iter().map(|(level, position)| self.levels[level as usize][position as usize]);
        joined(whole.collect())
    }
}

/// A range that begins where a subtree does, as complete subtrees (level, position), largest first.
#[must_use]
pub fn blocks(range: &Range<u64>) -> Vec<(u32, u64)> {
    let (mut start, mut found) = (range.start, Vec::new());
    while start < range.end {
        let level = (range.end - start).ilog2();
        found.push((level, start >> level));
        start += 1 << level;
    }
    found
}

/// The hash above subtrees that follow each other, largest first.
#[must_use]
pub fn joined(parts: Vec<Hash>) -> Hash {
    let mut parts = parts.into_iter().rev();
    let Some(last) = parts.next() else { return Sha256::new().finalize().into() };
    parts.fold(last, |right, left| node_hash(&left, &right))
}

/// The subtrees, as ranges of leaves, whose hashes prove that leaf `index` is in a tree of `size`.
pub fn inclusion_parts(size: u64, index: u64) -> Result<Vec<Range<u64>>, ProofError> {
    if index >= size || size > MOST_LEAVES {
        return Err(ProofError::OutOfRange);
    }
    let nodes = ct_merkle::indices_for_inclusion_proof(size, index);
    Ok(nodes.into_iter().map(|node| leaves_below(node, size)).collect())
}

/// The subtrees, as ranges of leaves, whose hashes prove that the tree of `old` leaves is the start of that of `new`.
pub fn consistency_parts(old: u64, new: u64) -> Result<Vec<Range<u64>>, ProofError> {
    if old > new || new > MOST_LEAVES {
        return Err(ProofError::Shorter);
    }
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    let nodes = ct_merkle::indices_for_consistency_proof(old, new - old);
    Ok(nodes.into_iter().map(|node| leaves_below(node, new)).collect())
}

/// Nodes are numbered from left to right, leaves and inner ones in turn; the trailing ones of a number are its level.
fn leaves_below(node: u64, size: u64) -> Range<u64> {
    let width = 1_u64 << node.trailing_ones();
    let start = (node + 1 - width) / 2;
    start..(start + width).min(size)
}

/// Whether `leaf` (its data, not its hash) is at `index` of the tree with this root.
pub fn check_inclusion(root: &Hash, size: u64, index: u64, leaf: &[u8], proof: &[Hash]) -> Result<(), ProofError> {
    if index >= size || size > MOST_LEAVES {
        return Err(ProofError::OutOfRange);
    }
    if proof.len() != inclusion_parts(size, index)?.len() {
        return Err(ProofError::Length);
    }
    let proof = InclusionProof::<Sha256>::try_from_bytes(proof.concat()).map_err(|_| ProofError::Length)?;
    let root = RootHash::<Sha256>::new((*root).into(), size);
    root.verify_inclusion(&leaf, index, &proof).map_err(|_| ProofError::OtherRoot)
}

/// Whether the tree of `new` = (size, root) begins with all of `old`.
pub fn check_consistency(old: (u64, &Hash), new: (u64, &Hash), proof: &[Hash]) -> Result<(), ProofError> {
    let parts = consistency_parts(old.0, new.0)?;
    if proof.len() != parts.len() {
        return Err(ProofError::Length);
    }
    if parts.is_empty() {
        // From nothing anything follows; from a tree of the same size only itself.
        return if old.0 == 0 || old.1 == new.1 { Ok(()) } else { Err(ProofError::OtherRoot) };
    }
    let proof = ConsistencyProof::<Sha256>::try_from_bytes(proof.concat()).map_err(|_| ProofError::Length)?;
    let [old, new] = [old, new].map(|(size, root)| RootHash::<Sha256>::new((*root).into(), size));
    new.verify_consistency(&old, &proof).map_err(|_| ProofError::OtherRoot)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::to_hex;

    fn leaves(count: u64) -> Vec<Vec<u8>> {
        (0..count).map(|number| number.to_be_bytes().to_vec()).collect()
    }

    fn hash_of(leaves: &[Vec<u8>], range: &Range<u64>) -> Hash {
        root_of(leaves[range.start as usize..range.end as usize].iter().map(|leaf| leaf_hash(leaf)))
    }

    fn parts(leaves: &[Vec<u8>], parts: &[Range<u64>]) -> Vec<Hash> {
        parts.iter().map(|range| hash_of(leaves, range)).collect()
    }

    /// The definition of RFC 6962 section 2.1, word by word.
    fn defined(leaves: &[Vec<u8>]) -> Hash {
        match leaves {
            [] => Sha256::digest([]).into(),
            [one] => leaf_hash(one),
            _ => {
                let half = leaves.len().next_power_of_two() / 2;
                node_hash(&defined(&leaves[..half]), &defined(&leaves[half..]))
            }
        }
    }

    #[test]
    fn the_root_is_the_one_that_certificate_transparency_publishes() {
        // The eight leaves and the roots that the reference implementation of RFC 6962 tests itself with.
        let data: [&[u8]; 8] = [
            b"",
            &[0x00],
            &[0x10],
            &[0x20, 0x21],
            &[0x30, 0x31],
            &[0x40, 0x41, 0x42, 0x43],
            &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
            &[0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
        ];
        let root = |count: usize| to_hex(&root_of(data[..count].iter().map(|leaf| leaf_hash(leaf))));
        assert_eq!(root(0), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(root(1), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        assert_eq!(root(3), "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77");
        assert_eq!(root(8), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
    }

    #[test]
    fn appending_one_by_one_gives_the_defined_root_and_stores_in_little() {
        let all = leaves(130);
        let mut frontier = Frontier::default();
        for (count, leaf) in all.iter().enumerate() {
            assert_eq!(frontier.root(), defined(&all[..count]));
            for part in frontier.push(leaf_hash(leaf)) {
                let start = part.position << part.level;
                assert_eq!(part.hash, hash_of(&all, &(start..start + (1 << part.level))), "{part:?}");
            }
            let stored = Frontier::from_bytes(frontier.leaves(), &frontier.to_bytes());
            assert_eq!(stored.as_ref(), Some(&frontier));
        }
        assert_eq!(Frontier::from_bytes(3, &[0; 32]), None);
        assert_eq!(Frontier::from_bytes(1, &[0; 33]), None);
    }

    #[test]
    fn each_leaf_of_each_tree_is_proved_and_no_other_leaf_place_or_size_by_its_proof() {
        for size in 1..40 {
            let all = leaves(size);
            let root = defined(&all);
            for index in 0..size {
                let proof = parts(&all, &inclusion_parts(size, index).expect("in range"));
                let tree = Tree::new(all.iter().map(|leaf| leaf_hash(leaf)).collect());
                assert_eq!(tree.inclusion(index).as_ref(), Ok(&proof));
                let check =
                    |size, index: u64, leaf: &[u8], proof: &[Hash]| check_inclusion(&root, size, index, leaf, proof);
                assert_eq!(check(size, index, &all[index as usize], &proof), Ok(()));
                assert!(check(size, index, b"another leaf", &proof).is_err());
                for other in (0..size).filter(|other| *other != index) {
                    assert!(check(size, other, &all[index as usize], &proof).is_err(), "{index} as {other} of {size}");
                }
                assert!(check(size, index, &all[index as usize], &[proof.as_slice(), &[root]].concat()).is_err());
                for place in 0..proof.len() {
                    let mut forged = proof.clone();
                    forged[place][31] ^= 1;
                    assert_eq!(check(size, index, &all[index as usize], &forged), Err(ProofError::OtherRoot));
                    forged.remove(place);
                    assert!(check(size, index, &all[index as usize], &forged).is_err());
                }
            }
        }
    }

    #[test]
    fn each_tree_is_proved_to_begin_with_each_smaller_one_and_with_no_other() {
        for new in 1..40 {
            let all = leaves(new);
            let root = defined(&all);
            for old in 0..=new {
                let before = defined(&all[..old as usize]);
                let proof = parts(&all, &consistency_parts(old, new).expect("in order"));
                assert_eq!(check_consistency((old, &before), (new, &root), &proof), Ok(()), "{old} of {new}");
                if old == 0 {
                    continue;
                }
                let other = defined(&[leaves(old - 1), vec![b"rewritten".to_vec()]].concat());
                assert!(check_consistency((old, &other), (new, &root), &proof).is_err(), "{old} of {new}");
                for place in 0..proof.len() {
                    let mut forged = proof.clone();
                    forged[place][0] ^= 1;
                    assert!(check_consistency((old, &before), (new, &root), &forged).is_err());
                    forged.remove(place);
                    assert!(check_consistency((old, &before), (new, &root), &forged).is_err());
                }
            }
        }
    }

    #[test]
    fn absurd_sizes_are_refused_and_never_computed_with() {
        let hash = [0; 32];
        for size in [u64::MAX, u64::MAX - 1, 1 << 63, MOST_LEAVES + 1] {
            assert_eq!(check_inclusion(&hash, size, 0, b"", &[]), Err(ProofError::OutOfRange));
            assert_eq!(check_consistency((1, &hash), (size, &hash), &[]), Err(ProofError::Shorter));
        }
        assert_eq!(check_consistency((5, &hash), (4, &hash), &[]), Err(ProofError::Shorter));
        assert_eq!(check_inclusion(&hash, 0, 0, b"", &[]), Err(ProofError::OutOfRange));
        assert_eq!(check_consistency((3, &hash), (3, &[1; 32]), &[]), Err(ProofError::OtherRoot));
    }
}

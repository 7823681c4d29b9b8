//! The place that a sealed value belongs to.

use crate::VaultId;

/// The one place where a record opens: moved to another row, column or table, or put back after
/// the row moved on, it is refused. None of this is secret; it is authenticated, not stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot<'a> {
    /// Table.
    pub table: &'a str,
    /// Primary key of the row, as text.
    pub key: &'a str,
    /// Column.
    pub column: &'a str,
    /// Version of the schema that the value was written under.
    pub schema: u32,
    /// Counts up with every write of the row.
    pub row_version: u64,
}

impl Slot<'_> {
    /// The additional authenticated data: label, record prefix, vault, then each text with its
    /// length before it (u32, big-endian), so that no two slots encode alike.
    pub(crate) fn authenticated_data(&self, prefix: &[u8], vault: &VaultId) -> Vec<u8> {
        const LABEL: &[u8] = b"sst-vault/v1/record";
        let texts = [self.table, self.key, self.column];
        let texts_len: usize = texts.iter().map(|text| 4 + text.len()).sum();
        let mut out =
            Vec::with_capacity(LABEL.len() + prefix.len() + VaultId::LEN + texts_len + 4 + 8);
        out.extend_from_slice(LABEL);
        out.extend_from_slice(prefix);
        out.extend_from_slice(vault.as_bytes());
        for text in texts {
            // Names and keys are far below 4 GiB.
            out.extend_from_slice(&(text.len() as u32).to_be_bytes());
            out.extend_from_slice(text.as_bytes());
        }
        out.extend_from_slice(&self.schema.to_be_bytes());
        out.extend_from_slice(&self.row_version.to_be_bytes());
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifted_texts_do_not_encode_alike() {
        let vault = VaultId::from_bytes([0; 16]);
        let slot = |table, key, column| Slot {
            table,
            key,
            column,
            schema: 1,
            row_version: 1,
        };
        let slots = [
            slot("ab", "c", ""),
            slot("a", "bc", ""),
            slot("", "abc", ""),
            slot("a", "b", "c"),
        ];
        let encoded: std::collections::HashSet<_> = slots
            .iter()
            .map(|slot| slot.authenticated_data(&[1, 1], &vault))
            .collect();
        assert_eq!(encoded.len(), slots.len());
    }
}

//! The HTTP contract of 盛事通 as types.

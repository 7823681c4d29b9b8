//! Keys and sealed records of 盛事通.

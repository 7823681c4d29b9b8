//! The client of 盛事通: session, store, consent, profile, sync.

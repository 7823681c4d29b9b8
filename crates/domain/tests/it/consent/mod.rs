//! The proof of decisions, and where a person stands.

mod desk;
mod receipts;
mod renewal;
mod standing;

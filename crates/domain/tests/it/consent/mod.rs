//! The proof of decisions, and where a person stands.

mod audit;
mod desk;
mod receipts;
mod renewal;
mod standing;

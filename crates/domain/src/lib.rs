//! Values and rules of 盛事通: no I/O, no async, no clock of its own.
